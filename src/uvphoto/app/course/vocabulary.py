"""Words of charts, tables, scenarios and reasons, which come from below: here for those who translate them."""

WORDS = (
    # charts and their tables
    "date",
    "device",
    "summer",
    "forecast",
    "no forecast",
    "last visit",
    "the skin itself",
    "the same, {interval}",
    "spots, % of the skin",
    "share of spots, %",
    "no real change (same device)",
    "read by {device}",
    "read by {device}, {bars}",
    "{name} (thin: 80 %)",
    "50 % interval",
    "80 % interval",
    "95 % interval",
    "90 % interval of a photo",
    "error bar",
    "Readings",
    "The skin itself, as all visits together say",
    "Forecast",
    "Scenario",
    # scenarios
    "sunscreen of SPF {factor} nearly always outdoors",
    "twice the time outdoors",
    # why something does not count
    "left",
    "right",
    "{date}, {device}, {side}: another view than {view}",
    "{date}, {device}, {side}: the photo was refused when it was analysed",
    "{date}, {device}, {side}: nothing was measured in these regions",
    "{date}, {device}, {side}: measured otherwise ({method}); analyse it again by what measured the others",
    # what stands behind a forecast
    "Errors of devices: {told}.",
    "Errors of devices: {told}. The skin is told as {device} would read it without errors.",
    "The skin is told as {device} would read it without errors.",
    # pictures of a forecast
    "Last UV photo, {date}, {device} (synthetic)",
    "Forecast: the UV photo that is expected {months} months later. Not a photo",
    "Forecast: how unsure each place is, standard deviation of what it absorbs (black 0, yellow {end} log10 of light)",
    "Forecast: probability of lying in a spot (black 0, yellow {end})",
)

"""The verb that forecasts the course of a person's spots."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uvphoto.cli.extras import needs_extra
from uvphoto.cli.record import Photos, Place, open_record
from uvphoto.errors import SettingsError

if TYPE_CHECKING:
    from uvphoto.longitudinal.forecast.forecaster import NotEnoughVisits
    from uvphoto.longitudinal.forecast.outlook import Facts, Outlook
    from uvphoto.longitudinal.forecast.parameters import Fitted
    from uvphoto.longitudinal.image_forecast.person import PersonImage
    from uvphoto.longitudinal.record.record import Record
    from uvphoto.simulate.series.dose import Habits

_SHOWN = (6, 12)  # months, of which the table tells beside the last one


def forecast(
    person: Annotated[str, typer.Argument(help="The pseudonym, as in the record.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Folder for numbers, charts and a page.")] = None,
    latitude: Annotated[
        float | None, typer.Option(help="Of the place where the person lives, degrees; south below 0.")
    ] = None,
    uv: Annotated[
        Path | None, typer.Option(help="Table of daily UV doses of that place, in place of its latitude.")
    ] = None,
    born: Annotated[int | None, typer.Option(help="Year of birth; else that of an average person.")] = None,
    skin_type: Annotated[
        int | None, typer.Option(min=1, max=6, help="Fitzpatrick's, 1 to 6; else that of an average person.")
    ] = None,
    outdoors: Annotated[
        float, typer.Option(min=0, help="Time outdoors, against that of an indoor worker; outdoor work is 3.8.")
    ] = 1.0,
    spf: Annotated[float, typer.Option(min=1, help="Sun protection factor of the sunscreen on its label.")] = 1.0,
    worn: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the time outdoors for which sunscreen is worn.")
    ] = 0.0,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="NAME=FACTOR: what if the exposure were that many times as much; again for more."),
    ] = None,
    picture: Annotated[
        bool, typer.Option("--picture", help="Forecast the UV photo itself too, into the folder.")
    ] = False,
    months: Annotated[int, typer.Option(min=1, max=24, help="How far to forecast.")] = 24,
    view: Annotated[str, typer.Option(help="front, left or right.")] = "front",
    parameters: Annotated[
        Path | None, typer.Option(help="Of the forecast, fitted to a cohort of one's own; else the bundled ones.")
    ] = None,
    record: Place = None,
    store: Photos = None,
) -> None:
    """Forecast the spots of a person in the record, by region.

    Up to two years ahead, with intervals, or the reason why there is none; and what another sun would change, as
    scenarios under stated assumptions.
    """
    if picture and out is None:
        raise SettingsError("--picture makes files: say where with --out.")
    kept = open_record(record, store)
    with needs_extra("A forecast", "forecast", ("torch", "safetensors")):
        import torch

        from uvphoto.longitudinal.forecast.files import RECORD, WHAT
        from uvphoto.longitudinal.forecast.outlook import look_ahead
        from uvphoto.longitudinal.forecast.readings import readings_of
    from uvphoto.picture.whole_folder import check_free, whole_folder

    if out is not None:
        check_free(out, RECORD, WHAT)
    torch.set_num_threads(1)  # the matrices of one person are small: threads would only wait for each other
    fitted = _parameters(parameters)
    facts = _facts(latitude, uv, born, skin_type, _habits(outdoors, spf, worn))
    asked = [_scenario(text) for text in scenario or ()]
    readings = readings_of(kept.history(person, all_results=True), fitted.info.settings.regions, view)
    outlook = look_ahead(fitted, readings, facts, asked, months)
    image = _image(kept, outlook, view, months) if picture else None
    _tell(outlook, months)
    if out is not None:
        with whole_folder(out, RECORD, WHAT) as part:
            names = _write(part, outlook, image, is_southern=facts.is_southern)
        typer.echo(f"{out}: {', '.join(names)}")


def _image(kept: "Record", outlook: "Outlook", view: str, months: int) -> "PersonImage | NotEnoughVisits":
    from uvphoto.longitudinal.image_forecast.parameters import bundled_image_model
    from uvphoto.longitudinal.image_forecast.person import forecast_person

    return forecast_person(kept, outlook, bundled_image_model(), view=view, months=months)


def _write(
    folder: Path, outlook: "Outlook", image: "PersonImage | NotEnoughVisits | None", *, is_southern: bool
) -> list[str]:
    """Write all files of a forecast, and return their names."""
    from uvphoto.longitudinal.forecast.charted import courses_of
    from uvphoto.longitudinal.forecast.files import write_outlook
    from uvphoto.longitudinal.forecast.forecaster import NotEnoughVisits
    from uvphoto.longitudinal.image_forecast.files import write_image
    from uvphoto.longitudinal.image_forecast.pictures import notes_of, shown_pictures

    courses = courses_of(outlook, is_southern=is_southern)
    if image is None:
        return write_outlook(folder, outlook, courses)
    if isinstance(image, NotEnoughVisits):
        return write_outlook(folder, outlook, courses, notes=[f"No picture: {image.reason}."])
    notes = [image.expected.statement, *notes_of(image)]
    names = write_outlook(folder, outlook, courses, pictures=shown_pictures(image, 480), notes=notes)
    return [*names, *write_image(folder, image, outlook.readings.person)]


def _parameters(path: Path | None) -> "Fitted":
    from uvphoto.longitudinal.forecast.parameters import bundled_parameters, load_parameters

    return bundled_parameters() if path is None else load_parameters(path)


def _facts(
    latitude: float | None, uv: Path | None, born: int | None, skin_type: int | None, habits: "Habits"
) -> "Facts":
    from uvphoto.longitudinal.forecast.daily_series import read_daily_series
    from uvphoto.longitudinal.forecast.dose import climate_of_latitude
    from uvphoto.longitudinal.forecast.outlook import Facts

    if latitude is not None and uv is None:
        return Facts(climate_of_latitude(latitude), habits, born, skin_type)
    if latitude is None and uv is not None:
        return Facts(read_daily_series(uv), habits, born, skin_type)
    raise SettingsError(
        "The course depends on the sun: say where the person lives with --latitude (degrees, south below 0), or give "
        "the daily UV doses of that place with --uv; one of both."
    )


def _habits(outdoors: float, spf: float, worn: float) -> "Habits":
    from uvphoto.simulate.series.dose import Habits, blocked_share

    blocked = blocked_share(spf, worn)
    try:
        return Habits(outdoor=outdoors, summer_blocked=blocked, winter_blocked=blocked)
    except ValueError as error:
        raise SettingsError(f"--outdoors {outdoors:g} makes no sense: {error}.") from error


def _scenario(text: str) -> tuple[str, float]:
    name, _, factor = text.rpartition("=")
    try:
        if name.strip():
            return name.strip(), float(factor)
    except ValueError:
        pass
    raise SettingsError(f"--scenario {text!r} is no NAME=FACTOR, like 'half the sun=0.5'.")


def _tell(outlook: "Outlook", months: int) -> None:
    from uvphoto.cli.console import print_table
    from uvphoto.longitudinal.forecast.telling import scenarios_table, sentences, shares_table

    readings = outlook.readings
    typer.echo(f"{readings.person}: spots in % of the skin; {readings.method}")
    print_table(shares_table(outlook, [month for month in _SHOWN if month < months] + [months]))
    if outlook.supposed:
        typer.echo()
        print_table(scenarios_table(outlook, months))
    typer.echo()
    for sentence in sentences(outlook):
        typer.echo(sentence)

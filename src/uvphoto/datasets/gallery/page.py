"""A gallery as a page that needs no other file: pictures inside, no scripts, light and dark."""

import base64
from html import escape

from uvphoto.datasets.gallery.palette import Colour
from uvphoto.datasets.gallery.sheet import Cell, Line, Scale, Sheet
from uvphoto.picture import Synthetic, encode_jpeg

_STYLE = """
:root { color-scheme: light dark; --ground: #f6f6f4; --card: #fff; --ink: #1f2328; --quiet: #6a7078; --line: #e2e2de }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181b; --card: #1f2226; --ink: #e8e8e6; --quiet: #9aa0a6; --line: #30343a }
}
body { margin: 0; padding: 2rem; background: var(--ground); color: var(--ink);
       font: 15px/1.45 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif }
h1 { font-size: 1.6rem; font-weight: 600; margin: 0 0 .3rem }
p { margin: 0 0 .15rem; color: var(--quiet); max-width: 70rem }
.badge { display: inline-block; margin: .5rem 0 0; padding: .1rem .6rem; border-radius: 1rem;
         border: 1px solid currentColor; color: #b4540a; font-size: .85rem }
@media (prefers-color-scheme: dark) { .badge { color: #f0a860 } }
.legend { display: flex; flex-wrap: wrap; gap: .5rem 1.6rem; margin: 1.2rem 0; padding: 0; font-size: .85rem }
.legend span { display: inline-flex; align-items: center; gap: .45rem }
.swatch { width: .85rem; height: .85rem; border-radius: 50%; border: 1px solid var(--line) }
.bar { width: 7rem; height: .7rem; border-radius: .35rem; border: 1px solid var(--line) }
.sheet { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .8rem;
         width: fit-content; max-width: 100% }
table { border-collapse: collapse }
thead th { text-align: left; font-size: .85rem; font-weight: 600; color: var(--quiet); padding: .8rem .4rem .3rem }
td, tbody th { padding: .5rem .4rem; vertical-align: top; border-top: 1px solid var(--line) }
th:first-child { position: sticky; left: 0; background: var(--card); padding-left: 1rem; padding-right: 1rem }
td:last-child { padding-right: 1rem }
tbody th { text-align: left; font-weight: 600; font-size: 1.05rem; min-width: 6.5rem }
tbody th small { display: block; font-weight: 400; color: var(--quiet); font-size: .82rem }
figure { margin: 0 } figcaption { font-size: .8rem; color: var(--quiet); padding-top: .2rem; overflow-wrap: anywhere }
img { display: block; border-radius: .4rem; height: auto;
      max-width: max(7rem, calc((100vw - 15rem) / var(--columns) - .8rem)) }
.wrong { display: flex; align-items: center; justify-content: center; text-align: center; box-sizing: border-box;
         padding: 1rem; border: 1px dashed var(--quiet); border-radius: .4rem; color: var(--quiet); font-size: .85rem }
.more { margin-top: 1rem }
"""


def to_html(sheet: Sheet) -> str:
    """Return the page; the same sheet gives the same text."""
    facts = "\n".join(f"<p>{escape(fact)}</p>" for fact in sheet.facts)
    badge = '<span class="badge">shows synthetic photos</span>' if sheet.is_synthetic else ""
    headings = "".join(f'<th scope="col">{escape(column)}</th>' for column in sheet.columns)
    rows = "\n".join(_row(line, sheet.size) for line in sheet.lines)
    more = f'<p class="more">{escape(sheet.more)}</p>' if sheet.more else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(sheet.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(sheet.title)}</h1>
{facts}
{badge}
{_legend(sheet)}
<div class="sheet"><table style="--columns:{len(sheet.columns)}">
<thead><tr><th scope="col">Person</th>{headings}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>
{more}
</body>
</html>
"""


def _legend(sheet: Sheet) -> str:
    scales = [_scale(scale) for scale in sheet.scales]
    kinds = [
        f'<span><i class="swatch" style="background:{_css(colour)}"></i>{escape(kind.replace("_", " "))}</span>'
        for kind, colour in sheet.kinds.items()
    ]
    return f'<div class="legend">{"".join(scales + kinds)}</div>' if scales or kinds else ""


def _scale(scale: Scale) -> str:
    colours = ", ".join(_css(stop) for stop in scale.stops)
    bar = f'<i class="bar" style="background:linear-gradient(to right, {colours})"></i>'
    low, high = escape(scale.low), escape(scale.high)
    return f"<span>{escape(scale.title)}<span>{low}</span>{bar}<span>{high}</span></span>"


def _css(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _row(line: Line, size: int) -> str:
    details = "".join(f"<small>{escape(detail)}</small>" for detail in line.details)
    cells = "".join(f"<td>{_figure(cell, size)}</td>" for cell in line.cells)
    return f'<tr><th scope="row">{escape(line.person)}{details}</th>{cells}</tr>'


def _figure(cell: Cell | None, size: int) -> str:
    if cell is None:
        return ""
    if cell.picture is None:
        return f'<div class="wrong" style="width:{size}px;height:{size}px">{escape(cell.caption)}</div>'
    height, width = cell.picture.shape[:2]
    data = encode_jpeg(cell.picture, quality=88, synthetic=Synthetic.COMPOSITE if cell.is_synthetic else None)
    source = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    caption = f"<figcaption>{escape(cell.caption)}</figcaption>" if cell.caption else ""
    picture = f'<img src="{source}" width="{width}" height="{height}" alt="{escape(cell.description)}">'
    return f"<figure>{picture}{caption}</figure>"

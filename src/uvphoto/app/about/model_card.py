"""The model card of the bundled weights, as part of a page."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

import uvphoto

_NAME = "MODEL_CARD.md"
_DEEPER = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}  # the page has a first heading of its own

_WIDE = '<div class="wide" tabindex="0">'  # wider than a phone, and moved by keys too


@cache
def model_card() -> str:
    """Return the model card as HTML; empty where this installation came without it."""
    return to_html(_read())


def to_html(text: str) -> str:
    """Return Markdown as HTML that fits into a page: no raw HTML, no style, no links into folders that are not here."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        token.tag = _DEEPER.get(token.tag, token.tag)
        token.attrs.pop("style", None)  # how tables are aligned; the page's policy allows no style in its text
        token.children = _without_dead_links(token.children)
    html = str(parser.renderer.render(tokens, parser.options, {}))
    return html.replace("<table>", f"{_WIDE}<table>").replace("</table>", "</table></div>")


def _without_dead_links(tokens: list[Token] | None) -> list[Token] | None:
    if tokens is None:
        return None
    kept, inside_dead = [], False
    for token in tokens:
        if token.type == "link_open":
            inside_dead = not str(token.attrGet("href")).startswith("https://")
            token.attrSet("rel", "noreferrer")
        if not (inside_dead and token.type in ("link_open", "link_close")):
            kept.append(token)
        if token.type == "link_close":
            inside_dead = False
    return kept


def _read() -> str:
    installed = files("uvphoto.conversion") / "weights" / _NAME
    in_checkout = Path(uvphoto.__file__).parents[2] / _NAME
    for place in (installed, in_checkout):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    return ""

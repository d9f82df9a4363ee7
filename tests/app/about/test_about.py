from typing import TYPE_CHECKING

from uvphoto.app.about.model_card import model_card, to_html
from uvphoto.app.about.parts import parts

if TYPE_CHECKING:
    from conftest import Browser


def test_markdown_brings_nothing_that_a_page_may_not_have() -> None:
    html = to_html("# A\n\n<script>x</script> [in](docs/a.md) [out](https://example.org) [bad](javascript:x)\n\n"
                   "| a | b |\n|--:|---|\n| 1 | 2 |\n")  # fmt: skip
    assert "<h2>A</h2>" in html
    assert "<script" not in html
    assert "style=" not in html
    assert 'href="docs' not in html
    assert "javascript:" not in html.replace("[bad](javascript:x)", "")
    assert '<a href="https://example.org" rel="noreferrer">out</a>' in html
    assert "<td>1</td>" in html


def test_the_model_card_is_that_of_the_weights() -> None:
    assert "Learned from simulated skin alone" in model_card()


def test_parts_have_licences() -> None:
    found = {part.name.casefold(): part for part in parts()}
    assert found["fastapi"].licence == "MIT"
    assert "BSD" in found["numpy"].licence  # with the licences of what is in it
    assert found["htmx"].licence == "0BSD"
    assert "pytest" not in found
    assert "torch" not in found


def test_the_page_says_what_cannot_be_done(browser: "Browser") -> None:
    page = browser.get("/about").text
    assert "no medical device" in page
    assert "compact-simulated-2" in page

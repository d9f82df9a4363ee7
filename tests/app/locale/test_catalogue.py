"""Whatever a page can say is in each catalogue, translated, with the same values in it."""

import ast
import importlib.util
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from uvphoto.app.messages import Told
from uvphoto.app.pages import LANGUAGES, Pages

OTHERS = [language for language in LANGUAGES if language != "en"]
_PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%%")


@pytest.fixture(scope="module")
def extraction() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extraction", Path(__file__).parent / "extraction.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def template(extraction: ModuleType) -> Catalog:
    return extraction.collect()


def read(extraction: ModuleType, language: str) -> Catalog:
    with (extraction.LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, language)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_lacks_a_translation(extraction: ModuleType, template: Catalog, language: str) -> None:
    catalogue = read(extraction, language)
    lacking = [one.id for one in template if one.id and not is_told(catalogue.get(one.id))]
    assert lacking == [], "run tests/app/locale/extraction.py, and translate what it lists"


@pytest.mark.parametrize("language", OTHERS)
def test_values_stay_in_translations(extraction: ModuleType, language: str) -> None:
    for message in read(extraction, language):
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        for told in message.string if isinstance(message.string, tuple) else (message.string,):
            assert places(told) == places(source), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_catalogues_hold_nothing_that_is_not_said_any_more(
    extraction: ModuleType, template: Catalog, language: str
) -> None:
    known = {one.id for one in template}
    assert [one.id for one in read(extraction, language) if one.id not in known] == []


def test_the_template_is_up_to_date(extraction: ModuleType, template: Catalog) -> None:
    with (extraction.LOCALE / "messages.pot").open("rb") as file:
        written = read_po(file)
    assert {one.id for one in written} == {one.id for one in template}


def test_sentences_are_found_in_code(extraction: ModuleType) -> None:
    code = """
_WRONG = "That is wrong."
_NAME = "no sentence"
def check(size, info):
    problem = f"is {size} large"
    raise FileError(path, problem, "Make it " + "smaller")
    raise SettingsError(f"{info.width:.1f} of {size} and {size}." if size else "None is there.")
    raise ValueError("Of programmers alone.")
"""
    found = set(extraction.sentences(ast.parse(code)))
    assert found == {
        "That is wrong.", "is {size} large", "Make it smaller", "{width} of {size} and {size2}.", "None is there.",
    }  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_said_against_photos_is_translated(extraction: ModuleType, language: str) -> None:
    told = Told(read(extraction, language))
    for message in (
        "The head is turned by about 24 degrees (limit 20).",
        "The skin's colour leans to green, 9 Delta E off any skin (limit 8).",
        "The photo is blurred by 0.7 mm (limit 0.5 mm).",
        "The file is empty. Copy it again from where it came.",
    ):
        assert not re.search(r"[A-Za-z]{3}", told(message).replace("Delta", "")), told(message)


def test_a_page_speaks_every_language() -> None:
    pages = Pages()
    values: dict[str, object] = {"language": "ja", "theme": ""}
    assert "The app does not answer" in pages.html("en", "offline.html", values)
    assert "The app does not answer" not in pages.html("ja", "offline.html", values)


def is_told(message: Message | None) -> bool:
    if message is None:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def places(text: str) -> Counter[str]:
    return Counter(found[0] for found in _PLACES.finditer(text))

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.app.messages import Told

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1)


@pytest.fixture(scope="module")
def told() -> Told:
    catalogue = Catalog("ja")
    for source, there in {
        "Nothing is here.": "何もありません。",
        "The file {problem}. {remedy}.": "ファイルは{problem}。{remedy}。",
        "The file is {size} large.": "大きさは{size}です。",
        "is empty": "空です",
        "Copy it again": "もう一度コピーしてください",
        "{value} of {limit} (50 %).": "{limit}のうち{value}(50 %)。",
        "Left empty": "",
    }.items():
        catalogue.add(source, there)
    catalogue.add(("%(num)d photo", "%(num)d photos"), ("%(num)d枚",))
    return Told(catalogue)


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("Nothing is here.", "何もありません。"),
        ("The file is empty. Copy it again.", "ファイルは空です。もう一度コピーしてください。"),
        ("The file is 3 MB large.", "大きさは3 MBです。"),
        ("3 of 4 (50 %).", "4のうち3(50 %)。"),
        ("Left empty", "Left empty"),
        ("Something else.", "Something else."),
        ("The file is {size} large.", "大きさは{size}です。"),
        ("", ""),
    ],
)
def test_values_are_found_and_put_in_again(told: Told, message: str, wanted: str) -> None:
    assert told(message) == wanted


@given(value=WORDS, limit=WORDS)
def test_no_value_is_read_as_anything_else(value: str, limit: str) -> None:
    catalogue = Catalog("ja")
    catalogue.add("[{value}|{limit}]", "{limit}~{value}")
    if "|" in value or "|" in limit:
        return
    assert Told(catalogue)(f"[{value}|{limit}]") == f"{limit}~{value}"


def test_the_source_is_left_as_it_is() -> None:
    assert Told(None)("The file is empty. Copy it again.") == "The file is empty. Copy it again."

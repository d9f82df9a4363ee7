import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.datasets.description import format_description, parse_description
from uvphoto.datasets.manifest import FILE_COLUMNS, Description, MapScale

text = st.text(st.characters(codec="utf-8"), max_size=20)
names = text.filter(bool)
scales = st.builds(MapScale, meaning=text, unit=text, full_scale=st.floats(1e-9, 1e9))
descriptions = st.builds(
    Description,
    name=names,
    made=text,
    licence=text,
    devices=st.lists(names, max_size=3).map(tuple),
    kinds=st.lists(st.sampled_from(FILE_COLUMNS), max_size=3).map(tuple),
    mm_per_pixel=st.none() | st.floats(1e-6, 1e6),
    maps=st.dictionaries(names, scales, max_size=2),
    extra=st.fixed_dictionaries({"contact": text}),
)
SOUND = {"format_version": 1, "name": "n", "made": "m", "licence": "l", "devices": ["d"], "kinds": ["colour", "uv"]}


@given(descriptions)
def test_what_is_written_is_read_back(description: Description) -> None:
    parsed, faults = parse_description(format_description(description).encode())
    assert faults == []
    assert parsed == description


def test_the_text_is_plain_json_with_accents_as_they_are() -> None:
    description = Description("Zürich", "by hand", "none", ("d",), ("colour",), 0.1)
    written = format_description(description)
    assert "Zürich" in written
    assert json.loads(written)["mm_per_pixel"] == 0.1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": None}, "'name' must be a text"),
        ({"name": ""}, "'name' must not be empty"),
        ({"devices": "camera"}, "'devices' must be a list of texts"),
        ({"devices": [1]}, "'devices' must be a list of texts"),
        ({"kinds": ["UV"]}, "'kinds' names 'UV', which is none of"),
        ({"mm_per_pixel": "0.1"}, "'mm_per_pixel' must be a positive number"),
        ({"mm_per_pixel": True}, "'mm_per_pixel' must be a positive number"),
        ({"mm_per_pixel": float("nan")}, "'mm_per_pixel' must be a positive number"),
        ({"mm_per_pixel": 10**400}, "must be a positive number or null, not 1000"),
        ({"mm_per_pixel": 0}, "'mm_per_pixel' must be a positive number"),
        ({"format_version": 2}, "upgrade uvphoto"),
        ({"format_version": "1"}, "'format_version' must be 1"),
        ({"maps": []}, "'maps' must be an object"),
        ({"maps": {"melanin": {}}}, "'maps.melanin' must have"),
        ({"maps": {"melanin": {"meaning": 1, "unit": "", "full_scale": 1}}}, "must be texts"),
        ({"maps": {"melanin": {"meaning": "", "unit": "", "full_scale": 0}}}, "full_scale' must be a positive"),
        ({"maps": {"melanin": {"meaning": "", "unit": "", "full_scale": 10**400}}}, "full_scale' must be a positive"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, Any], problem: str) -> None:
    parsed, (fault,) = parse_description(json.dumps(SOUND | change).encode())
    assert parsed is None
    assert problem in fault.problem


@pytest.mark.parametrize("key", SOUND)
def test_a_missing_key_is_named(key: str) -> None:
    parsed, (fault,) = parse_description(json.dumps({k: v for k, v in SOUND.items() if k != key}).encode())
    assert parsed is None
    assert fault.problem == f"lacks the key {key!r}"


def test_every_fault_is_listed_not_the_first() -> None:
    assert len(parse_description(b'{"devices": 1}')[1]) == 6


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is no JSON"),
        (b"{", "is no JSON: .* in line 1"),
        (b"[]", "must hold one object"),
        (b'{"name": "\xe9"}', "is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"mm_per_pixel": 1' + b"0" * 5000 + b"}", "a number too long"),
    ],
)
def test_what_is_no_description_is_refused(data: bytes, problem: str) -> None:
    parsed, (fault,) = parse_description(data)
    assert parsed is None
    assert re.search(problem, fault.problem)

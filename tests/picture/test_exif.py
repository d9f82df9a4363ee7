"""EXIF data, whole and broken."""

from datetime import datetime

import pytest
from PIL import Image

from uvphoto.picture.exif import Facts, build_exif, make_facts, parse_facts

DATE = datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001 - EXIF dates have no zone


def block(tags: dict[int, object]) -> bytes:
    exif = Image.Exif()
    exif.update(tags)
    return exif.tobytes()


@pytest.mark.parametrize(("stored", "meant"), [(0, 1), (1, 1), (6, 6), (8, 8), (9, 1), (65535, 1)])
def test_illegal_orientations_count_as_upright(stored: int, meant: int) -> None:
    assert parse_facts(block({274: stored})).orientation == meant


def test_the_date_of_the_shot_comes_before_that_of_the_file() -> None:
    both = {306: "2025:01:01 00:00:00", 0x8769: {0x9003: "2024:05:06 07:08:09"}}
    assert parse_facts(block(both)).taken == DATE
    assert parse_facts(block({306: "2024:05:06 07:08:09"})).taken == DATE
    for nonsense in ("", "    :  :     :  :  ", "0000:00:00 00:00:00", "yesterday"):
        assert parse_facts(block({306: nonsense})).taken is None


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("Apple", "iPhone 15", "Apple iPhone 15"),
        ("NIKON\0", None, "NIKON"),
        (None, b"X100", "X100"),
        (None, None, None),
        (7, (1, 2), None),
    ],
)
def test_make_and_model_are_joined(make: object, model: object, camera: str | None) -> None:
    assert make_facts(orientation=1, date=None, make=make, model=model).camera == camera


def test_broken_data_count_as_missing() -> None:
    good = block({274: 6, 271: "Maker of some length"})
    assert parse_facts(None) == parse_facts(b"") == parse_facts(b"Exif\0\0") == parse_facts(b"rubbish" * 9) == Facts()
    for end in range(len(good)):
        parse_facts(good[:end])


def test_what_we_write_we_read() -> None:
    data = build_exif("µ", DATE)
    assert data[:2] in (b"II", b"MM")
    assert parse_facts(data) == Facts(orientation=1, taken=DATE, description="µ")
    assert "µ".encode() in data
    assert parse_facts(build_exif(None, None)) == Facts()

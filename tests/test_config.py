"""Settings <-> mappings and TOML."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.config import check_limits, from_mapping, read_toml, to_mapping
from uvphoto.errors import FileError, SettingsError


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Circle:
    shape: Literal["circle"] = "circle"
    radius: float = 1.0

    def __post_init__(self) -> None:
        if self.radius <= 0:
            raise SettingsError("radius must be positive")


@dataclass(frozen=True)
class Square:
    shape: Literal["square"] = "square"
    side: int = 1


@dataclass(frozen=True)
class Drawing:
    name: str
    shape: Circle | Square = field(default_factory=Circle)
    colour: Colour = Colour.RED
    sizes: tuple[int, ...] = ()
    ends: tuple[float, float] = (0.0, 1.0)
    title: str | None = None
    filled: bool = False


@given(
    st.builds(
        Drawing,
        name=st.text(),
        shape=st.one_of(
            st.builds(Circle, radius=st.floats(0.1, 9)),
            st.builds(Square, side=st.integers(0, 9)),
        ),
        colour=st.sampled_from(Colour),
        sizes=st.lists(st.integers()).map(tuple),
        title=st.none() | st.text(),
        filled=st.booleans(),
    )
)
def test_what_is_written_is_read_again(drawing: Drawing) -> None:
    assert from_mapping(Drawing, to_mapping(drawing)) == drawing


def test_toml_is_read_with_defaults(tmp_path: Path) -> None:
    file = tmp_path / "drawing.toml"
    file.write_text('name = "a"\nends = [0, 2]\n[shape]\nshape = "square"\nside = 3\n')
    assert read_toml(Drawing, file) == Drawing("a", Square(side=3), ends=(0.0, 2.0))


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({}, "'name' is missing"),
        ({"name": "a", "nmae": 1}, "'nmae' is unknown; known are name, shape"),
        ({"name": 3}, "name is 3, where str belongs"),
        ({"name": "a", "filled": 1}, "filled is 1, where bool belongs"),
        ({"name": "a", "sizes": [True]}, "sizes is True, where int belongs"),
        ({"name": "a", "sizes": 3}, "where a list belongs"),
        ({"name": "a", "ends": [1]}, "ends has 1 values; 2 belong there"),
        ({"name": "a", "colour": "green"}, "it may be 'red', 'blue'"),
        ({"name": "a", "shape": {"shape": "star"}}, "shape is 'star'; it may be 'circle', 'square'"),
        ({"name": "a", "shape": {"radius": 1.0}}, "shape is None; it may be"),
        ({"name": "a", "shape": {"shape": "circle", "side": 1}}, "shape: 'side' is unknown"),
        ({"name": "a", "shape": {"shape": "circle", "radius": -1}}, "shape: radius must be positive"),
        ({"name": "a", "shape": 1}, "expected a table"),
        ({"name": None}, "name is None, where str belongs"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_place(mapping: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_mapping(Drawing, mapping, "drawing.toml")
    assert str(caught.value).startswith("drawing.toml: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read"), (b"\xff", "no text in UTF-8"), (b"a = ", "is no TOML")]
)
def test_a_file_that_is_none_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "drawing.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(FileError, match=words):
        read_toml(Drawing, file)


@pytest.mark.parametrize("radius", [0.5, 2.5, float("nan")])
def test_a_number_outside_its_limits_is_named(radius: float) -> None:
    check_limits(Circle(radius=1.0), {"radius": (1, 2)})
    with pytest.raises(SettingsError, match=rf"radius {radius} is outside 1 to 2"):
        check_limits(Circle(radius=radius), {"radius": (1, 2)})

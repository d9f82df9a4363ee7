"""Partners told by the words of their paths."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.archives.preparation.marks import Marks, find_partners
from uvphoto.archives.preparation.settings import COLOUR_MARKS, UV_MARKS

MARKS = Marks.of(UV_MARKS, COLOUR_MARKS)


def partners(*paths: str) -> tuple[dict[str, str], dict[str, str]]:
    pairs, others = find_partners([PurePosixPath(path) for path in paths], MARKS)
    return {str(pair.colour): str(pair.uv) for pair in pairs}, {str(path): why for path, why in others}


@pytest.mark.parametrize(
    ("colour", "uv"),
    [
        ("colour/ann.jpg", "uv/ann.png"),
        ("ann/rgb/1.jpg", "ann/UV/1.tif"),
        ("ann.jpg", "ann_uv.jpg"),
        ("Ann 2024-01-31 RGB.jpg", "ann_2024_01_31_uv.png"),
        ("IMG0012.jpg", "IMG0012UV.jpg"),
        ("p007_visible.png", "p7-ultraviolet.png"),
        ("ann_white_front.png", "ann_UV_front.png"),
        ("Müller.png", "Mu\u0308ller_uv.png"),
        ("AnnColour.png", "AnnUv.png"),
    ],
)
def test_names_that_belong_together(colour: str, uv: str) -> None:
    assert partners(colour, uv) == ({colour: uv}, {})


def test_letter_by_letter_goes_before_likeness() -> None:
    pairs, others = partners("Ann.png", "ann.png", "Ann_uv.png", "ann_uv.png")
    assert pairs == {"Ann.png": "Ann_uv.png", "ann.png": "ann_uv.png"}
    assert not others


def test_nobody_guesses_between_two() -> None:
    pairs, others = partners("ann.png", "ann.jpg", "ann_uv.png")
    assert not pairs
    assert "several possible partners" in others["ann_uv.png"]


def test_a_slip_is_hinted_at_and_not_mended() -> None:
    pairs, others = partners("andersen_rgb.png", "andresen_uv.png")
    assert not pairs
    assert others["andersen_rgb.png"].endswith("the most like it is andresen_uv.png")


words = st.text(st.characters(categories=("L", "N"), max_codepoint=0x24F), min_size=1, max_size=6)
known = {word.casefold() for word in (*UV_MARKS, *COLOUR_MARKS)}


@given(st.sets(words.map(str.casefold).filter(lambda word: word not in known), min_size=1, max_size=6))
def test_every_picture_is_in_a_pair_or_has_a_reason(names: set[str]) -> None:
    paths = [f"{name}_rgb.png" for name in names] + [f"{name}_uv.tif" for name in names]
    pairs, others = partners(*paths)
    assert sorted([*pairs, *pairs.values(), *others]) == sorted(paths)

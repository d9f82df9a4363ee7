"""Skin found without learned weights, against the simulator's truth and against what people drew."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from uvphoto.picture import read_colour
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.plain_parser import VERSION, PlainParser
from uvphoto.skin.pupils import find_pupils

SKIN_AND_NOSE = 1, 2  # in the numbering of the hand-made masks, that of CelebAMask-HQ


def parse(colour: NDArray[np.float32]) -> NDArray[np.bool_]:
    return PlainParser().parse(colour, FaceFinding(find_pupils(colour), 0.0, 0.0, ())).skin


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("number", [0, 1])
def test_the_skin_of_simulated_people_is_found(take_simulated: Callable, number: int) -> None:
    _, taken = take_simulated(number, 0.0)
    assert overlap(parse(taken.colour), taken.skin_mask) > 0.85


def test_a_darker_photo_and_a_mirrored_one_have_much_the_same_skin(take_simulated: Callable) -> None:
    _, taken = take_simulated(1, 0.0)
    skin = parse(taken.colour)
    assert overlap(parse(taken.colour * np.float32(0.7)), skin) > 0.95
    assert overlap(parse(np.ascontiguousarray(taken.colour[:, ::-1]))[:, ::-1], skin) > 0.95


@pytest.mark.parametrize("name", ["293954ee8e35417ebab99dc518a64dce", "7b1fedbdf73a4f9bbc854c36d08b86b7"])
def test_it_is_near_what_people_drew(reference_data: Path, name: str) -> None:
    path = reference_data / "skin_masks" / f"{name}.jpg"
    with Image.open(path.with_suffix(".png")) as image:
        drawn = np.isin(np.asarray(image), SKIN_AND_NOSE)
    assert overlap(parse(read_colour(path).pixels), drawn) > 0.84


def test_the_parser_names_itself_and_wants_a_face() -> None:
    blank = np.full((100, 100, 3), 0.5, np.float32)
    with pytest.raises(ValueError, match="face"):
        PlainParser().parse(blank, FaceFinding(None, 0.0, 0.0, ()))
    assert PlainParser().version == VERSION

"""Which balance is found by which wish."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from uvphoto.errors import UnusablePhotoError
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.pupils import Pupils, find_pupils
from uvphoto.skin.white_balance.balance import UNBALANCED, apply
from uvphoto.skin.white_balance.card_colours import reference_colours
from uvphoto.skin.white_balance.find import find_balance
from uvphoto.skin.white_balance.method import Method

GREY = np.full((200, 200, 3), 0.5, np.float32)


def test_each_method_is_found_by_its_name(clinic_face: ClinicPhoto) -> None:
    photo, skin, pupils = clinic_face.colour, clinic_face.skin_mask, find_pupils(clinic_face.colour)
    for method in (Method.SKIN, Method.SCLERA, Method.NONE):
        assert find_balance(photo, method, skin=skin, pupils=pupils).method is method


def test_nothing_asked_nothing_done() -> None:
    assert find_balance(GREY, Method.NONE) is UNBALANCED


@pytest.mark.parametrize("method", [Method.CARD, Method.SCLERA, Method.SKIN])
def test_what_was_asked_for_and_is_not_there_is_told(method: Method) -> None:
    with pytest.raises(UnusablePhotoError, match="--white-balance"):
        find_balance(GREY, method)


def test_auto_takes_the_best_there_is(clinic_face: ClinicPhoto, draw_card: Callable[..., NDArray[np.float32]]) -> None:
    photo, skin, pupils = clinic_face.colour, clinic_face.skin_mask, find_pupils(clinic_face.colour)
    scene = draw_card(decode_srgb(photo), reference_colours(), width=150.0, turn=0.0, tilt=0.0, at=(256.0, 450.0))
    with_card = encode_srgb(np.clip(scene, 0, 1))
    assert find_balance(with_card, Method.AUTO, skin=skin, pupils=pupils).method is Method.CARD
    assert find_balance(photo, Method.AUTO, skin=skin, pupils=pupils).method is Method.SCLERA
    assert find_balance(GREY, Method.AUTO).method is Method.NONE


@given(
    st.integers(0, 2**32 - 1), st.lists(st.floats(0, 3), min_size=3, max_size=3), st.floats(0, 1),
    st.sampled_from([Method.SKIN, Method.SCLERA]),
)  # fmt: skip
def test_any_picture_has_a_balance_or_a_reason_why_not(
    seed: int, light: list[float], dark: float, method: Method
) -> None:
    rng = np.random.default_rng(seed)
    levels = rng.uniform(dark, 1, (60, 80, 1)) + rng.normal(0, 0.05, (60, 80, 3))
    colour = np.clip(levels * light, 0, 1).astype(np.float32)
    pupils = Pupils((30.0, 56.0), (30.0, 24.0), 80.0, is_measured=True)
    try:
        balance = find_balance(colour, method, skin=np.ones((60, 80), bool), pupils=pupils)
    except UnusablePhotoError:
        return
    balanced = apply(balance, colour)
    assert np.isfinite(balanced).all()
    assert balanced.shape == colour.shape


def test_masks_of_another_size_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one size"):
        find_balance(GREY, Method.SKIN, skin=np.ones((2, 2), bool))

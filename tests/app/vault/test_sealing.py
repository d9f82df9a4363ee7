"""Seals: nothing is read without the key, changed, or put in another's place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.app.vault.sealing import Key, SealError, new_key

KEY = new_key()


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_comes_back_and_is_not_seen(data: bytes, place: str) -> None:
    sealed = Key(KEY).seal(data, place)
    assert Key(KEY).unseal(sealed, place) == data
    assert sealed != Key(KEY).seal(data, place)
    assert len(data) < 8 or data not in sealed


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_changed_bit_is_found(at: int, change: int) -> None:
    sealed = bytearray(Key(KEY).seal(b"a photo of somebody", "photo"))
    sealed[at % len(sealed)] ^= change
    with pytest.raises(SealError):
        Key(KEY).unseal(bytes(sealed), "photo")


@pytest.mark.parametrize("sealed", [b"", b"uvs1", b"uvs1" + b"\0" * 11, b"\xff\xd8\xff plain photo"])
def test_what_is_no_seal_is_refused(sealed: bytes) -> None:
    with pytest.raises(SealError):
        Key(KEY).unseal(sealed, "photo")


def test_another_place_or_key_opens_nothing() -> None:
    sealed = Key(KEY).seal(b"x", "photo of one")
    with pytest.raises(SealError):
        Key(KEY).unseal(sealed, "photo of other")
    with pytest.raises(SealError):
        Key(new_key()).unseal(sealed, "photo of one")
    with pytest.raises(ValueError, match="32 bytes"):
        Key(b"short")

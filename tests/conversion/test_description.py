"""The words in a converted photo, written and read back."""

from dataclasses import replace

import pytest

from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.description import describe, read_making
from uvphoto.conversion.scale import Scale, ScaleSource
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_file import Weights
from uvphoto.skin.white_balance.balance import UNBALANCED, Balance
from uvphoto.skin.white_balance.method import Method


@pytest.mark.parametrize("source", ScaleSource)
@pytest.mark.parametrize("name", ["compact-1", "Weights (SHA-256 0000000000000000), scale 9 mm per pixel (given)"])
def test_what_is_written_is_read(compact: Weights, source: ScaleSource, name: str) -> None:
    converter = load_converter(compact, RunSettings(threads=1))
    converter = replace(converter, info=replace(converter.info, name=name))
    words = "Synthetic: whatever. " + describe(converter, Scale(0.123456, source))
    assert "not a medical device" in words
    making = read_making(words)
    assert making is not None
    assert compact.sha256.startswith(making.sha256)
    assert making.scale == Scale(0.12346, source)


def test_the_white_balance_is_part_of_what_was_asked(compact: Weights) -> None:
    converter, scale = load_converter(compact, RunSettings(threads=1)), Scale(0.1, ScaleSource.PUPILS)
    balance = Balance(Method.SCLERA, (0.9, 1.0, 1.1), measured_on=99)
    for asked, found in ((Method.NONE, UNBALANCED), (Method.AUTO, balance), (Method.AUTO, UNBALANCED)):
        making = read_making(describe(converter, scale, asked, found))
        assert making is not None
        assert making.white_balance is asked
        assert [one for one in Method if making.is_as_asked(compact.sha256, None, one)] == [asked]
    assert "by the sclera: red x 0.9" in describe(converter, scale, Method.AUTO, balance)


def test_the_same_is_asked_where_weights_and_scale_are_the_same(compact: Weights) -> None:
    converter = load_converter(compact, RunSettings(threads=1))
    given, found = (
        read_making(describe(converter, Scale(0.1, source))) for source in (ScaleSource.GIVEN, ScaleSource.PUPILS)
    )
    assert given is not None
    assert found is not None
    assert given.is_as_asked(compact.sha256, 0.1)
    assert not given.is_as_asked(compact.sha256, 0.2)
    assert not given.is_as_asked(compact.sha256, None)
    assert found.is_as_asked(compact.sha256, None)
    assert not found.is_as_asked(compact.sha256, 0.1)
    assert not found.is_as_asked("0" * 64, None)


@pytest.mark.parametrize("words", [
    None, "", "A holiday", "UV photo computed from a colour photo. Weights x (SHA-256 12), scale",
    "UV photo computed from a colour photo. Weights x (SHA-256 0123456789abcdef), scale much mm per pixel (given)",
    "UV photo computed from a colour photo. Weights x (SHA-256 0123456789abcdef), scale 0 mm per pixel (given)",
    "UV photo computed from a colour photo. Weights x (SHA-256 0123456789abcdef), scale 1 mm per pixel (by eye)",
])  # fmt: skip
def test_other_words_say_nothing(words: str | None) -> None:
    assert read_making(words) is None

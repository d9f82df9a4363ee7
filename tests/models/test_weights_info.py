"""The record beside the weights: there and back, and whatever else a file may hold instead."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.models.settings import CompactSettings, GeneratorSettings, ResnetSettings, UnetSettings
from uvphoto.models.weights_info import ExactTiling, WeightsInfo, WindowedTiling

INFO = WeightsInfo(
    name="compact-å-1",
    generator=CompactSettings(width=48, levels=4),
    tiling=ExactTiling(reach=62, multiple=16),
    mm_per_pixel=0.234375,
    licence="CC0-1.0",
    provenance={"seed": 3, "data": {"people": [1, 2.5, None, True]}},
    figures={"r": 0.9, "steps": 7},
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("generator", "tiling"),
    [
        (INFO.generator, INFO.tiling),
        (UnetSettings(dropout=False), WindowedTiling(256)),
        (ResnetSettings(norm="batch"), WindowedTiling(128)),
    ],
)
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_there_and_back(generator: GeneratorSettings, tiling: ExactTiling | WindowedTiling, precision: str) -> None:
    info = replace(INFO, generator=generator, tiling=tiling, precision=precision)
    assert WeightsInfo.from_json(info.to_json()) == info
    assert WeightsInfo.from_json(info.to_json()).to_json() == info.to_json()


def test_what_may_be_left_out() -> None:
    info = WeightsInfo("a", CompactSettings(), ExactTiling(1, 1), 1, "b")
    assert WeightsInfo.from_json(info.to_json()) == info
    assert (info.precision, info.provenance, info.figures, info.format_version) == ("float32", {}, {}, 1)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("name", "", "a name and a licence"),
        ("name", 3, "name is 3, where str belongs"),
        ("licence", "", "a name and a licence"),
        ("generator", {"network": "gan"}, "network is 'gan'; it may be 'compact', 'unet', 'resnet'"),
        ("generator", {"network": "compact", "width": 0}, "generator: width is 0"),
        ("generator", {"network": "compact", "depth": 0}, "generator: 'depth' is unknown"),
        ("tiling", {"kind": "exact", "reach": 3}, "tiling: 'multiple' is missing"),
        ("tiling", {"kind": "exact", "reach": -1, "multiple": 1}, "a reach of -1"),
        ("tiling", {"kind": "windowed", "size": 0}, "a size of 0"),
        ("mm_per_pixel", 0, "mm_per_pixel is 0"),
        ("mm_per_pixel", True, "mm_per_pixel is True"),
        ("precision", "bfloat16", "precision is 'bfloat16'"),
        ("provenance", [1], "provenance is no table"),
        ("figures", {"r": "good"}, "figures is no table of numbers"),
        ("figures", {"r": 10**400}, "figures is no table of numbers"),
        ("format_version", 2, "version 2; this program reads 1"),
        ("colour", 1, "'colour' is unknown"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: object, reason: str) -> None:
    text = json.dumps(json.loads(INFO.to_json()) | {name: value})
    with pytest.raises(ValueError, match=reason):
        WeightsInfo.from_json(text)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", "[" * 100_000, '{"a": NaN}', "9" * 5000])
def test_what_is_no_record(text: str) -> None:
    with pytest.raises(ValueError, match=r"information about the weights|version"):
        WeightsInfo.from_json(text)


@given(st.sampled_from([*json.loads(INFO.to_json()), "other"]), JSON)
def test_a_damaged_record_gives_a_reason_and_nothing_else(name: str, value: object) -> None:
    text = json.dumps(json.loads(INFO.to_json()) | {name: value})
    with suppress(ValueError):
        info = WeightsInfo.from_json(text)
        assert WeightsInfo.from_json(info.to_json()) == info


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_not_written(figure: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        replace(INFO, figures={"r": figure}).to_json()

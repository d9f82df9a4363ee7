"""The texts of an ONNX file against the library onnx."""

from pathlib import Path
from types import ModuleType

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uvphoto.conversion.onnx_metadata import read_metadata
from uvphoto.conversion.weights_file import Weights

texts = st.dictionaries(st.text(max_size=20), st.text(max_size=300), max_size=4)


@given(pairs=texts)
def test_the_texts_are_those_that_onnx_wrote(compact: Weights, pairs: dict[str, str]) -> None:
    model = onnx.load_model_from_string(compact.data)
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, pairs)
    assert read_metadata(model.SerializeToString()) == pairs


def test_a_cut_anywhere_is_noticed_or_leaves_a_shorter_message(compact: Weights) -> None:
    data = compact.data
    whole = read_metadata(data)
    for end in range(0, len(data), 97):
        try:
            assert read_metadata(data[:end]) != whole
        except ValueError as error:
            assert str(error) in ("it ends too early", "it holds no network", "it is no ONNX file")  # noqa: PT017


@given(data=st.binary(max_size=200))
def test_rubbish_is_no_network(data: bytes) -> None:
    if b"\x3a" not in data:  # the tag of a network
        with pytest.raises(ValueError, match=r"no network|too early|no ONNX"):
            read_metadata(data)


def test_numbers_of_every_width_are_stepped_over(networks: ModuleType, tmp_path: Path) -> None:
    data = networks.write_onnx(tmp_path / "a.onnx", networks.COMPACT).read_bytes()
    more = bytes([15 << 3 | 1, *bytes(8), 12 << 3 | 5, *bytes(4), 11 << 3 | 0, 0xFF, 0x01])
    assert read_metadata(more + data) == read_metadata(data)
    with pytest.raises(ValueError, match="no ONNX file"):
        read_metadata(bytes([15 << 3 | 3]) + data)

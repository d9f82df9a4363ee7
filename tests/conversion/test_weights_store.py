"""The two folders of weights: what is found, what is taken in, and what is not."""

import json
import os
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import onnx
import pytest

from uvphoto.conversion.weights_file import Weights
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import WeightsError
from uvphoto.models.weights_info import ExactTiling


@pytest.fixture
def store(tmp_path: Path) -> WeightsStore:
    (tmp_path / "bundled").mkdir()
    return WeightsStore(tmp_path / "bundled", tmp_path / "own")


def bundle(store: WeightsStore, networks: ModuleType, name: str) -> None:
    networks.write_onnx(store.bundled / f"{name}.onnx", networks.COMPACT, networks.record(networks.COMPACT, name))


def test_what_is_added_is_found_and_listed(store: WeightsStore, compact: Weights) -> None:
    entry, weights = store.add(compact.path)
    assert (entry.name, entry.is_bundled, entry.path) == ("small", False, store.own / "small.onnx")
    assert entry.path.read_bytes() == compact.data
    assert json.loads((store.own / "small.json").read_text()) == {"sha256": compact.sha256, "licence": "CC0-1.0"}
    assert weights.sha256 == compact.sha256
    assert store.entries() == [entry]
    assert store.find("small").data == compact.data
    assert sorted(path.name for path in store.own.iterdir()) == ["small.json", "small.onnx"]


def test_name_and_licence_may_be_others(store: WeightsStore, compact: Weights) -> None:
    store.add(compact.path, name="clinic-7", licence="ours alone", sha256=compact.sha256)
    assert store.find("clinic-7").info == replace(compact.info, licence="ours alone")


@pytest.mark.parametrize("name", ["", ".hidden", "../out", "a/b", "a b", "ä", "x" * 101])
def test_names_that_are_no_file_names_are_refused(store: WeightsStore, compact: Weights, name: str) -> None:
    if name:
        with pytest.raises(WeightsError, match="cannot be kept by the name"):
            store.add(compact.path, name=name)
    assert not store.own.exists()


def test_a_name_that_is_taken_is_refused(store: WeightsStore, networks: ModuleType, compact: Weights) -> None:
    bundle(store, networks, "first")
    store.add(compact.path)
    for name, overwrite in (("small", False), ("SMALL", False), ("first", False), ("first", True)):
        with pytest.raises(WeightsError, match="which is taken"):
            store.add(compact.path, name=name, overwrite=overwrite)
    store.add(compact.path, licence="new", overwrite=True)
    assert store.find("small").info.licence == "new"


def test_the_first_bundled_ones_are_the_default(store: WeightsStore, networks: ModuleType, compact: Weights) -> None:
    with pytest.raises(WeightsError, match="holds no weights"):
        store.find()
    store.add(compact.path, name="aaa")
    with pytest.raises(WeightsError, match="holds no weights"):
        store.find()
    for name in ("b-int8", "b", "c"):
        bundle(store, networks, name)
    assert store.find().info.name == "b"
    assert store.find(int8=True).info.name == store.find("b", int8=True).info.name == "b-int8"
    with pytest.raises(WeightsError, match=r"c-int8: are no weights .* \(there are aaa, b, b-int8, c\)"):
        store.find("c", int8=True)


def test_short_integers_are_kept_beside_the_others(
    store: WeightsStore, networks: ModuleType, tmp_path: Path, compact: Weights
) -> None:
    store.add(compact.path)
    short = replace(compact.info, precision="int8")
    store.add(networks.write_onnx(tmp_path / "short.onnx", networks.COMPACT, short))
    assert store.find("small", int8=True).info.precision == "int8"
    assert store.find("small").info.precision == "float32"


def test_a_file_needs_no_store(store: WeightsStore, compact: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.find(str(compact.path)) == compact
    monkeypatch.chdir(compact.path.parent)
    assert store.find(compact.path.name).sha256 == compact.sha256
    with pytest.raises(WeightsError, match="does not exist"):
        store.find("missing.onnx")


def test_a_file_that_was_changed_is_refused(store: WeightsStore, compact: Weights) -> None:
    entry, _ = store.add(compact.path)
    data = bytearray(compact.data)
    data[len(data) // 2] ^= 1
    entry.path.write_bytes(data)
    with pytest.raises(WeightsError, match="is not the file that it should be"):
        store.find("small")
    for broken in ("{", "[]", '{"sha256": 7}'):
        entry.path.with_suffix(".json").write_text(broken)
        with pytest.raises(WeightsError, match=r"small\.json"):
            store.find("small")


def test_what_is_no_converter_stays_out(
    store: WeightsStore, networks: ModuleType, tmp_path: Path, compact: Weights, checkpoint: Weights
) -> None:
    with pytest.raises(WeightsError, match="is a checkpoint of a training"):
        store.add(checkpoint.path)
    with pytest.raises(WeightsError, match="its SHA-256 is"):
        store.add(compact.path, sha256="0" * 64)
    model = onnx.load_model_from_string(compact.data)
    model.graph.output[0].name = model.graph.node[-1].output[0] = "else"
    (tmp_path / "a.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(WeightsError, match="its output not 'uv'"):
        store.add(tmp_path / "a.onnx")
    model = onnx.load_model_from_string(compact.data)
    model.graph.node[-1].output[0] = "once"
    model.graph.node.append(onnx.helper.make_node("Concat", ["once", "once"], ["uv"], axis=1))
    del model.graph.output[0].type.tensor_type.shape.dim[:]
    (tmp_path / "b.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(WeightsError, match="does not make a UV photo"):
        store.add(tmp_path / "b.onnx")
    odd = replace(compact.info, tiling=ExactTiling(reach=21, multiple=1))
    with pytest.raises(WeightsError, match=r"c\.onnx"):
        store.add(networks.write_onnx(tmp_path / "c.onnx", networks.COMPACT, odd))
    assert not store.own.exists()


def test_a_folder_that_takes_no_file_is_told(store: WeightsStore, compact: Weights) -> None:
    store.own.write_text("a file")
    with pytest.raises(WeightsError, match="cannot be written"):
        store.add(compact.path)


def test_the_users_folder_is_the_one_of_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UVPHOTO_WEIGHTS_DIR", str(tmp_path))
    assert WeightsStore.of_user().own == tmp_path
    monkeypatch.delenv("UVPHOTO_WEIGHTS_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert WeightsStore.of_user().own.parts[-2:] == ("uvphoto", "weights")
    assert WeightsStore.of_user().bundled.parts[-3:] == ("uvphoto", "conversion", "weights")
    assert os.fspath(WeightsStore.of_user().bundled) != os.fspath(WeightsStore.of_user().own)

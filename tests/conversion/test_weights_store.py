"""The two folders of weights: what is found, what is taken in, and what is not."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import onnx
import pytest

from uvphoto.conversion.recognise import kind_of
from uvphoto.conversion.weights_adding import add_weights
from uvphoto.conversion.weights_entry import Notes, WeightsKind
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
    entry = add_weights(store, compact.path)
    assert (entry.name, entry.is_bundled, entry.path) == ("small", False, store.own / "small.onnx")
    assert entry.path.read_bytes() == compact.data
    assert json.loads((store.own / "small.json").read_text()) == {
        "kind": "converter",
        "sha256": compact.sha256,
        "licence": "CC0-1.0",
    }
    assert store.entries() == [entry]
    assert store.find("small").data == compact.data
    assert sorted(path.name for path in store.own.iterdir()) == ["small.json", "small.onnx"]


def test_name_and_licence_may_be_others(store: WeightsStore, compact: Weights) -> None:
    add_weights(store, compact.path, name="clinic-7", licence="ours alone", sha256=compact.sha256)
    assert store.find("clinic-7").info == replace(compact.info, licence="ours alone")


@pytest.mark.parametrize("name", ["", ".hidden", "../out", "a/b", "a b", "ä", "x" * 101])
def test_names_that_are_no_file_names_are_refused(store: WeightsStore, compact: Weights, name: str) -> None:
    if name:
        with pytest.raises(WeightsError, match="cannot be kept by the name"):
            add_weights(store, compact.path, name=name)
    assert not store.own.exists()


def test_a_name_that_is_taken_is_refused(store: WeightsStore, networks: ModuleType, compact: Weights) -> None:
    bundle(store, networks, "first")
    add_weights(store, compact.path)
    for name, overwrite in (("small", False), ("SMALL", False), ("first", False), ("first", True)):
        with pytest.raises(WeightsError, match="which is taken"):
            add_weights(store, compact.path, name=name, overwrite=overwrite)
    add_weights(store, compact.path, licence="new", overwrite=True)
    assert store.find("small").info.licence == "new"


def test_the_first_bundled_ones_are_the_default(store: WeightsStore, networks: ModuleType, compact: Weights) -> None:
    with pytest.raises(WeightsError, match="holds no weights"):
        store.find()
    add_weights(store, compact.path, name="aaa")
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
    add_weights(store, compact.path)
    short = replace(compact.info, precision="int8")
    add_weights(store, networks.write_onnx(tmp_path / "short.onnx", networks.COMPACT, short))
    assert store.find("small", int8=True).info.precision == "int8"
    assert store.find("small").info.precision == "float32"


def test_a_file_needs_no_store(store: WeightsStore, compact: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.find(str(compact.path)) == compact
    monkeypatch.chdir(compact.path.parent)
    assert store.find(compact.path.name).sha256 == compact.sha256
    with pytest.raises(WeightsError, match="does not exist"):
        store.find("missing.onnx")


def test_a_file_that_was_changed_is_refused(store: WeightsStore, compact: Weights) -> None:
    entry = add_weights(store, compact.path)
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
        add_weights(store, checkpoint.path)
    with pytest.raises(WeightsError, match="its SHA-256 is"):
        add_weights(store, compact.path, sha256="0" * 64)
    model = onnx.load_model_from_string(compact.data)
    model.graph.output[0].name = model.graph.node[-1].output[0] = "else"
    (tmp_path / "a.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(WeightsError, match="its output not 'uv'"):
        add_weights(store, tmp_path / "a.onnx")
    model = onnx.load_model_from_string(compact.data)
    model.graph.node[-1].output[0] = "once"
    model.graph.node.append(onnx.helper.make_node("Concat", ["once", "once"], ["uv"], axis=1))
    del model.graph.output[0].type.tensor_type.shape.dim[:]
    (tmp_path / "b.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(WeightsError, match="does not make a UV photo"):
        add_weights(store, tmp_path / "b.onnx")
    odd = replace(compact.info, tiling=ExactTiling(reach=21, multiple=1))
    with pytest.raises(WeightsError, match=r"c\.onnx"):
        add_weights(store, networks.write_onnx(tmp_path / "c.onnx", networks.COMPACT, odd))
    assert not store.own.exists()


def test_a_calibration_is_kept_beside_its_weights(store: WeightsStore, compact: Weights, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('{"format": 1}')
    add_weights(store, compact.path, calibration=tmp_path / "c.json")
    companion = store.find("small").companion(".calibration.json")
    assert companion == store.own / "small.calibration.json"
    assert companion.read_text() == '{"format": 1}'
    add_weights(store, compact.path, overwrite=True)
    assert not companion.exists()  # it was of the others
    for text in ("[]", "{", ""):
        (tmp_path / "c.json").write_text(text)
        with pytest.raises(WeightsError, match=r"c\.json: is"):
            add_weights(store, compact.path, name="other", calibration=tmp_path / "c.json")
    with pytest.raises(WeightsError, match="cannot be kept by the name"):
        add_weights(store, compact.path, name="small.calibration")  # its notes would look like that file


def test_parsers_are_kept_by_kind(store: WeightsStore, compact: Weights, plugins: ModuleType, tmp_path: Path) -> None:
    add_weights(store, compact.path)
    source = plugins.write_parser(tmp_path / "faces.onnx")
    entry = add_weights(store, source, licence="research only")
    assert entry.notes() == Notes(WeightsKind.PARSER, hashlib.sha256(source.read_bytes()).hexdigest(), "research only")
    assert store.find_parser("faces").name == f"faces.onnx, SHA-256 {entry.notes().sha256[:12]}"
    assert store.find_parser(str(source)).name == store.find_parser("faces").name
    opened, licence = store.open("faces")
    assert (kind_of(opened), licence) == (WeightsKind.PARSER, "research only")
    assert kind_of(store.open("small")[0]) is WeightsKind.CONVERTER
    with pytest.raises(WeightsError, match="of the kind face parser, not converter"):
        store.find("faces")
    with pytest.raises(WeightsError, match="of the kind converter, not face parser"):
        store.find_parser("small")
    with pytest.raises(WeightsError, match="of the kind face parser, not face landmarks"):
        store.find_landmarker("faces")
    (tmp_path / "c.json").write_text("{}")
    with pytest.raises(WeightsError, match="calibrates a converter"):
        add_weights(store, source, name="b", calibration=tmp_path / "c.json")


def test_a_parser_that_was_changed_is_refused(store: WeightsStore, plugins: ModuleType, tmp_path: Path) -> None:
    entry = add_weights(store, plugins.write_parser(tmp_path / "faces.onnx"))
    entry.path.write_bytes(plugins.write_parser(tmp_path / "other.onnx", side=96).read_bytes())
    for use in (store.find_parser, store.open):
        with pytest.raises(WeightsError, match="is not the file that it should be"):
            use("faces")
    with pytest.raises(WeightsError, match="is not the file that it should be"):
        entry.check()


def test_real_plugins_are_recognised(store: WeightsStore, reference_data: Path) -> None:
    pytest.importorskip("openvino")
    mesh = add_weights(store, reference_data / "weights" / "face_landmark.tflite", name="mesh")
    assert (mesh.path.name, mesh.notes().kind) == ("mesh.tflite", WeightsKind.LANDMARKS)
    assert store.find_landmarker("mesh").network.side == 192
    with pytest.raises(WeightsError, match="numbers for a picture"):
        add_weights(store, reference_data / "weights" / "face_detection_front.tflite")


def test_a_folder_that_takes_no_file_is_told(store: WeightsStore, compact: Weights) -> None:
    store.own.write_text("a file")
    with pytest.raises(WeightsError, match="cannot be written"):
        add_weights(store, compact.path)


def test_the_users_folder_is_the_one_of_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UVPHOTO_WEIGHTS_DIR", str(tmp_path))
    assert WeightsStore.of_user().own == tmp_path
    monkeypatch.delenv("UVPHOTO_WEIGHTS_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert WeightsStore.of_user().own.parts[-2:] == ("uvphoto", "weights")
    assert WeightsStore.of_user().bundled.parts[-3:] == ("uvphoto", "conversion", "weights")
    assert os.fspath(WeightsStore.of_user().bundled) != os.fspath(WeightsStore.of_user().own)

"""A state dict becomes a face parser that runs without torch: held to torch, and to what must not be taken."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from uvphoto.conversion.export.parser import build_parser, export_parser, load_bisenet
from uvphoto.conversion.weights_adding import add_weights
from uvphoto.conversion.weights_entry import WeightsKind
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import WeightsError
from uvphoto.models.bisenet import BiSeNet
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.learned.onnx_runner import OnnxRunner
from uvphoto.skin.pupils import Pupils

FACE = FaceFinding(Pupils((100.0, 120.0), (100.0, 80.0), 104.0, is_measured=True), float("nan"), 0.0, ())


@pytest.fixture(scope="module")
def network() -> BiSeNet:
    """Return a network with random weights, and means and variances unlike those of a fresh one."""
    torch.manual_seed(4)
    network = BiSeNet()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.4, 1.6)
            nn.init.normal_(module.bias, 0, 0.2)
    return network.eval()


@pytest.fixture(scope="module")
def state_dict(network: BiSeNet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "iteration.pth"
    torch.save(network.state_dict(), path)
    return path


def test_the_whole_way_from_a_state_dict_to_skin(network: BiSeNet, state_dict: Path, tmp_path: Path) -> None:
    out = tmp_path / "parser.onnx"
    assert export_parser(state_dict, out) < 1e-5
    picture = np.random.default_rng(1).standard_normal((1, 3, 512, 512)).astype(np.float32)
    with torch.inference_mode():
        expected = network(torch.from_numpy(picture)).numpy()
    found = OnnxRunner(out, out.read_bytes()).run(picture)[0]
    assert np.abs(found - expected).max() < 1e-5 * np.ptp(expected)
    assert np.ptp(expected) > 0.1

    store = WeightsStore(tmp_path / "bundled", tmp_path / "own")
    entry = add_weights(store, out, name="faces", licence="research only", made_of="12")
    assert (entry.notes().kind, entry.notes().made_of) == (WeightsKind.PARSER, "12")
    parsing = store.find_parser("faces").parse(np.full((240, 200, 3), 0.5, np.float32), FACE)
    assert parsing.skin.shape == (240, 200)
    assert parsing.parser.startswith("faces.onnx, SHA-256 ")


def test_equal_weights_give_equal_bytes(network: BiSeNet) -> None:
    one, other = (build_parser(network).SerializeToString(deterministic=True) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda tensors: tensors.pop("ffm.conv1.weight"), "lacks the tensor 'ffm.conv1.weight'"),
        (lambda tensors: tensors.update(extra=torch.zeros(1)), "'extra' that does not belong there"),
        (
            lambda tensors: tensors.update({"conv_out.conv_out.weight": torch.zeros(11, 256, 1, 1)}),
            r"has 'conv_out.conv_out.weight' as \(11, 256, 1, 1\)",
        ),
        (lambda tensors: tensors["ffm.conv1.weight"].fill_(float("nan")), "not finite"),
        (lambda tensors: tensors.update(epoch=3), "is no state dict"),
    ],
    ids=["missing", "surplus", "classes", "not finite", "no tensor"],
)
def test_other_networks_are_told_apart(network: BiSeNet, tmp_path: Path, change: object, problem: str) -> None:
    tensors = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    change(tensors)
    torch.save(tensors, tmp_path / "other.pth")
    with pytest.raises(WeightsError, match=problem):
        export_parser(tmp_path / "other.pth", tmp_path / "out.onnx")
    assert not (tmp_path / "out.onnx").exists()


class Trap:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_nothing_in_a_file_is_ever_run(tmp_path: Path) -> None:
    torch.save({"a": Trap(tmp_path / "sprung")}, tmp_path / "trap.pth")
    with pytest.raises(WeightsError, match="could be code"):
        load_bisenet(tmp_path / "trap.pth")
    assert not (tmp_path / "sprung").exists()


def test_damaged_files_are_told(state_dict: Path, tmp_path: Path) -> None:
    data = state_dict.read_bytes()
    for content in (data[: len(data) // 2], b"", b"\x80\x02", b"PK\x03\x04"):
        (tmp_path / "bad.pth").write_bytes(content)
        with pytest.raises(WeightsError, match=r"bad\.pth"):
            load_bisenet(tmp_path / "bad.pth")
    with pytest.raises(WeightsError, match="does not exist"):
        load_bisenet(tmp_path / "missing.pth")

"""Generators as ONNX graphs: what ONNX Runtime and OpenVINO make of them, against torch."""

import io
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from uvphoto.conversion.export.graph import build_graph
from uvphoto.conversion.export.layers import layer
from uvphoto.models.build import build_generator, tiling_of
from uvphoto.models.settings import CompactSettings, GeneratorSettings, ResnetSettings, UnetSettings
from uvphoto.models.weights_info import INFO_KEY, WeightsInfo

SETTINGS: list[tuple[GeneratorSettings, int]] = [
    (CompactSettings(width=4), 8),
    (CompactSettings(width=3, levels=1, unshuffle=1), 1),
    (CompactSettings(width=3, levels=2, unshuffle=3), 6),
    (CompactSettings(width=3, levels=4, unshuffle=4), 32),
    (UnetSettings(width=3, halvings=5), 32),
    (UnetSettings(width=3, halvings=6, norm="instance", dropout=False), 64),
    (ResnetSettings(width=3, blocks=2), 4),
    (ResnetSettings(width=3, blocks=1, norm="batch"), 4),
]
IDS = [str(settings) for settings, _ in SETTINGS]


def info_of(settings: GeneratorSettings) -> WeightsInfo:
    return WeightsInfo("tiny", settings, tiling_of(settings), 0.25, "CC0-1.0")


def lively_generator(settings: GeneratorSettings) -> nn.Module:
    """Return one in eval mode with signals of a natural size, and biases and statistics away from 0 and 1."""
    network = build_generator(settings)
    draws = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if tensor.dim() == 4 and name != "head.weight":
                nn.init.kaiming_normal_(tensor, generator=draws)
            elif tensor.is_floating_point():
                tensor.add_(torch.rand(tensor.shape, generator=draws), alpha=0.1)
    return network.eval()


def graph_of(settings: GeneratorSettings) -> tuple[nn.Module, onnx.ModelProto]:
    network = lively_generator(settings)
    return network, build_graph(network, info_of(settings))


def runtime(name: str, data: bytes) -> Any:  # noqa: ANN401
    """Return a function of one tile."""
    if name == "onnxruntime":
        session = onnxruntime.InferenceSession(data)
        return lambda tile: session.run(["uv"], {"colour": tile})[0]
    openvino = pytest.importorskip("openvino", reason="needs the extra fast")
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(io.BytesIO(data)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return lambda tile: compiled(tile)[0]


@pytest.mark.parametrize("name", ["onnxruntime", "openvino"])
@pytest.mark.parametrize(("settings", "multiple"), SETTINGS, ids=IDS)
def test_it_gives_what_torch_gives_at_any_size(settings: GeneratorSettings, multiple: int, name: str) -> None:
    network, model = graph_of(settings)
    convert = runtime(name, model.SerializeToString())
    few = -(-16 // multiple)
    for rows, columns in [(few, few), (few, 3 * few), (2 * few + 1, few)]:
        tile = np.random.default_rng(0).uniform(-1, 1, (1, 3, rows * multiple, columns * multiple)).astype(np.float32)
        with torch.inference_mode():
            expected = network(torch.from_numpy(tile)).numpy()
        assert expected.std() > 1e-2
        assert np.abs(convert(tile) - expected).max() < 2e-5


@pytest.mark.parametrize(("settings", "multiple"), SETTINGS, ids=IDS)
def test_the_tensors_are_those_of_the_state_dict(settings: GeneratorSettings, multiple: int) -> None:
    del multiple
    network, model = graph_of(settings)
    arrays = {one.name: onnx.numpy_helper.to_array(one).copy() for one in model.graph.initializer}
    counters = {name for name in network.state_dict() if name.endswith("num_batches_tracked")}
    assert set(arrays) == set(network.state_dict()) - counters
    other = build_generator(settings, seed=9)
    other.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    for name, tensor in network.state_dict().items():
        assert torch.equal(other.state_dict()[name], tensor), name


def test_equal_tensors_stay_apart() -> None:
    """The biases of a fresh network are all 0; an exporter that merges them would lose their names."""
    settings = CompactSettings(width=4)
    network = build_generator(settings).eval()
    names = [one.name for one in build_graph(network, info_of(settings)).graph.initializer]
    assert sorted(names) == sorted(network.state_dict())


def test_what_the_file_says_of_itself() -> None:
    _, model = graph_of(CompactSettings(width=4))
    assert WeightsInfo.from_json(model.metadata_props[0].value) == info_of(CompactSettings(width=4))
    assert [one.key for one in model.metadata_props] == [INFO_KEY]
    assert [(one.domain, one.version) for one in model.opset_import] == [("", 17)]
    sides = [
        [(one.name, [side.dim_value or side.dim_param for side in one.type.tensor_type.shape.dim])]
        for one in (model.graph.input[0], model.graph.output[0])
    ]
    assert sides == [[("colour", [1, 3, "H", "W"])], [("uv", [1, 1, "H", "W"])]]


def test_the_same_weights_give_the_same_bytes() -> None:
    first, second = (graph_of(CompactSettings(width=4))[1].SerializeToString(deterministic=True) for _ in range(2))
    assert first == second


def test_no_size_of_a_picture_is_computed_in_the_graph() -> None:
    _, model = graph_of(CompactSettings(width=4))
    operators = {node.op_type for node in model.graph.node}
    assert operators >= {"SpaceToDepth", "DepthToSpace"}
    assert not operators & {"Shape", "Cast", "Gather"}


@pytest.mark.parametrize(
    "module",
    [
        nn.GELU(),
        nn.Conv2d(2, 2, 3, groups=2),
        nn.Conv2d(2, 2, 3, dilation=2),
        nn.Conv2d(2, 2, 3, padding_mode="reflect"),
        nn.InstanceNorm2d(2, affine=True),
        nn.BatchNorm2d(2, affine=False),
    ],
    ids=str,
)
def test_layers_that_no_generator_has_are_refused(module: nn.Module) -> None:
    with pytest.raises(TypeError, match=r"ONNX|not exported"):
        layer(module)

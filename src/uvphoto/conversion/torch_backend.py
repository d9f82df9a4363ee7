"""Networks run by torch (the extra ``train``): on any device that torch knows, and checkpoints as they are."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.settings import Precision, RunSettings
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import MissingExtraError, SettingsError
from uvphoto.processor import physical_cores
from uvphoto.skin.learned.file import damaged

if TYPE_CHECKING:
    import torch


class TorchBackend:
    """A network that torch rebuilds from its settings. It sets the threads of torch for the whole process.

    Args:
        weights: a checkpoint (.safetensors), or converter weights (.onnx) that hold the tensors by their names.
        settings: threads, device and precision.

    Raises:
        MissingExtraError: torch is not installed.
        SettingsError: the settings ask for what this runtime cannot do.
        WeightsError: the file is damaged, or its tensors are not those of the network that it names.

    """

    def __init__(self, weights: Weights, settings: RunSettings) -> None:
        if weights.info.precision == "int8":
            raise SettingsError("torch does not run int8 weights; use the backend onnxruntime or openvino.")
        try:
            import torch  # noqa: PLC0415 - an optional extra

            from uvphoto.models.build import build_generator  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtraError("Converting with torch", "train") from error
        torch.set_num_threads(settings.threads or physical_cores())
        self._torch = torch
        self._device = _device(settings.device)
        network = build_generator(weights.info.generator)
        try:
            network.load_state_dict(_tensors(weights))
        except RuntimeError as error:
            raise damaged(weights.path, " ".join(str(error).split())[:300]) from error
        network = network.eval().to(self._device)
        self._network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._short = settings.precision is Precision.BFLOAT16
        numbers = Precision.BFLOAT16 if self._short else Precision.FLOAT32
        self.name = f"torch on {settings.device}, {numbers}"

    def run(self, tile: NDArray[np.float32]) -> NDArray[np.float32]:
        """Convert one tile, see ``Backend.run``."""
        torch = self._torch
        colour = torch.from_numpy(tile).to(self._device)
        with torch.inference_mode(), torch.autocast(self._device.type, torch.bfloat16, enabled=self._short):
            uv: NDArray[np.float32] = self._network(colour).float().cpu().numpy()
        return uv


def _device(name: str) -> "torch.device":
    import torch  # noqa: PLC0415

    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:  # an assertion is how torch says that it was built without CUDA
        reason = str(error).splitlines()[0]
        raise SettingsError(f"torch cannot use the device {name!r}: {reason}.") from error
    return device


def _tensors(weights: Weights) -> dict[str, "torch.Tensor"]:
    """Return the network's tensors by their names.

    Raises:
        MissingExtraError: a library that reads them is not installed.
        WeightsError: they cannot be read.

    """
    if not weights.is_checkpoint:
        return _initialisers(weights)
    try:
        from safetensors import SafetensorError  # noqa: PLC0415
        from safetensors.torch import load  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("Reading checkpoints", "train") from error
    try:
        return load(weights.data)
    except SafetensorError as error:
        raise damaged(weights.path, str(error)) from error


def _initialisers(weights: Weights) -> dict[str, "torch.Tensor"]:
    try:
        import onnx  # noqa: PLC0415
        import torch  # noqa: PLC0415
        from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("Reading converter weights with torch", "train") from error
    try:
        graph = onnx.load_model_from_string(weights.data).graph
        arrays = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    except (DecodeError, ValueError, TypeError) as error:
        raise damaged(weights.path, str(error)) from error
    return {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}

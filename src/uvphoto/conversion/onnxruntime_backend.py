"""Networks run by ONNX Runtime: the default, as everybody has it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.settings import Precision, RunSettings
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import SettingsError
from uvphoto.processor import physical_cores
from uvphoto.skin.learned.file import damaged
from uvphoto.skin.learned.onnx_runner import SILENT, detail, import_onnxruntime, runtime_errors


class OnnxruntimeBackend:
    """A network in a session of ONNX Runtime.

    Args:
        weights: converter weights (.onnx).
        settings: threads, device (``cpu`` or ``cuda``) and precision.

    Raises:
        SettingsError: the settings ask for what this runtime cannot do, or the weights are a checkpoint.
        WeightsError: the network is damaged.

    """

    def __init__(self, weights: Weights, settings: RunSettings) -> None:
        if weights.is_checkpoint:
            raise SettingsError(
                f"{weights.path} is a checkpoint, which onnxruntime does not read; use the backend torch."
            )
        if settings.precision is Precision.BFLOAT16:
            raise SettingsError("onnxruntime does not compute with bfloat16; use the backend openvino or torch.")
        onnxruntime = import_onnxruntime()
        provider = _provider(settings.device, onnxruntime.get_available_providers())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = settings.threads or physical_cores()
        options.inter_op_num_threads = 1
        # Planning memory ahead holds nearly twice as much as this network needs at any time, for no gain in speed.
        options.enable_mem_pattern = False
        options.log_severity_level = SILENT
        try:
            self._session = onnxruntime.InferenceSession(weights.data, options, providers=provider)
        except runtime_errors() as error:
            raise damaged(weights.path, detail(error)) from error
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if [one.name for one in inputs] != ["colour"] or [one.name for one in outputs] != ["uv"]:
            raise damaged(weights.path, "its input is not 'colour' or its output not 'uv'")
        self._path = weights.path
        self.name = f"onnxruntime on {settings.device}, {weights.info.precision}"

    def run(self, tile: NDArray[np.float32]) -> NDArray[np.float32]:
        """Convert one tile, see ``Backend.run``.

        Raises:
            WeightsError: the network does not take it.

        """
        try:
            uv: NDArray[np.float32] = self._session.run(["uv"], {"colour": tile})[0]
        except runtime_errors() as error:
            raise damaged(self._path, detail(error)) from error
        return uv


def _provider(device: str, available: list[str]) -> list[Any]:
    kind, _, number = device.partition(":")
    if device == "cpu":
        return ["CPUExecutionProvider"]
    if kind == "cuda" and "CUDAExecutionProvider" in available and (number or "0").isdigit():
        return [("CUDAExecutionProvider", {"device_id": int(number or 0)}), "CPUExecutionProvider"]
    known = "cpu or cuda" if "CUDAExecutionProvider" in available else "cpu"
    raise SettingsError(f"This onnxruntime knows no device {device!r}; it has {known}.")

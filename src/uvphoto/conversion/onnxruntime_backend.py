"""Networks run by ONNX Runtime: the default, as everybody has it."""

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.processor import physical_cores
from uvphoto.conversion.settings import Precision, RunSettings
from uvphoto.conversion.weights_file import Weights, damaged
from uvphoto.errors import SettingsError

_SILENT = 4  # log fatal faults only; what goes wrong comes as an exception


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
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when the library is loaded
        import onnxruntime  # noqa: PLC0415 - not before the line above

        onnxruntime.set_default_logger_severity(_SILENT)
        provider = _provider(settings.device, onnxruntime.get_available_providers())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = settings.threads or physical_cores()
        options.inter_op_num_threads = 1
        # Planning memory ahead holds nearly twice as much as this network needs at any time, for no gain in speed.
        options.enable_mem_pattern = False
        options.log_severity_level = _SILENT
        try:
            self._session = onnxruntime.InferenceSession(weights.data, options, providers=provider)
        except _errors() as error:
            raise damaged(weights.path, _detail(error)) from error
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
        except _errors() as error:
            raise damaged(self._path, _detail(error)) from error
        return uv


def _provider(device: str, available: list[str]) -> list[Any]:
    kind, _, number = device.partition(":")
    if device == "cpu":
        return ["CPUExecutionProvider"]
    if kind == "cuda" and "CUDAExecutionProvider" in available and (number or "0").isdigit():
        return [("CUDAExecutionProvider", {"device_id": int(number or 0)}), "CPUExecutionProvider"]
    known = "cpu or cuda" if "CUDAExecutionProvider" in available else "cpu"
    raise SettingsError(f"This onnxruntime knows no device {device!r}; it has {known}.")


def _errors() -> tuple[type[Exception], ...]:
    """Return what ONNX Runtime raises; its exceptions have no base of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state  # noqa: PLC0415

    kinds = [value for value in vars(state).values() if isinstance(value, type) and issubclass(value, Exception)]
    return (*kinds, RuntimeError)


def _detail(error: Exception) -> str:
    return " ".join(str(error).split()).rpartition(" : ")[2][:200]

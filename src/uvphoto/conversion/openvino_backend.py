"""Networks run by OpenVINO (the extra ``fast``)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.conversion.settings import Precision, RunSettings
from uvphoto.conversion.weights_file import Weights
from uvphoto.errors import MissingExtraError, SettingsError
from uvphoto.processor import has_fast_bfloat16, physical_cores
from uvphoto.skin.learned.file import damaged

_HINTS = {Precision.FLOAT32: "f32", Precision.BFLOAT16: "bf16", Precision.INT8: "f32"}


class OpenvinoBackend:
    """A network compiled by OpenVINO, for one size of tile at a time.

    Args:
        weights: converter weights (.onnx).
        settings: threads, device (``cpu``, or as OpenVINO names its devices) and precision.

    Raises:
        MissingExtraError: OpenVINO is not installed.
        SettingsError: the settings ask for what this runtime cannot do, or the weights are a checkpoint.
        WeightsError: the network is damaged.

    """

    def __init__(self, weights: Weights, settings: RunSettings) -> None:
        if weights.is_checkpoint:
            raise SettingsError(f"{weights.path} is a checkpoint, which openvino does not read; use the backend torch.")
        try:
            import openvino  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise MissingExtraError("Converting with OpenVINO", "fast") from error
        self._core = openvino.Core()
        self._device = settings.device.upper()
        if self._device.partition(".")[0] not in self._core.available_devices:
            known = ", ".join(self._core.available_devices)
            raise SettingsError(f"OpenVINO knows no device {settings.device!r}; it has {known}.")
        try:
            self._model = self._core.read_model(weights.data)
        except RuntimeError as error:
            raise damaged(weights.path, str(error).strip().splitlines()[-1]) from error
        if [port.any_name for port in (*self._model.inputs, *self._model.outputs)] != ["colour", "uv"]:
            raise damaged(weights.path, "its input is not 'colour' or its output not 'uv'")
        self._path = weights.path
        precision = _resolve(settings.precision, weights)
        self._options = _options(self._device, settings, precision)
        self._request: Any = None
        self._shape: tuple[int, ...] = ()
        self.name = f"openvino on {settings.device}, {precision}"

    def run(self, tile: NDArray[np.float32]) -> NDArray[np.float32]:
        """Convert one tile, see ``Backend.run``; the first of another size takes longer, as it compiles the network.

        Raises:
            WeightsError: the network does not take it.

        """
        try:
            if tile.shape != self._shape:
                self._request, self._shape = None, ()  # its memory goes before the next one's comes
                self._model.reshape(list(tile.shape))
                compiled = self._core.compile_model(self._model, self._device, self._options)
                self._request, self._shape = compiled.create_infer_request(), tile.shape
            uv: NDArray[np.float32] = self._request.infer([tile], share_inputs=True, share_outputs=True)[0]
        except RuntimeError as error:
            raise damaged(self._path, str(error).strip().splitlines()[-1]) from error
        return uv


def _resolve(precision: Precision, weights: Weights) -> Precision:
    if precision is not Precision.AUTO:
        return precision
    if weights.info.precision == "int8":
        return Precision.INT8
    return Precision.BFLOAT16 if has_fast_bfloat16() else Precision.FLOAT32


def _options(device: str, settings: RunSettings, precision: Precision) -> dict[str, Any]:
    """Return what OpenVINO is told; left to itself it takes short numbers where the processor has them."""
    options: dict[str, Any] = {"INFERENCE_PRECISION_HINT": _HINTS[precision], "PERFORMANCE_HINT": "LATENCY"}
    if device == "CPU":
        options |= {"INFERENCE_NUM_THREADS": settings.threads or physical_cores(), "NUM_STREAMS": 1}
    return options

"""ONNX networks, run by ONNX Runtime."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.skin.learned.file import damaged
from uvphoto.skin.learned.telemetry import switch_off

SILENT = 4  # log fatal faults only; what goes wrong comes as an exception


class OnnxRunner:
    """An ONNX network in a session of ONNX Runtime, on one thread.

    Args:
        path: of the file, for errors.
        data: the file.

    Raises:
        WeightsError: the network is damaged, or no ONNX network.

    """

    def __init__(self, path: Path, data: bytes) -> None:
        onnxruntime = import_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = SILENT
        try:
            self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except runtime_errors() as error:
            raise damaged(path, detail(error)) from error
        self._path = path

    @property
    def inputs(self) -> list[tuple[tuple[int | None, ...], str]]:
        """See ``Runner.inputs``."""
        kinds = {"tensor(float)": "float32"}
        return [
            (tuple(size if isinstance(size, int) else None for size in one.shape), kinds.get(one.type, one.type))
            for one in self._session.get_inputs()
        ]

    def run(self, tensor: NDArray[np.float32]) -> list[NDArray[Any]]:
        """See ``Runner.run``."""
        try:
            return self._session.run(None, {self._session.get_inputs()[0].name: tensor})
        except runtime_errors() as error:
            raise damaged(self._path, detail(error)) from error


def import_onnxruntime() -> Any:  # noqa: ANN401 - the library has no types
    """Return the library, which then sends nothing to anybody and logs fatal faults only."""
    switch_off()
    import onnxruntime  # noqa: PLC0415 - not before the line above

    onnxruntime.set_default_logger_severity(SILENT)
    return onnxruntime


def runtime_errors() -> tuple[type[Exception], ...]:
    """Return what ONNX Runtime raises; its exceptions have no base of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state  # noqa: PLC0415

    kinds = [value for value in vars(state).values() if isinstance(value, type) and issubclass(value, Exception)]
    return (*kinds, RuntimeError)


def detail(error: Exception) -> str:
    """Return the part of its message that says what is wrong."""
    return " ".join(str(error).split()).rpartition(" : ")[2][:200]

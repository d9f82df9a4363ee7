"""TensorFlow Lite networks, run by OpenVINO (the extra ``fast``)."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uvphoto.errors import MissingExtraError
from uvphoto.skin.learned.file import damaged

_AFTER_SCORES = ("Squeeze", "Reshape", "Convert", "Unsqueeze")  # what may stand between an argmax and the output


class OpenvinoRunner:
    """A TensorFlow Lite network compiled by OpenVINO, on one thread.

    Where the first output is the label of the highest score, the scores come in its place.

    Args:
        path: of the file.

    Raises:
        MissingExtraError: OpenVINO is not installed.
        WeightsError: the network is damaged, or has layers that OpenVINO does not know.

    """

    def __init__(self, path: Path) -> None:
        try:
            import openvino  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise MissingExtraError("A network of TensorFlow Lite", "fast") from error
        options = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
        self._path = path
        core = openvino.Core()
        try:
            model = core.read_model(path)
            scores = _scores(model.outputs[0])
            self._has_scores = scores is not None
            if scores is not None:
                model.add_outputs([scores])
            self._inputs = [(_shape(port), _type(port)) for port in model.inputs]
            self._request = core.compile_model(model, "CPU", options).create_infer_request()
        except RuntimeError as error:
            raise damaged(path, _detail(error)) from error

    @property
    def inputs(self) -> list[tuple[tuple[int | None, ...], str]]:
        """See ``Runner.inputs``."""
        return self._inputs

    def run(self, tensor: NDArray[np.float32]) -> list[NDArray[Any]]:
        """See ``Runner.run``."""
        try:
            found = self._request.infer([tensor])
        except RuntimeError as error:
            raise damaged(self._path, _detail(error)) from error
        outputs = [np.asarray(found[index]) for index in range(len(found))]
        return [outputs[-1], *outputs[1:-1]] if self._has_scores else outputs


def _scores(output: Any) -> Any:  # noqa: ANN401 - OpenVINO has no types
    """Return what the highest was taken of along the last axis; None where the output is no such label."""
    node = output.get_node().input_value(0).get_node()
    while node.get_type_name() in _AFTER_SCORES:
        node = node.input_value(0).get_node()
    return node.input_value(0) if node.get_type_name() == "TopK" else None


def _shape(port: Any) -> tuple[int | None, ...]:  # noqa: ANN401
    return tuple(None if size.is_dynamic else size.get_length() for size in port.partial_shape)


def _type(port: Any) -> str:  # noqa: ANN401
    return str(np.dtype(port.element_type.to_dtype()))


def _detail(error: Exception) -> str:
    return str(error).strip().splitlines()[-1][:200]

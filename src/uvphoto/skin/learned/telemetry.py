"""ONNX Runtime sends nothing to anybody."""

import os

VARIABLE = "ORT_DISABLE_TELEMETRY"


def switch_off() -> None:
    """Tell ONNX Runtime to send nothing; it looks when it is loaded, so this comes first."""
    os.environ[VARIABLE] = "1"


def is_off() -> bool:
    """Tell whether ONNX Runtime has been told."""
    return os.environ.get(VARIABLE) == "1"

"""What tests of plugged-in networks share."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.pupils import Pupils


@pytest.fixture
def make_parser(plugins: ModuleType) -> Callable[..., Path]:
    return plugins.write_parser


@pytest.fixture
def make_onnx(plugins: ModuleType) -> Callable[..., Path]:
    return plugins.write_onnx


@pytest.fixture
def finding() -> FaceFinding:
    """Return a face with its eyes at row 100, columns 80 and 120."""
    return FaceFinding(Pupils((100.0, 120.0), (100.0, 80.0), 104.0, is_measured=True), float("nan"), 0.0, ())

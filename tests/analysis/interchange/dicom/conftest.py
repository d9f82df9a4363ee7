"""What several tests of DICOM do with its files."""

from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from uvphoto.analysis.interchange.dicom.study import write_study
from uvphoto.analysis.interchange.shared import SharedAnalysis

Write = Callable[..., dict[str, Dataset]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return what writes an analysis and reads it back, by pydicom alone: objects by the names of their files."""

    def write(shared: SharedAnalysis, photos: Path | None = None, name: str = "study") -> dict[str, Dataset]:
        write_study(tmp_path / name, shared, photos)
        return {path.stem: pydicom.dcmread(path) for path in sorted((tmp_path / name).iterdir())}

    return write

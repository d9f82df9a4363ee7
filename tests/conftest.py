"""What several tests share: the reference material, which lies outside the project."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # machines are shared; speed is measured in benchmarks/
settings.load_profile("patient")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Return the folder of reference material (measured spectra, real photos), or skip."""
    folder = Path(os.environ.get("UVPHOTO_REFERENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no reference material at {folder}; set UVPHOTO_REFERENCE_DATA")
    return folder

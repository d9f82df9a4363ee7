"""What several tests share: the reference material, which lies outside the project, and small networks."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

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


@pytest.fixture(scope="session")
def networks() -> ModuleType:
    """Return what makes small networks with random weights."""
    spec = importlib.util.spec_from_file_location("networks", Path(__file__).parent / "conversion" / "networks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

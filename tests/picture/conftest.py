"""The makers of odd files, which the benchmark of that name prints a table of."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

_ODD_FILES = Path(__file__).parents[2] / "benchmarks" / "odd_files.py"


@pytest.fixture(scope="session")
def odd() -> ModuleType:
    """Return the module benchmarks/odd_files.py."""
    spec = importlib.util.spec_from_file_location("odd_files", _ODD_FILES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

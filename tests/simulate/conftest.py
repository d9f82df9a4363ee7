"""What the simulator is held to: the measured skin of 100 people."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

Nist = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="session")
def nist(reference_data: Path) -> Nist:
    """Return wavelengths (M,), means (100, M) and repeats (100, 3, M), read as the benchmarks read them."""
    reader = Path(__file__).parents[2] / "benchmarks" / "nist.py"
    spec = importlib.util.spec_from_file_location("nist", reader)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load_nist(reference_data / "spectra" / "NIST_Spectral_Skin_Reflectivity_raw.txt")

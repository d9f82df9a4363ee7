"""What the simulator is held to: the measured skin of 100 people."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

Nist = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="session")
def nist(reference_data: Path, load_benchmark: Callable[[str], ModuleType]) -> Nist:
    """Return wavelengths (M,), means (100, M) and repeats (100, 3, M), read as the benchmarks read them."""
    return load_benchmark("nist").load_nist(reference_data / "spectra" / "NIST_Spectral_Skin_Reflectivity_raw.txt")

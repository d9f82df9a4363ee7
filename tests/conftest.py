"""What several tests share: the reference material, which lies outside the project, and small networks."""

import importlib.util
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import ClinicPhoto, clinic_photo

# No deadlines: machines are shared, and speed is measured in benchmarks/. The same examples in every run, so that the
# code alone decides whether a change passes; `make test-slow` searches on with fresh ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None)
settings.load_profile("steady")


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
    return _load("conversion", "networks")


@pytest.fixture(scope="session")
def drawn() -> ModuleType:
    """Return what makes a test set of drawn faces."""
    return _load("evaluation", "drawn")


@pytest.fixture(scope="session")
def load_benchmark() -> Callable[[str], ModuleType]:
    """Return what loads a module of benchmarks/ by its name."""
    return partial(_load, "../benchmarks")


@pytest.fixture(scope="session")
def drawn_faces() -> ModuleType:
    """Return what draws small data sets for the tests of data sets."""
    return _load("datasets", "conftest", "drawn_faces")


@pytest.fixture(scope="session")
def draw_card() -> Callable[..., NDArray[np.float32]]:
    """Return what draws a colour card into a picture."""
    return _load("skin/white_balance", "drawn_cards").draw_card


def _load(folder: str, file: str, name: str | None = None) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name or file, Path(__file__).parent / folder / f"{file}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def plugins() -> ModuleType:
    """Return what makes small face parsers and other networks to plug in."""
    return _load("skin/learned", "plugins")


@pytest.fixture(scope="session")
def no_internet() -> ModuleType:
    """Return what runs Python that may open no internet socket, or skip where that cannot be forbidden."""
    module = _load(".", "no_internet")
    if not module.IS_POSSIBLE:
        pytest.skip("the filter is Linux's")
    return module


@pytest.fixture(scope="session")
def clinic_face() -> ClinicPhoto:
    """Return a simulated clinic photo of 512 x 512 pixels with the truth behind it: 59 years, many spots."""
    one = draw_simulated(SimulationSettings(people=1, seed=5, size=512), 0)
    return clinic_photo(one.life, visit(one.life, 0), one.studio)

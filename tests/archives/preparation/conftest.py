"""An archive with every fault, prepared once for all tests that look at what came of it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.archives.preparation.places import Places
from uvphoto.archives.preparation.prepared import Prepared
from uvphoto.archives.preparation.run import prepare
from uvphoto.archives.preparation.settings import PrepareSettings
from uvphoto.archives.preparation.wishes import Wishes
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import ClinicPhoto, clinic_photo


@pytest.fixture(scope="session")
def faulty() -> ModuleType:
    """Return what builds the archive."""
    spec = importlib.util.spec_from_file_location("faulty", Path(__file__).with_name("faulty.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def other_uv() -> NDArray[np.float32]:
    """Return the UV photo of somebody else than ``clinic_face``."""
    one = draw_simulated(SimulationSettings(people=2, seed=5, size=512), 1)
    return clinic_photo(one.life, visit(one.life, 0), one.studio).uv


@pytest.fixture(scope="session")
def archive(
    faulty: ModuleType,
    clinic_face: ClinicPhoto,
    other_uv: NDArray[np.float32],
    tmp_path_factory: pytest.TempPathFactory,
) -> object:
    """Return an archive with every fault, of simulated faces that do not say so."""
    built = faulty.Archive(tmp_path_factory.mktemp("old archive"), clinic_face.colour, clinic_face.uv, other_uv)
    faulty.fill(built)
    return built


@pytest.fixture(scope="session")
def before(archive: object, faulty: ModuleType) -> dict[str, object]:
    """Return what lay in the archive before anything was done with it."""
    return faulty.tree(archive.folder)


@pytest.fixture(scope="session")
def places(archive: object, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Return where it is prepared to."""
    return Places.of(archive.folder, tmp_path_factory.mktemp("prepared") / "faces", None, None)


@pytest.fixture(scope="session")
def prepared(faulty: ModuleType, places: Places, before: dict[str, object]) -> Prepared:
    """Return what came of it."""
    del before
    return prepare(places, Wishes(PrepareSettings(pattern=faulty.PATTERN), processes=2))

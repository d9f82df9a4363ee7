"""A small drawn test set, a converter that takes the blue channel, and records made by hand."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.conversion.converter import Converter
from uvphoto.datasets.manifest import DataSet
from uvphoto.evaluation.cases import AreaFinding, Finding, PhotoRecord, Source
from uvphoto.evaluation.evaluate import Evaluation, evaluate
from uvphoto.metrics import SpotMatch
from uvphoto.models.settings import CompactSettings
from uvphoto.models.weights_info import ExactTiling, WeightsInfo
from uvphoto.skin.regions import AREAS
from uvphoto.spots.measure import RegionMeasures


class Blue:
    """Gives the blue channel for a UV photo."""

    name = "the blue channel"

    def run(self, tile: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the blue channel."""
        return tile[:, 2:]


@pytest.fixture(scope="session")
def blue() -> Converter:
    """Return a converter whose UV photo is the blue channel, at the scale of the test set."""
    info = WeightsInfo("blue", CompactSettings(), ExactTiling(4, 4), 1.0, "CC0-1.0")
    return Converter(info, "0" * 64, Blue(), 128)


@pytest.fixture(scope="session")
def faces(drawn: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """Return a data set of six drawn people, each seen by a clinic and the first two by a phone too."""
    return drawn.make_test_set(tmp_path_factory.mktemp("evaluation") / "faces")


@pytest.fixture(scope="session")
def evaluation(faces: DataSet, blue: Converter) -> Evaluation:
    """Return the evaluation of that converter on all photos of the test set."""
    return evaluate(faces, blue, "all")


@pytest.fixture(scope="session")
def make_record() -> Callable[..., PhotoRecord]:
    """Return a maker of records whose areas all have the same ratios."""

    def measures(ratio: float) -> RegionMeasures:
        return RegionMeasures(1000.0, ratio, 10, 1.0, 2.0, 3.0, 0.1, 0.01)

    def make(
        person: str, true: float, found: float, *, visit: date | None = date(2026, 1, 1), device: str = "clinic-a",
        domain: str = "clinic", ita: float = 45.0, view: str = "front",
    ) -> PhotoRecord:  # fmt: skip
        spots = SpotMatch(found=10, true=8, hits=6, invented=3, missed=2)
        areas = {area: AreaFinding(measures(found), 100, 80, 60, spots) for area in AREAS}
        finding = Finding(30.0 + found, 0.9, areas)
        return PhotoRecord(
            person, visit, view, device, domain, f"{person}/{visit}/{device}/{view}.jpg", is_simulated=True,
            mm_per_pixel=0.25, ita=ita, true=dict.fromkeys(AREAS, measures(true)),
            pigment=dict.fromkeys(AREAS, 2 * true), findings=dict.fromkeys(Source, finding), trust=None,
        )  # fmt: skip

    return make


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a folder that does not exist yet."""
    return tmp_path / "report"

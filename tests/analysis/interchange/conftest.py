"""An analysis as a document, and with pictures, made by hand."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject
from uvphoto.picture import Synthetic, write_colour, write_labels, write_mask, write_uv

MEASURES: dict[str, Any] = {
    "skin_mm2": 5052.41, "spot_ratio": 0.0742444, "count": 72, "count_per_cm2": 1.42506, "median_diameter_mm": 1.62638,
    "p90_diameter_mm": 4.39512, "contrast": 0.222738, "absorbance": 0.00872821, "spot_ratio_50_low": 0.0692669,
    "spot_ratio_50_high": 0.0934688, "spot_ratio_90_low": 0.0485872, "spot_ratio_90_high": 0.121444,
}  # fmt: skip
NO_SPOTS = {name: 0.0 if name.startswith(("spot_ratio", "count")) else None for name in MEASURES} | {"skin_mm2": 12.5}

Make = Callable[..., SharedAnalysis]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what makes an analysis that is to be handed over."""

    def make(subject: Subject | None = None, **changed: object) -> SharedAnalysis:
        document = {
            "format_version": 1, "made_by": "uvphoto 1.2", "photo": "Jane Doe.png", "algorithm": "uvphoto-spots 1",
            "spots_found_in": "synthetic UV photo", "weights": {"name": "w", "sha256": "ab" * 32}, "is_refused": False,
            "white_balance": {"asked": "none"}, "mm_per_pixel": 0.4,
            "scale_from": "from the pupils, assumed 63 mm apart", "skin_mask_from": "plain-1",
            "no_intervals_because": "",
            "findings": [{"kind": "noisy", "severity": "warning", "message": "It is noisy.", "remedy": "More light."}],
            "regions": {"left_cheek": MEASURES, "chin": NO_SPOTS},
        } | changed  # fmt: skip
        folder = tmp_path / "Jane Doe"
        folder.mkdir(exist_ok=True)
        (folder / "analysis.json").write_text(json.dumps(document))
        return SharedAnalysis.read(
            folder, subject or Subject("p0001", "https://clinic.example/study-7", date(2026, 1, 31))
        )

    return make


SHAPE = (41, 35)  # odd, so that files have to be padded


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo that is named after a person."""
    path = tmp_path / "photos" / "Jane Doe.png"
    path.parent.mkdir()
    write_colour(path, np.random.default_rng(1).random((*SHAPE, 3)))
    return path


@pytest.fixture
def draw(make: Make, photo: Path) -> Make:
    """Return what makes an analysis with all its pictures, of the photo."""

    def draw(subject: Subject | None = None, **changed: object) -> SharedAnalysis:
        known = {"photo_sha256": hashlib.sha256(photo.read_bytes()).hexdigest()}
        shared = make(subject, **known | changed)
        random = np.random.default_rng(2)
        write_uv(shared.folder / "Jane Doe_uv.png", random.random(SHAPE), synthetic=Synthetic.CONVERTED)
        write_mask(shared.folder / "skin_mask.png", random.random(SHAPE) > 0.2)
        write_labels(shared.folder / "regions.png", random.integers(0, 5, SHAPE, np.uint8))  # no chin, which is 5
        write_labels(shared.folder / "spots.png", random.integers(0, 400, SHAPE, np.uint16) // 200)
        return shared

    return draw

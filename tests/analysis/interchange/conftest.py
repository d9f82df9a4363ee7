"""An analysis as a document, made by hand."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from uvphoto.analysis.interchange.shared import SharedAnalysis, Subject

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
            "white_balance": {"asked": "none"}, "mm_per_pixel": 0.4, "no_intervals_because": "",
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

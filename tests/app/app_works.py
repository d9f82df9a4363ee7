"""Quick stand-ins for long work. A process of its own can import them by name."""

import json
import time
from collections.abc import Mapping

from uvphoto.app.jobs.desk import Desk, Work
from uvphoto.app.settings import AppSettings

STEPS = 10
STEP = 0.05  # seconds
_REGION = {
    "skin_mm2": 1000.0, "spot_ratio": 0.0125, "count": 7, "count_per_cm2": 0.7, "median_diameter_mm": 1.5,
    "p90_diameter_mm": 3.0, "contrast": 0.2, "absorbance": 0.01, "spot_ratio_50_low": 0.01, "spot_ratio_50_high": 0.015,
    "spot_ratio_90_low": 0.005, "spot_ratio_90_high": 0.02,
}  # fmt: skip
DOCUMENT = {
    "format_version": 1, "made_by": "uvphoto 0", "disclaimer": "", "photo": "photo",
    "spots_found_in": "synthetic UV photo", "weights": {"name": "w", "sha256": "0" * 64}, "algorithm": "a",
    "settings": {}, "white_balance": {"asked": "none"}, "mm_per_pixel": 0.2, "scale_from": "pupils",
    "skin_mask_from": "colour", "is_refused": False,
    "findings": [{"kind": "dark", "severity": "warning", "message": "It is <dark>.", "remedy": "Take more light."}],
    "quality": {}, "domain_distance": 0.1, "no_intervals_because": "", "regions": {"cheeks": _REGION, "face": _REGION},
    "spots": 7,
}  # fmt: skip


def quick(_: AppSettings | None) -> Mapping[str, Work]:
    """Return work that is done at once."""
    return {"analyse": _analyse}


def slow(_: AppSettings | None) -> Mapping[str, Work]:
    """Return work that takes half a second in ten steps."""
    return {"analyse": _analyse_slowly}


def _analyse(desk: Desk) -> dict[str, bytes]:
    original = desk.read("original")
    desk.advance(1, 2)
    pictures = dict.fromkeys(("thumbnail", "face", "face_uv", "spot_lines", "region_lines"), original[:40])
    return {"document": json.dumps(DOCUMENT).encode(), **pictures}


def _analyse_slowly(desk: Desk) -> dict[str, bytes]:
    for step in range(STEPS):
        desk.advance(step, STEPS)
        time.sleep(STEP)
    return _analyse(desk)

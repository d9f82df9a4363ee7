"""What a calibration takes from one photo of a person held out, whose true UV photo is known."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.domain import describe_skin
from uvphoto.analysis.ensemble import Doubt
from uvphoto.analysis.error_map import ErrorModel, errors_at, pixel_features
from uvphoto.analysis.intervals import RegionFeatures
from uvphoto.analysis.quality import measure_quality
from uvphoto.analysis.trust import region_features
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

_PIXELS = 4000  # of a photo that are kept


@dataclass(frozen=True)
class HeldOutPhoto:
    """What is kept of a photo.

    Attributes:
        person: whose.
        domain: ``clinic`` or ``phone``.
        skin: features of the photo's skin, (F,).
        blur_mm: of the photo.
        features: of its pixels, (N, G).
        errors: of its pixels, (N,).
        uv: of its pixels, (N,), synthetic.
        regions: of its pixels, (N,).
        region_mm2: area that a pixel stands for, mm².
        found: spot ratios by the synthetic UV photo, by region.
        true: spot ratios by the true one.

    """

    person: str
    domain: str
    skin: Values
    blur_mm: float
    features: Values
    errors: Values
    uv: Values
    regions: NDArray[np.uint8]
    region_mm2: float
    found: Mapping[str, float]
    true: Mapping[str, float]

    def region_features(self, model: ErrorModel, domain_distance: float) -> Mapping[str, RegionFeatures]:
        """Return what the intervals of its regions rest on, as ``analysis.trust`` finds it in a new photo."""
        count = len(self.errors)
        errors = model.predict(self.features)
        return region_features(
            self.uv[None].astype(np.float32), errors[None].astype(np.float32), np.ones((1, count), bool),
            self.regions[None], mm_per_pixel=self.region_mm2**0.5, blur_mm=self.blur_mm,
            domain_distance=domain_distance,
        )  # fmt: skip


def observe(
    colour: Pixels,
    skin: Mask,
    regions: NDArray[np.uint8],
    finding: FaceFinding,
    *,
    doubt: Doubt,
    truth: Pixels,
    mm_per_pixel: float,
    person: str,
    domain: str,
) -> HeldOutPhoto:
    """Take from a photo what a calibration needs.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded.
        skin: (H, W).
        regions: (H, W), labels of ``skin.regions.REGIONS``.
        finding: of its face.
        doubt: what the network made of it.
        truth: (H, W), the true UV photo.
        mm_per_pixel: of the photo.
        person: whose it is.
        domain: ``clinic`` or ``phone``.

    """
    features, small, window = pixel_features(colour, skin, uv=doubt.uv, spread=doubt.spread, mm_per_pixel=mm_per_pixel)
    errors = errors_at(small, window, doubt.uv, truth)
    place = (small.shape[1], small.shape[0])
    labels = np.asarray(cv2.resize(regions[window], place, interpolation=cv2.INTER_NEAREST), np.uint8)[small]
    uv = np.asarray(cv2.resize(doubt.uv[window], place, interpolation=cv2.INTER_AREA))[small]
    chosen = np.random.default_rng(0).permutation(len(errors))[:_PIXELS]
    area = float(np.count_nonzero(skin)) * mm_per_pixel**2
    return HeldOutPhoto(
        person=person,
        domain=domain,
        skin=describe_skin(colour, skin, mm_per_pixel),
        blur_mm=measure_quality(colour, skin, finding, mm_per_pixel).blur_mm,
        features=features[chosen],
        errors=errors[chosen],
        uv=uv[chosen].astype(np.float64),
        regions=labels[chosen],
        region_mm2=area / len(chosen),
        found=_ratios(doubt.uv, skin, regions, mm_per_pixel),
        true=_ratios(truth, skin, regions, mm_per_pixel),
    )


def _ratios(uv: Pixels, skin: Mask, regions: NDArray[np.uint8], mm_per_pixel: float) -> Mapping[str, float]:
    measures = measure_regions(detect_spots(uv, skin, mm_per_pixel), regions, skin)
    return {name: one.spot_ratio for name, one in measures.items()}

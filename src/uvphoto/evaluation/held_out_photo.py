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
from uvphoto.evaluation.faces import Face
from uvphoto.skin.face_finding import find_face
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

Pixels = NDArray[np.float32]
Values = NDArray[np.float64]

_PIXELS = 4000  # of a photo that are kept


@dataclass(frozen=True)
class HeldOutPhoto:
    """What is kept of a photo.

    Attributes:
        person: whose.
        domain: ``clinic`` or ``phone``.
        is_simulated: the photo is synthetic.
        skin: features of the photo's skin, (F,).
        blur_mm: of the photo.
        features: of its pixels, (N, G).
        errors: of its pixels, (N,).
        uv: of its pixels, (N,), synthetic.
        regions: of its pixels, (N,).
        pixel_mm2: area that each of them stands for, mm².
        found: spot ratios by the synthetic UV photo, by region.
        true: spot ratios by the true one.

    """

    person: str
    domain: str
    is_simulated: bool
    skin: Values
    blur_mm: float
    features: Values
    errors: Values
    uv: Values
    regions: NDArray[np.uint8]
    pixel_mm2: float
    found: Mapping[str, float]
    true: Mapping[str, float]

    def region_features(self, model: ErrorModel, domain_distance: float) -> Mapping[str, RegionFeatures]:
        """Return what the intervals of its regions rest on, as ``analysis.trust`` finds it in a new photo."""
        count = len(self.errors)
        errors = model.predict(self.features)
        return region_features(
            self.uv[None].astype(np.float32), errors[None].astype(np.float32), np.ones((1, count), bool),
            self.regions[None], mm_per_pixel=self.pixel_mm2**0.5, blur_mm=self.blur_mm,
            domain_distance=domain_distance,
        )  # fmt: skip


def observe(face: Face, doubt: Doubt) -> HeldOutPhoto:
    """Take from a photo what a calibration needs.

    Args:
        face: the photo and its truth.
        doubt: what the network made of it.

    """
    skin, scale = face.skin, face.mm_per_pixel
    features, small, window = pixel_features(face.colour, skin, uv=doubt.uv, spread=doubt.spread, mm_per_pixel=scale)
    errors = errors_at(small, window, doubt.uv, face.uv, scale)
    place = (small.shape[1], small.shape[0])
    labels = np.asarray(cv2.resize(face.regions[window], place, interpolation=cv2.INTER_NEAREST), np.uint8)[small]
    uv = np.asarray(cv2.resize(doubt.uv[window], place, interpolation=cv2.INTER_AREA))[small]
    chosen = np.random.default_rng(0).permutation(len(errors))[:_PIXELS]
    area = float(np.count_nonzero(skin)) * scale**2
    return HeldOutPhoto(
        person=face.row.person,
        domain=face.row.domain,
        is_simulated=face.is_simulated,
        skin=describe_skin(face.colour, skin, scale),
        blur_mm=measure_quality(face.colour, skin, find_face(face.colour), scale).blur_mm,
        features=features[chosen],
        errors=errors[chosen],
        uv=uv[chosen].astype(np.float64),
        regions=labels[chosen],
        pixel_mm2=area / len(chosen),
        found=_ratios(face, doubt.uv),
        true=_ratios(face, face.uv),
    )


def _ratios(face: Face, uv: Pixels) -> Mapping[str, float]:
    detection = detect_spots(uv, face.skin, face.mm_per_pixel)
    return {name: one.spot_ratio for name, one in measure_regions(detection, face.regions, face.skin).items()}

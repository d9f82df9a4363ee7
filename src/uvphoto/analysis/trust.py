"""How far to trust what is measured in one photo."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.calibration import Calibration
from uvphoto.analysis.domain import describe_skin
from uvphoto.analysis.error_map import expected_error
from uvphoto.analysis.findings import Finding, FindingKind, Severity
from uvphoto.analysis.intervals import RegionFeatures
from uvphoto.analysis.judging import Limit, above, judge, refusals_first
from uvphoto.analysis.quality import Quality, measure_quality
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.regions import AREAS, skin_of

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]

UNCALIBRATED = "These weights come without a calibration; make one with: uvphoto calibrate."
NO_SKIN = "No skin was found."
FARTHEST = 2.5  # times the distance within which 99 % of the calibration's photos lie: beyond it nothing is known


@dataclass(frozen=True)
class Trust:
    """How far to trust what is measured in a photo.

    Attributes:
        quality: what was measured of the photo.
        findings: what stands against it, refusals first.
        expected_error: (H, W) float32, error to expect of what a pixel absorbs more than the skin around it
            (``error_map.expected_error``); None without a calibration, or skin.
        domain_distance: of the photo from those of the calibration: about 1 is usual; None without one.
        intervals: by region and level, where the spot ratio of a true UV photo would lie; none without a calibration.
        no_intervals_because: why there are none; "" where there are.

    """

    quality: Quality
    findings: tuple[Finding, ...]
    expected_error: Pixels | None = field(repr=False)
    domain_distance: float | None
    intervals: Mapping[str, Mapping[float, tuple[float, float]]]
    no_intervals_because: str

    @property
    def is_refused(self) -> bool:
        """Whether the photo is to give no numbers."""
        return any(one.severity is Severity.REFUSE for one in self.findings)


def assess(
    colour: Pixels,
    skin: Mask,
    regions: NDArray[np.uint8],
    finding: FaceFinding,
    *,
    uv: Pixels,
    spread: Pixels,
    mm_per_pixel: float,
    ratios: Mapping[str, float],
    calibration: Calibration | None,
    without: str = UNCALIBRATED,
    as_taken: Pixels | None = None,
) -> Trust:
    """Say how far to trust what is measured in a photo.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, as it was converted.
        skin: (H, W).
        regions: (H, W), labels of ``skin.regions.REGIONS``.
        finding: what was found of faces.
        uv: (H, W), the synthetic UV photo.
        spread: (H, W), as ``convert_with_doubt`` finds it.
        mm_per_pixel: of the photo.
        ratios: spot ratio found in the UV photo, by region: those of AREAS.
        calibration: of the weights that made the UV photo and the detector that found the spots; None: there is none.
        without: why there is none.
        as_taken: (H, W, 3), the photo before its colours were balanced, whose quality is judged; None: the same.

    """
    quality = measure_quality(colour if as_taken is None else as_taken, skin, finding, mm_per_pixel)
    findings = judge(quality, finding)
    if calibration is None or not skin.any():
        return Trust(quality, findings, None, None, {}, without if calibration is None else NO_SKIN)
    distance = calibration.domain.distance(describe_skin(colour, skin, mm_per_pixel))
    errors = expected_error(colour, skin, uv=uv, spread=spread, mm_per_pixel=mm_per_pixel, model=calibration.errors)
    features = region_features(
        uv, errors, skin, regions, mm_per_pixel=mm_per_pixel, blur_mm=quality.blur_mm, domain_distance=distance
    )
    findings = refusals_first((*findings, *_of_domain(distance, calibration)))
    intervals = {
        name: calibration.intervals(name, ratios[name], features[name])
        for name in calibration.areas
        if name in features and name in ratios
    }
    return Trust(quality, findings, errors, distance, intervals, "")


def region_features(
    uv: Pixels,
    errors: Pixels,
    skin: Mask,
    regions: NDArray[np.uint8],
    *,
    mm_per_pixel: float,
    blur_mm: float,
    domain_distance: float,
) -> Mapping[str, RegionFeatures]:
    """Return, for each of AREAS with skin, what its interval rests on."""
    found = {}
    for name in AREAS:
        where = skin_of(name, regions, skin)
        count = int(np.count_nonzero(where))
        if count:
            found[name] = RegionFeatures(
                expected_error=float(errors[where].mean()),
                uv_level=float(np.median(uv[where])),
                skin_mm2=count * mm_per_pixel**2,
                blur_mm=blur_mm,
                domain_distance=domain_distance,
            )
    return found


def _of_domain(distance: float, calibration: Calibration) -> list[Finding]:
    usual, learned = calibration.domain.farthest, ""
    if calibration.is_simulated:
        learned = " These were simulated faces: for real ones no interval has been proven."
    message = (
        "The skin looks unlike that of the photos by which the converter was judged: distance {value}, limit {limit}."
    )
    remedy = "Use an unedited photo, without filters, in even light." + learned
    return above(FindingKind.UNFAMILIAR, distance, Limit(usual, FARTHEST * usual), message, remedy)

"""One photo of a test set, judged: what is kept of it is a few hundred numbers, not its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.calibration import Calibration
from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter
from uvphoto.evaluation.faces import Face
from uvphoto.evaluation.trusting import TrustRecord, trust_of
from uvphoto.metrics import SpotMatch, match_spots, psnr, ssim
from uvphoto.skin.regions import AREAS, skin_of
from uvphoto.skin.tone import ita_degrees
from uvphoto.spots.detect import Detection, detect_spots, detect_spots_in_colour
from uvphoto.spots.measure import RegionMeasures, measure_regions

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]

_BLUE = 2


class Source(StrEnum):
    """Where spots are sought, to be held against those in the true UV photo."""

    SYNTHETIC = "synthetic_uv"
    COLOUR = "colour"  # along its pigment axis
    BLUE = "blue_channel"  # of the colour photo, taken for a UV photo: the nearest of its channels


@dataclass(frozen=True)
class AreaFinding:
    """Spots of one source in one area of the face, and how they match those in the true UV photo.

    Attributes:
        measures: of the spots.
        found_pixels: of spots.
        true_pixels: of spots in the true UV photo.
        hit_pixels: of both.
        spots: matched one by one; those that lie mostly in the area.

    """

    measures: RegionMeasures
    found_pixels: int
    true_pixels: int
    hit_pixels: int
    spots: SpotMatch


@dataclass(frozen=True)
class Finding:
    """What one source gives.

    Attributes:
        psnr: against the true UV photo over the skin, dB; not a number where the source is no UV photo.
        ssim: likewise.
        areas: by AREAS.

    """

    psnr: float
    ssim: float
    areas: Mapping[str, AreaFinding]


@dataclass(frozen=True)
class PhotoRecord:
    """One photo, judged.

    Attributes:
        person: a pseudonym.
        visit: the date; None where nobody knows it.
        view: front, left or right.
        device: what took it.
        domain: clinic or phone.
        colour: relative path of the photo.
        is_simulated: the photo is synthetic itself.
        mm_per_pixel: its scale.
        ita: individual typology angle of its skin, degrees.
        true: measures of the spots in the true UV photo, by AREAS.
        pigment: share of the skin that truly is a mark of pigment, by AREAS; None where nobody knows.
        findings: by source.
        trust: what a user would have been told; None without a calibration.

    """

    person: str
    visit: date | None
    view: str
    device: str
    domain: str
    colour: str
    is_simulated: bool
    mm_per_pixel: float
    ita: float
    true: Mapping[str, RegionMeasures]
    pigment: Mapping[str, float] | None
    findings: Mapping[Source, Finding]
    trust: TrustRecord | None

    def found_ratio(self, source: Source, area: str) -> float:
        """Spot area / skin area by a source."""
        return self.findings[source].areas[area].measures.spot_ratio

    def true_ratio(self, area: str) -> float:
        """Spot area / skin area in the true UV photo."""
        return self.true[area].spot_ratio


@dataclass(frozen=True)
class Judged:
    """A photo with its pictures, as long as they are wanted.

    Attributes:
        record: what is kept.
        synthetic: (H, W) in [0, 1], the synthetic UV photo.
        found: spots in it.
        true: spots in the true UV photo.

    """

    record: PhotoRecord
    synthetic: Picture
    found: Detection
    true: Detection


@dataclass(frozen=True)
class Reference:
    """What a photo's converters are held against: found once, however many of them there are.

    Attributes:
        areas: the skin of each of AREAS, (H, W).
        true: spots in the true UV photo.
        baselines: what the colour photo itself gives.

    """

    areas: Mapping[str, Mask]
    true: Detection
    baselines: Mapping[Source, Finding]


def reference_of(face: Face) -> Reference:
    """Seek the spots of a photo in its true UV photo and in its colours."""
    scale, areas = face.mm_per_pixel, areas_of(face)
    true = detect_spots(face.uv, face.skin, scale)
    blue = np.ascontiguousarray(face.colour[..., _BLUE])
    colour = detect_spots_in_colour(face.colour, face.skin, scale)
    baselines = {
        Source.COLOUR: _finding(face, areas, None, colour, true),
        Source.BLUE: _finding(face, areas, blue, detect_spots(blue, face.skin, scale), true),
    }
    return Reference(areas, true, baselines)


def judge(
    face: Face, converter: Converter, calibration: Calibration | None = None, *, reference: Reference | None = None
) -> Judged:
    """Convert a photo, seek its spots by every source, and compare.

    Args:
        face: the photo and its truth.
        converter: to judge.
        calibration: of the converter; with it, it is judged too what a user would have been told.
        reference: of the photo, where several converters are judged on it; None: it is found.

    Raises:
        SettingsError: the photo would be too large at the converter's scale.
        WeightsError: the network does not take its tiles.

    """
    reference = reference or reference_of(face)
    areas, true = reference.areas, reference.true
    synthetic = convert(face.colour, converter, mm_per_pixel=face.mm_per_pixel)
    found = detect_spots(synthetic, face.skin, face.mm_per_pixel)
    own = _finding(face, areas, synthetic, found, true)
    ratios = {name: one.measures.spot_ratio for name, one in own.areas.items()}
    record = PhotoRecord(
        person=face.row.person,
        visit=face.row.visit,
        view=face.row.view,
        device=face.row.device,
        domain=face.row.domain,
        colour=face.row.colour,
        is_simulated=face.is_simulated,
        mm_per_pixel=face.mm_per_pixel,
        ita=ita_degrees(face.colour, face.skin),
        true=measure_regions(true, face.regions, face.skin),
        pigment=None if face.pigment is None else _shares(face.pigment, areas),
        findings={Source.SYNTHETIC: own, **reference.baselines},
        trust=None if calibration is None else trust_of(face, synthetic, ratios, converter, calibration),
    )
    return Judged(record, synthetic, found, true)


def areas_of(face: Face) -> dict[str, Mask]:
    """Return the skin of each of AREAS, (H, W)."""
    return {name: skin_of(name, face.regions, face.skin) for name in AREAS}


def _finding(
    face: Face, areas: Mapping[str, Mask], picture: Picture | None, found: Detection, true: Detection
) -> Finding:
    measures = measure_regions(found, face.regions, face.skin)
    both = found.mask & true.mask
    return Finding(
        psnr=float("nan") if picture is None else psnr(picture, face.uv, face.skin),
        ssim=float("nan") if picture is None else ssim(picture, face.uv, face.skin),
        areas={
            name: AreaFinding(
                measures[name],
                found_pixels=int(np.count_nonzero(found.mask & area)),
                true_pixels=int(np.count_nonzero(true.mask & area)),
                hit_pixels=int(np.count_nonzero(both & area)),
                spots=match_spots(found.labels, true.labels, area),
            )
            for name, area in areas.items()
        },
    )


def _shares(mask: Mask, areas: Mapping[str, Mask]) -> dict[str, float]:
    return {name: float(mask[area].mean()) if area.any() else float("nan") for name, area in areas.items()}

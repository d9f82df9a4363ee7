"""The one way from a colour photo to measured spots, which command line, app, evaluation and forecast share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.calibration import Calibration
from uvphoto.analysis.ensemble import Doubt, convert_with_doubt
from uvphoto.analysis.face import Face, find_measured_face
from uvphoto.analysis.trust import UNCALIBRATED, Trust, assess
from uvphoto.conversion.convert import Progress, convert, quiet
from uvphoto.conversion.converter import Converter
from uvphoto.skin.learned.landmarker import Landmarker
from uvphoto.skin.parsing import SkinParser
from uvphoto.skin.plain_parser import PlainParser
from uvphoto.skin.white_balance.balance import Balance, apply
from uvphoto.skin.white_balance.find import find_balance
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.detect import ALGORITHM, Detection, DetectorSettings, detect_spots, detect_spots_in_colour
from uvphoto.spots.measure import RegionMeasures, Spot, measure_regions, measure_spots

Picture = NDArray[np.float32]
Mask = NDArray[np.bool_]
Regions = NDArray[np.uint8]


class Source(StrEnum):
    """In which picture spots were sought."""

    SYNTHETIC = "synthetic UV photo"
    TAKEN = "UV photo taken by a camera"
    COLOUR = "colour photo, along its pigment axis"


@dataclass(frozen=True)
class Tools:
    """What an analysis works with.

    Attributes:
        converter: makes the UV photo.
        calibration: of that converter's weights; None gives no intervals.
        parser: finds the skin.
        landmarker: finds the points of a face mesh, by which regions are placed more exactly; None does without.
        detector: what counts as a spot; None: the usual, which differs between UV and colour photos.
        white_balance: by what colours are balanced before the photo is converted and spots are sought in it.

    """

    converter: Converter
    calibration: Calibration | None = None
    parser: SkinParser = field(default_factory=PlainParser)
    landmarker: Landmarker | None = None
    detector: DetectorSettings | None = None
    white_balance: Method = Method.NONE


@dataclass(frozen=True)
class Given:
    """What the user knows of a photo already; None where it is to be found.

    Attributes:
        mm_per_pixel: scale of the photo.
        skin: (H, W) mask of the skin that counts.
        regions: (H, W) labels of ``skin.regions.REGIONS``.
        uv: (H, W) float32 in [0, 1], a UV photo that a camera took, pixel for pixel on the colour photo.

    """

    mm_per_pixel: float | None = None
    skin: Mask | None = None
    regions: Regions | None = None
    uv: Picture | None = None


@dataclass(frozen=True)
class Analysis:
    """All that was found in one photo.

    Attributes:
        face: where it is, its skin and regions.
        balance: of the colours; the quality is that of the photo as taken.
        source: in which picture spots were sought.
        uv: (H, W) float32 in [0, 1], the UV photo, synthetic unless one was given.
        detection: the spots, pixel by pixel.
        spots: each spot measured.
        measures: by region, ``cheeks`` and ``face``.
        trust: whether to believe them.
        has_numbers: measures are to be told: the photo is not refused, or the user wants them all the same.

    """

    face: Face
    balance: Balance
    source: Source
    uv: Picture
    detection: Detection
    spots: tuple[Spot, ...]
    measures: Mapping[str, RegionMeasures]
    trust: Trust
    has_numbers: bool

    @property
    def main_area(self) -> str:
        """The area whose spot ratio is told first: both cheeks, or all skin where they are not known."""
        return "cheeks" if self.measures["cheeks"].skin_mm2 > 0 else "face"


def analyse(
    colour: Picture,
    tools: Tools,
    given: Given | None = None,
    *,
    in_colour: bool = False,
    anyway: bool = False,
    progress: Progress = quiet,
) -> Analysis:
    """Find the face, make the UV photo, find and measure the spots, and judge how far to believe them.

    Args:
        colour: (H, W, 3) float32 in [0, 1], sRGB-encoded, upright.
        tools: to work with.
        given: what is known already.
        in_colour: spots are sought in the colour photo itself in place of a UV photo.
        anyway: measures are told even where the photo is refused.
        progress: is told how many steps of the conversion are done, and of how many.

    Raises:
        UnusablePhotoError: there is no face or no skin to measure, or nothing to balance colours by as asked.
        SettingsError: the scale makes no sense.
        WeightsError: a network does not work.

    """
    given = given or Given()
    face = find_measured_face(
        colour, tools.parser, mm_per_pixel=given.mm_per_pixel, skin=given.skin, regions=given.regions,
        landmarker=tools.landmarker,
    )  # fmt: skip
    balance = find_balance(colour, tools.white_balance, skin=face.skin, pupils=face.finding.pupils)
    balanced = apply(balance, colour)
    scale = face.scale.mm_per_pixel
    source = Source.COLOUR if in_colour else Source.SYNTHETIC if given.uv is None else Source.TAKEN
    calibration, without = _calibration_for(source, tools, balance)
    if given.uv is not None:
        doubt = Doubt(given.uv, np.zeros_like(given.uv))  # a camera took it: no network is in doubt
    else:
        doubt = _made(balanced, tools.converter, face, progress, has_intervals=calibration is not None)
    if in_colour:
        detection = detect_spots_in_colour(balanced, face.skin, scale, tools.detector)
    else:
        detection = detect_spots(doubt.uv, face.skin, scale, tools.detector)
    measures = measure_regions(detection, face.regions, face.skin)
    trust = assess(
        balanced,
        face.skin,
        face.regions,
        face.finding,
        uv=doubt.uv,
        spread=doubt.spread,
        mm_per_pixel=scale,
        ratios={name: one.spot_ratio for name, one in measures.items()},
        calibration=calibration,
        without=without,
        as_taken=colour,
    )
    spots = measure_spots(detection, face.regions)
    has_numbers = anyway or not trust.is_refused
    return Analysis(face, balance, source, doubt.uv, detection, spots, measures, trust, has_numbers)


def _made(colour: Picture, converter: Converter, face: Face, progress: Progress, *, has_intervals: bool) -> Doubt:
    """Make the UV photo; its doubt, on which only intervals and the expected error rest, where those are told.

    The doubt takes four conversions more.
    """
    scale = face.scale.mm_per_pixel
    if has_intervals:
        return convert_with_doubt(colour, converter, face.skin, mm_per_pixel=scale, progress=progress)
    uv = convert(colour, converter, mm_per_pixel=scale, progress=progress)
    return Doubt(uv, np.zeros_like(uv))


def _calibration_for(source: Source, tools: Tools, balance: Balance) -> tuple[Calibration | None, str]:
    """Return the calibration that speaks for an analysis, or None and why there is none."""
    if source is not Source.SYNTHETIC:
        return None, "Intervals are known for spots in synthetic UV photos only."
    if tools.calibration is None:
        return None, UNCALIBRATED
    if tools.detector not in (None, DetectorSettings()):
        return None, "Intervals are known for the usual settings of the detector only."
    is_as_taken = balance.is_identity and tools.calibration.white_balance is Method.NONE  # nothing to balance by
    white_balance = Method.NONE if is_as_taken else tools.white_balance
    mismatch = tools.calibration.mismatch(tools.converter.sha256, ALGORITHM, white_balance)
    return (None, mismatch) if mismatch else (tools.calibration, "")

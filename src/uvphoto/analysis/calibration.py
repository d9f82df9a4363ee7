"""What was learned about a converter from people it never saw: the doubt, the intervals, the photos it knows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uvphoto.analysis.domain import Domain
from uvphoto.analysis.error_map import ErrorModel
from uvphoto.analysis.intervals import LEVELS, RegionFeatures, RegionIntervals
from uvphoto.config import from_mapping, to_mapping
from uvphoto.conversion.weights_file import CALIBRATION_ENDING, Weights
from uvphoto.errors import FileError, SettingsError
from uvphoto.picture.atomic import replace_whole
from uvphoto.skin.white_balance.method import Method

FORMAT_VERSION = 1

_AGAIN = "Make it anew with: uvphoto calibrate"


@dataclass(frozen=True)
class Calibration:
    """The calibration of one file of weights with one detector of spots.

    Attributes:
        weights: name of the weights.
        weights_sha256: check sum of their file.
        detector: name and version of what finds spots.
        data: where the people held out come from.
        white_balance: by what the colours of their photos were balanced.
        is_simulated: they are simulated.
        people: how many.
        photos: of them.
        domain: what their photos look like.
        errors: of single pixels.
        regions: the intervals by region.
        format_version: of this record.

    """

    weights: str
    weights_sha256: str
    detector: str
    data: str
    is_simulated: bool
    people: int
    photos: int
    domain: Domain
    errors: ErrorModel
    regions: tuple[RegionIntervals, ...]
    white_balance: Method = Method.NONE
    format_version: int = FORMAT_VERSION

    def __post_init__(self) -> None:
        if self.format_version != FORMAT_VERSION:
            raise SettingsError(f"it has the format {self.format_version}; this version reads {FORMAT_VERSION}")

    @property
    def areas(self) -> tuple[str, ...]:
        """Names of the regions that have intervals."""
        return tuple(one.region for one in self.regions)

    def intervals(self, region: str, ratio: float, features: RegionFeatures) -> Mapping[float, tuple[float, float]]:
        """Return the intervals of a true UV photo's spot ratio, by level.

        Args:
            region: one of ``areas``.
            ratio: found in the synthetic UV photo; not a number gives intervals of none.
            features: of the region.

        Raises:
            ValueError: the region was not calibrated.

        """
        for one in self.regions:
            if one.region == region:
                return {level: one.interval(ratio, features, level) for level in LEVELS}
        raise ValueError(f"{region!r} is none of {self.areas}")

    def mismatch(self, weights_sha256: str, detector: str, white_balance: Method) -> str:
        """Return why it does not speak for these weights, this detector of spots and these colours; "" if it does."""
        if weights_sha256 != self.weights_sha256:
            return f"The calibration belongs to other weights ({self.weights}); make one with: uvphoto calibrate."
        if detector != self.detector:
            return (
                f"The calibration belongs to the detector {self.detector}, not {detector}; "
                "make one with: uvphoto calibrate."
            )
        if white_balance is not self.white_balance:
            return (
                f"Intervals are known for photos with --white-balance {self.white_balance}, not {white_balance}; "
                f"make them with: uvphoto calibrate --white-balance {white_balance}."
            )
        return ""


def read_calibration(path: Path) -> Calibration:
    """Read a calibration.

    Raises:
        FileError: it cannot be read, or is none.

    """
    try:
        mapping: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror})", "Give a calibration") from error
    except ValueError as error:
        raise FileError(path, f"is no calibration ({error})", _AGAIN) from error
    try:
        return from_mapping(Calibration, mapping, "calibration")
    except SettingsError as error:
        raise FileError(path, f"is no calibration that can be used: {error}", _AGAIN) from error


def calibration_ending(white_balance: Method) -> str:
    """Return how a calibration's file ends: ".calibration.json", of balanced photos ".auto.calibration.json"."""
    return CALIBRATION_ENDING if white_balance is Method.NONE else f".{white_balance}{CALIBRATION_ENDING}"


def find_calibration(weights: Weights, white_balance: Method = Method.NONE) -> Calibration | None:
    """Read the calibration that stands beside weights.

    Args:
        weights: of a converter.
        white_balance: by what colours are balanced.

    Returns:
        That of the white balance, else that of colours as taken, which then says why it does not speak for these; None
        where neither is there.

    Raises:
        FileError: it cannot be read, or is none.

    """
    for method in (white_balance, Method.NONE):
        path = weights.companion(calibration_ending(method))
        if path.is_file():
            return read_calibration(path)
    return None


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write a calibration, whole or not at all.

    Raises:
        FileError: the file cannot be written.

    """
    text = json.dumps(to_mapping(calibration), indent=1, allow_nan=False) + "\n"
    try:
        replace_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise FileError(path, f"cannot be written ({error.strerror})", "Choose another place") from error

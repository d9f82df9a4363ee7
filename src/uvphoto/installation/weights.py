"""The weights that are there: intact or not, and how far their measures can be trusted."""

from dataclasses import dataclass, replace
from pathlib import Path

from uvphoto.analysis.calibration import Calibration, calibration_ending, read_calibration
from uvphoto.conversion.weights_entry import Entry, WeightsKind
from uvphoto.conversion.weights_file import Weights
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import FileError
from uvphoto.installation.lack import Lack
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.detect import ALGORITHM

_BUNDLED_ANEW = "pip install --force-reinstall --no-deps uvphoto"
_OWN_ANEW = "uvphoto weights add FILE --replace"
_UNCHECKED = Lack(
    "Nobody noted their check sum, so nobody can tell whether the file is whole.",
    "Add them with uvphoto weights add FILE --sha256 DIGITS",
    is_fault=False,
)


@dataclass(frozen=True)
class WeightsFile:
    """One file of weights.

    Attributes:
        name: by which they are asked for.
        kind: what they are of; "" where their notes cannot be read.
        path: of the file.
        is_bundled: they came with the package.
        sha256: of the file as it is now; "" where it cannot be read, or is another than was noted.
        calibrated_for: white balances with which intervals can be told; always none for other kinds than converters.
        lack: what is wrong with it.

    """

    name: str
    kind: str
    path: Path
    is_bundled: bool
    sha256: str = ""
    calibrated_for: tuple[str, ...] = ()
    lack: Lack | None = None


def examine_weights(store: WeightsStore) -> tuple[WeightsFile, ...]:
    """Read every file of weights and compare its check sum."""
    return tuple(map(_examine, store.entries()))


def _examine(entry: Entry) -> WeightsFile:
    bare = WeightsFile(entry.name, "", entry.path, entry.is_bundled)
    try:
        notes = entry.notes()
        sha256, calibrated = entry.check().sha256, _calibrations(entry) if notes.kind is WeightsKind.CONVERTER else ()
    except FileError as error:
        again = _BUNDLED_ANEW if entry.is_bundled else _OWN_ANEW
        return replace(bare, lack=Lack(f"{error.path}: {error.problem}.", again))
    lack = _UNCHECKED if notes.sha256 is None else None
    if notes.kind is WeightsKind.CONVERTER and not calibrated:
        lack = lack or Lack("They tell no intervals: no calibration fits.", "uvphoto calibrate", is_fault=False)
    return WeightsFile(entry.name, notes.kind, entry.path, entry.is_bundled, sha256, calibrated, lack)


def _calibrations(entry: Entry) -> tuple[str, ...]:
    """Return the white balances for which a calibration of these very weights and this detector is there.

    Raises:
        FileError: one cannot be read.
        WeightsError: these are no converter weights.

    """
    weights = entry.read()
    paths = {method: weights.companion(calibration_ending(method)) for method in Method}
    found = {method: read_calibration(path) for method, path in paths.items() if path.is_file()}
    return tuple(method.value for method, one in found.items() if _fits(one, weights, method))


def _fits(calibration: Calibration, weights: Weights, method: Method) -> bool:
    return not calibration.mismatch(weights.sha256, ALGORITHM, method)

"""The colours of an archive's photos brought together: corrected copies beside the photos, which stay as they were."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uvphoto.archives.colour.archive_photo import ArchivePhoto
from uvphoto.archives.colour.correction import Correction
from uvphoto.archives.colour.files import write_corrections
from uvphoto.archives.colour.plan import plan_corrections
from uvphoto.archives.preparation.cards import CardPhoto
from uvphoto.archives.preparation.outcome import Outcome
from uvphoto.archives.preparation.pair import COLOUR
from uvphoto.archives.preparation.planned import Planned
from uvphoto.datasets.processes import in_processes
from uvphoto.picture import Synthetic, read_colour, write_colour

CORRECTIONS = "colour-corrections.json"  # in the data set
_CORRECTED = "colour-corrected-"  # begins the name of a corrected photo


@dataclass(frozen=True)
class Calibrated:
    """A photo with its correction.

    Attributes:
        file: the photo to learn from, in the pair's folder: the corrected one, or, where nothing was to be corrected,
            the photo itself.
        correction: that was applied.

    """

    file: str
    correction: Correction


def calibrate(
    taken: Sequence[tuple[Planned, Outcome]],
    cards: Sequence[CardPhoto],
    out: Path,
    *,
    reference: str | None,
    processes: int,
) -> Mapping[str, Calibrated]:
    """Correct the colour photos of a data set, each into a file of 16 bits beside it.

    Args:
        taken: pairs whose colours were read.
        cards: photos of cards besides.
        out: the data set.
        reference: the device to whose mean skin others are brought; None chooses.
        processes: photos worked on at a time.

    Returns:
        The photos by the names of their outcomes.

    Raises:
        SettingsError: no photo is of the reference device.
        OSError: a file cannot be written.
        FileError: the same.

    """
    photos = [_photo(pair, outcome) for pair, outcome in taken]
    planned = plan_corrections([*photos, *(card.photo for card in cards)], reference=reference)
    corrections = {photo.name: planned[photo.name] for photo in photos}
    calibrated = {name: Calibrated(_file(correction), correction) for name, correction in corrections.items()}
    wanted = [(out / "pairs" / name, one) for name, one in calibrated.items()]
    for folder, one in wanted:
        for file in folder.glob(f"{_CORRECTED}*"):
            if file.name != one.file:
                file.unlink()
    jobs = [job for job in wanted if not (job[0] / job[1].file).exists()]
    for _ in in_processes(_correct, jobs, processes):
        pass
    write_corrections(out / CORRECTIONS, corrections)
    return calibrated


def _photo(pair: Planned, outcome: Outcome) -> ArchivePhoto:
    if outcome.colours is None:
        raise ValueError("the colours of the pair were not read")
    # What takes a colour and a UV photo at once has lamps of its own, and keeps its exposure and white balance.
    named = pair.named
    return ArchivePhoto(
        outcome.name, named.person, named.device, named.visit, keeps_settings=True, colours=outcome.colours
    )


def _file(correction: Correction) -> str:
    """Return a name that changes with the correction, so that what was corrected before is known again."""
    if correction.is_identity:
        return COLOUR
    digest = hashlib.sha256(np.asarray(correction.matrix, np.float64).tobytes()).hexdigest()
    return f"{_CORRECTED}{digest[:8]}.png"


def _correct(job: tuple[Path, Calibrated]) -> None:
    folder, one = job
    picture = read_colour(folder / COLOUR)
    synthetic = Synthetic.COMPOSITE if picture.is_synthetic else None
    write_colour(folder / one.file, one.correction.apply(picture.pixels), bit_depth=16, synthetic=synthetic)

"""One pair of an archive: read, judged, laid on each other, cropped and written, or refused with the reason."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uvphoto.analysis.face import Face, find_measured_face
from uvphoto.analysis.findings import Finding, Severity
from uvphoto.analysis.judging import judge
from uvphoto.analysis.quality import measure_quality
from uvphoto.archives.colour.photo import read_colours
from uvphoto.archives.preparation.against import check_uv, judge_uv, what_would_help
from uvphoto.archives.preparation.crop import Crop, find_crop
from uvphoto.archives.preparation.outcome import Numbers, Outcome
from uvphoto.archives.preparation.pictures import draw_pair, draw_refused
from uvphoto.archives.preparation.planned import GREY, PARTNER, SWAPPED
from uvphoto.archives.registration import PairRegistration, register_pair
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.opened import is_grey
from uvphoto.errors import FileError, MissingExtraError, UnusablePhotoError
from uvphoto.picture import Picture, Synthetic, read_colour, read_uv, write_colour, write_labels, write_mask, write_uv
from uvphoto.skin.parsing import SkinParser
from uvphoto.skin.plain_parser import PlainParser

COLOUR, UV, SKIN, REGIONS = "colour.png", "uv.png", "skin.png", "regions.png"  # names in a pair's folder


class Refusal(Exception):  # noqa: N818 - not an error: the answer to a pair that cannot be used
    """Why a pair is refused."""

    def __init__(self, colour: str, uv: str) -> None:
        super().__init__(colour, uv)
        self.problems = colour, uv


@dataclass(frozen=True)
class Job:
    """A pair to prepare.

    Attributes:
        name: of its folder, unlike any other; tells nothing of the person.
        colour: file.
        uv: file.
        pairs: folder of all pairs in the data set.
        pictures: folder of the pictures for the report.
        record: where what came of it is written.
        mm_per_pixel: where the scale is known.
        margin_mm: to keep around the skin.
        parser: name or file of a face parser; None for the built-in one.
        with_colours: read the colours of the whole photo, a card among them.

    """

    name: str
    colour: Path
    uv: Path
    pairs: Path
    pictures: Path
    record: Path
    mm_per_pixel: float | None
    margin_mm: float
    parser: str | None
    with_colours: bool

    @property
    def picture(self) -> Path:
        """The picture for the report."""
        return self.pictures / f"{self.name}.jpg"


@dataclass(frozen=True)
class _Laid:
    """A pair laid on each other, of which the crop is to be kept."""

    face: Face
    skin: NDArray[np.bool_]
    brought: NDArray[np.float32]
    registration: PairRegistration
    crop: Crop
    notes: tuple[str, ...]


def prepare_pair(job: Job) -> Outcome:
    """Prepare one pair and record what came of it; what was taken stands in its folder, whole or not at all.

    Raises:
        OSError: something cannot be written.
        MissingExtraError: the chosen parser needs an extra.

    """
    read: dict[str, Picture] = {}
    try:
        _read(job, read)
        laid = _lay(job, read["colour"], read["uv"])
        outcome = _write(job, read["colour"], read["uv"], laid)
    except Refusal as refusal:
        outcome = Outcome(job.name, refusal.problems)
        draw_refused(job.picture, {side: picture.pixels for side, picture in read.items()})
    outcome.write(job.record)
    return outcome


def _read(job: Job, read: dict[str, Picture]) -> None:
    problems: dict[str, str] = {}
    for side, reader, file in (("colour", read_colour, job.colour), ("uv", read_uv, job.uv)):
        try:
            read[side] = reader(file)
        except (FileError, MissingExtraError) as error:
            problems[side] = _sentence(error)
    if "colour" in read and is_grey(read["colour"].pixels):
        problems["colour"] = GREY + (SWAPPED if "uv" in problems else "")
    if problems:
        raise Refusal(problems.get("colour", PARTNER), problems.get("uv", PARTNER))


def _lay(job: Job, colour: Picture, uv: Picture) -> _Laid:
    with _said_of("uv"):
        check_uv(colour.pixels, uv.pixels)
    with _said_of("colour"):
        face = find_measured_face(colour.pixels, _parser(job.parser), mm_per_pixel=job.mm_per_pixel)
        scale = face.scale.mm_per_pixel
        quality = measure_quality(colour.pixels, face.skin, face.finding, scale)
        notes = _notes("The colour photo", judge(quality, face.finding))
    with _said_of("uv"):
        notes += _notes("The UV photo", judge_uv(uv.pixels, face.skin, face.finding, scale))
    found = register_pair(colour.pixels, uv.pixels, face.skin)
    if found.problem:
        remedy = what_would_help(colour.pixels, uv.pixels, face.skin)
        if remedy:
            raise Refusal(PARTNER, f"cannot be laid on its colour photo: {remedy}")
        raise _both(f"the photos cannot be laid on each other: {found.problem}")
    brought = found.places.bring(uv.pixels).clip(0, 1)
    skin = face.skin & found.places.inside
    crop = find_crop(skin, found.places.inside, job.margin_mm / scale)
    if crop is None:
        raise _both("nothing is left that both photos show")
    return _Laid(face, skin, brought, found, crop, notes)


def _parser(name: str | None) -> SkinParser:
    return PlainParser() if name is None else WeightsStore.of_user().find_parser(name)


def _notes(whose: str, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return what is said against a photo as notes, unless it is grave."""
    grave = next((one for one in findings if one.severity is Severity.REFUSE), None)
    if grave is not None:
        raise UnusablePhotoError(f"is not good enough: {grave.message.rstrip('.')}", grave.remedy.rstrip("."))
    return tuple(f"{whose}: {one.message}" for one in findings)


def _write(job: Job, colour: Picture, uv: Picture, laid: _Laid) -> Outcome:
    window = laid.crop.window
    partial, final = (job.pairs / f"{start}{job.name}" for start in (".", ""))
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    # Nothing of the files' metadata is passed on; only that a computer made a picture has to stay with it.
    synthetic = {side: Synthetic.COMPOSITE if one.is_synthetic else None for side, one in (("c", colour), ("u", uv))}
    write_colour(partial / COLOUR, colour.pixels[window], bit_depth=_depth(colour), synthetic=synthetic["c"])
    write_uv(partial / UV, laid.brought[window], bit_depth=_depth(uv), synthetic=synthetic["u"])
    write_mask(partial / SKIN, laid.skin[window])
    write_labels(partial / REGIONS, np.where(laid.skin, laid.face.regions, 0).astype(np.uint8)[window])
    draw_pair(job.picture, colour.pixels, uv.pixels, brought=laid.brought, skin=laid.skin, crop=laid.crop)
    partial.rename(final)
    found, scale = laid.registration, laid.face.scale
    numbers = Numbers(
        mm_per_pixel=scale.mm_per_pixel,
        scale_source=str(scale.source),
        residual=found.residual,
        most=found.most,
        agreeing=found.agreeing,
        moved=found.moved,
        rows=laid.crop.bottom - laid.crop.top,
        columns=laid.crop.right - laid.crop.left,
        colour_bits=colour.bit_depth,
        uv_bits=uv.bit_depth,
    )
    colours = read_colours(colour.pixels, laid.face.skin) if job.with_colours else None
    return Outcome(job.name, notes=laid.notes, numbers=numbers, colours=colours)


def _depth(picture: Picture) -> int:
    return 16 if picture.bit_depth > 8 else 8


@contextmanager
def _said_of(side: str) -> Iterator[None]:
    """Turn an error into the refusal of a pair for one of its photos."""
    try:
        yield
    except (UnusablePhotoError, FileError) as error:
        problem = _sentence(error)
        raise (Refusal(problem, PARTNER) if side == "colour" else Refusal(PARTNER, problem)) from error


def _both(problem: str) -> Refusal:
    return Refusal(problem, problem)


def _sentence(error: UnusablePhotoError | FileError | MissingExtraError) -> str:
    return f"cannot be opened: {error}" if isinstance(error, MissingExtraError) else f"{error.problem}. {error.remedy}"

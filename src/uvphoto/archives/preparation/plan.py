"""What is to be done with every file of an archive, as far as names and headers tell: no pixel has been read yet."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath

from uvphoto.archives.preparation.copies import without_copies
from uvphoto.archives.preparation.marks import Marks, find_partners
from uvphoto.archives.preparation.planned import GREY, PARTNER, SIDES, SWAPPED, Planned
from uvphoto.archives.preparation.settings import PrepareSettings
from uvphoto.archives.preparation.table import Listed, read_partners
from uvphoto.datasets.doubles import without_doubles
from uvphoto.datasets.matching import list_pictures
from uvphoto.datasets.naming import Named, Naming, read_name, understand
from uvphoto.datasets.pairs import LeftOut
from uvphoto.datasets.summary import count
from uvphoto.errors import DataSetError, FileError, MissingExtraError
from uvphoto.picture import PictureInfo, inspect

_LONGEST = timedelta(days=1)  # between the photos of a pair; the clocks of two cameras may differ by hours
_EARLIEST = date(1995, 1, 1)  # before digital cameras took faces: a clock that was never set


@dataclass(frozen=True)
class Plan:
    """What will be done.

    Attributes:
        source: the archive's folder.
        pairs: to prepare.
        left_out: every other file, and why.
        cautions: what to look at, in sentences.
        alone: those of the files left out that may be colour photos without partner.

    """

    source: Path
    pairs: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]
    cautions: tuple[str, ...]
    alone: tuple[PurePosixPath, ...]


def make_plan(source: Path, settings: PrepareSettings, table: Path | None = None) -> Plan:
    """Find partners, read names and headers, and say what becomes of every file.

    Args:
        source: the archive's folder; nothing in it is changed.
        settings: how it is understood.
        table: which photos belong together; None: their names tell.

    Raises:
        DataSetError: the archive is no folder or cannot be listed, or the table cannot be used.

    """
    if not source.is_dir():
        raise DataSetError(source, "is no folder", "Name the folder that holds the archive's photos")
    try:
        listing = list_pictures(source, pass_over=True)
    except OSError as error:
        raise DataSetError(error.filename, f"cannot be listed ({error.strerror})", "Make it readable") from error
    marks = Marks.of(settings.uv_marks, settings.colour_marks)
    listed, others = _partners(listing.pictures, marks, table)
    reasons: dict[PurePosixPath, str] = dict((*listing.others, *others))
    pairs = [pair for one in listed if (pair := _planned(one, source, settings, reasons)) is not None]
    kept, copies = without_copies(pairs, source)
    single, groups = without_doubles(kept, lambda pair: pair.named)
    reasons |= copies | dict(told for group in groups for told in _claims(group))
    left_out = tuple(LeftOut(str(file), why) for file, why in sorted(reasons.items()))
    alone = tuple(path for path, _ in others if table is not None or not marks.has(path, marks.uv))
    return Plan(source, tuple(single), left_out, tuple(_cautions(single, settings, table)), alone)


def _partners(
    pictures: Sequence[PurePosixPath], marks: Marks, table: Path | None
) -> tuple[Sequence[Listed], Sequence[tuple[PurePosixPath, str]]]:
    if table is not None:
        return read_partners(table, pictures)
    pairs, others = find_partners(pictures, marks)
    return [Listed(pair, {}) for pair in pairs], others


def _planned(
    listed: Listed, source: Path, settings: PrepareSettings, reasons: dict[PurePosixPath, str]
) -> Planned | None:
    """Look at the headers and the name of a pair; where it cannot be used, add to the reasons."""
    files = {"colour": listed.pair.colour, "uv": listed.pair.uv}
    looked = {side: _look(source / file) for side, file in files.items()}
    problems = {side: one for side, one in looked.items() if isinstance(one, str)}
    infos = {side: one for side, one in looked.items() if isinstance(one, PictureInfo)}
    problems = problems or _problems_of_headers(infos, settings)
    named = "" if problems else _name(listed, infos["colour"], settings)
    if isinstance(named, Named):
        return Planned(named, listed.pair.colour, listed.pair.uv)
    problems = problems or dict.fromkeys(SIDES, named)
    reasons.update({file: problems.get(side, PARTNER) for side, file in files.items()})
    return None


def _look(path: Path) -> PictureInfo | str:
    try:
        return inspect(path)
    except FileError as error:
        return f"{error.problem}. {error.remedy}"
    except MissingExtraError as error:
        return f"cannot be opened: {error}"


def _problems_of_headers(infos: Mapping[str, PictureInfo], settings: PrepareSettings) -> dict[str, str]:
    colour, uv = infos["colour"], infos["uv"]
    synthetic = "says of itself that a computer made it; --allow-synthetic takes it nevertheless"
    made = {side: synthetic for side, info in infos.items() if info.is_synthetic and not settings.allow_synthetic}
    if made:
        return made
    if colour.channels < 3:
        return {"colour": GREY + (SWAPPED if uv.channels >= 3 else "")}
    if colour.taken is not None and uv.taken is not None and abs(colour.taken - uv.taken) > _LONGEST:
        when = f"colour {colour.taken:%Y-%m-%d %H:%M}, UV {uv.taken:%Y-%m-%d %H:%M}"
        return dict.fromkeys(SIDES, f"the photos of the pair were not taken at once: {when}")
    return {}


def _name(listed: Listed, colour: PictureInfo, settings: PrepareSettings) -> Named | str:
    naming = naming_for(colour, settings)
    if not listed.told:
        return read_name(listed.pair.name, naming, colour.taken)
    return understand(listed.told, naming, colour.taken, place="in the table") or "its row tells no person or device"


def naming_for(info: PictureInfo, settings: PrepareSettings) -> Naming:
    """Return how the name of a photo is understood: its own camera is the device where the name tells none."""
    return replace(settings, device=info.camera) if settings.device_of_file and info.camera else settings


def _claims(group: Sequence[Planned]) -> Iterator[tuple[PurePosixPath, str]]:
    for pair in group:
        for number, file in enumerate(pair.files):
            others = ", ".join(str(other.files[number]) for other in group if other != pair)
            yield file, f"has the same person, visit, view and device as {others}"


def _cautions(pairs: Sequence[Planned], settings: PrepareSettings, table: Path | None) -> Iterator[str]:
    if pairs and table is None and settings.pattern is None:
        yield (
            "Nothing tells the person of a photo, so each pair counts as a person of its own. Where people came more "
            "than once, say how names are built with --pattern, or give a --table: else one person stands among those "
            "to learn from and those to test on."
        )
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        spellings[_plain(pair.named.person)].add(pair.named.person)
    for names in spellings.values():
        if len(names) > 1:
            told = " and ".join(sorted(names))
            yield f"{told} differ in capitals, accents or signs only, and count as {len(names)} people."
    today = datetime.now(UTC).date() + timedelta(days=1)
    dates = [pair.named.visit for pair in pairs if pair.named.visit is not None]
    strange = Counter(visit for visit in dates if not _EARLIEST <= visit <= today)
    for visit, number in sorted(strange.items()):
        yield f"{count(number, 'pair is', 'pairs are')} dated {visit}: the camera's clock was wrong."
    undated = len(pairs) - len(dates)
    if undated:
        yield f"{count(undated, 'pair has', 'pairs have')} no date: neither names nor photos tell it."


def _plain(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalnum())

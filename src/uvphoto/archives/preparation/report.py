"""The report of a preparation: a page with pictures, and a table of every file. Both tell names: they stay private."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from statistics import median
from typing import Any

from uvphoto import __version__
from uvphoto.analysis.tables import to_csv
from uvphoto.archives.preparation.outcome import Outcome
from uvphoto.archives.preparation.places import Places
from uvphoto.archives.preparation.planned import SIDES, Planned
from uvphoto.archives.preparation.prepared import Prepared
from uvphoto.datasets.manifest import PhotoRow
from uvphoto.datasets.summary import count
from uvphoto.pages.render import render
from uvphoto.picture.atomic import replace_whole

REPORT, TABLE = "report.html", "report.csv"
COLUMNS = ("file", "became", "left_out_because", "notes", "residual_pixels", "residual_95_pixels", "agreeing_share")


def write_report(prepared: Prepared, places: Places) -> None:
    """Write page and table into the private folder.

    Raises:
        OSError: they cannot be written.

    """
    page = render("report.html", _values(prepared, places), package=__package__ or "")
    replace_whole(places.private / TABLE, to_csv(list(_rows(prepared)), COLUMNS).encode("utf-8-sig"))
    replace_whole(places.private / REPORT, page.encode())


def _rows(prepared: Prepared) -> Iterator[dict[str, Any]]:
    """Yield a row for every file of the archive."""
    rows: list[dict[str, Any]] = [{"file": one.file, "left_out_because": one.reason} for one in prepared.left_out]
    for pair, outcome in prepared.taken:
        numbers = outcome.measured
        for side, file in zip(SIDES, pair.files, strict=True):
            rows.append(
                {
                    "file": str(file),
                    "became": f"pairs/{outcome.name}/{side}.png",
                    "notes": " ".join(outcome.notes),
                    "residual_pixels": numbers.residual,
                    "residual_95_pixels": numbers.most,
                    "agreeing_share": numbers.agreeing,
                }
            )
    rows.sort(key=lambda row: str(row["file"]))
    yield from rows


def _values(prepared: Prepared, places: Places) -> dict[str, Any]:
    photos = () if prepared.dataset is None else prepared.dataset.photos
    rows = {PurePosixPath(row.colour).parent.name: row for row in photos}  # by the names of the pairs' folders
    return {
        "title": f"Archive {places.source.resolve().name}",
        "summary": summary(prepared),
        "cautions": prepared.plan.cautions,
        "reasons": reasons(prepared),
        "refused": [_refused(pair, outcome, places) for pair, outcome in prepared.refused],
        "taken": [_taken(pair, outcome, rows[outcome.name], places) for pair, outcome in prepared.taken],
        "others": [(one.file, one.reason) for one in prepared.others],
        "key": str(places.key),
        "facts": [("Archive", places.source), ("Data set", places.out), ("Made by", f"uvphoto {__version__}")],
    }


def summary(prepared: Prepared) -> str:
    """Return in a sentence what became of an archive."""
    taken = prepared.taken
    people = len({pair.named.person for pair, _ in taken})
    text = (
        f"{count(len(taken), 'pair', 'pairs')} of {count(people, 'person', 'people')} taken, "
        f"{count(len(prepared.refused), 'pair', 'pairs')} refused, "
        f"{count(len(prepared.others), 'other file', 'other files')} left out"
    )
    if taken:
        residual = median(outcome.measured.residual for _, outcome in taken)
        moved = median(outcome.measured.moved for _, outcome in taken)
        text += f"; UV photos lay {moved:.1f} pixels off (median) and lie within {residual:.2f} now"
    return text


def reasons(prepared: Prepared) -> list[tuple[str, int]]:
    """Return the kinds of reasons for which files were left out, the most frequent first, and how many there are."""
    return Counter(_kind(one.reason) for one in prepared.left_out).most_common()


def _kind(reason: str) -> str:
    """Return the part of a reason that is alike for many files: without what is named, and without the remedy."""
    return re.split(r": |;|\. | as ", re.sub(r"'[^']*'", "...", reason), maxsplit=1)[0]


def _taken(pair: Planned, outcome: Outcome, row: PhotoRow, places: Places) -> dict[str, Any]:
    numbers = outcome.measured
    return {
        "files": " + ".join(map(str, pair.files)),
        "who": _who(pair),
        "pseudonym": row.person,
        "split": row.split,
        "picture": _picture(outcome, places),
        "notes": outcome.notes,
        "numbers": (
            f"lay {numbers.moved:.1f} pixels off, now {numbers.residual:.2f} (95 %: {numbers.most:.2f}); "
            f"{numbers.agreeing:.0%} of the skin's parts agree; {numbers.columns} x {numbers.rows} pixels of "
            f"{numbers.mm_per_pixel:.3g} mm ({numbers.scale_source}); {numbers.colour_bits} and {numbers.uv_bits} bit"
        ),
    }


def _refused(pair: Planned, outcome: Outcome, places: Places) -> dict[str, Any]:
    problems = dict(zip(map(str, pair.files), outcome.problems or (), strict=True))
    if len(set(problems.values())) == 1:
        problems = {" + ".join(problems): next(iter(problems.values()))}
    return {"who": _who(pair), "problems": list(problems.items()), "picture": _picture(outcome, places)}


def _who(pair: Planned) -> str:
    named = pair.named
    return ", ".join((named.person, named.visit.isoformat() if named.visit else "no date", named.view, named.device))


def _picture(outcome: Outcome, places: Places) -> str:
    picture = places.pictures / f"{outcome.name}.jpg"
    return f"{places.pictures.name}/{picture.name}" if picture.exists() else ""

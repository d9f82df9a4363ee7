"""What a gallery shows, before it becomes a picture or a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from uvphoto.datasets.gallery.choice import MOST_PHONES, Sitting, choose_sittings
from uvphoto.datasets.gallery.drawing import MAPS, Drawing, draw
from uvphoto.datasets.gallery.palette import Colour, blend, colours_of, ramp
from uvphoto.datasets.gallery.thumbnails import Thumbnail, overlay
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.summary import count, summarise
from uvphoto.errors import SettingsError

_TITLES = {
    "colour": "Colour",
    "uv": "UV",
    "melanin": "Melanin (truth)",
    "haemoglobin": "Haemoglobin (truth)",
    "spots": "Spots (truth)",
    **{f"phone {number}": f"Phone {number}" for number in range(1, MOST_PHONES + 1)},
}


@dataclass(frozen=True)
class Cell:
    """One small picture, or why there is none."""

    picture: Thumbnail | None
    caption: str  # the device of a phone photo, or what is wrong with the file
    description: str  # in words, for who cannot see it
    is_synthetic: bool = False  # shows a synthetic photo, or the truth about one


@dataclass(frozen=True)
class Line:
    """One person on one visit."""

    person: str
    details: tuple[str, ...]
    cells: tuple[Cell | None, ...]  # one per column of the sheet


@dataclass(frozen=True)
class Scale:
    """What the colours of a map of truth mean."""

    title: str
    low: str
    high: str
    stops: tuple[Colour, ...]  # evenly spaced from low to high


@dataclass(frozen=True)
class Sheet:
    """People side by side."""

    title: str
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    scales: tuple[Scale, ...]
    kinds: dict[str, Colour]  # of spots
    more: str  # how many people are not shown; "" when all are
    size: int  # columns that each picture has room for
    is_synthetic: bool


def build_sheet(
    dataset: DataSet,
    *,
    people: int = 12,
    visits: int = 2,
    size: int = 256,
    progress: Callable[[int, int], None] | None = None,
) -> Sheet:
    """Read the photos of some people of a data set and lay them side by side.

    A file that cannot be read stands there as words; columns that nobody fills are left out.

    Args:
        dataset: whose photos lie in its folder.
        people: at most so many, evenly over the data set.
        visits: at most so many of each, evenly over time.
        size: width of a picture in pixels; its height is at most four thirds of that.
        progress: told after each visit how many are done, and of how many.

    Raises:
        SettingsError: a number makes no sense.

    """
    if people < 1 or visits < 1 or not 16 <= size <= 4096:
        raise SettingsError("A gallery needs at least 1 person and 1 visit, and pictures of 16 to 4096 pixels.")
    sittings = choose_sittings(dataset, people=people, visits=visits)
    drawings = []
    for done, sitting in enumerate(sittings, start=1):
        drawings.append(draw(dataset, sitting, size))
        if progress is not None:
            progress(done, len(sittings))
    return _lay_out(dataset, drawings, size)


def _lay_out(dataset: DataSet, drawings: Sequence[Drawing], size: int) -> Sheet:
    ranges = {column: found for column in MAPS if (found := _range_of(column, drawings))}
    kinds = colours_of(kind for drawing in drawings for kind in drawing.covers or ())
    finished = [(drawing.sitting, _cells(drawing, ranges, kinds)) for drawing in drawings]
    columns = tuple(column for column in _TITLES if any(column in cells for _, cells in finished))
    lines = tuple(
        Line(sitting.person, _details(sitting), tuple(cells.get(column) for column in columns))
        for sitting, cells in finished
    )
    description = dataset.description
    hidden = len(dataset.persons) - len({line.person for line in lines})
    return Sheet(
        title=description.name,
        facts=(str(summarise(dataset)), description.made, f"Licence: {description.licence}"),
        columns=tuple(_TITLES[column] for column in columns),
        lines=lines,
        scales=tuple(_scale(dataset, column, *limits) for column, limits in ranges.items()),
        kinds=kinds,
        more=f"and {count(hidden, 'more person', 'more people')}" if hidden else "",
        size=size,
        is_synthetic=any(drawing.synthetic for drawing in drawings),
    )


def _range_of(column: str, drawings: Sequence[Drawing]) -> tuple[float, float] | None:
    """Span nearly all values of a map over all people, so that their colours compare."""
    values = [drawing.maps[column].ravel() for drawing in drawings if column in drawing.maps]
    if not values:
        return None
    low, high = np.percentile(np.concatenate(values), (0.5, 99.5))
    return float(low), float(high)


def _scale(dataset: DataSet, column: str, low: float, high: float) -> Scale:
    told = dataset.description.maps.get(column)
    title = f"{_TITLES[column].removesuffix(' (truth)')}: {told.meaning}" if told else _TITLES[column]
    unit = f" {told.unit}" if told and told.unit not in {"", "1"} else ""
    return Scale(title, f"{low:.2g}{unit}", f"{high:.2g}{unit}", ramp(column))


def _details(sitting: Sitting) -> tuple[str, ...]:
    shown = sitting.clinic or sitting.phones[0]
    date = sitting.visit.isoformat() if sitting.visit else "no date"
    hidden = f"{sitting.hidden} more of this visit" if sitting.hidden else ""
    return tuple(filter(None, (date, shown.view, shown.device if sitting.clinic else "", shown.split, hidden)))


def _cells(drawing: Drawing, ranges: dict[str, tuple[float, float]], kinds: dict[str, Colour]) -> dict[str, Cell]:
    pictures = dict(drawing.photos)
    for column, values in drawing.maps.items():
        low, high = ranges[column]
        pictures[column] = blend(ramp(column), (values - low) / max(high - low, 1e-12))
    covers, ground = drawing.covers, drawing.ground
    if covers is not None and ground is not None:
        if all(cover.shape == ground.shape[:2] for cover in covers.values()):
            pictures["spots"] = overlay(ground, covers, kinds)
        else:
            drawing.problems["spots"] = "differs in size from its photo"
    sitting = drawing.sitting
    devices = {f"phone {number}": phone.device for number, phone in enumerate(sitting.phones, start=1)}
    when = f"{sitting.person}, {sitting.visit or 'no date'}"
    return {
        column: Cell(
            pictures.get(column),
            drawing.problems.get(column, devices.get(column, "")),
            f"{_TITLES[column]} of {when}",
            drawing.shows_synthetic(column),
        )
        for column in pictures.keys() | drawing.problems.keys()
    }

"""The truth of a simulation as tables: the marks of a visit, and the people."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from uvphoto.simulate.camera.colorimetry import individual_typology_angle, lab, melanin_index
from uvphoto.simulate.face.lighting import RELIEF_MM
from uvphoto.simulate.life import Life, Visit
from uvphoto.simulate.marks import Mark
from uvphoto.simulate.optics.skin_optics import GLOSS, reflectance, skin_at
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.simulate.series.course import MarkState

SPOT_COLUMNS = (
    "id",
    "kind",
    "pigment",
    "depth",
    "row",
    "column",
    "radius_mm",
    "melanin",
    "dermal_melanin",
    "blood",
    "labelled_pixels",
    "born_day",
)


def spot_table(life: Life, visited: Visit, photo: ClinicPhoto) -> str:
    """Return the marks of a visit as CSV, one a row, numbered as in the label maps and alike at every visit.

    Row and column are pixels of the clinic's photo; what the core adds is as in ``simulate.marks``; labelled_pixels is
    0 where a mark is too faint for the truth's level, hidden or off the bare skin; born_day is empty where the mark was
    there at the first visit.
    """
    numbers = sorted(visited.marks)
    places = np.array([[m.row_mm, m.column_mm] for m in (visited.marks[n].mark for n in numbers)]).reshape(-1, 2)
    pixels = photo.view.seen_at(places, life.canvas, life.surface.depth, RELIEF_MM)
    labelled = np.bincount(photo.spots.ravel(), minlength=max(numbers, default=0) + 1)
    rows = [
        {"id": number, **_cells(visited.marks[number]), "row": f"{row:.1f}", "column": f"{column:.1f}"}
        | {"labelled_pixels": int(labelled[number])}
        for number, (row, column) in zip(numbers, pixels, strict=True)
    ]
    return as_csv(SPOT_COLUMNS, rows)


def _cells(state: MarkState) -> dict[str, str]:
    mark, born = state.mark, state.born_day
    return {
        "kind": mark.kind.value,
        "pigment": "yes" if mark.kind.is_pigment else "no",
        "depth": depth_of(mark),
        "radius_mm": f"{mark.radius_mm:.3f}",
        "melanin": f"{mark.melanin:.4f}",
        "dermal_melanin": f"{mark.dermal_melanin:.5f}",
        "blood": f"{mark.blood:.4f}",
        "born_day": "" if born is None else f"{born:.0f}",
    }


def depth_of(mark: Mark) -> str:
    """Return where a mark's chromophore lies: epidermal, dermal, mixed (both), or vascular."""
    if not mark.kind.is_pigment and mark.melanin >= 0:
        return "vascular"
    if mark.dermal_melanin > 0:
        return "mixed" if mark.melanin > 0 else "dermal"
    return "epidermal"


def people_row(name: str, life: Life, clinic: str) -> dict[str, object]:
    """Return what is true of a person, for ``people.csv``; skin measures are of ``Person.skin``."""
    person = life.person
    spectrum = reflectance(person.skin) + GLOSS
    return {
        "person": name,
        "clinic": clinic,
        "age": person.age,
        "sex": person.sex.value,
        "skin_type": person.skin_type.value,
        "ita_degrees": f"{float(individual_typology_angle(lab(spectrum))):.1f}",
        "melanin_index": f"{float(melanin_index(spectrum)):.1f}",
        "reflectance_365": f"{float(spectrum[[skin_at(360), skin_at(370)]].mean()):.4f}",
        "sun_history": f"{person.sun_history:.2f}",
        "freckling": f"{person.freckling:.2f}",
        "glasses": "yes" if person.glasses else "no",
        "visits": len(life.days),
        "marks_ever": len(life.numbers),
    }


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV text that spreadsheets open."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()

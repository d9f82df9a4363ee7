"""The truth of a simulation as tables: the marks of a visit, and the people."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from uvphoto.simulate.colorimetry import individual_typology_angle, lab, melanin_index
from uvphoto.simulate.life import Life, Visit
from uvphoto.simulate.lighting import RELIEF_MM
from uvphoto.simulate.marks import Mark
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.simulate.skin_optics import GLOSS, reflectance, skin_at


def spot_table(life: Life, visited: Visit, photo: ClinicPhoto) -> str:
    """Return the marks of a visit as CSV, one a row, numbered as in the label maps.

    Columns: id (the same at every visit), kind, pigment (yes, no), depth, row and column (pixels of the clinic's photo),
    radius_mm, melanin, dermal_melanin, blood (what its core adds, see ``simulate.marks``), labelled_pixels (0 where it
    is too faint for the truth's level, hidden or off the bare skin), born_day (empty: there since the first visit).
    """
    numbers = list(visited.marks)
    marks = [visited.marks[number].mark for number in numbers]
    places = np.array([[mark.row_mm, mark.column_mm] for mark in marks]).reshape(-1, 2)
    pixels = photo.view.seen_at(places, life.canvas, life.surface.depth, RELIEF_MM)
    labelled = np.bincount(photo.spots.ravel(), minlength=max(numbers, default=0) + 1)
    rows = []
    for number, mark, (row, column) in zip(numbers, marks, pixels, strict=True):
        born = visited.marks[number].born_day
        rows.append(
            {
                "id": number,
                "kind": mark.kind.value,
                "pigment": "yes" if mark.kind.is_pigment else "no",
                "depth": depth_of(mark),
                "row": f"{row:.1f}",
                "column": f"{column:.1f}",
                "radius_mm": f"{mark.radius_mm:.3f}",
                "melanin": f"{mark.melanin:.4f}",
                "dermal_melanin": f"{mark.dermal_melanin:.5f}",
                "blood": f"{mark.blood:.4f}",
                "labelled_pixels": int(labelled[number]),
                "born_day": "" if born is None else f"{born:.0f}",
            }
        )
    columns = "id kind pigment depth row column radius_mm melanin dermal_melanin blood labelled_pixels born_day".split()
    return as_csv(columns, sorted(rows, key=lambda row: int(str(row["id"]))))


def depth_of(mark: Mark) -> str:
    """Return where a mark's chromophore lies: epidermal, dermal, mixed (both), or vascular."""
    if not mark.kind.is_pigment and mark.melanin >= 0:
        return "vascular"
    if mark.dermal_melanin > 0:
        return "mixed" if mark.melanin > 0 else "dermal"
    return "epidermal"


def people_row(name: str, life: Life, clinic: str) -> dict[str, object]:
    """Return what is true of a person, for ``people.csv``; skin measures are of the untanned cheek without marks."""
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

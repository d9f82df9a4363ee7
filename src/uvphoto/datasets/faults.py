"""One thing that is wrong with a data set, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which file, on which row of ``photos.csv``."""

    file: str  # relative to the data set's folder
    row: int | None  # as a spreadsheet counts: the heading is row 1; None where it concerns no row
    problem: str  # a clause that goes on from the file's name: "is missing"

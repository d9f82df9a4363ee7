"""Jobs about several photos of a person: their kinds, and the purposes of the files that they leave."""

COMPARE = "compare"
"""Lays a photo on an earlier one; the parameters are the ids of both, ``first`` and ``last``."""

FORETELL = "foretell"
"""Forecasts the UV photo; the parameter is the ``view``. What it knows of the sun it reads where that is sealed."""

COMPARISON = "comparison"  # JSON: comparison.files.as_record and more
TRACKS = "tracks"  # CSV
FORETOLD = "foretold"  # JSON

COMPARED_PICTURES = ("before", "after", "difference", "marks")  # JPEG
FORETOLD_PICTURES = ("last", "expected", "unsure", "likely")  # JPEG
CLOSE = "close_"  # JPEG: a spot before and after, by its number

"""Colours of archives calibrated: by cards in their photos, else by the mean skin of each device; and taken back.

    colours = read_colours(photo, skin)                                   # of each photo, before any crop
    plan = plan_corrections([ArchivePhoto(name, person, device, day, True, colours), ...])
    corrected = plan[name].apply(photo)                                   # write it with 16 bits
    lost = plan[name].clipped(photo)                                      # share of pixels, for the report
    write_corrections(folder / "colour-corrections.json", plan)
    original = plan[name].undo(corrected)

Never by the skin of one person or one photo: that would remove what is to be measured.
"""

from uvphoto.archives.colour.archive_photo import ArchivePhoto
from uvphoto.archives.colour.card import CardReading, read_card
from uvphoto.archives.colour.correction import Correction, CorrectionMethod
from uvphoto.archives.colour.files import from_document, read_corrections, to_document, write_corrections
from uvphoto.archives.colour.photo import PhotoColours, read_colours
from uvphoto.archives.colour.plan import plan_corrections

__all__ = [
    "ArchivePhoto",
    "CardReading",
    "Correction",
    "CorrectionMethod",
    "PhotoColours",
    "from_document",
    "plan_corrections",
    "read_card",
    "read_colours",
    "read_corrections",
    "to_document",
    "write_corrections",
]

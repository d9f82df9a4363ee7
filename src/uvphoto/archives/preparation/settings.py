"""How an archive is understood and what is made of it."""

import math
from dataclasses import dataclass

from uvphoto.datasets.naming import Naming
from uvphoto.errors import SettingsError

UV_MARKS = ("uv", "uva", "ultraviolet")
COLOUR_MARKS = ("colour", "color", "rgb", "vis", "visible", "white", "standard", "normal", "daylight")


@dataclass(frozen=True)
class PrepareSettings(Naming):
    """How an archive is understood and what is made of it.

    Attributes:
        uv_marks: words in a path that tell a UV photo, whatever their case.
        colour_marks: words that partners may differ in besides; a colour photo need not have one.
        device_of_file: the camera that a colour photo's file names is the device, where the name tells none.
        mm_per_pixel: of all colour photos, where known and the same; else by the pupils.
        margin_mm: that is kept around the skin.
        calibrate: bring the colours of all devices together.
        reference: the device to whose mean skin others are brought then; None chooses.
        keep_names: people keep their names in the data set, in place of pseudonyms.
        allow_synthetic: take pictures too that say of themselves that a computer made them.
        seed: of the splits.

    """

    uv_marks: tuple[str, ...] = UV_MARKS
    colour_marks: tuple[str, ...] = COLOUR_MARKS
    device_of_file: bool = True
    mm_per_pixel: float | None = None
    margin_mm: float = 10.0
    calibrate: bool = False
    reference: str | None = None
    keep_names: bool = False
    allow_synthetic: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.uv_marks:
            raise SettingsError("At least one word has to tell a UV photo: name it with --uv-mark.")
        both = {mark.casefold() for mark in self.uv_marks} & {mark.casefold() for mark in self.colour_marks}
        if both:
            raise SettingsError(f"{min(both)!r} cannot tell both a UV photo and a colour photo.")
        for mark in (*self.uv_marks, *self.colour_marks):
            if not mark.isalnum():
                raise SettingsError(f"{mark!r} is no word of letters and digits by which a photo could be told.")
        if self.mm_per_pixel is not None and not 0 < self.mm_per_pixel < math.inf:
            raise SettingsError(f"Millimetres per pixel must be a positive number, not {self.mm_per_pixel}.")
        if self.reference is not None and not self.calibrate:
            raise SettingsError("A reference device says something only where colours are calibrated: add --calibrate.")
        if not 0 <= self.margin_mm < math.inf:
            raise SettingsError(f"The margin is 0 mm or more, not {self.margin_mm}.")

"""The photos of a person laid on one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.registration import Registration, register
from uvphoto.longitudinal.tracks import Sighting, brought


@dataclass(frozen=True, eq=False)
class Laid:
    """A photo as it lies on another one, the frame.

    Attributes:
        visit: what was laid.
        sighting: its spots in the frame; None where it could not be laid.
        registration: how it lies; None for the frame itself.

    """

    visit: Visit
    sighting: Sighting | None = field(repr=False)
    registration: Registration | None

    @property
    def problem(self) -> str:
        """Why it could not be laid; "" where it could."""
        return "" if self.registration is None else self.registration.problem

    @property
    def uv(self) -> np.ndarray:
        """(H, W) float32, the UV photo in the frame; what it does not show is the nearest that it does."""
        uv = self.visit.view.uv
        return uv if self.registration is None else np.clip(self.registration.bring(uv), 0, 1)


def lay(visits: Sequence[Visit], frame: int = 0) -> list[Laid]:
    """Lay photos on one of them; where that fails, what came of it says why.

    Args:
        visits: by date.
        frame: number of the photo on which all are laid, from 0; -1 is the last.

    Returns:
        In the order of the photos; the days of sightings count from the first one's date.

    """
    first, fixed = visits[0].date, visits[frame]

    def one(visit: Visit) -> Laid:
        day, skin = float((visit.date - first).days), visit.view.skin
        if visit is fixed:
            found = visit.detection
            return Laid(visit, Sighting(day, visit.device, found.labels, found.absorbance, skin), None)
        registration = register(fixed.view, visit.view)
        if registration.problem:
            return Laid(visit, None, registration)
        return Laid(visit, brought(visit.detection, skin, registration, day=day, device=visit.device), registration)

    return [one(visit) for visit in visits]

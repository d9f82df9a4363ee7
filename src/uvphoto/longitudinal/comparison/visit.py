"""One photo of a visit as arrays, with what was measured in it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.registration import View
from uvphoto.spots.detect import Detection

Measures = Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True, eq=False)
class Visit:
    """One photo of a visit.

    Attributes:
        date: of the visit.
        device: that took the photo.
        domain: clinic or phone.
        is_taken: the UV photo was taken by a camera; else it is synthetic.
        view: UV photo (H, W), skin, scale and pupils.
        regions: (H, W) uint8, labels of ``skin.regions.REGIONS``.
        detection: the spots, with what the skin absorbs.
        measures: by region (cheeks and face among them) those of ``spots.measure`` and intervals of the spot ratio.
        made_by: what the result was made by, in words; results are comparable where this is the same.

    """

    date: dt.date
    device: str
    domain: str
    is_taken: bool
    view: View = field(repr=False)
    regions: NDArray[np.uint8] = field(repr=False)
    detection: Detection = field(repr=False)
    measures: Measures = field(repr=False)
    made_by: str

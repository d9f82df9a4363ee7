"""The image forecast of a person in the record: their photos laid on the last one, driven by the scalar forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from uvphoto.longitudinal.comparison.choice import MeasuredPhoto, measured_photos
from uvphoto.longitudinal.comparison.lay import Laid, lay
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.comparison.visits import Keeper, read_visit
from uvphoto.longitudinal.forecast.forecaster import Forecast, NotEnoughVisits
from uvphoto.longitudinal.forecast.history import Measure
from uvphoto.longitudinal.forecast.outlook import Outlook, horizons
from uvphoto.longitudinal.forecast.readings import Method, Readings
from uvphoto.longitudinal.image_forecast.forecast import Frame, forecast_image
from uvphoto.longitudinal.image_forecast.outcome import ImageForecast
from uvphoto.longitudinal.image_forecast.parameters import ImageModel
from uvphoto.longitudinal.image_forecast.pixel_noise import Source
from uvphoto.longitudinal.tracks import Sighting


@dataclass(frozen=True, eq=False)
class PersonImage:
    """A person's future UV photo.

    Attributes:
        taken: date of the last photo, on which all is drawn.
        device: that took it; the picture is what this device would show.
        uv: (H, W) float32 in [0, 1], its UV photo.
        is_taken: a camera took that; else it is synthetic.
        expected: the forecast.
        left_out: sentences for people: which photos do not count, and why.

    """

    taken: date
    device: str
    uv: NDArray[np.float32] = field(repr=False)
    is_taken: bool
    expected: ImageForecast
    left_out: tuple[str, ...]


def forecast_person(
    record: Keeper, outlook: Outlook, model: ImageModel, *, view: str = "front", months: int
) -> PersonImage | NotEnoughVisits:
    """Forecast the UV photo of a person, or say why there is none.

    Its shares of spots are those of the scalar forecast, which tells them as the device of the last reading shows them.

    Args:
        record: where the photos are.
        outlook: of the person.
        model: of the image forecast.
        view: of the face.
        months: after the last visit.

    Raises:
        RecordError: a photo or result is not there or cannot be used.
        FileError: a file of the record cannot be read.

    """
    if isinstance(outlook.usual, NotEnoughVisits):
        return outlook.usual
    readings = outlook.readings
    photos = measured_photos(record.person(readings.person), view, where=str(record.place))
    chosen = [one for one in photos if _method(one) == readings.method]
    if not chosen:
        return NotEnoughVisits("the newest results of the photos were made otherwise than the readings: analyse again")
    visits = [read_visit(record, one) for one in chosen]
    laid = lay(visits, frame=len(visits) - 1)
    last = visits[-1]
    ahead = horizons(months)
    expected = forecast_image(
        model,
        [_sighting(one.visit, one.sighting, readings) for one in laid if one.sighting is not None],
        Frame(last.view.uv, last.view.skin, last.regions, last.view.mm_per_pixel),
        _shares(outlook.usual, len(ahead) - 1),
        days_ahead=float(ahead[-1]),
        dose=outlook.history.dose,
        settings=last.detection.settings,
    )
    return PersonImage(last.date, last.device, last.view.uv, last.is_taken, expected, _left_out(photos, chosen, laid))


def _method(measured: MeasuredPhoto) -> Method:
    document = measured.result.document
    weights = document["weights"] or {}
    return Method(
        document["spots_found_in"],
        weights.get("name"),
        weights.get("sha256"),
        document["algorithm"],
        document["white_balance"]["asked"],
    )


def _sighting(visit: Visit, sighting: Sighting, readings: Readings) -> Sighting:
    """Return a sighting that says how its UV photo came about, its day counted as those of the readings."""
    synthetic = Source.CLINIC if visit.domain == "clinic" else Source.PHONE
    source = Source.TRUE if visit.is_taken else synthetic
    return replace(sighting, device=source.value, day=float((visit.date - readings.first).days))


def _shares(usual: Forecast, place: int) -> Mapping[str, float]:
    return {
        region: float(fan.mean[place])
        for (measure, region), fan in usual.fans.items()
        if measure is Measure.SPOTS and not isinstance(fan, NotEnoughVisits)
    }


def _left_out(
    photos: Sequence[MeasuredPhoto], chosen: Sequence[MeasuredPhoto], laid: Sequence[Laid]
) -> tuple[str, ...]:
    other = [
        f"{one.date}, {one.photo.device}: its newest result was made otherwise" for one in photos if one not in chosen
    ]
    return (*other, *(f"{one.visit.date}, {one.visit.device}: {one.problem}" for one in laid if one.problem))

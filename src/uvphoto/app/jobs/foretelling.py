"""The job that forecasts the UV photo itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from uvphoto.analysis.record import plain, to_json
from uvphoto.app.course.outlooks import outlook_of
from uvphoto.app.jobs.derived import FORETOLD, FORETOLD_PICTURES
from uvphoto.app.jobs.desk import Desk
from uvphoto.app.jobs.keeper import PlainKeeper
from uvphoto.app.jobs.marks import mark_of, photos_of_view
from uvphoto.app.vault.plain_files import plain_folder
from uvphoto.errors import MissingExtraError, RecordError, SettingsError
from uvphoto.picture import Synthetic, encode_jpeg

if TYPE_CHECKING:
    from uvphoto.longitudinal.image_forecast.person import PersonImage

_WIDTH = 560  # pixels of a picture
_STEPS = 3


def foretell_picture(desk: Desk) -> Mapping[str, bytes]:
    """Forecast the UV photo of the person of a job.

    Raises:
        UvphotoError: there is none, and why.

    """
    try:
        from uvphoto.longitudinal.forecast.forecaster import NotEnoughVisits  # noqa: PLC0415 - brings torch
        from uvphoto.longitudinal.image_forecast.parameters import bundled_image_model  # noqa: PLC0415 - the same
        from uvphoto.longitudinal.image_forecast.person import forecast_person  # noqa: PLC0415 - the same
    except ImportError as error:
        raise MissingExtraError("A forecast", "forecast") from error
    person, view = desk.job.person, str(desk.job.parameters["view"])
    sun = desk.stores.suns.get(person)
    outlook = None if sun is None else outlook_of(desk.stores.results.history(person), view, sun)
    if sun is None or outlook is None:
        raise SettingsError("A forecast needs measured photos, and the place where the person lives.")
    photos = photos_of_view(desk.stores, person, view)
    made_from = mark_of(desk.stores, photos, sun)
    desk.advance(1, _STEPS)
    with plain_folder() as folder:
        keeper = PlainKeeper(desk.stores, photos, folder)
        desk.advance(2, _STEPS)
        try:
            image = forecast_person(keeper, outlook, bundled_image_model(), view=view, months=sun.months)
        except RecordError as error:  # whose remedy is one of the command line
            raise SettingsError(f"One photo {error.problem}. Measure the photos again.") from error
    if isinstance(image, NotEnoughVisits):
        raise SettingsError(f"There is no picture: {image.reason}.")
    return _files(image, made_from)


def _files(image: "PersonImage", made_from: str) -> dict[str, bytes]:
    from uvphoto.longitudinal.image_forecast.pictures import notes_of, shown_pictures  # noqa: PLC0415 - brings torch

    shown = shown_pictures(image, _WIDTH)
    pictures = {
        name: encode_jpeg(one.levels, quality=88, synthetic=Synthetic.COMPOSITE if one.is_synthetic else None)
        for name, one in zip(FORETOLD_PICTURES, shown, strict=True)
    }
    told = {
        "made_from": made_from,
        "captions": {name: one.caption for name, one in zip(FORETOLD_PICTURES, shown, strict=True)},
        "statement": image.expected.statement,
        "notes": notes_of(image),
    }
    return pictures | {FORETOLD: to_json(plain(told)).encode()}

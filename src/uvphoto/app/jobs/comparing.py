"""The job that lays a photo on an earlier one and tells what has become of each spot."""

from collections.abc import Mapping

import numpy as np

from uvphoto.analysis.drawing import Levels
from uvphoto.analysis.record import to_json
from uvphoto.analysis.tables import to_csv
from uvphoto.app.jobs.derived import CLOSE, COMPARED_PICTURES, COMPARISON, TRACKS
from uvphoto.app.jobs.desk import Desk
from uvphoto.app.jobs.keeper import PlainKeeper
from uvphoto.app.jobs.marks import mark_of
from uvphoto.app.vault.plain_files import plain_folder
from uvphoto.errors import RecordError, SettingsError
from uvphoto.longitudinal.comparison.choice import check_comparable, first_and_last, measured_photos
from uvphoto.longitudinal.comparison.compare import Comparison, compare
from uvphoto.longitudinal.comparison.files import as_record
from uvphoto.longitudinal.comparison.pictures import CloseView
from uvphoto.longitudinal.comparison.report import make_report
from uvphoto.longitudinal.comparison.tables import TRACK_COLUMNS, strongest, track_rows
from uvphoto.longitudinal.comparison.visit import Visit
from uvphoto.longitudinal.comparison.visits import read_visit
from uvphoto.longitudinal.tracks import Change, DeviceNoise
from uvphoto.longitudinal.tracks.noise import PASSED
from uvphoto.longitudinal.tracks.usual_noise import usual_noise
from uvphoto.picture import Synthetic, encode_jpeg

_STEPS = 5
_GAP = 6  # pixels between a spot before and after


def compare_photos(desk: Desk) -> Mapping[str, bytes]:
    """Compare the two photos of a job.

    Raises:
        UvphotoError: they cannot be compared, and why.

    """
    person, asked = desk.job.person, desk.job.parameters
    photos = [desk.stores.photos.get(person, str(asked[name])) for name in ("first", "last")]
    desk.advance(0, _STEPS)
    made_from = mark_of(desk.stores, photos)
    with plain_folder() as folder:
        keeper = PlainKeeper(desk.stores, photos, folder)
        desk.advance(1, _STEPS)
        try:
            chosen = first_and_last(measured_photos(keeper.person(person), photos[0].view))
            check_comparable(chosen)
            visits = []
            for number, one in enumerate(chosen, start=2):
                visits.append(read_visit(keeper, one))
                desk.advance(number, _STEPS)
        except RecordError as error:  # whose remedy is one of the command line
            problem = f"These photos cannot be compared: one {error.problem}."
            raise SettingsError(f"{problem} Measure the photos again.") from error
    before, after = visits
    found = compare(before, after, _noise(visits))
    desk.advance(4, _STEPS)
    return _files(person, found, made_from)


def _noise(visits: list[Visit]) -> dict[str, DeviceNoise]:
    return {visit.device: usual_noise(visit.domain, is_taken=visit.is_taken) for visit in visits}


def _files(person: str, found: Comparison, made_from: str) -> dict[str, bytes]:
    report = make_report("", found)
    seen = sum(found.counts.values()) - found.counts[Change.UNKNOWN]
    told = as_record(person, found) | {
        "made_from": made_from,
        "scale_end": report.end,
        "changed": [place + 1 for place in strongest(found)],
        "close": [one.spot for one in report.close],
        "by_chance": seen * PASSED,
    }
    synthetic = None if found.first.is_taken else Synthetic.COMPOSITE
    pictures = {name: shown.levels for name, shown in zip(COMPARED_PICTURES, report.pictures, strict=True)}
    pictures |= {f"{CLOSE}{one.spot}": _both(one) for one in report.close}
    files = {name: encode_jpeg(levels, quality=88, synthetic=synthetic) for name, levels in pictures.items()}
    tracks = to_csv(track_rows(found), TRACK_COLUMNS).encode("utf-8-sig")
    return files | {COMPARISON: to_json(told).encode(), TRACKS: tracks}


def _both(view: CloseView) -> Levels:
    """Return a spot before and after, beside each other."""
    gap = np.full((view.before.shape[0], _GAP, 3), 255, np.uint8)
    return np.concatenate([view.before, gap, view.after], axis=1)

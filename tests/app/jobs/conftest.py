"""Photos of a simulated face, sealed with the files that a real analysis leaves."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from uvphoto.app.jobs.desk import Desk
from uvphoto.app.vault.plain_files import plain_folder
from uvphoto.config import to_mapping
from uvphoto.picture import write_colour, write_labels, write_mask, write_uv
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions

if TYPE_CHECKING:
    from conftest import Browser


@pytest.fixture
def add_visits(
    browser: "Browser", works: ModuleType, clinic_face: ClinicPhoto
) -> Callable[[Mapping[dt.date, np.ndarray]], str]:
    """Return what adds somebody with a visit for each UV photo (H, W) of one face, by date, and returns the id."""
    with plain_folder() as folder:
        write_colour(folder / "face.png", clinic_face.colour)
        photo = (folder / "face.png").read_bytes()

    def add(uvs: Mapping[dt.date, np.ndarray]) -> str:
        someone = browser.add_person()

        def analyse(desk: Desk) -> dict[str, bytes]:
            taken = desk.stores.photos.get(desk.job.person, desk.job.photo or "")
            return _measured(works.DOCUMENT, clinic_face, uvs[taken.date])

        for date in uvs:
            browser.upload(someone, photo, date.isoformat(), domain="clinic", device="booth")
        browser.work_off(SimpleNamespace(quick=lambda _: {"analyse": analyse}))
        return someone

    return add


def _measured(document: Mapping[str, object], face: ClinicPhoto, uv: np.ndarray) -> dict[str, bytes]:
    """Return the files of an analysis of a face whose UV photo is known."""
    found = detect_spots(uv, face.skin_mask, face.view.mm_per_pixel)
    measures = measure_regions(found, face.regions, face.skin_mask)
    document = dict(document) | {
        "algorithm": found.algorithm,
        "settings": to_mapping(found.settings),
        "mm_per_pixel": face.view.mm_per_pixel,
        "regions": {name: asdict(one) for name, one in measures.items()},
    }
    with plain_folder() as folder:
        write_uv(folder / "uv.png", uv, bit_depth=16)
        write_mask(folder / "skin_mask.png", face.skin_mask)
        write_labels(folder / "regions.png", face.regions)
        write_labels(folder / "spots.png", found.labels.astype(np.uint16))
        files = {path.stem: path.read_bytes() for path in folder.iterdir()}
    return {"document": json.dumps(document).encode(), **files}

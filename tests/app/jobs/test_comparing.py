"""Sealed photos compared for real: what was planted is new, as the command line would tell it."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from uvphoto.app.jobs.comparing import compare_photos
from uvphoto.app.jobs.derived import COMPARE, COMPARED_PICTURES, COMPARISON
from uvphoto.app.store.jobs import State
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.spots.detect import detect_spots

if TYPE_CHECKING:
    from conftest import Browser

PLANTED_MM = 2.0  # radius


@pytest.fixture
def before_and_after(clinic_face: ClinicPhoto) -> tuple[np.ndarray, np.ndarray]:
    """Return the UV photo of a face, and the same with a spot on the chin."""
    scale, regions = clinic_face.view.mm_per_pixel, clinic_face.regions
    found = detect_spots(clinic_face.uv, clinic_face.skin_mask, scale).labels
    middle = np.argwhere((regions == 5) & (found == 0)).mean(axis=0)
    rows, columns = np.mgrid[: regions.shape[0], : regions.shape[1]]
    is_spot = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 < (PLANTED_MM / scale) ** 2
    return clinic_face.uv, np.where(is_spot, clinic_face.uv * 0.6, clinic_face.uv).astype(np.float32)


@pytest.fixture
def person(
    add_visits: Callable[[Mapping[dt.date, np.ndarray]], str], before_and_after: tuple[np.ndarray, np.ndarray]
) -> str:
    """Return somebody with two visits."""
    return add_visits(dict(zip((dt.date(2025, 1, 31), dt.date(2025, 8, 31)), before_and_after, strict=True)))


def test_a_planted_spot_is_new(browser: "Browser", person: str) -> None:
    stores = browser.core.stores
    first, last = (photo.id for photo in stores.photos.of(person))
    browser.post(f"/people/{person}/compare", {"first": first, "last": last})
    browser.work_off(SimpleNamespace(quick=lambda _: {COMPARE: compare_photos}))
    job = stores.jobs.of(person)[0]
    assert (job.state, job.problem) == (State.DONE, "")
    result = json.loads(stores.results.file_of_job(person, job.id, COMPARISON))
    changed = [one for one in result["tracks"] if one["spot"] in result["changed"]]
    assert {(one["region"], one["change"]) for one in changed} == {("chin", "new")}
    assert len(changed) <= 2  # the spot, and perhaps a splinter of its rim
    assert max(one["area_after_mm2"] for one in changed) == pytest.approx(np.pi * PLANTED_MM**2, rel=0.3)
    assert result["changes"]["the same"] > 50
    assert result["laid_on_each_other"]["overlap"] > 0.95
    for name in (*COMPARED_PICTURES, f"close_{changed[0]['spot']}"):
        assert stores.results.file_of_job(person, job.id, name).startswith(b"\xff\xd8")
    page = browser.get(f"/people/{person}/compare?first={first}&last={last}").text
    assert "<td>chin</td><td>new</td>" in page


def test_results_of_another_detector_are_not_compared(browser: "Browser", person: str, works: SimpleNamespace) -> None:
    stores = browser.core.stores
    first, last = (photo.id for photo in stores.photos.of(person))
    browser.post(f"/people/{person}/photos/{last}/again")
    old = SimpleNamespace(quick=lambda _: {"analyse": lambda _: {"document": json.dumps(works.DOCUMENT).encode()}})
    browser.work_off(old)
    browser.post(f"/people/{person}/compare", {"first": first, "last": last})
    browser.work_off(SimpleNamespace(quick=lambda _: {COMPARE: compare_photos}))
    page = browser.get(f"/people/{person}/compare?first={first}&last={last}").text
    assert "These photos cannot be compared" in page
    assert "Measure the photos again." in page
    assert "uvphoto analyse" not in page

"""The forecast as a picture, for real: from sealed photos and what is sealed of the sun, or why there is none."""

import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from uvphoto.app.jobs.derived import FORETELL, FORETOLD, FORETOLD_PICTURES
from uvphoto.app.jobs.foretelling import foretell_picture
from uvphoto.app.store.jobs import Job, State
from uvphoto.app.store.sun import Sun
from uvphoto.simulate.photography import ClinicPhoto

if TYPE_CHECKING:
    from conftest import Browser

AddVisits = Callable[[Mapping[dt.date, np.ndarray]], str]
BEGIN = dt.date(2024, 2, 1)


def foretold(browser: "Browser", person: str) -> Job:
    """Return the job when it is over."""
    browser.post(f"/people/{person}/forecast/picture", {"view": "front"})
    browser.work_off(SimpleNamespace(quick=lambda _: {FORETELL: foretell_picture}))
    return browser.core.stores.jobs.of(person)[0]


def visits(face: ClinicPhoto, number: int) -> dict[dt.date, np.ndarray]:
    """Return visits between which the face becomes a little darker all over, which is no spot."""
    return {BEGIN + dt.timedelta(120 * one): face.uv * np.float32(1 - 0.01 * one) for one in range(number)}


def test_a_picture_is_made_of_what_is_sealed(
    browser: "Browser", clinic_face: ClinicPhoto, add_visits: AddVisits
) -> None:
    person = add_visits(visits(clinic_face, 3))
    browser.core.stores.suns.put(person, Sun(35.7, months=12), "")
    job = foretold(browser, person)
    assert (job.state, job.problem) == (State.DONE, "")
    results = browser.core.stores.results
    told = json.loads(results.file_of_job(person, job.id, FORETOLD))
    assert "12 months later" in told["captions"]["expected"]
    pictures = {
        name: np.asarray(Image.open(io.BytesIO(results.file_of_job(person, job.id, name))), np.float32)
        for name in FORETOLD_PICTURES
    }
    assert len({one.shape for one in pictures.values()}) == 1
    assert np.abs(pictures["expected"] - pictures["last"]).mean() < 12  # levels: it is this face
    assert pictures["expected"].std() > 20
    assert "The forecast as a picture" in browser.get(f"/people/{person}/forecast").text


def test_why_there_is_none_is_told(browser: "Browser", clinic_face: ClinicPhoto, add_visits: AddVisits) -> None:
    person = add_visits(visits(clinic_face, 2))
    job = foretold(browser, person)
    assert job.state is State.FAILED
    assert "the place where the person lives" in job.problem
    browser.core.stores.suns.put(person, Sun(35.7), "")
    job = foretold(browser, person)
    assert job.state is State.FAILED
    assert "not enough visits: 2 with readings, 3 are needed" in job.problem

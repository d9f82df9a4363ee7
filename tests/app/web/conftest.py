"""A person over time in the app, without anything that takes long, and a judge of pages."""

import json
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from uvphoto.app.jobs.derived import CLOSE, COMPARE, COMPARED_PICTURES, COMPARISON, FORETELL, FORETOLD, TRACKS
from uvphoto.app.jobs.derived import FORETOLD_PICTURES as FORETOLD_NAMES
from uvphoto.app.jobs.desk import Desk
from uvphoto.app.jobs.marks import mark_of, photos_of_view
from uvphoto.picture import encode_jpeg
from uvphoto.skin.regions import AREAS

if TYPE_CHECKING:
    from conftest import Browser

DATES = ("2024-04-02", "2024-07-11", "2024-10-29", "2025-02-26")
PICTURE = encode_jpeg(np.full((80, 60, 3), 128, np.uint8), quality=80)
_VOID = ("area", "br", "hr", "img", "input", "link", "meta", "source")


class Judge(HTMLParser):
    """Reads a page as strictly as a browser does not: all is closed, named, labelled, and free of inline script."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.wanted: list[str] = []  # ids
        self.headings: list[int] = []
        self.fields: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what begins."""
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.faults += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(f"<{tag}> inline")
        if tag == "img" and "alt" not in given:
            self.faults.append(f"{given.get('src')} has no alt")
        if (name := given.get("id")) is not None:
            self.ids[name] += 1
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.wanted += (given.get(name) or "").split()
        if tag in ("input", "select") and given.get("type") not in ("hidden", "checkbox"):
            self.fields.append(given.get("id"))
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Look at what ends."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def verdict(self) -> list[str]:
        """Return all faults."""
        found = [*self.faults, *(f"<{tag}> stays open" for tag in self.open)]
        found += [f"id {name} comes {times} times" for name, times in self.ids.items() if times > 1]
        found += [f"there is no id {name}" for name in self.wanted if name not in self.ids]
        found += [f"{name} has no label" for name in self.fields if name is None or name not in self.wanted]
        steps = zip(self.headings, self.headings[1:], strict=False)
        found += [f"h{after} follows h{before}" for before, after in steps if after > before + 1]
        return found if self.headings[:1] == [1] else [*found, "no h1 comes first"]


@pytest.fixture(scope="session")
def faults_of() -> Callable[[str], list[str]]:
    """Return what tells the faults of a page."""

    def judge(page: str) -> list[str]:
        reader = Judge()
        reader.feed(page.removeprefix("<!doctype html>"))
        reader.close()
        return reader.verdict()

    return judge


@pytest.fixture(scope="session")
def course_works(works: ModuleType) -> SimpleNamespace:
    """Return quick stand-ins: spots that become more from photo to photo, and results of the long jobs."""
    return SimpleNamespace(
        quick=lambda _: {"analyse": _analyse(works), COMPARE: _compare, FORETELL: _foretell}, fails=_failing
    )


@pytest.fixture
def followed(browser: "Browser", photo: bytes, course_works: SimpleNamespace) -> str:
    """Return somebody who came four times, the last time after a treatment."""
    person = browser.add_person("Ada <b>")
    for date in DATES:
        answer = browser.upload(person, photo, date, treatment="laser & <cream>" if date == DATES[-1] else "")
        assert answer.status_code == 200
    browser.work_off(course_works)
    return person


def _analyse(works: ModuleType) -> Callable[[Desk], dict[str, bytes]]:
    def analyse(desk: Desk) -> dict[str, bytes]:
        stores, person = desk.stores, desk.job.person
        before = sum(photo.is_analysed for photo in stores.photos.of(person))
        share = 0.05 + 0.001 * before
        ends = {"spot_ratio_90_low": 0.8 * share, "spot_ratio_90_high": 1.3 * share}
        regions = {name: {"skin_mm2": 2500.0, "spot_ratio": share, "count": 20, **ends} for name in AREAS}
        document = works.DOCUMENT | {
            "regions": {name: works.DOCUMENT["regions"]["face"] | one for name, one in regions.items()}
        }
        pictures = dict.fromkeys(("thumbnail", "face", "face_uv", "spot_lines", "region_lines"), desk.read("original"))
        return {"document": json.dumps(document).encode(), **pictures}

    return analyse


def _compare(desk: Desk) -> dict[str, bytes]:
    stores, person = desk.stores, desk.job.person
    pair = [stores.photos.get(person, desk.job.parameters[name]) for name in ("first", "last")]
    desk.advance(1, 2)
    track = {
        "spot": 7, "region": "chin", "change": "new", "row_pixels": 1.0, "column_pixels": 2.0, "place_mm2": 3.0,
        "strength_before": 0.01, "strength_after": 0.123, "difference": 0.113, "smallest_real": 0.045,
        "area_before_mm2": 0.0, "area_after_mm2": 2.5,
    }  # fmt: skip
    same = track | {"spot": 8, "change": "the same", "strength_before": None}
    visit = {"device": "phone", "uv_photo": "synthetic"}
    row = {"spot_ratio_before": 0.05, "spot_ratio_after": 0.053, "count_before": 20, "count_after": 21}
    ends = {f"spot_ratio_90_{end}_{when}": None for end in ("low", "high") for when in ("before", "after")}
    told = {
        "made_from": mark_of(stores, pair), "before": visit, "after": visit, "scale_end": 0.15, "by_chance": 0.02,
        "changes": {"new": 1, "grown": 0, "faded": 0, "gone": 0, "the same": 1, "not seen twice": 3},
        "tracks": [same, track], "changed": [7], "close": [7], "regions": [{"region": "chin", **row, **ends}],
        "laid_on_each_other": {"overlap": 0.97, "consistent": 0.91}, "results_made_by": "weights w",
    }  # fmt: skip
    pictures = dict.fromkeys((*COMPARED_PICTURES, f"{CLOSE}7"), PICTURE)
    return {COMPARISON: json.dumps(told).encode(), TRACKS: b"spot,region\n7,chin\n", **pictures}


def _foretell(desk: Desk) -> dict[str, bytes]:
    stores, person, view = desk.stores, desk.job.person, desk.job.parameters["view"]
    photos = photos_of_view(stores, person, view)
    told = {
        "made_from": mark_of(stores, photos, stores.suns.get(person)), "statement": "It is a forecast.",
        "captions": {name: f"caption of {name}" for name in FORETOLD_NAMES}, "notes": ["A note."],
    }  # fmt: skip
    return {FORETOLD: json.dumps(told).encode(), **dict.fromkeys(FORETOLD_NAMES, PICTURE)}


def _failing(problem: Exception) -> SimpleNamespace:
    """Return works of which the long jobs fail."""

    def fail(_: Desk) -> dict[str, bytes]:
        raise problem

    return SimpleNamespace(quick=lambda _: {COMPARE: fail, FORETELL: fail})

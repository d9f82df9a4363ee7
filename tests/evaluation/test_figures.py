"""The figures of records made by hand."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from uvphoto.evaluation.cases import PhotoRecord, Source
from uvphoto.evaluation.figures import figures_of, first_of_each
from uvphoto.evaluation.trusting import TrustRecord

Make = Callable[..., PhotoRecord]
PEOPLE = [("a", 0.01, 0.02), ("b", 0.03, 0.03), ("c", 0.06, 0.05), ("d", 0.09, 0.10), ("e", 0.12, 0.11)]


def test_people_count_once_in_correlations_and_photos_always_in_counts(make_record: Make) -> None:
    first = [make_record(*person) for person in PEOPLE]
    later = [make_record(person, true, 0.5, visit=date(2026, 7, 1)) for person, true, _ in PEOPLE]
    alone, both = figures_of(first).domains["clinic"], figures_of([*later, *first]).domains["clinic"]
    cheeks = both.areas[Source.SYNTHETIC]["cheeks"]
    assert cheeks.agreement == alone.areas[Source.SYNTHETIC]["cheeks"].agreement
    assert (both.photos, both.people) == (10, 5)
    assert (cheeks.spots.found, cheeks.spots.true, cheeks.spots.invented) == (100, 80, 30)
    assert (cheeks.precision, cheeks.recall) == (0.6, 0.75)
    assert cheeks.spots.invented_per_100 == 37.5


def test_the_first_photo_is_the_earliest_from_the_front(make_record: Make) -> None:
    records = [
        make_record("b", 0.1, 0.1, visit=date(2026, 2, 1)),
        make_record("b", 0.2, 0.2, visit=date(2026, 1, 1), view="left"),
        make_record("b", 0.3, 0.3, visit=date(2026, 1, 1)),
        make_record("a", 0.4, 0.4, visit=None),
    ]
    assert [one.true_ratio("face") for one in first_of_each(records)] == [0.4, 0.3]


def test_groups_by_domain_tone_and_device(make_record: Make) -> None:
    records = [
        *(make_record(*person, ita=60 - 30 * number) for number, person in enumerate(PEOPLE)),
        make_record("f", 0.1, 0.2, domain="phone", device="phone-1", ita=math.nan),
    ]
    figures = figures_of(records)
    assert list(figures.domains) == ["clinic", "phone"]
    assert [str(tone) for tone in figures.domains["clinic"].tones] == ["very light", "intermediate", "brown", "dark"]
    assert figures.domains["phone"].tones == {}
    assert figures.domains["phone"].devices["phone-1"].cheeks[Source.BLUE].agreement is None
    picture = figures.domains["clinic"].pictures[Source.SYNTHETIC]
    assert (picture.psnr, picture.psnr_worst) == pytest.approx((30.062, 30.02))
    assert figures.domains["clinic"].pigment["true_uv"].line.slope.value == pytest.approx(0.5)
    without = [replace(record, pigment=None) for record in records]
    assert figures_of(without).domains["clinic"].pigment == {}


def test_repeats_of_a_visit_and_over_visits(make_record: Make) -> None:
    visits = [make_record(person, true, found + shift, visit=date(2026, month, 1))
              for person, true, found in PEOPLE for month, shift in ((1, -0.01), (7, 0.01))]  # fmt: skip
    (over_visits,) = figures_of(visits).repeats
    assert "several visits" in over_visits.what
    found = over_visits.by_source["synthetic_uv"]
    assert (found.people, found.measures) == (5, 10)
    assert found.within_sd.value == pytest.approx(0.02 / math.sqrt(2))
    assert over_visits.by_source["true_uv"].within_sd.value == 0
    phones = [make_record(person, true, found, domain="phone", device=device)
              for person, true, found in PEOPLE for device in ("phone-1", "phone-2")]  # fmt: skip
    clinic = [make_record(*person) for person in PEOPLE]
    whats = [repeats.what for repeats in figures_of([*clinic, *phones]).repeats]
    assert whats == ["several photos of one visit, whatever took them", "several phone photos of one visit"]
    assert figures_of(clinic).repeats == ()


def test_refused_photos_give_no_intervals(make_record: Make) -> None:
    records = [
        replace(
            make_record(*person), trust=TrustRecord(("blurred",) if person[0] == "a" else (), {"face": (0.02, 0.1)})
        )
        for person in PEOPLE
    ]
    trust = figures_of(records).domains["clinic"].trust
    assert (trust.photos, trust.refused) == (5, 1)
    face = trust.areas["face"]
    assert (face.coverage.part, face.coverage.whole) == (3, 4)  # 0.12 lies above
    assert face.width == pytest.approx(0.08)
    assert list(trust.areas) == ["face"]

"""Which photos are compared: of one view, measured, by one device where possible, and all made in one way."""

import datetime as dt

import pytest

from uvphoto.errors import RecordError
from uvphoto.longitudinal.comparison.choice import check_comparable, first_and_last, measured_photos
from uvphoto.longitudinal.record.entries import StoredPerson, StoredPhoto, StoredResult, StoredVisit
from uvphoto.longitudinal.record.photo_store import Stored

FILE = Stored("ab" * 32, ".jpg", 1)


def result(name: str = "compact", **more: object) -> StoredResult:
    document = {
        "spots_found_in": "synthetic UV photo",
        "weights": {"name": name, "sha256": name.ljust(64, "0")},
        "algorithm": "uvphoto-spots 1",
        "settings": {"contrast": 0.045},
        "white_balance": {"asked": "none"},
        "is_refused": False,
        "regions": {},
    }
    return StoredResult(document | more, {})


def photo(device: str, *results: StoredResult, domain: str = "clinic", view: str = "front") -> StoredPhoto:
    return StoredPhoto(FILE, device, domain, view, {}, results, None, "", "", {}, {})


def person(*visits: tuple[int, tuple[StoredPhoto, ...]]) -> StoredPerson:
    return StoredPerson("p1", tuple(StoredVisit(dt.date(2025, month, 1), "", photos) for month, photos in visits))


def test_photos_that_do_not_count_are_left_out() -> None:
    one = person(
        (1, (photo("a"), photo("b", result("old"), result("new")), photo("c", result(), view="left"))),
        (2, (photo("b", result(is_refused=True)), photo("d", result()))),
    )
    found = measured_photos(one, "front")
    assert [(of.date.month, of.photo.device) for of in found] == [(1, "b"), (2, "d")]
    assert found[0].result.document["weights"]["name"] == "new"
    assert [of.photo.device for of in measured_photos(one, "front", device="d")] == ["d"]
    with pytest.raises(RecordError, match="no measured right photo of 'p1'"):
        measured_photos(one, "right")
    with pytest.raises(RecordError, match="by 'a'; 1 are there without a result"):
        measured_photos(one, "front", device="a")


def test_one_device_is_preferred_and_a_clinic_before_a_phone() -> None:
    phone, clinic = photo("p", result(), domain="phone"), photo("c", result())
    pair = first_and_last(measured_photos(person((1, (phone, clinic)), (3, (phone, clinic))), "front"))
    assert [one.photo.device for one in pair] == ["c", "c"]
    pair = first_and_last(measured_photos(person((1, (phone, clinic)), (3, (phone,))), "front"))
    assert [one.photo.device for one in pair] == ["p", "p"]
    other = photo("c", result("other"))
    pair = first_and_last(measured_photos(person((1, (phone, clinic)), (3, (phone, other))), "front"))
    assert [one.photo.device for one in pair] == ["p", "p"]  # which can be compared
    pair = first_and_last(measured_photos(person((1, (clinic,)), (3, (phone,))), "front"))
    assert [one.photo.device for one in pair] == ["c", "p"]


def test_visits_are_found_by_date() -> None:
    photos = measured_photos(person(*((month, (photo("c", result()),)) for month in (1, 3, 5))), "front")
    march, may = dt.date(2025, 3, 1), dt.date(2025, 5, 1)
    assert [one.date.month for one in first_and_last(photos)] == [1, 5]
    assert [one.date.month for one in first_and_last(photos, first=march)] == [3, 5]
    assert [one.date.month for one in first_and_last(photos, last=march)] == [1, 3]
    with pytest.raises(RecordError, match=r"of 2025-02-01 .there are 2025-01-01, 2025-03-01, 2025-05-01"):
        first_and_last(photos, first=dt.date(2025, 2, 1))
    for first, last in ((may, march), (may, may)):
        with pytest.raises(RecordError, match="no two visits"):
            first_and_last(photos, first=first, last=last)
    with pytest.raises(RecordError, match="no two visits"):
        first_and_last(photos[:1])


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"name": "other", "sha256": "0" * 64}},
        {"weights": None, "spots_found_in": "UV photo taken by a camera"},
        {"algorithm": "uvphoto-spots 2"},
        {"settings": {"contrast": 0.05}},
        {"white_balance": {"asked": "skin"}},
    ],
)
def test_results_made_in_two_ways_are_not_compared(change: dict[str, object]) -> None:
    photos = measured_photos(person((1, (photo("c", result()),)), (3, (photo("c", result(**change)),))), "front")
    with pytest.raises(
        RecordError, match=r"cannot be compared: that of 2025-01-01 by .* 2025-03-01 .*Analyse the photos"
    ):
        check_comparable(photos)
    check_comparable(photos[:1])


def test_spots_of_colour_photos_are_not_compared() -> None:
    in_colour = result(spots_found_in="colour photo, along its pigment axis", weights=None)
    photos = measured_photos(person((1, (photo("c", in_colour),)), (3, (photo("c", in_colour),))), "front")
    with pytest.raises(RecordError, match="without --in-colour"):
        check_comparable(photos)

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.simulate.camera.phone import Phone, draw_phone
from uvphoto.simulate.face.lighting import RELIEF_MM
from uvphoto.simulate.face.mark_drawing import draw_marks
from uvphoto.simulate.face.skin_maps import skin_maps
from uvphoto.simulate.life import Life, Visit, draw_life, visit
from uvphoto.simulate.marks import Mark, MarkKind
from uvphoto.simulate.photography import (
    WARP_STEP,
    ClinicPhoto,
    PhonePhoto,
    clinic_photo,
    draw_occasion,
    phone_photo,
    take_with_phone,
)
from uvphoto.simulate.staging import CLINIC_FRAME_MM, Studio, studios

SIZE = 256
FRECKLED = 46
MOLE = Mark(MarkKind.MOLE, 30.0, 40.0, 4.0, 1.0, 0.0, 0.1, 0.0, 0.0, 6.0, 0.0, 0.0, 0.3, 1)


@pytest.fixture(scope="module")
def life() -> Life:
    return draw_life(0, FRECKLED, CLINIC_FRAME_MM / SIZE, visits=2)


@pytest.fixture(scope="module")
def visited(life: Life) -> Visit:
    return visit(life, 0)


@pytest.fixture(scope="module")
def studio() -> Studio:
    return studios(SIZE)[2]


@pytest.fixture(scope="module")
def photo(life: Life, visited: Visit, studio: Studio) -> ClinicPhoto:
    return clinic_photo(life, visited, studio)


@pytest.fixture(scope="module", params=[0, 1, 2])
def phoned(life: Life, visited: Visit, studio: Studio, request: pytest.FixtureRequest) -> PhonePhoto:
    phone = draw_phone(np.random.default_rng(request.param), "phone")
    return phone_photo(life, visited, phone, request.param, studio)


def with_marks(life: Life, visited: Visit, *marks: Mark) -> Visit:
    """Return the visit with other marks and no films."""
    added = draw_marks(dict(enumerate(marks, start=1)), life.canvas)
    maps = skin_maps(life.person, life.skin_texture, added)
    return replace(visited, added=added, subject=replace(visited.subject, maps=maps, films=()))


def centre(change: NDArray[np.float32]) -> NDArray[np.float64]:
    strong = change * (change > 0.3 * change.max())
    return (np.argwhere(strong > 0) * strong[strong > 0][:, None]).sum(axis=0) / strong.sum()


def test_shapes_types_and_ranges_of_a_clinics_pair(photo: ClinicPhoto) -> None:
    types = {"uv": np.float32, "skin_mask": np.bool_, "regions": np.uint8, "spots": np.uint16}
    for name, dtype in {
        **types,
        "melanin": np.float32,
        "dermal_melanin": np.float32,
        "haemoglobin": np.float32,
    }.items():
        assert getattr(photo, name).shape == (SIZE, SIZE)
        assert getattr(photo, name).dtype == dtype
    assert photo.colour.shape == (SIZE, SIZE, 3)
    assert photo.colour.dtype == np.float32
    for image in (photo.colour, photo.uv):
        assert 0 <= image.min() < 0.1
        assert 0.4 < image.max() <= 1
    for truth in (photo.melanin, photo.haemoglobin):
        assert truth.min() >= 0
        assert truth.max() < 1


def test_colour_and_uv_are_registered(life: Life, visited: Visit, studio: Studio) -> None:
    """A mole is at one place in both photos, in the labels, and where the view says."""
    bare, marked = (clinic_photo(life, with_marks(life, visited, *marks), studio) for marks in ((), (MOLE,)))
    seen = marked.view.seen_at(np.array([[MOLE.row_mm, MOLE.column_mm]]), life.canvas, life.surface.depth, RELIEF_MM)[0]
    in_colour = centre((bare.colour - marked.colour).mean(axis=2))
    in_uv = centre(bare.uv - marked.uv)
    in_labels = np.argwhere(marked.spots == 1).mean(axis=0)
    in_truth = centre(marked.melanin - bare.melanin)
    for found in (in_colour, in_uv, in_labels, in_truth):
        np.testing.assert_allclose(found, seen, atol=0.5)
    scale = marked.view.mm_per_pixel
    assert (marked.spots == 1).sum() * scale**2 == pytest.approx(np.pi * MOLE.radius_mm**2, rel=0.3)


def test_a_pigment_spot_stands_out_in_uv_and_a_red_one_in_colour(life: Life, visited: Visit, studio: Studio) -> None:
    pigment = replace(MOLE, kind=MarkKind.LENTIGO, melanin=0.6)
    red = replace(MOLE, kind=MarkKind.ACNE, column_mm=-40.0, melanin=0.0, blood=2.0)
    bare, marked = (clinic_photo(life, with_marks(life, visited, *marks), studio) for marks in ((), (pigment, red)))
    darker = {}
    for number in (1, 2):
        core = cv2.erode((marked.spots == number).astype(np.uint8), np.ones((3, 3))) > 0
        before, after = (np.column_stack([one.colour[core], one.uv[core]]).mean(axis=0) for one in (bare, marked))
        darker[number] = 1 - (after / before) ** 2.2  # linear light, nearly
    assert darker[1][3] > 1.5 * darker[1][0]
    assert darker[2][1] > 1.5 * darker[2][3]


def test_truth_lies_on_bare_skin_alone(photo: ClinicPhoto, life: Life) -> None:
    for truth in (photo.melanin, photo.haemoglobin):
        assert (truth[photo.skin_mask] > 0).mean() > 0.99
        assert not truth[:5].any()
    eyes = life.shape.pupil_distance / 2
    places = np.array([[0.0, -eyes], [0.0, eyes]])
    pixels = photo.view.seen_at(places, life.canvas, life.surface.depth, RELIEF_MM)
    for row, column in np.round(pixels).astype(int):
        assert photo.melanin[row, column] == 0
    assert not photo.regions[~photo.skin_mask].any()
    assert not photo.spots[~photo.skin_mask].any()


def test_labels_are_numbers_of_the_visits_marks(photo: ClinicPhoto, visited: Visit) -> None:
    labels = set(np.unique(photo.spots)) - {0}
    assert len(labels) > 50
    assert labels <= set(visited.marks)


def test_labels_lie_where_melanin_or_blood_is_raised(photo: ClinicPhoto, visited: Visit) -> None:
    pigment = [number for number, state in visited.marks.items() if state.mark.kind is MarkKind.LENTIGO]
    on = np.isin(photo.spots, pigment)
    near = (cv2.dilate(on.astype(np.uint8), np.ones((7, 7))) > 0) & (photo.spots == 0) & photo.skin_mask
    assert photo.melanin[on].mean() > 1.2 * photo.melanin[near].mean()
    assert photo.uv[on].mean() < photo.uv[near].mean()


def test_left_is_the_persons_own_left(photo: ClinicPhoto) -> None:
    _, columns = np.nonzero(photo.regions == 2)
    assert columns.mean() > SIZE / 2 + 20


def test_the_same_person_gives_the_same_photo_and_every_clinic_another(
    life: Life, visited: Visit, studio: Studio, photo: ClinicPhoto
) -> None:
    again = clinic_photo(life, visited, studio)
    np.testing.assert_array_equal(again.colour, photo.colour)
    np.testing.assert_array_equal(again.uv, photo.uv)
    other = clinic_photo(life, visited, studios(SIZE)[1])
    assert np.abs(other.colour - photo.colour).mean() > 0.005
    np.testing.assert_array_equal(other.spots, photo.spots)


def test_a_photo_is_the_same_at_twice_the_size(life: Life, visited: Visit, studio: Studio) -> None:
    finer = draw_life(0, FRECKLED, CLINIC_FRAME_MM / SIZE / 2, visits=2)
    small = clinic_photo(life, with_marks(life, visited, MOLE), studio)
    large = clinic_photo(finer, with_marks(finer, visit(finer, 0), MOLE), studios(2 * SIZE)[2])
    halved = cv2.resize(large.uv, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(halved.ravel(), small.uv.ravel())[0, 1] > 0.98
    assert ((cv2.resize(large.skin_mask.astype(np.uint8), (SIZE, SIZE)) > 0) == small.skin_mask).mean() > 0.97
    assert (large.spots == 1).sum() / 4 == pytest.approx((small.spots == 1).sum(), rel=0.1)


def test_shapes_types_and_ranges_of_a_phones_picture(phoned: PhonePhoto) -> None:
    shape = phoned.view.height, phoned.view.width
    assert phoned.colour.shape == (*shape, 3)
    for name, dtype in {"uv": np.float32, "skin_mask": np.bool_, "regions": np.uint8, "spots": np.uint16}.items():
        assert getattr(phoned, name).shape == shape
        assert getattr(phoned, name).dtype == dtype
    assert phoned.to_clinic.shape == (-(-(shape[0] - 4) // 8), -(-(shape[1] - 4) // 8), 2)
    assert phoned.to_clinic.dtype == np.float32
    for image in (phoned.colour, phoned.uv):
        assert 0 <= image.min() <= image.max() <= 1
    assert not phoned.spots[~phoned.skin_mask].any()
    assert not phoned.regions[~phoned.skin_mask].any()


def to_phone(labels: NDArray[np.integer], phoned: PhonePhoto) -> NDArray[np.integer]:
    """Warp labels of the clinic's photo into a phone's by its stored, thinned warp."""
    height, width = phoned.spots.shape
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    first = WARP_STEP // 2
    places = cv2.remap(
        phoned.to_clinic, (columns - first) / WARP_STEP, (rows - first) / WARP_STEP, cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return cv2.remap(labels, places[..., 1], places[..., 0], cv2.INTER_NEAREST)


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_the_way_back_to_the_clinics_photo_brings_its_labels_along(photo: ClinicPhoto, phoned: PhonePhoto) -> None:
    spots = to_phone(photo.spots, phoned)
    both = (spots > 0) & (phoned.spots > 0)
    assert overlap(spots > 0, phoned.spots > 0) > 0.6
    assert (spots[both] == phoned.spots[both]).mean() > 0.9
    assert overlap(to_phone(photo.skin_mask.astype(np.uint8), phoned) > 0, phoned.skin_mask) > 0.95


def test_phones_show_the_marks_of_the_visit(phoned: PhonePhoto, visited: Visit, photo: ClinicPhoto) -> None:
    labels = set(np.unique(phoned.spots)) - {0}
    assert labels <= set(visited.marks)
    large = {number for number in np.unique(photo.spots) if number and (photo.spots == number).sum() > 12}
    assert len(large & labels) > 0.9 * len(large)


def test_the_truth_of_a_phones_frame_is_a_uv_photo(phoned: PhonePhoto, photo: ClinicPhoto) -> None:
    assert phoned.uv[phoned.skin_mask].mean() == pytest.approx(photo.uv[photo.skin_mask].mean(), rel=0.08)


def test_phones_differ_from_each_other_and_a_phone_from_visit_to_visit(
    life: Life, visited: Visit, studio: Studio
) -> None:
    phone = Phone(name="phone", sensor=draw_phone(np.random.default_rng(0), "phone").sensor, megapixels=0.1)
    other = replace(visited, index=1)
    views = {
        phone_photo(life, one, phone, number, studio).view
        for one, number in ((visited, 0), (visited, 1), (other, 0), (visited, 0))
    }
    assert len(views) == 3


def test_a_picture_can_be_taken_again_on_another_occasion(life: Life, visited: Visit, studio: Studio) -> None:
    phone = draw_phone(np.random.default_rng(5), "phone")
    drawn = phone_photo(life, visited, phone, 0, studio)
    taken = []
    for exposure in (None, 1.0):
        rng = life.stream("phone", 0, "visit", visited.index)
        occasion = draw_occasion(rng, life, phone)
        shot = occasion.shot if exposure is None else replace(occasion.shot, exposure_error=exposure)
        taken.append(take_with_phone(life, visited, phone, replace(occasion, shot=shot), studio, rng=rng))
    again, brighter = taken
    np.testing.assert_array_equal(again.colour, drawn.colour)
    np.testing.assert_array_equal(brighter.uv, drawn.uv)
    assert brighter.colour[drawn.skin_mask].mean() > drawn.colour[drawn.skin_mask].mean() + 0.03

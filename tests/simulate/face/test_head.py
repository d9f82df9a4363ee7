from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.simulate.face.anatomy import FaceShape, draw_shape, eye_contour, lip_contours
from uvphoto.simulate.face.canvas import Canvas, fill
from uvphoto.simulate.face.head import Head, draw_head
from uvphoto.simulate.face.people import Person, Sex, draw_person

Draw = Callable[..., Head]
LOOKS = (
    {},
    {"glasses": True},
    {"sex": Sex.MALE, "beard": 0.9},
    {"sex": Sex.MALE, "beard": 0.3},
    {"sex": Sex.FEMALE, "long_hair": True},
)


@pytest.fixture
def draw(canvas: Canvas, person: Person, shape: FaceShape) -> Draw:
    def head(seed: int = 0, on: Canvas = canvas, **looks: object) -> Head:
        return draw_head(np.random.default_rng(seed), replace(person, **looks), shape, on)

    return head


def whole(head: Head, name: str) -> NDArray[np.float32]:
    """Return the cover of all parts of a name on the whole canvas."""
    cover = np.zeros(head.skin.shape, dtype=np.float32)
    for part in head.above:
        if part.name == name:
            cover[part.box] = np.maximum(cover[part.box], part.cover)
    return cover


@pytest.mark.parametrize("looks", LOOKS)
@pytest.mark.parametrize("seed", [0, 1])
def test_covers_lie_between_0_and_1_and_fit_their_boxes(draw: Draw, canvas: Canvas, looks: dict, seed: int) -> None:
    head = draw(seed, **looks)
    for image in (head.skin, head.outline, head.shining, *(part.cover for part in (*head.below, *head.above))):
        assert image.min() >= 0
        assert image.max() <= 1.001
    for part in (*head.below, *head.above):
        assert np.zeros(canvas.shape)[part.box].shape == part.cover.shape
        assert part.grain is None or part.grain.shape == part.cover.shape
    assert (head.outline >= head.skin).all()
    assert (head.shining <= head.skin).all()


@pytest.mark.parametrize("looks", LOOKS)
def test_the_skin_mask_leaves_out_all_that_is_no_skin(
    draw: Draw, canvas: Canvas, shape: FaceShape, looks: dict
) -> None:
    head = draw(**looks)
    for name in ("sclera", "iris", "pupil", "lashes", "brow", "nostril", "mouth", "beard", "fringe", "lens", "frame"):
        hidden = whole(head, name) > 0.5
        assert (head.skin_mask & hidden).sum() <= 0.005 * hidden.sum(), name
    for contour in (*lip_contours(shape), *(eye_contour(shape, side) for side in (-1, 1))):
        assert not head.skin_mask[fill(canvas, contour) > 0.5].any()
    assert (head.skin > 0.5)[head.skin_mask].all()


def test_the_skin_mask_is_most_of_a_shaven_face_and_no_neck(draw: Draw, canvas: Canvas, shape: FaceShape) -> None:
    mask = draw().skin_mask
    area = mask.sum() * canvas.steps_mm.prod()
    assert 9000 < area < 22000  # mm2
    assert not mask[canvas.rows[:, 0] > shape.length + 1].any()
    np.testing.assert_array_equal((mask & mask[:, ::-1]).sum() > 0.9 * mask.sum(), True)


@pytest.mark.parametrize(("name", "looks"), [("beard", {"sex": Sex.MALE, "beard": 0.9}), ("lens", {"glasses": True})])
def test_beards_and_glasses_take_from_the_skin_mask(draw: Draw, name: str, looks: dict) -> None:
    plain, worn = draw(), draw(**looks)
    assert whole(worn, name).any()
    assert not whole(plain, name).any()
    assert worn.skin_mask.sum() < 0.9 * plain.skin_mask.sum()


def test_stubble_leaves_the_skin_to_be_seen(draw: Draw) -> None:
    plain, shaven = draw(), draw(sex=Sex.MALE, beard=0.2)
    assert whole(shaven, "stubble").max() > 0.05
    assert shaven.skin_mask.sum() > 0.85 * plain.skin_mask.sum()


@pytest.mark.parametrize("looks", LOOKS)
def test_regions_lie_on_the_skin_mask(draw: Draw, looks: dict) -> None:
    head = draw(**looks)
    assert not head.regions[~head.skin_mask].any()
    assert head.regions.dtype == np.uint8
    full_beard = looks.get("beard", 0.0) > 0.5
    assert set(np.unique(head.regions)) == set(range(5 if full_beard else 6))  # it hides the chin, the last one
    assert (head.regions > 0).sum() > 0.5 * head.skin_mask.sum()


def test_a_fringe_may_cover_the_forehead_of_women_only(canvas: Canvas, person: Person, shape: FaceShape) -> None:
    def covered(sex: Sex) -> list[float]:
        found = []
        for seed in range(15):
            head = draw_head(np.random.default_rng(seed), replace(person, sex=sex), shape, canvas)
            found.append(float(whole(head, "fringe")[canvas.rows[:, 0] > shape.hairline + 12].sum()))
        return found

    assert max(covered(Sex.FEMALE)) > 1.8 * max(covered(Sex.MALE))


def test_what_is_no_skin_and_no_filter_never_shines(draw: Draw) -> None:
    head = draw(glasses=True, sex=Sex.MALE, beard=0.9)
    for name in ("clothes", "sclera", "beard", "frame"):
        assert head.shining[whole(head, name) > 0.99].max(initial=0.0) < 0.02


@pytest.mark.parametrize("seed", range(3))
def test_a_head_is_the_same_at_another_resolution(seed: int) -> None:
    person = draw_person(np.random.default_rng(seed))
    shape = draw_shape(np.random.default_rng(seed), person)
    fine, coarse = (draw_head(np.random.default_rng(9), person, shape, Canvas(step)) for step in (0.5, 1.0))
    for name in ("skin_mask", "skin", "outline"):
        one, other = getattr(fine, name).astype(np.float32), getattr(coarse, name).astype(np.float32)
        halved = one.reshape(304, 2, 264, 2).mean(axis=(1, 3))
        assert np.corrcoef(halved.ravel(), other.ravel())[0, 1] > 0.95, name

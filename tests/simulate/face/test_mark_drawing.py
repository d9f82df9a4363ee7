from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uvphoto.simulate.face.canvas import Canvas
from uvphoto.simulate.face.mark_drawing import BLOOD_LEVEL, DERMAL_LEVEL, MELANIN_LEVEL, draw_marks, mark_cover
from uvphoto.simulate.marks import Mark, MarkKind

SMALL = (-15.0, 15.0, 15.0)  # a piece of skin of 30 x 30 mm
ROUND = Mark(
    kind=MarkKind.LENTIGO,
    row_mm=0.0,
    column_mm=0.0,
    radius_mm=3.0,
    aspect=1.0,
    angle=0.0,
    edge=0.05,
    irregularity=0.0,
    reticulation=0.0,
    melanin=1.0,
    dermal_melanin=0.0,
    blood=0.0,
    upper_share=0.3,
    seed=1,
)
marks = st.builds(
    replace,
    st.just(ROUND),
    kind=st.sampled_from(MarkKind),
    row_mm=st.floats(-14, 14),
    column_mm=st.floats(-14, 14),
    radius_mm=st.floats(0.1, 5.0),
    aspect=st.floats(1.0, 12.0),
    angle=st.floats(0.0, np.pi),
    edge=st.floats(0.05, 1.0),
    irregularity=st.floats(0.0, 0.4),
    reticulation=st.floats(0.0, 1.0),
    melanin=st.floats(-0.6, 5.0),
    dermal_melanin=st.floats(0.0, 0.03),
    blood=st.floats(-0.5, 4.0),
    seed=st.integers(0, 2**48 - 1),
)


def area(mark: Mark, step: float) -> float:
    """Return the integral of a mark's cover over the skin, mm2."""
    canvas = Canvas(step, *SMALL)
    return float(mark_cover(mark, canvas)[1].sum(dtype=np.float64) * canvas.steps_mm.prod())


@pytest.mark.parametrize("radius", [0.2, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("step", [0.06, 0.25, 0.94])
def test_a_round_mark_covers_pi_r_squared_at_any_resolution(radius: float, step: float) -> None:
    finest = radius < 1.5 * step  # about a pixel or below: spread and weakened
    assert area(replace(ROUND, radius_mm=radius), step) == pytest.approx(
        np.pi * radius**2, rel=0.15 if finest else 0.04
    )


@settings(max_examples=40)
@given(marks, st.floats(0.1, 0.9))
def test_the_amount_does_not_hang_on_the_resolution(mark: Mark, step: float) -> None:
    mark = replace(mark, row_mm=0.1, column_mm=-0.2, radius_mm=np.clip(mark.radius_mm, 0.3, 2.5), reticulation=0.0)
    assert area(mark, step) == pytest.approx(area(mark, 0.07), rel=0.15)


@given(marks)
def test_the_area_keeps_to_the_radius_whatever_the_outline(mark: Mark) -> None:
    mark = replace(mark, row_mm=0.0, column_mm=0.0, radius_mm=1.5, edge=0.05, reticulation=0.0)
    mark = replace(mark, irregularity=min(mark.irregularity, 0.25), aspect=min(mark.aspect, 3.0))
    assert area(mark, 0.1) == pytest.approx(np.pi * 1.5**2, rel=0.05)


@settings(max_examples=200)
@given(marks, st.floats(0.2, 1.0))
def test_a_cover_lies_between_0_and_1_and_ends_within_its_box(mark: Mark, step: float) -> None:
    canvas = Canvas(step, -40.0, 40.0, 40.0)
    box, cover = mark_cover(mark, canvas)
    assert cover.shape == canvas.rows[box[0]].shape[:1] + canvas.columns[:, box[1]].shape[1:]
    assert cover.min() >= 0
    assert cover.max() <= 1
    rows, columns = box
    whole = rows.start > 0 and columns.start > 0 and rows.stop < canvas.shape[0] and columns.stop < canvas.shape[1]
    if whole:
        assert max(cover[0].max(), cover[-1].max(), cover[:, 0].max(), cover[:, -1].max()) == 0


@given(marks, st.floats(0.3, 1.0), st.floats(-60, 60), st.floats(-60, 60))
def test_beyond_the_rim_nothing_is_drawn_and_nothing_crashes(
    mark: Mark, step: float, row: float, column: float
) -> None:
    canvas, wide = Canvas(step, *SMALL), Canvas(step, -200.0, 200.0, 200.0)
    moved = replace(mark, row_mm=row, column_mm=column)
    box, cover = mark_cover(moved, canvas)
    assert canvas.rows[box[0]].shape[0] == cover.shape[0]
    assert canvas.columns[:, box[1]].shape[1] == cover.shape[1]
    if abs(row) > 55 and mark.radius_mm * np.sqrt(mark.aspect) < 10:
        assert cover.sum() == 0
    # The two canvases have their pixels at other places, which may decide over part of those along the outline.
    outline = 2 * np.pi * mark.radius_mm * np.sqrt(mark.aspect) / step
    assert cover.sum() <= mark_cover(moved, wide)[1].sum() * 1.01 + 2.0 + 0.25 * outline


def test_the_mark_lies_at_its_place_and_along_its_angle() -> None:
    canvas = Canvas(0.2, *SMALL)
    mark = replace(ROUND, row_mm=4.0, column_mm=-5.0, aspect=4.0, angle=0.5)
    (rows, columns), cover = mark_cover(mark, canvas)
    y, x = np.broadcast_arrays(canvas.rows[rows], canvas.columns[:, columns])
    weight = cover / cover.sum()
    centre = np.array([(weight * y).sum(), (weight * x).sum()])
    np.testing.assert_allclose(centre, [4.0, -5.0], atol=0.02)
    moments = np.cov(np.stack([x.ravel(), y.ravel()]), aweights=weight.ravel())
    values, vectors = np.linalg.eigh(moments)
    assert np.sqrt(values[1] / values[0]) == pytest.approx(4.0, rel=0.03)
    assert np.arctan2(*vectors[::-1, 1]) % np.pi == pytest.approx(0.5, abs=0.02)


def downsampled_cover(mark: Mark, step: float, times: int) -> np.ndarray:
    canvas = Canvas(step / times, *SMALL)
    whole = np.zeros(canvas.shape, dtype=np.float32)
    box, cover = mark_cover(mark, canvas)
    whole[box] = cover
    height, width = canvas.shape
    return whole.reshape(height // times, times, width // times, times).mean(axis=(1, 3))


@pytest.mark.parametrize("reticulation", [0.0, 1.0])
def test_a_mark_is_the_same_at_another_resolution(reticulation: float) -> None:
    mark = replace(
        ROUND, row_mm=3.3, column_mm=-2.1, aspect=1.6, angle=0.7, irregularity=0.2, reticulation=reticulation
    )
    one, other = (downsampled_cover(mark, 0.25, times) for times in (1, 4))
    assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.99


def test_a_net_stays_the_same_while_its_spot_grows() -> None:
    canvas = Canvas(0.1, *SMALL)
    covers = []
    for radius in (3.0, 3.3):
        whole = np.zeros(canvas.shape, dtype=np.float32)
        box, cover = mark_cover(replace(ROUND, radius_mm=radius, reticulation=1.0), canvas)
        whole[box] = cover
        covers.append(whole)
    core = np.hypot(canvas.rows, canvas.columns) < 2.7
    np.testing.assert_allclose(covers[0][core], covers[1][core], atol=1e-5)
    assert covers[0][core].std() > 0.15  # it is a net


def test_amounts_add_up_and_the_strongest_owns_the_pixel() -> None:
    canvas = Canvas(0.2, *SMALL)
    weak, strong = replace(ROUND, melanin=0.5), replace(ROUND, melanin=0.8, column_mm=4.0, seed=2)
    maps = draw_marks({7: weak, 900: strong}, canvas)
    middle, shared, right = (int(np.abs(canvas.columns - x).argmin()) for x in (0.0, 2.0, 4.0))
    row = int(np.abs(canvas.rows).argmin())
    np.testing.assert_allclose(maps.melanin[row, [middle, shared, right]], [0.5, 1.3, 0.8], rtol=1e-6)
    np.testing.assert_allclose(maps.upper_melanin, 0.3 * maps.melanin, rtol=1e-5)
    assert maps.labels[row, [middle, shared, right]].tolist() == [7, 900, 900]
    assert maps.labels.dtype == np.uint16
    reversed_order = draw_marks({900: strong, 7: weak}, canvas)
    np.testing.assert_array_equal(maps.labels, reversed_order.labels)


def test_pigment_lies_above_the_rest() -> None:
    canvas = Canvas(0.2, *SMALL)
    red = replace(ROUND, kind=MarkKind.ERYTHEMA, melanin=0.0, blood=3.0, radius_mm=6.0)
    spot = replace(ROUND, melanin=0.25, radius_mm=2.0, seed=2)
    for order in ((1, 2), (2, 1)):
        numbered = dict(sorted({1: red, 2: spot}.items(), key=lambda item: order.index(item[0])))
        labels = draw_marks(numbered, canvas).labels
        assert (labels == 2).sum() * 0.04 == pytest.approx(np.pi * 4, rel=0.06)
        assert (labels == 1).sum() * 0.04 == pytest.approx(np.pi * 32, rel=0.06)


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("melanin", MELANIN_LEVEL, MarkKind.LENTIGO),
        ("dermal_melanin", DERMAL_LEVEL, MarkKind.DERMAL),
        ("blood", BLOOD_LEVEL, MarkKind.ACNE),
        ("melanin", -MELANIN_LEVEL, MarkKind.SCAR),
    ],
)
def test_the_label_ends_where_the_amount_falls_below_the_level(name: str, level: float, kind: MarkKind) -> None:
    canvas = Canvas(0.1, *SMALL)
    mark = replace(ROUND, **{"kind": kind, "edge": 1.0, "melanin": 0.0, name: 3 * level})
    maps = draw_marks({5: mark}, canvas)
    np.testing.assert_array_equal(maps.labels == 5, getattr(maps, name) / level >= 1.0)
    assert (maps.labels == 5).sum() > 1000
    below = draw_marks({5: replace(mark, **{name: 0.95 * level})}, canvas)
    assert not below.labels.any()


@pytest.mark.parametrize(("kind", "name"), [(MarkKind.FAINT, "melanin"), (MarkKind.ERYTHEMA, "blood")])
def test_marks_too_weak_alone_count_where_their_sum_reaches_the_level(kind: MarkKind, name: str) -> None:
    canvas = Canvas(0.2, *SMALL)
    level = {"melanin": MELANIN_LEVEL, "blood": BLOOD_LEVEL}[name]
    one = replace(ROUND, **{"kind": kind, "melanin": 0.0, name: 0.6 * level})
    maps = draw_marks({1: one, 2: replace(one, column_mm=3.0, seed=2)}, canvas)
    np.testing.assert_array_equal(maps.labels > 0, getattr(maps, name) >= level)
    assert maps.labels.any()


def test_scars_take_melanin_away() -> None:
    canvas = Canvas(0.2, *SMALL)
    scar = replace(ROUND, kind=MarkKind.SCAR, melanin=-0.5, blood=-0.4)
    maps = draw_marks({3: scar}, canvas)
    assert maps.melanin.min() == pytest.approx(-0.5)
    assert maps.blood.min() == pytest.approx(-0.4)
    assert (maps.labels == 3).sum() * 0.04 == pytest.approx(np.pi * 9, rel=0.06)


def test_no_marks_add_nothing() -> None:
    maps = draw_marks({}, Canvas(1.0, *SMALL))
    assert not any(image.any() for image in (maps.melanin, maps.blood, maps.dermal_melanin, maps.labels))

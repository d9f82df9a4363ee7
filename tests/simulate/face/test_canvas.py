import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage.draw import polygon

from uvphoto.simulate.face.canvas import Canvas, bell, fill, fractal, pair_of_bells, texture

COARSE = Canvas(2.0)
scales = st.floats(0.3, 3.0)
places = st.tuples(st.floats(-130, 170), st.floats(-130, 130))


@given(scales, st.lists(places, min_size=1, max_size=5))
def test_pixels_and_millimetres_undo_each_other(mm_per_pixel: float, points: list[tuple[float, float]]) -> None:
    canvas, given_mm = Canvas(mm_per_pixel), np.array(points)
    np.testing.assert_allclose(canvas.to_millimetres(canvas.to_pixels(given_mm)), given_mm, atol=1e-9)


@given(scales)
def test_rows_and_columns_lie_where_to_pixels_says(mm_per_pixel: float) -> None:
    canvas = Canvas(mm_per_pixel)
    for i, j in ((0, 0), (canvas.shape[0] - 1, canvas.shape[1] - 1), (17, 5)):
        place = np.array([[canvas.rows[i, 0], canvas.columns[0, j]]], dtype=np.float64)
        np.testing.assert_allclose(canvas.to_pixels(place)[0], [i, j], atol=2e-4)


@given(scales)
def test_the_pixels_fill_the_rectangle(mm_per_pixel: float) -> None:
    canvas = Canvas(mm_per_pixel)
    corners = canvas.to_millimetres(np.array([[-0.5, -0.5], np.array(canvas.shape) - 0.5]))
    np.testing.assert_allclose(corners, [[-132.0, -132.0], [172.0, 132.0]], atol=1e-9)
    assert canvas.steps_mm == pytest.approx(mm_per_pixel, rel=0.02)


def halved(image: NDArray[np.float32]) -> NDArray[np.float32]:
    return image.reshape(image.shape[0] // 2, 2, image.shape[1] // 2, 2).mean(axis=(1, 3))


@pytest.mark.parametrize("scale", [4.0, 9.0, 30.0])
@pytest.mark.parametrize("stretch", [1.0, 5.0])
def test_a_texture_is_the_same_at_another_resolution(scale: float, stretch: float) -> None:
    fine, coarse = (texture(np.random.default_rng(3), Canvas(step), scale, stretch=stretch) for step in (0.5, 1.0))
    assert np.corrcoef(halved(fine).ravel(), coarse.ravel())[0, 1] > 0.99


@pytest.mark.parametrize("stretch", [1.0, 8.0])
def test_grains_finer_than_a_pixel_average_out(stretch: float) -> None:
    fine, coarse = (texture(np.random.default_rng(3), Canvas(step), 0.5, stretch=stretch) for step in (0.25, 2.0))
    averaged = fine.reshape(152, 8, 132, 8).mean(axis=(1, 3))
    assert coarse.std() == pytest.approx(averaged.std(), rel=0.35)
    assert np.corrcoef(coarse.ravel(), averaged.ravel())[0, 1] > 0.95


def test_a_texture_takes_as_much_from_the_generator_at_any_resolution() -> None:
    left = []
    for step in (0.7, 2.0):
        rng = np.random.default_rng(5)
        texture(rng, Canvas(step), 3.0)
        left.append(rng.random())
    assert left[0] == left[1]


@pytest.mark.parametrize("scale", [1.5, 6.0, 20.0])
def test_a_texture_has_mean_0_and_unit_spread(scale: float) -> None:
    image = texture(np.random.default_rng(1), COARSE.coarse(1.0), scale)
    assert image.std() == pytest.approx(1.0, abs=0.05)
    assert abs(image.mean()) < 4 * scale / np.sqrt(304 * 264)  # the mean of as many draws as there are grains
    assert fractal(np.random.default_rng(1), COARSE, (30.0, 9.0, 3.0)).std() == pytest.approx(1.0, abs=0.2)


def correlation_length(image: NDArray[np.float32], axis: int) -> int:
    """Return the lag at which the autocorrelation along an axis falls below a half."""
    centred = image - image.mean()
    for lag in range(1, 100):
        moved = np.roll(centred, lag, axis=axis)
        if (centred * moved).mean() < 0.5 * (centred**2).mean():
            return lag
    raise AssertionError("the texture does not end")


def test_grains_grow_with_their_scale_and_stretch_from_top_to_bottom() -> None:
    canvas = Canvas(0.5)
    small, large = (texture(np.random.default_rng(2), canvas, scale) for scale in (3.0, 12.0))
    assert correlation_length(large, 0) == pytest.approx(4 * correlation_length(small, 0), rel=0.25)
    strands = texture(np.random.default_rng(2), canvas, 3.0, stretch=4.0)
    assert correlation_length(strands, 0) == pytest.approx(4 * correlation_length(strands, 1), rel=0.35)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(20, 100), st.floats(0, 2 * np.pi)), min_size=3, max_size=7), st.integers(0, 99))
def test_fill_agrees_with_an_independent_polygon(corners: list[tuple[float, float]], seed: int) -> None:
    canvas = Canvas(1.0)
    turns = np.sort([turn for _, turn in corners])
    radii = np.array([radius for radius, _ in corners]) + np.random.default_rng(seed).random(len(corners))
    contour = np.stack([20 + radii * np.sin(turns), radii * np.cos(turns)], axis=1)
    cover = fill(canvas, contour)
    times = 8  # the oracle counts the subpixels whose centres lie inside
    fine = np.zeros((canvas.shape[0] * times, canvas.shape[1] * times), dtype=np.float32)
    pixels = (canvas.to_pixels(contour) + 0.5) * times - 0.5
    rows, columns = polygon(pixels[:, 0], pixels[:, 1], fine.shape)
    fine[rows, columns] = 1.0
    oracle = fine.reshape(canvas.shape[0], times, canvas.shape[1], times).mean(axis=(1, 3))
    edge = 2 * (radii.sum() + radii.max())  # a bound of its length, in pixels
    assert np.abs(cover - oracle).sum() < 0.12 * edge
    np.testing.assert_array_equal(cover[oracle == 1][::7] > 0.4, True)
    assert cover.min() >= 0
    assert cover.max() <= 1


@pytest.mark.parametrize("softness", [0.0, 0.05, 3.0])
@pytest.mark.parametrize("step", [0.06, 0.3, 0.94])
def test_a_contour_keeps_its_area_at_any_resolution_and_softness(step: float, softness: float) -> None:
    canvas = Canvas(step, -15.0, 35.0, 25.0)
    square = np.array([[0.0, -10.0], [0.0, 10.0], [20.0, 10.0], [20.0, -10.0]])
    area = fill(canvas, square, softness).sum(dtype=np.float64) * canvas.steps_mm.prod()
    assert area == pytest.approx(400, abs=80 * 0.07)


def test_what_lies_beyond_the_canvas_is_cut_off() -> None:
    canvas = Canvas(1.0)
    around = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
    np.testing.assert_array_equal(fill(canvas, 500 * around), 1.0)
    np.testing.assert_array_equal(fill(canvas, around + np.array([0.0, 400.0])), 0.0)
    assert fill(canvas, 10 * around + np.array([0.0, 132.0])).sum() == pytest.approx(200, rel=0.02)


@given(st.floats(-90, 130), st.floats(-90, 90), st.floats(0.6, 3.0))
def test_fitting_keeps_place_and_height(row: float, column: float, step: float) -> None:
    large = COARSE
    canvas = large.coarse(step)
    image = canvas.fit(bell(large, row, column, 8.0, 8.0))
    assert image.shape == canvas.shape
    weight = image / image.sum()
    centre = (weight * canvas.rows).sum(), (weight * canvas.columns).sum()
    np.testing.assert_allclose(centre, [row, column], atol=0.1)
    assert image.max() == pytest.approx(1.0, abs=0.05)


def test_bells_come_in_pairs() -> None:
    canvas = Canvas(1.0)
    both = pair_of_bells(canvas, 10.0, 30.0, 5.0, 8.0)
    np.testing.assert_array_equal(both, both[:, ::-1])
    exact = np.exp(-0.5 * ((canvas.rows - 10) / 5) ** 2 - 0.5 * ((canvas.columns - 30) / 8) ** 2)
    np.testing.assert_allclose(both[:, 132:], exact[:, 132:], atol=1e-3)


def test_blurring_by_less_than_a_fifth_of_a_pixel_does_nothing() -> None:
    canvas = Canvas(1.0)
    dot = np.zeros(canvas.shape, dtype=np.float32)
    dot[100, 100] = 1.0
    assert canvas.blur(dot, 0.19) is dot
    blurred = canvas.blur(dot, 3.0)
    spread = (blurred * (canvas.rows - canvas.rows[100]) ** 2).sum()
    assert spread == pytest.approx(9.0, rel=0.03)

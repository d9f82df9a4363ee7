import numpy as np
import pytest

from uvphoto.simulate.camera.clinic import clinic_cameras
from uvphoto.simulate.series.sitting import Sitting
from uvphoto.simulate.spectra import WAVELENGTHS
from uvphoto.simulate.staging import CLINIC_FRAME_MM, FACE_WIDTH_MM, draw_phone_lighting, draw_phone_view, studios


def test_each_clinic_has_a_studio_of_its_own() -> None:
    made = studios(512)
    assert [one.camera.name for one in made] == [camera.name for camera in clinic_cameras()]
    assert len({one.lighting for one in made}) == len(made)
    for one in made:
        assert one.backdrop.shape == WAVELENGTHS.shape
        assert 0 < one.backdrop.min() <= one.backdrop.max() < 1


@pytest.mark.parametrize("size", [256, 1024])
def test_a_studios_view_is_the_same_square_at_every_size(size: int) -> None:
    view = studios(size)[0].view(Sitting(yaw=1.0, pitch=-2.0, roll=3.0))
    assert (view.height, view.width) == (size, size)
    assert view.width * view.mm_per_pixel == pytest.approx(CLINIC_FRAME_MM)
    assert (view.yaw, view.pitch, view.roll) == (1.0, -2.0, 3.0)


def test_phones_are_held_upright_at_arms_length_and_rarely_straight() -> None:
    views = [draw_phone_view(np.random.default_rng(seed), 8.0, 0.05) for seed in range(400)]
    for view in views:
        assert view.height * 3 == view.width * 4
        assert view.width % 8 == 0
        assert 280 <= view.distance_mm <= 700
        assert max(abs(view.yaw), abs(view.pitch), abs(view.roll)) <= 20
        assert 0.42 <= FACE_WIDTH_MM / (view.width * view.mm_per_pixel) <= 0.80
    turned = np.array([[view.yaw, view.pitch, view.roll] for view in views])
    np.testing.assert_allclose(turned.mean(axis=0), 0, atol=1.5)
    assert (turned.std(axis=0) > 4).all()


@pytest.mark.parametrize(("megapixels", "finest"), [(12.0, 0.2), (1.2, 0.01), (3.0, 0.7)])
def test_a_picture_has_no_more_pixels_than_the_phone_nor_finer_ones_than_the_face(
    megapixels: float, finest: float
) -> None:
    for seed in range(50):
        view = draw_phone_view(np.random.default_rng(seed), megapixels, finest)
        assert view.height * view.width <= megapixels * 1e6
        assert view.mm_per_pixel >= finest
        assert view.mm_per_pixel < 1.1 * finest or view.height * view.width > 0.9 * megapixels * 1e6


def test_the_light_of_rooms_comes_mostly_from_above_and_from_either_side() -> None:
    lights = [draw_phone_lighting(np.random.default_rng(seed)) for seed in range(200)]
    main = [light.lamps[0] for light in lights]
    assert all(lamp.row <= 0 < lamp.towards for lamp in main)
    assert 0.4 < np.mean([lamp.column > 0 for lamp in main]) < 0.6
    assert all(0.25 <= light.ambient <= 0.75 for light in lights)
    assert all(light.lamps[0].strength > light.lamps[1].strength for light in lights)

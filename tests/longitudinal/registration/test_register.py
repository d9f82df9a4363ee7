"""Registration against warps that are known, across what cameras change, and of what must be refused."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from scipy import ndimage

from uvphoto.longitudinal.registration import Registration, View, register
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.pupils import Pupils

Places = np.ndarray


def view_of(photo: ClinicPhoto, pupils: Pupils | None = None) -> View:
    return View(photo.uv, photo.skin_mask, photo.view.mm_per_pixel, pupils)


def bent(view: View, seed: int = 0, size: float = 1.0) -> tuple[View, Places, Places]:
    """Return a photo turned, scaled, shifted and bent, and where in the old one each of its pixels lies: rows, columns.

    It is turned by up to 8 degrees and bent smoothly by up to 3 mm; an old pixel is ``size`` of its pixels wide.
    """
    rng = np.random.default_rng(seed)
    height, width = (round(side * size) for side in view.uv.shape)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    angle, scale = np.deg2rad(rng.uniform(-8, 8)), rng.uniform(0.95, 1.05) / size
    middle = np.array([height, width]) / 2
    old_middle = np.array(view.uv.shape) / 2 + rng.uniform(-5, 5, 2) / view.mm_per_pixel
    down, across = rows - middle[0], columns - middle[1]
    old_rows = old_middle[0] + scale * (np.cos(angle) * down - np.sin(angle) * across)
    old_columns = old_middle[1] + scale * (np.sin(angle) * down + np.cos(angle) * across)
    bends = rng.uniform(-3, 3, (2, 4, 4)) / view.mm_per_pixel
    old_rows, old_columns = (
        (old + cv2.resize(bend, (width, height), interpolation=cv2.INTER_CUBIC)).astype(np.float32)
        for old, bend in zip((old_rows, old_columns), bends, strict=True)
    )
    uv = cv2.remap(view.uv, old_columns, old_rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    skin = cv2.remap(view.skin.astype(np.uint8), old_columns, old_rows, cv2.INTER_NEAREST) > 0
    return View(np.clip(uv, 0, 1), skin, view.mm_per_pixel * scale), old_rows, old_columns


def errors(found: Registration, fixed: View, rows: Places, columns: Places) -> np.ndarray:
    """Return how far the moving photo's pixels end from where they came from, in mm, over the skin of both."""
    here = np.dstack([found.bring(rows), found.bring(columns)])
    true = np.dstack(np.mgrid[: fixed.uv.shape[0], : fixed.uv.shape[1]])
    return np.hypot(*np.moveaxis(here - true, 2, 0))[fixed.skin] * fixed.mm_per_pixel


@pytest.mark.parametrize(("seed", "size"), [(0, 1.0), (1, 1.6), (2, 0.8)])
def test_a_bent_photo_is_laid_back_to_within_a_third_of_a_millimetre(
    clinic_face: ClinicPhoto, seed: int, size: float
) -> None:
    fixed = view_of(clinic_face)
    moving, rows, columns = bent(fixed, seed, size)
    found = register(fixed, moving)
    assert found.problem == ""
    assert found.matches > 20
    far = errors(found, fixed, rows, columns)
    assert np.median(far) < 0.3
    assert np.quantile(far, 0.95) < 1.5


def test_light_level_contrast_and_noise_may_differ(clinic_face: ClinicPhoto) -> None:
    fixed = view_of(clinic_face)
    moving, rows, columns = bent(fixed, 3)
    shade = np.linspace(0.5, 1.0, moving.uv.shape[1], dtype=np.float32)
    noise = 0.01 * np.random.default_rng(0).standard_normal(moving.uv.shape).astype(np.float32)
    other = replace(moving, uv=np.clip(0.2 + 0.6 * moving.uv * shade + noise, 0, 1))
    found = register(fixed, other)
    assert found.problem == ""
    assert np.median(errors(found, fixed, rows, columns)) < 0.5


def test_pupils_are_a_first_guess_that_may_be_wrong(clinic_face: ClinicPhoto) -> None:
    fixed = view_of(clinic_face)
    moving, rows, columns = bent(fixed, 4)
    wrong = Pupils((200.0, 330.0), (220.0, 180.0), 300.0, is_measured=False)
    found = register(replace(fixed, pupils=wrong), replace(moving, pupils=replace(wrong, left=(90.0, 200.0))))
    assert found.problem == ""
    assert np.median(errors(found, fixed, rows, columns)) < 0.3


def test_the_same_photo_lies_on_itself(clinic_face: ClinicPhoto) -> None:
    fixed = view_of(clinic_face)
    found = register(fixed, fixed)
    assert (found.overlap, found.problem) == (pytest.approx(1, abs=0.01), "")
    assert found.correlation == pytest.approx(1, abs=0.01)
    difference = np.abs(found.bring(fixed.uv) - fixed.uv)[fixed.skin]
    assert np.quantile(difference, 0.99) < 0.03
    regions = clinic_face.regions.astype(np.float32)
    assert (found.bring(regions, nearest=True) == regions)[fixed.skin].mean() > 0.99


def test_another_skin_is_refused(clinic_face: ClinicPhoto) -> None:
    fixed = view_of(clinic_face)
    rng = np.random.default_rng(1)
    grain = cv2.GaussianBlur(rng.standard_normal(fixed.uv.shape).astype(np.float32), (0, 0), 3)
    other = replace(fixed, uv=np.clip(0.5 + 0.3 * grain, 0, 1))
    assert "another person" in register(fixed, other).problem


def test_too_little_common_skin_is_refused(clinic_face: ClinicPhoto) -> None:
    fixed = view_of(clinic_face)
    half = fixed.skin.copy()
    half[:, int(0.35 * half.shape[1]) :] = False
    assert "seen in both" in register(fixed, replace(fixed, skin=half)).problem
    nothing = replace(fixed, uv=np.full_like(fixed.uv, 0.5), skin=np.zeros_like(fixed.skin))
    assert register(fixed, nothing).problem


def test_what_makes_no_sense_is_an_error(clinic_face: ClinicPhoto) -> None:
    fixed = view_of(clinic_face)
    with pytest.raises(ValueError, match="one shape"):
        register(fixed, replace(fixed, skin=fixed.skin[1:]))
    with pytest.raises(ValueError, match="positive number"):
        register(fixed, replace(fixed, mm_per_pixel=0.0))


def test_a_part_that_went_astray_is_not_sure(clinic_face: ClinicPhoto) -> None:
    view = view_of(clinic_face)
    same = register(view, view).bring_sure()
    assert same.shape == view.uv.shape
    assert same[view.skin].mean() > 0.98
    half, away = view.uv.shape[1] // 2, round(12 / view.mm_per_pixel)
    strange = ndimage.gaussian_filter(np.random.default_rng(3).standard_normal(view.uv.shape), 1 / view.mm_per_pixel)
    uv = view.uv.copy()
    uv[:, half:] = 0.5 + 0.1 * (strange / strange.std())[:, half:]  # no skin that the first photo knows
    sure = register(view, replace(view, uv=np.clip(uv, 0, 1))).bring_sure()
    left, right = slice(None, half - away), slice(half + away, None)
    assert sure[:, left][view.skin[:, left]].mean() > 0.9
    assert sure[:, right][view.skin[:, right]].mean() < 0.5

"""Nostrils: holes are found, shade and marks are left."""

import numpy as np

from uvphoto.skin.learned.nostrils import find_nostrils


def nose_with(*spots: tuple[int, int, int, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture of skin with discs (row, column, radius, red), and a nose 100 pixels high within it."""
    rows, columns = np.mgrid[:200, :200]
    picture = np.full((200, 200, 3), (0.8, 0.6, 0.5), np.float32)
    for row, column, radius, red in spots:
        picture[np.hypot(rows - row, columns - column) < radius] = red
    nose = (np.abs(rows - 100) < 50) & (np.abs(columns - 100) < 35)
    return picture, nose.astype(np.float32)


def test_two_dark_holes_are_found() -> None:
    picture, nose = nose_with((140, 80, 6, 0.2), (140, 120, 6, 0.2))
    found = find_nostrils(picture, nose)
    dark = picture[..., 0] == np.float32(0.2)
    assert found[dark].all()
    assert found.sum() < 2 * dark.sum()


def test_marks_and_what_is_higher_up_stay_skin() -> None:
    assert not find_nostrils(*nose_with((140, 80, 6, 0.6), (80, 100, 6, 0.2))).any()


def test_shade_stays_skin() -> None:
    picture, nose = nose_with()
    picture[:, :100] *= 0.3
    assert not find_nostrils(picture, nose)[:, :80].any()


def test_without_a_nose_there_are_none() -> None:
    picture, nose = nose_with((140, 80, 6, 0.2))
    assert not find_nostrils(picture, np.zeros_like(nose)).any()

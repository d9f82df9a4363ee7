"""From the photos of two devices to corrected 16-bit files, and back to the photos as they were."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.archives.colour import (
    ArchivePhoto,
    CorrectionMethod,
    plan_corrections,
    read_colours,
    read_corrections,
    write_corrections,
)
from uvphoto.archives.colour.exposure import MOST_CLIPPED
from uvphoto.picture import read_colour, write_colour
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.white_balance.card_colours import reference_colours
from uvphoto.skin.white_balance.lab import to_lab

Pixels = NDArray[np.float32]

DEVICES = {"warm": (1.0, 0.8, 0.55), "cold": (0.6, 0.75, 0.85)}
DAY = date(2026, 3, 1)


def taken(scene: Pixels, light: tuple[float, ...]) -> Pixels:
    """Return what an 8-bit file of a device holds."""
    linear = cv2.GaussianBlur(scene, (0, 0), 0.5) * np.float32(light)
    return (np.rint(255 * encode_srgb(np.clip(linear, 0, 1))) / 255).astype(np.float32)


@pytest.fixture(scope="module")
def photos(clinic_face: ClinicPhoto, draw_card: Callable[..., Pixels]) -> dict[str, Pixels]:
    """Return the same face and a photo of a card by each of two devices."""
    face = decode_srgb(clinic_face.colour)
    card = draw_card(
        np.full((400, 500, 3), 0.2, np.float32), reference_colours(), width=300.0, turn=3.0, tilt=0.05, at=(250, 200)
    )
    scenes = {"face": face, "card": card}
    return {
        f"{device} {name}": taken(scene, light) for device, light in DEVICES.items() for name, scene in scenes.items()
    }


def test_devices_come_together_and_nothing_is_lost(
    photos: dict[str, Pixels], clinic_face: ClinicPhoto, tmp_path: Path
) -> None:
    skin = clinic_face.skin_mask
    archive = [
        ArchivePhoto(
            name, "ann" if "face" in name else "", name.split()[0], DAY, True,
            read_colours(photo, skin if "face" in name else None),
        )
        for name, photo in photos.items()
    ]  # fmt: skip
    plan = plan_corrections(archive)
    write_corrections(tmp_path / "colours.json", plan)
    plan = read_corrections(tmp_path / "colours.json")
    lab = {}
    for device in DEVICES:
        correction, photo = plan[f"{device} face"], photos[f"{device} face"]
        assert correction.method is CorrectionMethod.CARD_OF_THE_DAY
        assert correction.clipped(photo) <= 2 * MOST_CLIPPED  # colours outside of sRGB among them
        file = tmp_path / f"{device}.tif"
        write_colour(file, correction.apply(photo), bit_depth=16)
        corrected = read_colour(file).pixels
        lab[device] = to_lab(decode_srgb(np.median(corrected[skin], axis=0).astype(np.float64)))
        linear = decode_srgb(photo.astype(np.float64)) @ np.asarray(correction.matrix).T
        kept = ((linear >= 0) & (linear <= 1)).all(axis=2)
        np.testing.assert_array_equal(np.rint(255 * correction.undo(corrected))[kept], np.rint(255 * photo)[kept])
    before = [to_lab(decode_srgb(np.median(photos[f"{one} face"][skin], axis=0).astype(np.float64))) for one in DEVICES]
    assert np.linalg.norm(before[0] - before[1]) > 15
    assert np.linalg.norm(lab["warm"] - lab["cold"]) < 2

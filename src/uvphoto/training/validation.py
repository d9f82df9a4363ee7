"""Look at held-out people: how near the converter comes to their true UV patches."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from uvphoto.datasets.patches import PatchSettings, skin_places
from uvphoto.datasets.prepared import PreparedPhoto
from uvphoto.metrics import psnr, ssim
from uvphoto.spots.detect import detect_spots
from uvphoto.training.settings import ValidationSettings

Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class HeldOut:
    """One patch of a held-out photo, in [0, 1], as it was taken."""

    photo: int
    colour: Pixels  # (size, size, 3)
    uv: Pixels  # (size, size)
    skin: NDArray[np.bool_]  # (size, size)
    spot_pixels: int  # in the true UV patch, by the detector


def held_out_patches(
    photos: Sequence[PreparedPhoto], patches: PatchSettings, validation: ValidationSettings
) -> tuple[HeldOut, ...]:
    """Choose patches that do not overlap, evenly over photos and faces; always the same ones."""
    chosen = []
    count = min(validation.photos, len(photos))
    for index in np.linspace(0, len(photos) - 1, count).round().astype(int):
        photo = photos[index]
        places = _apart(skin_places(photo.skin, patches.size, patches.min_skin), patches.size)
        few = places[np.linspace(0, len(places) - 1, min(validation.patches, len(places))).round().astype(int)]
        for row, column in few:
            window = np.s_[row : row + patches.size, column : column + patches.size]
            colour, uv = (array[window].astype(np.float32) / np.float32(255) for array in (photo.colour, photo.uv))
            skin = photo.skin[window] > 0
            spots = detect_spots(uv, skin, patches.mm_per_pixel).mask
            chosen.append(HeldOut(int(index), colour, uv, skin, int(spots.sum())))
    return tuple(chosen)


def _apart(places: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    """Keep places whose patches do not overlap, from above to below."""
    kept: list[NDArray[np.int32]] = []
    for place in places:
        if all(np.abs(place - other).max() >= size for other in kept):
            kept.append(place)
    return np.array(kept, np.int32).reshape(-1, 2)


def convert_patches(generator: nn.Module, patches: Sequence[HeldOut], device: torch.device) -> list[Pixels]:
    """Return the synthetic UV patches, (size, size) in [0, 1]."""
    made = []
    was_training = generator.training
    generator.eval()
    with torch.inference_mode():
        for patch in patches:
            colour = torch.from_numpy(patch.colour.transpose(2, 0, 1)[None]).to(device) * 2 - 1  # (1, 3, H, W)
            made.append(((generator(colour)[0, 0].float() + 1) / 2).clamp(0, 1).cpu().numpy())
    generator.train(was_training)
    return made


def judge(made: Sequence[Pixels], patches: Sequence[HeldOut], mm_per_pixel: float) -> dict[str, float]:
    """Return the figures of a validation.

    Returns:
        ``psnr`` in dB and ``ssim``, means over the skin of all patches; ``spot_ratio_error``, the mean over photos of
        the absolute difference between the share of spots in the synthetic and in the true UV patches.

    """
    psnrs = [psnr(one, patch.uv, patch.skin) for one, patch in zip(made, patches, strict=True)]
    ssims = [ssim(one, patch.uv, patch.skin) for one, patch in zip(made, patches, strict=True)]
    areas: dict[int, NDArray[np.int64]] = defaultdict(lambda: np.zeros(3, np.int64))  # found, true, skin
    for one, patch in zip(made, patches, strict=True):
        found = detect_spots(one, patch.skin, mm_per_pixel).mask.sum()
        areas[patch.photo] += np.array([found, patch.spot_pixels, patch.skin.sum()])
    errors = [abs(found - true) / skin for found, true, skin in areas.values()]
    return {
        "psnr": float(np.mean(psnrs)),
        "ssim": float(np.mean(ssims)),
        "spot_ratio_error": float(np.mean(errors)),
    }


def sample_sheet(made: Sequence[Pixels], patches: Sequence[HeldOut], count: int) -> Pixels:
    """Lay colour, synthetic and true UV of some patches side by side, a patch a row: (H, W, 3) in [0, 1]."""
    rows = []
    for index in np.linspace(0, len(patches) - 1, min(count, len(patches))).round().astype(int):
        patch = patches[index]
        grey = [np.repeat(uv[..., None], 3, axis=-1) for uv in (made[index], patch.uv)]
        rows.append(np.concatenate([patch.colour, *grey], axis=1))
    return np.concatenate(rows, axis=0)

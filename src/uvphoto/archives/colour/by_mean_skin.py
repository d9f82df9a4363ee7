"""Devices without a card: the mean skin of a device's people is brought to that of a reference device.

Never the skin of one person or one photo: that would remove what is to be measured.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mstats, trim_mean

from uvphoto.archives.colour.archive_photo import ArchivePhoto, grouped, people_of
from uvphoto.archives.colour.correction import Correction, CorrectionMethod
from uvphoto.archives.colour.matrices import as_matrix
from uvphoto.skin.white_balance.lab import to_lab

Values = NDArray[np.float64]

# The skin of 100 people (forearms; Cooksey, Allen and Tsai 2017, J. Res. NIST 122:26) lies with a standard deviation of
# 6.2 Delta E ab around its mean. Two means of n people each differ by chance by 6.2 sqrt(2 / n), which falls below 2,
# what an eye hardly sees, with n = 20.
FEWEST_PEOPLE = 20
FEWEST_SHARED = 8  # people seen by both devices: they differ from themselves by tan and blood alone
LARGEST_ERROR = 2.0  # Delta E ab, standard error of the difference between two devices

_TRIMMED = 0.1  # of the people at either end: a wrong skin mask, a sunburn
_BEYOND_CHANCE = 2.0  # standard errors

People = Mapping[str, Values]  # (3,) log linear skin by person


@dataclass(frozen=True)
class Shift:
    """How the mean skin of a device lies to that of the reference.

    Attributes:
        logs: (3,) what is to be added to the log linear colours of the device.
        error: standard error of that, Delta E ab.
        size: Delta E ab.
        told: whose skin was compared.

    """

    logs: Values
    error: float
    size: float
    told: str


def people_skin(photos: Sequence[ArchivePhoto], corrections: Mapping[str, Correction]) -> dict[str, Values]:
    """Return the mean log linear skin (3,) of each person in the photos of a device, corrected as far as planned."""
    seen = [photo for photo in photos if photo.person and photo.colours.skin is not None]
    return {
        person: np.mean([_log_skin(photo, corrections) for photo in taken], axis=0)
        for person, taken in grouped(seen, lambda photo: photo.person).items()
    }


def choose_reference(devices: Mapping[str, Sequence[ArchivePhoto]], with_card: set[str]) -> str:
    """Return the device to which others are brought: of those with a card, else of all, that with most people."""
    among = sorted(with_card & devices.keys()) or sorted(devices)
    return max(among, key=lambda device: people_of(devices[device]))


def correct_by_skin(photos: Sequence[ArchivePhoto], own: People, reference: str, skin: People) -> dict[str, Correction]:
    """Return corrections of the photos of a device without a card, by name.

    Args:
        photos: of the device.
        own: skin of its people.
        reference: name of the reference device.
        skin: of the people of that, corrected by its card where it has one.

    """
    shift = compare_skin(own, skin)
    if isinstance(shift, str):
        correction = Correction(reason=f"Its device has no card, and its mean skin cannot be compared: {shift}.")
    elif shift.size < _BEYOND_CHANCE * shift.error:
        said = (
            f"Its device has no card, and its mean skin is that of {reference} within chance: {shift.size:.1f} "
            f"Delta E apart, standard error {shift.error:.1f} ({shift.told}); nothing is changed."
        )
        correction = Correction(method=CorrectionMethod.MEAN_SKIN, residual=shift.error, reason=said)
    else:
        said = (
            f"Its device has no card; its mean skin, {shift.size:.1f} Delta E off, is brought to that of {reference}, "
            f"standard error {shift.error:.1f} ({shift.told})."
        )
        gains = as_matrix(np.diag(np.exp(shift.logs)))
        correction = Correction(gains, CorrectionMethod.MEAN_SKIN, shift.error, said)
    return {photo.name: correction for photo in photos}


def compare_skin(own: People, other: People) -> Shift | str:
    """Return how far the mean skin of a device is from that of another, or why that cannot be told.

    People seen by both devices are compared with themselves, where they are enough; then tone does not count.

    Args:
        own: log linear skin by person.
        other: the same of the reference device.

    """
    both = sorted(own.keys() & other.keys())
    if len(both) >= FEWEST_SHARED:
        mine, theirs = (np.array([people[person] for person in both]) for people in (own, other))
        logs = _mean(theirs - mine)
        error = _error(to_lab(np.exp(mine + logs)) - to_lab(np.exp(theirs)))
        told = f"{len(both)} people seen by both"
    elif min(len(own), len(other)) >= FEWEST_PEOPLE:
        mine, theirs = (np.array(list(people.values())) for people in (own, other))
        logs = _mean(theirs) - _mean(mine)
        error = math.hypot(_error(to_lab(np.exp(mine))), _error(to_lab(np.exp(theirs))))
        told = f"{len(mine)} people against {len(theirs)}"
    else:
        return (
            f"{len(own)} and {len(other)} people are seen, {len(both)} of them by both, where {FEWEST_PEOPLE} each or "
            f"{FEWEST_SHARED} of both are needed, as people differ more in their skin than devices in their colours"
        )
    if not error <= LARGEST_ERROR:
        return f"the difference would be known to {error:.1f} Delta E only (limit {LARGEST_ERROR:g}; {told})"
    mean = _mean(mine)
    size = float(np.linalg.norm(to_lab(np.exp(mean + logs)) - to_lab(np.exp(mean))))
    return Shift(logs, error, size, told)


def _log_skin(photo: ArchivePhoto, corrections: Mapping[str, Correction]) -> Values:
    corrected = np.asarray(corrections[photo.name].matrix) @ np.asarray(photo.colours.skin)
    logs: Values = np.log(np.maximum(corrected, 1e-4))
    return logs


def _mean(values: Values) -> Values:
    """Return the trimmed mean (C,) of values (N, C)."""
    return np.asarray(trim_mean(values, _TRIMMED, axis=0), np.float64)


def _error(lab: Values) -> float:
    """Return the standard error of the trimmed mean of colours (N, 3), by their winsorised variance (Tukey 1963)."""
    return float(np.linalg.norm(mstats.trimmed_stde(lab, limits=(_TRIMMED, _TRIMMED), axis=0)))

"""Which correction each photo of an archive gets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from uvphoto.archives.colour.archive_photo import ArchivePhoto, grouped
from uvphoto.archives.colour.by_card import correct_by_cards
from uvphoto.archives.colour.by_mean_skin import choose_reference, correct_by_skin, people_skin
from uvphoto.archives.colour.correction import Correction, CorrectionMethod
from uvphoto.archives.colour.exposure import within_range
from uvphoto.errors import SettingsError

Devices = Mapping[str, Sequence[ArchivePhoto]]


def plan_corrections(photos: Sequence[ArchivePhoto], *, reference: str | None = None) -> dict[str, Correction]:
    """Plan the correction of every photo of an archive.

    In this order, the best that there is: the card in the photo; the cards of its device on the day; those of the
    nearest day; and for devices of which no photo shows a card, their mean skin against that of a reference device. A
    device never mixes cards and skin, so that the course of a person has no step where the method changes.

    Args:
        photos: all of the archive, those too that show a card alone.
        reference: the device to whose mean skin others are brought; None: that with most people, devices with a card
            going first, as their colours are true.

    Returns:
        A correction for each photo by its name; with the method NONE and the reason where nothing is done.

    Raises:
        SettingsError: two photos have one name, or there is no such device.

    """
    (name, times), *_ = Counter(photo.name for photo in photos).most_common(1) or [("", 0)]
    if times > 1:
        raise SettingsError(f"the photo {name!r} is given {times} times")
    devices = grouped(photos, lambda photo: photo.device)
    if reference is not None and reference not in devices:
        raise SettingsError(f"the reference device {reference!r} took none of the photos; there are {list(devices)}")
    corrections: dict[str, Correction] = {}
    for taken in devices.values():
        corrections |= correct_by_cards(taken)
    corrections |= _by_skin(devices, corrections, reference)
    return within_range(photos, corrections)


def _by_skin(devices: Devices, corrections: Mapping[str, Correction], reference: str | None) -> dict[str, Correction]:
    """Return corrections of devices without a card, and of the reference where others are brought to it."""
    with_card = {
        device
        for device, taken in devices.items()
        if any(corrections[one.name].method is not CorrectionMethod.NONE for one in taken)
    }
    without = [device for device in devices if device not in with_card]
    if not without or len(devices) < 2:
        return {}
    chosen = choose_reference(devices, with_card) if reference is None else reference
    trusted = [one for one in devices[chosen] if chosen not in with_card or _is_corrected(corrections[one.name])]
    skin = people_skin(trusted, corrections)
    found: dict[str, Correction] = {}
    for device in without:
        if device != chosen:
            taken = devices[device]
            found |= correct_by_skin(taken, people_skin(taken, corrections), chosen, skin)
    if chosen in without and any(map(_is_corrected, found.values())):
        said = "Its device has no card; it is the reference to whose mean skin others are brought."
        kept = replace(Correction(), method=CorrectionMethod.MEAN_SKIN, residual=0.0, reason=said)
        found |= {photo.name: kept for photo in devices[chosen]}
    return found


def _is_corrected(correction: Correction) -> bool:
    return correction.method is not CorrectionMethod.NONE

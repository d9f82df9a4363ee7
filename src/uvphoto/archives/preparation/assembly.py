"""Prepared pairs become a data set: who is who, which part of the people is for what, and what it says of itself."""

from collections.abc import Sequence
from dataclasses import replace

from uvphoto import __version__
from uvphoto.archives.preparation.calibration import Calibrated, calibrate
from uvphoto.archives.preparation.cards import CardPhoto
from uvphoto.archives.preparation.outcome import Outcome
from uvphoto.archives.preparation.pair import COLOUR, REGIONS, SKIN, UV
from uvphoto.archives.preparation.places import Places
from uvphoto.archives.preparation.plan import Plan
from uvphoto.archives.preparation.planned import Planned
from uvphoto.archives.preparation.pseudonyms import give_pseudonyms
from uvphoto.archives.preparation.wishes import Wishes
from uvphoto.datasets.manifest import DataSet, Description, PhotoRow, kinds_of
from uvphoto.datasets.splits import with_splits
from uvphoto.datasets.storage import write_dataset


def assemble(
    plan: Plan, outcomes: Sequence[Outcome], cards: Sequence[CardPhoto], places: Places, wishes: Wishes
) -> DataSet | None:
    """Write the two files of the data set; None where no pair was taken.

    Args:
        plan: of the archive.
        outcomes: of its pairs, in their order.
        cards: photos of colour cards without partner.
        places: where everything lies.
        wishes: what was asked for.

    Raises:
        DataSetError: the key or the data set cannot be read or written.
        SettingsError: no photo is of the reference device.

    """
    taken = [(pair, one) for pair, one in zip(plan.pairs, outcomes, strict=True) if one.numbers is not None]
    if not taken:
        return None
    settings = wishes.settings
    people = [pair.named.person for pair, _ in taken]
    called = {person: person for person in people} if settings.keep_names else give_pseudonyms(people, places.key)
    rows = [_row(called[pair.named.person], pair, one) for pair, one in taken]
    if settings.calibrate:
        photos = calibrate(taken, cards, places.out, reference=settings.reference, processes=wishes.processes)
        rows = [_corrected(row, photos[one.name], one.name) for row, (_, one) in zip(rows, taken, strict=True)]
    rows.sort(key=lambda row: (row.person, str(row.visit)))  # in the archive's order they would tell that of the names
    photos_of_all = with_splits(rows, seed=settings.seed)
    description = Description(
        name=wishes.name or places.out.resolve().name,
        made=f"Prepared from an archive by uvphoto {__version__}: UV photos laid on colour photos, and cropped",
        licence=wishes.licence,
        devices=tuple(dict.fromkeys(row.device for row in rows)),
        kinds=kinds_of(rows),
    )
    return write_dataset(places.out, description, photos_of_all)


def _row(person: str, pair: Planned, outcome: Outcome) -> PhotoRow:
    named, numbers = pair.named, outcome.measured
    colour, uv, skin, regions = (f"pairs/{outcome.name}/{file}" for file in (COLOUR, UV, SKIN, REGIONS))
    return PhotoRow(
        person,
        named.visit,
        named.view,
        named.device,
        "clinic",
        colour,
        uv,
        skin,
        regions=regions,
        mm_per_pixel=numbers.mm_per_pixel,
        extra={
            "registration_residual": f"{numbers.residual:.3f}",
            "registration_agreeing": f"{numbers.agreeing:.3f}",
        },
    )


def _corrected(row: PhotoRow, photo: Calibrated, name: str) -> PhotoRow:
    extra = {**row.extra, "colour_correction": photo.correction.method.value}
    return replace(row, colour=f"pairs/{name}/{photo.file}", extra=extra)

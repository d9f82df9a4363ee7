"""One simulated person: their visits, clinic and phones, and their photos as files with the truth behind them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from uvphoto.datasets.manifest import MapScale, PhotoRow
from uvphoto.datasets.simulated.settings import SimulationSettings
from uvphoto.datasets.simulated.tables import spot_table
from uvphoto.datasets.storage import write_text
from uvphoto.picture import Synthetic, write_colour, write_labels, write_map, write_mask, write_uv
from uvphoto.simulate.camera.phone import Phone, draw_phone
from uvphoto.simulate.camera.phone_family import PhoneFamily
from uvphoto.simulate.life import Life, Visit, draw_life, visit
from uvphoto.simulate.photography import ClinicPhoto, PhonePhoto, clinic_photo, phone_photo
from uvphoto.simulate.staging import CLINIC_FRAME_MM, Studio, studios
from uvphoto.simulate.streams import stream

MAPS = {
    "melanin": MapScale("melanosomes, share of the volume of the epidermis", "1", 1.0),
    "haemoglobin": MapScale("whole blood of 150 g haemoglobin per litre, share of the volume of the dermis", "1", 0.5),
    "dermal_melanin": MapScale("melanosomes, share of the volume of the papillary dermis", "1", 0.1),
}


@dataclass(frozen=True)
class SimulatedPerson:
    """A person of a simulation with their clinic and their phones."""

    name: str
    life: Life
    studio: Studio
    phones: tuple[Phone, ...]


def draw_simulated(settings: SimulationSettings, number: int) -> SimulatedPerson:
    """Draw the person of a number, from 0; cheap, as nothing is rendered yet."""
    seed = settings.seed
    scale = CLINIC_FRAME_MM / settings.size
    life = draw_life(seed, number, scale, visits=settings.visits, population=settings.population)
    rng = stream(seed, "person", number, "devices")
    places = studios(settings.size)
    studio = places[int(rng.integers(len(places)))]
    chosen = rng.permutation(settings.phone_pool)[: settings.phones]
    phones = tuple(_pooled_phone(settings, int(index)) for index in chosen)
    return SimulatedPerson(settings.persons[number], life, studio, phones)


def _pooled_phone(settings: SimulationSettings, index: int) -> Phone:
    """Draw a phone of the pool; its name is another one in each family."""
    family = "" if settings.phone_family is PhoneFamily.USUAL else f"{settings.phone_family}-"
    name = f"{family}phone-{settings.seed}-{index + 1:02d}"
    return draw_phone(stream(settings.seed, "phone", index), name, settings.phone_family)


def write_person(one: SimulatedPerson, folder: Path) -> list[PhotoRow]:
    """Render all photos of a person and write them with their truth.

    Args:
        one: who.
        folder: an existing, empty one.

    Returns:
        Their rows, with paths relative to ``folder``.

    Raises:
        PictureError: a file cannot be written.
        OSError: the same, for a table.

    """
    rows = []
    for index in range(len(one.life.days)):
        visited = visit(one.life, index)
        rows.append(_write_clinic(one, visited, clinic_photo(one.life, visited, one.studio), folder))
        for number, phone in enumerate(one.phones):
            taken = phone_photo(one.life, visited, phone, number, one.studio)
            rows.append(_write_phone(one, visited, phone, taken, folder))
    return rows


def _write_clinic(one: SimulatedPerson, visited: Visit, photo: ClinicPhoto, folder: Path) -> PhotoRow:
    stem, camera = f"v{visited.index:02d}_clinic", one.studio.camera
    maps: dict[str, Any] = {column: f"{stem}_{column}.png" for column in MAPS}
    row = PhotoRow(
        **_common(one, visited, stem),
        device=camera.name,
        domain="clinic",
        colour=f"{stem}_colour.{camera.colour_format}",
        uv=f"{stem}_uv.{camera.uv_format}",
        **maps,
    )
    write_colour(folder / row.colour, photo.colour, quality=camera.colour_quality, synthetic=Synthetic.SIMULATED)
    write_uv(folder / row.uv, photo.uv, bit_depth=camera.uv_bits, synthetic=Synthetic.SIMULATED)
    _write_labels(photo, row, folder)
    for column, scale in MAPS.items():
        values = np.minimum(getattr(photo, column), np.float32(scale.full_scale))
        write_map(folder / row.file(column), values, full_scale=scale.full_scale)
    write_text(folder / row.spot_table, spot_table(one.life, visited, photo))
    return row


def _write_phone(one: SimulatedPerson, visited: Visit, phone: Phone, photo: PhonePhoto, folder: Path) -> PhotoRow:
    stem = f"v{visited.index:02d}_{phone.name}"
    row = PhotoRow(
        **_common(one, visited, stem),
        device=phone.name,
        domain="phone",
        colour=f"{stem}_colour.jpg",
        truth_uv=f"{stem}_truth_uv.png",
        warp=f"{stem}_warp.npy",
        mm_per_pixel=photo.view.mm_per_pixel,
        extra={"light": photo.shot.light_name},
    )
    write_colour(folder / row.colour, photo.colour, quality=phone.jpeg_quality, synthetic=Synthetic.SIMULATED)
    write_uv(folder / row.truth_uv, photo.uv, synthetic=Synthetic.SIMULATED)
    _write_labels(photo, row, folder)
    np.save(folder / row.warp, photo.to_clinic, allow_pickle=False)
    return row


def _common(one: SimulatedPerson, visited: Visit, stem: str) -> dict[str, Any]:
    """Return what a clinic's and a phone's row have alike."""
    labels = {column: f"{stem}_{column}.png" for column in ("skin_mask", "regions", "spots")}
    table = f"v{visited.index:02d}_spots.csv"
    return {"person": one.name, "visit": visited.date, "view": "front", "spot_table": table, **labels}


def _write_labels(photo: ClinicPhoto | PhonePhoto, row: PhotoRow, folder: Path) -> None:
    write_mask(folder / row.skin_mask, photo.skin_mask)
    write_labels(folder / row.regions, photo.regions)
    write_labels(folder / row.spots, photo.spots)

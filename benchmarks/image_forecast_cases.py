"""Cases of the image forecast: what the photos of a person's visits show of the skin, all laid on one of them.

What costs time, rendering, converting and laying, is done once and kept as a file for each person.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from uvphoto.conversion.convert import convert
from uvphoto.conversion.converter import Converter
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.datasets.simulated.person import SimulatedPerson, draw_simulated
from uvphoto.longitudinal.image_forecast.known import Laid
from uvphoto.longitudinal.image_forecast.pixel_noise import PixelModel, Source
from uvphoto.longitudinal.image_forecast.threshold import texture_of, threshold_of
from uvphoto.longitudinal.image_forecast.working import (
    labels_to_working,
    mask_to_working,
    to_working,
    working_shape,
)
from uvphoto.longitudinal.registration import View, register
from uvphoto.longitudinal.tracks.sighting import Sighting, brought
from uvphoto.picture import read_colour, read_labels, read_mask, read_uv
from uvphoto.simulate.life import visit
from uvphoto.simulate.photography import ClinicPhoto, PhonePhoto, clinic_photo, phone_photo
from uvphoto.simulate.series.dose_history import DoseHistory
from uvphoto.skin.pupils import find_pupils
from uvphoto.skin.window import window_around
from uvphoto.spots.detect import detect_spots

MARGIN_MM = 20.0  # beyond the skin that is converted: more than a converter looks


@dataclass(frozen=True, eq=False)
class Shown:
    """One photo of a visit with its UV photo, true or synthetic."""

    visit: int
    day: float
    source: str
    uv: np.ndarray
    skin: np.ndarray
    regions: np.ndarray
    mm_per_pixel: float
    pupils: object

    @property
    def view(self) -> View:
        """The photo as registration takes it."""
        return View(self.uv, self.skin, self.mm_per_pixel, self.pupils)


@dataclass(frozen=True, eq=False)
class Course:
    """What the photos of a person show, at WORKING_MM in the frame of one of them.

    Attributes:
        name: of the person.
        absorbance: (M, h, w) float16, one map a photo.
        skin: (M, h, w), where each shows skin.
        spots: (M, h, w), where the detector found spots.
        thresholds: (M,) of the detector.
        visits: (M,) number of the visit.
        days: (M,) of it.
        sources: (M,) how the UV photo came about.
        frame: number of the map whose photo is the frame.
        regions: (h, w) of the frame.
        dose: of the person.

    """

    name: str
    absorbance: np.ndarray
    skin: np.ndarray
    spots: np.ndarray
    thresholds: np.ndarray
    visits: np.ndarray
    days: np.ndarray
    sources: np.ndarray
    frame: int
    regions: np.ndarray
    dose: DoseHistory

    def laid(self, maps: np.ndarray, model: PixelModel) -> Laid:
        """Return some of the maps as the forecast takes them."""
        devices = tuple(self.sources[maps].tolist())
        textures = self.textures[maps]
        noise = tuple(model.noise_of(device).of(texture) for device, texture in zip(devices, textures, strict=True))
        later = model.true.of(float(np.median(textures)))
        return Laid(self.days[maps], devices, self.absorbance[maps], self.skin[maps], noise, later)

    @cached_property
    def textures(self) -> np.ndarray:
        """(M,) of the maps."""
        pairs = zip(self.absorbance.astype(np.float32), self.skin, strict=True)
        return np.array([texture_of(one, skin) for one, skin in pairs])

    def save(self, path: Path) -> None:
        """Write all to a file."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "dose"}
        dose = {"first_day": self.dose.first_day, "dose": self.dose.dose, "before": self.dose.before}
        np.savez_compressed(path, **plain, **{f"dose_{name}": value for name, value in dose.items()})

    @classmethod
    def load(cls, path: Path) -> "Course":
        """Read what `save` has written."""
        with np.load(path) as file:
            plain = {name: file[name] for name in cls.__dataclass_fields__ if name != "dose"}
            dose = DoseHistory(int(file["dose_first_day"]), file["dose_dose"], float(file["dose_before"]))
        return cls(**plain | {"name": str(plain["name"]), "frame": int(plain["frame"])}, dose=dose)


def converted(colour: np.ndarray, skin: np.ndarray, mm_per_pixel: float, converter: Converter) -> np.ndarray:
    """Return the synthetic UV photo around the skin, black elsewhere."""
    uv = np.zeros(skin.shape, np.float32)
    box = window_around(skin, MARGIN_MM / mm_per_pixel)
    uv[box] = convert(np.ascontiguousarray(colour[box]), converter, mm_per_pixel=mm_per_pixel)
    return uv


def lay(name: str, photos: Sequence[Shown], frame: int, dose: DoseHistory) -> Course:
    """Lay all photos on one of them; those that cannot be laid are left out."""
    fixed = photos[frame]
    laid: list[tuple[Shown, Sighting, float]] = []
    ways: dict[tuple[int, bool], object] = {}  # a clinic's photo lies as its pair does
    for one in photos:
        found = detect_spots(one.uv, one.skin, one.mm_per_pixel)
        threshold = threshold_of(found.absorbance, one.skin, found.settings)
        key = one.visit, one.source == Source.PHONE
        if one is fixed or (key == (fixed.visit, fixed.source == Source.PHONE)):
            sighting = Sighting(one.day, one.source, found.labels, found.absorbance, one.skin)
        else:
            if key not in ways:
                ways[key] = register(fixed.view, one.view)
            if ways[key].problem:
                continue
            sighting = brought(found, one.skin, ways[key], day=one.day, device=one.source)
        laid.append((one, sighting, threshold))
    return _packed(name, laid, fixed, dose)


def _packed(name: str, laid: Sequence[tuple[Shown, Sighting, float]], fixed: Shown, dose: DoseHistory) -> Course:
    shape = working_shape(fixed.skin.shape, fixed.mm_per_pixel)
    small = mask_to_working(fixed.skin, shape)
    box = window_around(small, 8)
    maps = [to_working(one.absorbance, one.skin, shape) for _, one, _ in laid]
    return Course(
        name,
        absorbance=np.stack([one[box] for one, _ in maps]).astype(np.float16),
        skin=np.stack([skin[box] & small[box] for _, skin in maps]),
        spots=np.stack([mask_to_working(one.labels > 0, shape)[box] for _, one, _ in laid]),
        thresholds=np.array([threshold for _, _, threshold in laid]),
        visits=np.array([shown.visit for shown, _, _ in laid]),
        days=np.array([shown.day for shown, _, _ in laid]),
        sources=np.array([shown.source for shown, _, _ in laid]),
        frame=next(number for number, (shown, _, _) in enumerate(laid) if shown is fixed),
        regions=labels_to_working(fixed.regions, shape)[box],
        dose=dose,
    )


def shown(photo: ClinicPhoto | PhonePhoto, uv: np.ndarray, number: int, day: float, source: str) -> Shown:
    skin = photo.skin_mask
    return Shown(number, day, source, uv, skin, photo.regions, photo.view.mm_per_pixel, find_pupils(photo.colour))


def photos_of(one: SimulatedPerson, converter: Converter, wanted: Mapping[str, Sequence[bool]]) -> Iterator[Shown]:
    """Render a simulated person: of each visit the true UV photo, and those synthetic ones that are wanted."""
    for number, day in enumerate(one.life.days):
        visited = visit(one.life, number)
        clinic = clinic_photo(one.life, visited, one.studio)
        true = shown(clinic, clinic.uv, number, float(day), Source.TRUE)
        yield true
        if wanted[Source.CLINIC][number]:
            uv = converted(clinic.colour, clinic.skin_mask, true.mm_per_pixel, converter)
            yield replace(true, uv=uv, source=Source.CLINIC)
        if wanted[Source.PHONE][number]:
            phone = phone_photo(one.life, visited, one.phones[0], 0, one.studio)
            uv = converted(phone.colour, phone.skin_mask, phone.view.mm_per_pixel, converter)
            yield shown(phone, uv, number, float(day), Source.PHONE)


def simulate(settings: SimulationSettings, number: int, converter: Converter) -> Course:
    """Return the course of one simulated person; chance decides which photos there are and which is the frame."""
    one = draw_simulated(settings, number)
    rng = np.random.default_rng((settings.seed, number))
    visits = settings.visits
    wanted = {
        Source.CLINIC: rng.random(visits) < 0.15,
        Source.PHONE: rng.random(visits) < np.where(np.arange(visits) < 4, 0.3, 0.1),
    }
    photos = list(photos_of(one, converter, wanted))
    middle = [number for number, photo in enumerate(photos) if photo.visit in (visits // 2 - 1, visits // 2)]
    return lay(one.name, photos, int(rng.choice(middle)), one.life.history)


def simulate_repeats(settings: SimulationSettings, number: int, converter: Converter) -> Course:
    """Return two sittings of one simulated person on one day, with all photos."""
    one = draw_simulated(replace(settings, visits=1), number)
    one = replace(one, life=replace(one.life, days=np.zeros(2)))
    photos = list(photos_of(one, converter, {Source.CLINIC: [True] * 2, Source.PHONE: [True] * 2}))
    return lay(one.name, photos, 0, one.life.history)


def simulate_tested(settings: SimulationSettings, number: int, converter: Converter, known: int) -> Course:
    """Return the course of a simulated person of whom all photos are known until a visit, which is the frame."""
    one = draw_simulated(settings, number)
    wanted = {Source.CLINIC: [False] * settings.visits, Source.PHONE: np.arange(settings.visits) < known}
    photos = list(photos_of(one, converter, wanted))
    return lay(one.name, photos, _frame(photos, known), one.life.history)


def read_tested(data: DataSet, one: SimulatedPerson, converter: Converter, known: int) -> Course:
    """Return the same from the files of a simulated data set."""
    photos = list(read_photos(data, one, converter, known))
    return lay(one.name, photos, _frame(photos, known), one.life.history)


def read_photos(data: DataSet, one: SimulatedPerson, converter: Converter | None, known: int) -> Iterator[Shown]:
    """Read a person's true UV photos of all visits, and synthetic ones of a phone's photos of the known ones."""
    rows = sorted((row for row in data.photos if row.person == one.name), key=lambda row: (row.visit, row.domain))
    dates = sorted({row.visit for row in rows})
    for row in rows:
        number, is_clinic = dates.index(row.visit), row.domain == "clinic"
        if not is_clinic and (number >= known or converter is None):
            continue
        colour, skin = read_colour(data.path(row, "colour")).pixels, read_mask(data.path(row, "skin_mask"))
        scale = data.scale_of(row)
        regions = read_labels(data.path(row, "regions")).astype(np.uint8)
        plain = Shown(number, float(one.life.days[number]), "", skin, skin, regions, scale, find_pupils(colour))
        if is_clinic:
            yield replace(plain, uv=read_uv(data.path(row, "uv")).pixels, source=Source.TRUE)
        else:
            yield replace(plain, uv=converted(colour, skin, scale, converter), source=Source.PHONE)


def _frame(photos: Sequence[Shown], known: int) -> int:
    return next(n for n, one in enumerate(photos) if one.visit == known - 1 and one.source == Source.TRUE)


def persistence(source: str, years: float) -> str:
    """Return under which name the spread of persistence is kept with the parameters."""
    return f"persistence of {source}, {min((0.5, 1, 2), key=lambda one: abs(one - years)):g} years"


def kept(folder: Path, name: str, make: object) -> Course:
    """Return a course from its file, which is made where there is none."""
    path = folder / f"{name}.npz"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        make().save(path)
        print(f"\r{name}", end="", file=sys.stderr, flush=True)
    return Course.load(path)

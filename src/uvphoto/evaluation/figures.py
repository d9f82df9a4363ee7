"""The records of photos -> the figures of a test set."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from uvphoto.evaluation.agreement import Agreement, agreement
from uvphoto.evaluation.cases import PhotoRecord, Source
from uvphoto.evaluation.coverage import TrustFigures, trust_figures
from uvphoto.evaluation.repeats import Repeats, repeats_of
from uvphoto.metrics import SpotMatch, pool
from uvphoto.skin.regions import AREAS
from uvphoto.skin.tone import SkinTone, tone_of

Records = Sequence[PhotoRecord]
Key = TypeVar("Key")


@dataclass(frozen=True)
class PictureFigures:
    """Likeness of pictures to the true UV photos, over the skin.

    Attributes:
        psnr: mean over photos, dB.
        psnr_worst: of the worst photo.
        ssim: mean over photos.
        ssim_worst: of the worst photo.

    """

    psnr: float
    psnr_worst: float
    ssim: float
    ssim_worst: float


@dataclass(frozen=True)
class AreaFigures:
    """Spots of one source in one area of the face, over people.

    Attributes:
        agreement: of the spot ratios, over people; None of too few.
        precision: of the pixels of spots: share of the found that are spots in the true UV photo too.
        recall: of the pixels: share of the true that were found.
        spots: counted one by one, over all photos.

    """

    agreement: Agreement | None
    precision: float
    recall: float
    spots: SpotMatch


@dataclass(frozen=True)
class GroupFigures:
    """Some of the photos: of one skin tone, or of one device.

    Attributes:
        photos: how many.
        people: how many.
        picture: likeness of the synthetic UV photos.
        cheeks: spots in both cheeks, by source.

    """

    photos: int
    people: int
    picture: PictureFigures
    cheeks: Mapping[Source, AreaFigures]


@dataclass(frozen=True)
class DomainFigures:
    """The photos of one domain.

    Attributes:
        photos: how many.
        people: how many.
        pictures: likeness to the true UV photos, by source; of those that are UV photos.
        areas: by source and area of the face.
        tones: by skin tone.
        devices: by device.
        pigment: agreement of spot ratios in the cheeks with the share of skin that truly is a mark of pigment, by
            source, the true UV photo being "true_uv"; empty where nobody knows the marks.
        trust: coverage of the intervals; None without a calibration.

    """

    photos: int
    people: int
    pictures: Mapping[Source, PictureFigures]
    areas: Mapping[Source, Mapping[str, AreaFigures]]
    tones: Mapping[SkinTone, GroupFigures]
    devices: Mapping[str, GroupFigures]
    pigment: Mapping[str, Agreement | None]
    trust: TrustFigures | None


@dataclass(frozen=True)
class Figures:
    """All figures of a test set.

    Attributes:
        photos: how many.
        people: how many.
        are_simulated: all photos are synthetic.
        domains: by domain, clinic first.
        repeats: repeated measures of the same people.

    """

    photos: int
    people: int
    are_simulated: bool
    domains: Mapping[str, DomainFigures]
    repeats: tuple[Repeats, ...]


def figures_of(records: Records) -> Figures:
    """Return the figures of one photo or more."""
    return Figures(
        photos=len(records),
        people=_people(records),
        are_simulated=all(record.is_simulated for record in records),
        domains={name: _domain(chosen) for name, chosen in sorted(_grouped(records, lambda one: one.domain).items())},
        repeats=repeats_of(records),
    )


def first_of_each(records: Iterable[PhotoRecord]) -> list[PhotoRecord]:
    """Return one photo a person, the first by visit, view (front first) and device.

    Photos of one person are no independent cases: an interval that counted them as such would be too narrow.
    """
    first: dict[str, PhotoRecord] = {}
    for record in sorted(records, key=lambda one: (one.visit or date.min, one.view, one.device)):
        first.setdefault(record.person, record)
    return [first[person] for person in sorted(first)]


def _domain(records: Records) -> DomainFigures:
    tones = _grouped([one for one in records if not math.isnan(one.ita)], lambda one: tone_of(one.ita))
    devices = _grouped(records, lambda one: one.device)
    return DomainFigures(
        photos=len(records),
        people=_people(records),
        pictures={source: _pictures(records, source) for source in (Source.SYNTHETIC, Source.BLUE)},
        areas={source: {area: _area(records, source, area) for area in AREAS} for source in Source},
        tones={tone: _group(tones[tone]) for tone in SkinTone if tone in tones},
        devices={device: _group(devices[device]) for device in sorted(devices)},
        pigment=_pigment(first_of_each(records)),
        trust=trust_figures(first_of_each(records)),
    )


def _group(records: Records) -> GroupFigures:
    cheeks = {source: _area(records, source, "cheeks") for source in Source}
    return GroupFigures(len(records), _people(records), _pictures(records, Source.SYNTHETIC), cheeks)


def _pictures(records: Records, source: Source) -> PictureFigures:
    psnr, ssim = ([getattr(one.findings[source], name) for one in records] for name in ("psnr", "ssim"))
    return PictureFigures(float(np.mean(psnr)), min(psnr), float(np.mean(ssim)), min(ssim))


def _area(records: Records, source: Source, area: str) -> AreaFigures:
    first = first_of_each(records)
    findings = [one.findings[source].areas[area] for one in records]
    hits, found, true = (
        sum(getattr(one, name) for one in findings) for name in ("hit_pixels", "found_pixels", "true_pixels")
    )
    return AreaFigures(
        agreement([one.true_ratio(area) for one in first], [one.found_ratio(source, area) for one in first]),
        precision=hits / found if found else math.nan,
        recall=hits / true if true else math.nan,
        spots=pool(one.spots for one in findings),
    )


def _pigment(records: Records) -> dict[str, Agreement | None]:
    known = [(one, one.pigment["cheeks"]) for one in records if one.pigment is not None]
    if not known:
        return {}
    truth = [share for _, share in known]
    by_source = {
        source.value: agreement(truth, [one.found_ratio(source, "cheeks") for one, _ in known]) for source in Source
    }
    return {"true_uv": agreement(truth, [one.true_ratio("cheeks") for one, _ in known]), **by_source}


def _people(records: Records) -> int:
    return len({record.person for record in records})


def _grouped(records: Records, key: Callable[[PhotoRecord], Key]) -> dict[Key, list[PhotoRecord]]:
    groups: defaultdict[Key, list[PhotoRecord]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return groups

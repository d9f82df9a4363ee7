"""Calibrate the trust in a converter on people that it never saw."""

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from uvphoto.analysis.calibration import Calibration
from uvphoto.analysis.domain import fit_domain
from uvphoto.analysis.ensemble import convert_with_doubt
from uvphoto.analysis.error_map import fit_error_model
from uvphoto.analysis.intervals import FEWEST_PEOPLE, RegionCases, RegionIntervals, fit_region
from uvphoto.conversion.converter import Converter
from uvphoto.datasets.manifest import SPLITS, DataSet, PhotoRow
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.evaluation.faces import open_face
from uvphoto.evaluation.held_out_photo import HeldOutPhoto, observe
from uvphoto.models.weights_info import WeightsInfo
from uvphoto.skin.regions import AREAS
from uvphoto.skin.white_balance.method import Method
from uvphoto.spots.detect import ALGORITHM

Progress = Callable[[int, int], None]


def calibration_rows(dataset: DataSet, splits: Sequence[str], info: WeightsInfo) -> tuple[PhotoRow, ...]:
    """Return the photos with which weights can be calibrated: those of the splits that have a true UV photo.

    Args:
        dataset: with photos of people from whom the weights did not learn.
        splits: of SPLITS; none: the whole set.
        info: of the weights.

    Raises:
        SettingsError: a split is unknown.
        DataSetError: the weights learned from these people, or they are too few.

    """
    if unknown := set(splits) - set(SPLITS):
        raise SettingsError(f"--split {min(unknown)} is unknown: {', '.join(SPLITS)}")
    if info.provenance.get("data") == dataset.description.name and (not splits or "train" in splits):
        problem = f"is what the weights {info.name} learned from: intervals would be too narrow for everybody else"
        raise DataSetError(dataset.folder, problem, "Say --split validation --split test, or take another data set")
    rows = tuple(row for row in dataset.photos if (not splits or row.split in splits) and (row.uv or row.truth_uv))
    people = len({row.person for row in rows})
    if people < FEWEST_PEOPLE:
        part = f" in {' and '.join(splits)}" if splits else ""
        problem = f"has photos with a true UV photo of {people} people{part}"
        raise DataSetError(dataset.folder, problem, f"Calibrating takes {FEWEST_PEOPLE} people or more")
    return rows


def observe_all(
    dataset: DataSet, rows: Sequence[PhotoRow], converter: Converter, white_balance: Method, progress: Progress
) -> Iterator[HeldOutPhoto]:
    """Convert photos one after the other, and yield what a calibration needs of each.

    Args:
        dataset: where the photos are.
        rows: of them.
        converter: to be calibrated.
        white_balance: by what their colours are balanced; where a photo does not show that, they stay as taken.
        progress: told after each photo.

    Raises:
        DataSetError: a photo has no skin mask or no regions, or its files differ in size.
        PictureError: a file cannot be read.

    """
    for done, row in enumerate(rows, start=1):
        face = open_face(dataset, row, white_balance)
        yield observe(face, convert_with_doubt(face.colour, converter, face.skin, mm_per_pixel=face.mm_per_pixel))
        progress(done, len(rows))


def fit_calibration(
    photos: Sequence[HeldOutPhoto], *, weights: str, weights_sha256: str, data: str, white_balance: Method
) -> Calibration:
    """Fit a calibration to photos of people held out.

    Args:
        photos: of at least FEWEST_PEOPLE people.
        weights: name of the weights.
        weights_sha256: check sum of their file.
        data: where the people come from.
        white_balance: by what the colours of the photos were balanced.

    Raises:
        SettingsError: too few people, or no region in which spots can be measured in enough of them.

    """
    persons = [one.person for one in photos]
    domain = fit_domain(np.stack([one.skin for one in photos]), persons)
    per_pixel = [person for person, one in zip(persons, photos, strict=True) for _ in one.errors]
    errors = fit_error_model(
        np.concatenate([one.features for one in photos]), np.concatenate([one.errors for one in photos]), per_pixel
    )
    features = [one.region_features(errors, domain.distance(one.skin)) for one in photos]
    cases = [(one, of_one) for one, of_one in zip(photos, features, strict=True)]
    regions: list[RegionIntervals] = []
    for name in AREAS:
        usable = [(one, of_one[name]) for one, of_one in cases if name in of_one and _is_known(one, name)]
        if len({one.person for one, _ in usable}) >= FEWEST_PEOPLE:
            found, true = [one.found[name] for one, _ in usable], [one.true[name] for one, _ in usable]
            whose, of_region = [one.person for one, _ in usable], [known for _, known in usable]
            regions.append(fit_region(RegionCases(name, tuple(whose), tuple(found), tuple(true), tuple(of_region))))
    if not regions:
        raise SettingsError(f"no region has skin in {FEWEST_PEOPLE} people, so there is nothing to calibrate")
    return Calibration(
        weights=weights, weights_sha256=weights_sha256, detector=ALGORITHM, data=data,
        is_simulated=any(one.is_simulated for one in photos),
        people=len(set(persons)), photos=len(photos), domain=domain, errors=errors, regions=tuple(regions),
        white_balance=white_balance,
    )  # fmt: skip


def _is_known(photo: HeldOutPhoto, region: str) -> bool:
    return math.isfinite(photo.found.get(region, math.nan)) and math.isfinite(photo.true.get(region, math.nan))

import dataclasses
import math

import numpy as np
import pytest

from uvphoto.analysis.domain import FEATURES
from uvphoto.analysis.error_map import FEATURES as PIXEL_FEATURES
from uvphoto.datasets.manifest import DataSet, Description, PhotoRow
from uvphoto.errors import DataSetError, SettingsError
from uvphoto.evaluation.calibrate import calibration_rows, fit_calibration
from uvphoto.evaluation.held_out_photo import HeldOutPhoto
from uvphoto.models.settings import CompactSettings
from uvphoto.models.weights_info import ExactTiling, WeightsInfo
from uvphoto.skin.regions import AREAS
from uvphoto.skin.white_balance.method import Method

INFO = WeightsInfo("small", CompactSettings(), ExactTiling(1, 1), 0.25, "CC0-1.0", provenance={"data": "faces"})


def photo(person: int, rng: np.random.Generator) -> HeldOutPhoto:
    """Draw a photo whose errors grow with its doubt."""
    doubt = rng.choice([-5.0, -4.0])
    features = np.column_stack([np.ones(600), np.full(600, doubt), rng.normal(size=(600, len(PIXEL_FEATURES) - 2))])
    true = {name: rng.uniform(0.02, 0.2) for name in AREAS}
    found = {name: max(np.sqrt(one) + 2 * np.exp(doubt) * rng.normal(), 0) ** 2 for name, one in true.items()}
    return HeldOutPhoto(
        person=f"p{person}", domain="clinic", is_simulated=True, skin=rng.normal(size=len(FEATURES)), blur_mm=0.2,
        features=features, errors=rng.exponential(np.exp(doubt), 600), uv=rng.uniform(0.4, 0.6, 600),
        regions=rng.integers(0, 6, 600).astype(np.uint8), pixel_mm2=20.0, found=found, true=true,
    )  # fmt: skip


def photos(people: int, seed: int) -> list[HeldOutPhoto]:
    rng = np.random.default_rng(seed)
    return [photo(person, rng) for person in range(people) for _ in range(2)]


def rows(people: int, split: str = "test") -> tuple[PhotoRow, ...]:
    return tuple(
        PhotoRow(f"p{one}", None, "front", "clinic", "clinic", "c.png", "u.png", "m.png", split, "r.png")
        for one in range(people)
    )


def dataset(tmp_path: object, photos: tuple[PhotoRow, ...], name: str = "faces") -> DataSet:
    return DataSet(tmp_path, Description(name, "made up", "CC0-1.0", ("clinic",), ("colour", "uv")), photos)


def test_new_people_are_held_and_errors_are_calibrated() -> None:
    about = {"weights": "small", "weights_sha256": "a" * 64, "data": "faces, test"}
    found = fit_calibration(photos(80, 0), **about, white_balance=Method.AUTO)
    assert found.mismatch("a" * 64, found.detector, Method.AUTO) == ""
    assert (found.people, found.photos, found.areas, found.is_simulated) == (80, 160, AREAS, True)
    held = []
    for one in photos(150, 1):
        features = one.region_features(found.errors, found.domain.distance(one.skin))
        for name in AREAS:
            low, high = found.intervals(name, one.found[name], features[name])[0.9]
            held.append(low <= one.true[name] <= high)
        assert found.errors.predict(one.features).mean() == pytest.approx(np.exp(one.features[0, 1]), rel=0.1)
    assert np.mean(held) == pytest.approx(0.9, abs=0.04)


def test_a_region_that_few_people_have_gets_no_intervals() -> None:
    some = [
        dataclasses.replace(one, true=dict(one.true) | {"chin": math.nan}) if number >= 30 else one
        for number, one in enumerate(photos(30, 2))
    ]
    found = fit_calibration(some, weights="small", weights_sha256="a" * 64, data="faces", white_balance=Method.NONE)
    assert found.areas == tuple(name for name in AREAS if name != "chin")


def test_too_few_people_are_refused(tmp_path: object) -> None:
    with pytest.raises(SettingsError, match="20 people"):
        fit_calibration(
            photos(10, 3), weights="small", weights_sha256="a" * 64, data="faces", white_balance=Method.NONE
        )
    with pytest.raises(DataSetError, match="of 19 people in test"):
        calibration_rows(dataset(tmp_path, rows(19)), ("test",), INFO)
    assert len(calibration_rows(dataset(tmp_path, rows(20)), ("test",), INFO)) == 20


@pytest.mark.parametrize("splits", [(), ("train", "test")])
def test_people_that_the_weights_learned_from_are_refused(tmp_path: object, splits: tuple[str, ...]) -> None:
    mixed = rows(30, "train") + rows(30)
    with pytest.raises(DataSetError, match="learned from"):
        calibration_rows(dataset(tmp_path, mixed), splits, INFO)
    assert len(calibration_rows(dataset(tmp_path, mixed, "others"), splits, INFO)) == 60


def test_an_unknown_split_is_named(tmp_path: object) -> None:
    with pytest.raises(SettingsError, match="dev"):
        calibration_rows(dataset(tmp_path, rows(30)), ("dev",), INFO)

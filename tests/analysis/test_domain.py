import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.analysis.domain import FEATURES, Domain, describe_skin, fit_domain
from uvphoto.errors import SettingsError
from uvphoto.simulate.photography import ClinicPhoto

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]


def cloud(count: int, seed: int) -> NDArray[np.float64]:
    mixing = np.random.default_rng(0).normal(size=(len(FEATURES), len(FEATURES)))
    return np.random.default_rng(seed).normal(size=(count, len(FEATURES))) @ mixing + 3


def test_new_photos_of_the_cloud_lie_within_its_quantiles() -> None:
    domain = fit_domain(cloud(180, 1), [f"p{number // 3}" for number in range(180)])
    distances = np.array([domain.distance(row) for row in cloud(2000, 2)])
    assert (distances <= domain.usual).mean() == pytest.approx(0.95, abs=0.04)
    assert (distances <= domain.farthest).mean() == pytest.approx(0.99, abs=0.02)
    assert np.sqrt((distances**2).mean()) == pytest.approx(1, abs=0.15)


def test_the_distance_is_that_of_mahalanobis() -> None:
    rows = cloud(4000, 3)
    domain = fit_domain(rows, [str(number) for number in range(len(rows))])
    off = rows[0] - rows.mean(axis=0)
    expected = np.sqrt(off @ np.linalg.inv(np.cov(rows, rowvar=False)) @ off / len(FEATURES))
    assert domain.distance(rows[0]) == pytest.approx(expected, rel=0.3)  # the covariance is shrunk a little


def test_an_edited_face_lies_far_from_where_it_was(clinic_face: ClinicPhoto) -> None:
    colour, skin = clinic_face.colour.astype(np.float32), clinic_face.skin_mask
    usual = describe_skin(colour, skin, 0.47)
    rng = np.random.default_rng(0)
    spread = np.array([5, 4, 5, 0.3, 0.3, 0.3, 0.3, 0.2, 0.2, 0.2, 0.4, 0.4, 0.2, 0.2])  # over faces
    domain = fit_domain(usual + spread * rng.normal(size=(200, len(FEATURES))), [str(one) for one in range(200)])
    assert domain.distance(usual) < 0.5
    grey = np.repeat(colour.mean(axis=2, keepdims=True), 3, axis=2)
    for edited in (grey, 1 - colour, colour[..., ::-1], np.clip(3 * (colour - 0.5) + 0.5, 0, 1)):
        assert domain.distance(describe_skin(np.ascontiguousarray(edited, np.float32), skin, 0.47)) > domain.farthest


def test_features_do_not_hang_on_what_lies_beside_the_skin(clinic_face: ClinicPhoto) -> None:
    colour, skin = clinic_face.colour.astype(np.float32), clinic_face.skin_mask
    beside = np.where(skin[..., None], colour, np.float32(0))
    np.testing.assert_allclose(describe_skin(beside, skin, 0.47), describe_skin(colour, skin, 0.47), atol=1e-4)


def test_faults_are_named() -> None:
    with pytest.raises(ValueError, match="no skin"):
        describe_skin(np.zeros((9, 9, 3), np.float32), np.zeros((9, 9), bool), 0.25)
    with pytest.raises(ValueError, match="shapes"):
        describe_skin(np.zeros((9, 9, 3), np.float32), np.ones((8, 9), bool), 0.25)
    with pytest.raises(SettingsError, match="14 features"):
        Domain((0.0,), ((1.0,),), 1.0, 2.0)

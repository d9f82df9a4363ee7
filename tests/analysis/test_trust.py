import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.analysis.calibration import Calibration
from uvphoto.analysis.domain import FEATURES, Domain, describe_skin
from uvphoto.analysis.error_map import FEATURES as PIXEL_FEATURES
from uvphoto.analysis.error_map import ErrorModel
from uvphoto.analysis.findings import FindingKind, Severity
from uvphoto.analysis.intervals import LEVELS, RegionIntervals
from uvphoto.analysis.trust import UNCALIBRATED, Trust, assess, region_features
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.face_finding import FaceFinding
from uvphoto.skin.pupils import Pupils
from uvphoto.skin.regions import AREAS

MM = 0.46875
FACE = FaceFinding(Pupils((220.0, 323.0), (220.0, 189.0), 350.0, is_measured=True), 0.0, 0.0, ())


def calibration_around(features: NDArray[np.float64], scale: float = 1.0) -> Calibration:
    inverse = tuple(tuple(row) for row in (np.eye(len(FEATURES)) / scale**2).tolist())
    domain = Domain(tuple(features.tolist()), inverse, 1.2, 1.6)
    errors = ErrorModel((-4.0, *(0.0,) * (len(PIXEL_FEATURES) - 1)), 2.3)
    regions = tuple(RegionIntervals(name, (0.0,) * 7, (-3.0, *(0.0,) * 6), (0.7, 1.5, 2.0, 3.0)) for name in AREAS)
    return Calibration("small", "a" * 64, "spots 1", "made up", True, 40, 80, domain, errors, regions)


def trust_in(photo: ClinicPhoto, calibration: Calibration | None, skin: NDArray[np.bool_] | None = None) -> Trust:
    colour = photo.colour.astype(np.float32)
    skin = photo.skin_mask if skin is None else skin
    uv = colour[..., 2].copy()
    return assess(
        colour, skin, photo.regions, FACE, uv=uv, spread=np.full_like(uv, 0.01), mm_per_pixel=MM,
        ratios=dict.fromkeys(AREAS, 0.05), calibration=calibration,
    )  # fmt: skip


def test_a_usual_photo_gets_intervals_and_a_map(clinic_face: ClinicPhoto) -> None:
    skin = clinic_face.skin_mask
    known = calibration_around(describe_skin(clinic_face.colour.astype(np.float32), skin, MM))
    trust = trust_in(clinic_face, known)
    assert trust.no_intervals_because == ""
    assert set(trust.intervals) == set(AREAS)
    assert tuple(trust.intervals["cheeks"]) == LEVELS
    low, high = trust.intervals["cheeks"][0.9]
    half = 2.0 * np.exp(-3.0)
    assert (low, high) == pytest.approx((max(np.sqrt(0.05) - half, 0) ** 2, (np.sqrt(0.05) + half) ** 2))
    assert trust.domain_distance == pytest.approx(0, abs=1e-6)
    assert trust.expected_error is not None
    np.testing.assert_allclose(trust.expected_error[skin], np.exp(-4), rtol=1e-3)
    assert not trust.expected_error[~skin].any()


@pytest.mark.parametrize(("off", "severity"), [(1.0, None), (2.5, Severity.WARN), (9.0, Severity.REFUSE)])
def test_the_further_from_what_is_known_the_graver(
    clinic_face: ClinicPhoto, off: float, severity: Severity | None
) -> None:
    features = describe_skin(clinic_face.colour.astype(np.float32), clinic_face.skin_mask, MM)
    trust = trust_in(clinic_face, calibration_around(features + off))
    assert trust.domain_distance == pytest.approx(off)
    found = [one.severity for one in trust.findings if one.kind is FindingKind.UNFAMILIAR]
    assert found == ([] if severity is None else [severity])
    assert trust.is_refused == (severity is Severity.REFUSE)
    assert all("simulated" in one.remedy for one in trust.findings if one.kind is FindingKind.UNFAMILIAR)


def test_without_a_calibration_quality_is_judged_all_the_same(clinic_face: ClinicPhoto) -> None:
    trust = trust_in(clinic_face, None)
    assert (trust.intervals, trust.no_intervals_because) == ({}, UNCALIBRATED)
    assert trust.expected_error is None
    assert trust.domain_distance is None
    assert trust.quality.skin_share > 0.5


def test_without_skin_there_is_a_refusal(clinic_face: ClinicPhoto) -> None:
    known = calibration_around(np.zeros(len(FEATURES)))
    trust = trust_in(clinic_face, known, np.zeros_like(clinic_face.skin_mask))
    assert trust.is_refused
    assert trust.findings[0].kind is FindingKind.LITTLE_SKIN


def test_features_of_regions_are_those_of_their_skin() -> None:
    regions = np.zeros((10, 10), np.uint8)
    regions[:5], regions[5:] = 2, 3  # the cheeks
    skin = np.ones((10, 10), bool)
    skin[:, 8:] = False
    errors = np.where(regions == 2, 0.01, 0.03).astype(np.float32)
    uv = np.where(regions == 2, 0.4, 0.6).astype(np.float32)
    found = region_features(uv, errors, skin, regions, mm_per_pixel=0.5, blur_mm=0.2, domain_distance=1.1)
    assert set(found) == {"left_cheek", "right_cheek", "cheeks", "face"}
    assert found["left_cheek"].expected_error == pytest.approx(0.01)
    assert found["cheeks"].expected_error == pytest.approx(0.02)
    assert found["right_cheek"].uv_level == pytest.approx(0.6)
    assert found["face"].skin_mm2 == pytest.approx(80 * 0.25)

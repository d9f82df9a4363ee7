import dataclasses
import math

import pytest

from uvphoto.analysis.findings import Finding, FindingKind, Severity
from uvphoto.analysis.judging import judge, refusals_first
from uvphoto.analysis.quality import Quality
from uvphoto.skin.face_finding import FaceFinding, FaceProblem
from uvphoto.skin.pupils import Pupils

GOOD = Quality(
    blur_mm=0.2, luminance=0.3, clipped_bright=0.001, clipped_dark=0.0, noise=0.003, cast_a=1.0, cast_b=-1.0,
    unevenness=0.6, pupil_distance=300.0, yaw=2.0, roll=1.0, skin_share=1.0, ita_degrees=35.0,
)  # fmt: skip
FACE = FaceFinding(Pupils((100.0, 400.0), (100.0, 100.0), 780.0, is_measured=True), 2.0, 1.0, ())
WORSE = {
    "blur_mm": (FindingKind.BLURRED, 3.0), "luminance": (FindingKind.DARK, 0.005),
    "clipped_bright": (FindingKind.CLIPPED, 0.6), "clipped_dark": (FindingKind.CLIPPED, 0.6),
    "noise": (FindingKind.NOISY, 0.3), "cast_a": (FindingKind.CAST, -40.0), "unevenness": (FindingKind.UNEVEN, 8.0),
    "pupil_distance": (FindingKind.SMALL, 30.0), "yaw": (FindingKind.TURNED, -60.0),
    "skin_share": (FindingKind.LITTLE_SKIN, 0.05), "ita_degrees": (FindingKind.DARK_SKIN, -70.0),
}  # fmt: skip


def judged(**values: float) -> tuple[Finding, ...]:
    """Judge the good photo with other values in it."""
    quality = dataclasses.replace(GOOD, **values)
    return judge(quality, dataclasses.replace(FACE, yaw=quality.yaw, roll=quality.roll))


def test_nothing_stands_against_a_good_photo() -> None:
    assert judge(GOOD, FACE) == ()


def test_what_cannot_be_known_is_not_held_against_a_photo() -> None:
    assert judged(**{field.name: math.nan for field in dataclasses.fields(Quality)}) == ()


@pytest.mark.parametrize("name", WORSE)
def test_each_fault_is_refused_with_its_value_and_what_to_do(name: str) -> None:
    kind, value = WORSE[name]
    (found,) = judged(**{name: value})
    assert (found.kind, found.severity) == (kind, Severity.REFUSE)
    assert any(character.isdigit() for character in found.message)
    assert "limit" in found.message or "needed" in found.message
    assert found.remedy


@pytest.mark.parametrize("name", sorted(set(WORSE) - {"clipped_dark"}))
def test_between_good_and_refused_lies_a_warning(name: str) -> None:
    kind, value = WORSE[name]
    good, severities = getattr(GOOD, name), []
    for step in range(41):
        found = judged(**{name: good + (value - good) * step / 40})
        severities.append([one.severity for one in found if one.kind is kind])
    order = [[], [Severity.WARN], [Severity.REFUSE]]
    ranks = [order.index(one) for one in severities]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


def test_the_face_is_judged_too() -> None:
    nothing = FaceFinding(None, math.nan, math.nan, (FaceProblem.NO_FACE,))
    (found,) = judge(dataclasses.replace(GOOD, yaw=math.nan, roll=math.nan), nothing)
    assert (found.kind, found.severity) == (FindingKind.NO_FACE, Severity.REFUSE)
    several = dataclasses.replace(FACE, problems=(FaceProblem.SEVERAL, FaceProblem.TURNED))
    kinds = {one.kind: one.severity for one in judge(GOOD, several)}
    assert kinds == {FindingKind.SEVERAL_FACES: Severity.WARN, FindingKind.TURNED: Severity.WARN}


def test_refusals_come_first() -> None:
    found = [Finding(FindingKind.DARK, severity, "", "") for severity in (Severity.WARN, Severity.REFUSE)]
    assert [one.severity for one in refusals_first(found)] == [Severity.REFUSE, Severity.WARN]

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from uvphoto.simulate.face.anatomy import draw_shape, eye_contour, hairline_contour, lip_contours
from uvphoto.simulate.face.canvas import Canvas, fill
from uvphoto.simulate.face.mark_population import draw_places, draw_population, rules
from uvphoto.simulate.face.people import Person, Sex, SkinType, draw_person
from uvphoto.simulate.marks import IDENTITIES, MarkKind

PERSON = replace(
    draw_person(np.random.default_rng(11)),
    age=45.0,
    sex=Sex.FEMALE,
    skin_type=SkinType.LIGHT,
    sun_history=0.5,
    freckling=0.3,
    acne=0.3,
)
SHAPE = draw_shape(np.random.default_rng(11), PERSON)
ZONES = ("face", "sun", "freckle", "melasma", "acne", "cheekbone", "vessel")


def expected(person: Person) -> Counter[MarkKind]:
    """Return the mean number of marks of each kind."""
    total: Counter[MarkKind] = Counter()
    for rule in rules(person):
        total[rule.kind] += rule.count
    return total


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("seed", range(3))
def test_places_lie_on_bare_skin(zone: str, seed: int) -> None:
    person = draw_person(np.random.default_rng(seed))
    shape = draw_shape(np.random.default_rng(seed), person)
    places = draw_places(np.random.default_rng(seed), shape, zone, 4000)
    canvas = Canvas(0.5)
    rows, columns = np.round(canvas.to_pixels(places)).astype(int).T
    assert (fill(canvas, 1.05 * hairline_contour(shape))[rows, columns] > 0).all()
    for side in (-1, 1):
        assert not fill(canvas, eye_contour(shape, side, grow=1.0))[rows, columns].any()
    for lip in lip_contours(shape):
        inner = lip.mean(axis=0) + 0.6 * (lip - lip.mean(axis=0))
        assert not fill(canvas, inner)[rows, columns].any()


def test_places_follow_the_density_and_fill_the_pixels_of_its_grid() -> None:
    places = draw_places(np.random.default_rng(0), SHAPE, "sun", 20000)
    upper_cheek = (np.abs(np.abs(places[:, 1]) - 44) < 8) & (np.abs(places[:, 0] - 18) < 8)
    jaw = (np.abs(np.abs(places[:, 1]) - 30) < 8) & (np.abs(places[:, 0] - 85) < 8)
    assert upper_cheek.sum() > 3 * jaw.sum()
    assert upper_cheek[places[:, 1] > 0].sum() == pytest.approx(upper_cheek[places[:, 1] < 0].sum(), rel=0.2)
    offsets = np.mod(places[:, 0], 2.0)
    assert np.histogram(offsets, 4)[0] == pytest.approx(5000, rel=0.1)  # no grid shows


def test_no_places_may_be_drawn() -> None:
    assert draw_places(np.random.default_rng(0), SHAPE, "sun", 0).shape == (0, 2)


@pytest.mark.parametrize("kind", [MarkKind.LENTIGO, MarkKind.FAINT])
def test_solar_spots_rise_with_sun_and_age_and_fall_with_darker_skin(kind: MarkKind) -> None:
    for older in (30.0, 50.0, 70.0):
        assert expected(replace(PERSON, age=older))[kind] > expected(replace(PERSON, age=older - 10))[kind]
    for sun in (0.3, 0.6, 0.9):
        assert expected(replace(PERSON, sun_history=sun))[kind] > expected(replace(PERSON, sun_history=sun - 0.2))[kind]
    types = (SkinType.LIGHT, SkinType.MEDIUM, SkinType.BROWN, SkinType.DARK)
    counts = [expected(replace(PERSON, skin_type=kind_of_skin))[kind] for kind_of_skin in types]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 3 * counts[-1] or kind is MarkKind.FAINT


def test_the_young_have_no_solar_lentigines_and_the_sheltered_few_freckles() -> None:
    assert expected(replace(PERSON, age=18.0))[MarkKind.LENTIGO] == 0
    assert expected(replace(PERSON, freckling=0.0))[MarkKind.FRECKLE] == 0
    freckles = [expected(replace(PERSON, freckling=amount))[MarkKind.FRECKLE] for amount in (0.1, 0.4, 0.9)]
    assert freckles == sorted(freckles)


def test_women_of_middle_age_have_most_melasma_and_acne_follows_its_tendency() -> None:
    man, girl = replace(PERSON, sex=Sex.MALE), replace(PERSON, age=20.0)
    assert expected(PERSON)[MarkKind.MELASMA] > 2 * max(expected(one)[MarkKind.MELASMA] for one in (man, girl))
    clear, spotty = (replace(PERSON, acne=amount) for amount in (0.0, 0.9))
    for kind in (MarkKind.ACNE, MarkKind.POST_INFLAMMATORY, MarkKind.SCAR):
        assert expected(spotty)[kind] > 3 * expected(clear)[kind]


def test_as_many_are_drawn_as_the_rules_say_on_average() -> None:
    drawn = [Counter(mark.kind for mark in draw_population(np.random.default_rng(i), PERSON, SHAPE)) for i in range(60)]
    for kind in (MarkKind.LENTIGO, MarkKind.FAINT, MarkKind.MOLE, MarkKind.FRECKLE):
        assert np.mean([one[kind] for one in drawn]) == pytest.approx(expected(PERSON)[kind], rel=0.3)


def test_marks_keep_to_the_ranges_of_their_rules() -> None:
    by_kind = {rule.kind: rule for rule in rules(PERSON) if rule.kind is not MarkKind.LENTIGO}
    marks = draw_population(np.random.default_rng(2), PERSON, SHAPE)
    assert len(marks) > 100
    for mark in marks:
        assert mark.radius_mm > 0.1
        assert 0 <= mark.seed < IDENTITIES
        assert mark.aspect >= 1
        rule = by_kind.get(mark.kind)
        for name in ("edge", "irregularity", "aspect", "melanin", "dermal_melanin", "blood") if rule else ():
            low, high = getattr(rule, name)
            assert low <= getattr(mark, name) <= high
        if not mark.kind.is_pigment:
            assert mark.melanin <= 0
            assert mark.dermal_melanin == 0


def test_each_mark_has_an_identity_of_its_own_and_a_seed_gives_the_same_marks() -> None:
    freckled = replace(PERSON, freckling=1.0, sun_history=1.0)
    marks = draw_population(np.random.default_rng(5), freckled, SHAPE)
    assert len({mark.seed for mark in marks}) == len(marks)
    assert draw_population(np.random.default_rng(5), freckled, SHAPE) == marks
    assert draw_population(np.random.default_rng(6), freckled, SHAPE) != marks

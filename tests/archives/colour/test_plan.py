"""Archives whose devices are known: which correction each photo gets, and why."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from uvphoto.archives.colour import ArchivePhoto, CardReading, Correction, CorrectionMethod, plan_corrections
from uvphoto.errors import SettingsError

Maker = Callable[..., ArchivePhoto]
CardMaker = Callable[..., CardReading]

DAY, NEXT = date(2026, 3, 1), date(2026, 3, 5)
CAST = (1.2, 1.0, 0.8)


def gains(correction: Correction) -> NDArray[np.float64]:
    assert np.count_nonzero(correction.matrix - np.diag(np.diag(correction.matrix))) == 0
    return np.diag(correction.matrix)


def people_of(
    photo: Maker,
    device: str,
    persons: range,
    light: tuple[float, ...] = (1, 1, 1),
    *,
    seed: int = 0,
    spread: float = 0.2,
) -> list[ArchivePhoto]:
    """Return a photo of each person: their own skin, the same for a number and seed, in the light of a device."""
    photos = []
    for number in persons:
        rng = np.random.default_rng([seed, number])
        melanin = rng.normal(0, spread)
        skin = np.array([0.4, 0.22, 0.15]) * np.exp(melanin * np.array([0.7, 1, 1.3]) + rng.normal(0, 0.02, 3))
        photos.append(photo(f"{device} {number}", device, person=f"p{number}", skin=skin * light))
    return photos


def test_the_own_card_goes_first(photo: Maker, card: CardMaker) -> None:
    plan = plan_corrections([photo("a", reading=card(CAST, brightness=1.1)), photo("b", reading=card((1.21, 1, 0.8)))])
    assert plan["a"].method is plan["b"].method is CorrectionMethod.OWN_CARD
    # The exposure is that of the day's cards, so that a card held aslant brightens no single photo.
    np.testing.assert_allclose(gains(plan["a"]), 1.05 * np.array(CAST))
    assert "exposure is by the greys of 2 cards of the day: x 1.05" in plan["a"].reason
    assert plan["a"].residual == 1.5


def test_a_phone_keeps_its_own_exposure(photo: Maker, card: CardMaker) -> None:
    photos = [
        photo(name, "phone", keeps_settings=False, reading=card(CAST, brightness=factor))
        for name, factor in (("a", 1.1), ("b", 1.0))
    ]
    photos.append(photo("c", "phone", keeps_settings=False))
    plan = plan_corrections(photos)
    np.testing.assert_allclose(gains(plan["a"]), 1.1 * np.array(CAST))
    assert plan["c"].method is CorrectionMethod.NONE
    assert "anew for each photo" in plan["c"].reason


def test_unsafe_exposures_stay(photo: Maker, card: CardMaker) -> None:
    plan = plan_corrections([photo("a", reading=card(CAST, brightness=1.1, unevenness=0.3))])
    np.testing.assert_allclose(gains(plan["a"]), CAST)
    assert "The exposure stays" in plan["a"].reason


def test_a_card_serves_its_device_on_its_day_and_then_on_others(photo: Maker, card: CardMaker) -> None:
    photos = [
        photo("card", reading=card(CAST)),
        photo("later card", day=NEXT, reading=card((1.22, 1, 0.8))),
        photo("same", person="p"),
        photo("nearer the later", person="p", day=date(2026, 3, 4)),
        photo("other device", "other", person="p"),
    ]
    plan = plan_corrections(photos)
    assert plan["same"].method is CorrectionMethod.CARD_OF_THE_DAY
    np.testing.assert_allclose(gains(plan["same"]), CAST)
    assert plan["nearer the later"].method is CorrectionMethod.CARD_OF_ANOTHER_DAY
    np.testing.assert_allclose(gains(plan["nearer the later"]), (1.22, 1, 0.8))
    assert "a day away; its cards of 2 days agree" in plan["nearer the later"].reason
    assert plan["other device"].method is CorrectionMethod.NONE


@pytest.mark.parametrize("other", [DAY, NEXT])
def test_cards_that_disagree_speak_for_no_other_photo(photo: Maker, card: CardMaker, other: date) -> None:
    photos = [photo("a", reading=card(CAST)), photo("b", day=other, reading=card((0.8, 1, 1.2)))]
    between = photo("c", person="p", day=DAY + timedelta(days=1))
    plan = plan_corrections([*photos, between, photo("d", person="p")])
    assert plan["c"].method is CorrectionMethod.NONE
    assert "does not keep its settings" in plan["c"].reason
    assert plan["a"].method is CorrectionMethod.OWN_CARD
    is_of_the_day = plan["d"].method is CorrectionMethod.CARD_OF_THE_DAY
    assert is_of_the_day == (other != DAY)  # a lamp that was changed in between does not matter on the day


def test_photos_of_unknown_days_take_the_card_that_there_is(photo: Maker, card: CardMaker) -> None:
    plan = plan_corrections([photo("card", reading=card(CAST)), photo("undated", person="p", day=None)])
    assert plan["undated"].method is CorrectionMethod.CARD_OF_ANOTHER_DAY
    assert "nobody knows the day" in plan["undated"].reason


def test_mean_skin_finds_known_gains_with_the_same_people(photo: Maker) -> None:
    light = (1.25, 1.0, 0.7)
    photos = people_of(photo, "a", range(12)) + people_of(photo, "b", range(8), light)
    plan = plan_corrections(photos)
    assert plan["b 3"].method is CorrectionMethod.MEAN_SKIN
    np.testing.assert_allclose(gains(plan["b 3"]) * light, 1, rtol=1e-9)
    assert "8 people seen by both" in plan["b 3"].reason
    assert plan["a 3"].is_identity
    assert "is the reference" in plan["a 3"].reason
    assert all(plan[f"b {number}"] == plan["b 0"] for number in range(8))  # never by person


def test_mean_skin_finds_known_gains_with_other_people_but_for_their_spread(photo: Maker) -> None:
    light = (1.4, 1.0, 0.6)
    photos = people_of(photo, "a", range(60)) + people_of(photo, "b", range(100, 150), light)
    one = plan_corrections(photos)["b 100"]
    np.testing.assert_allclose(gains(one) * light, 1, atol=0.15)
    assert "50 people against 60" in one.reason
    assert 0.5 < one.residual < 2


def test_the_standard_error_is_that_of_repeated_draws(photo: Maker) -> None:
    from uvphoto.skin.white_balance.lab import to_lab  # noqa: PLC0415

    skin, off, told = np.array([0.4, 0.22, 0.15]), [], []
    for seed in range(60):
        photos = people_of(photo, "a", range(40), seed=seed) + people_of(
            photo, "b", range(100, 140), (1.5, 1, 0.6), seed=seed
        )
        one = plan_corrections(photos)["b 100"]
        off.append(np.linalg.norm(to_lab(skin * gains(one) * (1.5, 1, 0.6)) - to_lab(skin)))
        told.append(one.residual)
    assert np.sqrt(np.mean(np.square(off))) == pytest.approx(np.mean(told), rel=0.3)


@pytest.mark.parametrize(
    ("persons", "spread", "words"),
    [
        (range(100, 119), 0.2, "19 and 60 people are seen, 0 of them by both, where 20 each or 8 of both"),
        (range(7), 0.2, "7 and 60 people are seen, 7 of them by both"),
        (range(100, 120), 0.9, "would be known to"),
    ],
)
def test_too_few_people_change_nothing(photo: Maker, persons: range, spread: float, words: str) -> None:
    photos = people_of(photo, "a", range(60)) + people_of(photo, "b", persons, (1.4, 1, 0.6), spread=spread)
    plan = plan_corrections(photos)
    assert all(one.method is CorrectionMethod.NONE and one.is_identity for one in plan.values())
    assert words in plan[f"b {persons[0]}"].reason


def test_what_chance_may_do_changes_nothing(photo: Maker) -> None:
    plan = plan_corrections(people_of(photo, "a", range(40)) + people_of(photo, "b", range(100, 130), (1.01, 1, 1)))
    assert plan["b 100"].method is CorrectionMethod.MEAN_SKIN
    assert plan["b 100"].is_identity
    assert "within chance" in plan["b 100"].reason


def test_devices_with_a_card_are_the_reference(photo: Maker, card: CardMaker) -> None:
    light = np.array([1.2, 1.0, 0.7])
    carded = people_of(photo, "carded", range(10), tuple(1 / np.array(CAST)))
    photos = [photo("card", "carded", reading=card(CAST)), *carded, *people_of(photo, "b", range(30), tuple(light))]
    plan = plan_corrections(photos)
    np.testing.assert_allclose(gains(plan["carded 3"]), CAST)
    np.testing.assert_allclose(gains(plan["b 20"]) * light, 1, rtol=1e-9)  # to the corrected colours
    named = plan_corrections(photos, reference="b")
    assert named["b 20"].method is CorrectionMethod.NONE  # the other one has its card: nothing is brought to b
    np.testing.assert_allclose(gains(named["carded 3"]), CAST)


def test_one_device_without_a_card_stays(photo: Maker) -> None:
    plan = plan_corrections(people_of(photo, "a", range(50)))
    assert all(one == Correction(reason="No photo of its device shows a card.") for one in plan.values())
    assert plan_corrections([]) == {}


def test_all_corrected_photos_are_darkened_alike_and_single_ones_more(photo: Maker, card: CardMaker) -> None:
    bright = [(0.8, 0.8, 0.8)] * 128
    photos = [photo(f"{number}", reading=card((1, 1, 1), brightness=1.5), brightest=bright) for number in range(99)]
    photos.append(photo("glaring", reading=card((1, 1, 1), brightness=1.5), brightest=[(0.95, 0.95, 0.95)] * 128))
    photos.append(photo("plain", "phone", keeps_settings=False, person="p", brightest=[(0.95, 0.95, 0.95)] * 128))
    plan = plan_corrections(photos)
    np.testing.assert_allclose(gains(plan["7"]), 1.25)
    assert "Darkened like all" in plan["7"].reason
    np.testing.assert_allclose(gains(plan["glaring"]), 1 / 0.95)
    assert "on its own" in plan["glaring"].reason
    assert plan["plain"].is_identity


def test_a_few_highlights_may_clip(photo: Maker, card: CardMaker) -> None:
    few = [(0.5, 0.5, 0.5)] * 116 + [(0.99, 0.99, 0.99)] * 12  # 12 / 128 of a hundredth: under a thousandth
    plan = plan_corrections([photo("a", reading=card((1, 1, 1), brightness=1.5), brightest=few)])
    np.testing.assert_allclose(gains(plan["a"]), 1.5)


def test_what_is_asked_has_to_make_sense(photo: Maker) -> None:
    with pytest.raises(SettingsError, match="reference device 'none' took none"):
        plan_corrections([photo("a")], reference="none")
    with pytest.raises(SettingsError, match="'a' is given 2 times"):
        plan_corrections([photo("a"), photo("a")])


def test_in_a_small_archive_all_are_darkened_alike(photo: Maker, card: CardMaker) -> None:
    levels = (0.7, 0.9, 0.8)
    photos = [photo(f"{one}", reading=card((1, 1, 1), brightness=1.5), brightest=[(one,) * 3] * 128) for one in levels]
    plan = plan_corrections(photos)
    assert all(gains(one) == pytest.approx(1 / 0.9) for one in plan.values())

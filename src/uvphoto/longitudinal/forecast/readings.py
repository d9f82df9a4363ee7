"""From the record of a person to the readings that a forecast can use, and why others are left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.record.entries import History, Sitting

Values = NDArray[np.float64]

SMALLEST_MM2 = 0.25  # half of the smallest spot that the detector finds: what no spot at all may still hold
_WITHIN_A_DAY = 0.01  # days from one sitting of a day to the next


@dataclass(frozen=True)
class Method:
    """By what shares of spots were found; those of two methods cannot be compared.

    Attributes:
        spots_found_in: the kind of picture.
        weights_name: of the converter; None where a camera took the UV photo.
        weights_sha256: of the same.
        algorithm: that found the spots.
        white_balance: by which colours were balanced.

    """

    spots_found_in: str
    weights_name: str | None
    weights_sha256: str | None
    algorithm: str
    white_balance: str

    @classmethod
    def of(cls, sitting: Sitting) -> "Method":
        """Return by what a sitting was measured."""
        return cls(
            sitting.spots_found_in,
            sitting.weights_name,
            sitting.weights_sha256,
            sitting.algorithm,
            sitting.white_balance,
        )

    def __str__(self) -> str:
        by = f"weights {self.weights_name} {(self.weights_sha256 or '')[:8]}, " if self.weights_name else ""
        return f"{self.spots_found_in}, {by}{self.algorithm}, white balance {self.white_balance}"


@dataclass(frozen=True, eq=False)
class Readings:
    """The readings of a person that can be laid side by side.

    Attributes:
        person: the pseudonym.
        first: date of day 0, that of the first reading.
        days: (K,) since then, rising; sittings of one date lie a hundredth of a day apart.
        devices: (K) names.
        domains: by the name of a device, clinic or phone.
        shares: (K, R) of spots by region, 0 to 1; NaN where there is none.
        low: (K, R) lower end of the 90 % interval that the analysis gives a share; NaN where it gives none.
        high: (K, R) upper end.
        skin_mm2: (K, R) area of the skin that was measured; NaN where none was.
        regions: (R) names.
        method: by which all of them were found.
        treatments: date of the visit before which something was done, after the first, and what.
        left_out: sentences for people: which readings do not count, and why.

    """

    person: str
    first: date
    days: Values
    devices: tuple[str, ...]
    domains: Mapping[str, str]
    shares: Values
    low: Values
    high: Values
    skin_mm2: Values
    regions: tuple[str, ...]
    method: Method
    treatments: tuple[tuple[date, str], ...]
    left_out: tuple[str, ...]

    @property
    def dates(self) -> tuple[date, ...]:
        """The date of each sitting."""
        return tuple(self.first + timedelta(days=int(day)) for day in self.days)

    @property
    def rarity(self) -> Values:
        """(K, R) one over the area of the spots, per mm2, as `PersonHistory.rarity` has it."""
        return spot_rarity(self.shares, self.skin_mm2)

    @property
    def logits(self) -> Values:
        """(K, R) logits of the shares, as ``share_logits`` has them."""
        return share_logits(self.shares, self.skin_mm2)


def days_of(dates: Sequence[date], first: date) -> Values:
    """Return the days (K,) of dates that do not fall, since a first one; those of one date a little apart."""
    days: list[float] = []
    for one in dates:
        day = float((one - first).days)
        days.append(days[-1] + _WITHIN_A_DAY if days and int(days[-1]) == day else day)
    return np.array(days)


def spot_rarity(shares: Values, skin_mm2: Values) -> Values:
    """Return one over the area of spots, per mm2: at most that of SMALLEST_MM2, NaN where nothing was read."""
    return np.asarray(1.0 / np.maximum(shares * skin_mm2, SMALLEST_MM2))


def share_logits(shares: Values, skin_mm2: Values) -> Values:
    """Return the logits of shares of spots; skin without any spot counts as holding SMALLEST_MM2 of one.

    Args:
        shares: (...) from 0 to 1.
        skin_mm2: (...) area of the skin.

    """
    least = np.minimum(SMALLEST_MM2 / np.maximum(skin_mm2, 1.0), 0.5)
    return np.asarray(logit(np.clip(shares, least, 1.0 - least)))


def readings_of(history: History, regions: Sequence[str], view: str = "front") -> Readings:
    """Choose what can be laid side by side: one view, one method, photos that are not refused.

    Of several methods the one counts that measured the most visits; of equals the one whose photo came last.

    Args:
        history: of a person, with all results of each photo.
        regions: that are wanted.
        view: of the face.

    Raises:
        SettingsError: nothing is left.

    """
    of_view = [one for one in history.sittings if one.view == view]
    usable = [one for one in of_view if not one.is_refused and _has_readings(one, regions)]
    if not usable:
        raise SettingsError(
            f"The record has no measured photo of {history.person!r} in the view {view!r} that can be used "
            f"({len(of_view)} results there are). Store photos with their results: uvphoto analyse, then "
            "uvphoto record add --analysis"
        )
    method = _most_frequent(usable)
    chosen = [one for one in usable if Method.of(one) == method]
    first = chosen[0].visit
    return Readings(
        person=history.person,
        first=first,
        days=days_of([one.visit for one in chosen], first),
        devices=tuple(one.device for one in chosen),
        domains={one.device: one.domain for one in chosen},
        shares=_table(chosen, regions, "spot_ratio"),
        low=_table(chosen, regions, "spot_ratio_90_low"),
        high=_table(chosen, regions, "spot_ratio_90_high"),
        skin_mm2=_table(chosen, regions, "skin_mm2"),
        regions=tuple(regions),
        method=method,
        treatments=_treatments(history.sittings, first),
        left_out=_left_out(history, view, usable, method),
    )


def _has_readings(sitting: Sitting, regions: Sequence[str]) -> bool:
    return any(sitting.regions.get(region, {}).get("spot_ratio") is not None for region in regions)


def _most_frequent(sittings: Sequence[Sitting]) -> Method:
    dates: dict[Method, set[date]] = {}
    for one in sittings:
        dates.setdefault(Method.of(one), set()).add(one.visit)
    return max(dates, key=lambda method: (len(dates[method]), max(dates[method])))


def _table(sittings: Sequence[Sitting], regions: Sequence[str], name: str) -> Values:
    def value(sitting: Sitting, region: str) -> float:
        found = sitting.regions.get(region, {}).get(name)
        return np.nan if found is None else found

    return np.array([[value(one, region) for region in regions] for one in sittings])


def _treatments(sittings: Sequence[Sitting], first: date) -> tuple[tuple[date, str], ...]:
    return tuple(sorted({one.visit: one.treatment for one in sittings if one.treatment and one.visit > first}.items()))


def _left_out(history: History, view: str, usable: Sequence[Sitting], method: Method) -> tuple[str, ...]:
    """Say what does not count; a photo whose result by the method counts is not missed for its other results."""
    counted = {(one.visit, one.device, one.view) for one in usable if Method.of(one) == method}
    told = []
    for one in history.sittings:
        what = f"{one.visit}, {one.device}, {one.view}"
        if (one.visit, one.device, one.view) in counted:
            continue
        if one.view != view:
            told.append(f"{what}: another view than {view}")
        elif one.is_refused:
            told.append(f"{what}: the photo was refused when it was analysed")
        elif one not in usable:
            told.append(f"{what}: nothing was measured in these regions")
        else:
            told.append(f"{what}: measured otherwise ({Method.of(one)}); analyse it again by what measured the others")
    return tuple(dict.fromkeys(told))

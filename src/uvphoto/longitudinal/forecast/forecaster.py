"""Forecasts for one person, from their visits so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import ArrayLike

from uvphoto.errors import SettingsError
from uvphoto.longitudinal.forecast.batch import Future, collate
from uvphoto.longitudinal.forecast.dose import Scenario
from uvphoto.longitudinal.forecast.fans import Fan, GaussianFan, ShareFan
from uvphoto.longitudinal.forecast.history import Measure, PersonHistory, Values
from uvphoto.longitudinal.forecast.kalman import kalman_filter, outputs_of
from uvphoto.longitudinal.forecast.skin_model import SkinModel

LONGEST = 731.0  # days ahead
USUAL = "A forecast, if the sun is met as the habits on record say; from simulated courses, not from patients'."
SUPPOSED = (
    "A scenario under stated assumptions, not an effect: what the model expects if {name} from day {since:g} on "
    "multiplies the exposure by {exposure:.2g} and nothing else changes."
)


@dataclass(frozen=True)
class NotEnoughVisits:
    """There is no forecast, and why.

    Attributes:
        reason: for people, with the numbers that there are and that are wanted.

    """

    reason: str


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected of a person.

    Attributes:
        fans: by measure and region: shares of spots, 0 to 1, or the melanin index; or why there is none.
        statement: what stands behind it, for people; to be shown with every number.

    """

    fans: Mapping[tuple[Measure, str], Fan | NotEnoughVisits]
    statement: str


@dataclass(frozen=True, eq=False)
class Prediction:
    """Readings that are expected of a person at F days.

    Attributes:
        mean: (F, 2 R) logits of the shares of spots, then the melanin index.
        covariance: (F, 2 R, 2 R).

    """

    mean: Values
    covariance: Values


def forecast(
    model: SkinModel,
    history: PersonHistory,
    horizons: ArrayLike,
    *,
    scenario: Scenario | None = None,
    device: str | None = None,
    has_errors: bool = True,
) -> Forecast | NotEnoughVisits:
    """Return what is expected of a person after the last visit.

    Args:
        model: fitted.
        history: of the person, with doses to the last day that is asked for.
        horizons: (F,) days after the last visit, rising, to two years.
        scenario: another sun, from the last visit on or later; the habits on record without one.
        device: whose readings; without one the skin itself, as a perfect device would read it.
        has_errors: the readings err as those of the device do; else they have its bias alone, as if the skin were read
            by it without end.

    Raises:
        SettingsError: a horizon outside its range, a scenario of the past, or other regions than the model's.

    """
    ahead = np.atleast_1d(np.asarray(horizons, dtype=np.float64))
    _check(model, history, ahead, scenario)
    if lack := _lack(model, history):
        return lack
    supposed = replace(history, dose=scenario.apply(history.dose)) if scenario else history
    days = history.days[-1] + ahead
    expected = predict(model, [supposed], [Future(days, (device,) * days.size, has_errors)])[0]
    sd = np.sqrt(np.diagonal(expected.covariance, axis1=1, axis2=2))
    return Forecast(_fans(model, history, GaussianFan(days, expected.mean, sd), share=True), _statement(scenario))


def scenario_difference(
    model: SkinModel,
    history: PersonHistory,
    horizons: ArrayLike,
    scenario: Scenario,
    refits: Sequence[SkinModel] = (),
) -> Forecast | NotEnoughVisits:
    """Return by how much the skin would differ from its usual course: logits of spots, melanin index.

    What is unsure of the course itself is in both and cancels. What remains is how strongly this person answers to the
    sun, and, by the spread of the refits, how little the cohort tells of that in general.

    Args:
        model: fitted.
        history: of the person, with doses to the last day that is asked for.
        horizons: (F,) days after the last visit, rising, to two years.
        scenario: another sun, from the last visit on or later.
        refits: the model fitted to the cohort drawn again (`fit.refit`), two or more; without them the intervals are
            too narrow.

    Raises:
        SettingsError: as `forecast` does.

    """
    ahead = np.atleast_1d(np.asarray(horizons, dtype=np.float64))
    _check(model, history, ahead, scenario)
    if lack := _lack(model, history):
        return lack
    days = history.days[-1] + ahead
    mean, variance = _difference(model, history, days, scenario)
    if len(refits) > 1:
        variance = variance + np.var([_difference(one, history, days, scenario)[0] for one in refits], axis=0, ddof=1)
    return Forecast(_fans(model, history, GaussianFan(days, mean, np.sqrt(variance))), _statement(scenario))


def _difference(model: SkinModel, history: PersonHistory, days: Values, scenario: Scenario) -> tuple[Values, Values]:
    """Return mean and variance (F, 2 R) of the change: (H' - H) x + d' - d, for the state x of the usual course."""
    future = [Future(days, (None,) * days.size)]
    both = [replace(history, dose=scenario.apply(history.dose)), history]
    with torch.inference_mode():
        batches = [collate([one], model.settings.devices, future) for one in both]
        supposed, usual = (model.assemble(batch) for batch in batches)
        states = kalman_filter(usual, model.standardise(batches[1].values)).filtered
        change = replace(usual, output=supposed.output - usual.output, offset=supposed.offset - usual.offset)
        mean, covariance = outputs_of(change, states)
        asked = slice(history.days.size, None)
        variance = torch.diagonal(covariance[0, asked], dim1=-2, dim2=-1).clamp(min=0) * model.scale.square()
        return (mean[0, asked] * model.scale).numpy(), variance.numpy()


def predict(model: SkinModel, histories: Sequence[PersonHistory], futures: Sequence[Future]) -> list[Prediction]:
    """Return the readings that are expected of several people, however few visits there were.

    Args:
        model: fitted.
        histories: with doses to the last day that is asked for.
        futures: what is asked for, one visit or more for each person.

    Raises:
        SettingsError: a day lies outside the doses.

    """
    with torch.inference_mode():
        batch = collate(histories, model.settings.devices, futures)
        assembled = model.assemble(batch)
        passed = kalman_filter(assembled, model.standardise(batch.values))
        mean, covariance = outputs_of(assembled, passed.filtered)
        errs = batch.device <= len(model.settings.devices)
        errs &= torch.tensor([one.has_errors for one in futures])[:, None]
        covariance = covariance + assembled.noise * errs[..., None, None]
        mean = mean * model.scale + model.centre
        covariance = covariance * model.scale[:, None] * model.scale
    predictions = []
    for person, (history, future) in enumerate(zip(histories, futures, strict=True)):
        asked = slice(history.days.size, history.days.size + future.days.size)
        predictions.append(Prediction(mean[person, asked].numpy(), covariance[person, asked].numpy()))
    return predictions


def _fans(
    model: SkinModel, history: PersonHistory, fan: GaussianFan, *, share: bool = False
) -> dict[tuple[Measure, str], Fan | NotEnoughVisits]:
    """Return the fans of the columns (F, 2 R), those of spots as shares where asked."""
    fewest = model.settings.fewest_values
    fans: dict[tuple[Measure, str], Fan | NotEnoughVisits] = {}
    names = [(measure, region) for measure in Measure for region in model.settings.regions]
    for column, (measure, region) in enumerate(names):
        there = int(np.isfinite(history.values[:, column]).sum())
        one = GaussianFan(fan.days, fan.mean[:, column], fan.sd[:, column])
        if there < fewest:
            fans[measure, region] = NotEnoughVisits(
                f"not enough visits: {there} with a reading of {measure.value} in {region}, {fewest} are needed"
            )
        else:
            fans[measure, region] = ShareFan(one) if share and measure is Measure.SPOTS else one
    return fans


def _lack(model: SkinModel, history: PersonHistory) -> NotEnoughVisits | None:
    wanted = model.settings
    read = history.days[np.isfinite(history.values).any(axis=1)]
    visits, span = np.unique(np.floor(read)).size, float(np.ptp(read)) if read.size else 0.0  # several photos of a day
    if visits < wanted.fewest_visits:
        return NotEnoughVisits(f"not enough visits: {visits} with readings, {wanted.fewest_visits} are needed")
    if span < wanted.shortest_span:
        return NotEnoughVisits(f"not enough visits: they span {span:g} days, {wanted.shortest_span:g} are needed")
    return None


def _check(model: SkinModel, history: PersonHistory, ahead: Values, scenario: Scenario | None) -> None:
    if not ahead.size or not (np.diff(ahead, prepend=0.0) > 0).all() or not ahead[-1] <= LONGEST:
        raise SettingsError(f"Forecasts reach from the day after the last visit to {LONGEST:g} days; give rising days.")
    if scenario and scenario.since < history.days[-1]:
        raise SettingsError(
            f"A scenario cannot begin on day {scenario.since:g}, before the last visit on day {history.days[-1]:g}."
        )
    regions = len(model.settings.regions)
    if history.spots.shape[1] != regions:
        raise SettingsError(f"The model knows the regions {', '.join(model.settings.regions)}, in this order.")


def _statement(scenario: Scenario | None) -> str:
    if scenario is None:
        return USUAL
    return SUPPOSED.format(name=scenario.name or "somebody", since=scenario.since, exposure=scenario.exposure)

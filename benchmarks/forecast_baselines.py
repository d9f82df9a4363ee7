"""The methods that the forecast is measured against; what is known to the model is known to them."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
import statsmodels.api as sm
from forecast_cases import PROBABILITIES, Answer, Case, Values, regressors
from scipy.optimize import minimize, nnls
from statsmodels.tsa.statespace.structural import UnobservedComponents

from uvphoto.longitudinal.forecast.history import PersonHistory

Forecaster = Callable[[Case], Answer]

STEP = 30.0  # days of the grid on which the local linear trend lives
SLOPE = 0.005  # spread between people of its slope at the first visit, of the spread of the readings, in a step


@dataclass(frozen=True, eq=False)
class DeviceOffsets:
    """By how much the readings of each device lie above those of the first, from a regression within the cohort.

    With it the methods that know of no devices get corrected readings.
    """

    names: tuple[str, ...]
    offset: Values  # (D, 2 R)

    @classmethod
    def learn(cls, histories: Sequence[PersonHistory], names: Sequence[str]) -> "DeviceOffsets":
        """Regress readings, each against the person's mean, on devices, against the person's mean of these."""
        columns = histories[0].values.shape[1]
        offsets = np.zeros((len(names), columns))
        for column in range(columns):
            x, y = [], []
            for one in histories:
                there = np.isfinite(one.values[:, column])
                dummies = one_hot(one.devices, names)[there][:, 1:]
                if there.sum() > 1:
                    x.append(dummies - dummies.mean(axis=0))
                    y.append(one.values[there, column] - one.values[there, column].mean())
            offsets[1:, column] = np.linalg.lstsq(np.concatenate(x), np.concatenate(y), rcond=None)[0]
        return cls(tuple(names), offsets)

    def of(self, devices: Sequence[str]) -> Values:
        """(K, 2 R)."""
        return self.offset[[self.names.index(name) for name in devices]]

    def corrected(self, history: PersonHistory) -> Values:
        """(K, 2 R) readings as the first device would have made them."""
        return history.values - self.of(history.devices)


def one_hot(devices: Sequence[str], names: Sequence[str]) -> Values:
    """(K, D)."""
    return np.array([[float(one == name) for name in names] for one in devices])


def simple(rule: Callable[[Values, Values], Values], cases: Sequence[Case], offsets: DeviceOffsets) -> Forecaster:
    """Return a forecast by a rule from the past's values (K, 2 R), spread as the rule erred on the cases to learn from.

    The squared error is taken to be a sum of what the device, the number of visits and the time ahead add, none below
    0.
    """

    def centre(case: Case) -> Values:
        level = rule(offsets.corrected(case.past), case.past.days)
        return np.nan_to_num(level) + offsets.of(case.devices)

    def parts(case: Case) -> Values:
        asked = one_hot(case.devices, offsets.names)
        last = one_hot([case.whole.devices[case.visits - 1]] * case.asked.size, offsets.names)
        ahead = case.horizons[:, None] / 365.0
        return np.concatenate([asked, last, ahead, ahead**2, np.full_like(ahead, 1.0 / case.visits)], axis=1)

    design = np.concatenate([parts(case) for case in cases])
    squares = np.concatenate([np.where(case.judged, case.truth - centre(case), np.nan) ** 2 for case in cases])
    weights = []
    for column in range(squares.shape[1]):
        there = np.isfinite(squares[:, column])
        rows = squares[there, column]
        usual = 1.0 / np.sqrt(design[there].sum(axis=1))  # large variances would decide alone
        weights.append(nnls(design[there] * usual[:, None], rows * usual)[0])
    spread = np.stack(weights, axis=1)

    def answer(case: Case) -> Answer:
        return Answer.normal(centre(case), np.sqrt(np.maximum(parts(case) @ spread, 1e-6)))

    return answer


def last_value(past: Values, _: Values) -> Values:
    """Return the last reading of each column that is there."""
    return np.array([next((one for one in column[::-1] if np.isfinite(one)), np.nan) for column in past.T])


def mean_value(past: Values, _: Values) -> Values:
    """Return the mean reading of each column."""
    there = np.isfinite(past)
    return np.where(there, past, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)


def local_linear_trend(histories: Sequence[PersonHistory], offsets: DeviceOffsets, sample: int = 60) -> Forecaster:
    """Return a forecast by statsmodels' local linear trend on a grid of months, with variances of the cohort.

    One person's few visits cannot tell three variances, so these are those that make the readings of `sample` people
    likeliest together.
    """
    columns = histories[0].values.shape[1]
    grids = [_on_grid(offsets.corrected(one), one.days) for one in histories[:sample]]
    variances = []
    for column in range(columns):
        scale = float(np.nanstd(np.concatenate([grid[:, column] for grid in grids])))
        models = [_trend(grid[:, column] / scale) for grid in grids if np.isfinite(grid[:, column]).sum() > 2]

        def loss(logs: Values, models: Sequence[UnobservedComponents] = tuple(models)) -> float:
            return -sum(model.loglike(np.exp(np.clip(logs, -25, 5))) for model in models) / len(models)

        fitted = minimize(loss, np.log([0.01, 1e-3, 1e-6]), method="Nelder-Mead", options={"maxfev": 120})
        variances.append((np.exp(np.clip(fitted.x, -25, 5)), scale))

    def answer(case: Case) -> Answer:
        grid, steps = _on_grid(offsets.corrected(case.past), case.past.days), np.ceil(case.horizons / STEP).astype(int)
        mean, sd = np.zeros(case.truth.shape), np.ones(case.truth.shape)
        for column, (variance, scale) in enumerate(variances):
            if np.isfinite(grid[:, column]).any():  # a column without a reading is not judged
                ahead = _trend(grid[:, column] / scale).smooth(variance).get_forecast(int(steps.max()))
                mean[:, column] = np.asarray(ahead.predicted_mean)[steps - 1] * scale
                sd[:, column] = np.asarray(ahead.se_mean)[steps - 1] * scale
        return Answer.normal(mean + offsets.of(case.devices), sd)

    return answer


def _on_grid(values: Values, days: Values) -> Values:
    """Return (M, 2 R) means of the values in each step, NaN where none is."""
    place = np.floor(days / STEP).astype(int)
    grid = np.full((place[-1] + 1, values.shape[1]), np.nan)
    for step in np.unique(place):
        part = values[place == step]
        there = np.isfinite(part).any(axis=0)
        grid[step, there] = np.nanmean(part[:, there], axis=0)
    return grid


def _trend(values: Values) -> UnobservedComponents:
    model = UnobservedComponents(values, "local linear trend")
    first = values[np.isfinite(values)][0]
    model.ssm.initialize_known(np.array([first, 0.0]), np.diag([1.0, SLOPE**2]))
    return model


def mixed_model(histories: Sequence[PersonHistory], names: Sequence[str]) -> Forecaster:
    """Return a forecast by statsmodels' MixedLM of each column: intercept and slope of the person are random.

    Fixed effects: who the person is, time, sun, device. For an unseen person the random effects are the best linear
    unbiased prediction from the past.
    """
    fits = []
    for column in range(histories[0].values.shape[1]):
        x, y, group = [], [], []
        for index, one in enumerate(histories):
            there = np.isfinite(one.values[:, column])
            x.append(_fixed(one, one.days, one.devices, names)[there])
            y.append(one.values[there, column])
            group.append(np.full(there.sum(), index))
        design, target = np.concatenate(x), np.concatenate(y)
        used = (np.ptp(design, axis=0) > 0) | (np.arange(design.shape[1]) == 0)  # a cohort may know no treatment
        centre, scale = target.mean(), target.std()
        random = design[:, [0, 5]]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = sm.MixedLM((target - centre) / scale, design[:, used], np.concatenate(group), random)
            fitted = model.fit(method="lbfgs")
        fixed = np.zeros(design.shape[1])
        fixed[used] = fitted.fe_params
        fits.append((fixed, np.asarray(fitted.cov_re), float(fitted.scale), centre, scale))

    def answer(case: Case) -> Answer:
        past = case.past
        known = _fixed(past, past.days, past.devices, names)
        asked = _fixed(past, case.whole.days[case.asked], case.devices, names)
        mean, sd = np.zeros(case.truth.shape), np.ones(case.truth.shape)
        for column, (fixed, random, noise, centre, scale) in enumerate(fits):
            there = np.isfinite(past.values[:, column])
            z = known[there][:, [0, 5]]
            residual = (past.values[there, column] - centre) / scale - known[there] @ fixed
            gain = random @ z.T @ np.linalg.inv(z @ random @ z.T + noise * np.eye(there.sum()))
            effects, left = gain @ residual, random - gain @ z @ random
            ahead = asked[:, [0, 5]]
            mean[:, column] = centre + scale * (asked @ fixed + ahead @ effects)
            sd[:, column] = scale * np.sqrt(np.einsum("ij,jk,ik->i", ahead, left, ahead) + noise)
        return Answer.normal(mean, sd)

    return answer


def _fixed(history: PersonHistory, days: Values, devices: Sequence[str], names: Sequence[str]) -> Values:
    return np.concatenate([regressors(history, days), one_hot(devices, names)[:, 1:]], axis=1)


def boosted_quantiles(cases: Sequence[Case], offsets: DeviceOffsets, seed: int) -> Forecaster:
    """Return a forecast by LightGBM, one model for each measure and quantile, of the change since the last reading."""
    scale = np.nanstd(np.concatenate([case.whole.values for case in cases]), axis=0)
    regions = scale.size // 2

    def table(case: Case) -> tuple[Values, Values]:
        """Return features (T, 2 R, F) and the level (2 R,) from which the change is counted."""
        past = offsets.corrected(case.past) / scale
        level, first = last_value(past, case.past.days), last_value(past[::-1], case.past.days)
        mean = np.where(np.isfinite(past).any(axis=0), mean_value(past, case.past.days), np.nan)
        spread = np.sqrt(np.maximum(mean_value(past**2, case.past.days) - mean**2, 0.0))
        days = case.whole.days[case.asked]
        sun = regressors(case.past, np.append(days, case.past.days[-1]))
        since = sun[:-1, 5:] - sun[-1, 5:]
        asked = one_hot(case.devices, offsets.names)
        last = one_hot([case.past.devices[-1]] * days.size, offsets.names)
        about = np.column_stack([since, np.tile(sun[-1, 1:], (days.size, 1)), asked, last])
        about = np.column_stack([about, np.full(days.size, case.visits)])
        slope = (level - first) / max(case.past.days[-1] / 365.0, 0.1)
        by_column = np.stack([level, level - mean, slope, spread, np.arange(scale.size) % regions], axis=1)
        whole = [
            np.broadcast_to(about[:, None], (days.size, scale.size, about.shape[1])),
            np.broadcast_to(by_column, (days.size, scale.size, by_column.shape[1])),
        ]
        return np.concatenate(whole, axis=-1), level

    tables = [table(case) for case in cases]
    models = []
    for measure in (slice(0, regions), slice(regions, 2 * regions)):
        x = np.concatenate([features[:, measure].reshape(-1, features.shape[-1]) for features, _ in tables])
        corrected = [
            (case.truth - offsets.of(case.devices)) / scale - level
            for case, (_, level) in zip(cases, tables, strict=True)
        ]
        y = np.concatenate([change[:, measure].reshape(-1) for change in corrected])
        there = np.isfinite(y)  # also without a last reading
        data = lightgbm.Dataset(x[there], y[there], free_raw_data=False)
        common = {"objective": "quantile", "num_leaves": 15, "learning_rate": 0.05, "min_data_in_leaf": 40}
        common |= {"verbosity": -1, "num_threads": 1, "seed": seed, "deterministic": True, "force_row_wise": True}
        models.append([lightgbm.train(common | {"alpha": p}, data, 150) for p in PROBABILITIES])

    def answer(case: Case) -> Answer:
        features, level = table(case)
        quantiles = np.empty((*case.truth.shape, PROBABILITIES.size))
        for half, of_measure in enumerate(models):
            measure = slice(half * regions, (half + 1) * regions)
            rows = features[:, measure].reshape(-1, features.shape[-1])
            found = np.stack([model.predict(rows) for model in of_measure], axis=-1)
            quantiles[:, measure] = found.reshape(case.asked.size, regions, -1)
        back = (quantiles + np.nan_to_num(level)[:, None]) * scale[:, None]
        return Answer(np.sort(back + offsets.of(case.devices)[..., None], axis=-1))

    return answer

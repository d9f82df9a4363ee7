"""How well the course of simulated people is forecast, against other methods, by rolling origin on unseen people.

    python benchmarks/forecast.py [--people 300] [--train 500] [--seed 1] [--kinds assumed misspecified] [--methods ...]

Two origins a person: after three visits, and after a number that is drawn. Asked for is every reading of the next two
years, by its day and device. Scores are in units of the spread between people; a percentage is how far a method's score
lies above the model's, with the 95 % interval of a bootstrap over people. All people are simulated.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from forecast_baselines import (
    DeviceOffsets,
    boosted_quantiles,
    last_value,
    local_linear_trend,
    mean_value,
    mixed_model,
    simple,
)
from forecast_cases import LEVELS, Answer, Case, Scores, Values, roll, score
from forecast_gp import pooled_process

import uvphoto
from uvphoto.longitudinal.forecast.batch import Future
from uvphoto.longitudinal.forecast.dose import Scenario
from uvphoto.longitudinal.forecast.fans import GaussianFan
from uvphoto.longitudinal.forecast.fit import fit, refit, settings_for
from uvphoto.longitudinal.forecast.forecaster import Forecast, predict, scenario_difference
from uvphoto.longitudinal.forecast.history import PersonHistory, history_of
from uvphoto.longitudinal.forecast.parameters import load_parameters, save_parameters
from uvphoto.longitudinal.forecast.settings import FitSettings
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.metrics.forecasts import paired_bootstrap, pit_distance
from uvphoto.simulate.series.cohort import CohortKind, CohortSettings, Exposure, simulate_cohort, simulate_member
from uvphoto.simulate.series.cohort_plan import REGIONS

OURS = "state space model"
METHODS = ("persistence", "history mean", "local linear trend", "mixed model", "LightGBM quantiles", "pooled GP")
LESS_SUN = 0.3  # of the usual exposure, in the scenario that is judged


def cohort(people: int, seed: int, kind: CohortKind) -> list[PersonHistory]:
    return [history_of(member) for member in simulate_cohort(CohortSettings(people, seed, kind))]


def ours(model: SkinModel, cases: Sequence[Case]) -> list[Answer]:
    """Return the model's answers, many people at once."""
    answers = []
    for start in range(0, len(cases), 64):
        part = cases[start : start + 64]
        futures = [Future(case.whole.days[case.asked], tuple(case.devices)) for case in part]
        for expected in predict(model, [case.past for case in part], futures):
            sd = np.sqrt(np.diagonal(expected.covariance, axis1=1, axis2=2))
            answers.append(Answer.normal(expected.mean, sd))
    return answers


def makers(train: list[PersonHistory], names: Sequence[str], seed: int) -> dict[str, Callable[[], Callable]]:
    """Return what fits each of the other methods to a cohort."""
    learned = roll(train, np.random.default_rng(seed))
    offsets = DeviceOffsets.learn(train, names)
    return {
        "persistence": lambda: simple(last_value, learned, offsets),
        "history mean": lambda: simple(mean_value, learned, offsets),
        "local linear trend": lambda: local_linear_trend(train, offsets),
        "mixed model": lambda: mixed_model(train, names),
        "LightGBM quantiles": lambda: boosted_quantiles(learned, offsets, seed),
        "pooled GP": lambda: pooled_process(train, names, epochs=12, seed=seed),
    }


def row(name: str, scores: Scores, best: Scores, persistence: Scores | None, regions: int) -> str:
    spots = scores.column < regions
    cells = [f"{scores.wis[spots].mean():.4f}", f"{scores.wis[~spots].mean():.4f}", f"{scores.crps.mean():.4f}"]
    if persistence:
        cells += [f"{scores.error[of].mean() / persistence.error[of].mean():.2f}" for of in (spots, ~spots)]
    else:
        cells += [f"{scores.error[of].mean():.3f}" for of in (spots, ~spots)]
    cells.append(" / ".join(f"{scores.covered[level].mean():.3f}" for level in LEVELS))
    cells.append(f"{pit_distance(scores.pit):.3f}")
    if scores is best:
        cells.append("")
    else:
        above = paired_bootstrap(scores.wis, best.wis, best.person, np.random.default_rng(1))
        cells.append(f"{100 * above.value:+.1f} % ({100 * above.low:+.1f} to {100 * above.high:+.1f})")
    return f"| {name} | {' | '.join(cells)} |"


def compare(cases: list[Case], answers: dict[str, list[Answer]], scale: Values) -> Scores:
    """Print the table of methods and return the model's scores."""
    scores = {name: score(cases, given, scale) for name, given in answers.items()}
    usual = scores.get("persistence")
    of = "of persistence's" if usual else "own units"
    print(f"\n| method | WIS spots | WIS melanin | CRPS | MAE spots, {of} | MAE melanin ", end="")
    print(f"| covered 50 / 80 / 95 % | PIT | WIS above the model's |\n|{'---|' * 9}")
    for name, one in scores.items():
        print(row(name, one, scores[OURS], usual, scale.size // 2), flush=True)
    return scores[OURS]


def break_down(model: SkinModel, histories: list[PersonHistory], learned: list[PersonHistory], scale: Values) -> None:
    """Print how the model does by what is known and what is asked, beside persistence."""
    cases = [
        case
        for least in (1, 2, 3)
        for case in roll(histories, np.random.default_rng(5), least)
        if least in (case.visits, 3)
    ]
    found = score(cases, ours(model, cases), scale)
    offsets = DeviceOffsets.learn(learned, model.settings.devices)
    rule = simple(last_value, roll(learned, np.random.default_rng(6), 1), offsets)
    usual = score(cases, [rule(case) for case in cases], scale)
    enough = found.visits >= 3
    parts = {f"{a}-{b} visits known" if a < b else f"{a} known": (found.visits >= a) & (found.visits <= b)
             for a, b in ((1, 1), (2, 2), (3, 3), (4, 7), (8, 30))}  # fmt: skip
    for low, high in ((0, 90), (90, 365), (365, 731)):
        parts[f"{low}-{high} days ahead"] = enough & (found.horizon > low) & (found.horizon <= high)
    parts |= {f"read by {name}": enough & (found.device == name) for name in model.settings.devices}
    print(f"\n| part | values | WIS | persistence's WIS | covered 50 / 80 / 95 % |\n|{'---|' * 5}")
    for name, part in parts.items():
        held = " / ".join(f"{found.covered[level][part].mean():.3f}" for level in LEVELS)
        print(f"| {name} | {part.sum()} | {found.wis[part].mean():.4f} | {usual.wis[part].mean():.4f} | {held} |")


def scenarios(model: SkinModel, refits: Sequence[SkinModel], people: int, seed: int, kind: CohortKind) -> None:
    """Print how often the intervals of what less sun changes hold what it does change in the same simulated person."""
    settings = CohortSettings(people, seed, kind)
    z: list[Values] = []
    sizes: list[Values] = []
    for index in range(people):
        usual = simulate_member(settings, index)
        visits = usual.days.size // 2
        if visits < 3:
            continue
        past, since = history_of(usual).first(visits), float(usual.days[visits - 1])
        less = simulate_member(settings, index, Exposure(since, LESS_SUN))
        last = min(usual.days.size, less.days.size)
        ahead = usual.days[visits:last] - since
        ahead = ahead[ahead <= 731]
        if not ahead.size:
            continue
        result = scenario_difference(model, past, ahead, Scenario(since, LESS_SUN), refits)
        if not isinstance(result, Forecast):
            continue
        asked = slice(visits, visits + ahead.size)
        both = [np.concatenate([one.truth.spots, one.truth.melanin], axis=1)[asked] for one in (less, usual)]
        fans = [fan for fan in result.fans.values() if isinstance(fan, GaussianFan)]
        if len(fans) == 2 * len(REGIONS):
            mean, sd = (np.stack([getattr(fan, name) for fan in fans], axis=1) for name in ("mean", "sd"))
            z.append((both[0] - both[1] - mean) / np.maximum(sd, 1e-9))
            sizes.append(np.stack([both[0] - both[1], mean]))
    scores, size = np.concatenate(z), np.concatenate(sizes, axis=1)
    for measure, of in (("spots", slice(0, 4)), ("melanin", slice(4, 8))):
        held = " / ".join(f"{np.mean(np.abs(scores[:, of]) < limit):.2f}" for limit in (0.674, 1.282, 1.960))
        true, expected = size[:, :, of].mean(axis=(1, 2))
        print(f"- {LESS_SUN:g} of the exposure, {measure}, {len(z)} people: true change {true:+.3f}, ", end="")
        print(f"expected {expected:+.3f}; covered 50 / 80 / 95 %: {held}")


def judge(kind: CohortKind, args: argparse.Namespace, other: SkinModel | None) -> SkinModel:
    """Fit all methods to a cohort of a kind and print what they are worth on another; return the model."""
    train, unseen = cohort(args.train, args.seed, kind), cohort(args.people, args.seed + 1000, kind)
    cases = roll(unseen, np.random.default_rng(args.seed))
    began = time.perf_counter()
    fitting = FitSettings(epochs=args.epochs)
    model = fit(train, settings_for(train, REGIONS, "clinic"), fitting)
    fitted = time.perf_counter()
    answers = {OURS: ours(model, cases)}
    print(f"\n## Cohort: {kind.value}\n\n{args.train} people to learn from, {args.people} unseen, {len(cases)} origins")
    print(f"fitted in {fitted - began:.0f} s; {1000 * (time.perf_counter() - fitted) / len(cases):.1f} ms a forecast")
    scale = model.scale.numpy()
    if other is not None:
        answers[f"{OURS}, fitted on the other cohort"] = ours(other, cases)
    for name, make in makers(train, model.settings.devices, args.seed).items():
        if name in args.methods:
            began = time.perf_counter()
            method = make()
            answers[name] = [method(case) for case in cases]
            print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
    found = compare(cases, answers, scale)
    break_down(model, unseen, train, scale)
    print()
    refits = refit(train, model.settings, fitting, args.refits)
    for name, others in (("alone", []), (f"and {args.refits} refits", refits)):
        print(f"\nthe model {name}:\n")
        scenarios(model, others, min(args.people, 300), args.seed + 1000, kind)
    if args.save and kind is CohortKind.ASSUMED:
        keep(model, refits, found, args)
    return model


def keep(model: SkinModel, refits: Sequence[SkinModel], found: Scores, args: argparse.Namespace) -> None:
    """Write what was fitted, with where it comes from and what it is worth."""
    spots = found.column < len(REGIONS)
    figures = {"WIS spots": found.wis[spots].mean(), "WIS melanin": found.wis[~spots].mean(), "people": args.people}
    figures |= {f"covered {level}": found.covered[level].mean() for level in LEVELS}
    provenance = {
        "name": "simulated-cohort",
        "data": f"simulated people only: cohort '{CohortKind.ASSUMED.value}', {args.train} people, seed {args.seed}",
        "command": f"python benchmarks/forecast.py {' '.join(sys.argv[1:])}",
        "code": uvphoto.__version__,
    }
    save_parameters(args.save, model, refits, provenance, {name: round(float(v), 5) for name, v in figures.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=300, help="unseen people of each cohort")
    parser.add_argument("--train", type=int, default=500, help="people to learn from")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--refits", type=int, default=4, help="fits to people drawn again, for the scenarios")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", default=[kind.value for kind in CohortKind])
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    parser.add_argument("--save", type=Path, help="a file for the parameters fitted on the first kind of cohort")
    parser.add_argument("--other", type=Path, help="fitted parameters, judged beside those that are fitted here")
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = load_parameters(args.other).model if args.other else None
    for kind in args.kinds:
        model = judge(CohortKind(kind), args, model)


if __name__ == "__main__":
    main()

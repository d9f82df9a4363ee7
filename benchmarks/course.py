"""A person over time, from pictures alone: whether readings follow the truth, and forecasts hold what comes.

    uvphoto simulate faces --people 20 --visits 8 --phones 1 --seed 9707
    python benchmarks/course.py faces [--readings readings.jsonl] [--save photos.safetensors]

Every colour photo is analysed by itself, as ``uvphoto analyse`` does it without intervals. Then, over four regions:

1. Readings against the truth, which is what the detector finds in the true UV photo of the same frame: r between
   people (means over their visits), r within people (what is left of each visit after the person's mean is taken
   away), the spread within people of the error and of the truth, and the bias; from the best to the worst region.
2. All visits but the last two are known, with the sun that the person really had. What is forecast of the last two: the
   readings by the same photos, and the true UV photo of the clinic, which nobody has shown. Parameters of the cohort of
   readings know no such devices; adapted ones learned them from the other half of the people.

Errors are in logits of shares of spots; intervals of coverage are by a bootstrap over people. All figures are those of
simulated faces.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from course_forecasts import TRUE, Case, adapted, forecasts, lives
from course_readings import REGIONS, Reading, read_all

from uvphoto import __version__
from uvphoto.analysis.analyse import Tools
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.storage import read_dataset
from uvphoto.longitudinal.forecast.parameters import Fitted, cohort_parameters, load_parameters, save_parameters
from uvphoto.longitudinal.forecast.skin_model import SkinModel
from uvphoto.metrics.forecasts import crps_normal
from uvphoto.metrics.samples import normal_quantile
from uvphoto.simulate.life import Life

LEVELS = (0.5, 0.8, 0.95)
DOMAINS = ("clinic", "phone")


def tracking(readings: Sequence[Reading], domain: str) -> list[str]:
    """Return how readings of a domain follow the truth: the cells of a row."""
    photos = [one for one in readings if one.domain == domain]
    used = [one for one in photos if not one.problem]
    people = [[one for one in used if one.person == name] for name in dict.fromkeys(one.person for one in used)]
    pairs = [np.array([(one.logits, one.true_logits) for one in own]) for own in people if len(own) > 2]
    means = np.array([own.mean(axis=0) for own in pairs])  # (P, 2, R)
    moved = np.concatenate([(own - own.mean(axis=0)) / np.sqrt(1 - 1 / len(own)) for own in pairs])
    between, within = (
        [np.corrcoef(part[:, 0, column], part[:, 1, column])[0, 1] for column in range(len(REGIONS))]
        for part in (means, moved)
    )
    errors, truth = (moved[:, 0] - moved[:, 1]).std(axis=0), moved[:, 1].std(axis=0)
    bias = (means[:, 0] - means[:, 1]).mean(axis=0)
    refused = sum(bool(one.problem) for one in photos)
    spans = (span(between, best=max), span(within, best=max), span(errors), span(truth), span(bias))
    return [str(len(photos)), str(refused), *spans]


def span(values: Sequence[float] | np.ndarray, *, best: object = min) -> str:
    """Return values by region as the best and the worst."""
    ends = sorted(values, reverse=best is max)
    return f"{ends[0]:.2f} to {ends[-1]:.2f}"


def scores(cases: Sequence[Case], seed: int = 0) -> list[str]:
    """Return the cells of a row: people, readings, error, that against persistence's, CRPS, and coverage."""
    people = sorted({one.person for one in cases})
    owner = np.array([people.index(one.person) for one in cases])
    mean, sd, read, held = (
        np.array([getattr(one, name) for one in cases]) for name in ("mean", "sd", "read", "persistence")
    )
    error, kept = np.abs(mean - read), np.abs(held - read)
    cells = [
        f"{len(people)}", f"{len(cases)}", f"{error.mean():.3f}", f"{error.mean() / kept.mean():.2f}",
        f"{crps_normal(mean, sd, read).mean():.3f}",
    ]  # fmt: skip
    rng = np.random.default_rng(seed)
    for level in LEVELS:
        inside = error <= normal_quantile(level) * sd
        own = [inside[owner == number] for number in range(len(people))]
        drawn = [
            np.concatenate([own[number] for number in rng.integers(len(people), size=len(people))]).mean()
            for _ in range(1000)
        ]
        low, high = np.quantile(drawn, (0.025, 0.975))
        cells.append(f"{inside.mean():.2f} ({low:.2f}-{high:.2f})")
    return cells


def tell(readings: Sequence[Reading], people: dict[str, Life], cohort: SkinModel) -> dict[str, float]:
    """Print both tables, and return the figures of all photos by adapted parameters."""
    print(
        "| photos of | photos | refused | r between people | r within people | error within people | true change "
        "| bias |\n|---|---|---|---|---|---|---|---|"
    )
    for domain in DOMAINS:
        print("| " + " | ".join([domain, *tracking(readings, domain)]) + " |")
    names = sorted(people)
    halves = [[one for one in readings if names.index(one.person) % 2 == half] for half in (0, 1)]
    crossed = [adapted(cohort, halves[1 - half], people) for half in (0, 1)]
    print(
        "\n| photos known | parameters | asked | people | values | error | of persistence's | CRPS "
        "| covered 50 % | 80 % | 95 % |\n|---|---|---|---|---|---|---|---|---|---|---|"
    )
    for known in (("clinic",), ("phone",), DOMAINS):
        for how, models in (("of the cohort", [cohort, cohort]), ("adapted", crossed)):
            cases = [
                one for model, half in zip(models, halves, strict=True) for one in forecasts(model, half, people, known)
            ]
            for asked in dict.fromkeys(one.asked for one in cases):
                row = scores([one for one in cases if one.asked == asked])
                print("| " + " | ".join([" and ".join(known), how, asked, *row]) + " |", flush=True)
    read = [one for one in cases if one.asked != TRUE]
    error, sd = (np.array(values) for values in ([abs(one.mean - one.read) for one in read], [one.sd for one in read]))
    covered = {f"covered {level:g}": round(float((error <= normal_quantile(level) * sd).mean()), 4) for level in LEVELS}
    return covered | {"people": float(len(people))}


def save(
    path: Path, fitted: Fitted, readings: Sequence[Reading], people: dict[str, Life], figures: Mapping[str, float]
) -> None:
    """Adapt the parameters and their refits to all people, and write them with the figures of the halves."""
    models = [adapted(one, readings, people) for one in (fitted.model, *fitted.refits)]
    provenance = {
        "name": "simulated-photos",
        "code": __version__,
        "command": "python benchmarks/course.py faces --save FILE",
        "data": f"{fitted.info.provenance['data']}; adapted to {len(people)} simulated people by their photos",
    }
    save_parameters(path, models[0], models[1:], provenance, figures)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a simulated data set with several visits of each person")
    parser.add_argument("--readings", type=Path, help="file in which readings are kept; those that it holds count")
    parser.add_argument("--weights", help="name or file of the converter; else the bundled")
    parser.add_argument("--parameters", type=Path, help="of the forecast, to start from; else those of the cohort")
    parser.add_argument("--save", type=Path, help="a file for the parameters adapted to all people")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)  # the matrices are small
    converter = load_converter(WeightsStore.of_user().find(given.weights), RunSettings(threads=given.threads))
    dataset = read_dataset(given.data)
    readings = read_all(dataset, Tools(converter), given.readings)
    fitted = cohort_parameters() if given.parameters is None else load_parameters(given.parameters)
    people = lives(given.data)
    figures = tell(readings, people, fitted.model)
    if given.save:
        save(given.save, fitted, readings, people, figures)


if __name__ == "__main__":
    main()

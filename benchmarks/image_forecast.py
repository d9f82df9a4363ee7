"""How well the UV photo of people is forecast, pixel by pixel, against keeping the last one and a Kalman filter.

    python benchmarks/image_forecast.py --data FOLDER     (made by: uvphoto simulate FOLDER --visits 8 --phones 1 ...)
    python benchmarks/image_forecast.py --people 20       (the same, simulated in memory)

Of each person four visits are known, laid on the fourth; asked for is the true UV photo half a year, one and two years
later. What is known is in turn true UV photos and synthetic ones of a phone's photos. Errors
are those of the absorbance, log10 of light, at 0.4 mm a pixel; a percentage is how far a method's score lies above the
network's, with the 95 % interval of a bootstrap over people. All people are simulated.
"""

import argparse
import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from image_forecast_cases import Course, kept, persistence, read_tested, simulate_tested
from scipy.special import expit, ndtr

from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.simulated import SimulationSettings, read_settings
from uvphoto.datasets.simulated.person import draw_simulated
from uvphoto.datasets.storage import read_dataset
from uvphoto.longitudinal.image_forecast.known import know, outlook, strength_of
from uvphoto.longitudinal.image_forecast.parameters import ImageModel, bundled_image_model, load_image_model
from uvphoto.longitudinal.image_forecast.pixel_noise import Source, Spread
from uvphoto.metrics.forecasts import crps_normal, paired_bootstrap
from uvphoto.metrics.samples import normal_quantile
from uvphoto.simulate.series.climate import DAYS_OF_YEAR

KNOWN = 4  # visits
SOURCES = (Source.TRUE, Source.PHONE)
ASKED = {4: "half a year", 5: "one year", 7: "two years"}
LEVELS = (0.5, 0.8, 0.95)
METHODS = ("persistence", "Kalman filter", "network")
SCORES = ("error", "crps", "brier", *(f"covered {level}" for level in LEVELS))
BINS = (0.0, 0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)  # of the probability of a spot


@dataclass(frozen=True, eq=False)
class Answer:
    """What a method says of each pixel, (h, w): a normal distribution, and the probability of being in a spot."""

    mean: np.ndarray
    sd: np.ndarray
    probability: np.ndarray


@dataclass(frozen=True, eq=False)
class Row:
    """Mean scores of a method on one part of the skin of a person at a later visit."""

    person: str
    source: str
    asked: str
    part: str
    method: str
    scores: Mapping[str, float]


def answers(model: ImageModel, one: Course, maps: np.ndarray, target: int) -> dict[str, Answer]:
    """Return what each method says of the map of a later visit."""
    laid, years = one.laid(maps, model.pixels), (one.days[target] - one.days[maps[-1]]) / DAYS_OF_YEAR
    threshold = float(np.median(one.thresholds[maps]))
    last = one.absorbance[maps[-1]].astype(np.float32)
    name = persistence(one.sources[maps[-1]], years)
    spread = Spread(*(model.figures[f"{name}: {part}"] for part in ("floor", "gain")))
    sd = np.sqrt(spread.variance(strength_of(last)))
    known = know(laid, model.pixels)
    mean, deviation = known.expected(years)
    with torch.inference_mode():
        told = outlook(laid, one.dose, float(one.days[target]))
        outcome = model.network(*(torch.from_numpy(given)[None] for given in (known.planes(), told, mean, deviation)))
        ours = (outcome.mean[0].numpy(), outcome.sd[0].numpy(), expit(outcome.logit(threshold)[0].numpy()))
    return {
        "persistence": Answer(last, sd, ndtr((last - threshold) / sd)),
        "Kalman filter": Answer(mean, deviation, ndtr((mean - threshold) / deviation)),
        "network": Answer(*ours),
    }


def scored(answer: Answer, value: np.ndarray, spots: np.ndarray) -> dict[str, np.ndarray]:
    off = np.abs(value - answer.mean)
    found = {
        "error": off,
        "crps": crps_normal(answer.mean, answer.sd, value),
        "brier": np.square(answer.probability - spots),
    }
    return found | {f"covered {level}": off <= normal_quantile(level) * answer.sd for level in LEVELS}


def judge(model: ImageModel, one: Course) -> Iterator[tuple[Row, np.ndarray]]:
    """Yield the scores of a person, and how probabilities and spots fall into BINS, (3, bins): sums of p, spots, 1."""
    for source in SOURCES:
        maps = np.flatnonzero((one.sources == source) & (one.visits < KNOWN))
        if not maps.size or one.visits[maps[-1]] != KNOWN - 1:
            continue
        for visit, asked in ASKED.items():
            for target in np.flatnonzero((one.sources == Source.TRUE) & (one.visits == visit)):
                skin = one.skin[target] & one.skin[maps[-1]]
                value, spots = one.absorbance[target].astype(np.float32)[skin], one.spots[target][skin]
                before = one.spots[(one.sources == Source.TRUE) & (one.visits == KNOWN - 1)][0][skin]
                for method, whole in answers(model, one, maps, target).items():
                    answer = Answer(whole.mean[skin], whole.sd[skin], whole.probability[skin])
                    scores = scored(answer, value, spots)
                    place = np.digitize(answer.probability, BINS[1:-1])
                    sums = [np.bincount(place, w, len(BINS) - 1) for w in (answer.probability, spots, None)]
                    for part, chosen in (("all skin", np.ones_like(spots)), ("in spots", before)):
                        means = {name: float(values[chosen].mean()) for name, values in scores.items()}
                        yield Row(one.name, source, asked, part, method, means), np.stack(sums)


def table(rows: Sequence[Row], part: str) -> None:
    """Print the scores on one part of the skin."""
    print(f"\n**{part.capitalize()}**\n")
    print(
        "| known | asked for | method | MAE, 10^-3 | CRPS, 10^-3 | covered 50 / 80 / 95 % | Brier, 10^-3 | CRPS above |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for source in SOURCES:
        for asked in ASKED.values():
            best = _of(rows, part, source, asked, "network")
            for method in METHODS:
                found = _of(rows, part, source, asked, method)
                if found:
                    print(_line(source, asked, method, found, best))


def _of(rows: Sequence[Row], part: str, source: str, asked: str, method: str) -> list[Row]:
    wanted = (part, source, asked, method)
    return [one for one in rows if (one.part, one.source, one.asked, one.method) == wanted]


def _line(source: str, asked: str, method: str, found: Sequence[Row], best: Sequence[Row]) -> str:
    mean = {name: np.mean([one.scores[name] for one in found]) for name in SCORES}
    held = " / ".join(f"{mean[f'covered {level}']:.2f}" for level in LEVELS)
    above = ""
    if method != "network":
        pairs = [[one.scores["crps"] for one in of] for of in (found, best)]
        more = paired_bootstrap(*pairs, [one.person for one in found], np.random.default_rng(1))
        above = f"{100 * more.value:+.0f} % ({100 * more.low:+.0f} to {100 * more.high:+.0f})"
    numbers = f"{1e3 * mean['error']:.2f} | {1e3 * mean['crps']:.2f} | {held} | {1e3 * mean['brier']:.1f}"
    return f"| {source} | {asked} | {method} | {numbers} | {above} |"


def reliability(sums: Mapping[str, np.ndarray]) -> None:
    """Print what share of the pixels of a probability came to lie in spots."""
    print(f"\n| probability | {' | '.join(f'{method}: said | came | pixels' for method in METHODS)} |")
    print("|---" * (1 + 3 * len(METHODS)) + "|")
    for number, (low, high) in enumerate(itertools.pairwise(BINS)):
        cells = []
        for method in METHODS:
            said, came, count = sums[method][:, number]
            cells.append(f"{said / max(count, 1):.3f} | {came / max(count, 1):.3f} | {int(count)}")
        print(f"| {low:g} to {high:g} | {' | '.join(cells)} |")


def people(args: argparse.Namespace) -> Iterator[Course]:
    """Yield the people, from the cache where they are there."""
    converter = load_converter(WeightsStore.of_user().find(None), RunSettings(threads=1))
    settings, data = SimulationSettings(people=args.people, seed=args.seed, phones=1, visits=8), None
    if args.data:
        data = read_dataset(args.data)
        settings = read_settings(args.data)
    for number in range(min(args.people, settings.people)):
        if data is None:
            make = partial(simulate_tested, settings, number, converter, KNOWN)
        else:
            make = partial(read_tested, data, draw_simulated(settings, number), converter, KNOWN)
        yield kept(args.cache, f"tested-{settings.seed}-{number:03d}", make)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a simulated data set of 8 visits with a phone")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seed", type=int, default=9707)
    parser.add_argument("--model", type=Path, help="parameters; else the bundled ones")
    parser.add_argument("--cache", type=Path, default=Path("image-forecast-cache"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = load_image_model(args.model) if args.model else bundled_image_model()
    rows: list[Row] = []
    sums = {method: np.zeros((3, len(BINS) - 1)) for method in METHODS}
    for one in people(args):
        for row, counts in judge(model, one):
            rows.append(row)
            if row.part == "all skin" and row.source == Source.TRUE:
                sums[row.method] += counts
        print(f"\r{one.name}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for part in ("in spots", "all skin"):
        table(rows, part)
    reliability(sums)


if __name__ == "__main__":
    main()

"""Fit the image forecast to simulated faces and write its parameters.

    python benchmarks/image_forecast_fit.py --people 60 --save src/uvphoto/longitudinal/image_forecast/bundled/...

Noise comes from faces that were photographed twice on a day, slope and wander from the visits of the people to learn
from; every tenth of them is held back to choose by. What was rendered is kept in the cache.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from image_forecast_cases import Course, kept, persistence, simulate, simulate_repeats

import uvphoto
from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.settings import RunSettings
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.datasets.simulated import SimulationSettings
from uvphoto.longitudinal.image_forecast.fit import FitSettings, Lesson, collate, fit, loss_of, piece
from uvphoto.longitudinal.image_forecast.known import Laid, strength_of
from uvphoto.longitudinal.image_forecast.network import ImageNetwork, NetworkSettings
from uvphoto.longitudinal.image_forecast.parameters import ImageModel, save_image_model
from uvphoto.longitudinal.image_forecast.pixel_fit import fit_dynamics, fit_noise, fit_spread
from uvphoto.longitudinal.image_forecast.pixel_noise import Noise, PixelModel, Source, Spread
from uvphoto.simulate.series.climate import DAYS_OF_YEAR

REPEATED = 5  # people photographed twice
PIXELS = 20_000  # of each pair that are looked at


def cohort(args: argparse.Namespace) -> tuple[list[Course], list[Course]]:
    """Return the people photographed twice on a day, and those to learn from."""
    converter = load_converter(WeightsStore.of_user().find(None), RunSettings(threads=1))
    settings = SimulationSettings(people=args.people, seed=args.seed, size=640, visits=6, phones=1)
    again = replace(settings, seed=args.seed + 1)
    twice = [
        kept(args.cache, f"repeats-{again.seed}-{n:03d}", lambda n=n: simulate_repeats(again, n, converter))
        for n in range(REPEATED)
    ]
    people = [
        kept(args.cache, f"train-{args.seed}-{n:03d}", lambda n=n: simulate(settings, n, converter))
        for n in range(args.people)
    ]
    return twice, people


def fit_sources(courses: Sequence[Course], rng: np.random.Generator) -> tuple[dict[str, Noise], Spread]:
    """Return the noise of each source and the bias of synthetic UV photos, from two sittings of one day."""
    rows: dict[str, list[np.ndarray]] = {source: [] for source in Source}
    off: list[np.ndarray] = []
    for one in courses:
        seen = np.flatnonzero(one.skin.all(axis=0))
        chosen = rng.choice(seen, min(PIXELS, seen.size), replace=False)
        maps = one.absorbance.reshape(len(one.days), -1)[:, chosen].astype(np.float64)
        of = {source: maps[one.sources == source] for source in Source}
        mean = one.absorbance[one.sources == Source.TRUE].astype(np.float32).mean(axis=0)
        strength = strength_of(mean).reshape(-1)[chosen]
        for source, pair in of.items():
            if len(pair) == 2:
                texture = np.sqrt(np.mean(np.square(one.textures[one.sources == source])))
                rows[source].append(np.stack([pair[0] - pair[1], strength, np.full_like(strength, texture)]))
                if source != Source.TRUE:
                    off.append(np.stack([pair.mean(axis=0) - of[Source.TRUE].mean(axis=0), strength]))
    found = {source: fit_noise(*np.concatenate(pairs, axis=1)) for source, pairs in rows.items()}
    return found, fit_spread(*np.concatenate(off, axis=1))


def fit_pixels(twice: Sequence[Course], people: Sequence[Course], rng: np.random.Generator) -> PixelModel:
    noise, bias = fit_sources(twice, rng)
    start = PixelModel(*(noise[source] for source in Source), bias, slope=Spread(0.003, 0.1), wander=Spread(0.003, 0.1))
    visits = []
    for one in people[:12]:
        laid = one.laid(np.flatnonzero(one.sources == Source.TRUE), start)
        rows, columns = (slice(n // 4, n // 4 + 120) for n in one.regions.shape)
        cut = (maps[:, rows, columns] for maps in (laid.absorbance, laid.skin))
        visits.append(Laid(laid.days, laid.devices, *cut, laid.noise, laid.later))
    return fit_dynamics(start, visits)


def fit_persistence(people: Sequence[Course], rng: np.random.Generator) -> dict[str, float]:
    """Return how far a map is from the true one of a later visit, by its source and the time between."""
    rows: dict[str, list[np.ndarray]] = {persistence(source, years): [] for source in Source for years in (0.5, 1, 2)}
    for one in people:
        for target in np.flatnonzero(one.sources == Source.TRUE):
            for known in np.flatnonzero(one.visits < one.visits[target]):
                seen = np.flatnonzero(one.skin[known] & one.skin[target])
                chosen = rng.choice(seen, min(500, seen.size), replace=False)
                now, later = (one.absorbance[n].astype(np.float32) for n in (known, target))
                strength = strength_of(now).reshape(-1)[chosen]
                name = persistence(one.sources[known], (one.days[target] - one.days[known]) / DAYS_OF_YEAR)
                rows[name].append(np.stack([(later - now).reshape(-1)[chosen], strength]))
    spreads = {name: fit_spread(*np.concatenate(pairs, axis=1)) for name, pairs in rows.items() if pairs}
    return {f"{name}: {part}": getattr(one, part) for name, one in spreads.items() for part in ("floor", "gain")}


def drawer(people: Sequence[Course], model: PixelModel) -> Callable[[np.random.Generator], Lesson]:
    """Return what draws a lesson: some photos of a person until a visit, and the true UV photo of a later one."""

    def draw(rng: np.random.Generator) -> Lesson:
        one = people[rng.integers(len(people))]
        is_true = one.sources == Source.TRUE
        later = np.flatnonzero(is_true & (one.visits > 0))
        target = int(rng.choice(later))
        last = rng.integers(one.visits[target])
        known = np.flatnonzero(one.visits <= last)
        kind = rng.choice(["true", "synthetic", "mixed"], p=[0.4, 0.4, 0.2])
        if kind != "mixed":
            of_kind = known[is_true[known] == (kind == "true")]
            known = of_kind if of_kind.size else known
        return lesson(one, known, target, model)

    return draw


def lesson(one: Course, known: np.ndarray, target: int, model: PixelModel) -> Lesson:
    return Lesson(
        one.laid(known, model),
        one.dose,
        float(one.days[target]),
        float(np.median(one.thresholds[known])),
        one.absorbance[target],
        one.skin[target],
        one.spots[target],
    )


def judged(network: ImageNetwork, people: Sequence[Course], model: PixelModel, lessons: int = 48) -> float:
    """Return the loss on people who are held back: always the same pieces."""
    rng = np.random.default_rng(7)
    draw = drawer(people, model)
    losses = []
    with torch.inference_mode():
        for _ in range(lessons // 8):
            batch = collate([piece(draw(rng), 160, rng) for _ in range(8)], model)
            losses.append(float(loss_of(network(batch.planes, batch.outlook, batch.mean, batch.sd), batch)))
    return float(np.mean(losses))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seed", type=int, default=4411)
    parser.add_argument("--cache", type=Path, default=Path("image-forecast-cache"))
    parser.add_argument("--steps", type=int, default=FitSettings().steps)
    parser.add_argument("--rate", type=float, default=FitSettings().learning_rate)
    parser.add_argument("--save", type=Path, help="a file for the parameters")
    args = parser.parse_args()
    torch.set_num_threads(1)
    twice, people = cohort(args)
    held_back, learned = people[::10], [one for number, one in enumerate(people) if number % 10]
    rng = np.random.default_rng(args.seed)
    pixels = fit_pixels(twice, learned, rng)
    print(pixels)
    began, losses = time.perf_counter(), []

    def told(step: int, loss: float) -> None:
        losses.append(loss)
        if step % 100 == 99:
            seconds = time.perf_counter() - began
            print(f"{step + 1}: {np.mean(losses[-100:]):.4f}, {seconds:.0f} s", file=sys.stderr, flush=True)

    settings = FitSettings(steps=args.steps, learning_rate=args.rate)
    print(f"the filter alone: {judged(ImageNetwork(NetworkSettings()), held_back, pixels):.4f}")
    network = fit(drawer(learned, pixels), pixels, settings=settings, told=told)
    loss = judged(network, held_back, pixels)
    print(f"{sum(one.numel() for one in network.parameters())} parameters; loss on people held back {loss:.4f}")
    if args.save:
        provenance = {
            "name": "simulated-faces",
            "data": f"simulated faces only: {len(learned)} people to learn from, {len(held_back)} held back, 6 visits, "
            f"seed {args.seed}; synthetic UV photos by the bundled converter",
            "command": f"python benchmarks/image_forecast_fit.py {' '.join(sys.argv[1:])}",
            "code": uvphoto.__version__,
        }
        figures = {"loss held back": loss} | fit_persistence(learned, rng)
        figures = {name: round(float(value), 5) for name, value in figures.items()}
        save_image_model(args.save, ImageModel(network, pixels, provenance, figures))


if __name__ == "__main__":
    main()

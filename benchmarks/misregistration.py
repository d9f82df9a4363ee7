"""What pairs that do not lie on each other do to a converter that learns from them, and what laying them back wins.

    python benchmarks/misregistration.py --people 90 --test 60 --steps 1500 --parallel 4 --json runs.jsonl

Each simulated person's UV photo is moved by a shift in a direction of its own with a slight bend, by so many pixels of
the working scale in the median over the skin; the same network learns from the pairs by the recipe, with the same
seed, steps and people each time. Then from the moved pairs that ``register_pair`` has laid back; those it refuses are
left out. Its last weights (not the best at a validation) convert the photos of people who were kept apart, whose UV
photos stay as they are: r is Pearson's of the spot ratio in both cheeks with that in the true UV photo, over people,
as ``uvphoto evaluate`` has it; PSNR and SSIM are over the skin. All figures are those of simulated faces.

Every run adds a line to ``--json`` as it ends, and what is there already is not done again.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from misregistration_pairs import Laid, Making, Variant, make_variant

from uvphoto.config import read_toml
from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.datasets.processes import in_processes
from uvphoto.datasets.simulated import SimulationSettings, write_simulated
from uvphoto.datasets.storage import read_dataset
from uvphoto.metrics import concordance, pearson, psnr, ssim
from uvphoto.picture import read_labels, read_mask, read_uv
from uvphoto.spots.detect import detect_spots
from uvphoto.spots.measure import measure_regions
from uvphoto.training.settings import TrainingSettings

RECIPE = Path(__file__).parents[1] / "recipes" / "pix2pix-compact.toml"
AREA = "cheeks"
VALIDATION = 2  # people, whom a run cannot do without; nothing rests on them
DRAWS = 2000  # of people, for the interval of a difference
HEADING = (
    "pairs", "seed", "pairs learned from", "off, median", "off, 95 %", "r (95 %)", "r less that of 0 (95 %)", "CCC",
    "true, %", "found, %", "SSIM", "PSNR, dB", "r won back", "SSIM won back",
)  # fmt: skip
Result = dict[str, Any]
Figure = Callable[[Result, np.ndarray], float]  # of some of a run's people, given by their numbers


@dataclass(frozen=True)
class People:
    """Who is learned from and who is judged on: one pair of each."""

    learned: list[PhotoRow]
    validation: list[PhotoRow]
    tested: list[PhotoRow]

    @classmethod
    def of(cls, dataset: DataSet, people: int, test: int) -> "People":
        """Choose the first people of a data set, in its order."""
        first: dict[str, PhotoRow] = {}
        for row in dataset.photos:
            if row.is_pair and row.skin_mask and row.regions:
                first.setdefault(row.person, row)
        rows = list(first.values())
        wanted = people + VALIDATION + test
        if people < 1 or test < 2:
            raise SystemExit(f"--people {people} and --test {test} are too few; give 1 and 2 or more")
        if len(rows) < wanted:
            raise SystemExit(f"{dataset.folder} has pairs of {len(rows)} people; {wanted} are needed")
        return cls(rows[:people], rows[people : people + VALIDATION], rows[people + VALIDATION : wanted])


@dataclass(frozen=True)
class Score:
    """One held-out person: spot ratios in both cheeks, and likeness over the skin."""

    person: str
    true: float
    found: float
    psnr: float
    ssim: float


def score(dataset: DataSet, out: Path, row: PhotoRow) -> Score:
    """Hold the synthetic UV photo of a held-out photo against the true one."""
    uv, skin = read_uv(dataset.path(row, "uv")).pixels, read_mask(dataset.path(row, "skin_mask"))
    regions = read_labels(dataset.path(row, "regions")).astype(np.uint8)
    made, scale = np.load(out / f"{row.person}.npy", allow_pickle=False), dataset.scale_of(row)
    true, found = (
        measure_regions(detect_spots(picture, skin, scale), regions, skin)[AREA].spot_ratio for picture in (uv, made)
    )
    return Score(row.person, true, found, psnr(made, uv, skin), ssim(made, uv, skin))


def variants_of(levels: Sequence[float], registered: Sequence[float], seed: int, *, again: bool) -> list[Variant]:
    """Return the variants, the most telling first."""
    chosen = [Variant(level, False, seed) for level in levels] + [Variant(level, True, seed) for level in registered]
    ends = {0.0, max(one.level for one in chosen)} if chosen else set()
    chosen.sort(key=lambda one: (one.level not in ends, one.level if one.level in ends else -one.level, one.registered))
    return chosen + ([Variant(0.0, False, seed + 1)] if again else [])


def result_of(
    variant: Variant, settings: TrainingSettings, laid: Sequence[Laid], scores: Sequence[Score], times: dict[str, Any]
) -> Result:
    """Return all that is kept of a run."""
    used = [one for one in laid if one.row is not None]
    return {
        "run": variant.name,
        "level": variant.level,
        "registered": variant.registered,
        "seed": variant.seed,
        "steps": settings.steps,
        "batch": settings.batch,
        "pairs": len(used),
        "refused": len(laid) - len(used),
        "off_median": float(np.median([one.median for one in used])),
        "off_p95": float(np.median([one.p95 for one in used])),
        **times,
        "people": [vars(one) for one in sorted(scores, key=lambda one: one.person)],
    }


def spots(result: Result) -> tuple[np.ndarray, np.ndarray]:
    """Return the true and the found spot ratios of a run, (N,) each."""
    true, found = (np.array([one[name] for one in result["people"]]) for name in ("true", "found"))
    return true, found


def mean(result: Result, name: str) -> float:
    return float(np.mean([one[name] for one in result["people"]]))


def r_of(result: Result, chosen: np.ndarray) -> float:
    true, found = spots(result)
    return pearson(true[chosen], found[chosen]).r


def ssim_of(result: Result, chosen: np.ndarray) -> float:
    return float(np.mean([result["people"][index]["ssim"] for index in chosen]))


def difference(figure: Figure, one: Result, other: Result) -> tuple[float, float, float]:
    """Return a figure of one run less that of another, with its 95 % interval (bootstrap of people, percentiles)."""
    count, rng = len(one["people"]), np.random.default_rng(0)
    draws = [rng.integers(count, size=count) for _ in range(DRAWS)]
    whole, *drawn = [figure(one, chosen) - figure(other, chosen) for chosen in (np.arange(count), *draws)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return whole, float(low), float(high)


def won_back(figure: Figure, clean: Result, moved: Result, laid: Result) -> str:
    """Return what share of a loss is made good; "" where the loss itself may be chance."""
    lost, _, high = difference(figure, moved, clean)
    if not high < 0:
        return ""
    return f"{difference(figure, laid, moved)[0] / -lost:.0%}"


def line(result: Result, results: Sequence[Result]) -> str:
    """Return a row of the table; what is won back is a share of what moving the pairs lost beyond chance."""
    true, found = spots(result)
    r = pearson(true, found)
    same = [one for one in results if one["seed"] == result["seed"] and not one["registered"]]
    clean = next((one for one in results if one["level"] == 0 and not one["registered"]), None)
    moved = next((one for one in same if one["level"] == result["level"] > 0 and result["registered"]), None)
    won, less = ["", ""], ""
    if moved is not None and clean is not None:
        won = [won_back(figure, clean, moved, result) for figure in (r_of, ssim_of)]
    if clean is not None and result is not clean:
        less = "{:+.3f} ({:+.3f} to {:+.3f})".format(*difference(r_of, result, clean))
    cells = [
        f"{'laid back from' if result['registered'] else 'off by'} {result['level']:g} px", str(result["seed"]),
        f"{result['pairs']}" + (f" ({result['refused']} refused)" if result["refused"] else ""),
        f"{result['off_median']:.2f}", f"{result['off_p95']:.2f}", f"{r.r:.3f} ({r.low:.3f} to {r.high:.3f})",
        less, f"{concordance(true, found).r:.3f}",
        f"{100 * true.mean():.2f}", f"{100 * found.mean():.2f}", f"{mean(result, 'ssim'):.4f}",
        f"{mean(result, 'psnr'):.2f}", *won,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def table(results: Sequence[Result]) -> str:
    ordered = sorted(results, key=lambda one: (one["registered"], one["level"], one["seed"]))
    return "\n".join([
        f"| {' | '.join(HEADING)} |", "|---" * len(HEADING) + "|", *(line(one, ordered) for one in ordered),
    ])  # fmt: skip


def settings_of(given: argparse.Namespace) -> TrainingSettings:
    """Return the recipe's settings with what the command line changes, and one validation at the end."""
    settings = read_toml(TrainingSettings, given.recipe)
    steps = given.steps or settings.steps
    validation = replace(settings.validation, every=steps, photos=VALIDATION)
    changed = replace(settings, steps=steps, checkpoint_every=steps, validation=validation, loaders=given.loaders)
    return changed if given.batch is None else replace(changed, batch=given.batch)


def run_all(
    given: argparse.Namespace, folder: Path, wanted: Sequence[Variant], settings: TrainingSettings
) -> Iterator[Result]:
    """Make the variants, train on so many at a time, and yield what came of each as it ends."""
    from misregistration_training import Training, train_and_convert  # noqa: PLC0415 - processes that move need no torch

    dataset = dataset_of(given, folder)
    people = People.of(dataset, given.people, given.test)
    jobs, made = list[Training](), dict[str, tuple[Variant, list[Laid]]]()
    for variant in wanted:
        data = folder / variant.name
        making = Making(dataset, data, folder / "cache", settings.patches.mm_per_pixel, given.seed)
        laid = make_variant(making, variant, people.learned, people.validation, given.processes)
        own = replace(settings, name=variant.name, seed=variant.seed)
        tested = tuple(people.tested)
        jobs.append(Training(own, data, making.cache, folder / f"run-{data.name}", given.device, dataset, tested))
        made[variant.name] = variant, laid
        print(f"{variant.name}: {len(laid)} pairs laid", file=sys.stderr, flush=True)
    for trained in in_processes(train_and_convert, jobs, given.parallel):
        job = next(one for one in jobs if one.settings.name == trained.name)
        scores = list(in_processes(partial(score, dataset, job.out), people.tested, given.processes))
        yield result_of(made[trained.name][0], job.settings, made[trained.name][1], scores, vars(trained))


def dataset_of(given: argparse.Namespace, folder: Path) -> DataSet:
    if given.dataset is not None:
        return read_dataset(given.dataset.resolve())
    people = SimulationSettings(given.people + VALIDATION + given.test, given.seed, given.size)
    return write_simulated(people, folder / "faces", processes=given.processes)


def told(result: Result) -> str:
    pace = f"{1000 * result['seconds_per_step']:.0f} ms a step, {result['converting']:.0f} s to convert"
    made = f"r {pearson(*spots(result)).r:.3f}, SSIM {mean(result, 'ssim'):.4f}"
    return f"{result['run']}: {result['seconds']:.0f} s on {result['device']}, {pace}; {made}"


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",") if part.strip()]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, help="pairs with skin masks and regions; default: simulated")
    parser.add_argument("--people", type=int, default=120, help="to learn from")
    parser.add_argument("--test", type=int, default=60, help="people kept apart")
    parser.add_argument("--size", type=int, default=1024, help="pixels of a side, where they are simulated")
    parser.add_argument("--seed", type=int, default=708, help="of the people and of the moves")
    parser.add_argument("--levels", type=numbers, default=[0.0, 1.0, 2.0, 4.0], help="pixels, in a list with commas")
    parser.add_argument("--registered", type=numbers, default=[1.0, 2.0, 4.0], help="levels to lay back")
    parser.add_argument("--again", action="store_true", help="level 0 with another seed too: what chance does")
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--steps", type=int, help="in place of the recipe's")
    parser.add_argument("--batch", type=int, help="in place of the recipe's")
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--loaders", type=int, default=1, help="processes that cut patches for each training")
    parser.add_argument("--parallel", type=int, default=1, help="trainings at a time")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="that move, lay and judge")
    parser.add_argument("--out", type=Path, help="folder for all that is made; default: one for the time being")
    parser.add_argument("--json", type=Path, help="file of results, a line each; kept ones are not done again")
    given = parser.parse_args(arguments)
    results = list[Result]()
    if given.json is not None and given.json.exists():
        results = [json.loads(one) for one in given.json.read_text(encoding="utf-8").splitlines()]
    settings, done = settings_of(given), {one["run"] for one in results}
    variants = variants_of(given.levels, given.registered, settings.seed, again=given.again)
    if wanted := [one for one in variants if one.name not in done]:
        with TemporaryDirectory() as temporary:
            for result in run_all(given, (given.out or Path(temporary)).resolve(), wanted, settings):
                results.append(result)
                if given.json is not None:
                    with given.json.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(result) + "\n")
                print(told(result), file=sys.stderr, flush=True)
    print(table(results))


if __name__ == "__main__":
    main()

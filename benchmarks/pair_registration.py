"""How exactly the UV photo of a pair is laid on its colour photo, what is refused, and whether what is told holds.

    python benchmarks/pair_registration.py --people 100 --processes 2 [--json figures.json]

The UV photo of each simulated person is shifted (to 20 pixels each way, of 1024), turned (3 degrees), scaled (3 %), and
bent (5 pixels) by a way that is known exactly, exposed otherwise, given noise and 8 bits, and in every third pair made
of another size; ``register_pair`` then lays it back on the colour photo. Errors are over the skin, in pixels of the
colour photo, those of accepted pairs pooled. So many colour photos as ``--strangers`` says meet the UV photo of
another person too. All figures are those of simulated faces.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pair_distortion import Exposure, Move

from uvphoto.archives.registration import register_pair
from uvphoto.archives.registration.places import Places
from uvphoto.datasets.manifest import DataSet, PhotoRow
from uvphoto.datasets.processes import in_processes
from uvphoto.datasets.simulated import SimulationSettings, write_simulated
from uvphoto.datasets.storage import read_dataset
from uvphoto.metrics import spearman, wilson
from uvphoto.picture import read_colour, read_mask, read_uv
from uvphoto.skin.tone import SkinTone, ita_degrees, tone_of

STEP = 4  # pixels from one place to the next at which the error is taken
RESIZED = 3  # every so many-th UV photo is of another size
SMALLEST, LARGEST = 0.7, 1.3  # times the size
QUANTILES = np.linspace(0, 1, 101)
PIXEL = 1.0  # of a median error that is not noticed: the limit of the residual
HEADING = (
    "pairs", "n", "refused", "before, median", "before, 95 %", "after, median", "after, 95 %", "worst median",
    "worst 95 %", "agreeing", "told, median", "told, 95 %",
)  # fmt: skip


@dataclass(frozen=True)
class Job:
    """One UV photo to lay on one colour photo.

    Attributes:
        number: of the pair; its chance is drawn from it.
        colour: row of the colour photo.
        uv: row of the UV photo: the same, or another person's.
        resized: how many times larger the UV photo is to be.

    """

    number: int
    colour: PhotoRow
    uv: PhotoRow
    resized: float

    @property
    def is_stranger(self) -> bool:
        """Whether both photos show different people."""
        return self.colour.person != self.uv.person


@dataclass(frozen=True)
class Case:
    """What came of it.

    Attributes:
        person: whose the colour photo is.
        other: whose the UV photo is.
        tone: of the colour photo's skin.
        resized: how many times larger the UV photo is.
        before: quantiles (0 to 1 by 0.01) of how far the skin lay off, pixels of the colour photo.
        after: the same as registered; of strangers neither means anything.
        overlap: told share of the skin that the UV photo shows.
        agreeing: told share of the blocks of skin that are found where they should be.
        residual: told median error.
        most: told 95th percentile of it.
        problem: why it was refused; "" where it was not.
        seconds: that the registration took.

    """

    person: str
    other: str
    tone: str
    resized: float
    before: tuple[float, ...]
    after: tuple[float, ...]
    overlap: float
    agreeing: float
    residual: float
    most: float
    problem: str
    seconds: float

    @property
    def is_stranger(self) -> bool:
        """Whether both photos show different people."""
        return self.person != self.other

    @property
    def median(self) -> float:
        """Of the error as registered."""
        return self.after[50]

    @property
    def p95(self) -> float:
        """The 95th percentile of it."""
        return self.after[95]


def jobs_of(dataset: DataSet, people: int, strangers: int, seed: int) -> list[Job]:
    """Return a pair of each of so many people, and pairs with another's UV: the next one's, the second next's, ..."""
    first: dict[str, PhotoRow] = {}
    for row in dataset.photos:
        if row.is_pair and row.skin_mask:
            first.setdefault(row.person, row)
    rows = list(first.values())[:people]
    if len(rows) < 2:
        raise SystemExit(f"{dataset.folder} has pairs with a skin mask of {len(rows)} people; 2 or more are needed")
    drawn = np.random.default_rng((seed, 0)).uniform(SMALLEST, LARGEST, len(rows) + strangers)
    sizes = [float(size) if number % RESIZED == 0 else 1.0 for number, size in enumerate(drawn)]
    own = [Job(number, row, row, sizes[number]) for number, row in enumerate(rows)]
    return own + [
        Job(len(rows) + number, rows[number % len(rows)], rows[(number + 1 + number // len(rows)) % len(rows)],
            sizes[len(rows) + number])
        for number in range(strangers)
    ]  # fmt: skip


def case_of(folder: Path, seed: int, job: Job) -> Case:
    """Move a UV photo by chance, lay it back, and measure."""
    rng = np.random.default_rng((seed, 1, job.number))
    colour, skin = read_colour(folder / job.colour.colour).pixels, read_mask(folder / job.colour.skin_mask)
    uv = read_uv(folder / job.uv.uv).pixels
    move = Move.draw((uv.shape[0], uv.shape[1]), rng, resized=job.resized)
    moved = Exposure.draw(rng).apply(move.apply(uv), rng)
    start = time.perf_counter()
    found = register_pair(colour, moved, skin)
    seconds = time.perf_counter() - start
    before = Places.of(np.eye(3), move.taken, move.taken).resized(move.taken, move.moved)
    return Case(
        job.colour.person,
        job.uv.person,
        tone_of(ita_degrees(colour, skin)).value,
        job.resized,
        *(tuple(np.quantile(off_by(places, move, skin), QUANTILES).tolist()) for places in (before, found.places)),
        found.overlap,
        found.agreeing,
        found.residual,
        found.most,
        found.problem,
        seconds,
    )


def off_by(places: Places, move: Move, skin: np.ndarray) -> np.ndarray:
    """Return how far places of the skin, every STEP-th, are off, in pixels of the photo as taken."""
    rows, columns = np.nonzero(skin[::STEP, ::STEP])
    rows, columns = rows * STEP, columns * STEP
    x, y = move.source(places.x[rows, columns].astype(np.float64), places.y[rows, columns].astype(np.float64))
    return np.hypot(x - columns, y - rows)


def line(name: str, cases: Sequence[Case]) -> str:
    """Return a row of the table; all but the number of the refused is of those that were not."""
    used = [one for one in cases if not one.problem]
    cells = [name, str(len(cases)), str(len(cases) - len(used))]
    if used:
        before, after = (np.concatenate([getattr(one, at) for one in used]) for at in ("before", "after"))
        values = [
            *(np.quantile(errors, share) for errors in (before, after) for share in (0.5, 0.95)),
            max(one.median for one in used), max(one.p95 for one in used),
        ]  # fmt: skip
        cells += [f"{value:.2f}" for value in values] + [f"{np.median([one.agreeing for one in used]):.0%}"]
        cells += [f"{np.median([getattr(one, told) for one in used]):.2f}" for told in ("residual", "most")]
    return f"| {' | '.join(cells + [''] * (len(HEADING) - len(cells)))} |"


def table(cases: Sequence[Case]) -> str:
    """Return the table of one person's pairs; errors are pooled, each pair counting the same."""
    groups: list[tuple[str, Callable[[Case], bool]]] = [("all", lambda _: True)]
    groups += [(tone.value, lambda one, tone=tone: one.tone == tone.value) for tone in SkinTone]
    groups += [
        ("UV photo of the same size", lambda one: one.resized == 1),
        ("UV photo of another size", lambda one: one.resized != 1),
        ("moved up to 10 pixels", lambda one: one.before[50] <= 10),
        ("moved more", lambda one: one.before[50] > 10),
    ]
    lines = [line(name, chosen) for name, holds in groups if (chosen := [one for one in cases if holds(one)])]
    return "\n".join([f"| {' | '.join(HEADING)} |", "|---" * len(HEADING) + "|", *lines])


def honesty(cases: Sequence[Case]) -> list[str]:
    """Say how what is told of accepted pairs compares with the truth."""
    used = [one for one in cases if not one.problem]
    lines = []
    for name, told, true in (("median", "residual", "median"), ("95 %", "most", "p95")):
        said, real = (np.array([getattr(one, at) for one in used]) for at in (told, true))
        ranks = f"rank correlation {spearman(said, real).r:.2f}; " if len(used) > 3 else ""
        lines.append(
            f"told {name}: {ranks}true / told {np.median(real / said):.2f} in the median, from "
            f"{np.quantile(real / said, 0.05):.2f} to {np.quantile(real / said, 0.95):.2f} in nine of ten; "
            f"the true one is the larger in {np.mean(real > said):.0%}"
        )
    bad = [one for one in used if one.median > PIXEL]
    lines.append(f"accepted with a true median error above {PIXEL:g} pixel: {len(bad)} of {len(used)}")
    for most in (0.5, 0.75, 1.0):
        chosen = [one for one in used if most - 0.25 < one.agreeing <= most]
        if chosen:
            middle, far = (np.median([getattr(one, at) for one in chosen]) for at in ("median", "p95"))
            lines.append(
                f"agreeing {most - 0.25:.0%} to {most:.0%}: {len(chosen)} pairs, true median {middle:.2f}, "
                f"true 95 % {far:.2f} (worst {max(one.p95 for one in chosen):.2f})"
            )
    return lines


def counted(cases: Sequence[Case], strangers: Sequence[Case]) -> list[str]:
    """Say how many are wrongly refused and accepted, and how long one takes."""
    refused, accepted = sum(bool(one.problem) for one in cases), sum(not one.problem for one in strangers)
    lines = [f"wrongly refused: {share(refused, len(cases))}"]
    lines += [
        f"  {one.person}, {one.tone}: {one.problem} (true median {one.median:.2f})" for one in cases if one.problem
    ]
    if strangers:
        lines.append(
            f"two people's photos, wrongly accepted: {share(accepted, len(strangers))}; at most "
            f"{max(one.agreeing for one in strangers):.0%} of their blocks agree, of one person's at least "
            f"{min(one.agreeing for one in cases):.0%}"
        )
    taken = [one.seconds for one in (*cases, *strangers)]
    lines.append(f"time: {np.median(taken):.1f} s a pair in the median, {max(taken):.1f} s at most, one thread each")
    return lines


def share(count: int, of: int) -> str:
    interval = wilson(count, of)
    return f"{count} of {of} ({count / of:.1%}, 95 % interval {interval.low:.1%} to {interval.high:.1%})"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--strangers", type=int, default=10, help="pairs of two different people")
    parser.add_argument("--dataset", type=Path, help="pairs with skin masks; default: simulated for the time being")
    parser.add_argument("--size", type=int, default=1024, help="pixels of a side, where they are simulated")
    parser.add_argument("--seed", type=int, default=707)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="figures of each pair")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        if given.dataset is None:
            folder = Path(stack.enter_context(TemporaryDirectory())) / "faces"
            wanted = SimulationSettings(people=max(given.people, 2), seed=given.seed, size=given.size)
            dataset = write_simulated(wanted, folder, processes=given.processes, progress=partial(told, "simulated"))
        else:
            dataset = read_dataset(given.dataset)
        jobs, found = jobs_of(dataset, given.people, given.strangers, given.seed), list[Case]()
        for case in in_processes(partial(case_of, dataset.folder, given.seed), jobs, given.processes):
            found.append(case)
            told("registered", len(found), len(jobs))
    found.sort(key=lambda one: (one.person, one.other))
    own, others = ([one for one in found if one.is_stranger is chosen] for chosen in (False, True))
    if given.json is not None:
        given.json.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    print(table(own), "", *honesty(own), "", *counted(own, others), sep="\n")


def told(what: str, done: int, total: int) -> None:
    print(f"\r{done} of {total} {what}", end="\n" if done == total else "", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

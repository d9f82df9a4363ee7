"""The experiment of UV-photo Net's paper on simulated people: simulate, train, judge; a stopped one goes on.

Kojima et al. 2021, Sci. Rep. 11, doi 10.1038/s41598-020-79995-4: colour and UV photos of 184 people, 160 to learn from
and 24 to judge on. Of the 160 we keep 16 to choose the checkpoint by, which the paper does not tell of.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from uvphoto.conversion.converter import load_converter
from uvphoto.conversion.weights_file import read_weights
from uvphoto.datasets.manifest import DataSet
from uvphoto.datasets.simulated import SimulationSettings, write_simulated
from uvphoto.datasets.splits import with_splits
from uvphoto.datasets.storage import write_dataset
from uvphoto.errors import MissingExtraError, SettingsError
from uvphoto.evaluation.evaluate import Evaluation, evaluate, write_evaluation
from uvphoto.evaluation.faces import ALL
from uvphoto.simulate.face.people import Population
from uvphoto.training.settings import TrainingSettings

if TYPE_CHECKING:
    from uvphoto.training.run import Reporter

FACES_FOLDER = "faces"
RUN_FOLDER = "run"
REPORT_FOLDER = "report"
MORE_FACES_FOLDER = "more-faces"
MORE_REPORT_FOLDER = "more-report"

PEOPLE = 184
_TRAIN, _VALIDATION, _TEST = 144, 16, 24
_FURTHER = 9000  # seeds away: nobody of the experiment is among the further people
_SPLIT_SEED = 0  # as `uvphoto dataset split` has it
_FEWEST = 3  # people: one to learn from, one to choose by, one to judge on

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Experiment:
    """What is simulated, and who is judged.

    Attributes:
        people: of whom 24 in 184 are judged on, and 16 in 184 choose the checkpoint.
        size: pixels of a side of the photos.
        seed: of the people.
        more_test: further people to judge on, so that intervals are narrow.
        shares: of the people who train, choose and are judged.

    Raises:
        SettingsError: too few people.

    """

    people: int = PEOPLE
    size: int = 1024
    seed: int = 184
    more_test: int = 0
    shares: tuple[float, float, float] = (_TRAIN / PEOPLE, _VALIDATION / PEOPLE, _TEST / PEOPLE)

    def __post_init__(self) -> None:
        if self.people < _FEWEST:
            raise SettingsError(f"--people {self.people} are too few; give {_FEWEST} or more")
        if self.more_test < 0:
            raise SettingsError(f"--more-test {self.more_test} is below 0")

    @property
    def simulation(self) -> SimulationSettings:
        """The people of the experiment: patients of a clinic in Japan, as the paper's were."""
        return SimulationSettings(self.people, self.seed, self.size, population=Population.EAST_ASIAN_CLINIC)

    @property
    def more_simulation(self) -> SimulationSettings:
        """The further people, of another seed."""
        return replace(self.simulation, people=self.more_test, seed=self.seed + _FURTHER)


@dataclass(frozen=True)
class Place:
    """Where an experiment is done, and on what.

    Attributes:
        out: folder, in which faces, run and reports get folders of their own.
        processes: that simulate at a time.
        accelerator: to train on, in Fabric's word: auto, cpu, cuda, mps.

    """

    out: Path
    processes: int = 1
    accelerator: str = "auto"


@dataclass(frozen=True)
class Watch:
    """What is told how far the experiment is."""

    simulating: Progress
    training: "Reporter"
    judging: Progress


@dataclass(frozen=True)
class Reproduction:
    """What came out.

    Attributes:
        steps: of training.
        best_step: whose checkpoint was judged.
        test: on the people of the experiment.
        more: on the further people; None where none were asked for.

    """

    steps: int
    best_step: int
    test: Evaluation
    more: Evaluation | None


def reproduce(experiment: Experiment, settings: TrainingSettings, place: Place, watch: Watch) -> Reproduction:
    """Simulate people, train on them, and judge on those who were kept apart; what is there already is not done again.

    Raises:
        MissingExtraError: torch is not installed.
        DataSetError: a folder holds something else, or cannot be written.
        SettingsError: settings that do not fit the devices or the data.
        WeightsError: the folder of the run holds another run.

    """
    try:
        from uvphoto.training.material import Sources  # noqa: PLC0415 - torch is an extra
        from uvphoto.training.run import BEST_FILE, RunPlace, train  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("uvphoto"):
            raise
        raise MissingExtraError("Training", "train") from error
    faces = _simulate(experiment.simulation, place, FACES_FOLDER, watch.simulating)
    rows = with_splits(faces.photos, seed=_SPLIT_SEED, shares=experiment.shares)
    faces = write_dataset(faces.folder, faces.description, rows)
    run = place.out / RUN_FOLDER
    progress = train(settings, RunPlace(Sources(faces.folder), run, accelerator=place.accelerator), watch.training)
    if progress is None:
        raise RuntimeError("one process trains, and it is the main one")
    converter = load_converter(read_weights(run / BEST_FILE))
    test = evaluate(faces, converter, "test", progress=watch.judging)
    write_evaluation(test, place.out / REPORT_FOLDER)
    more = None
    if experiment.more_test:
        others = _simulate(experiment.more_simulation, place, MORE_FACES_FOLDER, watch.simulating)
        more = evaluate(others, converter, ALL, progress=watch.judging)
        write_evaluation(more, place.out / MORE_REPORT_FOLDER)
    return Reproduction(progress.step, progress.best_step, test, more)


def _simulate(settings: SimulationSettings, place: Place, folder: str, progress: Progress) -> DataSet:
    return write_simulated(settings, place.out / folder, processes=place.processes, progress=progress)

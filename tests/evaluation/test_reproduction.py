"""The paper's experiment in small: simulate, train, judge, and go on where it stopped."""

from dataclasses import replace
from pathlib import Path

import pytest

from uvphoto.datasets.patches import PatchSettings
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import FileError, SettingsError
from uvphoto.evaluation.paper_table import paper_table
from uvphoto.evaluation.recipes import find_recipe
from uvphoto.evaluation.reproduction import Experiment, Place, Watch, reproduce
from uvphoto.models.settings import CompactSettings, PatchGanSettings
from uvphoto.training.settings import TrainingSettings, ValidationSettings

SMALL = Experiment(people=3, size=256, shares=(1 / 3, 1 / 3, 1 / 3))
SETTINGS = TrainingSettings(
    name="small",
    steps=2,
    batch=1,
    loaders=0,
    generator=CompactSettings(width=4, levels=2),
    discriminator=PatchGanSettings(width=4, layers=2),
    patches=PatchSettings(size=32, mm_per_pixel=0.9375, min_skin=0.4),
    validation=ValidationSettings(every=2, photos=1, patches=2, samples=1),
)


class Counts:
    """Counts the steps that are taken."""

    def __init__(self) -> None:
        self.steps = 0

    def prepared(self, *_: object) -> None:
        """Take no note."""

    def stepped(self, *_: object) -> None:
        """Count."""
        self.steps += 1

    def validated(self, *_: object) -> None:
        """Take no note."""


def test_the_experiment_runs_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    out, counts = tmp_path / "paper", Counts()
    watch = Watch(lambda *_: None, counts, lambda *_: None)
    done = reproduce(SMALL, SETTINGS, Place(out, accelerator="cpu"), watch)
    assert (counts.steps, done.steps) == (2, 2)
    splits = [row.split for row in read_dataset(out / "faces").photos]
    assert sorted(splits) == ["test", "train", "validation"]
    assert [record.person for record in done.test.records] == [read_dataset(out / "faces").of_split("test")[0].person]
    assert done.more is None
    again = reproduce(SMALL, SETTINGS, Place(out, accelerator="cpu"), watch)
    assert counts.steps == 2  # nothing was trained anew
    assert again.test.figures.domains["clinic"].pictures == done.test.figures.domains["clinic"].pictures
    assert (out / "report" / "index.html").exists()
    table = paper_table(replace(done, more=done.test)).splitlines()
    assert table[0].endswith("| UV-photo Net, 24 people | ours, 1 simulated people | ours, 1 simulated people |")
    assert table[2].startswith("| r, synthetic UV photo | 0.92 | too few people |")
    assert len({line.count("|") for line in table}) == 1


def test_the_experiment_is_the_papers() -> None:
    experiment = Experiment()
    assert experiment.people == 184
    assert [round(share * 184) for share in experiment.shares] == [144, 16, 24]
    assert experiment.simulation.population == "east-asian-clinic"
    assert Experiment(more_test=9).more_simulation.seed != experiment.simulation.seed
    assert find_recipe("pix2pix-paper").name == "pix2pix-paper.toml"


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(SettingsError, match="--people 2"):
        Experiment(people=2)
    with pytest.raises(SettingsError, match="--more-test"):
        Experiment(more_test=-1)
    with pytest.raises(FileError, match="did not come"):
        find_recipe("pix2pix-none")

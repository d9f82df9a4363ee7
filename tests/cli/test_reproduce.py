"""The verb that repeats the paper's experiment: what it asks for, and what it says."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from uvphoto.cli.reproduce import app
from uvphoto.errors import SettingsError

run = CliRunner().invoke


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Put a stand-in in the place of the experiment, and return what it is asked for."""
    seen: dict[str, object] = {}

    def stand_in(experiment: object, settings: object, place: object, _watch: object) -> SimpleNamespace:
        seen.update(experiment=experiment, settings=settings, place=place)
        place.out.mkdir()
        return SimpleNamespace(steps=7, best_step=5)

    monkeypatch.setattr("uvphoto.evaluation.reproduction.reproduce", stand_in)
    monkeypatch.setattr("uvphoto.evaluation.paper_table.paper_table", lambda _done: "| the table |")
    return seen


def test_the_papers_recipe_and_people_are_the_default(asked: dict[str, object], tmp_path: Path) -> None:
    result = run(app, ["paper", "--out", str(tmp_path / "out"), "--processes", "1", "--more-test", "100"])
    assert result.exit_code == 0, result.output
    assert asked["settings"].name == "paper-simulated-1"
    assert (asked["experiment"].people, asked["experiment"].more_test) == (184, 100)
    assert asked["place"].processes == 1
    text = (tmp_path / "out" / "table.md").read_text("utf-8")
    assert "the checkpoint of step 5 was judged" in text
    assert "no figure here speaks for the clinic" in text
    assert "| the table |" in result.stdout
    assert "mean nothing" not in text


def test_a_quick_one_says_that_its_figures_mean_nothing(asked: dict[str, object], tmp_path: Path) -> None:
    result = run(app, ["paper", "--quick", "--out", str(tmp_path / "out"), "--steps", "3"])
    assert result.exit_code == 0, result.output
    assert (asked["settings"].name, asked["settings"].steps) == ("quick", 3)
    assert asked["experiment"].people == 20
    assert "These figures mean nothing" in result.stdout


def test_other_recipes_and_numbers(asked: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\nsteps = 9\n')
    options = ["--recipe", str(tmp_path / "mine.toml"), "--people", "12"]
    assert run(app, ["paper", "--out", str(tmp_path / "out"), *options]).exit_code == 0
    assert (asked["settings"].name, asked["settings"].steps, asked["experiment"].people) == ("mine", 9, 12)
    result = run(app, ["paper", "--out", str(tmp_path / "other"), "--people", "1"])
    assert isinstance(result.exception, SettingsError)

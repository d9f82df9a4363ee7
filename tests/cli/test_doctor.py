"""The verb doctor: for people and for programs, healthy and ill."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from uvphoto import __version__
from uvphoto.cli import app
from uvphoto.errors import WeightsError
from uvphoto.installation import examination, requirements
from uvphoto.installation.examination import MainJob, examine
from uvphoto.installation.lack import Lack, attempt
from uvphoto.installation.requirements import Dependency, Part


@pytest.fixture(autouse=True)
def of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UVPHOTO_WEIGHTS_DIR", str(tmp_path / "weights"))
    monkeypatch.setenv("UVPHOTO_RECORD", str(tmp_path / "record"))


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes long; each has tests of its own."""
    monkeypatch.setattr(examination, "tried", lambda parts: parts)
    monkeypatch.setattr(examination, "_backends", lambda **_: ())
    monkeypatch.setattr(examination, "_do_main_job", lambda: "done")


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *arguments])


def test_a_sound_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    def base_alone(parts: tuple[Part, ...]) -> tuple[Part, ...]:  # torch and its like take long to import
        return (*requirements.tried(parts[:1]), *parts[1:])

    monkeypatch.setattr(examination, "tried", base_alone)
    result = doctor("--quick")
    assert result.exit_code == 0, result.output
    for words in (
        f"uvphoto {__version__}", "extra forecast", "compact-simulated-2-int8", "onnxruntime on cpu, float32",
        "spots measured", "telemetry", "All that photos need works",
    ):  # fmt: skip
        assert words in result.stdout
    assert "ms a tile" not in result.stdout


@pytest.mark.usefixtures("light")
def test_programs_get_all_of_it() -> None:
    result = doctor("--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["works"] is True
    assert told["version"] == __version__
    assert told["sends_nothing"] is True
    base = next(part for part in told["parts"] if part["name"] == "base")
    assert base["lack"] is None
    assert {"name": "typer", "fits": True} in [
        {key: one[key] for key in ("name", "fits")} for one in base["dependencies"]
    ]
    assert [one["name"] for one in told["weights"]] == ["compact-simulated-2-int8", "compact-simulated-2"]


@pytest.mark.usefixtures("light")
def test_what_is_broken_is_told_and_the_code_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Part("base", (Dependency("numpy", ">=2.1", None, fits=False, module=None),))
    monkeypatch.setattr(examination, "read_parts", lambda: (gone, Part("fast", ())))
    result = doctor()
    assert result.exit_code == 2
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert "numpy is missing." in lines
    assert "> pip install 'uvphoto'" in lines
    assert "Photos cannot be measured yet; 1 to mend, see the lines with !!" in lines
    assert any(line.startswith("!! base") for line in lines)


@pytest.mark.usefixtures("light")
def test_a_main_job_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise ImportError("libGL.so.1: cannot open shared object file")

    monkeypatch.setattr(examination, "_do_main_job", fail)
    found = examine()
    assert not found.works
    assert found.main_job == MainJob("does not work", next(one for one in found.lacks() if "libGL" in one.what))
    assert doctor().exit_code == 2


@pytest.mark.usefixtures("light")
def test_it_speaks_without_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("packaging.requirements", "uvphoto.installation.weights", "uvphoto.installation.places"):
        monkeypatch.setitem(sys.modules, name, None)  # as if what they import were not there
    result = doctor()
    assert "cannot be told" in result.stdout
    assert "ModuleNotFoundError" in result.stdout
    told = json.loads(doctor("--json").stdout)
    assert told["weights"]["is_fault"] is True
    assert told["parts"]["remedy"] == "pip install --force-reinstall uvphoto"


def test_errors_of_ours_keep_their_remedy() -> None:
    def without_words() -> None:
        raise OSError

    assert attempt(lambda: 3, "mend it") == 3
    assert attempt(without_words, "mend it") == Lack("OSError: OSError.", "mend it")

    def of_ours() -> None:
        raise WeightsError("w.onnx", "is damaged", "Get it again")

    assert attempt(of_ours, "mend it") == Lack("w.onnx: is damaged.", "Get it again")

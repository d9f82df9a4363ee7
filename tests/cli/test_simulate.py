"""The verb simulate as a process: what it prints, how it stops and goes on, how it fails."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.datasets.checks import check
from uvphoto.datasets.storage import read_dataset
from uvphoto.errors import DataSetError, SettingsError

run = CliRunner().invoke
SMALL = ["--size", "256", "--seed", "3"]
PATIENCE = 120.0  # seconds until a process that does not do what is waited for counts as stuck
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals to process groups")


def start(out: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "uvphoto", "simulate", str(out), *SMALL, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def wait_for(process: subprocess.Popen[str], happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def folders(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "people").glob("*"))


@needs_signals
def test_an_interrupted_run_keeps_whole_people_and_the_same_command_finishes(tmp_path: Path) -> None:
    out, straight = tmp_path / "stopped", tmp_path / "straight"
    options = ("--people", "3", "--processes", "1")
    process = start(out, *options)
    wait_for(process, (out / "people" / "p00001").is_dir)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Interrupted. Nothing is left half-done" in errors
    assert "Traceback" not in errors
    kept = folders(out)
    assert "p00001" in kept
    assert len(kept) < 3
    assert all(name.startswith("p") and (out / "people" / name / "person.json").is_file() for name in kept)
    assert not (out / "dataset.json").exists()

    again = start(out, *options)
    printed, errors = again.communicate(timeout=PATIENCE)
    assert again.returncode == 0, errors
    assert printed.startswith("simulated faces, seed 3: 3 people, 3 visits, 3 pairs, 0 phone photos")
    assert check(out) == []
    at_once = start(straight, "--people", "3", "--processes", "2")
    at_once.communicate(timeout=PATIENCE)
    assert tree(straight) == tree(out)


@needs_signals
def test_a_terminals_interrupt_while_processes_start_is_no_mess(tmp_path: Path) -> None:
    """A terminal sends it to the whole group: children have to leave it to their parent from their first moment."""
    process = start(tmp_path / "faces", "--people", "2", "--processes", "2")
    wait_for(process, (tmp_path / "faces" / "people").is_dir)
    time.sleep(0.3)  # the processes are being started, or import
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in errors


@needs_signals
def test_a_process_that_is_killed_is_a_users_error(tmp_path: Path) -> None:
    people = tmp_path / "faces" / "people"
    process = start(tmp_path / "faces", "--people", "1", "--phones", "4", "--visits", "4")
    wait_for(process, lambda: any(people.glob(".p00001.*")))
    (partial,) = people.glob(".p00001.*")
    os.kill(int(partial.suffix[1:]), signal.SIGKILL)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "fewer --processes" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("--people", "0"),
        ("--people", "100001"),
        ("--seed", "-1"),
        ("--seed", str(2**32)),
        ("--size", "255"),
        ("--size", "4097"),
        ("--phones", "-1"),
        ("--phones", "21"),
        ("--visits", "0"),
        ("--visits", "101"),
        ("--population", "martian"),
        ("--phone-family", "martian"),
    ],
)
def test_settings_out_of_range_name_their_flag(tmp_path: Path, flag: str, value: str) -> None:
    result = run(app, ["simulate", str(tmp_path / "out"), flag, value])
    assert isinstance(result.exception, SettingsError)
    assert f"{flag} {value}" in str(result.exception)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", ["-1", "many"])
def test_processes_are_counted_from_0(tmp_path: Path, value: str) -> None:
    result = run(app, ["simulate", str(tmp_path / "out"), "--processes", value])
    assert result.exit_code == 2
    assert "--processes" in result.output


def test_a_users_mistake_ends_with_code_2_and_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "uvphoto", "simulate", str(tmp_path / "out"), "--size", "100"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip() == "--size 100 is outside 256 to 4096"


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = run(app, ["simulate", str(tmp_path)])
    assert isinstance(result.exception, DataSetError)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_population_and_a_family_of_phones_can_be_chosen(tmp_path: Path) -> None:
    choices = ["--population", "east-asian-clinic", "--phone-family", "other"]
    options = ["--people", "1", "--processes", "1", "--phones", "1", *choices, *SMALL]
    result = run(app, ["simulate", str(tmp_path / "out"), *options])
    assert result.exit_code == 0, result.output
    assert "see them with: uvphoto gallery" in result.stdout
    made = read_dataset(tmp_path / "out")
    assert "--population east-asian-clinic --phone-family other" in made.description.made
    assert any(device.startswith("other-phone-3-") for device in made.description.devices)


def test_help_tells_every_option_and_its_default() -> None:
    result = run(app, ["simulate", "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    for flag in ("--people", "--seed", "--size", "--phones", "--visits", "--population", "--processes"):
        assert flag in result.stdout
    assert "1024" in result.stdout

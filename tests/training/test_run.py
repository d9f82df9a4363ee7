"""Whole runs: what they leave, and that stopped and shared ones give the same."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from uvphoto.config import read_toml
from uvphoto.datasets.storage import read_dataset
from uvphoto.models.checkpoint import load_checkpoint
from uvphoto.picture import inspect
from uvphoto.training.settings import TrainingSettings


def command(recipe: Path, data: Path, out: Path, *options: str) -> list[str]:
    base = [sys.executable, "-m", "uvphoto", "train", str(recipe), "--data", str(data), "--out", str(out)]
    return [*base, "--threads", "1", "--accelerator", "cpu", *options]


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1"}


def train(recipe: Path, data: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(recipe, data, out, *options), capture_output=True, text=True, check=False, timeout=280,
        env=environment(),
    )  # fmt: skip


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def assert_same_run(one: Path, other: Path) -> None:
    """Losses, figures and weights are the same bit for bit."""
    assert (one / "losses.csv").read_bytes() == (other / "losses.csv").read_bytes()
    assert (one / "validation.csv").read_bytes() == (other / "validation.csv").read_bytes()
    for name in ("state.safetensors", "last.safetensors", "best.safetensors"):
        tensors = [load_file(run / name) for run in (one, other)]
        assert tensors[0].keys() == tensors[1].keys()
        assert all(torch.equal(tensor, tensors[1][key]) for key, tensor in tensors[0].items()), name


@pytest.fixture(scope="module")
def finished_jointly(joint_recipe: Path, faces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run with unpaired photos that nobody stopped."""
    out = tmp_path_factory.mktemp("runs") / "joint"
    done = train(joint_recipe, faces, out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def finished(recipe: Path, faces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that nobody stopped."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    done = train(recipe, faces, out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("small: 6 steps; best at step ")
    assert "psnr" in done.stderr
    return out


def test_a_run_leaves_its_losses_figures_weights_and_samples(finished: Path) -> None:
    table = rows(finished / "losses.csv")
    assert [int(row["step"]) for row in table] == [1, 2, 3, 4, 5, 6]
    assert all(float(row["pixel"]) > 0 and float(row["discriminator"]) > 0 for row in table)
    assert [float(row["learning_rate"]) for row in table] == pytest.approx(
        [2e-4] * 4 + [2e-4 * 2 / 3, 2e-4 / 3]
    )  # of the steps 0 to 5: constant up to step 3, then falling to 0 at step 6
    figures = rows(finished / "validation.csv")
    assert [int(row["step"]) for row in figures] == [3, 6]
    assert list(figures[0]) == ["step", "psnr", "ssim", "spot_ratio_error"]
    assert any((finished / "tensorboard").iterdir())
    sheet = inspect(finished / "samples" / "0000006.png")
    assert (sheet.height, sheet.width, sheet.is_synthetic) == (64, 96, True)


def test_the_weights_say_where_they_come_from_and_rebuild_their_network(finished: Path) -> None:
    generator, info = load_checkpoint(finished / "last.safetensors")
    assert info.name == "small"
    assert info.provenance["step"] == 6
    assert info.provenance["people"] == 2
    assert "uvphoto simulate" in str(info.provenance["data_made"])
    assert info.figures["validation_psnr"] == float(rows(finished / "validation.csv")[-1]["psnr"])
    with torch.inference_mode():
        uv = generator.eval()(torch.zeros(1, 3, 32, 32))
    assert uv.shape == (1, 1, 32, 32)


def test_the_average_is_what_its_formula_says(finished: Path) -> None:
    """After one step the average is the weights; here it must lie between the first and the last weights."""
    state = load_file(finished / "state.safetensors")
    last = load_file(finished / "last.safetensors")
    key = "head.weight"
    assert torch.equal(last[key], state[f"average.module.{key}"])
    assert not torch.equal(last[key], state[f"generator.{key}"])
    assert int(state["average.n_averaged"]) == 6


@pytest.mark.parametrize(("recipe_name", "whole"), [("recipe", "finished"), ("joint_recipe", "finished_jointly")])
def test_a_killed_run_goes_on_bit_for_bit(
    recipe_name: str, whole: str, faces: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    recipe, finished = request.getfixturevalue(recipe_name), request.getfixturevalue(whole)
    out = tmp_path / "killed"
    running = subprocess.Popen(command(recipe, faces, out), stderr=subprocess.DEVNULL, env=environment())
    deadline = time.monotonic() + 240
    while not (out / "state.safetensors").exists() and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it ended before it could be killed"
    with (out / "losses.csv").open("a") as file:  # as a row that was being written, and steps beyond the state
        file.write("6" + 13 * ",0.1" + "\n7,0.1")
    done = train(recipe, faces, out)
    assert done.returncode == 0, done.stderr
    assert_same_run(finished, out)


def test_a_finished_run_is_left_as_it_is(recipe: Path, faces: Path, finished: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in finished.glob("*.safetensors")}
    done = train(recipe, faces, finished)
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in finished.glob("*.safetensors")} == before


def test_two_processes_give_the_same_as_one(recipe: Path, faces: Path, finished: Path, tmp_path: Path) -> None:
    done = train(recipe, faces, tmp_path / "shared", "--devices", "2")
    assert done.returncode == 0, done.stderr
    tables = [rows(run / "losses.csv") for run in (finished, tmp_path / "shared")]
    for one, two in zip(*tables, strict=True):
        assert [float(value) for value in two.values()] == pytest.approx(
            [float(value) for value in one.values()], rel=1e-4
        )
    states = [load_file(run / "state.safetensors") for run in (finished, tmp_path / "shared")]
    for key, tensor in states[0].items():
        if key.startswith(("generator.", "discriminator.", "average.module.")):
            np.testing.assert_allclose(states[1][key], tensor, atol=2e-6, rtol=1e-4, err_msg=key)


def test_two_processes_learn_jointly_what_one_does(joint_recipe: Path, faces: Path, tmp_path: Path) -> None:
    without_pool = joint_recipe.with_name("without-pool.toml")  # each process would have a pool of its own
    without_pool.write_text(joint_recipe.read_text("utf-8").replace("pool = 3", "pool = 0"), encoding="utf-8")
    for devices in ("1", "2"):
        done = train(without_pool, faces, tmp_path / devices, "--devices", devices)
        assert done.returncode == 0, done.stderr
    tables = [rows(tmp_path / devices / "losses.csv") for devices in ("1", "2")]
    for one, two in zip(*tables, strict=True):
        assert [float(value) for value in two.values()] == pytest.approx(
            [float(value) for value in one.values()], rel=2e-3
        )


def test_a_joint_run_shows_unpaired_photos_and_counts_them(finished_jointly: Path) -> None:
    last = rows(finished_jointly / "losses.csv")[-1]
    assert all(float(value) > 0 for name, value in last.items() if name not in ("contrast", "spot_share"))
    sheet = inspect(finished_jointly / "samples" / "0000006_unpaired.png")
    assert (sheet.height, sheet.width, sheet.is_synthetic) == (64, 96, True)
    _, info = load_checkpoint(finished_jointly / "last.safetensors")
    assert (info.provenance["photos"], info.provenance["unpaired_photos"]) == (2, 2)


def test_two_folders_without_a_pair_are_enough(joint_recipe: Path, faces: Path, tmp_path: Path) -> None:
    """Colours of some people, pictures of another kind of others; what cannot be used is told and left out."""
    recipe, dataset = joint_recipe.with_name("folders.toml"), read_dataset(faces)
    whole = joint_recipe.read_text("utf-8").replace("pool = 3", 'pool = 3\nskin = "whole"')
    recipe.write_text(whole, encoding="utf-8")
    clinic = [row for row in dataset.photos if row.domain == "clinic"]
    for name, files in (
        ("colours", [row.colour for row in clinic[:2]]),
        ("blood", [row.haemoglobin for row in clinic[2:]]),
    ):
        (tmp_path / name).mkdir()
        for number, file in enumerate(files):
            shutil.copy(faces / file, tmp_path / name / f"{number}{Path(file).suffix}")
    (tmp_path / "colours" / "torn.png").write_bytes(b"nothing")
    folders = ["--unpaired", str(tmp_path / "colours"), "--targets", str(tmp_path / "blood")]
    words = command(recipe, faces, tmp_path / "run", *folders)
    del words[words.index("--data") : words.index("--data") + 2]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=280, env=environment())
    assert done.returncode == 0, done.stderr
    assert "torn.png: left out, " in done.stderr
    assert done.stdout.startswith("small: 6 steps; make converter weights with")
    last = rows(tmp_path / "run" / "losses.csv")[-1]
    assert float(last["cycle"]) > 0 == float(last["pixel"])
    _, info = load_checkpoint(tmp_path / "run" / "best.safetensors")
    assert (info.provenance["unpaired_photos"], info.provenance["unpaired_targets"]) == (2, 2)
    assert not info.figures


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "Give pairs with --data, or two folders"),
        (["--data", "{}", "--targets", "{}"], "--targets stands in place of pairs"),
        (["--data", "{}", "--unpaired", "{}"], "has no table [unpaired]"),
    ],
)
def test_sources_that_do_not_fit_are_named(
    recipe: Path, faces: Path, tmp_path: Path, options: list[str], words: str
) -> None:
    given = [str(faces) if word == "{}" else word for word in options]
    call = [sys.executable, "-m", "uvphoto", "train", str(recipe), "--out", str(tmp_path), *given]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=120, env=environment())
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())


def test_a_run_starts_from_a_checkpoint(recipe: Path, faces: Path, finished: Path, tmp_path: Path) -> None:
    start = finished / "last.safetensors"
    done = train(recipe, faces, tmp_path / "tuned", "--start-from", str(start), "--steps", "3")
    assert done.returncode == 0, done.stderr
    _, info = load_checkpoint(tmp_path / "tuned" / "last.safetensors")
    assert info.provenance["started_from"]["name"] == "small"
    began, tuned = load_file(start), load_file(tmp_path / "tuned" / "last.safetensors")
    steps = [(tuned[key] - began[key]).abs().max() for key in began]
    assert 0 < max(steps) < 0.002  # three steps of Adam at 2e-4 are at most about 6e-4 from where it began
    again = train(recipe, faces, tmp_path / "tuned", "--steps", "3")
    assert again.returncode == 2
    assert "belongs to another run (origin was" in again.stderr


def test_a_checkpoint_of_another_network_is_refused(recipe: Path, faces: Path, finished: Path) -> None:
    wider = recipe.with_name("wider.toml")
    wider.write_text(recipe.read_text("utf-8").replace("width = 4\nlevels", "width = 6\nlevels"), encoding="utf-8")
    start = str(finished / "last.safetensors")
    done = train(wider, faces, recipe.with_name("never"), "--start-from", start)
    assert done.returncode == 2
    assert "last.safetensors holds another generator than the recipe" in done.stderr


def test_another_run_does_not_go_on_here(recipe: Path, faces: Path, finished: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(recipe.read_text("utf-8").replace("seed = 5", "seed = 6"), encoding="utf-8")
    done = train(other, faces, finished)
    assert done.returncode == 2
    assert "belongs to another run (settings.seed was 5 and is 6)" in done.stderr


def test_a_damaged_state_is_refused(recipe: Path, faces: Path, finished: Path, tmp_path: Path) -> None:
    out = tmp_path / "damaged"
    out.mkdir()
    whole = (finished / "state.safetensors").read_bytes()
    (out / "state.safetensors").write_bytes(whole[: len(whole) // 2])
    done = train(recipe, faces, out)
    assert done.returncode == 2
    assert "state.safetensors: is damaged or no state of a run" in done.stderr


@pytest.mark.parametrize(
    ("change", "devices", "words"),
    [
        ("width = 4 -> widht = 4", "1", "'widht' is unknown"),
        ("size = 32 -> size = 250", "1", "No photo holds a patch of 250 pixels"),
        ("batch = 2 -> batch = 3", "2", "batch 3 cannot be shared evenly by 2 devices"),
    ],
)
def test_what_cannot_be_is_named(recipe: Path, faces: Path, change: str, devices: str, words: str) -> None:
    old, new = change.split(" -> ")
    changed = recipe.with_name("changed.toml")
    changed.write_text(recipe.read_text("utf-8").replace(old, new), encoding="utf-8")
    done = train(changed, faces, recipe.with_name("never"), "--devices", devices)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_device_is_named(recipe: Path, faces: Path, tmp_path: Path) -> None:
    done = train(recipe, faces, tmp_path, "--accelerator", "quantum")
    assert done.returncode == 2
    assert "device 'quantum' x 1 cannot be used" in done.stderr


@pytest.mark.parametrize("file", sorted((Path(__file__).parents[2] / "recipes").glob("*.toml")), ids=lambda p: p.name)
def test_recipes_are_sound(file: Path) -> None:
    assert read_toml(TrainingSettings, file).name
    assert file.read_text("utf-8").startswith("# ")


def test_patches_are_cut_beside_the_run_though_opencv_has_started_its_threads(
    recipe: Path, faces: Path, finished: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "beside.toml"
    beside.write_text(recipe.read_text("utf-8").replace("loaders = 0", "loaders = 1"), encoding="utf-8")
    busy = "import cv2, numpy; cv2.setNumThreads(4); cv2.GaussianBlur(numpy.zeros((3000, 3000), 'f4'), (0, 0), 3)"
    words = command(beside, faces, tmp_path / "run")
    code = f"{busy}; import sys; sys.argv = {words[2:]!r}; from uvphoto.cli import main; main()"
    done = subprocess.run(
        [words[0], "-c", code], capture_output=True, text=True, check=False, timeout=120, env=environment()
    )
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "run" / "losses.csv") == rows(finished / "losses.csv")

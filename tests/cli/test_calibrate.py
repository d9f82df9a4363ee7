from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from uvphoto.analysis.calibration import read_calibration
from uvphoto.cli import app
from uvphoto.conversion.weights_file import read_weights
from uvphoto.datasets.manifest import Description, PhotoRow
from uvphoto.datasets.storage import write_dataset
from uvphoto.skin.regions import AREAS
from uvphoto.skin.white_balance.method import Method

SIDE = 96


def picture(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(values * 255), 0, 255).astype(np.uint8))


def write_people(folder: Path, people: int) -> Path:
    """Write photos of spotted skin, whose UV photos are their blue channels with other spots."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    regions = np.repeat(np.arange(1, 7) % 6, SIDE // 6)[:, None].repeat(SIDE, axis=1)
    Image.fromarray(regions.astype(np.uint8)).save(folder / "regions.png")
    picture(np.ones((SIDE, SIDE))).save(folder / "skin.png")
    rows = []
    for person in range(people):
        colour = np.array([0.75, 0.6, 0.5]) + rng.normal(0, 0.02, (SIDE, SIDE, 3))
        for row, column in rng.integers(10, SIDE - 10, (12, 2)):
            colour[row - 3 : row + 3, column - 3 : column + 3] *= rng.uniform(0.7, 1)
        picture(colour).save(folder / f"{person}.png")
        picture(colour[..., 2] * rng.uniform(0.9, 1.1)).save(folder / f"{person}_uv.png")
        rows.append(PhotoRow(
            f"p{person}", None, "front", "clinic", "clinic", f"{person}.png", f"{person}_uv.png", "skin.png", "test",
            "regions.png", mm_per_pixel=0.25,
        ))  # fmt: skip
    kinds = ("colour", "uv", "skin_mask", "regions")
    write_dataset(folder, Description("spotted", "made up", "CC0-1.0", ("clinic",), kinds), rows)
    return folder


def test_a_calibration_is_written_for_the_weights(tmp_path: Path, networks: ModuleType) -> None:
    weights = networks.write_onnx(tmp_path / "small.onnx", networks.COMPACT)
    folder = write_people(tmp_path / "people", 20)
    result = CliRunner().invoke(app, ["calibrate", "--data", str(folder), "--weights", str(weights)])
    assert result.exception is None, result.output
    out = tmp_path / "small.calibration.json"
    assert result.stdout.strip() == f"{out}: for small, from 20 photos of 20 people"
    found = read_calibration(out)
    assert (found.weights_sha256, found.data, found.people) == (read_weights(weights).sha256, "spotted", 20)
    assert found.areas == AREAS


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [((), "of 3 people"), (("--split", "dev"), "dev"), (("--out", "x.json"), "must be named")],
)
def test_what_cannot_be_done_is_said_before_any_work(
    tmp_path: Path, networks: ModuleType, arguments: tuple[str, ...], problem: str
) -> None:
    weights = networks.write_onnx(tmp_path / "small.onnx", networks.COMPACT)
    folder = write_people(tmp_path / "people", 3)
    result = CliRunner().invoke(app, ["calibrate", "--data", str(folder), "--weights", str(weights), *arguments])
    assert problem in str(result.exception)
    assert not list(tmp_path.glob("*.calibration.json"))


def test_intervals_of_balanced_photos_are_those_of_balanced_photos(tmp_path: Path, networks: ModuleType) -> None:
    weights = networks.write_onnx(tmp_path / "small.onnx", networks.COMPACT)
    folder = write_people(tmp_path / "people", 20)
    found = {}
    for method in ("none", "skin"):
        out = tmp_path / f"{method}.calibration.json"
        arguments = ["--data", str(folder), "--weights", str(weights), "--white-balance", method, "--out", str(out)]
        result = CliRunner().invoke(app, ["calibrate", *arguments])
        assert result.exception is None, result.output
        found[method] = read_calibration(out)
    assert (found["none"].white_balance, found["skin"].white_balance) == (Method.NONE, Method.SKIN)
    assert found["none"].domain != found["skin"].domain  # the skin of these photos is seen otherwise

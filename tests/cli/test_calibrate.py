from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from uvphoto.analysis.calibration import find_calibration, read_calibration
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


def test_intervals_of_balanced_photos_lie_beside_the_others(tmp_path: Path, networks: ModuleType) -> None:
    weights = networks.write_onnx(tmp_path / "small.onnx", networks.COMPACT)
    folder = write_people(tmp_path / "people", 20)
    arguments = ["calibrate", "--data", str(folder), "--weights", str(weights), "--white-balance"]
    for method in (Method.SKIN, Method.NONE):
        result = CliRunner().invoke(app, [*arguments, method])
        assert result.exception is None, result.output
        if method is Method.SKIN:
            assert find_calibration(read_weights(weights)) is None
    plain, of_balanced = (find_calibration(read_weights(weights), method) for method in (Method.NONE, Method.SKIN))
    assert plain is not None
    assert of_balanced is not None
    assert (plain.white_balance, of_balanced.white_balance) == (Method.NONE, Method.SKIN)
    assert plain.domain != of_balanced.domain  # the skin of these photos is seen otherwise
    assert (tmp_path / "small.skin.calibration.json").is_file()
    assert find_calibration(read_weights(weights), Method.CARD) == plain  # which says why it does not speak for those

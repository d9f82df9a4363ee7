"""The option --white-balance of convert and analyse: what it does, where it is written, and what else it keeps."""

import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from click.testing import Result
from numpy.typing import NDArray
from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.picture import inspect, read_uv, write_colour
from uvphoto.simulate.camera.colorimetry import decode_srgb, encode_srgb
from uvphoto.simulate.photography import ClinicPhoto
from uvphoto.skin.white_balance.card_colours import reference_colours


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--threads", "1"])


@pytest.fixture
def folder(networks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, in which we are, with weights and photos of a wall and of a card."""
    monkeypatch.chdir(tmp_path)
    networks.write_onnx(Path("w.onnx"), networks.COMPACT)
    write_colour("wall.png", networks.noise(48, 36))
    write_colour("card.png", card((1.1, 0.9, 0.6)))
    return tmp_path


def card(light: tuple[float, ...]) -> NDArray[np.float32]:
    picture = np.full((200, 280, 3), 0.25, np.float32)
    picture[20:180, 20:260] = 0.01
    for number, patch in enumerate(np.clip(reference_colours(), 0, 1)):
        top, left = (23 + 40 * place for place in divmod(number, 6))
        picture[top : top + 34, left : left + 34] = patch
    return encode_srgb(np.clip(picture * np.array(light, np.float32), 0, 1))


@pytest.mark.usefixtures("folder")
def test_a_photo_is_converted_with_the_colours_of_its_card() -> None:
    words = ("convert", "card.png", "--weights", "w.onnx", "--mm-per-pixel", "0.25")
    taken, balanced = run(*words, "--out", "taken"), run(*words, "--out", "balanced", "--white-balance", "card")
    assert (taken.exit_code, balanced.exit_code) == (0, 0), balanced.output
    assert "white balance by the card: red x 0." in balanced.stdout
    assert "White balance card (by the card: red x" in (inspect("balanced/card_uv.png").description or "")
    assert "balance" not in (inspect("taken/card_uv.png").description or "")
    pixels = [read_uv(f"{name}/card_uv.png").pixels for name in ("taken", "balanced")]
    assert np.abs(pixels[0] - pixels[1]).mean() > 2 / 255


@pytest.mark.usefixtures("folder")
def test_what_is_not_there_is_told_unless_auto() -> None:
    words = ("convert", "wall.png", "--weights", "w.onnx", "--out", "uv", "--white-balance")
    for method, problem in (("card", "no colour card"), ("sclera", "no eyes"), ("skin", "too little skin")):
        result = run(*words, method)
        assert result.exit_code == 2
        assert "wall.png: shows " in result.stderr
        assert problem in result.stderr
    assert not Path("uv/wall_uv.png").exists()
    result = run(*words, "auto")
    assert result.exit_code == 0
    assert "White balance auto (none)" in (inspect("uv/wall_uv.png").description or "")
    assert "there already" in run(*words, "auto").stdout
    assert "there already" not in run(*words, "none").stdout  # another balance is another result
    assert run(*words, "grey").exit_code == 2


def test_an_analysis_tells_its_white_balance(clinic_face: ClinicPhoto, tmp_path: Path) -> None:
    light = decode_srgb(clinic_face.colour) * np.array([1.0, 0.85, 0.7], np.float32)
    write_colour(tmp_path / "face.png", encode_srgb(np.clip(light, 0, 1)))
    words = ("analyse", str(tmp_path / "face.png"), "--backend", "onnxruntime", "--out", str(tmp_path / "out"))
    result = run(*words, "--white-balance", "sclera", "--anyway")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "out" / "face"
    record = json.loads((folder / "analysis.json").read_text("utf-8"))
    balance = record["white_balance"]
    assert (balance["asked"], balance["method"], balance["matrix"]) == ("sclera", "sclera", None)
    assert balance["gains"][0] < 1 < balance["gains"][2]
    assert balance["measured_on"] > 30
    assert record["asked"]["white_balance"] == "sclera"
    assert "not sclera" in record["no_intervals_because"]
    page = (folder / "report.html").read_text("utf-8")
    assert "by the sclera: red x" in page
    assert f"from {balance['measured_on']} pixels" in page
    assert "White balance sclera (by" in (inspect(folder / "face_uv.png").description or "")

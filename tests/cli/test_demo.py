from pathlib import Path

from typer.testing import CliRunner

from uvphoto.cli import app
from uvphoto.errors import FileError
from uvphoto.picture import inspect, read_uv

run = CliRunner().invoke


def test_it_leaves_a_page_and_the_photos(tmp_path: Path) -> None:
    result = run(app, ["demo", "--out", str(tmp_path / "show")])
    assert result.exit_code == 0, result.output
    files = {path.name for path in (tmp_path / "show").iterdir()}
    photos = {"portrait.png", "portrait_uv.png", "simulated.png", "simulated_uv.png", "simulated_true_uv.png"}
    assert files == {"demo.html", "demo.png", "analysis", *photos}
    assert "Measures by region" in (tmp_path / "show" / "analysis" / "report.html").read_text("utf-8")
    assert not inspect(tmp_path / "show" / "portrait.png").is_synthetic
    assert all(inspect(tmp_path / "show" / name).is_synthetic for name in photos - {"portrait.png"})
    assert read_uv(tmp_path / "show" / "portrait_uv.png").pixels.shape == (512, 512)
    assert "True UV photo" in (tmp_path / "show" / "demo.html").read_text("utf-8")


def test_a_place_that_takes_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run(app, ["demo", "--out", str(tmp_path / "file" / "show")])
    assert isinstance(result.exception, FileError)
    assert "cannot be made" in str(result.exception)

"""The real analysis, in the real process that works; and nothing is sent anywhere meanwhile."""

import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from uvphoto.picture import inspect, read_labels, read_mask, read_uv, write_colour
from uvphoto.simulate.photography import ClinicPhoto

STORY = """
import json, re, sys, time
from datetime import date
from pathlib import Path
from starlette.testclient import TestClient
from uvphoto.app.jobs import outputs
from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings

if __name__ == "__main__":
    folder, photo = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()
    app = create_app(AppSettings(folder / "data", threads=1))
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        word = re.search('name="csrf" value="([^"]+)"', client.get("/").text)[1]
        person = client.post("/people", data={"csrf": word, "name": "Ada"}).url.path
        fields = {"csrf": word, "date": "2026-01-31"}
        page = client.post(person + "/photos", data=fields, files={"photo": ("x", photo)}).url.path
        (job,) = app.state.core.stores.jobs.of(person.rpartition("/")[2])
        end = time.monotonic() + 300
        while time.monotonic() < end and not (now := app.state.core.stores.jobs.get(job.person, job.id)).state.is_over:
            time.sleep(0.1)
        assert now.state == "done", now.problem
        results = app.state.core.stores.results
        for purpose in results.purposes(job.person, job.photo):
            (folder / purpose).write_bytes(results.file(job.person, job.photo, purpose))
        page = client.get(page)
        assert page.status_code == 200
        history = results.history(job.person)
    print(json.dumps({"sittings": len(history.sittings), "plain": [path.name for path in (folder / "data").iterdir()]}))
"""


@pytest.fixture(scope="module")
def done(no_internet: ModuleType, clinic_face: ClinicPhoto, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the opened results of a photo that the app analysed where no internet socket can be opened.

    FastAPI is asked to send what it counts to an address: it was told not to.
    """
    folder = tmp_path_factory.mktemp("app")
    write_colour(folder / "face.png", clinic_face.colour)
    asked = {
        "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318",
    }
    result = no_internet.run(STORY, str(folder), str(folder / "face.png"), **asked)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout.splitlines()[-1])["sittings"] == 1
    return folder


def test_the_results_agree_with_each_other_and_with_the_truth(done: Path, clinic_face: ClinicPhoto) -> None:
    document = json.loads((done / "document").read_text("utf-8"))
    maps = {}
    for name in ("uv", "skin_mask", "regions", "spots"):
        (done / f"{name}.png").write_bytes((done / name).read_bytes())
        read = {"uv": lambda path: read_uv(path).pixels, "skin_mask": read_mask}.get(name, read_labels)
        maps[name] = read(done / f"{name}.png")
    assert {one.shape for one in maps.values()} == {clinic_face.colour.shape[:2]}
    assert document["spots"] == maps["spots"].max()
    share = (maps["spots"] > 0).sum() / maps["skin_mask"].sum()
    assert document["regions"]["face"]["spot_ratio"] == pytest.approx(share, rel=1e-3)
    assert document["photo"] == "photo"


def test_what_pages_show_is_encoded_here_and_lies_on_each_other(done: Path) -> None:
    sizes = set()
    for name, kind in (("face", "JPEG"), ("face_uv", "JPEG"), ("spot_lines", "PNG"), ("region_lines", "PNG")):
        with Image.open(done / name) as picture:
            assert picture.format == kind
            sizes.add(picture.size)
            if kind == "PNG":
                alpha = np.asarray(picture)[..., 3]
                assert set(np.unique(alpha)) == {0, 255}
                assert (alpha == 0).mean() > 0.5
    assert len(sizes) == 1
    assert [inspect(done / name).is_synthetic for name in ("face", "face_uv", "doubt", "uv")] == [
        False,
        True,
        True,
        True,
    ]

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from conftest import Browser


def test_the_manifest_names_icons_that_are_there(browser: "Browser") -> None:
    answer = browser.get("/manifest.webmanifest", headers={"accept-language": "ja"})
    assert answer.headers["content-type"] == "application/manifest+json"
    told = answer.json()
    assert told["lang"] == "ja"
    assert told["display"] == "standalone"
    for icon in told["icons"]:
        picture = browser.client.get(icon["src"])
        assert picture.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            assert "x".join(map(str, Image.open(io.BytesIO(picture.content)).size)) == icon["sizes"]


def test_the_service_worker_knows_static_files_alone(browser: "Browser") -> None:
    answer = browser.get("/service-worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    kept = re.findall(r'"(/[^"]+)"', answer.text.partition("const CACHE")[0])
    assert "/offline" in kept
    assert all(path.startswith("/static/") or path == "/offline" for path in kept)
    assert all(browser.client.get(path).status_code == 200 for path in kept)


def test_the_offline_page_holds_nothing_of_a_session(browser: "Browser") -> None:
    browser.add_person("Ada")
    page = browser.get("/offline")
    assert "Ada" not in page.text
    assert "csrf" not in page.text
    assert "set-cookie" not in page.headers


def test_nobody_has_to_log_in_for_them(clinic: Callable[..., "Browser"]) -> None:
    for path in ("/manifest.webmanifest", "/service-worker.js", "/offline"):
        assert clinic().get(path).url.path == path

"""What is served: the files, their headers, and that everything they name is there."""

import contextlib
import gzip
import hashlib
import http.client
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pytest

from uvphoto.app.ondevice.assets import static_assets
from uvphoto.app.ondevice.manifest import build_manifest
from uvphoto.conversion.weights_store import WeightsStore
from uvphoto.errors import WeightsError
from uvphoto.models.weights_info import WindowedTiling

FILES = "/on-device/files/"
ROOT = Path(str(resources.files("uvphoto.app"))) / "static" / "ondevice"
RUNTIME = {  # SHA-256 of the files of onnxruntime-web 1.30.0 on npm
    "onnxruntime/ort.wasm.min.mjs": "219e6a1fc8a9938268d18efca3c91d310bd2f4a59bbd13744df5b2b7fc6cee3b",
    "onnxruntime/ort-wasm-simd-threaded.mjs": "e13f7f94fc51b4ca72b12faeb1ee95f4ace6dfbc8939bc718aabdc0a27c4299b",
    "onnxruntime/ort-wasm-simd-threaded.wasm": "3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2",
}
OWN = [path for path in ROOT.rglob("*") if path.suffix in {".js", ".html", ".css"}]


Ask = Callable[..., tuple[int, dict[str, str], bytes]]


@pytest.fixture(scope="module")
def ask(served: SimpleNamespace) -> Ask:
    """Return what asks the server for a path as it stands: status, headers and content."""

    def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(served.origin.removeprefix("http://"), timeout=60)
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    return ask


@pytest.mark.parametrize("name", RUNTIME)
def test_the_runtime_is_the_published_one(name: str) -> None:
    asset = static_assets()[name]
    content = gzip.decompress(asset.content) if asset.is_packed else asset.content
    assert hashlib.sha256(content).hexdigest() == RUNTIME[name]


def test_what_is_shipped_stays_small() -> None:
    assert sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file()) < 4e6


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix == ".js"], ids=lambda path: path.name)
def test_imports_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"from '(\..+?)'", path.read_text("utf-8")):
        assert (path.parent / target).is_file(), target


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.search(r"https?://(?!www\.w3\.org/)", text) is None
    assert (
        re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=\"|setAttribute\('style'|eval\(|innerHTML", text)
        is None
    )


def words() -> Mapping[str, Mapping[str, str]]:
    return json.loads((ROOT / "strings.json").read_text("utf-8"))


def test_every_word_is_there_in_both_languages() -> None:
    english, japanese = words()["en"], words()["ja"]
    assert list(english) == list(japanese)
    for key, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", japanese[key])), key
        assert text.strip()
        assert re.search(r"[\u3040-\u9fff]", japanese[key]), key


def test_every_word_that_is_asked_for_is_there_and_no_other() -> None:
    texts = "\n".join(path.read_text("utf-8") for path in OWN)
    refusals = r"(?:new (?:Refusal|Failure)\(|refusal(?: =|:|\) =| \?\?=) )'(\w+)'"
    asked = set(re.findall(r"data-(?:text|label)=\"([^\"]+)\"", texts))
    asked |= set(re.findall(r"(?:say\([^,]+, |\btext\()'(\w+(?:\.\w+)?)'[,)]", texts)) - {"Software", "Description"}
    asked |= set(re.findall(r"'(ready\.\w+)'", texts))
    asked |= {f"refused.{code}" for code in re.findall(refusals, texts)}
    asked |= {f"note.{code}" for code in re.findall(r"notes\.push\(\{ code: '(\w+)'", texts)}
    assert asked == set(words()["en"])


def test_the_page_comes_with_a_strict_policy(ask: Ask) -> None:
    status, headers, _ = ask("/on-device")
    assert status == 200
    policy = headers["content-security-policy"]
    assert "default-src 'none'; " in policy
    assert "script-src 'self' 'wasm-unsafe-eval'; " in policy
    assert "unsafe-inline" not in policy
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert ask(f"{FILES}worker.js")[1]["content-security-policy"] == policy  # a worker obeys that of its own file


def test_a_file_is_not_sent_twice(ask: Ask) -> None:
    path = f"{FILES}onnxruntime/ort-wasm-simd-threaded.wasm"
    _, headers, _ = ask(path)
    assert headers["content-type"] == "application/wasm"
    assert headers["content-encoding"] == "gzip"
    status, _, content = ask(path, If_None_Match=headers["etag"])
    assert (status, content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "../../../__init__.py",
        "..%2f..%2f..%2f__init__.py",
        "%2e%2e/%2e%2e/settings.py",
        "/etc/passwd",
        "",
        "ui/",
        "%00",
    ],
)
def test_nothing_else_is_served(ask: Ask, path: str) -> None:
    assert ask(f"{FILES}{path}")[0] == 404


@pytest.mark.parametrize("path", ["/on-device", f"{FILES}worker.js", f"{FILES}weights.onnx"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_sent_to_it(ask: Ask, path: str, method: str) -> None:
    assert ask(path, method)[0] == 405


def test_the_weights_are_the_bundled_ones(ask: Ask) -> None:
    manifest = json.loads(ask(f"{FILES}manifest.json")[2])
    content = ask(f"{FILES}{manifest['weights']['file']}")[2]
    bundled = WeightsStore.of_user().find()
    assert hashlib.sha256(content).hexdigest() == manifest["weights"]["sha256"] == bundled.sha256
    assert manifest["converter"]["mm_per_pixel"] == bundled.info.mm_per_pixel


def test_weights_that_no_browser_can_run_are_refused() -> None:
    weights = WeightsStore.of_user().find()
    windowed = replace(weights, info=replace(weights.info, tiling=WindowedTiling(256)))
    for unfit in (windowed, replace(weights, is_checkpoint=True)):
        with pytest.raises(WeightsError, match="do not run in a browser"):
            build_manifest(unfit)

"""The app as browsers install it: its files at hand, a page where the server is away, nothing of anybody kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from playwright.sync_api import Page, expect

from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings

if TYPE_CHECKING:
    from conftest import Seen, Served

_KEPT = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = await Promise.all(caches_.map((cache) => cache.keys()));
  return requests.flat().map((request) => new URL(request.url).pathname);
}"""


def test_without_its_server_it_says_so_and_keeps_no_page(
    serve: Callable[[FastAPI], AbstractContextManager["Served"]], open_page: Callable[..., Page], seen: "Seen",
    tmp_path: Path,
) -> None:  # fmt: skip
    with serve(create_app(AppSettings(tmp_path / "data"), make_works=None)) as served:
        person = served.core.stores.people.add("Ada Lovelace", "")
        page = open_page(served)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.goto(f"{served.origin}/people/{person}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")
        kept = page.evaluate(_KEPT)
        page.context.set_offline(True)
        page.goto(f"{served.origin}/people/{person}")
        expect(page.get_by_role("heading", level=1)).to_have_text("The app does not answer")
        page.context.set_offline(False)
        page.get_by_role("link", name="Try again").click()
        expect(page.get_by_text("Ada Lovelace")).to_be_visible()
    assert "/offline" in kept
    assert all(path == "/offline" or path.startswith("/static/") for path in kept)
    seen.complaints.clear()  # browsers tell of every server that is away

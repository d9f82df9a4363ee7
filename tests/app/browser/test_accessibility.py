"""Every page, in both themes, on a phone, looked at by axe (axe-core, MPL-2.0): nothing serious, nothing critical."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from uvphoto.app.jobs.runner import run_next
from uvphoto.app.server import create_app
from uvphoto.app.settings import AppSettings
from uvphoto.app.store.accounts import Role

if TYPE_CHECKING:
    from conftest import Served

AXE = Path(__file__).parent / "axe" / "axe.min.js"
PAGES = (
    "/", "/people", "{person}", "{person}/photos/new", "{photo}", "{waiting}", "{person}/history", "{person}/compare",
    "{person}/forecast", "{person}/export", "{person}/report", "{person}/delete", "/settings", "/settings/accounts",
    "/settings/audit", "/about", "/offline", "/nowhere", "/on-device",
)  # fmt: skip
_GRAVE = ("serious", "critical")
_RUN = "axe.run(document, {resultTypes: ['violations'], iframes: false})"


class Looked(NamedTuple):
    """An app to look at, with somebody in it."""

    served: "Served"
    places: dict[str, str]


@pytest.fixture(scope="module")
def looked(
    serve: Callable[[FastAPI], AbstractContextManager["Served"]], works: ModuleType, photo: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Looked]:  # fmt: skip
    app = create_app(AppSettings(tmp_path_factory.mktemp("axe") / "data"), make_works=None)
    stores, queue = app.state.core.stores, app.state.core.queue
    person = stores.people.add("Ada", "")
    photos = []
    for month in (1, 6, 9):
        visit = stores.visits.add(person, dt.date(2026, month, 1), "")
        taken, job = stores.photos.add(person, visit, photo, "")
        queue.put(job)
        photos.append(taken)
        if month < 9:
            assert run_next(stores, queue, works.quick(None))
    places = {"person": f"/people/{person}", "photo": f"/people/{person}/photos/{photos[0]}",
              "waiting": f"/people/{person}/photos/{photos[2]}"}  # fmt: skip
    with serve(app) as served:
        yield Looked(served, places)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_shuts_anybody_out(chromium: Browser, looked: Looked, theme: str) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=theme, bypass_csp=True, service_workers="block"
    )
    with ExitStack() as stack:
        stack.callback(context.close)
        page = context.new_page()
        found = [one for path in PAGES for one in grave(page, looked.served.origin + path.format(**looked.places))]
    assert found == []


def grave(page: Page, address: str) -> list[str]:
    """Return what is serious or critical on a page, with all that is folded open."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.add_script_tag(path=AXE)
    violations = page.evaluate(_RUN)["violations"]
    return [
        f"{address}: {one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in violations
        if one["impact"] in _GRAVE
    ]


def test_who_is_not_logged_in_is_not_shut_out_either(
    chromium: Browser, serve: Callable[[FastAPI], AbstractContextManager["Served"]], tmp_path: Path
) -> None:
    app = create_app(AppSettings(tmp_path / "data", host="0.0.0.0"), make_works=None)  # noqa: S104 - nobody listens there
    with serve(app) as served, ExitStack() as stack:
        context = chromium.new_context(bypass_csp=True, service_workers="block")
        stack.callback(context.close)
        page = context.new_page()
        found = grave(page, f"{served.origin}/setup")
        core = app.state.core
        core.stores.accounts.add("ada", core.passwords.hash("a password that is long"), Role.ADMIN, "")
        found += grave(page, f"{served.origin}/login")
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("a password that is long")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{served.origin}/")
        for path in ("/settings", "/settings/accounts", "/settings/audit"):
            found += grave(page, served.origin + path)
    assert found == []

"""On-device mode as a page of the app: with its own policy, language and theme, behind what guards the others."""

from types import SimpleNamespace

import pytest

PAGE = "/on-device"


def test_the_app_serves_it(browser: SimpleNamespace) -> None:
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    assert "'wasm-unsafe-eval'" in answer.headers["content-security-policy"]
    assert "unsafe" not in browser.get("/").headers["content-security-policy"]
    assert answer.headers["cross-origin-embedder-policy"] == "require-corp"
    assert (
        browser.get(f"{PAGE}/files/worker.js").headers["content-security-policy"]
        == (answer.headers["content-security-policy"])
    )


@pytest.mark.parametrize(("language", "theme"), [("ja", "dark"), ("en", "light")])
def test_it_follows_what_was_chosen(browser: SimpleNamespace, language: str, theme: str) -> None:
    browser.post("/preferences", {"language": language, "theme": theme})
    assert f'<html lang="{language}" data-theme="{theme}">' in browser.get(PAGE).text


def test_odd_cookies_change_nothing(browser: SimpleNamespace) -> None:
    browser.client.cookies.set("theme", '"><script>')
    browser.client.cookies.set("language", "xx")
    assert '<html lang="" data-theme="">' in browser.get(PAGE).text

"""Attacks, each with what comes of it."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from uvphoto.app.security.bodies import SMALL
from uvphoto.app.settings import AppSettings
from uvphoto.app.store.accounts import Role

if TYPE_CHECKING:
    from conftest import Browser

NO_ID = "0" * 32
STRANGE_IDS = (
    "../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e", "....//....//", "..\\..\\windows",
    "%00", NO_ID + "%00.jpg", NO_ID[:-1], NO_ID.replace("0", "O"), "1", "-1", "1%27%20OR%20%271%27=%271", "*", "~root",
    "file:%2f%2f%2fetc%2fpasswd", "%c0%ae%c0%ae%c0%af", NO_ID + "%0a", NO_ID,
)  # fmt: skip


def test_no_id_leads_out_of_the_data_or_to_a_fault(browser: "Browser", photo: bytes) -> None:
    person = browser.add_person()
    taken = browser.add_photo(person, photo)
    for strange in STRANGE_IDS:
        for path in (
            f"/people/{strange}", f"/people/{person}/photos/{strange}", f"/people/{strange}/photos/{taken}",
            f"/people/{person}/photos/{taken}/pictures/{strange}", f"/people/{person}/jobs/{strange}/events",
            f"/static/{strange}",
        ):  # fmt: skip
            answer = browser.get(path)
            assert answer.status_code == 404, path
            assert "root:" not in answer.text
        path = f"/people/{person}/visits/{strange}/delete"
        assert browser.post(path, {"sure": "yes"}).status_code == 404, path
    assert browser.get(f"/people/{person}/photos/{taken}").status_code == 200


def test_another_persons_photo_is_not_there(browser: "Browser", photo: bytes, works: object) -> None:
    one, other = browser.add_person("One"), browser.add_person("Other")
    taken = browser.add_photo(one, photo)
    browser.work_off(works)
    (job,) = browser.core.stores.jobs.of(one)
    (visit,) = browser.core.stores.visits.of(one)
    assert browser.get(f"/people/{one}/photos/{taken}/pictures/face").status_code == 200
    for path in (f"photos/{taken}", f"photos/{taken}/pictures/face", f"jobs/{job.id}/events"):
        stolen, missing = browser.get(f"/people/{other}/{path}"), browser.get(f"/people/{other}/photos/{NO_ID}")
        assert stolen.status_code == missing.status_code == 404
        assert "nothing here" in stolen.text
    for path in (
        f"photos/{taken}/delete",
        f"photos/{taken}/again",
        f"jobs/{job.id}/cancel",
        f"visits/{visit.id}/delete",
    ):
        assert browser.post(f"/people/{other}/{path}", {"sure": "yes"}).status_code == 404
    assert len(browser.core.stores.photos.of(one)) == 1


def test_what_was_uploaded_is_never_shown_as_it_came(browser: "Browser", photo: bytes, works: object) -> None:
    person = browser.add_person()
    taken = browser.add_photo(person, photo + b"<script>alert(1)</script>")
    browser.work_off(works)
    for purpose in ("original", "document", "report"):
        assert browser.get(f"/people/{person}/photos/{taken}/pictures/{purpose}").status_code == 404


def png(width: int, height: int) -> bytes:
    """Return a PNG that says it is that large, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("face.jpg", b"\0" * 10_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "No photo was chosen"),
        (png(100_000, 100_000), "megapixels"),
        (png(30_000, 30_000), "megapixels"),
        (png(2**31 - 1, 1), "megapixels"),
        (png(10, 10), "too small"),
        (archive(), "ZIP archive"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG drawing"),
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "SVG drawing"),
        (b"<!doctype html><script>alert(1)</script>", "web page"),
        (b"GIF89a/*" + b"\0" * 100 + b"*/=alert(1)", "GIF"),
        (b"%PDF-1.7\n" + b"\0" * 100, "PDF"),
        (b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", "damaged"),
        (b"#!/bin/sh\nrm -rf /\n", "text file"),
        (b"\0" * 5000, "zeros"),
    ],
)
def test_what_is_no_photo_is_refused(browser: "Browser", data: bytes, told: str) -> None:
    person = browser.add_person()
    answer = browser.upload(person, data)
    assert answer.status_code == 400, answer.text
    assert told in answer.text
    assert "/dev/shm" not in answer.text  # noqa: S108 - a place that nobody is to know
    assert browser.core.stores.vault.names() == set()
    assert browser.core.stores.visits.of(person) == []


def test_the_name_of_a_file_is_not_looked_at(browser: "Browser", photo: bytes) -> None:
    person = browser.add_person()
    for name in ("../../../../tmp/owned.jpg", "a\0b.php", "x.svg", "CON", "a" * 500, "<script>.jpg"):
        files = {"photo": (name, photo, "text/html")}
        answer = browser.post(f"/people/{person}/photos", {"date": "2026-01-01"}, files=files)
        assert answer.status_code == 200, answer.text
        assert "owned" not in answer.text
    inside = {path.name for path in browser.core.settings.data.rglob("*") if path.is_file()}
    assert not any("owned" in name or "php" in name for name in inside)


@pytest.mark.parametrize("has_length", [True, False])
def test_bodies_that_are_too_large_are_refused(
    tmp_path: Path,
    open_browser: Callable[..., "Browser"],
    has_length: bool,
) -> None:
    browser = open_browser(AppSettings(tmp_path / "data", max_upload_bytes=1_000_000))
    person = browser.add_person()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    for path, size in (("/people", SMALL + 1), ("/login", SMALL + 1), (f"/people/{person}/photos", 1_100_000)):
        body = b"a" * size if has_length else iter([b"a" * 10_000] * (size // 10_000 + 1))
        assert browser.client.post(path, content=body, headers=kind).status_code == 413


FORMS = ("/people", "/login", "/logout", "/setup", "/preferences", f"/people/{NO_ID}/delete", f"/people/{NO_ID}/photos")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("word", ["", "wrong", "é"])
def test_forms_without_the_sessions_word_do_nothing(browser: "Browser", path: str, word: str) -> None:
    browser.get("/")
    for options in ({"data": {"csrf": word, "name": "x", "sure": "yes"}}, {"data": {}}):
        assert browser.client.post(path, **options).status_code == 403
    assert browser.client.post(path, headers={"x-csrf-token": "wrong"}).status_code == 403
    assert browser.core.stores.people.all() == []


def test_another_sessions_word_does_not_count(browser: "Browser") -> None:
    browser.get("/")
    word = browser.csrf
    browser.client.cookies.clear()
    browser.get("/")
    assert browser.csrf != word
    assert browser.client.post("/people", data={"csrf": word, "name": "x"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_forms_of_other_pages_are_refused_even_with_the_word(browser: "Browser", headers: dict[str, str]) -> None:
    browser.get("/")
    assert browser.post("/people", {"name": "x"}, headers=headers).status_code == 403
    assert browser.post("/people", {"name": "x"}, headers={"origin": "http://127.0.0.1:8765"}).status_code == 200


def test_what_browsers_send_from_a_page_without_referrer_is_taken(browser: "Browser") -> None:
    browser.get("/")
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}  # Chromium, of a form of our own
    assert browser.post("/people", {"name": "x"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("", 421), ("localhost:8765", 200), ("[::1]:8765", 200),
        ("10.1.2.3", 200), ("localhost@evil.example", 421), ("localhost:evil", 421), ("clinic.example", 200),
    ],
)  # fmt: skip
def test_only_our_own_names_are_answered(
    tmp_path: Path, open_browser: Callable[..., "Browser"], host: str, status: int
) -> None:
    browser = open_browser(AppSettings(tmp_path / "data", names=("clinic.example",)))
    assert browser.client.get("/", headers={"host": host}).status_code == status


def test_nothing_that_is_sent_gets_into_headers(browser: "Browser") -> None:
    person = browser.add_person()
    for back in (
        "/\r\nset-cookie: a=b",
        "/%0d%0aset-cookie:%20a=b",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
    ):
        answer = browser.post("/preferences", {"back": back, "language": "x\r\ny: z"}, follow_redirects=False)
        assert answer.headers["location"] in ("/", "/%0d%0aset-cookie:%20a=b")
        assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]
    assert browser.post(f"/people/{person}/name", {"name": "a\r\nset-cookie: b"}).status_code == 400


def test_every_answer_has_the_headers_that_keep_it_safe(browser: "Browser", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(browser.core.stores.people), "all", lambda _: 1 / 0)
    faulty = browser.get("/")
    assert faulty.status_code == 500
    assert "division" not in faulty.text
    answers = [faulty, browser.get("/login"), browser.get("/nowhere"), browser.get("/static/app.css")]
    answers += [browser.client.post("/people"), browser.client.get("/", headers={"host": "evil"})]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "camera=(self)" in answer.headers["permissions-policy"]
    assert all(answer.headers["cache-control"] == "no-store" for answer in answers if "static" not in answer.url.path)
    assert "server" not in faulty.headers


def test_no_page_has_scripts_or_styles_in_it(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic(Role.ADMIN)
    person = browser.add_person()
    for path in (
        "/",
        "/people",
        f"/people/{person}",
        f"/people/{person}/photos/new",
        f"/people/{person}/delete",
        "/nowhere",
    ):
        page = browser.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=|javascript:", page), path
        assert not re.search(r"(src|href|action)=\"(https?:)?//", page), path

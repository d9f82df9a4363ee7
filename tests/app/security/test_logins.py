"""Who gets in, who does not, and what each may do."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from uvphoto.app.settings import AppSettings
from uvphoto.app.store import sessions
from uvphoto.app.store.accounts import Role
from uvphoto.app.store.tables import LoginSession
from uvphoto.errors import SettingsError

if TYPE_CHECKING:
    from conftest import Browser

COOKIE = "uvphoto"
NO_ID = "0" * 32


@pytest.fixture
def fresh(tmp_path: Path, open_browser: Callable[..., "Browser"]) -> "Browser":
    """Return a browser at a server for others that has no account yet."""
    return open_browser(AppSettings(tmp_path / "data", host="192.0.2.1"))


def test_nobody_gets_anywhere_before_the_first_account(fresh: "Browser") -> None:
    for path in ("/", "/people", f"/people/{NO_ID}/photos/{NO_ID}/pictures/face"):
        assert fresh.get(path).url.path == "/setup"
    assert fresh.post("/people", {"name": "x"}).url.path == "/setup"
    assert fresh.core.stores.people.all() == []


def test_the_first_account_takes_the_code_from_the_terminal(fresh: "Browser") -> None:
    code, given = fresh.core.setup_code.text, {"name": "Boss", "password": "many words in a row"}
    fresh.get("/setup")
    assert fresh.post("/setup", {"code": "AAAA-BBBB-CCCC-DDDD", **given}).status_code == 403
    assert fresh.post("/setup", {"code": code, "name": "Boss", "password": "short"}).status_code == 400
    assert not fresh.core.stores.accounts.exist()
    assert fresh.post("/setup", {"code": code.lower().replace("-", " "), **given}).url.path == "/"
    (account,) = fresh.core.stores.accounts.all()
    assert (account.name, account.role) == ("boss", Role.ADMIN)
    fresh.client.cookies.clear()
    assert fresh.get("/setup").url.path == "/login"
    assert (
        fresh.post("/setup", {"code": code, "name": "Second", "password": "many words in a row"}).url.path == "/login"
    )
    assert len(fresh.core.stores.accounts.all()) == 1


def test_the_code_cannot_be_guessed_by_trying(fresh: "Browser") -> None:
    fresh.get("/setup")
    answers = [fresh.post("/setup", {"code": str(n), "name": "a", "password": "b" * 12}).status_code for n in range(8)]
    assert answers == [403] * 5 + [429] * 3
    assert (
        fresh.post("/setup", {"code": fresh.core.setup_code.text, "name": "a", "password": "b" * 12}).status_code == 429
    )


def test_a_login_is_a_new_session(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic()
    browser.get("/login")
    before = browser.client.cookies[COOKIE]
    assert browser.log_in("A Reader", "the reader's password").url.path == "/"
    after = browser.client.cookies[COOKIE]
    assert before != after
    browser.client.cookies.clear()
    assert browser.get("/people", headers={"cookie": f"{COOKIE}={after}"}).url.path == "/people"
    browser.client.cookies.clear()
    assert browser.get("/people", headers={"cookie": f"{COOKIE}={before}"}).url.path == "/login"


def test_a_session_that_somebody_else_chose_is_not_taken(clinic: Callable[..., "Browser"]) -> None:
    browser, chosen = clinic(), {"cookie": f"{COOKIE}=chosen by an attacker"}
    answer = browser.get("/login", headers=chosen)
    assert "set-cookie" in answer.headers
    assert "chosen" not in answer.headers["set-cookie"]
    assert browser.core.stores.sessions.find("chosen by an attacker") is None
    given = {"csrf": browser.csrf, "name": "a reader", "password": "the reader's password"}
    browser.client.cookies.clear()
    assert browser.client.post("/login", data=given, headers=chosen).status_code == 403


def test_cookies_keep_to_themselves(clinic: Callable[..., "Browser"]) -> None:
    answer = clinic().get("/login")
    told = answer.headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=strict" in told
    assert "Secure" not in told


def test_cookies_go_by_tls_alone_where_there_is_tls(tmp_path: Path, open_browser: Callable[..., "Browser"]) -> None:
    browser = open_browser(AppSettings(tmp_path / "data", is_behind_tls=True), address="https://127.0.0.1:8765")
    answer = browser.get("/")
    assert answer.headers["set-cookie"].startswith("__Host-uvphoto=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_logout_ends_the_session(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic(Role.READER)
    token = browser.client.cookies[COOKIE]
    browser.get("/")
    assert browser.post("/logout").url.path == "/login"
    assert browser.core.stores.sessions.find(token) is None


@pytest.mark.parametrize(("column", "age"), [("seen", sessions.IDLE), ("created", sessions.LONGEST)])
def test_sessions_end_by_themselves(clinic: Callable[..., "Browser"], column: str, age: dt.timedelta) -> None:
    browser = clinic(Role.READER)
    assert browser.get("/people").url.path == "/people"
    with browser.core.stores.database.writing() as session:
        for row in session.query(LoginSession):
            setattr(row, column, getattr(row, column) - age - dt.timedelta(seconds=1))
    assert browser.get("/people").url.path == "/login"


def test_tokens_are_not_kept(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic(Role.READER)
    token = browser.client.cookies[COOKIE]
    data = b"".join(path.read_bytes() for path in browser.core.settings.data.glob("app.db*"))
    assert token.encode() not in data
    assert b"the reader's password" not in data


def test_brute_force_is_slowed_down_and_the_right_password_with_it(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic()
    browser.get("/login")
    tried = [browser.post("/login", {"name": "a admin", "password": f"guess {n}"}).status_code for n in range(8)]
    assert tried == [403] * 5 + [429] * 3
    assert browser.log_in("A ADMIN", "the admin's password").status_code == 429
    assert browser.log_in("a reader", "the reader's password").status_code == 200
    noted = [event.what for event in browser.core.stores.audit.newest()]
    assert noted.count("login.refused") == 5
    assert noted.count("login.limit") == 4


def test_many_names_from_one_address_are_slowed_down_too(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic()
    browser.get("/login")
    tried = [browser.post("/login", {"name": f"name {n}", "password": "x"}).status_code for n in range(25)]
    assert tried == [403] * 20 + [429] * 5


def test_an_unknown_name_takes_as_much_work_as_a_wrong_password(clinic: Callable[..., "Browser"]) -> None:
    passwords = clinic().core.passwords
    checked: list[str] = []
    hasher = passwords._hasher  # noqa: SLF001 - what is counted here

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            checked.append(kept)
            return hasher.verify(kept, password)

    passwords._hasher = Counting()  # type: ignore[assignment] # noqa: SLF001
    assert not passwords.is_right(None, "anything")
    assert not passwords.is_right(hasher.hash("right"), "wrong")
    assert len(checked) == 2


def test_what_may_be_a_password_in_the_wrong_field_is_not_noted(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic()
    browser.log_in("my secret password", "x")
    assert all("secret" not in event.who + event.detail for event in browser.core.stores.audit.newest())


def test_readers_look_and_clinicians_change(clinic: Callable[..., "Browser"], photo: bytes) -> None:
    clinician, reader = clinic(Role.CLINICIAN), clinic(Role.READER)
    person = clinician.add_person()
    taken = clinician.add_photo(person, photo)
    (job,) = clinician.core.stores.jobs.of(person)
    assert reader.get(f"/people/{person}").status_code == 200
    assert "Delete" not in reader.get(f"/people/{person}").text
    reader.get("/")
    for path in (
        "/people", f"/people/{person}/name", f"/people/{person}/delete", f"/people/{person}/photos",
        f"/people/{person}/photos/{taken}/delete", f"/people/{person}/photos/{taken}/again",
        f"/people/{person}/jobs/{job.id}/cancel",
    ):  # fmt: skip
        assert reader.post(path, {"name": "x", "sure": "yes"}).status_code == 403, path
    for path in (f"/people/{person}/photos/new", f"/people/{person}/delete"):
        assert reader.get(path).status_code == 403
    assert [one.name for one in clinician.core.stores.people.all()] == ["Ada"]


def test_nobody_reads_anything_without_a_login(clinic: Callable[..., "Browser"], photo: bytes, works: object) -> None:
    clinician, stranger = clinic(Role.CLINICIAN), clinic()
    person = clinician.add_person()
    taken = clinician.add_photo(person, photo)
    clinician.work_off(works)
    paths = [path for path, verbs in stranger.client.app.openapi()["paths"].items() if "get" in verbs]
    assert len(paths) >= 9
    for path in paths:
        real = path.replace("{person}", person).replace("{photo}", taken).replace("{purpose}", "face")
        answer = stranger.get(real, follow_redirects=False)
        is_open = path in ("/login", "/setup") or path.startswith("/on-device")
        assert is_open or answer.headers.get("location") == "/login", path
        assert "Ada" not in answer.text


def test_the_log_tells_who_did_what(clinic: Callable[..., "Browser"], photo: bytes) -> None:
    browser = clinic(Role.CLINICIAN)
    person = browser.add_person("Ada Lovelace")
    browser.add_photo(person, photo)
    browser.get(f"/people/{person}")
    browser.post(f"/people/{person}/delete", {"sure": "yes"})
    events = [(event.who, event.what) for event in browser.core.stores.audit.newest(person=person)][::-1]
    what = [one for _, one in events]
    assert what[0] == "person.add"
    assert [one for one in what if one != "person.view"] == ["person.add", "visit.add", "photo.add", "person.delete"]
    assert "person.view" in what
    assert {who for who, _ in events} == {"a clinician"}
    assert all("Ada" not in event.detail for event in browser.core.stores.audit.newest())


def test_the_last_admin_stays(clinic: Callable[..., "Browser"]) -> None:
    accounts = clinic().core.stores.accounts
    admin = next(one for one in accounts.all() if one.role is Role.ADMIN)
    with pytest.raises(SettingsError, match="last admin"):
        accounts.delete(admin.id, "")
    with pytest.raises(SettingsError, match="already"):
        accounts.add("A Reader", "x", Role.READER, "")


def test_another_password_ends_all_sessions(clinic: Callable[..., "Browser"]) -> None:
    browser = clinic(Role.READER)
    accounts, passwords = browser.core.stores.accounts, browser.core.passwords
    reader = next(one for one in accounts.all() if one.role is Role.READER)
    accounts.change_password(reader.id, passwords.hash("another password"), "a admin")
    assert browser.get("/people").url.path == "/login"
    assert browser.log_in("a reader", "another password").url.path == "/"
    accounts.delete(reader.id, "a admin")
    assert browser.get("/people").url.path == "/login"

from collections.abc import Callable
from typing import TYPE_CHECKING

from uvphoto.app.store.accounts import Role

if TYPE_CHECKING:
    from conftest import Browser

GOOD = "a password that is long"


def test_what_is_stored_is_told(browser: "Browser", photo: bytes) -> None:
    person = browser.add_person()
    browser.add_photo(person, photo)
    page = browser.get("/settings").text
    assert f"1; {len(photo) / 2**20:.1f} MB" in page
    assert str(browser.core.settings.data) in page
    assert "there is no account" in page


def test_the_first_account_is_an_admins_and_shuts_the_door(browser: "Browser") -> None:
    assert browser.post("/settings/accounts", {"name": "Eve", "password": GOOD, "role": "reader"}).status_code == 400
    answer = browser.post("/settings/accounts", {"name": "Ada", "password": GOOD, "role": "admin"})
    assert answer.status_code == 200
    assert "ada" in browser.get("/settings/accounts").text
    browser.client.cookies.clear()
    assert browser.get("/settings").url.path == "/login"


def test_accounts_are_added_changed_and_deleted(clinic: Callable[..., "Browser"]) -> None:
    admin = clinic(Role.ADMIN)
    admin.get("/settings/accounts")
    assert admin.post("/settings/accounts", {"name": "Eve", "password": GOOD, "role": "clinician"}).status_code == 200
    assert admin.post("/settings/accounts", {"name": "Mal", "password": GOOD, "role": "king"}).status_code == 400
    assert admin.post("/settings/accounts", {"name": "Mal", "password": "short", "role": "reader"}).status_code == 400
    (eve,) = (one for one in admin.core.stores.accounts.all() if one.name == "eve")
    hers = clinic()
    assert hers.log_in("Eve", GOOD).url.path == "/"
    assert admin.post(f"/settings/accounts/{eve.id}/password", {"password": GOOD + "er"}).status_code == 200
    assert hers.get("/settings").url.path == "/login"
    assert hers.log_in("Eve", GOOD + "er").url.path == "/"
    assert admin.post(f"/settings/accounts/{eve.id}/delete").status_code == 400
    assert admin.post(f"/settings/accounts/{eve.id}/delete", {"sure": "yes"}).status_code == 200
    assert hers.get("/settings").url.path == "/login"
    audit = admin.get("/settings/audit").text
    assert all(what in audit for what in ("account.add", "account.password", "account.delete"))


def test_accounts_and_the_log_are_for_admins(clinic: Callable[..., "Browser"]) -> None:
    for role in (Role.READER, Role.CLINICIAN):
        one = clinic(role)
        assert one.get("/settings/accounts").status_code == 403
        assert one.get("/settings/audit").status_code == 403
        one.get("/settings")
        values = {"name": "Mal", "password": GOOD, "role": "admin"}
        assert one.post("/settings/accounts", values).status_code == 403
        assert str(one.core.settings.data) not in one.get("/settings").text


def test_everybody_changes_the_own_password(clinic: Callable[..., "Browser"]) -> None:
    one, other = clinic(Role.READER), clinic(Role.READER)
    one.get("/settings")
    assert one.post("/settings/password", {"password": "wrong", "new": GOOD}).status_code == 400
    assert one.post("/settings/password", {"password": "the reader's password", "new": GOOD}).url.path == "/"
    assert one.get("/settings").url.path == "/settings"
    assert other.get("/settings").url.path == "/login"
    assert clinic().log_in("a reader", GOOD).url.path == "/"


def test_without_an_account_there_is_no_password_to_change(browser: "Browser") -> None:
    browser.get("/settings")
    assert browser.post("/settings/password", {"password": "", "new": GOOD}).status_code == 403

"""What the database and the vault hold: no names, nothing after a deletion, and each thing its owner's."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from uvphoto.app.store.accounts import Role
from uvphoto.app.store.people import NAME_LENGTH
from uvphoto.app.store.photos import Taken
from uvphoto.app.store.rows import NotThereError
from uvphoto.app.store.tables import Base
from uvphoto.app.store.texts import checked_text
from uvphoto.app.stores import Stores
from uvphoto.app.vault.sealing import new_key
from uvphoto.errors import FileError, SettingsError

DAY = dt.date(2026, 1, 31)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    opened = Stores.open(tmp_path, new_key())
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_that_the_code_knows(stores: Stores, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'app.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
    del stores


def test_a_newer_or_foreign_database_is_refused(tmp_path: Path) -> None:
    Stores.open(tmp_path, new_key()).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'app.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(FileError, match="newer version"):
        Stores.open(tmp_path, new_key())
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "app.db").write_bytes(b"this is no database " * 100)
    with pytest.raises(FileError, match="cannot be used"):
        Stores.open(tmp_path / "other", new_key())


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_tells_who_somebody_is_and_nothing_is_left_of_them(stores: Stores, tmp_path: Path) -> None:
    person = stores.people.add("Ada Lovelace", "")
    visit = stores.visits.add(person, DAY, "", "laser on both cheeks")
    stores.photos.add(person, visit, b"a photo of Ada", "", Taken(device="Ada's phone"))
    held = bytes_of(tmp_path)
    for secret in (b"Lovelace", b"laser", b"a photo of"):
        assert secret not in held
    with stores.database.reading() as session:
        key = session.connection().exec_driver_sql("SELECT sealed_key FROM person").scalar_one()
    assert key in held
    assert stores.people.delete(person, "") == 1
    left = bytes_of(tmp_path)
    for gone in (key, b"Ada's phone"):
        assert gone not in left
    assert stores.vault.names() == set()
    assert stores.jobs.pending() == []
    with pytest.raises(NotThereError):
        stores.people.get(person)


def test_a_copy_of_the_vault_is_worth_nothing_after_the_deletion(stores: Stores, tmp_path: Path) -> None:
    person = stores.people.add("Ada", "")
    visit = stores.visits.add(person, DAY, "")
    stores.photos.add(person, visit, b"a photo of Ada", "")
    (name,) = stores.vault.names()
    path = tmp_path / "vault" / name[:2] / name
    copy = path.read_bytes()
    stores.people.delete(person, "")
    path.write_bytes(copy)
    again = stores.people.add("Ada", "")  # even where everything is made anew
    with pytest.raises(Exception, match="cannot be opened"):
        stores.vault.get(stores.people.key(again), "original", name)


def test_people_and_visits_come_in_their_order(stores: Stores) -> None:
    ids = {name: stores.people.add(name, "") for name in ("eve", "Bob", "ada")}
    assert [one.name for one in stores.people.all()] == ["ada", "Bob", "eve"]
    ada = ids["ada"]
    later, first = stores.visits.add(ada, DAY, ""), stores.visits.add(ada, dt.date(2025, 1, 1), "", "cream")
    assert [visit.id for visit in stores.visits.of(ada)] == [first, later]
    assert stores.visits.add(ada, DAY, "", "laser") == later
    assert [visit.treatment for visit in stores.visits.of(ada)] == ["cream", "laser"]
    assert stores.visits.add(ada, DAY, "") == later
    assert stores.visits.get(ada, later).treatment == "laser"
    assert (stores.people.get(ada).visits, stores.people.get(ada).last) == (2, DAY)
    stores.visits.delete(ada, later, "")
    assert stores.people.get(ada).visits == 1
    with pytest.raises(NotThereError):
        stores.visits.get(ids["eve"], first)
    with pytest.raises(NotThereError):
        stores.photos.add(ids["eve"], first, b"x", "")
    assert stores.vault.names() == set()  # the photo that belongs to nobody is not kept


def test_names_can_change(stores: Stores) -> None:
    person = stores.people.add("Ada", "")
    stores.people.rename(person, " 愛子 ", "")
    assert stores.people.get(person).name == "愛子"
    with pytest.raises(NotThereError):
        stores.people.rename("0" * 32, "x", "")


@given(st.text(max_size=NAME_LENGTH + 10))
def test_a_name_is_a_line_that_can_be_printed(name: str) -> None:
    is_right = 0 < len(name.strip()) <= NAME_LENGTH and name.strip().isprintable()
    if is_right:
        assert checked_text(name, "A name", NAME_LENGTH) == name.strip()
    else:
        with pytest.raises(SettingsError):
            checked_text(name, "A name", NAME_LENGTH)


def test_the_first_account_is_made_once(stores: Stores) -> None:
    stores.accounts.add("Boss", "hash", Role.ADMIN, "", only_first=True)
    with pytest.raises(SettingsError, match="already"):
        stores.accounts.add("Other", "hash", Role.ADMIN, "", only_first=True)


def test_a_writer_that_fails_leaves_nothing(stores: Stores) -> None:
    stores.people.add("Ada", "somebody")

    def write_and_fail() -> None:
        with stores.database.writing() as session:
            session.connection().exec_driver_sql("DELETE FROM event")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert [event.who for event in stores.audit.newest()] == ["somebody"]

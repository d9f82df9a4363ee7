"""The tables that migrations make are those that the code knows, and older ones come along with all they hold."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from uvphoto.errors import RecordError
from uvphoto.longitudinal.record.database import make_engine
from uvphoto.longitudinal.record.entries import NewPhoto
from uvphoto.longitudinal.record.place import Place
from uvphoto.longitudinal.record.record import Record
from uvphoto.longitudinal.record.schema import is_current, upgrade
from uvphoto.longitudinal.record.tables import Base

OLDEST = "0001"


def test_migrations_make_the_tables_that_the_code_knows(record: Record) -> None:
    with make_engine(record.place).connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert is_current(connection)
        inspector = sa.inspect(connection)
        for table in Base.metadata.sorted_tables:  # what the comparison does not look at
            names = {key["name"]: key["options"].get("ondelete") for key in inspector.get_foreign_keys(table.name)}
            assert names == {key.name: key.ondelete for key in table.foreign_key_constraints}
            assert inspector.get_pk_constraint(table.name)["name"] == table.primary_key.name


@pytest.fixture
def old_place(place: Place, photo: Callable[..., NewPhoto]) -> Place:
    """Return a record of the first version with a person in it."""
    place.photos.mkdir(parents=True)
    with make_engine(place).connect() as connection:
        upgrade(connection, str(place), OLDEST)
        assert not is_current(connection)
        connection.rollback()
        with connection.begin():
            tables = sa.MetaData()
            tables.reflect(connection)
            source = photo("a").colour
            insert(connection, tables, "identity", record="1" * 32)
            insert(connection, tables, "person", pseudonym="p1")
            insert(connection, tables, "visit", person_id=1, date=date(2026, 1, 31))
            insert(connection, tables, "stored_file", sha256="ab" * 32, suffix=".jpg", size=source.stat().st_size)
            insert(
                connection, tables, "photo", visit_id=1, view="front", device="d", domain="clinic",
                sha256="ab" * 32, split="", licence="", maps={}, extra={"note": "x"},
            )  # fmt: skip
    (place.photos / ".record").write_text("1" * 32)
    return place


def insert(connection: sa.Connection, tables: sa.MetaData, table: str, **values: object) -> None:
    connection.execute(tables.tables[table].insert().values(**values))


def test_an_older_record_comes_along_with_its_data(old_place: Place, photo: Callable[..., NewPhoto]) -> None:
    record = Record.open(old_place)
    (visit,) = record.person("p1").visits
    assert (visit.date, visit.treatment, visit.photos[0].extra) == (date(2026, 1, 31), "", {"note": "x"})
    record.add("p1", [photo("b", "2026-02-28", treatment="laser")])
    assert [one.treatment for one in record.person("p1").visits] == ["", "laser"]


def test_a_migration_that_fails_leaves_the_record_as_it_was(old_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
        with pytest.raises(RecordError, match="No space left"):
            Record.open(old_place)
    with make_engine(old_place).connect() as connection:
        assert "treatment" not in {column["name"] for column in sa.inspect(connection).get_columns("visit")}
    assert len(Record.open(old_place).people()) == 1


def test_a_newer_record_is_left_alone(record: Record) -> None:
    with make_engine(record.place).connect() as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordError, match="written by a newer version of uvphoto"):
        Record.open(record.place)

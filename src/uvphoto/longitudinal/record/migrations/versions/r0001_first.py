"""Persons, visits, photos, results."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FILE = "stored_file.sha256"


def upgrade() -> None:
    """Make the tables."""
    op.create_table("identity", sa.Column("record", sa.String(32), nullable=False), _key("identity", "record"))
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("pseudonym", sa.String(64), nullable=False),
        _key("person", "id"),
        _unique("person", "pseudonym"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Else the planner's statistics would keep samples of pseudonyms, where no owner of a table can delete them.
        op.execute("ALTER TABLE person ALTER COLUMN pseudonym SET STATISTICS 0")
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        _key("stored_file", "sha256"),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        _owner("visit", "person"),
        _key("visit", "id"),
        _unique("visit", "person_id", "date"),
    )
    _make_photos()
    _make_results()


def _make_photos() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("visit_id", sa.Integer, nullable=False),
        sa.Column("view", sa.String(16), nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("domain", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("mm_per_pixel", sa.Double, nullable=True),
        sa.Column("split", sa.String(16), nullable=False),
        sa.Column("licence", sa.Text, nullable=False),
        sa.Column("maps", sa.JSON, nullable=False),
        sa.Column("extra", sa.JSON, nullable=False),
        _owner("photo", "visit"),
        _file("photo"),
        _key("photo", "id"),
        _unique("photo", "visit_id", "view", "device", "sha256"),
    )
    op.create_index("ix_photo_sha256", "photo", ["sha256"])
    _make_files("photo")


def _make_results() -> None:
    op.create_table(
        "result",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("photo_id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("spots_found_in", sa.Text, nullable=False),
        sa.Column("weights_name", sa.Text, nullable=True),
        sa.Column("weights_sha256", sa.String(64), nullable=True),
        sa.Column("algorithm", sa.Text, nullable=False),
        sa.Column("white_balance", sa.Text, nullable=False),
        sa.Column("is_refused", sa.Boolean, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        _owner("result", "photo"),
        _key("result", "id"),
        _unique("result", "photo_id", "digest"),
    )
    op.create_index("ix_result_weights_sha256", "result", ["weights_sha256"])
    _make_files("result")
    op.create_table(
        "region_measure",
        sa.Column("result_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("spot_ratio", sa.Double, nullable=True),
        sa.Column("measures", sa.JSON, nullable=False),
        _owner("region_measure", "result"),
        _key("region_measure", "result_id", "number"),
    )


def _make_files(owner: str) -> None:
    table = f"{owner}_file"
    op.create_table(
        table,
        sa.Column(f"{owner}_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        _owner(table, owner),
        _file(table),
        _key(table, f"{owner}_id", "kind"),
    )
    op.create_index(f"ix_{table}_sha256", table, ["sha256"])


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _owner(table: str, owner: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{owner}_id_{owner}"
    return sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=name, ondelete="CASCADE")


def _file(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["sha256"], [_FILE], name=f"fk_{table}_sha256_stored_file")

"""The tables of a database brought to what this version knows, with all that is in them."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from uvphoto.errors import RecordError

NEWEST = "head"


_SCRIPTS = "uvphoto.longitudinal.record:migrations"


def is_current(connection: Connection) -> bool:
    """Tell whether a database has the tables that this version knows; False for one without any."""
    return _revision(connection) == ScriptDirectory.from_config(_config()).get_current_head()


def is_empty(connection: Connection) -> bool:
    """Tell whether nobody has begun a record in a database."""
    return _revision(connection) is None


def upgrade(connection: Connection, where: str, revision: str = NEWEST, *, scripts: str = _SCRIPTS) -> None:
    """Bring a database up to a revision, from none or from an older one, whole or not at all.

    Args:
        connection: without changes under way.
        where: the database's name for messages.
        revision: to stop at.
        scripts: package and folder of the migrations: a record's, unless another database has some of its own.

    Raises:
        RecordError: the database is of a newer version than this.

    """
    config, before = _config(scripts), _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    connection.rollback()
    if before is not None and before not in known:
        raise RecordError(where, "was written by a newer version of uvphoto", "Upgrade uvphoto")
    config.attributes["connection"] = connection
    with connection.begin():
        command.upgrade(config, revision)


def _config(scripts: str = _SCRIPTS) -> Config:
    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()

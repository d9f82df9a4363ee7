"""The tables of the app's database brought to what this version knows, with all that is in them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from uvphoto.errors import FileError


def upgrade(connection: Connection, path: Path) -> None:
    """Bring a database up to the newest revision, from none or from an older one, whole or not at all.

    Args:
        connection: without changes under way.
        path: of the database, for messages.

    Raises:
        FileError: the database is of a newer version than this.

    """
    config = Config()
    config.set_main_option("script_location", "uvphoto.app.store:migrations")
    config.set_main_option("path_separator", "os")
    before = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    connection.rollback()
    if before is not None and before not in known:
        raise FileError(path, "was written by a newer version of uvphoto", "Upgrade uvphoto")
    config.attributes["connection"] = connection
    with connection.begin():
        command.upgrade(config, "head")

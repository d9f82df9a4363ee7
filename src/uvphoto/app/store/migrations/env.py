"""What Alembic runs to migrate: on the connection of whoever asks, in one transaction.

Not a module to import: ``longitudinal.record.schema.upgrade`` has Alembic run it. Its folder is no package, so that
nobody does.
"""

from alembic import context
from sqlalchemy import Connection

from uvphoto.app.store.tables import Base

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

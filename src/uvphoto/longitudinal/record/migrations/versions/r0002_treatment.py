"""What was done to the skin between two visits: a forecast has to know where the course was broken."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an empty one to the visits that are there."""
    op.add_column("visit", sa.Column("treatment", sa.Text, nullable=False, server_default=sa.text("''")))

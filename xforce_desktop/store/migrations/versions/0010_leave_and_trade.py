"""Whether somebody agreed to stand in copy of our mails to a colleague; whose seasons a request keeps to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has said so yet; every request kept to the seasons of pest control."""
    op.add_column(
        "contacts", sa.Column("may_be_copied", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "scheduling_requests",
        sa.Column("trade", sa.String(length=50), nullable=False, server_default="pest_control"),
    )


def downgrade() -> None:
    """Whoever agreed is to be asked again."""
    op.drop_column("contacts", "may_be_copied")
    op.drop_column("scheduling_requests", "trade")

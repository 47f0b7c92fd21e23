"""An opt-out that the rep lifted stays in the list, with the reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is noted holds on."""
    op.add_column("opt_outs", sa.Column("lifted_at", sa.DateTime(), nullable=True))
    op.add_column("opt_outs", sa.Column("lifted_why", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Who was let in again is in; the reasons are lost."""
    op.execute("DELETE FROM opt_outs WHERE lifted_at IS NOT NULL")
    op.drop_column("opt_outs", "lifted_why")
    op.drop_column("opt_outs", "lifted_at")

"""Who of ours stands in the way of each meeting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is known of running requests until times are sought for them again."""
    op.create_table(
        "attendee_insights",
        sa.Column("scheduling_request_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheduling_request_id"],
            ["scheduling_requests.id"],
            name="fk_attendee_insights_scheduling_request_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scheduling_request_id", name="pk_attendee_insights"),
    )


def downgrade() -> None:
    """It is weighed anew whenever times are sought."""
    op.drop_table("attendee_insights")

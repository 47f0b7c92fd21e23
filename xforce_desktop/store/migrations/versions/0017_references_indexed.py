"""An index for each reference to another row: whoever deletes a row asks each of these who refers to it."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_REFERENCES = {
    "account_memory": ("contact_id", "scheduling_request_id"),
    "activities": ("contact_id", "deal_id"),
    "call_holds": ("company_id", "moment_id", "scheduling_request_id"),
    "contact_persona_overrides": ("contact_id", "created_by"),
    "conversation_messages": ("scheduling_request_id",),
    "hold_events": ("scheduling_request_id",),
    "jobs": ("scheduling_request_id",),
    "leverage_moments": ("company_id", "deal_id"),
    "meeting_prep_briefs": ("company_id", "deal_id"),
    "notifications": ("scheduling_request_id",),
    "received_items": ("scheduling_request_id",),
    "scheduling_attendees": ("contact_id", "user_id"),
    "scheduling_requests": ("created_by",),
    "scheduling_social_proof_usage": ("scheduling_request_id", "social_proof_id"),
    "scheduling_templates": ("created_by",),
}


def upgrade() -> None:
    """Rows stay as they are."""
    for table, columns in _REFERENCES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def downgrade() -> None:
    """Slower again, else the same."""
    for table, columns in _REFERENCES.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}", table_name=table)

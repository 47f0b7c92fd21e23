"""All tables of the store. Importing this module fills `METADATA`, with which the migrations are compared."""

from __future__ import annotations

from xforce_desktop.store.column_types import Table
from xforce_desktop.store.crm_tables import (
    AccountMemoryRow,
    ActivityRow,
    CompanyIntelligenceRow,
    CompanyRow,
    ContactRow,
    DealRow,
    DealSignalRow,
    OptOutRow,
    RememberedPersonRow,
    UserRow,
    ZoneEvidenceRow,
)
from xforce_desktop.store.insight_tables import AttendeeInsightRow
from xforce_desktop.store.learning_tables import (
    ContactPersonaOverrideRow,
    MeetingPrepBriefRow,
    SchedulingConflictRow,
    SchedulingPostmortemRow,
    SeasonalityPatternRow,
    SocialProofRow,
    SocialProofUsageRow,
)
from xforce_desktop.store.outside_tables import (
    CursorRow,
    JobRow,
    LetterTemplateRow,
    LeverageMomentRow,
    NotificationRow,
    OutboxItemRow,
    ReceivedItemRow,
    SettingRow,
)
from xforce_desktop.store.scheduling_tables import (
    ConversationMessageRow,
    HoldEventRow,
    JournalRow,
    SchedulingActionRow,
    SchedulingAttendeeRow,
    SchedulingRequestRow,
    SchedulingTemplateRow,
    SlotHoldRow,
)

METADATA = Table.metadata

__all__ = [
    "METADATA",
    "AccountMemoryRow",
    "ActivityRow",
    "AttendeeInsightRow",
    "CompanyIntelligenceRow",
    "CompanyRow",
    "ContactPersonaOverrideRow",
    "ContactRow",
    "ConversationMessageRow",
    "CursorRow",
    "DealRow",
    "DealSignalRow",
    "HoldEventRow",
    "JobRow",
    "JournalRow",
    "LetterTemplateRow",
    "LeverageMomentRow",
    "MeetingPrepBriefRow",
    "NotificationRow",
    "OptOutRow",
    "OutboxItemRow",
    "ReceivedItemRow",
    "RememberedPersonRow",
    "SchedulingActionRow",
    "SchedulingAttendeeRow",
    "SchedulingConflictRow",
    "SchedulingPostmortemRow",
    "SchedulingRequestRow",
    "SchedulingTemplateRow",
    "SeasonalityPatternRow",
    "SettingRow",
    "SlotHoldRow",
    "SocialProofRow",
    "SocialProofUsageRow",
    "UserRow",
    "ZoneEvidenceRow",
]

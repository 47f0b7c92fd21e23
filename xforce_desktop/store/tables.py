"""All tables of the store. Importing this module fills `METADATA`, with which the migrations are compared."""

from __future__ import annotations

from xforce_desktop.store.column_types import Table
from xforce_desktop.store.crm_import_tables import CrmImportChangeRow, CrmImportRow
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
from xforce_desktop.store.judgement_tables import CallHoldRow, IntentReadingRow
from xforce_desktop.store.learning_tables import (
    ContactPersonaOverrideRow,
    LearnedChangeRow,
    LearningLookRow,
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
    "CallHoldRow",
    "CompanyIntelligenceRow",
    "CompanyRow",
    "ContactPersonaOverrideRow",
    "ContactRow",
    "ConversationMessageRow",
    "CrmImportChangeRow",
    "CrmImportRow",
    "CursorRow",
    "DealRow",
    "DealSignalRow",
    "HoldEventRow",
    "IntentReadingRow",
    "JobRow",
    "JournalRow",
    "LearnedChangeRow",
    "LearningLookRow",
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

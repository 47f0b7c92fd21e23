"""What refers to a row of a table, by the foreign keys of all tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table

from xforce_desktop.crm.records import Company, ContactRecord, Record
from xforce_desktop.store.tables import METADATA

_WORDS = {
    "scheduling_requests": "requests",
    "scheduling_attendees": "requests",
    "account_memory": "remembered facts",
    "contact_persona_overrides": "tones that were set",
    "deal_signals": "signals",
    "leverage_moments": "moments worth using",
    "call_holds": "times kept for a call",
    "company_intelligence": "pieces of intelligence",
    "scheduling_social_proof_usage": "mails that brought it",
    "meeting_prep_briefs": "briefs",
}


# What stays when the record goes, although its key says otherwise: `delete_record` sees to that.
LET_GO = {("contacts", "company_id"), ("deals", "company_id"), ("account_memory", "contact_id")}


def fate_of(column: Column[Any]) -> str:
    """What becomes of rows that refer to a record by this column: one of the names of `Hanging`."""
    if (column.table.name, column.name) in LET_GO:
        return "stays"
    rule = next(iter(column.foreign_keys)).ondelete
    return {"CASCADE": "goes", "SET NULL": "stays"}.get(rule or "", "needs")


def table_of(record: Record) -> str:
    """The name of its table."""
    if isinstance(record, Company):
        return "companies"
    return "contacts" if isinstance(record, ContactRecord) else "deals"


def references_to(table: Table) -> Iterator[tuple[Table, Column[Any]]]:
    """Each column of another table that points to this one."""
    for other in METADATA.sorted_tables:
        for column in other.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                yield other, column


def in_words(table_name: str) -> str:
    """What the rows of a table are to people."""
    return _WORDS.get(table_name, table_name.replace("_", " "))

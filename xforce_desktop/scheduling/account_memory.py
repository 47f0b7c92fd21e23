"""What is kept of a company beyond one request: what they said, what happened, and what follows from both.

Three kinds of record, each with its source and its date. Nothing here is a guess: where a thing came from is
always said, and the rep can correct it or take it out.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.request import Actor


class MemoryKind(StrEnum):
    """What an entry is good for."""

    CONSTRAINT = "constraint"  # when they never, or only, meet
    PREFERENCE = "preference"  # how they like to be reached, and the like
    FACT = "fact"  # what they use, who decides
    PAIN_POINT = "pain_point"
    SENSITIVITY = "sensitivity"  # what not to say
    OBJECTION = "objection"
    COMMITMENT = "commitment"  # what they said they would do
    SCHEDULING = "scheduling"  # how they behave when a meeting is arranged, with numbers


@dataclass(frozen=True)
class MemoryEntry:
    """Something learned of a company that outlives one request.

    `contact` is the address of whom it is about or who said it; empty where it is the rep's and of the whole
    company. `text` is ours or the rep's, in plain words; `source` says who said so, where and when. `content`
    holds what programs read: `quote`, `message_id`, `constraints`, numbers. `key` is the same for what says
    the same; one without is never found again by its key. `edited_by` is who changed it last.
    """

    id: uuid.UUID
    company_id: uuid.UUID
    kind: MemoryKind
    text: str
    source: str
    at: datetime
    contact: str = ""
    contact_name: str = ""
    request_id: RequestId | None = None
    content: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    edited_at: datetime | None = None
    edited_by: Actor | None = None
    forgotten_at: datetime | None = None

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_at is not None

    @property
    def is_for_all(self) -> bool:
        """Whether it holds for everybody there, and not for one of them."""
        return not self.contact or self.content.get("for_company") is True

    @property
    def their_words(self) -> str:
        """What they wrote in a message, while it is what holds; empty for the rep's notes and corrections."""
        is_theirs = self.content.get("message_id") and self.edited_by is not Actor.USER
        return str(self.content.get("quote") or "") if is_theirs else ""


@dataclass(frozen=True)
class Activity:
    """Something that happened with a company, in our own short words; never the words of a mail.

    `key` names the event: the same again is kept once.
    """

    company_id: uuid.UUID
    key: str
    type: str
    summary: str
    source: str
    happened_at: datetime
    deal_id: uuid.UUID | None = None
    contact: str = ""
    contact_name: str = ""
    request_id: RequestId | None = None


def without_name(summary: str, name: str) -> str:
    """The words without somebody's name, and with every other word as it was."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "Somebody", summary) if name else summary


@dataclass(frozen=True)
class CompanyFact:
    """One piece of knowledge of a company, worked out from the store. A company has one for each `topic`."""

    company_id: uuid.UUID
    topic: str
    text: str
    source: str
    as_of: datetime
    content: Mapping[str, object] = field(default_factory=dict)


class AccountRecords(Protocol):
    """The part of a transaction that keeps them. Without a company there is nothing."""

    def account_memory(
        self, company_id: uuid.UUID | None, *, include_forgotten: bool = False
    ) -> Sequence[MemoryEntry]:
        """Oldest first."""
        ...

    def memory_about(self, address: str) -> Sequence[MemoryEntry]:
        """What is about somebody or was said by them, at any company, forgotten entries too; oldest first."""
        ...

    def requests_at(self, company_id: uuid.UUID | None) -> Sequence[RequestId]:
        """All requests of that company, oldest first."""
        ...

    def memory_entry(self, entry_id: uuid.UUID) -> MemoryEntry:
        """Also a forgotten one. Raises StoreError for an unknown one."""
        ...

    def add_memory(self, entry: MemoryEntry) -> None:
        """Raises StoreError if its id is there already."""
        ...

    def edit_memory(self, entry: MemoryEntry) -> None:
        """Write all of it anew, in the place of the one with its id. Raises StoreError for an unknown one."""
        ...

    def forget_memory(self, entry_id: uuid.UUID, at: datetime | None) -> None:
        """From `at` on it is not used; None takes that back. Raises StoreError for an unknown one."""
        ...

    def activities(self, company_id: uuid.UUID | None, since: datetime | None = None) -> Sequence[Activity]:
        """What happened at or after `since`, oldest first."""
        ...

    def add_activity(self, activity: Activity) -> None:
        """Keep it; one whose key is there already changes nothing."""
        ...

    def company_facts(self, company_id: uuid.UUID | None) -> Sequence[CompanyFact]:
        """By topic."""
        ...

    def save_company_fact(self, fact: CompanyFact) -> None:
        """In the place of what was known on its topic."""
        ...

    def drop_company_fact(self, company_id: uuid.UUID, topic: str) -> None:
        """It does not hold any more; fine if nothing was known."""
        ...

    def erase_person(self, address: str) -> int:
        """Take out every entry and fact of theirs, and them out of what happened; returns how many entries
        of memory went."""
        ...

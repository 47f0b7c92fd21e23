"""What is known of companies on the sample desk: a company that has said and done a few things."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from ui import samples
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.replies.remarks import limits_of
from xforce_desktop.scheduling import codec
from xforce_desktop.scheduling.account_memory import Activity, CompanyFact, MemoryEntry, MemoryKind
from xforce_desktop.scheduling.activities import BY_HAND
from xforce_desktop.scheduling.company_facts import Refreshed
from xforce_desktop.scheduling.memory_desk import AccountChoice, AccountPicture, NewMemory
from xforce_desktop.scheduling.remembering import rewritten

ACME, DELTA = uuid.UUID(int=501, version=4), uuid.UUID(int=502, version=4)
JOHN = "john@acmepest.example"
_DAY = timedelta(days=1)


class SampleMemory:
    """A part of the sample desk. `pictures` is what is known of each company, by its id."""

    def __init__(self, *, is_empty: bool = False) -> None:
        self.pictures: dict[uuid.UUID, AccountPicture] = (
            {} if is_empty else {ACME: acme(), DELTA: AccountPicture(DELTA, "Delta Pest", samples.NOW)}
        )

    async def known_companies(self) -> Sequence[AccountChoice]:
        return [AccountChoice(one.company_id, one.name) for one in self.pictures.values()]

    async def account_of(self, request_id: RequestId) -> uuid.UUID | None:
        named = {samples.sample_id(one.name): one.company_id for one in self.pictures.values()}
        return named.get(request_id)

    async def account_picture(self, company_id: uuid.UUID) -> AccountPicture:
        return self.pictures[company_id]

    async def remember_of(self, company_id: uuid.UUID, new: NewMemory) -> MemoryEntry:
        if not new.text.strip():
            raise BadInput("There are no words to keep.", "Write a short sentence.", field="text")
        picture = self.pictures[company_id]
        name = dict(picture.people).get(new.contact, "")
        entry = MemoryEntry(
            uuid.uuid4(),
            company_id,
            new.kind,
            new.text,
            "Added by you on November 24, 2026.",
            picture.now,
            new.contact,
            name,
            content=_meant(new.text) if new.kind is MemoryKind.CONSTRAINT else {},
        )
        self._keep(replace(picture, entries=(*picture.entries, entry)))
        return entry

    async def reword_memory(self, entry_id: uuid.UUID, text: str) -> MemoryEntry:
        picture, old = self._entry_of(entry_id)
        changed = rewritten(old, text, _meant(text), picture.now)
        self._keep(_with(picture, changed))
        return changed

    async def forget_memory(self, entry_id: uuid.UUID) -> MemoryEntry:
        picture, old = self._entry_of(entry_id)
        left = tuple(one for one in picture.entries if one.id != entry_id)
        self._keep(replace(picture, entries=left))
        return old

    async def put_back_memory(self, entry: MemoryEntry) -> None:
        picture = self.pictures[entry.company_id]
        others = tuple(one for one in picture.entries if one.id != entry.id)
        self._keep(replace(picture, entries=(*others, entry)))

    async def note_activity(self, company_id: uuid.UUID, text: str, contact: str = "") -> None:
        picture = self.pictures[company_id]
        noted = Activity(company_id, str(uuid.uuid4()), BY_HAND, text, "Added by you", picture.now)
        self._keep(replace(picture, activities=(*picture.activities, noted)))

    async def refresh_account(self, company_id: uuid.UUID) -> Refreshed:
        picture = self.pictures[company_id]
        fresh = tuple(replace(one, as_of=picture.now) for one in picture.facts)
        self._keep(replace(picture, facts=fresh))
        return Refreshed(fresh, (), ())

    def _entry_of(self, entry_id: uuid.UUID) -> tuple[AccountPicture, MemoryEntry]:
        return next(
            (picture, one)
            for picture in self.pictures.values()
            for one in picture.entries
            if one.id == entry_id
        )

    def _keep(self, picture: AccountPicture) -> None:
        self.pictures[picture.company_id] = picture


def _with(picture: AccountPicture, changed: MemoryEntry) -> AccountPicture:
    entries = tuple(changed if one.id == changed.id else one for one in picture.entries)
    return replace(picture, entries=entries)


def _meant(text: str) -> dict[str, object]:
    limits = limits_of(text)
    return {"constraints": codec.CONSTRAINTS.dump(limits)} if limits else {}


def acme() -> AccountPicture:
    """A company that has said and done a few things."""
    return AccountPicture(
        ACME,
        "Acme Pest",
        samples.NOW,
        _facts(),
        _entries(),
        _activities(),
        ((JOHN, "John Smith"), ("mary@acmepest.example", "Mary Jones")),
    )


def _facts() -> tuple[CompanyFact, ...]:
    told = (
        ("company", "Pest control, GA, 42 employees, family-owned.", "The company's record"),
        (
            "people",
            "John Smith (Owner, helps us there); Mary Jones (Operations Manager).",
            "Contacts of the company",
        ),
        (
            "deciders",
            "By their role John Smith can decide. Their partner Dave decides. (John Smith wrote it on "
            "November 12, 2026)",
            "Titles of contacts, and what they said",
        ),
        ("deals", "1 open deal: AI receptionist (proposal, 12,000).", "Deals of the company"),
        ("answers", "Answered 5 of 6 messages, typically after about 3 hours.", "Counted over 3 requests"),
        ("no_shows", "Missed 1 of 3 meetings.", "Counted over 3 requests with them"),
        (
            "last_contact",
            "Last contact on November 23, 2026: John Smith asked for other times.",
            "Mail about “Demo”",
        ),
    )
    as_of = samples.NOW - timedelta(hours=20)
    return tuple(CompanyFact(ACME, topic, text, source, as_of) for topic, text, source in told)


def _entries() -> tuple[MemoryEntry, ...]:
    said = (
        (MemoryKind.CONSTRAINT, "Not on Mondays.", "Never Mondays, I'm in the field"),
        (MemoryKind.PAIN_POINT, "“We lose 15% of our calls after hours”", ""),
        (MemoryKind.SENSITIVITY, "“Please don't call it AI”", ""),
        (MemoryKind.FACT, "They use FieldRoutes.", "We're on FieldRoutes since 2019"),
        (MemoryKind.SCHEDULING, "Answers texts within the hour (3 answers).", ""),
    )
    return tuple(
        MemoryEntry(
            uuid.UUID(int=600 + index, version=4),
            ACME,
            kind,
            text,
            "John Smith wrote it by mail on November 12, 2026."
            if kind is not MemoryKind.SCHEDULING
            else "Counted over 3 requests with John Smith.",
            samples.NOW - 12 * _DAY,
            JOHN,
            "John Smith",
            content={
                "quote": quote,
                "message_id": f"mail-{index}" if quote else "",
                **(_meant(text) if kind is MemoryKind.CONSTRAINT else {}),
            },
        )
        for index, (kind, text, quote) in enumerate(said)
    )


def _activities() -> tuple[Activity, ...]:
    happened = (
        (14, "email_sent", "You asked John Smith for a meeting.", "Mail about “Demo with Acme Pest”"),
        (12, "email_received", "John Smith asked for other times.", "Mail about “Demo with Acme Pest”"),
        (11, "meeting_booked", "Meeting with John Smith booked for Friday at 2:00 PM.", "Calendar"),
        (9, "meeting_missed", "John Smith did not come to the meeting.", "Your word"),
        (6, "call", "You called John Smith. You noted: “Will come, was on a truck”.", "Your word"),
        (3, "text_received", "John Smith said yes to a time.", "Text about “Demo with Acme Pest”"),
        (2, BY_HAND, "Met John at the trade fair in Atlanta.", "Added by you"),
    )
    return tuple(
        Activity(
            ACME,
            f"sample-{index}",
            kind,
            text,
            source,
            samples.NOW - days * _DAY,
            contact=JOHN,
            contact_name="John Smith",
            request_id=None if kind == BY_HAND else samples.sample_id("Acme Pest"),
        )
        for index, (days, kind, text, source) in enumerate(happened)
    )

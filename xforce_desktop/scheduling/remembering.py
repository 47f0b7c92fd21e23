"""What of their words and their ways is kept in the account's memory, and what becomes of what is there.

Only what somebody of theirs wrote themselves counts: no automatic answer, nobody's from elsewhere, nothing
that is quoted or signed. Pure: entries come back, the shell writes them.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from xforce_desktop.replies.analysis import Constraint, MarkRole, MessageKind, ReplyAnalysis
from xforce_desktop.replies.notes import notes_in
from xforce_desktop.replies.remarks import Remark, remarks_in
from xforce_desktop.scheduling import codec
from xforce_desktop.scheduling.account_memory import MemoryEntry, MemoryKind
from xforce_desktop.scheduling.correspondents import is_colleague
from xforce_desktop.scheduling.events import ReplyReceived
from xforce_desktop.scheduling.request import Actor, MeetingRequest

# Of these a person has one at a time: what they say later takes its place.
_ONE_AT_A_TIME = re.compile(r"^(?:channel|platform|size|not_before|not_after|only_weekday|only_part)\b")
LONGEST_TEXT = 300  # characters of an entry


@dataclass(frozen=True)
class Learned:
    """An entry to write. `is_new`: else it takes the place of the one with its id."""

    entry: MemoryEntry
    is_new: bool


def heard(
    request: MeetingRequest, event: ReplyReceived, company_id: uuid.UUID, entry_id: uuid.UUID
) -> tuple[MemoryEntry, ...]:
    """What their message says for good. `entry_id` is the first one's; others follow from it."""
    if not is_their_word(request, event):
        return ()
    person = request.attendee_by_address(event.sender)
    name = (person.name if person else "") or event.sender_name or event.sender
    way = "text" if event.channel == "sms" else "mail"
    source = f"{name} wrote it by {way} on {day_of(event.received_at, request)}."
    speaks_for_another = person is None
    said = [
        one
        for one in remarks_in(event.analysis.new_text)
        if not (speaks_for_another and (one.constraints or one.channel) and not one.for_company)
    ]
    return tuple(
        MemoryEntry(
            id=_id(entry_id, index),
            company_id=company_id,
            kind=MemoryKind(one.kind),
            text=one.text.replace("{writer}", name),
            source=source,
            at=event.received_at,
            contact=event.sender,
            contact_name=name if name != event.sender else "",
            request_id=request.id,
            content=_content(one, event.message_id),
            key=key_of(event.sender, one),
        )
        for index, one in enumerate(said)
    )


def is_their_word(request: MeetingRequest, event: ReplyReceived) -> bool:
    """Whether somebody of theirs wrote it for certain, themselves and for us: only that may be quoted."""
    person = request.attendee_by_address(event.sender)
    is_theirs = person in request.external if person else is_colleague(event.sender, request)
    return event.is_certain and is_theirs and _is_meant_for_us(event.analysis)


def _is_meant_for_us(analysis: ReplyAnalysis) -> bool:
    """Whether a person wrote it, and nothing in it tries to steer the assistant."""
    steers = any(mark.role is MarkRole.INSTRUCTION for mark in analysis.marks)
    return analysis.message_kind is MessageKind.REPLY and not steers


def _id(first: uuid.UUID, index: int) -> uuid.UUID:
    return first if index == 0 else uuid.uuid5(first, str(index))


def _content(one: Remark, message_id: str) -> dict[str, object]:
    content: dict[str, object] = {"quote": one.quote, "message_id": message_id} if message_id else {}
    if one.constraints:
        content["constraints"] = codec.CONSTRAINTS.dump(one.constraints)
    if one.channel:
        content["channel"] = one.channel
    if one.is_wish:
        content["is_wish"] = True
    if one.for_company:
        content["for_company"] = True
    return content


def key_of(address: str, one: Remark) -> str:
    """The same for what says the same of the same person."""
    single = _ONE_AT_A_TIME.match(one.topic)
    what = single.group() if single else one.topic
    if not (one.constraints or single):
        words = " ".join(re.findall(r"\w+", one.text.casefold()))
        what = f"{what}:{hashlib.sha256(words.encode()).hexdigest()[:12]}"
    return f"{address.strip().casefold()}:{what}"


def day_of(at: datetime, request: MeetingRequest) -> str:
    """ "June 3, 2026", by the rep's own clock."""
    return day_in(at, request.preferences.timezone)


def day_in(at: datetime, zone: str) -> str:
    """The same in a zone (IANA)."""
    day = at.astimezone(ZoneInfo(zone))
    return f"{day:%B} {day.day}, {day.year}"


def said_by_rep(
    request: MeetingRequest, company_id: uuid.UUID, entry_id: uuid.UUID
) -> tuple[MemoryEntry, ...]:
    """What the rep noted of them in the request: "John mentioned that they lose calls"."""
    source = f"Said by you when you asked for the meeting, on {day_of(request.created_at, request)}."
    notes = notes_in(request.context, [one.name for one in request.external])
    entries = []
    for index, note in enumerate(notes):
        about = next((one for one in request.external if one.name == note.about and note.about), None)
        said = note.remark
        entry = MemoryEntry(
            id=_id(entry_id, index),
            company_id=company_id,
            kind=MemoryKind(said.kind),
            text=f"{said.text}.",
            source=source,
            at=request.created_at,
            contact=about.email if about else "",
            contact_name=about.name if about else "",
            request_id=request.id,
            content=_content(said, ""),
            key=f"rep:{hashlib.sha256(said.text.casefold().encode()).hexdigest()[:12]}",
        )
        entries.append(entry)
    return tuple(entries)


def merged(known: Sequence[MemoryEntry], news: Iterable[MemoryEntry], now: datetime) -> tuple[Learned, ...]:
    """What is to be written of `news`, given all that is `known`, forgotten entries too.

    The same again changes nothing, but what was one person's may be said of all. What the rep put in their
    own words stays; what the rep took out comes back only in other words of theirs. Else the newer word takes
    the place of the older.
    """
    kept = {one.key: one for one in known if one.key and not one.is_forgotten}
    gone = {
        (one.key, one.content.get("quote"))
        for one in known
        if one.is_forgotten and one.edited_by is Actor.USER  # else their own words took it out
    }
    learned: dict[str, Learned] = {}
    for one in news:
        old = kept.get(one.key)
        if (one.key, one.content.get("quote")) in gone or (old and old.edited_by is Actor.USER):
            continue
        if old is None:
            learned[one.key] = Learned(one, is_new=True)
        elif _what_it_says(old) != _what_it_says(one) and not _is_narrower(one, old):
            anew = replace(one, id=old.id, edited_at=now, edited_by=Actor.AI)
            learned[one.key] = Learned(anew, is_new=False)
    return tuple(learned.values())


def _what_it_says(one: MemoryEntry) -> tuple[str, dict[str, object]]:
    """Without when and in which words it was said."""
    wording = {"quote", "message_id"}
    return one.text, {name: value for name, value in one.content.items() if name not in wording}


def _is_narrower(one: MemoryEntry, old: MemoryEntry) -> bool:
    """Whether somebody says of themselves what they said of all: that it holds for all stays."""
    for_all = replace(one, content={**one.content, "for_company": True})
    return _what_it_says(for_all) == _what_it_says(old)


def contradicted(known: Sequence[MemoryEntry], news: Sequence[MemoryEntry]) -> tuple[MemoryEntry, ...]:
    """Entries of the same person that what they say now speaks against: a day on which they never met and
    now do, or the other way round. Those in the rep's own words stay."""
    said = {(one.contact, _subject(c)): c for one in news for c in limits_of(one) if c.clock is None}
    return tuple(
        one
        for one in known
        if not one.is_forgotten
        and one.edited_by is not Actor.USER
        and any(said.get((one.contact, _subject(c)), c) != c for c in limits_of(one))
    )


def _subject(limit: Constraint) -> tuple[str, int | None, str | None]:
    """What a limit is about, whichever way it goes: a day of the week, or a part of the day."""
    return limit.kind.value.partition("_")[2], limit.weekday, limit.part


def limits_of(one: MemoryEntry) -> tuple[Constraint, ...]:
    """The limits of their time that an entry stands for."""
    return codec.CONSTRAINTS.parse(one.content.get("constraints", ()))


def rewritten(one: MemoryEntry, text: str, content: dict[str, object], now: datetime) -> MemoryEntry:
    """The entry in the rep's words; what follows from them takes the place of what followed before."""
    quote = {
        name: one.content[name] for name in ("quote", "message_id", "for_company") if name in one.content
    }
    return replace(one, text=text, content={**quote, **content}, edited_at=now, edited_by=Actor.USER)

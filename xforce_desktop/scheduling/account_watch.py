"""Keeps an account's course and memory in step with its requests, in the transaction of each step.

The engine calls `begin` for a new request, `keep` and `pass_on` for each event, `leave` for who opts out.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from xforce_desktop.ids import IdSource, RequestId
from xforce_desktop.scheduling import habits, remembering
from xforce_desktop.scheduling.account_memory import MemoryEntry
from xforce_desktop.scheduling.activities import activities_of
from xforce_desktop.scheduling.events import Event, ReplyReceived, StandingChanged
from xforce_desktop.scheduling.request import Attendee, EntryType, MeetingRequest
from xforce_desktop.scheduling.standing import company_of, news_of, standing_for
from xforce_desktop.scheduling.step import Step, entry
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Kept:
    """What an event has changed: the company whose memory it was, None if nothing. `heard_by`: the request in
    whose conversation it was said."""

    company_id: uuid.UUID | None = None
    heard_by: RequestId | None = None


class Applies(Protocol):
    """The engine, as far as it is needed here."""

    def apply(self, work: UnitOfWork, request_id: RequestId, event: Event) -> Step | None: ...


def begin(engine: Applies, work: UnitOfWork, request: MeetingRequest, now: datetime, ids: IdSource) -> None:
    """Keep what the rep noted of them, and give the request what is known already, saying where from. The
    others that are open at the company hear what was noted in the same moment."""
    company_id = company_of(work, request)
    if company_id is None:
        return
    noted = remembering.said_by_rep(request, company_id, ids.new())
    is_new = _write(work, company_id, noted, now)
    standing = standing_for(request, work.account_memory(company_id))
    if standing:
        work.save(replace(work.load(request.id), standing=standing))
        lines = [entry(EntryType.NOTED, line, now) for line in news_of((), standing)]
        work.append_actions(request.id, lines)
    if is_new:
        let_hear(engine, work, company_id)


def keep(
    work: UnitOfWork,
    before: MeetingRequest,
    after: MeetingRequest,
    event: Event,
    number: int,
    now: datetime,
    ids: IdSource,
) -> Kept:
    """Note what happened, and what they said and showed by it. `number` is the journal line's."""
    company_id = company_of(work, after)
    if company_id is None or isinstance(event, StandingChanged):
        return Kept()
    for activity in activities_of(before, after, event, company_id, number, now):
        work.add_activity(activity)
    changed = False
    if isinstance(event, ReplyReceived):
        said = remembering.heard(after, event, company_id, ids.new())
        changed = _drop_contradicted(work, company_id, said, now) or changed
        changed = _write(work, company_id, said, now) or changed
    if _may_show_habits(before, after, event):
        _keep_habits(work, after, company_id, now, ids)
    has_others = before.attendees != after.attendees and _addresses(before) != _addresses(after)
    return Kept(company_id, after.id) if changed or has_others else Kept()


def _addresses(request: MeetingRequest) -> set[str]:
    return {one.email.casefold() for one in request.external if not one.is_out}


def _may_show_habits(before: MeetingRequest, after: MeetingRequest, event: Event) -> bool:
    ended = after.has_ended and not before.has_ended
    missed = after.no_show_count > before.no_show_count
    return isinstance(event, ReplyReceived) or ended or missed


def _write(work: UnitOfWork, company_id: uuid.UUID, news: Sequence[MemoryEntry], now: datetime) -> bool:
    """Whether anything was new."""
    if not news:
        return False
    known = work.account_memory(company_id, include_forgotten=True)
    learned = remembering.merged(known, news, now)
    for one in learned:
        if one.is_new:
            work.add_memory(one.entry)
        else:
            work.edit_memory(one.entry)
    return bool(learned)


def _drop_contradicted(
    work: UnitOfWork, company_id: uuid.UUID, said: Sequence[MemoryEntry], now: datetime
) -> bool:
    gone = remembering.contradicted(work.account_memory(company_id), said)
    for one in gone:
        work.forget_memory(one.id, now)
    return bool(gone)


def _keep_habits(
    work: UnitOfWork, request: MeetingRequest, company_id: uuid.UUID, now: datetime, ids: IdSource
) -> None:
    """Of everybody who is in this request, over all requests with their company."""
    requests = [work.load(one) for one in work.requests_at(company_id)] or [request]
    for person in request.external:
        if not work.opted_out([person.email]):
            _write(work, company_id, _habits_of(requests, person, company_id, now, ids), now)


def _habits_of(
    requests: Sequence[MeetingRequest],
    person: Attendee,
    company_id: uuid.UUID,
    now: datetime,
    ids: IdSource,
) -> tuple[MemoryEntry, ...]:
    return habits.habits(requests, person, company_id, now, _fresh(ids))


def _fresh(ids: IdSource) -> Iterator[uuid.UUID]:
    while True:
        yield ids.new()


def pass_on(engine: Applies, work: UnitOfWork, kept: Kept) -> None:
    """Let every open request of the company go by what its memory says now."""
    if kept.company_id is not None:
        let_hear(engine, work, kept.company_id, heard_by=kept.heard_by)


def let_hear(
    engine: Applies,
    work: UnitOfWork,
    company_id: uuid.UUID,
    *,
    heard_by: RequestId | None = None,
    taken_out: MemoryEntry | None = None,
    put_in: MemoryEntry | None = None,
) -> None:
    """As `pass_on`. `taken_out` and `put_in`: what the rep changed, whose limits the conversation in which it
    was said keeps itself: it has them no more, or has them again."""
    entries = work.account_memory(company_id)
    for request in _open_at(work, company_id, heard_by):
        standing = standing_for(request, entries)
        dropped = remembering.limits_of(taken_out) if _is_said_in(taken_out, request) and taken_out else ()
        restored = remembering.limits_of(put_in) if _is_said_in(put_in, request) and put_in else ()
        if standing == request.standing and not dropped and not restored:
            continue
        here = standing if request.id == heard_by else ()
        why = news_of(request.standing, standing, heard_here=here)
        engine.apply(work, request.id, StandingChanged(standing, why, dropped, restored))


def _is_said_in(one: MemoryEntry | None, request: MeetingRequest) -> bool:
    return one is not None and one.request_id == request.id


def _open_at(work: UnitOfWork, company_id: uuid.UUID, also: RequestId | None) -> Iterator[MeetingRequest]:
    wanted = dict.fromkeys((*work.requests_at(company_id), *((also,) if also else ())))
    for request_id in wanted:
        request = work.load(request_id)
        if not request.has_ended:
            yield request


def leave(engine: Applies, work: UnitOfWork, address: str, at: datetime) -> None:
    """Somebody is not to be written to any more: what is kept of them is used no more, anywhere."""
    companies = set()
    for one in work.memory_about(address):
        if not one.is_forgotten:
            work.forget_memory(one.id, at)
            companies.add(one.company_id)
    for company_id in sorted(companies):
        let_hear(engine, work, company_id)


def erase(engine: Applies, work: UnitOfWork, address: str) -> int:
    """Take somebody out of everything that is kept of accounts; returns how many entries went.

    No request goes by what they said any more, and none of those that have ended quotes it.
    """
    companies = sorted({one.company_id for one in work.memory_about(address)})
    went = work.erase_person(address)
    for company_id in companies:
        left = {one.id for one in work.account_memory(company_id, include_forgotten=True)}
        let_hear(engine, work, company_id)
        for request in map(work.load, work.requests_at(company_id)):
            standing = tuple(one for one in request.standing if one.entry_id in left)
            if standing != request.standing:
                work.save(replace(request, standing=standing))
    return went

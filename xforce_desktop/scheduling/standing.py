"""What of the account's memory holds for a request: limits of their time, and how they like to be reached.

What is somebody's own holds where they are to be in the meeting, what is the company's always.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.replies.analysis import Constraint
from xforce_desktop.scheduling.account_memory import MemoryEntry
from xforce_desktop.scheduling.remembering import limits_of
from xforce_desktop.scheduling.request import MeetingRequest, Standing
from xforce_desktop.scheduling.unit_of_work import UnitOfWork


def company_of(work: UnitOfWork, request: MeetingRequest) -> uuid.UUID | None:
    """The company of a request, else the one where whom the mails greet is known to work."""
    if request.company_id is not None:
        return request.company_id
    known = work.contact(request.primary.email)
    return known.company_id if known else None


def zone_of_rep(work: UnitOfWork) -> str:
    """The rep's (IANA), as Microsoft says it, where no request says it."""
    account = work.account()
    return account.timezone if account and account.timezone else "UTC"


def with_standing(work: UnitOfWork, request: MeetingRequest) -> MeetingRequest:
    """The request with what is known of its people already."""
    return replace(request, standing=standing_for(request, work.account_memory(company_of(work, request))))


def standing_for(request: MeetingRequest, entries: Sequence[MemoryEntry]) -> tuple[Standing, ...]:
    """In the order of the entries; forgotten ones hold no more."""
    there = {one.email.casefold() for one in request.external if not one.is_out}
    return tuple(
        Standing(
            entry_id=one.id,
            text=one.text,
            source=one.source,
            constraints=limits_of(one),
            channel=str(one.content.get("channel", "")),
            is_wish=one.content.get("is_wish") is True,
            contact="" if one.is_for_all else one.contact,
        )
        for one in entries
        if not one.is_forgotten
        and (one.content.get("constraints") or one.content.get("channel"))
        and (one.is_for_all or one.contact.casefold() in there)
    )


def news_of(
    before: Sequence[Standing], after: Sequence[Standing], *, heard_here: Sequence[Standing] = ()
) -> tuple[str, ...]:
    """Lines for the log about what came and what went. What was `heard_here` is in the log already."""
    had = {one.entry_id: one for one in before}
    has = {one.entry_id for one in after}
    known_here = {one.entry_id for one in heard_here}
    came = [
        _line("Of what is known of them", one)
        for one in after
        if one.entry_id not in had and one.entry_id not in known_here
    ]
    changed = [
        _line("Changed in what is known of them", one)
        for one in after
        if one.entry_id in had and _what(had[one.entry_id]) != _what(one) and one.entry_id not in known_here
    ]
    went = [_line("Does not hold any more", one) for one in before if one.entry_id not in has]
    return (*came, *changed, *went)


def _line(begins: str, one: Standing) -> str:
    return f"{begins}: {ended(one.text)} {one.source}"


def ended(text: str) -> str:
    """A sentence of the rep's with a full stop, where it has none."""
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."


def _what(one: Standing) -> tuple[str, tuple[Constraint, ...], str]:
    return one.text, one.constraints, one.channel

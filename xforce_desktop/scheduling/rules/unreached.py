"""Somebody whom our mail does not reach: nothing more goes there, and the others are not held up.

They stay in the meeting and have to agree as before, so it waits for them in the end: only the rep puts
somebody in their place, or goes on without them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.replies.automatic import FAILURES_IN_WORDS, Failure, FailureKind
from xforce_desktop.scheduling.effects import TellRep, Urgency
from xforce_desktop.scheduling.events import ReplyReceived
from xforce_desktop.scheduling.request import (
    CANNOT_BE_REACHED,
    Attendee,
    EntryType,
    MeetingRequest,
    Side,
    State,
)
from xforce_desktop.scheduling.rules import offers, timing
from xforce_desktop.scheduling.step import Step, entry

NOT_DELIVERED = "Mail could not be delivered"


def on_bounce(request: MeetingRequest, event: ReplyReceived, now: datetime) -> Step:
    """For good, or only for now: what is still being tried, and what may work the next time, is noted."""
    failure = event.analysis.failure or Failure(FailureKind.PERMANENT)
    if event.helper:
        return _without_helper(request, event.helper, failure, now)
    addresses = _addresses(request, event, failure)
    if failure.kind is not FailureKind.PERMANENT:
        return _for_now(request, failure, addresses, now)
    step = _without_copy(request, addresses, now)
    for address in addresses:
        if (person := step.request.attendee_by_address(address)) is not None:
            reason = f"{person.called} cannot be reached at {address}: {FAILURES_IN_WORDS[failure.reason]}."
            one = out_of_reach(step.request, address, CANNOT_BE_REACHED, reason, NOT_DELIVERED, now)
            step = replace(
                step.also(*one.effects).noting(*one.entries),
                request=one.request,
                freezes=step.freezes or one.freezes,
            )
    if step.entries:
        return step
    reason = f"Our mail could not be delivered: {FAILURES_IN_WORDS[failure.reason]}. Check the addresses."
    return offers.needs_rep(request, reason, now, title=NOT_DELIVERED).frozen()


def _without_helper(request: MeetingRequest, helper: str, failure: Failure, now: datetime) -> Step:
    """Whoever helps us is not who is to meet: it goes on as it was."""
    if failure.kind is not FailureKind.PERMANENT:
        return _for_now(request, failure, (helper,), now)
    reason = f"{helper}, who helps us there, cannot be reached: {FAILURES_IN_WORDS[failure.reason]}."
    return _told(request, f"{reason} It goes on without them.", NOT_DELIVERED, now)


def _addresses(request: MeetingRequest, event: ReplyReceived, failure: Failure) -> tuple[str, ...]:
    """Those of the report that are on the request; else whom it was sent to, or the only one there is."""
    on_it = {a.email.casefold() for a in request.external} | {a.casefold() for a in request.also_write_to}
    for named in (failure.addresses, event.copied):
        found = tuple(dict.fromkeys(a.casefold() for a in named if a.casefold() in on_it))
        if found:
            return found
    alone = [a for a in request.external if not a.is_out]
    return (alone[0].email.casefold(),) if len(alone) == 1 and not request.also_write_to else ()


def _for_now(request: MeetingRequest, failure: Failure, addresses: tuple[str, ...], now: datetime) -> Step:
    who = f" to {', '.join(addresses)}" if addresses else ""
    if failure.kind is FailureKind.DELAYED:
        why = f"A mail{who} is delayed; their server is still being tried."
    else:
        why = f"A mail{who} was not delivered this time: {FAILURES_IN_WORDS[failure.reason]}."
    return Step(request, (), (entry(EntryType.NOTED, f"{why} Carrying on as planned.", now),))


def _without_copy(request: MeetingRequest, addresses: tuple[str, ...], now: datetime) -> Step:
    """Whoever was only in copy is dropped from it."""
    gone = [a for a in request.also_write_to if a.casefold() in addresses]
    if not gone:
        return Step(request)
    kept = tuple(a for a in request.also_write_to if a not in gone)
    line = entry(EntryType.NOTED, f"{', '.join(gone)} cannot be reached and gets no more copies.", now)
    return Step(replace(request, also_write_to=kept), (), (line,))


def out_of_reach(
    request: MeetingRequest, address: str, mark: str, reason: str, title: str, now: datetime
) -> Step:
    """Nothing more goes to `address`. The rep is told, and asked if nobody else can agree meanwhile."""
    person = request.attendee_by_address(address)
    if person is None or person.side is not Side.EXTERNAL:
        return offers.needs_rep_unless_resting(request, reason, now, title=title).frozen()
    marked = request.with_attendee(replace(person, left_out_reason=mark))
    others = [a for a in marked.required_external if not a.is_unreachable]
    if person not in request.required_external:
        return _told(marked, f"{reason} They are optional, so it goes on.", title, now)
    if others and not request.is_held_by_rep:
        return waits_for_them(marked, now) or _told(
            marked, f"{reason} It goes on with the others.", title, now
        )
    return offers.needs_rep(marked, reason, now, title=title).frozen()


def _told(request: MeetingRequest, reason: str, title: str, now: datetime) -> Step:
    notice = TellRep(title, f"{request.title}: {reason}", Urgency.HIGH)
    return Step(request, (notice,), (entry(EntryType.NOTED, reason, now),))


def waits_for_them(request: MeetingRequest, now: datetime) -> Step | None:
    """Everybody else has agreed to a time: it is held, and the rep says who comes in their place."""
    missing = [a for a in request.required_external if a.agreed_times is None]
    if (
        not missing
        or not all(a.is_unreachable for a in missing)
        or len(missing) == len(request.required_external)
    ):
        return None
    answers = [set(a.agreed_times or ()) for a in request.required_external if a not in missing]
    if not any(t > now for t in set.intersection(*answers)):
        return None
    who = " and ".join(a.called for a in missing)
    reason = f"All others agreed; {who} cannot be reached. Replace them, or remove them and it is booked."
    waiting = replace(
        request,
        state=State.AWAITING_RESPONSE,
        next_action=timing.remind_rep(request, now),
        review_reason=reason,
    )
    return _told(waiting, reason, "Waits for one who cannot be reached", now).frozen()


def heard_from(request: MeetingRequest, address: str) -> MeetingRequest:
    """Whoever writes themselves can be reached."""
    person = request.attendee_by_address(address)
    if person is None or not person.is_unreachable:
        return request
    return request.with_attendee(replace(person, left_out_reason=""))


def settled(request: MeetingRequest, old: Attendee) -> MeetingRequest:
    """The rep dealt with somebody who was out of reach: what waited for that does not wait any more."""
    if not old.is_unreachable or old.called not in request.review_reason:
        return request
    return replace(request, requires_human_review=False, review_reason="")

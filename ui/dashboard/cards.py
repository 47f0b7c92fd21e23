"""A request as a card: its lines and its buttons. Values only; the widget draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ui.acts import (
    COMMAND_BUTTONS,
    Act,
    ActButton,
    approval_buttons,
    attention_buttons,
    outcome_buttons,
    prep_buttons,
)
from ui.formatting import age, capitalised, count, meeting_moment, past_moment, whole
from ui.wording import (
    calling_in_words,
    last_in_words,
    next_in_words,
    people_of,
    state_in_words,
    title_of,
    waiting_in_words,
)
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Group, RepCommand, Summary
from xforce_desktop.scheduling.request import ActionType, Handler, Outcome, State


@dataclass(frozen=True)
class CardLine:
    label: str
    text: str
    tip: str = ""


@dataclass(frozen=True)
class Card:
    """`icon` names a drawing of resources/icons. A short card has no lines and takes little room, always."""

    request_id: RequestId
    icon: str
    title: str
    corner: str
    who: str
    state: str
    lines: tuple[CardLine, ...]
    buttons: tuple[ActButton, ...]
    is_short: bool = False


@dataclass(frozen=True)
class Section:
    """One of the four groups; `notes` are lines without a card, `hint` stands where there is nothing."""

    group: Group
    heading: str
    cards: tuple[Card, ...]
    hint: str
    notes: tuple[str, ...] = ()


_BY_GROUP = {
    Group.PENDING: (
        RepCommand.UNDO,
        RepCommand.GIVE_BACK,
        RepCommand.RESUME,
        RepCommand.PAUSE,
        RepCommand.CANCEL,
    ),
    Group.CONFIRMED: (
        RepCommand.ASK_IF_HERE,
        RepCommand.UNDO,
        RepCommand.GIVE_BACK,
        RepCommand.RESUME,
        RepCommand.RESCHEDULE,
        RepCommand.CANCEL,
    ),
    Group.NEEDS_ATTENTION: (
        RepCommand.ASK_IF_HERE,
        RepCommand.UNDO,
        RepCommand.GO_ON,
        RepCommand.GIVE_BACK,
        RepCommand.RESUME,
        RepCommand.CANCEL,
    ),
    Group.COMPLETED: (),
}


def card_of(summary: Summary, now: datetime, zone: tzinfo | None) -> Card:
    """The card of one request in its group."""
    request = summary.request
    return Card(
        request_id=request.id,
        icon=_icon(summary),
        title=_title(summary),
        corner=_corner(summary, now, zone),
        who=people_of(request),
        state=state_in_words(summary, now, zone),
        lines=tuple(_lines(summary, now, zone)),
        buttons=tuple(_buttons(summary, now)),
    )


def _title(summary: Summary) -> str:
    title = title_of(summary.request)
    is_missed = summary.group is Group.NEEDS_ATTENTION and summary.request.no_show_count
    return f"No-show: {title}" if is_missed else title


def _icon(summary: Summary) -> str:
    request = summary.request
    if summary.group is Group.NEEDS_ATTENTION:
        return "attention"
    if summary.group is Group.CONFIRMED:
        return "booked"
    if request.state is State.PAUSED:
        return "paused"
    if request.handled_by is Handler.REP:
        return "person"
    return "talking" if request.asks_since_reply > 1 or request.state is State.NEGOTIATING else "waiting"


def _corner(summary: Summary, now: datetime, zone: tzinfo | None) -> str:
    start = summary.request.scheduled_time
    if start is not None and summary.group in (Group.CONFIRMED, Group.NEEDS_ATTENTION):
        return meeting_moment(start, now, zone)
    return age(summary.request.created_at, now)


def _lines(summary: Summary, now: datetime, zone: tzinfo | None) -> list[CardLine]:
    request, lines = summary.request, []
    if summary.group is Group.NEEDS_ATTENTION and request.review_reason:
        lines.append(CardLine("Why", whole(request.review_reason)))
    for card in summary.cards[:1]:
        number = f", {card.brief.number}" if card.brief.number else ""
        why = f"{card.brief.situation} {card.brief.why_now}"
        lines.append(CardLine("For you", f"{card.title}{number}", why))
    if summary.calling is not None:
        lines.append(CardLine("Now", calling_in_words(summary.calling, zone)))
    if summary.last is not None:
        lines.append(CardLine("Last", last_in_words(summary.last, now, zone), summary.last.why))
    for row in summary.waiting:
        lines.append(CardLine("Waiting for your approval", waiting_in_words(row, zone), row.why))
    coming = next_in_words(summary, now, zone)
    if coming:
        lines.append(_next_line(summary, coming))
    return lines


def _next_line(summary: Summary, coming: str) -> CardLine:
    step = summary.request.next_action
    why = summary.queued[0].why if summary.queued else step.why if step else ""
    if step and step.type is ActionType.SEND_REMINDER and not summary.queued:
        return CardLine("Reminder", coming.replace("Reminder ", "scheduled for "), why)
    return CardLine("Next", coming, why)


def _buttons(summary: Summary, now: datetime) -> list[ActButton]:
    view = "View details" if summary.group is Group.CONFIRMED else "View conversation"
    allowed = [command for command in _BY_GROUP[summary.group] if command in summary.commands]
    return [
        *approval_buttons(summary),
        *outcome_buttons(summary, now),
        ActButton(Act.OPEN, view, "The mails, the log and the reasons"),
        *prep_buttons(summary),
        *attention_buttons(summary, now),
        *(COMMAND_BUTTONS[command] for command in allowed),
    ]


def needing_in_words(shown: Sequence[Summary]) -> str:
    """ "2 need you": what stands above the groups, as theirs is not the first; empty if nothing does."""
    if not shown:
        return ""
    return "1 needs you" if len(shown) == 1 else f"{len(shown)} need you"


def completed_lines(completed: Sequence[Summary]) -> tuple[str, ...]:
    """ "6 meetings held", "2 cancelled by them (logged: not a fit; no budget)"."""
    ended = Counter(summary.request.outcome for summary in completed)
    lines = []
    if ended[Outcome.HELD]:
        lines.append(f"{count(ended[Outcome.HELD], 'meeting')} held")
    for outcome, words in (
        (Outcome.CANCELLED_BY_THEM, "cancelled by the prospect"),
        (Outcome.CANCELLED_BY_US, "cancelled by us"),
        (Outcome.NO_SHOW, "ended after a no-show"),
        (Outcome.GAVE_UP, "ended without an answer"),
        (Outcome.RESCHEDULED, "moved to another request"),
    ):
        if ended[outcome]:
            lines.append(f"{ended[outcome]} {words}{_reasons(completed, outcome)}")
    return tuple(lines)


def _reasons(completed: Sequence[Summary], outcome: Outcome) -> str:
    requests = [summary.request for summary in completed if summary.request.outcome is outcome]
    reasons = [
        f"{r.company_name or r.primary.name}: {r.outcome_notes.rstrip('.')}"
        for r in requests
        if r.outcome_notes
    ]
    return f" ({'; '.join(reasons)})" if reasons else ""


def ended_card(summary: Summary, now: datetime, zone: tzinfo | None) -> Card:
    """A request that has ended: one line, and its conversation."""
    request = summary.request
    ended_at = request.completed_at or request.last_action_at or request.created_at
    return Card(
        request_id=request.id,
        icon="done" if request.outcome is Outcome.HELD else "closed",
        title=title_of(request),
        corner=capitalised(past_moment(ended_at, now, zone)),
        who=people_of(request),
        state=state_in_words(summary, now, zone),
        lines=(),
        buttons=(ActButton(Act.OPEN, "View conversation", "The mails, the log and the reasons"),),
        is_short=True,
    )

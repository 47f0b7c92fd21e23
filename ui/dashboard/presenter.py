"""Turns the overview into four sections of cards, and clicks into commands. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Protocol

from ui.asking import Ask, Question
from ui.dashboard.cards import Act, Card, Section, card_of, completed_lines, ended_card
from ui.formatting import clock, first_name, zone_named
from ui.wording import title_of
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Group, Overview, RepCommand, RepDesk, Summary
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.request import MeetingRequest

_COMMANDS = {
    Act.PAUSE: RepCommand.PAUSE,
    Act.RESUME: RepCommand.RESUME,
    Act.APPROVE: RepCommand.APPROVE,
    Act.TAKE_OVER: RepCommand.TAKE_OVER,
    Act.GIVE_BACK: RepCommand.GIVE_BACK,
}
_OUTCOMES = {
    Act.HELD: ReportedOutcome.HELD,
    Act.NO_SHOW: ReportedOutcome.NO_SHOW,
    Act.MOVED: ReportedOutcome.MOVED,
}
EMPTY_HINT = "No meetings yet. Start one with New meeting: the agent writes, waits and follows up until it is held."


class DashboardView(Protocol):
    """What the presenter tells the widget."""

    def show_sections(self, sections: tuple[Section, ...]) -> None: ...

    def show_empty(self, hint: str) -> None: ...


class DashboardPresenter:
    """Reads the overview, shows it, and carries out what the cards' buttons ask for."""

    def __init__(
        self, desk: RepDesk, view: DashboardView, *, ask: Ask, open_request: Callable[[RequestId], None]
    ) -> None:
        self._desk = desk
        self._view = view
        self._ask = ask
        self._open = open_request
        self._by_id: dict[RequestId, Summary] = {}

    async def refresh(self) -> None:
        """Show the overview as it is now."""
        account = await self._desk.account()
        overview = await self._desk.overview()
        zone = zone_named(account.timezone) if account else None
        self._by_id = {s.request.id: s for s in (*overview.pending, *overview.confirmed, *overview.needs_attention)}
        if not self._by_id and not overview.completed:
            self._view.show_empty(EMPTY_HINT)
            return
        self._view.show_sections(sections_of(overview, zone))

    async def act(self, request_id: RequestId, act: Act) -> None:
        """Do what a button of a card asks for, after a question where it cannot be taken back."""
        if act in (Act.OPEN, Act.REVIEW):
            self._open(request_id)
        elif act in _COMMANDS:
            await self._desk.command(request_id, _COMMANDS[act])
        elif act in _OUTCOMES:
            await self._desk.report(request_id, _OUTCOMES[act])
        elif request_id in self._by_id:
            await self._asked_first(self._by_id[request_id].request, act)

    async def _asked_first(self, request: MeetingRequest, act: Act) -> None:
        if act is Act.CALL:
            if await self._ask(call_question(request, self._desk.now())):
                await self._desk.command(request.id, RepCommand.TAKE_OVER)
        elif act is Act.COMPLETE:
            if await self._ask(complete_question(request)):
                await self._desk.report(request.id, ReportedOutcome.HELD)
        elif act is Act.CANCEL:
            if await self._ask(cancel_question(request)):
                await self._desk.command(request.id, RepCommand.CANCEL)
        elif act is Act.RESCHEDULE and await self._ask(reschedule_question(request)):
            await self._desk.command(request.id, RepCommand.RESCHEDULE)


def sections_of(overview: Overview, zone: tzinfo | None) -> tuple[Section, ...]:
    """The specification's four groups in its order, each with its count."""

    def cards(summaries: tuple[Summary, ...]) -> tuple[Card, ...]:
        return tuple(card_of(summary, overview.now, zone) for summary in summaries)

    completed = tuple(ended_card(summary, overview.now, zone) for summary in overview.completed)
    notes = completed_lines(overview.completed)
    return (
        _section(Group.PENDING, "Pending confirmation", cards(overview.pending), "Nobody is being asked right now."),
        _section(Group.CONFIRMED, "Confirmed & upcoming", cards(overview.confirmed), "No meeting is booked yet."),
        _section(
            Group.NEEDS_ATTENTION, "Needs attention", cards(overview.needs_attention), "Nothing needs you right now."
        ),
        _section(Group.COMPLETED, "Completed this week", completed, "Nothing has ended since Monday.", notes),
    )


def _section(
    group: Group, name: str, cards: tuple[Card, ...], hint: str, notes: tuple[str, ...] = ()
) -> Section:
    return Section(group, f"{name} ({len(cards)})".upper(), cards, "" if cards else hint, notes)


def cancel_question(request: MeetingRequest) -> Question:
    """Asked before a request is ended."""
    booked = request.scheduled_time is not None and bool(request.calendar_event_id)
    effect = (
        f"The invitation is withdrawn and {request.primary.name} is told."
        if booked
        else f"{request.primary.name} gets no further mail about it."
    )
    return Question(
        title=f"Cancel “{title_of(request)}”?",
        text=f"{effect} This ends the request and cannot be taken back.",
        yes="Cancel the meeting" if booked else "Cancel the request",
        no="Keep it",
        is_grave=True,
    )


def reschedule_question(request: MeetingRequest) -> Question:
    """Asked before a booked time is given up."""
    return Question(
        title=f"Find another time for “{title_of(request)}”?",
        text=f"The agent asks {request.primary.name} for a new time; the booked one is given up.",
        yes="Find another time",
        no="Keep the time",
    )


def complete_question(request: MeetingRequest) -> Question:
    """Asked before a request is closed as held."""
    return Question(
        title=f"Mark “{title_of(request)}” as complete?",
        text="It is noted as held, and nothing more is sent.",
        yes="Mark complete",
        no="Not yet",
    )


def call_question(request: MeetingRequest, now: datetime) -> Question:
    """Shows whom to call, at which number and what the time is there; yes takes the conversation over."""
    person = next(p for p in (request.primary, *request.external) if p.phone)
    there = zone_named(person.timezone or request.recipient_timezone)
    title = f", {person.title}" if person.title else ""
    return Question(
        title=f"Call {person.name}{title}",
        text=(
            f"{person.phone}\nIt is {clock(now, there)} for {first_name(person.name)}.\n\n"
            "If you call, the conversation is yours: the agent sends nothing until you give it back."
        ),
        yes="I’ll call",
        no="Not now",
    )

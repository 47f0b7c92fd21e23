"""Turns the overview into four sections of cards, and clicks into commands. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Protocol

from ui.acts import Act, RequestActs
from ui.asking import Ask
from ui.dashboard.cards import Card, CardLine, Section, card_of, completed_lines, ended_card, needing_in_words
from ui.formatting import zone_named
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import Group, Overview, RepDesk, Summary
from xforce_desktop.scheduling.insight import InsightCard

EMPTY_HINT = (
    "No meetings yet. Start one with New meeting: the agent writes, waits and follows up until it is held."
)
_NAMES = {
    Group.PENDING: ("Pending confirmation", "Nobody is being asked right now."),
    Group.CONFIRMED: ("Confirmed & upcoming", "No meeting is booked yet."),
    Group.NEEDS_ATTENTION: ("Needs attention", "Nothing needs you right now."),
    Group.COMPLETED: ("Completed this week", "Nothing has ended since Monday."),
}


class DashboardView(Protocol):
    """What the presenter tells the widget."""

    def show_sections(self, sections: tuple[Section, ...]) -> None: ...

    def show_needing(self, words: str) -> None: ...

    def show_insights(self, cards: tuple[InsightCard, ...]) -> None: ...

    def show_empty(self, hint: str) -> None: ...


class DashboardPresenter:
    """Reads the overview, shows it, and carries out what the cards' buttons ask for."""

    def __init__(
        self, desk: RepDesk, view: DashboardView, *, ask: Ask, open_request: Callable[[RequestId], None]
    ) -> None:
        self._desk = desk
        self._view = view
        self._acts = RequestActs(desk, ask, open_request)
        self._by_id: dict[RequestId, Summary] = {}

    async def refresh(self) -> None:
        """Show the overview as it is now."""
        account = await self._desk.account()
        overview = await self._desk.overview()
        groups = (overview.pending, overview.confirmed, overview.needs_attention, overview.completed)
        self._by_id = {summary.request.id: summary for group in groups for summary in group}
        self._view.show_needing(needing_in_words(overview.needs_attention))
        if not self._by_id:
            self._view.show_empty(EMPTY_HINT)
            return
        insights = await self._desk.attendee_insights()
        zone = zone_named(account.timezone) if account else None
        self._view.show_insights(insights.cards)
        self._view.show_sections(sections_of(overview, zone, insights.tasks))

    async def remove_blocker(self, request_id: RequestId, address: str) -> None:
        """Go on without somebody of ours."""
        await self._desk.remove_blocker(request_id, address)
        await self.refresh()

    async def keep_blocker(self, request_id: RequestId) -> None:
        """Keep them; what to ask them for stands on the request's card from then on."""
        await self._desk.keep_blocker(request_id)
        await self.refresh()

    async def act(self, request_id: RequestId, act: Act) -> None:
        """Do what a button of a card asks for; a card that has gone meanwhile does nothing."""
        summary = self._by_id.get(request_id)
        if summary is not None:
            try:
                await self._acts.do(summary, act)
            except BadInput:  # the card is behind what there is
                await self.refresh()
                raise


def sections_of(
    overview: Overview, zone: tzinfo | None, tasks: Mapping[RequestId, tuple[str, ...]] | None = None
) -> tuple[Section, ...]:
    """The specification's four groups in its order, each with its count. `tasks`: what the rep is to ask of
    our own people, by request."""

    def cards(summaries: tuple[Summary, ...]) -> tuple[Card, ...]:
        made = (card_of(summary, overview.now, zone) for summary in summaries)
        return tuple(_with_tasks(card, (tasks or {}).get(card.request_id, ())) for card in made)

    completed = tuple(ended_card(summary, overview.now, zone) for summary in overview.completed)
    return (
        _section(Group.PENDING, cards(overview.pending)),
        _section(Group.CONFIRMED, cards(overview.confirmed)),
        _section(Group.NEEDS_ATTENTION, cards(overview.needs_attention)),
        _section(Group.COMPLETED, completed, completed_lines(overview.completed)),
    )


def _with_tasks(card: Card, tasks: tuple[str, ...]) -> Card:
    return replace(card, lines=(*(CardLine("For you", task) for task in tasks), *card.lines))


def _section(group: Group, cards: tuple[Card, ...], notes: tuple[str, ...] = ()) -> Section:
    name, hint = _NAMES[group]
    return Section(group, f"{name} ({len(cards)})".upper(), cards, "" if cards else hint, notes)

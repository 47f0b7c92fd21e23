"""The specification's checklist, "Attendee Optimization": one test for each of its lines."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.walk import REP, SARAH, THEIR_ZONE, Json, Walk, a_form, is_free, offered_in
from ui.dashboard.cards import Section
from ui.dashboard.presenter import DashboardPresenter
from xforce_desktop.bootstrap.agents import open_agent
from xforce_desktop.scheduling.insight import InsightCard

PRIYA = "priya@xforce.example"
NEW_YORK = ZoneInfo("America/New_York")
APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, no holiday near
FIRST, LAST = datetime(2027, 4, 6, 9, tzinfo=NEW_YORK), datetime(2027, 4, 8, 17, tzinfo=NEW_YORK)
HALF_HOUR = timedelta(minutes=30)


def a_narrow_form(*, is_required: bool, **changes: object) -> Json:
    """Half an hour between Tuesday and Thursday, with Sarah and Priya."""
    ours = [
        {"address": SARAH, "name": "Sarah Chen", "required": is_required},
        {"address": PRIYA, "name": "Priya Nair"},
    ]
    span = {"start": FIRST.isoformat(), "end": LAST.isoformat()}
    wishes = {"range": span, "timezone": "America/New_York"}
    return a_form(duration_minutes=30, internal=ours, preferences=wishes, **changes)


def sought(walk: Walk, *, is_required: bool, sarah_free: Sequence[datetime] = ()) -> Json:
    """What is shown once times were sought: Sarah is busy all three days but for these half hours."""
    walk.sandbox.begin_at(APRIL)
    walk.create(a_narrow_form(is_required=is_required))
    begin = FIRST
    for start in (*sarah_free, LAST):
        if start > begin:
            busy = {
                "address": SARAH,
                "start": begin.isoformat(),
                "end": start.isoformat(),
                "title": "Offsite",
            }
            walk.sandbox.post("busy", busy)
        begin = start + HALF_HOUR
    walk.tick()
    shown: Json = walk.seen
    return shown


def starts_free_for(walk: Walk, *addresses: str) -> list[datetime]:
    """Counted by the test itself: half hours, 9 to 5 in New York, on which nobody of these is busy."""
    starts = [FIRST + i * HALF_HOUR for i in range(int((LAST - FIRST) / HALF_HOUR))]
    in_hours = [start for start in starts if 9 <= start.astimezone(NEW_YORK).hour < 17]
    return [s for s in in_hours if all(is_free(walk.sandbox, one, s, minutes=30) for one in addresses)]


@pytest.fixture
def two_common(walk: Walk) -> list[datetime]:
    """Two half hours that all three have free, as their calendars are seeded."""
    walk.sandbox.begin_at(APRIL)
    return starts_free_for(walk, REP, PRIYA, SARAH)[-2:]


def test_checklist_blocking_attendees_identified_correctly(walk: Walk) -> None:
    """ "Blocking attendees identified correctly": the optional Sarah; neither Priya nor the organizer."""
    shown = sought(walk, is_required=False)

    told = shown["attendee_analysis"]
    assert [one["address"] for one in told["blocking_attendees"]] == [SARAH]
    assert told["free_slots"] == 0
    assert told["recommendation"]["action"] == "remove_optional"
    assert told["recommendation"]["attendees_to_remove"] == ["Sarah Chen"]


def test_checklist_impact_percentage_calculated_accurately(walk: Walk, two_common: list[datetime]) -> None:
    """ "Impact percentage calculated accurately": against the calendars themselves."""
    shown = sought(walk, is_required=True, sarah_free=two_common)

    with_her, without = starts_free_for(walk, REP, PRIYA, SARAH), starts_free_for(walk, REP, PRIYA)
    assert with_her == two_common
    (sarah,) = shown["attendee_analysis"]["blocking_attendees"]
    gain = (len(without) - 2) / 2 * 100
    assert sarah["blocking_slots"] == len(without) - 2
    assert sarah["removal_impact"] == int(gain + 0.5)
    assert shown["attendee_analysis"]["recommendation"] == {
        "action": "escalate",
        "attendees_to_remove": [],
        "reason": f"Required attendee Sarah Chen stands in the way: {int(gain + 0.5)}% more slots without",
        "new_availability_pct": 0,
    }
    best = [datetime.fromisoformat(start) for start in sarah["best_times"]]
    assert len(best) == 3
    assert set(best) <= set(without) - set(with_her)


class Board:
    """The dashboard as a widget would get it."""

    def __init__(self) -> None:
        self.insights: tuple[InsightCard, ...] = ()
        self.sections: tuple[Section, ...] = ()

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        self.sections = sections

    def show_needing(self, words: str) -> None:
        """Not looked at here."""

    def show_insights(self, cards: tuple[InsightCard, ...]) -> None:
        self.insights = cards

    def show_empty(self, hint: str) -> None:
        raise AssertionError(hint)


def seen_on_dashboard(walk: Walk, *, keeps: bool = False) -> Board:
    """Opened on the walk's folder; with `keeps` after the card's second button."""

    async def look() -> Board:
        args = Namespace(data=str(walk.folder), sandbox=walk.sandbox.url)
        board = Board()
        async with open_agent(args, alone=False) as agent:
            presenter = DashboardPresenter(agent.desk, board, ask=_never, open_request=print)
            await presenter.refresh()
            if keeps:
                await presenter.keep_blocker(board.insights[0].request_id)
        return board

    return asyncio.run(look())


async def _never(question: object) -> bool:
    raise AssertionError(question)


def test_checklist_recommendation_shown_in_dashboard(walk: Walk) -> None:
    """ "Recommendation shown in dashboard": the specification's card, and what follows if she is kept."""
    sought(walk, is_required=False)
    free = len(starts_free_for(walk, REP, PRIYA))

    (card,) = seen_on_dashboard(walk).insights

    assert card.headline == (
        "With Sarah, who is optional, Demo with Acme Pest is blocked by internal availability."
    )
    assert card.blocker.startswith("Sarah Chen")
    assert card.impact == f"Removing Sarah opens {free} available slots; with Sarah there is none"
    assert card.recommendation == (
        "Proceed with AE-only discovery, loop Sarah into the technical deep-dive later."
        if "Engineer" in card.blocker
        else "Proceed without Sarah, and tell Sarah afterwards what was agreed."
    )
    assert (card.remove, card.keep) == ("Remove Sarah & Continue", "Keep & Escalate")

    board = seen_on_dashboard(walk, keeps=True)
    assert board.insights == ()
    lines = [line.text for section in board.sections for card in section.cards for line in card.lines]
    assert lines[0].startswith("Ask Sarah to free one of these for Demo with Acme Pest: ")
    walk.sandbox.advance(timedelta(minutes=61))
    walk.tick()
    assert seen_on_dashboard(walk).insights == (), "nothing has got worse"


def test_checklist_removal_updates_scheduling_and_re_proposes_times(walk: Walk) -> None:
    """ "Removal updates scheduling and re-proposes times": at once, as nothing had been sent."""
    shown = sought(walk, is_required=True)
    assert shown["review_reason"].startswith("No free time to offer")
    assert shown["waiting"] == []
    told = walk.do("request", "insight", walk.id)
    assert told["card"]["headline"] == "Demo with Acme Pest is blocked by internal availability."
    assert told["card"]["actions"] == ["Remove Sarah & Continue", "Keep & Escalate"]

    after = walk.do("request", "insight", walk.id, "--remove", SARAH)
    mail = walk.send_first_mail()

    assert after["card"] is None
    offers = offered_in(mail)
    assert len(offers) == 3
    assert set(offers) <= set(starts_free_for(walk, REP, PRIYA))
    assert not any(is_free(walk.sandbox, SARAH, start, minutes=30) for start in offers)
    shown = walk.show()
    assert SARAH not in [one["email"] for one in shown["attendees"]]
    assert (shown["requires_human_review"], shown["attendee_analysis"]["shown"]) == (False, None)
    removed = [one["why"] for one in shown["actions"] if one["action_type"] == "attendee_removed"]
    assert removed[0].startswith("You removed Sarah Chen, without whom ")


def test_an_offer_that_left_stands(walk: Walk, two_common: list[datetime]) -> None:
    """No second mail on the same day: the times that they have suit whoever is left."""
    sought(walk, is_required=True, sarah_free=two_common)
    walk.do("request", "approve", walk.id)
    walk.tick()
    (mail,) = walk.sandbox.sent()

    walk.do("request", "insight", walk.id, "--remove", SARAH)
    walk.tick()

    assert walk.sandbox.sent() == [mail]
    assert walk.show()["state"] == "awaiting_response"
    assert any("the next mail brings more" in one["why"] for one in walk.show()["actions"])


def test_calendars_that_change_are_seen_within_the_hour(walk: Walk, two_common: list[datetime]) -> None:
    """Weighed again once an hour while somebody stands in the way, not at each pass; nothing is sent."""
    sought(walk, is_required=True, sarah_free=two_common)
    free = [walk.show()["attendee_analysis"]["free_slots"]]
    first = two_common[0]
    busy = {"address": SARAH, "start": first.isoformat(), "end": (first + HALF_HOUR).isoformat()}
    walk.sandbox.post("busy", busy | {"title": "Visit"})
    for minutes in (30, 31):
        walk.sandbox.advance(timedelta(minutes=minutes))
        walk.tick()
        free.append(walk.show()["attendee_analysis"]["free_slots"])

    assert free == [2, 2, 1]
    assert walk.sandbox.sent() == []


def test_who_is_kept_leads_to_a_task(walk: Walk) -> None:
    """Whom to ask for which times, in the log and in `request show`; a second time is refused."""
    sought(walk, is_required=True)

    told = walk.do("request", "insight", walk.id, "--keep")

    (task,) = told["attendee_analysis"]["tasks"]
    assert task.startswith("Ask Sarah to free one of these for Demo with Acme Pest: ")
    assert task.count("2027") == 0
    assert task.count(" at ") == 3
    assert told["card"] is None
    assert walk.show()["actions"][-1]["why"] == f"You keep Sarah Chen in it. {task}"
    assert walk.run("request", "insight", walk.id, "--keep").status == 2
    assert walk.run("request", "insight", walk.id, "--remove", PRIYA).status == 2

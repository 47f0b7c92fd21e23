"""When the rep hears that somebody of ours stands in the way, in which words, and what a removal leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    DAY,
    HOUR,
    NOW,
    OFFERS,
    REP,
    SARAH,
    a_booked_request,
    a_colleague,
    a_prospect,
    a_rep,
    a_request,
    an_offered_request,
)
from xforce_desktop.availability.attendees import Advice, AttendeeAnalysis, Blocking, Recommendation
from xforce_desktop.scheduling import insight_words as words
from xforce_desktop.scheduling.effects import SlotPurpose
from xforce_desktop.scheduling.events import ActionDue, AttendeeRemoved, NoSlotsFound
from xforce_desktop.scheduling.insight import (
    AttendeeInsight,
    blocker_of,
    kept_by_rep,
    renewed,
)
from xforce_desktop.scheduling.machine import transition
from xforce_desktop.scheduling.request import ActionType, Handler, MeetingRequest, MeetingType, State

BEST = (NOW + DAY, NOW + 2 * DAY, NOW + 3 * DAY)


def sarah(gain: int = 78, *, required: bool = False, freed: int = 7, days: int = 5) -> Blocking:
    return Blocking(SARAH, required, freed, gain, BEST, days)


def an_analysis(*blocking: Blocking, free: int = 9, days: int = 1, **changes: Any) -> AttendeeAnalysis:
    advice = Advice.PROCEED if free >= 3 else Advice.ESCALATE
    plain = AttendeeAnalysis(
        free, blocking or (sarah(),), Recommendation(advice, "So it is", 0), free_days=days
    )
    return replace(plain, **changes)


def an_insight(*blocking: Blocking, request: MeetingRequest | None = None, **how: Any) -> AttendeeInsight:
    return AttendeeInsight((request or a_request()).id, NOW, (REP, SARAH), an_analysis(*blocking, **how))


@pytest.mark.parametrize(
    "free, days, is_shown",
    [(0, 0, True), (2, 2, True), (9, 1, True), (9, 2, True), (9, 3, False), (40, 10, False)],
)
def test_few_times_or_few_days_are_told(free: int, days: int, is_shown: bool):
    """Fewer than three times as specified, or times on fewer days than an offer has."""
    told = blocker_of(a_request(), an_insight(free=free, days=days))

    assert (told is not None) is is_shown


def test_one_wanted_day_is_no_trouble():
    """Where removing her would not bring another day, nine times on it are enough."""
    assert blocker_of(a_request(), an_insight(sarah(days=1), free=9, days=1)) is None
    assert blocker_of(a_request(), an_insight(sarah(days=1), free=2, days=1)) is not None


@pytest.mark.parametrize(
    "request_",
    [
        a_booked_request(),
        a_request(attendees=(a_rep(), a_prospect())),
        a_request(state=State.PAUSED),
        a_request(agreed_time=NOW + DAY),
    ],
)
def test_nothing_is_told_where_no_time_is_sought_or_others_are_in_it(request_: MeetingRequest):
    """The analysis of people who have left is not the rep's affair any more."""
    assert blocker_of(request_, an_insight(free=0)) is None
    assert blocker_of(a_request(), None) is None


def test_who_is_kept_is_told_again_only_when_it_is_much_worse():
    """Twenty points more, and not before; somebody else is told all the same."""
    kept = kept_by_rep(an_insight(), sarah(), NOW)
    assert blocker_of(a_request(), kept) is None
    for gain, is_shown in ((97, False), (98, True)):
        later = renewed(kept, a_request(), an_analysis(sarah(gain)), NOW + HOUR)
        assert (blocker_of(a_request(), later) is not None) is is_shown
    free = renewed(kept, a_request(), an_analysis(free=30, days=8, blocking=()), NOW + HOUR)
    assert free.kept == (), "she is not in the way any more; the next time is a new one"


def test_the_card_is_that_of_the_specification():
    """Its 78 % with the two numbers behind it, nobody's gender, and that offers go out without her."""
    card = words.card_of(a_request(), an_insight(), sarah(), {SARAH: "Sales Engineer"})

    assert card.headline == (
        "With Sarah, who is optional, Demo with Acme is held back by internal availability: 9 free times, "
        "on 1 day."
    )
    assert card.blocker == "Sarah Chen (Sales Engineer)"
    assert card.impact == "Removing Sarah increases available slots by 78% (from 9 to 16)"
    assert card.recommendation == (
        "Proceed with AE-only discovery, loop Sarah into the technical deep-dive later."
    )
    assert (card.remove, card.keep) == ("Remove Sarah & Continue", "Keep & Escalate")


@pytest.mark.parametrize(
    "title, type_, required, advice",
    [
        ("", MeetingType.DEMO, False, "tell Sarah afterwards what was agreed"),
        ("VP Sales", MeetingType.EXEC_REVIEW, False, "bring Sarah in for the decision"),
        ("VP Sales", MeetingType.DEMO, False, "tell Sarah afterwards what was agreed"),
        ("Solutions Consultant", MeetingType.FOLLOW_UP, False, "technical follow-up later"),
        ("Sales Engineer", MeetingType.DEMO, True, "Sarah is marked as required. Ask Sarah to free one"),
    ],
)
def test_the_advice_suits_who_it_is(title: str, type_: MeetingType, required: bool, advice: str):
    """By their title and the type of meeting; of somebody required it is to ask them first."""
    one = sarah(required=required)
    request = a_request(meeting_type=type_, attendees=(a_rep(), a_colleague(title=title), a_prospect()))

    assert advice in words.card_of(request, an_insight(one), one, {}).recommendation


def test_without_any_time_no_percentage_is_made_up():
    """74 instead of none is no 7400 %."""
    one = sarah(7400, freed=74, required=True)
    card = words.card_of(a_request(), an_insight(one, free=0, days=0), one, {})

    assert card.headline == "Demo with Acme is blocked by internal availability."
    assert card.impact == "Removing Sarah opens 74 available slots; with Sarah there is none"


def test_the_task_names_times_in_the_reps_zone_as_long_as_they_lie_ahead():
    kept = kept_by_rep(an_insight(), sarah(), NOW)

    (task,) = words.tasks_of(a_request(), kept, NOW + DAY)
    assert task == (
        "Ask Sarah to free one of these for Demo with Acme: Wednesday, June 10 at 10:00 AM EDT or "
        "Thursday, June 11 at 10:00 AM EDT."
    )
    assert words.tasks_of(a_request(), kept, NOW + 9 * DAY) == ()
    assert words.tasks_of(a_booked_request(), kept, NOW) == ()


def test_calendars_that_cannot_be_read_are_named():
    told = an_insight(unreadable=(SARAH,))

    assert words.card_of(a_request(), told, sarah(), {}).note == (
        "The calendar of Sarah Chen cannot be read and is not counted."
    )
    alone = a_request(attendees=(a_rep(), a_prospect()))
    assert words.as_json(alone, told) is None, "it is about others than are in it now"
    json = words.as_json(a_request(), told)
    assert json is not None
    assert json["unreadable"] == [SARAH]
    assert words.as_json(a_request(), None) is None


def removed(request: MeetingRequest, why: str = "") -> Any:
    return transition(request, AttendeeRemoved(SARAH, why), NOW)


def test_a_removal_where_nothing_was_found_seeks_again_at_once():
    """What had stuck goes on; the log has the rep's reason."""
    seeking = transition(a_request(), ActionDue(ActionType.SEND_OPTIONS), NOW).request
    stuck = transition(seeking, NoSlotsFound(SlotPurpose.OPTIONS, "nobody is free"), NOW).request
    assert stuck.requires_human_review

    step = removed(stuck, "You removed Sarah Chen, without whom 74 more times are free.")

    assert (step.request.requires_human_review, step.request.review_reason) == (False, "")
    assert (step.request.next_action.type, step.request.next_action.at) == (ActionType.SEND_OPTIONS, NOW)
    assert step.freezes
    assert step.entries[0].why.endswith("74 more times are free.")


def test_a_removal_with_an_offer_out_sends_nothing():
    """The times they have suit everybody who is left; the follow-up stays where it was."""
    offered = an_offered_request()

    step = removed(offered)

    assert (step.effects, step.freezes) == ((), False)
    assert step.request.next_action == offered.next_action
    assert step.request.offered_times == OFFERS
    assert "next mail brings more" in step.entries[-1].why


@pytest.mark.parametrize(
    "changes",
    [
        {"handled_by": Handler.REP},
        {"requires_human_review": True, "review_reason": "It is not clear which Friday they mean."},
    ],
)
def test_what_waits_for_the_rep_goes_on_waiting(changes: dict[str, Any]):
    """A removal answers no other question."""
    step = removed(a_request(**changes))

    assert step.request.review_reason == changes.get("review_reason", "")
    assert step.request.next_action == a_request().next_action
    assert not step.freezes


def test_a_booked_meeting_only_loses_a_guest():
    step = removed(a_booked_request())

    assert step.request.next_action == a_booked_request().next_action
    assert [type(effect).__name__ for effect in step.effects] == ["UpdateAttendees"]

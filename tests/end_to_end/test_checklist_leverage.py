"""The specification's checklist, "Leverage Moments", and what becomes of a card afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.end_to_end.walk import (
    THEIR_ZONE,
    Json,
    Walk,
    a_form,
    agree_late_and_stay_away,
    as_they_say,
    offered_in,
)

HOUR = timedelta(hours=1)
APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, no holiday near
PHONE = "(615) 555-0142"


def test_checklist_persistent_non_response_triggers_leverage_moment(walk: Walk) -> None:
    """ "Persistent non-response triggers leverage moment", and their answer closes it."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(external=[a_form()["external"][0] | {"phone": PHONE}]))
    while not walk.show()["leverage_moments"]:
        walk.pass_to_next_action()
    (card,) = walk.show()["leverage_moments"]
    assert (card["trigger"], card["urgency"]) == ("persistent_non_response", "high")
    assert len(walk.sandbox.sent()) == 3, "three mails, each given its time"
    assert _sections(card) == _sections(card, only_filled=True)
    assert len(card["brief"]["talking_points"]) == 3

    shown = walk.say(f"{as_they_say(offered_in(walk.sandbox.sent()[-1])[0])} works, sorry for the silence.")

    (card,) = shown["leverage_moments"]
    assert card["done_at"] is not None
    assert card["result"] == {"by": "ai", "text": "They have answered."}


def test_checklist_multiple_no_shows_trigger_leverage_moment(walk: Walk) -> None:
    """ "Multiple no-shows trigger leverage moment": after the second one, and the deal hears of both."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(deal="Acme rollout"))
    for missed in (1, 2):
        offered = offered_in(walk.sandbox.sent()[-1])
        walk.say(f"{as_they_say(offered[0])} works, thanks!")
        event = walk.sandbox.events()[-1]
        walk.attended(event)
        walk.pass_until(datetime.fromisoformat(event["end"]) + timedelta(minutes=20))
        assert walk.show()["no_show_count"] == missed

    shown = walk.show()
    assert "multiple_no_shows" in [card["trigger"] for card in shown["leverage_moments"]]
    no_shows = [one for one in shown["deal_signals"] if one["type"] == "no_show"]
    assert [(one["weight"], one["superseded_at"] is None) for one in no_shows] == [(0.2, False), (0.4, True)]


def test_checklist_talking_points_are_specific_and_actionable(walk: Walk) -> None:
    """ "Talking points are specific and actionable": their name, company, meeting, words and the times on
    offer, and each time is one that is still ahead."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(external=[a_form()["external"][0] | {"phone": PHONE}]))
    walk.say("Could we find another time? Our week is full of inspections.")
    if walk.show()["requires_human_review"]:
        walk.do("request", "give-back", walk.id)
        walk.settle()
    while not walk.do("calls", "list")["calls"]:
        walk.pass_to_next_action()
    (call,) = walk.do("calls", "list")["calls"]
    points = " ".join(call["brief"]["talking_points"])

    assert "John" in points
    assert "Acme Pest" in points
    assert "demo" in points
    assert "full of inspections" in points
    offered = [time for time in offered_in(walk.sandbox.sent()[-1]) if time > walk.sandbox.now()]
    assert all(f"{time:%A, %B} {time.day}" in points for time in offered[:2])
    assert "Would" in points if offered else "Would" not in points
    assert points.count("?") >= 2, "they ask for something"


def test_checklist_intent_collapse_triggers_leverage_moment(walk: Walk) -> None:
    """ "Intent collapse triggers leverage moment": slow to agree, and then not there."""
    walk.sandbox.begin_at(APRIL)
    agree_late_and_stay_away(walk, a_form())

    shown = walk.show()
    assert (shown["no_show_count"], shown["intent"]["level"]) == (1, "dead")
    (card,) = shown["leverage_moments"]
    assert (card["trigger"], card["type"]) == ("intent_collapse", "deal_rescue")
    assert "1 no-show" in card["brief"]["what_ai_did"]


@pytest.mark.parametrize("verb", ["call-done", "dismiss"])
def test_checklist_exec_scheduling_stall_triggers_leverage_moment(walk: Walk, verb: str) -> None:
    """ "Exec scheduling stall triggers leverage moment": done with what came of it, or dismissed."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form(meeting_type="exec_review", duration_minutes=30))
    walk.pass_to_next_action()
    (card,) = walk.show()["leverage_moments"]
    assert card["trigger"] == "exec_scheduling_stall"

    words = ["--outcome", "Spoke to his assistant."] if verb == "call-done" else []
    walk.do("request", verb, walk.id, "--card", card["id"], *words)

    shown = walk.show()
    (card,) = shown["leverage_moments"]
    is_done = verb == "call-done"
    assert (card["done_at"] is not None, card["dismissed_at"] is not None) == (is_done, not is_done)
    said = "is done: Spoke to his assistant." if is_done else "aside."
    assert shown["actions"][-1]["why"].endswith(said)
    assert walk.run("request", verb, walk.id).status == 2, "there is no other"


def _sections(card: Json, *, only_filled: bool = False) -> set[str]:
    """ "Leverage brief contains all sections"; a role is known of few."""
    brief = card["brief"]
    return {name for name, text in brief.items() if name != "role" and (text or not only_filled)}

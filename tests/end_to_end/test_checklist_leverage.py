"""The specification's checklist, "Leverage Moments", and what becomes of a card afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.end_to_end.walk import THEIR_ZONE, Json, Walk, a_form, as_they_say, offered_in

HOUR = timedelta(hours=1)
APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, no holiday near
PHONE = "(615) 555-0142"


def test_persistent_non_response_triggers_leverage_moment(walk: Walk) -> None:
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


def test_intent_collapse_triggers_leverage_moment(walk: Walk) -> None:
    """ "Intent collapse triggers leverage moment": slow to agree, and then not there."""
    walk.sandbox.begin_at(APRIL)
    first = walk.start(a_form())
    walk.sandbox.advance(5 * HOUR)
    walk.reply(f"{as_they_say(offered_in(first)[-1])} works.", to=first)
    walk.settle()
    event = walk.event()
    walk.attended(event)
    walk.pass_until(datetime.fromisoformat(event["end"]) + 2 * HOUR)

    shown = walk.show()
    assert (shown["no_show_count"], shown["intent"]["level"]) == (1, "dead")
    (card,) = shown["leverage_moments"]
    assert (card["trigger"], card["type"]) == ("intent_collapse", "deal_rescue")
    assert "1 no-show" in card["brief"]["what_ai_did"]


@pytest.mark.parametrize("verb", ["call-done", "dismiss"])
def test_the_rep_answers_for_an_executive_who_stalls(walk: Walk, verb: str) -> None:
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

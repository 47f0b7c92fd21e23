"""The specification's checklist, "Intelligence & Guardrails": one test for each of its lines."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.end_to_end.walk import (
    THEIR_ZONE,
    Json,
    Walk,
    a_form,
    agree_late_and_stay_away,
    new_text,
    offered_in,
)
from xforce_desktop.scheduling.reputation import softer_lines

PHONE = "(615) 555-0142"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)  # a Monday, no holiday near


def test_checklist_intent_calculated_correctly(walk: Walk) -> None:
    """ "Scheduling intent calculated correctly": 0.3 for an answer within four hours, 0.4 for own times."""
    first = walk.start(a_form())
    assert _intent(walk) == ("low", 0.5, 0, [])
    walk.sandbox.advance(HOUR)
    shown = _proposes_other_times(walk, first)

    assert _intent(walk) == ("high", 0.7, 20, ["fast_responder", "active_participant"])
    assert shown["intent"]["total"] == 0.7
    assert shown["intent"]["deal_impact"]["recommendation"].startswith("Strong buying signal.")
    trend = shown["intent"]["trend"]
    assert [(one["level"], one["cause"]) for one in trend][:2] == [
        ("low", "We asked."),
        ("high", "They answered."),
    ]


def test_checklist_high_intent_signals_positive(walk: Walk) -> None:
    """ "High intent signals positive to deal intelligence", as one signal that takes the place of another."""
    first = walk.start(a_form(deal="Acme rollout"))
    walk.sandbox.advance(HOUR)
    shown = _proposes_other_times(walk, first)

    neutral, positive, *more = shown["deal_signals"]
    assert (neutral["impact"], neutral["weight"]) == ("neutral", 0.0)
    assert neutral["superseded_at"] is not None
    assert (positive["type"], positive["impact"]) == ("scheduling_intent", "positive")
    assert (positive["weight"], positive["points"], positive["superseded_at"]) == (0.2, 20, None)
    assert [one["type"] for one in positive["details"]] == ["fast_responder", "active_participant"]
    assert more == []
    assert shown["deal_adjustment"] == 20


def test_checklist_dead_intent_triggers_leverage_moment(walk: Walk) -> None:
    """ "Dead intent triggers leverage moment": slow to agree, and then not there; the deal hears of both."""
    walk.sandbox.begin_at(APRIL)
    agree_late_and_stay_away(walk, a_form(deal="Acme rollout"))

    shown = walk.show()
    assert shown["intent"]["level"] == "dead"
    assert [card["trigger"] for card in shown["leverage_moments"]] == ["intent_collapse"]
    assert [one["cause"] for one in shown["intent"]["trend"]][-1] == "They missed the meeting."
    holding = {one["type"]: one for one in shown["deal_signals"] if one["superseded_at"] is None}
    assert (holding["no_show"]["weight"], holding["no_show"]["points"]) == (0.2, -20)
    assert (holding["scheduling_intent"]["impact"], shown["deal_adjustment"]) == ("negative", -20)

    walk.do("request", "outcome", walk.id, "held")

    shown = walk.show()
    holding = {one["type"]: one["points"] for one in shown["deal_signals"] if one["superseded_at"] is None}
    assert holding == {"scheduling_intent": 0, "meeting_held": 30}, "it took place after all"
    assert shown["deal_adjustment"] == 20


def test_checklist_reputation_risk_increases_with_attempts(walk: Walk) -> None:
    """ "Reputation risk increases with attempts": 15 from the third silent ask, 20 more from the fourth."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form())
    scores = {}
    while walk.show()["state"] != "cancelled":
        shown = walk.show()
        scores[shown["attempt_count"]] = shown["reputation"]["score"]
        walk.pass_to_next_action()
    assert [scores[asked] for asked in (1, 2, 3, 4)] == [0, 0, 15, 35]


def test_checklist_tone_softens_when_risk_is_medium(walk: Walk) -> None:
    """ "System softens tone when risk is medium": the words that leave have a sentence that takes the
    pressure out, the log and the mail's own reason say why, and the gap is half as long again."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form())
    _pass_until_asked(walk, 2)
    _set(walk, account_failures=3)
    _pass_until_asked(walk, 3)
    before = walk.sandbox.sent()
    assert not any(_is_soft(mail) for mail in before), "below medium nothing is softened"
    shown = walk.show()
    assert shown["reputation"]["level"] == "medium"
    why = "low response rate: 0 of 3 asks answered, 3 earlier requests with this company were given up"
    assert f"x 1.5 not to press them ({why})" in shown["next_action"]["why"]
    rose = next(one["why"] for one in shown["actions"] if "risk to your good name rose" in one["why"])
    assert rose == (
        f"The risk to your good name rose to medium (35 of 100): {why}. "
        "The words are softer, and the gap between messages is 1.5 times as long."
    )

    _pass_until_asked(walk, 4)

    softer = walk.sandbox.sent()[len(before)]
    assert _is_soft(softer), new_text(softer)
    assert any(f"Worded more softly: {why}." in row["why"] for row in walk.show()["outbox"])


@pytest.mark.parametrize("failures, is_soft", [(0, False), (3, True)])
def test_a_text_is_softer_at_medium_too(walk: Walk, failures: int, is_soft: bool) -> None:
    """The third ask is a text: below medium as it always was, at medium with a sentence that takes the
    pressure out; still one segment, and its reason says so."""
    walk.sandbox.begin_at(APRIL)
    consent = {"on": "2026-01-05", "source": "asked on the phone"}
    walk.start(a_form(external=[a_form()["external"][0] | {"phone": PHONE, "sms_consent": consent}]))
    _pass_until_asked(walk, 2)
    _set(walk, account_failures=failures, no_show_count=2)
    assert walk.show()["reputation"]["level"] == ("medium" if is_soft else "low")

    _pass_until_asked(walk, 3)

    (text,) = [one for one in walk.sandbox.get("sms") if one["direction"] == "outbound"]
    assert any(line in text["body"] for line in softer_lines()) == is_soft, text
    assert len(text["body"]) <= 160
    shown = walk.show()
    why = "Worded more softly: 2 no-shows, 3 earlier requests with this company were given up."
    (queued,) = [row["why"] for row in shown["outbox"] if row["body"] == text["body"]]
    (logged,) = [one["why"] for one in shown["actions"] if one["action_type"] == "sms_sent"]
    assert (why in queued, why in logged) == (is_soft, is_soft)


@pytest.mark.parametrize("word", ["go-on", "cancel"])
def test_checklist_system_pauses_when_risk_is_high(walk: Walk, word: str) -> None:
    """ "System pauses when risk is high": nothing more leaves, however long, until the rep says so."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form())
    _pass_until_asked(walk, 3)
    _set(walk, account_failures=3, no_show_count=2)
    assert walk.show()["reputation"]["level"] == "high"
    walk.pass_to_next_action()
    sent = len(walk.sandbox.sent())
    shown = walk.show()
    assert shown["requires_human_review"]
    assert "3 earlier requests with this company were given up" in shown["review_reason"]
    assert shown["next_action"]["type"] == "remind_rep"
    walk.pass_time(4 * DAY)
    assert len(walk.sandbox.sent()) == sent

    walk.do("request", word, walk.id)
    walk.settle()

    shown = walk.show()
    if word == "cancel":
        assert len(walk.sandbox.sent()) == sent
        return
    assert shown["risk_accepted"] == "high"
    assert any(one["why"].startswith("You go on although the risk is high") for one in shown["actions"])
    assert walk.run("request", "go-on", walk.id).status == 2, "nothing is held back any more"
    walk.pass_to_next_action()
    assert not walk.show()["requires_human_review"], "it holds for that level"


def test_a_critical_risk_hands_it_to_the_rep(walk: Walk) -> None:
    """At critical a person takes over: the agent keeps still until the rep goes on anyway."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form())
    _pass_until_asked(walk, 3)
    _set(walk, account_failures=3, no_show_count=2, attempt_count=4)
    walk.pass_to_next_action()

    shown, sent = walk.show(), len(walk.sandbox.sent())
    assert (shown["reputation"]["level"], shown["handled_by"]) == ("critical", "rep")
    assert "a person should write or call now" in shown["review_reason"]
    walk.pass_time(5 * DAY)
    assert len(walk.sandbox.sent()) == sent
    walk.do("request", "go-on", walk.id)
    assert (walk.show()["handled_by"], walk.show()["risk_accepted"]) == ("agent", "critical")


@pytest.mark.parametrize(
    "words, sentiment, score",
    [
        ("Please stop these emails, I'm getting really annoyed by this.", "frustrated", 40),
        ("That's disappointing. Wednesday or Thursday is better.", "negative", 30),
    ],
)
def test_checklist_negative_sentiment_detected_and_handled(
    walk: Walk, words: str, sentiment: str, score: int
) -> None:
    """ "Negative sentiment detected and handled": nothing leaves before the rep has looked, and the risk
    rises; what leaves on their word is worded more softly."""
    walk.sandbox.begin_at(APRIL)
    walk.start(a_form())
    shown = walk.say(words)

    theirs = next(one for one in shown["conversation"] if one["direction"] == "in")
    assert theirs["reading"]["sentiment"] == sentiment
    assert (shown["reputation"]["score"], shown["reputation"]["level"]) == (score, "medium")
    assert shown["reputation"]["drivers"] == [f"{sentiment.capitalize()} tone in their last reply"]
    assert shown["requires_human_review"]
    assert "so nothing more leaves until you have looked." in shown["review_reason"]
    walk.pass_time(2 * DAY)
    assert len(walk.sandbox.sent()) == 1

    walk.do("request", "give-back", walk.id)
    walk.settle()
    _pass_until_asked(walk, 2)

    assert _is_soft(walk.sandbox.sent()[-1]), new_text(walk.sandbox.sent()[-1])


def _proposes_other_times(walk: Walk, first: Json) -> Json:
    days = {start.date() for start in offered_in(first)}
    free = min(offered_in(first)) + 7 * DAY
    while free.date() in days or free.weekday() > 4:
        free += DAY
    walk.reply(f"Could we do {free:%A, %B} {free.day} at 10:30 AM or at 2 PM instead?", to=first)
    walk.settle()
    return walk.show()


def _intent(walk: Walk) -> tuple[str, float, int, list[str]]:
    intent = walk.show()["intent"]
    signals = [signal["type"] for signal in intent["signals"]]
    return intent["level"], intent["confidence"], intent["deal_impact"]["confidence_adjustment"], signals


def _pass_until_asked(walk: Walk, times: int) -> None:
    while walk.show()["attempt_count"] < times:
        walk.pass_to_next_action()


def _is_soft(mail: Json) -> bool:
    return any(line in " ".join(new_text(mail).split()) for line in softer_lines())


def _set(walk: Walk, **values: Any) -> None:
    """What earlier requests of the company have left behind."""
    names = ", ".join(f"{name} = ?" for name in values)
    with closing(sqlite3.connect(walk.folder / "xforce.db")) as connection, connection:
        connection.execute(
            f"UPDATE scheduling_requests SET {names}",  # noqa: S608  # names of columns, from this file
            tuple(values.values()),
        )

"""The specification's checklist, "Multi-Channel & De-escalation": one test for each of its lines."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.end_to_end.walk import (
    MINUTE,
    THEIR_ZONE,
    Json,
    Walk,
    a_form,
    action_types,
    as_they_say,
    new_text,
    offered_in,
    says_minutes,
)

DAY = timedelta(days=1)
APRIL = datetime(
    2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE
)  # a Monday; a normal season in Tennessee, no holiday near
CALLS = "call_suggested"
ASKS = ("email_sent", "follow_up_sent", "de_escalated", "sms_sent", CALLS)

# Type: minutes at first, asks in their order, minutes at the end, hours before the first follow-up.
# The specification's strategies, with nobody's consent to be texted.
STRATEGIES = {
    "discovery": (30, ["email_sent", "follow_up_sent", "de_escalated", CALLS], 15, 24),
    "demo": (60, ["email_sent", "follow_up_sent", "de_escalated", CALLS, "de_escalated"], 15, 24),
    "exec_review": (30, ["email_sent", CALLS], 30, 48),
    "follow_up": (30, ["email_sent", CALLS, "de_escalated"], 15, 48),
    "negotiation": (30, ["email_sent", CALLS, CALLS], 30, 24),
    "custom": (30, ["email_sent", "follow_up_sent", "de_escalated", CALLS, CALLS], 15, 24),
}


def test_sms_sent_after_email_attempts_fail(walk: Walk) -> None:
    """ "SMS sent after email attempts fail (per strategy)": a demo's third ask, and its yes is heard."""
    walk.start(a_form(external=[_may_be_texted()]))
    walk.pass_to_next_action()
    assert _texts(walk) == []
    shown = walk.pass_to_next_action()

    (text,) = _texts(walk)
    assert text["to"] == "+16155550142"
    assert len(walk.sandbox.sent()) == 2, "two mails before it, none beside it"
    sent = next(one for one in shown["actions"] if one["action_type"] == "sms_sent")
    (offered,) = [datetime.fromisoformat(at) for at in sent["times_proposed"]]
    assert 8 <= datetime.fromisoformat(sent["at"]).astimezone(THEIR_ZONE).hour < 21
    assert f"{offered.astimezone(THEIR_ZONE):%A}"[:3] in text["body"]
    walk.sandbox.post("sms", {"from": "+16155550142", "body": "Yes that works"})
    walk.settle()
    assert datetime.fromisoformat(walk.event()["start"]) == offered


def test_texts_about_the_booked_meeting_stand_beside_its_mails(walk: Walk) -> None:
    """Chosen by text: it is confirmed, reminded of and, on the rep's word, asked about by text as well."""
    wishes = {"timezone": "America/New_York", "preferred_times": ["afternoon"]}
    walk.start(a_form(external=[_may_be_texted()], preferences=wishes))
    walk.pass_to_next_action()
    walk.pass_to_next_action()
    walk.sandbox.post("sms", {"from": "+16155550142", "body": "Yes that works"})
    walk.settle()
    start = datetime.fromisoformat(walk.event()["start"])
    asks = walk.seen["attempt_count"]
    assert len(_texts(walk)) == 2
    assert len(walk.sandbox.sent()) == 3, "confirmed by mail, too"

    walk.pass_until(start + 4 * MINUTE)
    walk.tick()
    assert len(_texts(walk)) == 3
    assert "today at" in _texts(walk)[-1]["body"]
    reminded = len(walk.sandbox.sent())
    walk.do("request", "ask-if-here", walk.id)
    walk.settle()

    assert len(_texts(walk)) == 4
    assert len(walk.sandbox.sent()) == reminded + 1
    assert all(text["body"].isascii() and len(text["body"]) <= 160 for text in _texts(walk))
    assert walk.seen["attempt_count"] == asks
    assert action_types(walk.seen).count("sms_sent") == 4


def test_nobody_is_texted_without_consent(walk: Walk) -> None:
    """The other side of the texts: the step is skipped for the next one, and the reason is kept."""
    walk.start(a_form(external=[_may_be_texted() | {"sms_consent": None}]))
    walk.pass_to_next_action()
    shown = walk.pass_to_next_action()

    assert _texts(walk) == []
    assert len(walk.sandbox.sent()) == 3
    assert any("has not agreed to be texted" in one["why"] for one in shown["actions"])


def test_sms_content_is_appropriately_brief(walk: Walk) -> None:
    """ "SMS content is appropriately brief (<160 chars)": each one, with its one time."""
    walk.sandbox.begin_at(APRIL)
    for kind in ("demo", "discovery", "follow_up", "custom"):
        _started(walk, kind, consent=True)
    walk.pass_time(10 * DAY)

    texts = _texts(walk)
    assert len(texts) == 4
    for text in texts:
        assert len(text["body"]) < 160
        assert text["body"].count("CDT") == 1
        assert text["body"].isascii(), "else a text holds seventy characters"


def test_de_escalation_offer_triggers_at_correct_attempt_count(walk: Walk) -> None:
    """ "De-escalation offer triggers at correct attempt count": halved by the third ask, not the second."""
    walk.start(a_form())
    for minutes in (60, 30):
        shown = walk.pass_to_next_action()
        assert shown["duration_minutes"] == minutes
    assert [one for one in action_types(shown) if one in ASKS] == STRATEGIES["demo"][1][:3]
    assert shown["attempt_count"] == 3


def test_de_escalation_email_offers_shorter_meeting_format(walk: Walk) -> None:
    """ "De-escalation email offers shorter meeting format": it says how long, and so it is booked."""
    walk.start(a_form())
    walk.pass_to_next_action()
    walk.pass_to_next_action()
    shorter = walk.sandbox.sent()[-1]
    assert says_minutes(shorter, 30)
    assert len(new_text(shorter).split()) <= 90
    offers = offered_in(shorter)
    assert len(offers) == 3

    walk.say(f"{as_they_say(offers[0])} works")
    event = walk.event()
    length = datetime.fromisoformat(event["end"]) - datetime.fromisoformat(event["start"])
    assert length == timedelta(minutes=30)


def test_meeting_type_strategies_apply_correct_settings(walk: Walk) -> None:
    """ "Meeting-type strategies apply correct settings": six silent ones, each asked as its type says."""
    walk.sandbox.begin_at(APRIL)
    ids = {kind: _started(walk, kind) for kind in STRATEGIES}
    for kind, (minutes, _, _, hours) in STRATEGIES.items():
        shown = walk.show(ids[kind])
        assert shown["duration_minutes"] == minutes
        first_at = datetime.fromisoformat(shown["conversation"][0]["at"])
        assert datetime.fromisoformat(shown["next_action"]["at"]) - first_at == timedelta(hours=hours)

    walk.pass_time(21 * DAY)
    for kind, (_, asks, minutes, _) in STRATEGIES.items():
        shown = walk.show(ids[kind])
        assert [one for one in action_types(shown) if one in ASKS] == asks, kind
        assert (shown["duration_minutes"], shown["outcome"]) == (minutes, "gave_up"), kind


def test_exec_meetings_escalate_faster_than_demos(walk: Walk) -> None:
    """ "Exec meetings escalate faster than demos": a person has the word after one mail, not after three."""
    walk.sandbox.begin_at(APRIL)
    ids = {kind: _started(walk, kind) for kind in ("exec_review", "demo")}
    walk.pass_time(14 * DAY)

    called, mailed_before = {}, {}
    for kind, request_id in ids.items():
        asked = [one for one in walk.show(request_id)["actions"] if one["action_type"] in ASKS]
        first = next(one for one in asked if one["action_type"] == CALLS)
        called[kind] = datetime.fromisoformat(first["at"])
        mailed_before[kind] = asked.index(first)
    assert mailed_before == {"exec_review": 1, "demo": 3}
    assert called["demo"] - called["exec_review"] >= 2 * DAY
    (card,) = walk.show(ids["exec_review"])["leverage_moments"]
    assert card["trigger"] == "exec_scheduling_stall"


def _texts(walk: Walk) -> list[Json]:
    """What was texted to prospects, oldest first."""
    return [one for one in walk.sandbox.get("sms") if one["direction"] == "outbound"]


def _may_be_texted() -> Json:
    consent = {"on": "2026-01-05", "source": "asked on the phone"}
    return a_form()["external"][0] | {"phone": "(615) 555-0142", "sms_consent": consent}


def _started(walk: Walk, kind: str, *, consent: bool = False) -> str:
    """A request of this type with a company of its own, its first mail sent."""
    minutes = {"duration_minutes": 30} if kind == "custom" else {}
    name = kind.replace("_", "")
    who: Json = {
        "address": f"pat@{name}pest.example",
        "name": "Pat Ray",
        "timezone": "America/Chicago",
        "phone": f"615 555 01{10 + len(walk.ids)}",
    }
    if consent:
        who["sms_consent"] = {"on": "2026-01-05", "source": "web form"}
    form = a_form(
        meeting_type=kind, external=[who], internal=[], company={"name": f"{name} Pest", "state": "TN"}
    )
    form = {field: value for field, value in form.items() if field != "duration_minutes"} | minutes
    walk.create(form)
    walk.settle()
    walk.do("request", "approve", walk.id)
    walk.settle()
    return walk.id

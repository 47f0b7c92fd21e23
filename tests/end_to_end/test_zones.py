"""In whose clock the times are said, over HTTP: evidence, one question, corrections, and what never moves."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.walk import JOHN, REP, Json, Walk, a_form, new_text

EASTERN, CENTRAL, MOUNTAIN = "America/New_York", "America/Chicago", "America/Denver"
ASKS = "tell me if that's off"
OFFER = re.compile(
    r"(?P<day>\w+day, \w+ \d+) at (?P<clock>\d+:\d\d [AP]M) (?P<zone>[A-Z]{2,4})(?: \((?P<ours>[^)]*)\))?"
)


@pytest.fixture(autouse=True)
def noon(walk: Walk) -> None:
    """Noon with the rep: people at work in all zones of the country."""
    walk.sandbox.begin_at(datetime(2026, 6, 8, 12, 0, tzinfo=ZoneInfo(EASTERN)))


def _form(state: str = "", phone: str = "", approval: str = "review_first", **changes: Any) -> Json:
    """Nothing is said of John's zone but this; the rep is on Eastern time."""
    john = {"address": JOHN, "name": "John Smith"} | ({"phone": phone} if phone else {})
    company = {"name": "Acme Pest"} | ({"state": state} if state else {})
    return a_form(approval, company=company, external=[john], **changes)


def _offers(mail: Json, zone: str) -> list[datetime]:
    year = mail["sent_at"][:4]
    return [
        datetime.strptime(f"{one['day']} {year} {one['clock']}", "%A, %B %d %Y %I:%M %p").replace(
            tzinfo=ZoneInfo(zone)
        )
        for one in OFFER.finditer(new_text(mail))
    ]


def _labels(mail: Json) -> set[str]:
    return {one["zone"] for one in OFFER.finditer(new_text(mail))}


def _clock(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A} at {local.hour % 12 or 12}:{local.minute:02} {local:%p}"


def _dated(walk: Walk, words: str, to: Json, offset: str) -> None:
    """John's answer, with the clock of his computer in its head."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"John Smith <{JOHN}>", REP, f"Re: {to['subject']}"
    mail["In-Reply-To"] = mail["References"] = to["message_id"]
    mail["Date"] = f"{walk.sandbox.now():%a, %d %b %Y %H:%M:%S} {offset}"
    mail.set_content(f"{words}\n\nJohn")
    walk.sandbox.receive(mail)
    walk.settle()


def test_a_phone_number_alone_is_asked_about_once(walk: Walk) -> None:
    """The number says Arizona: times are said so, ours beside them, and one sentence asks. Never again."""
    first = walk.start(_form(phone="+1 602 555 0133"))

    assert _labels(first) == {"MST"}
    assert all(one["ours"] for one in OFFER.finditer(new_text(first)))
    assert f"I've assumed Arizona time; {ASKS}." in new_text(first)
    zone = walk.show()["zone"]
    assert (zone["name"], zone["is_sure"]) == ("America/Phoenix", False)
    assert "phone_kept" in [one["source"] for one in zone["evidence"]]
    assert set(zone["evidence"][0]) == {"source", "words", "zone", "weight", "at"}

    walk.say("None of these work, sorry. Anything later that week?")
    later = walk.sandbox.sent()[-1]
    walk.pass_time(timedelta(days=5))

    assert len(walk.sandbox.sent()) > 2
    assert _labels(later) == {"MST"}
    assert not any(ASKS in new_text(mail) for mail in walk.sandbox.sent()[1:])


def test_a_state_with_two_zones_is_asked_about(walk: Walk) -> None:
    """Tennessee is mostly Central; with a Nashville number nobody is asked."""
    first = walk.start(_form(state="Tennessee"))

    assert _labels(first) == {"CDT"}
    assert "I've assumed Central time" in new_text(first)
    zone = walk.show()["zone"]
    assert zone["runner_up"] == EASTERN
    assert {one["zone"] for one in zone["evidence"] if one["source"] == "state"} == {CENTRAL, EASTERN}


def test_what_agrees_is_not_asked_about(walk: Walk) -> None:
    first = walk.start(_form(state="TN", phone="(615) 555-0142"))

    assert _labels(first) == {"CDT"}
    assert ASKS not in new_text(first)
    assert walk.show()["zone"]["is_sure"]


def test_a_clock_that_contradicts_the_state(walk: Walk) -> None:
    """Georgia is Eastern, but his computer is on Mountain time: what he was shown stays, and he is asked."""
    first = walk.start(_form(state="GA"))
    assert ASKS not in new_text(first)

    _dated(walk, "None of these work, sorry. Anything later that week?", first, "-0600")

    second = walk.sandbox.sent()[-1]
    assert len(walk.sandbox.sent()) == 2
    assert _labels(second) == {"EDT"}
    assert f"I've assumed Eastern time; {ASKS}." in new_text(second)
    zone = walk.show()["zone"]
    assert zone["name"] == EASTERN
    assert "headers" in [one["source"] for one in zone["evidence"]]


def test_said_by_them_the_same_instants_are_shown_anew(walk: Walk) -> None:
    """He takes a time by his own clock: nothing is booked, he sees the same instants as he reads them."""
    first = walk.start(_form(state="GA"))
    offers = _offers(first, EASTERN)

    walk.say(f"I'm in Denver. {_clock(offers[0], EASTERN)} works.")

    again = walk.sandbox.sent()[-1]
    assert walk.sandbox.events() == []
    assert set(_offers(again, MOUNTAIN)) <= set(offers)
    assert _labels(again) == {"MDT"}
    assert "These are now in Mountain time." in new_text(again)
    assert ASKS not in new_text(again)
    assert walk.show()["zone"]["name"] == MOUNTAIN

    walk.say(f"{_clock(offers[0], MOUNTAIN)} then")

    (event,) = walk.sandbox.events()
    assert datetime.fromisoformat(event["start"]) == offers[0]
    assert _labels(walk.sandbox.sent()[-1]) == {"MDT"}


def test_a_zone_beside_a_time_is_taken_with_it(walk: Walk) -> None:
    """It says which instant he means: booked, and he is written to in his zone from then on."""
    first = walk.start(_form(state="GA"))
    offers = _offers(first, EASTERN)

    walk.say(f"{_clock(offers[0], MOUNTAIN)} MDT works")

    (event,) = walk.sandbox.events()
    assert datetime.fromisoformat(event["start"]) == offers[0]
    assert _labels(walk.sandbox.sent()[-1]) == {"MDT"}


def test_a_booked_meeting_does_not_move(walk: Walk) -> None:
    """He says too late where he is: the rep is told, the event stays."""
    first = walk.start(_form(state="GA"))
    offers = _offers(first, EASTERN)
    walk.say(f"{_clock(offers[0], EASTERN)} works")
    (before,) = walk.sandbox.events()

    walk.reply("By the way, I'm in Denver.", first)
    walk.settle()

    assert walk.sandbox.events() == [before]
    shown = walk.show()
    assert shown["requires_human_review"]
    assert shown["zone"]["name"] == MOUNTAIN
    assert any("Mountain time, not Eastern time" in one["why"] for one in shown["actions"])


def test_a_traveller_is_the_reps(walk: Walk) -> None:
    """Which clock he means only a person can tell; his zone stays."""
    first = walk.start(_form(state="GA"))

    walk.say(f"I'm in London that week, {_clock(_offers(first, EASTERN)[0], EASTERN)} works")

    shown = walk.show()
    assert shown["requires_human_review"]
    assert shown["zone"]["name"] == EASTERN
    assert walk.sandbox.events() == []


def test_the_next_request_knows(walk: Walk) -> None:
    """What he said is kept for him, not for the one request."""
    walk.start(_form(state="TN"))
    walk.say("Not interested at the moment, thanks. And I'm in Denver.")

    walk.create(_form(state="TN"))

    zone = walk.show()["zone"]
    assert (zone["name"], zone["is_sure"]) == (MOUNTAIN, True)
    assert "they said so" in zone["why"]

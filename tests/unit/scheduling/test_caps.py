"""Manners: how much one person, one company and everybody may get on one day."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import HOUR, JOHN, NOW, a_prospect, an_id, an_offered_request
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import cadence, caps
from xforce_desktop.scheduling.unit_of_work import Nudge

ACME = uuid.UUID(int=77, version=4)
OTHER = RequestId(an_id(2))
REQUEST = replace(an_offered_request(), company_id=ACME)
TOMORROW_AT_8 = datetime(2026, 6, 9, 13, tzinfo=UTC)  # in Chicago


def a_nudge(
    to: str = "somebody@else.example", kind: str = "initial", company: uuid.UUID | None = None
) -> Nudge:
    return Nudge(OTHER, company, (to,), kind, NOW - HOUR)


def test_nobody_gets_two_nudges_on_one_day() -> None:
    """Whichever requests they come from: the second waits for the next working morning."""
    put_off = caps.put_off(REQUEST, LetterKind.FOLLOW_UP, [a_nudge(JOHN.upper())], NOW)

    assert put_off is not None
    assert put_off.until == TOMORROW_AT_8
    assert put_off.why == (
        "They have had a message from us today about another meeting, so this one waits for their next "
        "working day."
    )


def test_a_text_counts_like_a_mail() -> None:
    """They are the same person."""
    request = replace(REQUEST, attendees=(*REQUEST.internal, a_prospect(phone="+16155550101")))

    assert caps.put_off(request, LetterKind.FOLLOW_UP, [a_nudge("+16155550101", "sms")], NOW)


@pytest.mark.parametrize("kind", ["confirmation", "reminder", "counter", "clarify", "pause_ack", "no_show"])
def test_answers_never_count(kind: str) -> None:
    """What answers them, confirms or reminds is no nudge, and is never held back."""
    assert caps.put_off(REQUEST, LetterKind.FOLLOW_UP, [a_nudge(JOHN, kind)], NOW) is None
    assert caps.put_off(REQUEST, LetterKind(kind), [a_nudge(JOHN)], NOW) is None


def test_a_company_gets_three_on_one_day() -> None:
    """By its record, or by the domain of the address."""
    by_record = [a_nudge(f"p{n}@elsewhere.example", company=ACME) for n in range(2)]
    by_domain = [a_nudge("mary@acme.example")]

    assert caps.put_off(REQUEST, LetterKind.INITIAL, by_record, NOW) is None
    put_off = caps.put_off(REQUEST, LetterKind.INITIAL, [*by_record, *by_domain], NOW)
    assert put_off is not None
    assert "(to p0@elsewhere.example, p1@elsewhere.example, mary@acme.example)" in put_off.why


def test_there_is_a_limit_for_the_whole_day() -> None:
    """Nobody mails hundreds of people in one morning by accident."""
    many = [a_nudge(f"p{n}@c{n}.example") for n in range(cadence.caps().asks_per_day)]

    assert caps.put_off(REQUEST, LetterKind.INITIAL, many[1:], NOW) is None
    assert caps.put_off(REQUEST, LetterKind.INITIAL, many, NOW) is not None


def test_the_day_is_theirs() -> None:
    """Midnight in Chicago, not here."""
    just_after_ten_there = datetime(2026, 6, 9, 3, 30, tzinfo=UTC)

    assert caps.day_began(REQUEST, just_after_ten_there) == datetime(2026, 6, 8, 5, tzinfo=UTC)
    midnight = datetime(2026, 6, 9, 5, tzinfo=UTC)
    assert caps.day_began(REQUEST, just_after_ten_there + timedelta(hours=2)) == midnight


def test_who_is_asked_for_an_introduction_is_a_person_too() -> None:
    """Not twice on one day, and not beside a mail about a meeting of their own."""
    helper = "mary@acme.example"
    asked = a_nudge(helper, "champion_intro")

    put_off = caps.put_off(REQUEST, LetterKind.CHAMPION_INTRO, [asked], NOW, helper)
    assert put_off is not None
    assert "message from us today" in put_off.why
    assert caps.put_off(REQUEST, LetterKind.CHAMPION_INTRO, [a_nudge(JOHN)], NOW, helper) is None
    assert caps.put_off(REQUEST, LetterKind.FOLLOW_UP, [asked], NOW) is None

"""Which lines a mail has, by where its readers are."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from tests.builders import NOW, a_prospect, a_request
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.notices import Notice, notice_table
from xforce_desktop.scheduling.notice_rules import notices_for, places_of
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction
from xforce_desktop.settings import Settings

OPT_OUT, AI = Notice.OPT_OUT, Notice.AI_DISCLOSURE
AUTO = Settings()


def one(email: str = "john@acme.example", phone: str = "", zone: str = "", state: str = "", **person: object):
    """A request with one reader of whom this is known."""
    john = a_prospect(email=email, phone=phone, timezone=zone, **person)
    rep = next(a for a in a_request().attendees if a.is_organizer)
    return replace(a_request(), attendees=(rep, john), company_state=state)


def sent(body: str) -> ConversationMessage:
    return ConversationMessage(
        Direction.OUT, str(uuid.uuid4()), "<a>", "c", "Brent", "b@x.example", ("john@acme.example",), (),
        "Demo", body, body, NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "known, wanted",
    [
        ({"state": "TN", "zone": "America/Chicago"}, {OPT_OUT}),
        ({"state": "California", "zone": "America/Los_Angeles"}, {OPT_OUT, AI}),
        ({"phone": "+1 415 555 2671", "zone": "America/New_York"}, {OPT_OUT, AI}),
        ({"phone": "+1 404 555 0142", "zone": "America/New_York"}, {OPT_OUT}),
        ({"zone": "America/Los_Angeles"}, {OPT_OUT, AI}),
        ({"zone": "America/Los_Angeles", "state": "NV"}, {OPT_OUT}),
        ({"zone": "America/Los_Angeles", "phone": "+1 206 555 0142"}, {OPT_OUT}),
        ({"email": "eva@firma.de", "zone": "Europe/Berlin"}, {OPT_OUT, AI}),
        ({"email": "eva@firma.example", "zone": "Europe/Paris"}, {OPT_OUT, AI}),
        ({"email": "eva@firma.example", "phone": "+49 30 901820", "zone": "America/New_York"}, {OPT_OUT, AI}),
        ({"email": "eva@firma.eu", "zone": "America/New_York"}, {OPT_OUT, AI}),
        ({"email": "ann@firm.co.uk", "zone": "Europe/London"}, {OPT_OUT}),
        ({"email": "ole@firma.no", "zone": "Europe/Oslo"}, {OPT_OUT}),
        ({"phone": "+1 416 555 0199", "zone": "America/Toronto"}, {OPT_OUT}),
        ({"email": "kim@firm.jp", "zone": "Asia/Tokyo"}, set()),
        ({"email": "li@firm.io", "zone": "Asia/Singapore"}, set()),
    ],
)
def test_the_place_decides(known: dict[str, str], wanted: set[Notice]):
    """By the address, the phone, the state and the zone, whichever says more."""
    assert set(notices_for(one(**known), LetterKind.INITIAL, (), AUTO)) == wanted


def test_what_the_champion_read_counts_for_the_champion_only():
    """The introduction leaves beside the first mail; each of the two readers has to be told."""
    introduction = replace(sent("Could you help?"), kind=LetterKind.CHAMPION_INTRO.value)
    request = one(state="TN", zone="America/Chicago")

    assert notices_for(request, LetterKind.INITIAL, (introduction,), AUTO) == (OPT_OUT,)
    assert notices_for(request, LetterKind.CHAMPION_INTRO, (sent("Hey John"),), AUTO) == (OPT_OUT,)
    assert notices_for(request, LetterKind.CHAMPION_INTRO, (introduction,), AUTO) == ()


def test_a_canadian_number_names_no_american_state():
    """ "Calgary, AB" is not in the United States."""
    request = one(phone="+1 403 555 0142", zone="America/Edmonton")
    assert places_of(request.primary, request) == {"CA"}


def test_one_reader_is_enough():
    """A line that one of them needs, all of them read; who is left out does not count."""
    request = one(zone="Asia/Tokyo")
    eva = a_prospect(id=uuid.uuid4(), email="eva@firma.de", timezone="Europe/Berlin")
    assert AI in notices_for(
        replace(request, attendees=(*request.attendees, eva)), LetterKind.INITIAL, (), AUTO
    )
    gone = replace(eva, left_out_reason="left the company")
    assert (
        notices_for(replace(request, attendees=(*request.attendees, gone)), LetterKind.INITIAL, (), AUTO)
        == ()
    )


def test_no_line_comes_twice_in_a_conversation():
    """The opt-out stands in the first mail only; the disclosure in the first that can have it."""
    request = one(email="eva@firma.de", zone="Europe/Berlin")
    line = str(notice_table()["ai_disclosure"]["casual"])
    assert notices_for(request, LetterKind.FOLLOW_UP, [sent("Hi Eva.")], AUTO) == (AI,)
    assert notices_for(request, LetterKind.INITIAL, [sent("Hi Eva.")], AUTO) == (AI,)
    assert notices_for(request, LetterKind.FOLLOW_UP, [sent(f"Hi Eva.\n\n{line}")], AUTO) == ()
    wrapped = line.replace("assistant ", "assistant\n")
    assert notices_for(request, LetterKind.REMINDER, [sent(wrapped)], AUTO) == ()


@pytest.mark.parametrize("choice, expected", [("never", ()), ("always", (OPT_OUT, AI))])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Berlin"])
def test_the_settings_come_before_the_place(choice: str, expected: tuple[Notice, ...], zone: str):
    """always and never hold everywhere."""
    settings = Settings(ai_disclosure=choice, opt_out_line=choice)
    assert notices_for(one(zone=zone), LetterKind.INITIAL, (), settings) == expected


def test_a_text_has_no_line():
    """Whatever the settings say."""
    settings = Settings(ai_disclosure="always", opt_out_line="always")
    assert notices_for(one(zone="Europe/Berlin"), LetterKind.SMS, (), settings) == ()

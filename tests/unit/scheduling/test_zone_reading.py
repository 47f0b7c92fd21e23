"""What a mail says of the zone they are in: of themselves, beside a time, on the way, below, in its head."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.builders import a_mail
from xforce_desktop.scheduling.zone_ledger import ZoneSource
from xforce_desktop.scheduling.zone_reading import (
    Seen,
    from_date_header,
    from_signature,
    heard_in_mail,
    heard_in_text,
)

JUNE = datetime(2026, 6, 8, 14, tzinfo=UTC)
CENTRAL, EASTERN, MOUNTAIN, PACIFIC = (
    "America/Chicago",
    "America/New_York",
    "America/Denver",
    "America/Los_Angeles",
)
PHOENIX, LONDON = "America/Phoenix", "Europe/London"
SEEN = Seen(CENTRAL, EASTERN, has_times=True)


@pytest.mark.parametrize(
    "text, zone",
    [
        ("2pm my time (Mountain) works", MOUNTAIN),
        ("2pm works, my time is Pacific", PACIFIC),
        ("I'm in Phoenix", PHOENIX),
        ("Tuesday is fine. I'm in Phoenix, by the way.", PHOENIX),
        ("im in phoenix so keep that in mind", PHOENIX),
        ("We're on Pacific time here", PACIFIC),
        ("We are based in Denver.", MOUNTAIN),
        ("I'm on the east coast", EASTERN),
        ("Our office is in Seattle", PACIFIC),
        ("I'm located in Boise, Idaho", "America/Boise"),
        ("That's off, I'm on Mountain time", MOUNTAIN),
        ("Actually I'm in Portland, ME", EASTERN),
        ("I'm in Lubbock, TX", CENTRAL),
        ("It's Eastern here", EASTERN),
        ("Mountain time please", MOUNTAIN),
        ("here in London we have a bank holiday", LONDON),
        ("We moved to Denver last year", MOUNTAIN),
        ("I live in Honolulu, so no early calls", "Pacific/Honolulu"),
        ("Je suis à Paris", "Europe/Paris"),
        ("My time zone is EST", EASTERN),
        ("I'm in Colorado", MOUNTAIN),
        ("Tuesday 3 MT is good", MOUNTAIN),
        ("how about 10am PST", PACIFIC),
    ],
)
def test_what_they_say_of_themselves(text: str, zone: str) -> None:
    """It decides."""
    heard = heard_in_text(text, JUNE, SEEN)

    assert heard.said is not None
    assert heard.said.zone == zone
    assert not heard.is_travelling


@pytest.mark.parametrize(
    "text",
    [
        "3 ET works for me",
        "Tuesday at 2 CDT is good",
        "2pm your time is fine",
        "My boss is in Chicago",
        "Are you in Denver?",
        "If I'm in Denver I can do it",
        "I'm not in Phoenix any more",
        "Our London customers ask for it",
        "We have a PT clinic next door",
        "2pm my time works",
        "11 PT or 12 MT, whichever",
        "See you at the Boston trade show",
        "I'm in.",
        "I'm in a meeting until 3",
        "I'm in Knoxville, TN",
        "",
    ],
)
def test_what_they_do_not_say_of_themselves(text: str) -> None:
    """A zone of ours or of others, one that is repeated, one of two, a state of two zones."""
    assert heard_in_text(text, JUNE, SEEN).said is None


@pytest.mark.parametrize(
    "text",
    [
        "I'm in London that week",
        "I'll be in Denver next week",
        "I am in Phoenix until Friday",
        "I'm traveling, I'm in Seattle on Thursday",
        "We're in New York this week for a conference",
    ],
)
def test_where_they_are_for_a_while_is_not_where_they_live(text: str) -> None:
    heard = heard_in_text(text, JUNE, SEEN)

    assert heard.said is None
    assert heard.is_travelling
    assert [one.weight for one in heard.evidence] == [0]


def test_a_zone_beside_a_time_is_read_with_it() -> None:
    """Theirs only where they speak of their times; repeating ours supports what was assumed."""
    beside = heard_in_text("3 MT works", JUNE, SEEN)
    aside = heard_in_text("the webinar was at 3 MT", JUNE, Seen(CENTRAL, EASTERN))
    echoed = heard_in_text("2 pm Central works", JUNE, SEEN)

    assert beside.beside_clock
    assert aside.said is None
    assert [(one.source, one.zone) for one in echoed.evidence] == [(ZoneSource.ECHOED, CENTRAL)]


@pytest.mark.parametrize(
    "signature, zones",
    [
        ("John Smith\nAcme Pest\n12 Main St, Nashville, TN 37201", {CENTRAL}),
        ("John\nKnoxville, TN 37902", {CENTRAL, EASTERN}),
        ("Acme | Phoenix, AZ | 602-555-0133", {PHOENIX}),
        ("Jane\nToronto, ON M5V 2T6", {"America/Toronto"}),
        ("Jane Doe | Acme Ltd | London", {LONDON}),
        ("John Smith, CPA", set()),
        ("VP of Sales, IT\nJohn", set()),
        ("", set()),
    ],
)
def test_the_address_below_a_mail(signature: str, zones: set[str]) -> None:
    assert {one.zone for one in from_signature(signature, JUNE)} == zones


@pytest.mark.parametrize(
    "date, zone, minutes",
    [
        ("Mon, 8 Jun 2026 09:00:00 -0500", CENTRAL, -300),
        ("Mon, 8 Jun 2026 08:00:00 -0600", MOUNTAIN, -360),
        ("Mon, 8 Jun 2026 19:30:00 +0530 (IST)", "Asia/Kolkata", 330),
    ],
)
def test_the_clock_of_a_mail(date: str, zone: str, minutes: int) -> None:
    (found,) = from_date_header({"date": date}, JUNE)

    assert (found.zone, found.offset_min, found.source) == (zone, minutes, ZoneSource.HEADERS)


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 8 Jun 2026 14:00:00 +0000",
        "Mon, 8 Jun 2026 14:00:00 GMT",
        "Mon, 8 Jun 2026 14:00:00",
        "",
        "x",
        "Mon, 8 Jun 2026 14:00:00 -0507",
        "Mon, 8 Jun 2026 14:00:00 -0000",
    ],
)
def test_a_clock_that_says_nothing(date: str) -> None:
    """Servers write UTC for everybody."""
    assert from_date_header({"Date": date}, JUNE) == ()


def test_a_whole_mail() -> None:
    """Words, address and clock; what is quoted is not theirs."""
    body = (
        "Tuesday works.\n\nJohn Smith\nAcme Pest\nDenver, CO 80202\n\n"
        "On Mon, Jun 8, 2026 Brent Lawson wrote:\n> I'm in Boston\n> Boston, MA 02108\n"
    )
    item = a_mail(body=body, headers={"Date": "Mon, 8 Jun 2026 08:00:00 -0600"}, at=JUNE)

    heard = heard_in_mail(item, SEEN)

    assert heard.said is None
    assert [(one.source, one.zone) for one in heard.evidence] == [
        (ZoneSource.SIGNATURE, MOUNTAIN),
        (ZoneSource.HEADERS, MOUNTAIN),
    ]


@pytest.mark.parametrize(
    "text, zone",
    [
        ("I'm in Portland, Maine", EASTERN),
        ("I'm in Portland, Oregon", PACIFIC),
        ("I'm in Paris, Texas", CENTRAL),
        ("we're in paris texas", CENTRAL),
        ("I'm in Melbourne, Florida", EASTERN),
        ("I'm in Dublin, Ohio", EASTERN),
        ("I'm in Ontario, California", PACIFIC),
        ("I'm in Miami, Oklahoma", CENTRAL),
        ("I'm in Paris, TX", CENTRAL),
        ("I live in Denver, from Chicago originally", MOUNTAIN),
        ("I live in Denver, I'm from Chicago originally", MOUNTAIN),
    ],
)
def test_the_state_behind_a_city_decides(text: str, zone: str) -> None:
    """And where they once came from does not."""
    said = heard_in_text(text, JUNE, SEEN).said

    assert said is not None
    assert said.zone == zone


def test_a_state_with_two_zones_makes_nobody_sure() -> None:
    heard = heard_in_text("I'm in Moscow, Idaho", JUNE, SEEN)

    assert heard.said is None
    assert all(one.share < 0.9 for one in heard.evidence)

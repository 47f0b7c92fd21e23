"""Graph's JSON, read leniently but never guessed at."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.errors import UnreadableAnswer
from sync.graph.event_wire import calendar_event
from sync.graph.mail_body import above_history, as_html, page
from sync.graph.mail_wire import ids_of
from sync.graph.people_wire import contact_cards
from sync.graph.wire import in_zone, moment, time_slot, zoned_moment
from sync.graph.zones import fixed_zone, iana_name, windows_name
from xforce_desktop.replies.html_text import text_of

NOON = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text,at",
    [
        ("2026-03-15T12:00:00Z", NOON),
        ("2026-03-15T12:00:00.0000000", NOON),
        ("2026-03-15T08:00:00-04:00", NOON),
        ("0001-01-01T00:00:00Z", None),
        ("4501-01-01T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_moments_are_utc_or_never(text, at):
    """Both ways to write "never" are None, and seven digits are no trouble."""
    assert moment(text) == at


def test_what_is_no_time_is_said():
    """Not skipped in silence."""
    with pytest.raises(UnreadableAnswer):
        moment("tomorrow")
    with pytest.raises(UnreadableAnswer):
        moment(1760000000)


@pytest.mark.parametrize("zone", ["Eastern Standard Time", "America/New_York"])
def test_clock_times_become_utc(zone):
    """Whatever name the zone has, and in the right half of the year."""
    assert zoned_moment({"dateTime": "2026-03-15T08:00:00.0000000", "timeZone": zone}) == NOON
    assert zoned_moment({"dateTime": "2026-01-15T07:00:00.0000000", "timeZone": zone}) == NOON.replace(
        month=1
    )


def test_an_unknown_zone_is_not_guessed():
    """A meeting at the wrong hour is worse than none."""
    with pytest.raises(UnreadableAnswer):
        zoned_moment({"dateTime": "2026-03-15T08:00:00", "timeZone": "tzone://Microsoft/Custom"})


def test_never_has_a_zone_too():
    """Year 1 in New York raises nothing."""
    assert zoned_moment({"dateTime": "0001-01-01T00:00:00", "timeZone": "Eastern Standard Time"}) is None


def test_a_moment_is_said_in_a_zone():
    """As the invitation shows it; in UTC if nobody knows the zone."""
    assert in_zone(NOON, "Eastern Standard Time") == {
        "dateTime": "2026-03-15T08:00:00",
        "timeZone": "Eastern Standard Time",
    }
    assert in_zone(NOON, "Mars/Olympus") == {"dateTime": "2026-03-15T12:00:00", "timeZone": "UTC"}


def test_a_time_slot_must_make_sense():
    """A proposal that ends before it begins is none."""
    early, late = ({"dateTime": f"2026-03-15T{hour}:00:00", "timeZone": "UTC"} for hour in ("10", "11"))

    assert time_slot({"start": late, "end": early}) is None
    assert time_slot({"start": early, "end": late}) is not None
    assert time_slot(None) is None


def test_rooms_and_the_host_are_no_guests():
    """Only those who can say yes or no are answers; unknown answers are none."""
    who = [
        ("room@x.example", "resource", "accepted"),
        ("rep@x.example", "required", "organizer"),
        ("a@y.example", "required", "Accepted"),
        ("b@y.example", "optional", "somethingNew"),
    ]
    item = {
        "id": "ev",
        "start": {"dateTime": "2026-03-15T10:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-03-15T11:00:00", "timeZone": "UTC"},
        "attendees": [
            {
                "emailAddress": {"address": a},
                "type": t,
                "status": {"response": r, "time": "2026-03-14T10:00:00Z"},
            }
            for a, t, r in who
        ],
    }

    answers = calendar_event(item).answers

    assert [(one.address, one.response) for one in answers] == [
        ("a@y.example", "accepted"),
        ("b@y.example", "none"),
    ]
    assert [one.answered_at is None for one in answers] == [False, True]


def test_one_proposal_that_cannot_be_read_hides_no_other_answer():
    """Its writer is left out, so that the mail it came with is read as a mail."""
    at = {"dateTime": "2026-03-15T10:00:00", "timeZone": "Moon Standard Time"}
    people = [("a@y.example", {"proposedNewTime": {"start": at, "end": at}}), ("b@y.example", {})]
    item = {
        "id": "ev",
        "start": {"dateTime": "2026-03-15T10:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-03-15T11:00:00", "timeZone": "UTC"},
        "attendees": [
            {"emailAddress": {"address": a}, "type": "required", "status": {"response": "declined"}, **more}
            for a, more in people
        ],
    }

    assert [(one.address, one.response) for one in calendar_event(item).answers] == [
        ("b@y.example", "declined")
    ]


@pytest.mark.parametrize(
    "header, ids",
    [
        ("<a@x> <b@x>", ("<a@x>", "<b@x>")),
        ("<a@x>\r\n <b@x>", ("<a@x>", "<b@x>")),
        ("<a@x><b@x>", ("<a@x>", "<b@x>")),
        ("Your message of Monday <a@x>", ("<a@x>",)),
        ("<long-id-of-a-service\r\n @x>", ("<long-id-of-a-service@x>",)),
        ("a@x b@x", ("a@x", "b@x")),
        ("", ()),
    ],
)
def test_message_ids_are_found_however_they_are_written(header, ids):
    """Old and odd programs leave out spaces or add words."""
    assert ids_of(header) == ids


def test_a_contact_of_another_shape_is_said():
    """It is no fault inside the program."""
    with pytest.raises(UnreadableAnswer):
        contact_cards({"displayName": "John", "emailAddresses": ["john@acme.example"]})


def test_an_event_without_times_is_unreadable():
    """It is not put anywhere."""
    with pytest.raises(UnreadableAnswer):
        calendar_event({"id": "ev"})


def test_names_of_zones_there_and_back():
    """Windows has one name for many; a zone without one keeps its own."""
    assert iana_name("W. Europe Standard Time") == "Europe/Berlin"
    assert iana_name("UTC") == "UTC"
    assert iana_name("../etc/passwd") == iana_name("") == ""
    assert windows_name("America/Chicago") == "Central Standard Time"
    assert windows_name("America/Indiana/Knox") == "America/Indiana/Knox"
    assert (fixed_zone(300), fixed_zone(-60), fixed_zone(-330), fixed_zone(6000)) == (
        "Etc/GMT+5",
        "Etc/GMT-1",
        "",
        "",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Hi,\n\none\ntwo\n\nBye",
        "a < b & c > d \"quoted\" 'single'",
        "- Tuesday\n- Thursday",
        "See https://x.example/a?b=1&c=(2) now.",
        "\n\n\nLate start\n\n\n\nand gap",
    ],
)
def test_a_text_survives_being_html(text):
    """Blocks, lines and signs are the same afterwards."""
    blocks = [block.strip("\n") for block in text.split("\n\n") if block.strip()]

    assert text_of(page(text)) == "\n\n".join(blocks)


@pytest.mark.parametrize(
    "history",
    [
        '<html><head><meta charset="utf-8"></head><body lang="EN"><div>Old</div></body></html>',
        "<HTML><BODY>\n<p>Old</p></BODY></HTML>",
        "<div>Old</div>",
        "<html><head><title>t</title></head><div>Old</div></html>",
    ],
)
def test_the_history_stays_below(history):
    """Ours first, inside the page; not a character of the history is lost."""
    whole = above_history("New", history)

    assert whole.replace(f"\n{as_html('New')}\n<br>\n", "") == history
    assert text_of(whole).split() == ["New", "Old"]


def test_links_end_before_the_punctuation():
    """A full stop behind an address is the sentence's."""
    assert 'href="https://x.example/a"' in as_html("Look: https://x.example/a.")


def test_html_lists_and_tables_become_lines():
    """What people paste stays readable; styles and comments are not words."""
    list_and_table = "<ul><li>One</li><li>Two</li></ul><table><tr><td>A</td></tr></table>"
    html = f"<style>x{{}}</style><!-- no -->{list_and_table}<hr>End"

    assert text_of(html).split("\n") == ["- One", "- Two", "", "A", "", "_" * 32, "End"]

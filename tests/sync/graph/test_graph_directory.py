"""The rep and the team, from the directory."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from sync.graph.people_wire import account, person
from tests.sync.graph.conftest import START
from xforce_desktop.ports import OwnAbsence, Person


async def test_the_rep_is_known(directory):
    """Name, address, zone by its IANA name, and working hours in that zone."""
    me = await directory.me()

    assert (me.name, me.address, me.title) == ("Brent Lawson", "brent@xforce.example", "Account Executive")
    assert (me.timezone, me.working_hours) == ("America/New_York", (time(9), time(17)))


async def test_without_permission_for_settings_the_rep_is_known_all_the_same(directory, controls):
    """A tenant that does not allow MailboxSettings.Read costs the hours, not the sign-in."""
    await controls.fault("GET /v1.0/me/mailboxSettings", "status", status=403)

    me = await directory.me()

    assert (me.address, me.timezone, me.working_hours) == ("brent@xforce.example", "", None)


@pytest.mark.parametrize("text", ["sar", "Chen", "SARAH@xforce", " sarah "])
async def test_colleagues_are_found_by_how_they_begin(directory, text):
    """First name, last name or address, in any letters."""
    assert [one.name for one in await directory.colleagues(text)] == ["Sarah Chen"]


async def test_everybody_for_an_empty_text(directory):
    """In order of names, as many as asked for."""
    everybody = await directory.colleagues("")

    assert [one.name for one in everybody] == sorted(one.name for one in everybody)
    assert len(everybody) == 7
    assert len(await directory.colleagues("", limit=3)) == 3


async def test_a_quote_in_a_name_is_no_trouble(directory):
    """O'Neil is looked for, not executed."""
    assert await directory.colleagues("O'Neil") == []


def settings(zone: str = "", hours_zone: dict | None = None, start: str = "08:30:00.0000000") -> dict:
    return {
        "timeZone": zone,
        "workingHours": {"startTime": start, "endTime": "17:00:00.0000000", "timeZone": hours_zone or {}},
    }


@pytest.mark.parametrize(
    "given,zone",
    [
        (settings("Pacific Standard Time"), "America/Los_Angeles"),
        (settings("Europe/Berlin"), "Europe/Berlin"),
        (settings("tzone://Microsoft/Custom"), ""),
        (settings("Pacific Standard Time", {"name": "Eastern Standard Time"}), "America/New_York"),
        (settings("", {"@odata.type": "#microsoft.graph.customTimeZone", "bias": 300}), "Etc/GMT+5"),
        (settings("", {"bias": -330}), "Asia/Calcutta"),
        ({}, ""),
    ],
)
def test_zones_come_in_many_names(given, zone):
    """Windows, IANA, custom; the zone of the hours counts if two are named; unknown stays empty."""
    assert account({"mail": "a@b.example"}, given, START).timezone == zone


def a_rule(month: int, occurrence: int) -> dict:
    return {"time": "02:00:00", "dayOccurrence": occurrence, "dayOfWeek": "sunday", "month": month, "year": 0}


@pytest.mark.parametrize(
    "bias, begins, ends, zone",
    [
        (480, (3, 2), (11, 1), "America/Los_Angeles"),
        (300, (3, 2), (11, 1), "America/New_York"),
        (0, (3, 5), (10, 5), "Europe/London"),
        (-60, (3, 5), (10, 5), "Europe/Berlin"),
        (-600, (10, 1), (4, 1), "Australia/Sydney"),
        (300, (5, 1), (6, 1), ""),
    ],
)
def test_a_custom_zone_keeps_its_summer_time(bias, begins, ends, zone):
    """Outlook on the web writes Pacific time as a bias with rules: the bias alone is wrong all summer."""
    custom = {
        "@odata.type": "#microsoft.graph.customTimeZone",
        "name": "Customized Time Zone",
        "bias": bias,
        "standardOffset": a_rule(*ends),
        "daylightOffset": {"daylightBias": -60, **a_rule(*begins)},
    }

    found = account({"mail": "a@b.example"}, settings("", custom), START)

    assert found.timezone == zone


async def test_days_and_absence_come_from_the_mailbox(directory, controls):
    """Which days the rep works, and when their own automatic replies are on."""
    hours = {"daysOfWeek": ["monday", "tuesday", "wednesday", "thursday"], "startTime": "08:00:00.0000000"}
    hours |= {"endTime": "16:00:00.0000000", "timeZone": {"name": "Eastern Standard Time"}}
    replies = {
        "status": "scheduled",
        "scheduledStartDateTime": {"dateTime": "2026-06-10T00:00:00.0000000", "timeZone": "UTC"},
        "scheduledEndDateTime": {
            "dateTime": "2026-06-15T08:00:00.0000000",
            "timeZone": "Eastern Standard Time",
        },
    }
    await controls.ask("mailbox-settings", {"workingHours": hours, "automaticRepliesSetting": replies})

    me = await directory.me()

    assert (me.working_days, me.working_hours) == ((0, 1, 2, 3), (time(8), time(16)))
    assert me.away == OwnAbsence(datetime(2026, 6, 10, tzinfo=UTC), datetime(2026, 6, 15, 12, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "replies, away",
    [
        ({"status": "disabled"}, None),
        ({"status": "AlwaysEnabled"}, OwnAbsence()),
        ({"status": "scheduled"}, OwnAbsence()),
        ({"status": "scheduled", "scheduledEndDateTime": {"dateTime": "2026-06-01T00:00:00"}}, None),
        (
            {
                "status": "scheduled",
                "scheduledEndDateTime": {"dateTime": "2026-06-30T00:00", "timeZone": "X"},
            },
            OwnAbsence(),
        ),
        ({"status": "something new"}, None),
        (None, None),
    ],
    ids=["off", "on", "no times", "over", "a zone nobody knows", "a new word", "nothing"],
)
def test_automatic_replies_are_read_with_care(replies, away):
    """What is over is off; what cannot be read is on, for nobody knows how long."""
    given = {"automaticRepliesSetting": replies}
    assert account({"mail": "a@b.example"}, given, START).away == away


def test_guests_of_the_organisation_are_no_colleagues():
    """They are other people's, and would otherwise count as ours."""
    guest = {"mail": "john@acme.example", "userPrincipalName": "john_acme.example#EXT#@x.onmicrosoft.com"}
    assert person(guest) is None


@pytest.mark.parametrize("start", ["", "noon", "18:00:00.0000000"])
def test_hours_that_make_no_sense_are_none(start):
    """A shift that ends before it begins is not guessed at."""
    assert account({"mail": "a@b.example"}, settings("UTC", start=start), START).working_hours is None


def test_other_addresses_of_the_rep_are_known():
    """Mail to an alias is for the rep too; each once, the main one not among them."""
    user = {
        "mail": "Brent@x.example",
        "userPrincipalName": "brent@x.example",
        "otherMails": ["b@home.example"],
        "proxyAddresses": [
            "SMTP:brent@x.example",
            "smtp:bl@x.example",
            "sip:brent@x.example",
            "smtp:BL@x.example",
        ],
    }

    aliases = account(user, {}, START).aliases

    assert {one.lower() for one in aliases} == {"b@home.example", "bl@x.example"}
    assert len(aliases) == 2


def test_a_colleague_without_an_address_is_left_out():
    """A room list or a guest: nobody to invite."""
    assert person({"displayName": "Nobody"}) is None
    assert person({"userPrincipalName": "a@x.example"}) == Person("a@x.example", "a@x.example")

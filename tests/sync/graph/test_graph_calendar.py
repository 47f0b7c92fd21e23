"""The rep's calendar and everybody's free/busy, against a calendar that answers over HTTP."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sync.graph.calendar import GraphCalendar
from sync.graph.event_wire import calendar_event
from sync.graph.http import FixedToken, GraphClient
from tests.sync.graph.conftest import START, no_sleep
from xforce_desktop.availability.spans import Span, overlaps
from xforce_desktop.errors import AnswerLost, NotFound, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import MeetingPlan

KEY = EffectKey("0d9f3c1e-7a55-4d1c-9b0e-5a2f3c4d5e6f:9:1")
BRENT, SARAH, OUTSIDER = "brent@xforce.example", "sarah@xforce.example", "john@acme.example"
NIGHT = datetime(2026, 6, 9, 3, 0, tzinfo=UTC)  # 23:00 in New York: nothing seeded
PLAN = MeetingPlan(
    subject="Demo: Acme + X-FORCE",
    body="Hi John,\n\nsee you then.",
    start=datetime(2026, 6, 10, 18, 0, tzinfo=UTC),
    end=datetime(2026, 6, 10, 18, 30, tzinfo=UTC),
    timezone="America/New_York",
    required=((OUTSIDER, "John Miller"),),
    optional=((SARAH, "Sarah Chen"),),
    is_teams=True,
)


async def busy_with(controls, status: str, address: str = SARAH) -> Span:
    """Half an hour at night on somebody's calendar."""
    span = Span.lasting(NIGHT, 30)
    entry = {
        "address": address,
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "status": status,
    }
    await controls.ask("busy", {**entry, "title": "Something"})
    return span


@pytest.mark.parametrize(
    "status,is_busy",
    [("busy", True), ("tentative", True), ("oof", True), ("workingElsewhere", False), ("free", False)],
)
async def test_what_takes_time(calendar, controls, status, is_busy):
    """Busy, tentative and away take time; free and working elsewhere do not."""
    span = await busy_with(controls, status)

    found = await calendar.busy([SARAH], NIGHT - timedelta(hours=1), NIGHT + timedelta(hours=1))

    assert found == {SARAH: (span,) if is_busy else ()}


async def test_the_reps_own_calendar_counts_too(calendar, controls):
    """Asked like any other."""
    span = await busy_with(controls, "busy", BRENT)

    assert (await calendar.busy([BRENT], NIGHT, NIGHT + timedelta(hours=1)))[BRENT] == (span,)


async def test_unknown_is_not_free(calendar):
    """A calendar that cannot be read is None, and does not make the others unreadable."""
    found = await calendar.busy([SARAH, OUTSIDER], START, START + timedelta(days=1))

    assert found[OUTSIDER] is None
    assert found[SARAH] is not None


async def test_a_long_range_is_asked_in_parts(calendar, controls):
    """A hundred days: each call is below the service's limit, no day is missing, no event comes twice."""
    found = await calendar.busy([SARAH], START, START + timedelta(days=100))

    calls = await controls.calls("POST", "getSchedule")
    spans = found[SARAH]
    assert spans is not None
    assert len(calls) == 3
    assert {call["response"]["status"] for call in calls} == {200}
    assert {(span.start - START).days // 42 for span in spans} == {0, 1, 2}
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


async def test_an_event_across_two_parts_comes_once(calendar, controls):
    """It lies where one call ends and the next begins."""
    seam = START + timedelta(days=42)
    span = Span(seam - timedelta(hours=20), seam + timedelta(hours=1))
    asked = {"address": SARAH, "start": span.start.isoformat(), "end": span.end.isoformat(), "title": "Trip"}
    await controls.ask("busy", asked)

    found = (await calendar.busy([SARAH], START, START + timedelta(days=50)))[SARAH]

    assert found is not None
    assert found.count(span) == 1


async def test_many_people_are_asked_in_groups(calendar, controls):
    """At most twenty mailboxes a call, nobody forgotten, whatever the order of the answers."""
    people = [f"person{number}@xforce.example" for number in range(45)]

    found = await calendar.busy(people, START, START + timedelta(days=1))

    calls = await controls.calls("POST", "getSchedule")
    assert [len(call["request"]["body"]["schedules"]) for call in calls] == [20, 20, 5]
    assert list(found) == people
    assert None not in found.values()


async def test_the_spelling_of_an_address_does_not_matter(calendar):
    """The answer is matched without regard to case and given back as asked."""
    found = await calendar.busy(["Sarah@XForce.example"], START, START + timedelta(days=1))

    assert found["Sarah@XForce.example"]


async def test_a_very_short_range_is_answered(calendar, controls):
    """Ten minutes are less than the service's slot; only what touches them is given."""
    await busy_with(controls, "busy")

    found = await calendar.busy([SARAH], NIGHT - timedelta(minutes=10), NIGHT)

    assert found[SARAH] == ()


async def test_reading_calendars_is_repeated(calendar, controls):
    """It is a POST, but asking again does no harm."""
    await controls.fault("POST /v1.0/me/calendar/getSchedule", "reset")

    assert (await calendar.busy([SARAH], NIGHT, NIGHT + timedelta(hours=1)))[SARAH] == ()


async def test_a_meeting_is_made_as_planned(calendar, controls):
    """Both kinds of guests, the rep's zone, a Teams link; nobody has answered."""
    event = await calendar.create(PLAN, KEY)

    (made,) = await controls.items("events")
    assert made["id"] == event.event_id
    assert (made["subject"], made["body"].splitlines()[0]) == (PLAN.subject, "Hi John,")
    assert [(one["address"], one["type"]) for one in made["attendees"]] == [
        (OUTSIDER, "required"),
        (SARAH, "optional"),
    ]
    assert (event.start, event.end) == (PLAN.start, PLAN.end)
    assert event.join_url == made["join_url"] != ""
    assert {(a.address, a.response, a.answered_at) for a in event.answers} == {
        (OUTSIDER, "none", None),
        (SARAH, "none", None),
    }
    (call,) = await controls.calls("POST", "/me/events")
    assert call["request"]["body"]["start"] == {
        "dateTime": "2026-06-10T14:00:00",
        "timeZone": "Eastern Standard Time",
    }


async def test_a_meeting_is_made_once_per_key(calendar, controls):
    """A second call gives the first event; another key makes another."""
    first = await calendar.create(PLAN, KEY)
    second = await calendar.create(PLAN, KEY)
    third = await calendar.create(PLAN, EffectKey("other:1:0"))

    assert first == second
    assert third.event_id != first.event_id
    assert len(await controls.items("events")) == 2


@pytest.mark.parametrize("kind", ["drop_after", "reset"])
async def test_a_lost_answer_makes_no_second_meeting(calendar, controls, kind):
    """Whether it was made or not: asking again under the same transaction is safe."""
    await controls.fault("POST /v1.0/me/events", kind)

    event = await calendar.create(PLAN, KEY)

    assert [one["id"] for one in await controls.items("events")] == [event.event_id]


async def test_when_all_answers_are_lost_we_say_so(calendar, controls):
    """The caller hears that it may have been done, and a later call finds it."""
    await controls.fault("POST /v1.0/me/events", "drop_after", times=3)

    with pytest.raises(AnswerLost):
        await calendar.create(PLAN, KEY)
    await calendar.create(PLAN, KEY)

    assert len(await controls.items("events")) == 1


async def test_a_transaction_known_for_another_text_is_the_same_meeting(calendar, controls):
    """The same key with other words: the service refuses, and what was made first holds."""
    first = await calendar.create(PLAN, KEY)
    again = await calendar.create(replace(PLAN, body="Other words."), KEY)

    assert again.event_id == first.event_id
    assert len(await controls.items("events")) == 1


async def test_an_event_without_teams_is_put_online(calendar, controls):
    """The service may answer 201 and have made no online meeting; it does at a second request."""
    await controls.fault("POST /v1.0/me/events", "no_online_meeting")
    event = await calendar.create(PLAN, KEY)
    assert (event.join_url, event.is_online) == ("", False)

    online = await calendar.put_online(event.event_id)

    assert (online.is_online, online.event_id) == (True, event.event_id)
    assert online.join_url == (await calendar.event(event.event_id)).join_url != ""


async def test_without_teams_the_meeting_stays(calendar, controls):
    """A calendar that does not allow Teams: the event is there, and its link is empty."""
    await controls.fault("POST /v1.0/me/events", "no_online_meeting")
    await controls.fault("PATCH /v1.0/me/events/*", "no_online_meeting")
    event = await calendar.create(PLAN, KEY)

    same = await calendar.put_online(event.event_id)

    assert (same.join_url, same.is_online) == ("", False)
    assert len(await controls.items("events")) == 1


async def test_a_link_that_is_still_being_made_shows_later(calendar, controls):
    """Online from the first answer, with a link two minutes later: that is not the same as no Teams."""
    await controls.fault("POST /v1.0/me/events", "late_link")
    event = await calendar.create(PLAN, KEY)
    assert (event.join_url, event.is_online) == ("", True)

    await controls.advance(timedelta(minutes=2))

    seen = await calendar.event(event.event_id)
    assert seen.join_url.startswith("https://teams.microsoft.com/")


async def test_no_link_where_none_was_asked_for(calendar, controls):
    """A meeting at a place."""
    event = await calendar.create(replace(PLAN, is_teams=False, location="Office"), KEY)

    assert event.join_url == ""
    assert (await controls.items("events"))[0]["location"] == "Office"


@pytest.mark.parametrize("said", ["accepted", "declined", "tentative"])
async def test_answers_are_read_from_the_event(calendar, controls, said):
    """What a guest said in Outlook, and when."""
    event = await calendar.create(PLAN, KEY)
    await controls.ask("invite-response", {"event_id": event.event_id, "address": OUTSIDER, "response": said})

    seen = await calendar.event(event.event_id)

    assert seen is not None
    john = next(answer for answer in seen.answers if answer.address == OUTSIDER)
    assert (john.response, john.answered_at) == (said, START)


async def test_a_proposed_time_is_read_from_the_event(calendar, controls):
    """ "Propose new time", in UTC."""
    event = await calendar.create(PLAN, KEY)
    said = {"response": "declined", "proposed_start": "2026-06-11T10:00:00-04:00"}
    await controls.ask("invite-response", {"event_id": event.event_id, "address": OUTSIDER, **said})

    seen = await calendar.event(event.event_id)

    assert seen is not None
    assert [answer.proposed for answer in seen.answers if answer.proposed] == [
        Span.lasting(datetime(2026, 6, 11, 14, 0, tzinfo=UTC), 30)
    ]


async def test_a_meeting_in_a_zone_of_their_own_making_is_moved(calendar, controls):
    """`tzone://Microsoft/Custom` is what the event says and what nothing takes back."""
    event = await calendar.create(PLAN, KEY)
    await controls.fault("GET /v1.0/me/events/*", "new_zones")
    later = PLAN.start + timedelta(days=1)

    moved = await calendar.move(event.event_id, later, later + timedelta(minutes=30))

    assert (moved.start, moved.end) == (later, later + timedelta(minutes=30))
    (asked,) = [call["request"]["body"] for call in await controls.calls("PATCH", "/me/events")]
    assert asked["start"]["timeZone"] == "UTC"


async def test_a_moved_meeting_forgets_the_answers(calendar, controls):
    """Only the times change; an earlier yes counts no more, and "never" is not the year 4501."""
    event = await calendar.create(PLAN, KEY)
    await controls.ask(
        "invite-response", {"event_id": event.event_id, "address": OUTSIDER, "response": "accepted"}
    )
    later = PLAN.start + timedelta(days=1)

    moved = await calendar.move(event.event_id, later, later + timedelta(minutes=30))

    assert (moved.event_id, moved.start, moved.end) == (event.event_id, later, later + timedelta(minutes=30))
    assert moved.join_url == event.join_url
    assert {(a.response, a.answered_at) for a in moved.answers} == {("none", None)}
    (patch,) = await controls.calls("PATCH", "/me/events")
    assert set(patch["request"]["body"]) == {"start", "end"}
    assert patch["request"]["body"]["start"]["timeZone"] == "Eastern Standard Time"


async def test_moving_what_is_gone_says_so(calendar):
    """The rep deleted it."""
    event = await calendar.create(PLAN, KEY)
    await calendar.cancel(event.event_id, "")

    with pytest.raises(NotFound):
        await calendar.move(event.event_id, PLAN.start, PLAN.end)


async def test_a_cancelled_meeting_is_gone(calendar, controls):
    """With a word to the guests; twice does no harm."""
    event = await calendar.create(PLAN, KEY)

    await calendar.cancel(event.event_id, "Sorry, another time.")
    await calendar.cancel(event.event_id, "Sorry, another time.")

    (made,) = await controls.items("events")
    assert (made["cancelled"], made["cancel_comment"]) == (True, "Sorry, another time.")
    assert await calendar.event(event.event_id) is None


async def test_a_lost_answer_to_a_cancellation_is_looked_up(calendar, controls):
    """It was done: fine. It was not done: the caller hears of it."""
    first, second = await calendar.create(PLAN, KEY), await calendar.create(PLAN, EffectKey("other:1:0"))
    await controls.fault("POST /v1.0/me/events/*/cancel", "drop_after")
    await calendar.cancel(first.event_id, "")
    await controls.fault("POST /v1.0/me/events/*/cancel", "reset")

    with pytest.raises(AnswerLost):
        await calendar.cancel(second.event_id, "")
    assert [one["cancelled"] for one in await controls.items("events")] == [True, False]


async def test_the_meeting_takes_the_reps_time(calendar):
    """What was booked is busy afterwards."""
    before = await calendar.busy([BRENT], PLAN.start, PLAN.end)
    await calendar.create(PLAN, KEY)
    after = await calendar.busy([BRENT], PLAN.start, PLAN.end)

    assert before != after or any(overlaps(Span(PLAN.start, PLAN.end), span) for span in before[BRENT] or ())
    assert any(span.contains(Span(PLAN.start, PLAN.end)) for span in after[BRENT] or ())


async def test_a_zone_that_microsoft_does_not_know_is_written_in_utc():
    """The invitation still has the right moment."""
    zones: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        body = __import__("json").loads(request.content)
        zones.append(body["start"]["timeZone"])
        if zones[-1] != "UTC":
            return httpx.Response(400, json={"error": {"code": "TimeZoneNotSupportedException"}})
        return httpx.Response(201, json={**body, "id": "ev"})

    client = GraphClient(
        FixedToken("t"),
        base_url="http://127.0.0.1:9/v1.0",
        transport=httpx.MockTransport(serve),
        sleep=no_sleep,
    )

    event = await GraphCalendar(client).create(
        replace(PLAN, timezone="America/Indiana/Knox", is_teams=False), KEY
    )

    assert zones == ["America/Indiana/Knox", "UTC"]
    assert event.start == PLAN.start


async def test_a_calendar_that_cannot_be_reached_is_an_error(calendar, controls):
    """Nothing is taken for free when nobody answered."""
    await controls.fault("POST /v1.0/me/calendar/getSchedule", "status", status=503, times=5)

    with pytest.raises(TemporaryError):
        await calendar.busy([SARAH], START, START + timedelta(days=1))


async def test_what_was_made_is_found_by_its_key(calendar, controls):
    """Also after it was moved by hand to the day before; another key finds nothing, and nothing is made."""
    made = await calendar.create(PLAN, KEY)
    await calendar.move(made.event_id, PLAN.start - timedelta(hours=20), PLAN.end - timedelta(hours=20))

    found = await calendar.find(KEY, PLAN.start, PLAN.end)

    assert (found.event_id, found.start) == (made.event_id, PLAN.start - timedelta(hours=20))
    assert found.join_url == made.join_url
    assert await calendar.find(EffectKey("other:1:0"), PLAN.start, PLAN.end) is None
    assert len(await controls.items("events")) == 1


async def test_what_was_never_made_is_not_found(calendar, controls):
    """An outage before anything was done: None, and an outage at the look-up is said."""
    await controls.fault("POST /v1.0/me/events", "status", status=503, times=20)
    with pytest.raises(TemporaryError):
        await calendar.create(PLAN, KEY)

    assert await calendar.find(KEY, PLAN.start, PLAN.end) is None
    await controls.fault("GET /v1.0/me/calendarView", "status", status=503, times=20)
    with pytest.raises(TemporaryError):
        await calendar.find(KEY, PLAN.start, PLAN.end)


async def test_guests_are_changed_without_touching_the_rest(calendar, controls):
    """Only `attendees` is sent: the Teams block stays, and who had answered keeps the answer."""
    event = await calendar.create(PLAN, KEY)
    (before,) = await controls.items("events")
    said = {"event_id": event.event_id, "address": OUTSIDER, "response": "accepted"}
    await controls.ask("invite-response", said)

    await calendar.set_attendees(event.event_id, [(OUTSIDER, "John")], [("ann@acme.example", "")])

    (after,) = await controls.items("events")
    found = await calendar.event(event.event_id)
    assert {(one.address, one.response) for one in found.answers} == {
        (OUTSIDER, "accepted"),
        ("ann@acme.example", "none"),
    }
    assert (after["join_url"], after["body_html"]) == (before["join_url"], before["body_html"])
    (call,) = await controls.calls("PATCH", "/me/events")
    assert list(call["request"]["body"]) == ["attendees"]


async def test_guests_of_a_meeting_that_is_gone(calendar):
    """It is said, so that the rep hears of it."""
    event = await calendar.create(PLAN, KEY)
    await calendar.remove(event.event_id)

    with pytest.raises(NotFound):
        await calendar.set_attendees(event.event_id, [(OUTSIDER, "John")], [])


async def test_a_hold_is_seen_by_the_rep_alone_and_goes_without_a_word(calendar, controls):
    """Tentative, private, no guests, no Teams; deleting it twice is fine."""
    plan = replace(PLAN, required=(), optional=(), is_teams=False, is_hold=True)

    hold = await calendar.create(plan, KEY)

    (call,) = await controls.calls("POST", "/me/events")
    asked = call["request"]["body"]
    assert (asked["showAs"], asked["sensitivity"], asked["isReminderOn"]) == ("tentative", "private", False)
    assert not {"attendees", "isOnlineMeeting"} & set(asked)
    assert (await calendar.find(KEY, PLAN.start, PLAN.end)).event_id == hold.event_id
    await calendar.remove(hold.event_id)
    await calendar.remove(hold.event_id)
    assert await calendar.event(hold.event_id) is None


async def test_an_all_day_entry_takes_the_whole_day(calendar, controls):
    """A private one too, and nothing but its time is taken from it."""
    first = START.replace(hour=4)  # midnight with the rep
    span = Span(first, first + timedelta(days=2))
    entry = {"address": SARAH, "start": span.start.isoformat(), "end": span.end.isoformat()}
    await controls.ask("busy", {**entry, "title": "Surgery", "private": True, "status": "oof"})

    found = await calendar.busy([SARAH], START + timedelta(hours=1), START + timedelta(hours=2))

    assert span in found[SARAH]


def test_what_an_answer_leaves_out_is_not_taken_for_gone() -> None:
    """Only where the service says so an event is no online meeting."""
    moments = {name: {"dateTime": "2026-06-09T13:00:00", "timeZone": "UTC"} for name in ("start", "end")}
    told = {
        said: calendar_event({"id": "e", **moments, **said_of}).is_online
        for said, said_of in (
            ("nothing", {}),
            ("yes", {"isOnlineMeeting": True}),
            ("no", {"isOnlineMeeting": False}),
        )
    }

    assert told == {"nothing": True, "yes": True, "no": False}

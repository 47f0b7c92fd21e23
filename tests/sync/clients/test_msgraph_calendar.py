"""Microsoft's own SDK of Graph keeps the sandbox's calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sync.sandbox.server import Sandbox
from tests.sync.clients.sdk_calls import (
    EASTERN,
    IMMUTABLE,
    REP,
    SARAH,
    a_round,
    an_event,
    answers,
    asking,
    at,
)
from tests.sync.sandbox.graph_walk import JOHN

if TYPE_CHECKING:
    from msgraph import GraphServiceClient

NEVER = datetime(1, 1, 1, tzinfo=UTC)


async def test_free_and_busy_of_colleagues(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Typed states and times; somebody without a calendar has an error and no view."""
    from msgraph.generated.models.day_of_week import DayOfWeek
    from msgraph.generated.models.free_busy_status import FreeBusyStatus
    from msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body import (
        GetSchedulePostRequestBody,
    )

    day = datetime(2026, 7, 1, tzinfo=UTC)
    sandbox.world.add_busy(SARAH, day.replace(hour=14), day.replace(hour=15), "Dentist", "oof")
    asked = GetSchedulePostRequestBody(
        schedules=[SARAH, "x@other.example"],
        start_time=at("2026-07-01T13:30:00", "UTC"),
        end_time=at("2026-07-01T15:30:00", "UTC"),
        availability_view_interval=30,
    )

    got = await sdk.me.calendar.get_schedule.post(asked, asking(f'outlook.timezone="{EASTERN}"'))
    by_id = {one.schedule_id: one for one in got.value}
    known, unknown = by_id[SARAH], by_id["x@other.example"]
    item = next(one for one in known.schedule_items if one.status is FreeBusyStatus.Oof)

    assert known.availability_view[1:3] == "33"
    assert (item.start.date_time, item.start.time_zone) == ("2026-07-01T10:00:00.0000000", EASTERN)
    assert (item.subject, item.is_private) == (None, False)
    assert (known.working_hours.start_time, known.working_hours.days_of_week[0]) == (
        time(9),
        DayOfWeek.Monday,
    )
    assert known.error is None
    assert (unknown.availability_view, unknown.error.response_code) == (None, "5009")


async def test_an_online_event_lives(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Made once however often it is sent, moved, answered, cancelled; every field is what was put in."""
    from msgraph.generated.models.attendee_type import AttendeeType
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.event_type import EventType
    from msgraph.generated.models.free_busy_status import FreeBusyStatus
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError
    from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType
    from msgraph.generated.models.response_type import ResponseType
    from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody

    made = await sdk.me.events.post(an_event(), asking(IMMUTABLE))
    again = await sdk.me.events.post(an_event(), asking(IMMUTABLE))
    item = sdk.me.events.by_event_id(made.id)
    answers(sandbox, made.id, JOHN, "accepted")
    accepted = await item.get(asking(IMMUTABLE, f'outlook.timezone="{EASTERN}"'))
    moved = await item.patch(
        Event(start=at("2026-06-10T09:00:00"), end=at("2026-06-10T10:00:00")), asking(IMMUTABLE)
    )
    await item.cancel.post(CancelPostRequestBody(comment="Something came up"))
    with pytest.raises(ODataError) as gone:
        await item.get()

    assert again.id == made.id
    assert (made.start.date_time, made.start.time_zone) == ("2026-06-09T18:00:00.0000000", "UTC")
    assert (made.original_start_time_zone, made.type, made.show_as) == (
        EASTERN,
        EventType.SingleInstance,
        FreeBusyStatus.Busy,
    )
    assert made.online_meeting.join_url.startswith("https://teams.microsoft.com/l/meetup-join/")
    assert made.online_meeting_provider is OnlineMeetingProviderType.TeamsForBusiness
    assert (made.recurrence, made.series_master_id, made.online_meeting_url) == (None, None, None)
    assert [one.type for one in made.attendees] == [AttendeeType.Required, AttendeeType.Optional]
    assert {one.status.time for one in made.attendees} == {NEVER}
    assert made.response_status.response is ResponseType.Organizer
    assert (accepted.start.date_time, accepted.start.time_zone) == ("2026-06-09T14:00:00.0000000", EASTERN)
    assert [one.status.response for one in accepted.attendees] == [ResponseType.Accepted, ResponseType.None_]
    assert accepted.attendees[0].status.time == sandbox.world.now
    assert moved.start.date_time == "2026-06-10T13:00:00.0000000"
    assert {one.status.response for one in moved.attendees} == {ResponseType.NotResponded}
    assert moved.attendees[0].status.time.year == 4501
    assert gone.value.response_status_code == 404
    (left,) = sandbox.world.meetings.all()
    assert (left.cancelled, left.cancel_comment) == (True, "Something came up")


async def test_answers_come_as_mail_too(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Of their own type, with the answer, the time proposed instead, and the event they belong to."""
    from msgraph.generated.models.event_message_response import EventMessageResponse
    from msgraph.generated.models.meeting_message_type import MeetingMessageType
    from msgraph.generated.models.response_type import ResponseType
    from msgraph.generated.users.item.mail_folders.item.messages.messages_request_builder import (
        MessagesRequestBuilder,
    )

    made = await sdk.me.events.post(an_event(), asking(IMMUTABLE))
    answers(sandbox, made.id, JOHN, "declined", proposed_start="2026-06-11T10:00:00-04:00")
    options = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters
    inbox = sdk.me.mail_folders.by_mail_folder_id("inbox").messages
    (mail,) = (
        await inbox.get(asking(IMMUTABLE, of=options, expand=["microsoft.graph.eventMessage/event"]))
    ).value
    event = await sdk.me.events.by_event_id(made.id).get()

    assert isinstance(mail, EventMessageResponse)
    assert mail.meeting_message_type is MeetingMessageType.MeetingDeclined
    assert mail.response_type is ResponseType.Declined
    assert mail.proposed_new_time.start.date_time == "2026-06-11T14:00:00.0000000"
    assert (mail.event.id, mail.event.subject) == (made.id, "Demo")
    assert event.attendees[0].proposed_new_time.end.date_time == "2026-06-11T15:00:00.0000000"
    assert event.attendees[1].proposed_new_time is None


async def test_the_calendar_is_read_page_by_page(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """All of a week by start, meetings among what else is there; ten to a page unless asked otherwise."""
    from msgraph.generated.models.free_busy_status import FreeBusyStatus
    from msgraph.generated.users.item.calendar_view.calendar_view_request_builder import (
        CalendarViewRequestBuilder,
    )
    from msgraph_core.tasks.page_iterator import PageIterator

    made = await sdk.me.events.post(an_event(), asking(IMMUTABLE))
    day = datetime(2026, 6, 13, tzinfo=UTC)  # a Saturday, without seeded entries
    for hour in range(8, 20):
        start = day.replace(hour=hour)
        sandbox.world.add_busy(REP, start, start + timedelta(minutes=30), f"Hour {hour}", "tentative")
    window = {"start_date_time": "2026-06-08T00:00:00Z", "end_date_time": "2026-06-14T00:00:00Z"}
    options = CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters
    first = await sdk.me.calendar_view.get(asking(IMMUTABLE, of=options, **window))
    found: list[Any] = []
    reader = PageIterator(first, sdk.request_adapter)
    reader.headers.add("Prefer", IMMUTABLE)
    await reader.iterate(lambda event: found.append(event) or True)

    assert (len(first.value), first.odata_next_link is None) == (10, False)
    starts = [event.start.date_time for event in found]
    assert starts == sorted(starts)
    assert len({event.id for event in found}) == len(found) > 13
    assert made.id in {event.id for event in found}
    tentative = [event.subject for event in found if event.show_as is FreeBusyStatus.Tentative]
    assert tentative[-12:] == [f"Hour {hour}" for hour in range(8, 20)]


async def test_changes_of_the_calendar_come_by_delta(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """The window holds from the first call on; then what is new, moved out and cancelled."""
    from msgraph.generated.models.event import Event
    from msgraph.generated.users.item.calendar_view.delta.delta_request_builder import DeltaRequestBuilder

    ids = []
    for number, start in enumerate(("2026-06-13T10:00:00", "2026-06-13T12:00:00", "2026-06-13T14:00:00")):
        made = await sdk.me.events.post(an_event(f"No. {number}", start, f"t-{number}"), asking(IMMUTABLE))
        ids.append(made.id)
    window = {"start_date_time": "2026-06-13T00:00:00Z", "end_date_time": "2026-06-14T04:00:00Z"}
    options = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters
    view, small = sdk.me.calendar_view.delta, asking(IMMUTABLE, "odata.maxpagesize=2")
    first = await view.get(asking(IMMUTABLE, "odata.maxpagesize=2", of=options, **window))
    items, link, pages = await a_round(first, lambda url: view.with_url(url).get(small))
    away = Event(start=at("2026-06-20T10:00:00"), end=at("2026-06-20T11:00:00"))
    await sdk.me.events.by_event_id(ids[0]).patch(away)
    await sdk.me.events.by_event_id(ids[1]).delete()
    new = await sdk.me.events.post(an_event("New", "2026-06-13T16:00:00", "t-9"), asking(IMMUTABLE))
    following = await view.with_url(link).get(small)
    changes, _, _ = await a_round(following, lambda url: view.with_url(url).get(small))

    removed = {change.id for change in changes if "@removed" in change.additional_data}
    assert ([item.id for item in items], pages) == (ids, 2)
    assert removed == {ids[0], ids[1]}
    assert [change.id for change in changes if change.id not in removed] == [new.id]

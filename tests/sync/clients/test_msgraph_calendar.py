"""Microsoft's own SDK of Graph keeps the sandbox's calendar and asks who attended."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sync.sandbox.controls import Controls
from sync.sandbox.people import seeded_people
from sync.sandbox.server import Sandbox
from sync.sandbox.world import Guest
from tests.sync.clients.test_msgraph_mail import IMMUTABLE, a_round, asking
from tests.sync.sandbox.graph_walk import JOHN

if TYPE_CHECKING:
    from msgraph import GraphServiceClient
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
    from msgraph.generated.models.event import Event

REP, SARAH = "brent@xforce.example", "sarah@xforce.example"
EASTERN = "Eastern Standard Time"
NEVER = datetime(1, 1, 1, tzinfo=UTC)


def at(text: str, zone: str = EASTERN) -> DateTimeTimeZone:
    """A time on a clock of a zone."""
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone

    return DateTimeTimeZone(date_time=text, time_zone=zone)


def an_event(subject: str = "Demo", start: str = "2026-06-09T14:00:00", key: str = "t-1") -> Event:
    """An hour with John and, if she likes, Sarah, on Teams."""
    from msgraph.generated.models.attendee import Attendee
    from msgraph.generated.models.attendee_type import AttendeeType
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType

    def who(address: str, name: str, kind: AttendeeType) -> Attendee:
        return Attendee(email_address=EmailAddress(address=address, name=name), type=kind)

    end = (datetime.fromisoformat(start) + timedelta(hours=1)).isoformat()
    return Event(
        subject=subject,
        body=ItemBody(content_type=BodyType.Html, content="<p>See you there</p>"),
        start=at(start),
        end=at(end),
        attendees=[
            who(JOHN, "John Smith", AttendeeType.Required),
            who(SARAH, "Sarah Chen", AttendeeType.Optional),
        ],
        is_online_meeting=True,
        online_meeting_provider=OnlineMeetingProviderType.TeamsForBusiness,
        transaction_id=key,
    )


def control(sandbox: Sandbox) -> Controls:
    """The sandbox's own controls, without the wire."""
    return Controls(sandbox.world, sandbox.faults, sandbox.log, sandbox.sign_in)


def answers(sandbox: Sandbox, event_id: str, address: str, response: str, **more: Any) -> None:
    """Somebody answers the invitation."""
    asked = {"event_id": event_id, "address": address, "response": response, **more}
    assert (
        control(sandbox).answer("POST", "/sandbox/invite-response", json.dumps(asked).encode(), {}).status
        == 200
    )


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


async def test_who_attended_is_found_by_the_join_address(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """The event's link leads to the meeting, its reports and their records; a guest has no address."""
    from msgraph.generated.models.communications_user_identity import CommunicationsUserIdentity
    from msgraph.generated.users.item.online_meetings.item.attendance_reports.item.meeting_attendance_report_item_request_builder import (  # noqa: E501
        MeetingAttendanceReportItemRequestBuilder,
    )
    from msgraph.generated.users.item.online_meetings.online_meetings_request_builder import (
        OnlineMeetingsRequestBuilder,
    )

    made = await sdk.me.events.post(an_event(), asking(IMMUTABLE))
    (event,) = sandbox.world.meetings.all()
    sandbox.world.record_attendance(event, [JOHN, Guest("J. Smith")])
    sandbox.world.advance_to(datetime(2026, 6, 10, 13, tzinfo=UTC))
    where = f"JoinWebUrl eq '{made.online_meeting.join_url}'"
    query = OnlineMeetingsRequestBuilder.OnlineMeetingsRequestBuilderGetQueryParameters
    (meeting,) = (await sdk.me.online_meetings.get(asking(of=query, filter=where))).value
    reports = sdk.me.online_meetings.by_online_meeting_id(meeting.id).attendance_reports
    (listed,) = (await reports.get()).value
    one = reports.by_meeting_attendance_report_id(listed.id)
    options = (
        MeetingAttendanceReportItemRequestBuilder.MeetingAttendanceReportItemRequestBuilderGetQueryParameters
    )
    report = await one.get(asking(of=options, expand=["attendanceRecords"]))
    records = (await one.attendance_records.get()).value

    assert (meeting.join_web_url, meeting.subject) == (made.online_meeting.join_url, "Demo")
    assert (listed.attendance_records, listed.total_participant_count) == ([], 3)
    assert report.meeting_start_date_time == datetime(2026, 6, 9, 18, tzinfo=UTC)
    assert {(r.email_address, r.role) for r in report.attendance_records} == {
        (REP, "Organizer"),
        (JOHN, "Attendee"),
        ("", "Attendee"),
    }
    assert [r.id for r in records] == [r.id for r in report.attendance_records]
    guest = next(r for r in records if not r.email_address)
    assert isinstance(guest.identity, CommunicationsUserIdentity)
    assert (guest.identity.display_name, guest.registration_id) == ("J. Smith", None)
    assert guest.attendance_intervals[0].join_date_time == datetime(2026, 6, 9, 18, tzinfo=UTC)
    assert guest.total_attendance_in_seconds == guest.attendance_intervals[0].duration_in_seconds > 0


async def test_the_rep_and_the_colleagues(sandbox: Sandbox, sdk: GraphServiceClient) -> None:
    """Profile, settings, contacts, people, zones; the directory filters, and searches its index."""
    from msgraph.generated.models.automatic_replies_status import AutomaticRepliesStatus
    from msgraph.generated.models.o_data_errors.o_data_error import ODataError
    from msgraph.generated.users.users_request_builder import UsersRequestBuilder

    sandbox.world.people = [person] = seeded_people(7)[:1]
    me = await sdk.me.get()
    settings = await sdk.me.mailbox_settings.get()
    options = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters
    filtered = await sdk.users.get(
        asking(of=options, filter="startswith(displayName,'Sar')", select=["mail"])
    )
    search = asking(of=options, search='"displayName:chen"')
    with pytest.raises(ODataError) as refused:
        await sdk.users.get(search)
    search.headers.add("ConsistencyLevel", "eventual")
    searched = await sdk.users.get(search)
    zones = await sdk.me.outlook.supported_time_zones.get()
    contacts, people = await sdk.me.contacts.get(), await sdk.me.people.get()

    assert (me.mail, me.mobile_phone) == (REP, None)
    assert settings.time_zone == EASTERN
    assert settings.automatic_replies_setting.status is AutomaticRepliesStatus.Disabled
    assert (settings.working_hours.end_time, settings.working_hours.time_zone.name) == (time(17), EASTERN)
    assert [(one.mail, one.display_name, one.id) for one in filtered.value] == [(SARAH, None, None)]
    assert (refused.value.response_status_code, refused.value.error.code) == (400, "Request_UnsupportedQuery")
    assert [one.mail for one in searched.value] == [SARAH]
    assert EASTERN in {one.alias for one in zones.value}
    assert [one.email_addresses[0].address for one in contacts.value] == [person.address]
    assert contacts.value[0].company_name == person.company.name
    assert SARAH in {one.scored_email_addresses[0].address for one in people.value}

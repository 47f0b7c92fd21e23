"""Microsoft's own SDK of Graph asks the sandbox who attended, and who works here."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest

from sync.sandbox.people import seeded_people
from sync.sandbox.server import Sandbox
from sync.sandbox.world import Guest
from tests.sync.clients.sdk_calls import EASTERN, IMMUTABLE, REP, SARAH, an_event, asking
from tests.sync.sandbox.graph_walk import JOHN

if TYPE_CHECKING:
    from msgraph import GraphServiceClient


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

"""Which handler answers which call of Graph. Wire format only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from sync.sandbox import graph_calendars as calendars
from sync.sandbox import graph_compose as compose
from sync.sandbox import graph_directory as directory
from sync.sandbox import graph_events as events
from sync.sandbox import graph_mail as mail
from sync.sandbox import graph_meetings as meetings
from sync.sandbox import graph_people as people
from sync.sandbox import graph_schedule as schedule
from sync.sandbox.errors import GraphError
from sync.sandbox.graph_call import GraphCall, Json, Reply
from sync.sandbox.graph_delta import mail_delta

Handler = Callable[..., Reply]

_ID = r"([^/]+)"
# The default calendar has three addresses.
_MINE = rf"me/(?:calendar/|calendars/{re.escape(calendars.CALENDAR_ID)}/)?"
_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "me", directory.get_me),
    ("GET", "users", directory.list_users),
    ("GET", f"users/{_ID}", directory.get_user),
    ("GET", "me/mailboxSettings", people.mailbox_settings),
    ("GET", "me/contacts", people.list_contacts),
    ("GET", "me/people", people.list_people),
    ("GET", r"me/outlook/supportedTimeZones(?:\((.*)\))?", people.supported_zones),
    ("GET", "me/messages", mail.list_messages),
    ("POST", "me/messages", compose.create_draft),
    ("GET", f"me/messages/{_ID}", mail.get_message),
    ("PATCH", f"me/messages/{_ID}", compose.patch_message),
    ("DELETE", f"me/messages/{_ID}", mail.delete_message),
    ("POST", f"me/messages/{_ID}/send", compose.send_draft),
    ("POST", f"me/messages/{_ID}/createReply", compose.create_reply),
    ("POST", f"me/messages/{_ID}/createReplyAll", compose.create_reply_all),
    ("GET", f"me/messages/{_ID}/attachments", mail.list_attachments),
    ("GET", f"me/messages/{_ID}/attachments/{_ID}", mail.get_attachment),
    ("POST", "me/sendMail", compose.send_mail),
    ("GET", "me/mailFolders", mail.list_folders),
    ("GET", f"me/mailFolders/{_ID}", mail.get_folder),
    ("GET", f"me/mailFolders/{_ID}/messages", mail.list_in_folder),
    ("POST", f"me/mailFolders/{_ID}/messages", compose.create_in_folder),
    ("GET", rf"me/mailFolders/{_ID}/messages/delta(?:\(\))?", mail_delta),
    ("POST", "me/calendar/getSchedule", schedule.get_schedule),
    ("POST", "me/findMeetingTimes", schedule.find_meeting_times),
    ("GET", "me/calendar", calendars.get_calendar),
    ("GET", "me/calendars", calendars.list_calendars),
    ("GET", f"me/calendars/{_ID}", calendars.get_calendar),
    ("GET", rf"{_MINE}calendarView", events.calendar_view),
    ("GET", rf"{_MINE}calendarView/delta(?:\(\))?", events.calendar_view_delta),
    ("GET", f"{_MINE}events", events.list_events),
    ("POST", f"{_MINE}events", events.create_event),
    ("GET", f"{_MINE}events/{_ID}", events.get_event),
    ("PATCH", f"{_MINE}events/{_ID}", events.patch_event),
    ("DELETE", f"{_MINE}events/{_ID}", events.delete_event),
    ("POST", f"{_MINE}events/{_ID}/cancel", events.cancel_event),
    ("GET", "me/onlineMeetings", meetings.find_online_meeting),
    ("GET", f"me/onlineMeetings/{_ID}/attendanceReports", meetings.list_reports),
    ("GET", f"me/onlineMeetings/{_ID}/attendanceReports/{_ID}", meetings.get_report),
    ("GET", f"me/onlineMeetings/{_ID}/attendanceReports/{_ID}/attendanceRecords", meetings.list_records),
)
_COMPILED = tuple(
    (method, re.compile(pattern, re.IGNORECASE), handler) for method, pattern, handler in _ROUTES
)


def answer(call: GraphCall) -> Reply:
    """Do what a call asks. Raises GraphError for what Graph would refuse."""
    path = plain_path(call.path)
    known = False
    for method, pattern, handler in _COMPILED:
        match = pattern.fullmatch(path)
        if match is None:
            continue
        if method == call.method:
            return handler(call, *(part for part in match.groups() if part is not None))
        known = True
    if known:
        raise GraphError(405, "MethodNotAllowed", f"{call.method} is not allowed here.")
    message = f"Resource not found for the segment '{path.rpartition('/')[2]}'."
    raise GraphError(400, "BadRequest", message)


def plain_path(path: str) -> str:
    """One spelling for several: `mailfolders('x')` is `mailFolders/x`, namespaces are left out."""
    path = path.strip("/").replace("microsoft.graph.", "")
    return re.sub(
        r"(?i)\b(mailFolders|messages|events|onlineMeetings|calendars|users)\('([^']*)'\)", r"\1/\2", path
    )


def error_body(error: GraphError, request_id: str, client_id: str, now: datetime) -> Json:
    """Graph's form of an error."""
    inner = {
        "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_id,
    }
    return {"error": {"code": error.code, "message": error.message, "innerError": inner}}

"""An event as Graph shows it."""

from __future__ import annotations

import base64

from sync.sandbox.calendars import Booked
from sync.sandbox.graph_call import GraphCall, Json, utc_text, zoned
from sync.sandbox.html_text import to_html, to_text
from sync.sandbox.ids import digest, immutable_id
from sync.sandbox.odata import chosen, expansions
from sync.sandbox.state import Address, Invitee, Meeting
from sync.sandbox.zones import windows_name

NEVER = "0001-01-01T00:00:00Z"
AFTER_MOVE = "4501-01-01T00:00:00Z"


def event_json(meeting: Meeting, call: GraphCall) -> Json:
    """The organizer's copy in full."""
    change_key = base64.b64encode(digest("change", meeting.key, meeting.changed_no)[:18]).decode()
    text = to_text(meeting.html)
    item: Json = {
        "@odata.etag": f'W/"{change_key}"',
        "id": call.item_id(meeting),
        "createdDateTime": utc_text(meeting.created_at),
        "lastModifiedDateTime": utc_text(meeting.modified_at),
        "changeKey": change_key,
        "categories": meeting.categories,
        "originalStartTimeZone": meeting.zone,
        "originalEndTimeZone": meeting.zone,
        "iCalUId": meeting.uid,
        "reminderMinutesBeforeStart": meeting.reminder_minutes,
        "isReminderOn": meeting.is_reminder_on,
        "hasAttachments": False,
        "subject": meeting.subject,
        "bodyPreview": " ".join(text.split())[:255],
        "importance": meeting.importance,
        "sensitivity": meeting.sensitivity,
        "isAllDay": meeting.is_all_day,
        "isCancelled": meeting.cancelled,
        "isOrganizer": True,
        "isDraft": False,
        "responseRequested": meeting.response_requested,
        "seriesMasterId": None,
        "showAs": meeting.show_as,
        "type": "singleInstance",
        "webLink": f"https://outlook.office365.com/owa/?itemid={meeting.key}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": meeting.is_online,
        "onlineMeetingProvider": meeting.provider,
        "allowNewTimeProposals": meeting.allow_proposals,
        "hideAttendees": meeting.hide_attendees,
        "recurrence": None,
        "responseStatus": {"response": "organizer", "time": NEVER},
        "body": {"contentType": "text", "content": text}
        if call.as_text
        else {"contentType": "html", "content": meeting.html},
        "start": zoned(meeting.start_at, call),
        "end": zoned(meeting.end_at, call),
        "location": {"displayName": meeting.location, "locationType": "default"},
        "locations": [{"displayName": meeting.location}] if meeting.location else [],
        "attendees": [_attendee(one, call) for one in meeting.attendees],
        "organizer": _person(meeting.organizer),
        "onlineMeeting": {"joinUrl": meeting.join_url} if meeting.join_url else None,
    }
    if meeting.transaction_id:
        item["transactionId"] = meeting.transaction_id
    return item


def shown_event(meeting: Meeting, call: GraphCall) -> Json:
    """An event with the properties and expansions of the call."""
    item = chosen(event_json(meeting, call), call.option("select"))
    options = expansions(call.option("expand")).get("singleValueExtendedProperties")
    if options is not None and meeting.properties:
        wanted = options.partition("'")[2].rstrip("'")
        found = [{"id": k, "value": v} for k, v in meeting.properties.items() if not wanted or k == wanted]
        if found:
            item["singleValueExtendedProperties"] = found
    return item


def other_event(booked: Booked, call: GraphCall) -> Json:
    """An entry of the rep's calendar that is no meeting made through Graph."""
    rep = call.world.rep
    item: Json = {
        "@odata.etag": f'W/"{booked.key}"',
        "id": immutable_id(booked.key),
        "createdDateTime": utc_text(booked.start_at),
        "lastModifiedDateTime": utc_text(booked.start_at),
        "iCalUId": digest("uid", booked.key).hex().upper(),
        "originalStartTimeZone": windows_name(rep.zone),
        "originalEndTimeZone": windows_name(rep.zone),
        "subject": booked.title,
        "bodyPreview": "",
        "body": {
            "contentType": "text" if call.as_text else "html",
            "content": "" if call.as_text else to_html(""),
        },
        "sensitivity": "private" if booked.is_private else "normal",
        "isAllDay": False,
        "isCancelled": False,
        "isOrganizer": True,
        "isOnlineMeeting": False,
        "showAs": booked.status,
        "type": "singleInstance",
        "responseStatus": {"response": "organizer", "time": NEVER},
        "start": zoned(booked.start_at, call),
        "end": zoned(booked.end_at, call),
        "attendees": [],
        "organizer": _person(Address(rep.address, rep.name)),
    }
    return chosen(item, call.option("select"))


def _attendee(one: Invitee, call: GraphCall) -> Json:
    time = AFTER_MOVE if one.rescheduled else NEVER
    if one.responded_at is not None:
        time = utc_text(one.responded_at)
    item: Json = {"type": one.type, "status": {"response": one.response, "time": time}}
    if one.proposed_start_at is not None and one.proposed_end_at is not None:
        start, end = zoned(one.proposed_start_at, call), zoned(one.proposed_end_at, call)
        item["proposedNewTime"] = {"start": start, "end": end}
    return item | _person(Address(one.address, one.name))


def _person(one: Address) -> Json:
    return {"emailAddress": {"name": one.name or one.address, "address": one.address}}

"""Graph's calendar operations on events."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sync.sandbox.company import TENANT_ID
from sync.sandbox.errors import GraphError, bad_request, not_found
from sync.sandbox.graph_call import GraphCall, Json, Reply, read_instant, read_zoned
from sync.sandbox.graph_delta import read_token, removed, round_page
from sync.sandbox.graph_event import event_json, other_event, shown_event
from sync.sandbox.graph_pages import page
from sync.sandbox.html_text import to_html
from sync.sandbox.ids import digest
from sync.sandbox.state import Address, Invitee, Meeting
from sync.sandbox.teams_block import has_block

_MOST_ATTENDEES = 500
LATE_LINK = timedelta(minutes=2)
_PLAIN = {
    "subject": "subject",
    "showAs": "show_as",
    "sensitivity": "sensitivity",
    "importance": "importance",
    "categories": "categories",
    "reminderMinutesBeforeStart": "reminder_minutes",
    "isReminderOn": "is_reminder_on",
    "isAllDay": "is_all_day",
    "responseRequested": "response_requested",
    "allowNewTimeProposals": "allow_proposals",
    "hideAttendees": "hide_attendees",
}


def the_event(call: GraphCall, event_id: str) -> Meeting:
    """The event with this id. Raises GraphError 404."""
    meeting = call.world.meetings.find(event_id)
    if meeting is None:
        raise not_found()
    return meeting


def create_event(call: GraphCall) -> Reply:
    """POST /me/events: invitations go out at once. A repeated transactionId makes no second event."""
    asked = call.json()
    start_at, end_at = _interval(asked)
    attendees = _attendees(asked)
    fingerprint = digest(json.dumps(asked, sort_keys=True, default=str)).hex()
    transaction = str(asked.get("transactionId") or "")
    known = call.world.meetings.with_transaction(transaction) if transaction else None
    if known is not None:
        return _again(call, known, fingerprint)
    rep = Address(call.world.rep.address, call.world.rep.name)
    meeting = call.world.meetings.new(str(asked.get("subject") or ""), start_at, end_at, rep)
    meeting.transaction_id, meeting.request_fingerprint = transaction, fingerprint
    meeting.zone = str(asked["start"].get("timeZone") or "UTC")
    meeting.attendees = attendees
    _fill(meeting, asked)
    if _wants_online(asked):
        _put_online(call, meeting)
    call.world.meetings.note_told(meeting, "invited", meeting.attendees)
    call.world.meeting_made(meeting)
    return Reply(201, _entity(call, meeting), call.applied())


def _again(call: GraphCall, known: Meeting, fingerprint: str) -> Reply:
    if known.request_fingerprint != fingerprint or known.removed:
        message = "Your request can't be completed: the transactionId was used for another event."
        raise GraphError(409, "ErrorDuplicateTransactionId", message)
    return Reply(201, _entity(call, known), call.applied())


def patch_event(call: GraphCall, event_id: str) -> Reply:
    """PATCH /me/events/{id}: attendees are replaced, a new time resets the answers."""
    meeting, asked = the_event(call, event_id), call.json()
    if "transactionId" in asked and asked["transactionId"] != meeting.transaction_id:
        raise bad_request("The property 'transactionId' cannot be changed.", "ErrorInvalidPropertySet")
    start_at = read_zoned(asked["start"], "start") if "start" in asked else meeting.start_at
    end_at = read_zoned(asked["end"], "end") if "end" in asked else meeting.end_at
    _check_interval(start_at, end_at)
    newcomers: list[Invitee] = []
    before = list(meeting.attendees)
    if "attendees" in asked:
        newcomers = _replace_attendees(meeting, _attendees(asked))
    _note_update(call, meeting, asked, before)
    _fill(meeting, asked)
    _online_after_patch(call, meeting, asked)
    moved = (start_at, end_at) != (meeting.start_at, meeting.end_at)
    if moved:
        call.world.meetings.reschedule(meeting, start_at, end_at)
    call.world.meetings.touch(meeting)
    if moved:
        call.world.meeting_moved(meeting)
    else:
        call.world.meeting_edited(meeting, newcomers)
    return Reply(200, _entity(call, meeting), call.applied())


def _note_update(call: GraphCall, meeting: Meeting, asked: Json, before: list[Invitee]) -> None:
    """Of other guests only those hear who come or go; of anything else everybody does."""
    meetings, known = call.world.meetings, {one.address.lower() for one in before}
    stay = {one.address.lower() for one in meeting.attendees}
    new = [one for one in meeting.attendees if one.address.lower() not in known]
    meetings.note_told(meeting, "invited", new)
    meetings.note_told(meeting, "cancelled", [one for one in before if one.address.lower() not in stay])
    if set(asked) - {"attendees"}:
        meetings.note_told(meeting, "updated", [one for one in meeting.attendees if one not in new])


def _wants_online(asked: Json) -> bool:
    """The service reads "true" and "false" too, which some clients write."""
    return str(asked.get("isOnlineMeeting")).lower() == "true"


def _online_after_patch(call: GraphCall, meeting: Meeting, asked: Json) -> None:
    if "body" in asked and meeting.is_online and not has_block(meeting.html, meeting.join_url):
        call.world.meetings.put_offline(meeting)
    elif _wants_online(asked) and not meeting.is_online:
        _put_online(call, meeting)
    if "new_link" in call.hints and meeting.join_url:
        call.world.meetings.renew_link(meeting, TENANT_ID)


def _put_online(call: GraphCall, meeting: Meeting) -> None:
    """With its link at once, or a while later; a calendar that allows no Teams says so in the event only."""
    if "no_online_meeting" in call.hints:
        return
    call.world.meetings.promise_online(meeting)
    if "late_link" in call.hints:
        call.world.agenda.add(call.world.now + LATE_LINK, "link_appears", meeting=meeting.key)
    else:
        call.world.meetings.put_online(meeting, TENANT_ID)


def get_event(call: GraphCall, event_id: str) -> Reply:
    """GET /me/events/{id}"""
    return Reply(200, _entity(call, the_event(call, event_id)), call.applied())


def delete_event(call: GraphCall, event_id: str) -> Reply:
    """DELETE /me/events/{id}: a cancellation without words."""
    meeting = the_event(call, event_id)
    call.world.meetings.note_told(meeting, "cancelled", meeting.attendees)
    call.world.cancel_meeting(meeting, "")
    return Reply(204)


def cancel_event(call: GraphCall, event_id: str) -> Reply:
    """POST /me/events/{id}/cancel"""
    meeting, asked = the_event(call, event_id), call.json()
    call.world.meetings.note_told(meeting, "cancelled", meeting.attendees)
    call.world.cancel_meeting(meeting, str(asked.get("comment", asked.get("Comment")) or ""))
    return Reply(202)


def list_events(call: GraphCall) -> Reply:
    """GET /me/events"""
    meetings = [meeting for meeting in call.world.meetings.all() if not meeting.removed]
    by_id = {call.item_id(meeting): meeting for meeting in meetings}
    items = [
        event_json(one, call)
        | {"singleValueExtendedProperties": [{"id": k, "value": v} for k, v in one.properties.items()]}
        for one in meetings
    ]
    return page(call, items, lambda item: shown_event(by_id[item["id"]], call), "users('me')/events")


def calendar_view(call: GraphCall) -> Reply:
    """GET /me/calendarView: meetings and everything else on the rep's calendar in the window, by start."""
    items = [item for _, item in _view(call, *_window(call))]
    return page(call, items, lambda item: item, "users('me')/calendarView")


def calendar_view_delta(call: GraphCall) -> Reply:
    """GET /me/calendarView/delta: the window is the first call's."""
    link = f"{call.base_url}/v1.0/me/calendarView/delta"
    token = read_token(call, link)
    options = token["options"]
    if "$select" in options:
        raise bad_request("$select is not supported here.", "ErrorInvalidUrlQuery")
    start_at = read_instant(str(options.get("startDateTime", "")), "startDateTime")
    end_at = read_instant(str(options.get("endDateTime", "")), "endDateTime")
    since, upto = token["since"], token["upto"]
    changes: list[tuple[float, Json]] = []
    for number, item in _view(call, start_at, end_at):
        if since < number <= upto:
            changes.append((number, item))
    for meeting in call.world.meetings.all():
        inside = meeting.start_at < end_at and meeting.end_at > start_at and not meeting.removed
        if not inside and since < meeting.changed_no <= upto and since > 0:
            changes.append((meeting.changed_no, removed(call.item_id(meeting))))
    return round_page(call, link, token, changes)


def _view(call: GraphCall, start_at: datetime, end_at: datetime) -> list[tuple[float, Json]]:
    """Entries with the number of their last change; what was always there has one between 0 and 1."""
    found: list[tuple[float, Json]] = []
    booked_spans = call.world.calendars.booked(call.world.rep.address, start_at, end_at)
    for place, booked in enumerate(booked_spans, 1):
        meeting = call.world.meetings.by_key(booked.meeting_key) if booked.meeting_key else None
        if meeting is not None:
            found.append((meeting.changed_no, shown_event(meeting, call)))
        else:
            number = booked.changed_no or place / (len(booked_spans) + 1)
            found.append((number, other_event(booked, call)))
    return found


def _window(call: GraphCall) -> tuple[datetime, datetime]:
    start, end = call.query.get("startDateTime"), call.query.get("endDateTime")
    if not start or not end:
        message = "This request requires a time window specified by the query string parameters "
        raise bad_request(message + "StartDateTime and EndDateTime.", "ErrorInvalidParameter")
    window = read_instant(start, "startDateTime"), read_instant(end, "endDateTime")
    _check_interval(*window)
    return window


def _interval(asked: Json) -> tuple[datetime, datetime]:
    start_at, end_at = read_zoned(asked.get("start"), "start"), read_zoned(asked.get("end"), "end")
    _check_interval(start_at, end_at)
    return start_at, end_at


def _check_interval(start_at: datetime, end_at: datetime) -> None:
    if end_at < start_at:
        raise bad_request("The End date must be after the Start date.", "ErrorPropertyValidationFailure")
    if end_at - start_at > timedelta(days=365 * 5):
        raise bad_request("The requested duration is too long.", "ErrorCalendarDurationIsTooLong")


def _attendees(asked: Json) -> list[Invitee]:
    found: dict[str, Invitee] = {}
    for one in asked.get("attendees") or []:
        inner = (one or {}).get("emailAddress") or {}
        address = str(inner.get("address") or "")
        if "@" not in address:
            raise bad_request("At least one attendee is not valid.", "ErrorInvalidRecipients")
        invitee = Invitee(address, str(inner.get("name") or ""), str(one.get("type") or "required").lower())
        found.setdefault(address.lower(), invitee)
    if len(found) > _MOST_ATTENDEES:
        raise bad_request("An event has at most 500 attendees.", "ErrorTooManyAttendees")
    return list(found.values())


def _replace_attendees(meeting: Meeting, attendees: list[Invitee]) -> list[Invitee]:
    before = {one.address.lower(): one for one in meeting.attendees}
    newcomers = []
    for number, one in enumerate(attendees):
        old = before.get(one.address.lower())
        if old is None:
            newcomers.append(one)
        else:
            old.type, old.name = one.type, one.name or old.name
            attendees[number] = old
    meeting.attendees = attendees
    return newcomers


def _fill(meeting: Meeting, asked: Json) -> None:
    for name, field in _PLAIN.items():
        if asked.get(name) is not None:
            setattr(meeting, field, asked[name])
    if asked.get("body") is not None:
        meeting.html = _html(asked["body"])
    if asked.get("location") is not None:
        meeting.location = str(asked["location"].get("displayName") or "")
    for one in asked.get("singleValueExtendedProperties") or []:
        meeting.properties[str(one["id"])] = str(one.get("value", ""))


def _html(body: Any) -> str:
    content = str(body.get("content") or "")
    return content if str(body.get("contentType", "text")).lower() == "html" else to_html(content)


def _entity(call: GraphCall, meeting: Meeting) -> Json:
    context = f"{call.base_url}/v1.0/$metadata#users('me')/events/$entity"
    return {"@odata.context": context} | shown_event(meeting, call)

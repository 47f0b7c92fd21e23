"""Free and busy, and times at which everybody can meet."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sync.sandbox.calendars import Booked
from sync.sandbox.errors import GraphError, bad_request
from sync.sandbox.graph_call import GraphCall, Json, Reply, read_zoned, zoned
from sync.sandbox.ids import fraction
from sync.sandbox.zones import windows_name

_MOST_MAILBOXES = 100
_LONGEST = timedelta(days=62)
_DIGITS = {"free": "0", "workingElsewhere": "0", "tentative": "1", "busy": "2", "oof": "3"}


def get_schedule(call: GraphCall) -> Reply:
    """POST /me/calendar/getSchedule. The order of the answers is not that of the question."""
    asked = {key[0].lower() + key[1:]: value for key, value in call.json().items()}
    addresses = asked.get("schedules")
    if not isinstance(addresses, list) or not addresses:
        raise bad_request("The parameter 'schedules' is missing.", "ErrorInvalidParameter")
    if len(addresses) > _MOST_MAILBOXES:
        message = f"The requested mailbox count {len(addresses)} exceeds the limit of {_MOST_MAILBOXES}."
        raise bad_request(message, "ErrorMailboxDataArrayTooBig")
    start_at, end_at = (
        read_zoned(asked.get("startTime"), "startTime"),
        read_zoned(asked.get("endTime"), "endTime"),
    )
    minutes = asked.get("availabilityViewInterval", 30)
    if minutes is None:
        raise GraphError(500, "ErrorInternalServerError", "An internal server error occurred.")
    _check(start_at, end_at, minutes)
    seed = call.world.state.seed
    shuffled = sorted(addresses, key=lambda address: fraction(seed, "order", address))
    found = [_schedule(call, str(one), start_at, end_at, minutes) for one in shuffled]
    kind = "microsoft.graph.scheduleInformation"
    body: Json = {"@odata.context": f"{call.base_url}/v1.0/$metadata#Collection({kind})", "value": found}
    return Reply(200, body, call.applied())


def _check(start_at: datetime, end_at: datetime, minutes: Any) -> None:
    if not isinstance(minutes, int) or not 5 <= minutes <= 1440:
        raise bad_request(
            "The interval must be between 5 and 1440 minutes.", "ErrorInvalidMergedFreeBusyInterval"
        )
    if end_at - start_at >= _LONGEST:
        raise bad_request(
            "The requested time window is too big: 62 days is the limit.", "ErrorTimeIntervalTooBig"
        )
    if end_at - start_at < timedelta(minutes=minutes):
        raise bad_request("The time window is smaller than the interval.", "ErrorInvalidTimeInterval")


def _schedule(call: GraphCall, address: str, start_at: datetime, end_at: datetime, minutes: int) -> Json:
    if not call.world.calendars.knows(address) or "no_calendar" in call.hints:
        error = {
            "message": "Unable to resolve e-mail address to an Active Directory object "
            "(ErrorMailRecipientNotFound). LID: 57660",
            "responseCode": "5009",
        }
        return {"scheduleId": address, "scheduleItems": [], "error": error}
    spans = call.world.calendars.booked(address, start_at, end_at)
    own = address.lower() == call.world.rep.address
    return {
        "scheduleId": address,
        "availabilityView": _view(spans, start_at, end_at, timedelta(minutes=minutes)),
        "scheduleItems": [_item(call, span, own) for span in spans],
        "workingHours": working_hours(call.world.rep.zone),
    }


def _item(call: GraphCall, span: Booked, own: bool) -> Json:
    item: Json = {"isPrivate": span.is_private, "status": span.status}
    if own:
        item |= {"subject": span.title, "location": ""}
    return item | {"start": zoned(span.start_at, call), "end": zoned(span.end_at, call)}


def _view(spans: list[Booked], start_at: datetime, end_at: datetime, step: timedelta) -> str:
    """A digit for each slot; the last may be shorter."""
    digits = ["0"] * -((start_at - end_at) // step)
    for span in spans:
        first = max(0, (span.start_at - start_at) // step)
        past = min(len(digits), -((start_at - span.end_at) // step))
        mark = _DIGITS.get(span.status, "2")
        digits[first:past] = [max(digit, mark) for digit in digits[first:past]]
    return "".join(digits)


def working_hours(zone: str) -> Json:
    """Monday to Friday, nine to five."""
    return {
        "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "startTime": "09:00:00.0000000",
        "endTime": "17:00:00.0000000",
        "timeZone": {"name": windows_name(zone)},
    }


def find_meeting_times(call: GraphCall) -> Reply:
    """POST /me/findMeetingTimes: the first few half hours at which nobody of the rep's domain is busy."""
    asked = call.json()
    slots = ((asked.get("timeConstraint") or {}).get("timeSlots") or [{}])[0]
    if not slots:
        raise bad_request("The time constraint is missing.", "ErrorInvalidParameter")
    start_at, end_at = read_zoned(slots.get("start"), "start"), read_zoned(slots.get("end"), "end")
    people = [
        str(((one or {}).get("emailAddress") or {}).get("address", ""))
        for one in asked.get("attendees") or []
    ]
    known = [call.world.rep.address, *(one for one in people if call.world.calendars.knows(one))]
    most = int(asked.get("maxCandidates") or 5)
    found = [_suggestion(call, at, people) for at in _common(call, known, start_at, end_at)[:most]]
    reason = "" if found else "AttendeesUnavailable"
    return Reply(200, {"emptySuggestionsReason": reason, "meetingTimeSuggestions": found}, call.applied())


def _common(call: GraphCall, people: list[str], start_at: datetime, end_at: datetime) -> list[datetime]:
    zone, length, found = call.world.zone, timedelta(minutes=30), []
    at = start_at.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    while at + length <= end_at:
        local = at.astimezone(zone)
        working = local.weekday() < 5 and time(9) <= local.time() < time(17)
        if (
            working
            and at >= start_at
            and not any(call.world.calendars.booked(p, at, at + length) for p in people)
        ):
            found.append(at)
        at += length
    return found


def _suggestion(call: GraphCall, at: datetime, people: list[str]) -> Json:
    return {
        "confidence": 100.0,
        "organizerAvailability": "free",
        "attendeeAvailability": [
            {
                "attendee": {"emailAddress": {"address": one}},
                "availability": "free" if call.world.calendars.knows(one) else "unknown",
            }
            for one in people
        ],
        "locations": [],
        "suggestionReason": "One of the nearest times when all attendees are available.",
        "meetingTimeSlot": {"start": zoned(at, call), "end": zoned(at + timedelta(minutes=30), call)},
    }

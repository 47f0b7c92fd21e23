"""Graph's JSON as values of the core, and back. Lenient: what is unknown or missing never stops a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sync.errors import UnreadableAnswer, understood
from sync.graph.http import Json
from sync.graph.zones import WEEKDAYS, iana_name, zone_of_custom
from xforce_desktop.availability.spans import Span
from xforce_desktop.ports import (
    Account,
    CalendarEvent,
    ContactCard,
    EventAnswer,
    Folder,
    MailItem,
    MeetingAnswer,
    OwnAbsence,
    Person,
    SentMail,
)
from xforce_desktop.replies.html_text import read_html

# One property of our own on each mail: the key under which it leaves once. The GUID is ours, for ever.
KEY_PROPERTY = "String {6f1d3a52-8c5e-4b1e-9a63-2f7d54c0b8e1} Name XForceKey"

_RESPONSES = {
    "accepted": "accepted",
    "declined": "declined",
    "tentativelyaccepted": "tentative",
    "tentative": "tentative",
}
_MEETING_MESSAGES = {
    "meetingaccepted": "accepted",
    "meetingdeclined": "declined",
    "meetingtenativelyaccepted": "tentative",  # the spelling of Graph's own schema
    "meetingtentativelyaccepted": "tentative",
}


def moment(text: str | None) -> datetime | None:
    """A UTC moment. None for nothing and for Graph's two ways to write "never" (years 1 and 4501)."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableAnswer(f"no time: {text[:40]}") from error
    if parsed.year <= 1 or parsed.year >= 4500:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def zoned_moment(value: Mapping[str, Any] | None) -> datetime | None:
    """The UTC moment of a dateTimeTimeZone. Raises UnreadableAnswer for a zone nobody knows."""
    text = str((value or {}).get("dateTime") or "")
    if not value or not text:
        return None
    name = str(value.get("timeZone") or "UTC")
    if name.upper() == "UTC" or text.endswith("Z"):
        return moment(text)
    zone = iana_name(name)
    if not zone:
        raise UnreadableAnswer(f"an unknown time zone: {name[:60]}")
    clock_time = moment(text)  # read as if UTC: checked, and "never" is None
    return clock_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if clock_time else None


def in_zone(at: datetime, windows_or_iana: str) -> Json:
    """A dateTimeTimeZone that says the clock time of a zone; UTC if we do not know the zone."""
    zone = iana_name(windows_or_iana)
    if not zone or zone == "UTC":
        return {"dateTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    return {"dateTime": f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M:%S}", "timeZone": windows_or_iana}


def time_slot(value: Mapping[str, Any] | None) -> Span | None:
    """A proposed time; None if there is none or it makes no sense.

    Raises UnreadableAnswer for an unknown zone.
    """
    if not value:
        return None
    start, end = zoned_moment(value.get("start")), zoned_moment(value.get("end"))
    return Span(start, end) if start and end and start < end else None


def required(item: Mapping[str, Any], name: str) -> str:
    """A text that must be there. Raises UnreadableAnswer."""
    value = item.get(name)
    if not isinstance(value, str) or not value:
        raise UnreadableAnswer(f"an item without {name}")
    return value


def address_of(recipient: Mapping[str, Any] | None) -> str:
    """The bare address of a recipient, "" if it has none."""
    return str(((recipient or {}).get("emailAddress") or {}).get("address") or "").strip()


def name_of(recipient: Mapping[str, Any] | None) -> str:
    """The shown name of a recipient."""
    return str(((recipient or {}).get("emailAddress") or {}).get("name") or "")


def addresses_of(recipients: Iterable[Mapping[str, Any]] | None) -> tuple[str, ...]:
    """The bare addresses of recipients, in order."""
    return tuple(filter(None, (address_of(one) for one in recipients or ())))


def recipients(addresses: Iterable[str]) -> list[Json]:
    """Recipients for a request."""
    return [{"emailAddress": {"address": address}} for address in addresses]


def attendees(people: Iterable[tuple[str, str]], kind: str) -> list[Json]:
    """Attendees for a request; `kind` is required or optional, people are (address, name)."""
    return [{"emailAddress": {"address": who, "name": name or who}, "type": kind} for who, name in people]


def body_parts(item: Mapping[str, Any]) -> tuple[str, str]:
    """The body as plain text, also if the service gave HTML, and what stands hidden in it."""
    body = item.get("body") or {}
    content = str(body.get("content") or "")
    if str(body.get("contentType", "text")).lower() == "html":
        parts = read_html(content)
        return parts.text, parts.hidden
    return content.replace("\r\n", "\n").strip(), ""


def headers_of(item: Mapping[str, Any]) -> dict[str, str]:
    """Internet headers by name; of repeated ones the first, which is the newest hop."""
    found: dict[str, str] = {}
    for header in item.get("internetMessageHeaders") or ():
        found.setdefault(str(header.get("name") or ""), str(header.get("value") or ""))
    return found


def key_of(item: Mapping[str, Any]) -> str:
    """The outbox key a mail carries, "" if it has none or was not asked for it."""
    for one in item.get("singleValueExtendedProperties") or ():
        if str(one.get("id", "")).lower() == KEY_PROPERTY.lower():
            return str(one.get("value") or "")
    return ""


@understood()
def mail_item(item: Json, folder: Folder, answer: MeetingAnswer | None = None) -> MailItem:
    """A mail of a folder. Raises UnreadableAnswer without an id or a time."""
    headers = headers_of(item)
    lowered = {name.lower(): value for name, value in headers.items()}
    sender = item.get("from") or item.get("sender")
    at = moment(item.get("sentDateTime" if folder is Folder.SENT else "receivedDateTime"))
    if at is None:
        raise UnreadableAnswer("a mail without a time")
    body, hidden = body_parts(item)
    return MailItem(
        provider_id=required(item, "id"),
        folder=folder,
        message_id=str(item.get("internetMessageId") or ""),
        conversation_id=str(item.get("conversationId") or ""),
        from_name=name_of(sender),
        from_address=address_of(sender),
        to=addresses_of(item.get("toRecipients")),
        cc=addresses_of(item.get("ccRecipients")),
        subject=str(item.get("subject") or ""),
        body=body,
        at=at,
        headers=headers,
        in_reply_to=lowered.get("in-reply-to", "").strip(),
        references=tuple(lowered.get("references", "").split()),
        key=key_of(item),
        meeting_answer=answer,
        hidden=hidden,
    )


@understood()
def sent_mail(item: Json) -> SentMail:
    """A mail that is in Sent Items."""
    sent_at = moment(item.get("sentDateTime"))
    if sent_at is None:
        raise UnreadableAnswer("a sent mail without a time")
    return SentMail(
        provider_id=required(item, "id"),
        message_id=str(item.get("internetMessageId") or ""),
        conversation_id=str(item.get("conversationId") or ""),
        sent_at=sent_at,
    )


@understood()
def meeting_answer(item: Json) -> MeetingAnswer | None:
    """The answer in an eventMessage; None if it is an invitation, a cancellation or unknown."""
    response = _MEETING_MESSAGES.get(str(item.get("meetingMessageType") or "").lower())
    response = response or _RESPONSES.get(str(item.get("responseType") or "").lower())
    if response is None:
        return None
    return MeetingAnswer(
        event_id=str((item.get("event") or {}).get("id") or ""),
        address=address_of(item.get("from") or item.get("sender")),
        response=response,
        proposed=time_slot(item.get("proposedNewTime")),
    )


@understood()
def calendar_event(item: Json) -> CalendarEvent:
    """An event. Raises UnreadableAnswer without an id or its times."""
    start, end = zoned_moment(item.get("start")), zoned_moment(item.get("end"))
    if start is None or end is None:
        raise UnreadableAnswer("an event without its times")
    return CalendarEvent(
        event_id=required(item, "id"),
        start=start,
        end=end,
        is_cancelled=bool(item.get("isCancelled")),
        join_url=join_url(item),
        answers=tuple(_event_answer(one) for one in item.get("attendees") or () if _is_guest(one)),
    )


@understood()
def join_url(item: Mapping[str, Any]) -> str:
    """The address of the online meeting, "" if the event has none."""
    if not item.get("isOnlineMeeting"):
        return ""
    return str((item.get("onlineMeeting") or {}).get("joinUrl") or "")


@understood()
def account(user: Json, settings: Json, now: datetime) -> Account:
    """The rep, from /me and their mailbox settings (empty if these may not be read).

    Raises UnreadableAnswer without an address.
    """
    address = str(user.get("mail") or user.get("userPrincipalName") or "")
    if "@" not in address:
        raise UnreadableAnswer("no address of the rep's")
    zone, hours = _working_time(settings, now.year)
    return Account(
        name=str(user.get("displayName") or address),
        address=address,
        title=str(user.get("jobTitle") or ""),
        timezone=zone,
        working_hours=hours,
        aliases=_aliases(user, address),
        working_days=_working_days(settings),
        away=own_absence(settings, now),
        id=str(user.get("id") or ""),
        sign_in_name=str(user.get("userPrincipalName") or ""),
    )


@understood()
def own_absence(settings: Json, now: datetime) -> OwnAbsence | None:
    """While the rep's own automatic replies are on; None if they are off, or were on and are no longer."""
    setting = settings.get("automaticRepliesSetting") or {}
    status = str(setting.get("status") or "").lower()
    if status == "alwaysenabled":
        return OwnAbsence()
    if status != "scheduled":
        return None
    try:
        start = zoned_moment(setting.get("scheduledStartDateTime"))
        end = zoned_moment(setting.get("scheduledEndDateTime"))
    except UnreadableAnswer:
        return OwnAbsence()  # on, and when is not to be read
    return None if end is not None and end <= now else OwnAbsence(start, end)


def _working_days(settings: Json) -> tuple[int, ...]:
    """Monday is 0; empty if nothing sensible is said."""
    days = (settings.get("workingHours") or {}).get("daysOfWeek") or ()
    named = {str(day).lower() for day in days}
    return tuple(number for number, name in enumerate(WEEKDAYS) if name in named)


@understood()
def person(user: Json) -> Person | None:
    """A colleague; None without an address, and for guests of the organisation: they are other people's."""
    sign_in_name = str(user.get("userPrincipalName") or "")
    address = str(user.get("mail") or sign_in_name)
    if "@" not in address or "#EXT#" in sign_in_name.upper():
        return None
    return Person(str(user.get("displayName") or address), address, str(user.get("jobTitle") or ""))


def contact_cards(item: Json) -> list[ContactCard]:
    """One contact as a card for each address; none without an address."""
    name, title = str(item.get("displayName") or ""), str(item.get("jobTitle") or "")
    company = str(item.get("companyName") or "")
    phones = [
        str(item.get("mobilePhone") or ""),
        *(str(one or "") for one in item.get("businessPhones") or ()),
    ]
    phone = next((one.strip() for one in phones if one.strip()), "")
    addresses = [str((one or {}).get("address") or "").strip() for one in item.get("emailAddresses") or ()]
    return [
        ContactCard(name.strip() or address, address, title.strip(), company.strip(), phone)
        for address in dict.fromkeys(addresses)
        if "@" in address
    ]


def _event_answer(attendee: Json) -> EventAnswer:
    status = attendee.get("status") or {}
    response = _RESPONSES.get(str(status.get("response") or "").lower(), "none")
    return EventAnswer(
        address=address_of(attendee),
        response=response,
        answered_at=moment(status.get("time")) if response != "none" else None,
        proposed=time_slot(attendee.get("proposedNewTime")),
    )


def _is_guest(attendee: Json) -> bool:
    is_room = str(attendee.get("type") or "").lower() == "resource"
    is_host = str((attendee.get("status") or {}).get("response") or "").lower() == "organizer"
    return not is_room and not is_host and bool(address_of(attendee))


def _aliases(user: Json, address: str) -> tuple[str, ...]:
    """Every other address mail for the rep may come to."""
    found = [str(user.get("userPrincipalName") or ""), *(user.get("otherMails") or ())]
    proxies = [str(one) for one in user.get("proxyAddresses") or ()]
    found += [one[5:] for one in proxies if one.lower().startswith("smtp:")]
    distinct = {one.lower(): one for one in found if "@" in one and one.lower() != address.lower()}
    return tuple(distinct.values())


def _working_time(settings: Json, year: int) -> tuple[str, tuple[time, time] | None]:
    """Zone (IANA) and hours that belong together: the hours' own zone counts if the two differ."""
    hours = settings.get("workingHours") or {}
    own = hours.get("timeZone") or {}
    zone = zone_of_custom(own, year) or iana_name(str(own.get("name") or ""))
    zone = zone or iana_name(str(settings.get("timeZone") or ""))
    start, end = _clock(hours.get("startTime")), _clock(hours.get("endTime"))
    return zone, (start, end) if start and end and start < end else None


def _clock(text: Any) -> time | None:
    """ "08:00:00.0000000" as a time of day."""
    try:
        return time.fromisoformat(str(text)[:8]) if text else None
    except ValueError:
        return None

"""The numbers of a request's people, and what carriers ask of them."""

from __future__ import annotations

import re

from xforce_desktop.availability.workdays import country_of
from xforce_desktop.crm.numbers import DEFAULT_REGION, e164
from xforce_desktop.scheduling.request import Attendee, MeetingRequest

TEN_DIGITS = (
    "To text the United States the number has to be registered in Twilio's console (A2P 10DLC: brand and "
    "campaign); a text from one that is not fails with 30034."
)
TOLL_FREE = (
    "A toll-free number has to be verified in Twilio's console; a text from one that is not fails with 30032."
)


def is_dialable(number: str) -> bool:
    """Whether a phone app can dial it as it stands: E.164."""
    return re.fullmatch(r"\+\d{5,15}", number) is not None


def number_of(request: MeetingRequest, attendee: Attendee) -> str:
    """The attendee's number in E.164 ("+16155550142"); empty if there is none that could be dialled.

    A number without a country code is read as one of the country of their zone, else of the United States.
    """
    zone = attendee.timezone or request.recipient_timezone
    return e164(attendee.phone, country_of(zone) or DEFAULT_REGION)


def registration_hint(number: str) -> str:
    """What US carriers ask of such a number; Twilio tells it only when a text has failed."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    if parsed.country_code != 1:
        return ""
    if phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.TOLL_FREE:
        return TOLL_FREE
    return TEN_DIGITS


def with_number(request: MeetingRequest, number: str) -> tuple[Attendee, ...]:
    """Those on their side who have this number (E.164)."""
    return tuple(a for a in request.external if a.phone and number_of(request, a) == number)

"""Telephone numbers as people write them, in the form that services and comparisons need."""

from __future__ import annotations

from functools import lru_cache

from xforce_desktop.availability.workdays import country_of
from xforce_desktop.scheduling.request import Attendee, MeetingRequest

DEFAULT_REGION = "US"


def number_of(request: MeetingRequest, attendee: Attendee) -> str:
    """The attendee's number in E.164 ("+16155550142"); empty if there is none that could be dialled.

    A number without a country code is read as one of the country of their zone, else of the United States.
    """
    zone = attendee.timezone or request.recipient_timezone
    return e164(attendee.phone, country_of(zone) or DEFAULT_REGION)


@lru_cache(maxsize=4096)
def e164(phone: str, region: str = DEFAULT_REGION) -> str:
    """A number in E.164 with its extension left out; empty if its length or form fits no country.

    `region` is an ISO 3166 code. Whether somebody has the number only the network knows.
    """
    import phonenumbers  # a twentieth of a second, for those who text only

    if not phone.strip():
        return ""
    try:
        parsed = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def with_number(request: MeetingRequest, number: str) -> tuple[Attendee, ...]:
    """Those on their side who have this number (E.164)."""
    return tuple(a for a in request.external if a.phone and number_of(request, a) == number)

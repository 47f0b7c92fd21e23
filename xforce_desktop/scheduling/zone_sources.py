"""What is known of somebody's zone before they have written: card, phone number, state of the company."""

from __future__ import annotations

from datetime import datetime

from xforce_desktop.crm.numbers import e164
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.zones import PLACES
from xforce_desktop.scheduling.request import Attendee, MeetingRequest
from xforce_desktop.scheduling.zone_ledger import ZoneEvidence, ZoneSource, figures

MOST_ZONES = 4  # a number that may be in more says nothing


def known_of(person: Attendee, request: MeetingRequest) -> tuple[ZoneEvidence, ...]:
    """All that the request itself holds about them."""
    at = request.created_at
    card: tuple[ZoneEvidence, ...] = ()
    if person.timezone:
        card = (ZoneEvidence(ZoneSource.CARD, person.timezone, person.timezone, at),)
    return (*card, *from_phone(person.phone, at), *from_state(request.company_state, at))


def from_phone(phone: str, at: datetime) -> tuple[ZoneEvidence, ...]:
    """By the area of the number; numbers that belong nowhere, like toll-free ones, say nothing."""
    number = e164(phone)
    if not number:
        return ()
    import phonenumbers  # loaded for those who have a number only
    from phonenumbers.timezone import time_zones_for_geographical_number

    parsed = phonenumbers.parse(number)
    kinds = phonenumbers.PhoneNumberType
    if phonenumbers.number_type(parsed) in {kinds.TOLL_FREE, kinds.PREMIUM_RATE, kinds.VOIP, kinds.UAN}:
        return ()
    zones = [
        zone for zone in time_zones_for_geographical_number(parsed) if "/" in zone and "Etc/" not in zone
    ]
    if not 0 < len(zones) <= MOST_ZONES:
        return ()
    kept = phonenumbers.region_code_for_number(parsed) in figures().kept_numbers
    source = ZoneSource.PHONE_KEPT if kept else ZoneSource.PHONE
    return tuple(ZoneEvidence(source, number, zone, at, 1 / len(zones)) for zone in zones)


def from_state(state: str, at: datetime) -> tuple[ZoneEvidence, ...]:
    """By the company's state, in letters or written out; where it has two zones, each has its share."""
    zones = zones_of_state(state)
    return tuple(ZoneEvidence(ZoneSource.STATE, state, zone, at, share) for zone, share in zones.items())


def zones_of_state(state: str) -> dict[str, float]:
    """Its zones with the share of people in each; empty for what is no state and no place that we know."""
    plain = fold(" ".join(state.replace(".", "").split()))
    code = figures().state_names.get(plain, plain.upper())
    if code in figures().states:
        return figures().states[code]
    return {PLACES[plain]: 1.0} if plain in PLACES else {}

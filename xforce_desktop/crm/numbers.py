"""Telephone numbers as people write them: in the form that services need, and when two of them are one."""

from __future__ import annotations

import re
from functools import lru_cache

DEFAULT_REGION = "US"


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


def is_same_number(one: str, other: str, region: str = DEFAULT_REGION) -> bool:
    """Whether both are the same line, extensions aside. Nothing is the same as a number that is missing.

    Without a country code a number is one of `region`; where it cannot be, of the other number's country.
    Two that fit nowhere are one only if they have the same digits.
    """
    first, second = e164(one, region), e164(other, region)
    if first and second:
        return first in {second, _local_in(other, one, region)} or second == _local_in(one, other, region)
    if first or second:
        known, unread = (one, other) if first else (other, one)
        return e164(unread, _region_of(known, region)) == e164(known, region)
    return _digits(one) == _digits(other) != ""


def _local_in(one: str, other: str, region: str) -> str:
    """The first as a number of the second's country, if that is another one than the region and the first
    has no code and is none of the region. Else empty."""
    import phonenumbers

    abroad = _region_of(other, region)
    is_of_region = phonenumbers.is_valid_number(phonenumbers.parse(one, region))
    if one.strip().startswith("+") or is_of_region or abroad == _region_of(one, region):
        return ""
    return e164(one, abroad)


def _region_of(number: str, region: str) -> str:
    import phonenumbers

    code = phonenumbers.parse(number, region).country_code or 0
    return str(phonenumbers.region_code_for_country_code(code))


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)

"""Graph's users, their mailbox settings and contacts as values of the core."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sync.answers import understood
from sync.errors import UnreadableAnswer
from sync.graph.http_wire import Json
from sync.graph.wire import zoned_moment
from sync.graph.zones import WEEKDAYS, iana_name, zone_of_custom
from xforce_desktop.ports import Account, ContactCard, OwnAbsence, Person


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


@understood()
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

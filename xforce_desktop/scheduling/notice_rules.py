"""Which lines a mail has to have: by where its recipients are, as far as that is known.

Everything that says a place counts, as a line too many does no harm: the end of the address, a phone number
with its country, the state of the company, the zone. resources/notices.toml has the places.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from xforce_desktop.availability.workdays import country_of, state_code
from xforce_desktop.crm.numbers import e164
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.notices import Notice, is_said_in, notice_table
from xforce_desktop.scheduling.request import Attendee, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction
from xforce_desktop.settings import Settings

CALIFORNIA = "US-CA"
# Mails that may be the first that somebody ever gets from the rep.
_FIRST = frozenset({LetterKind.INITIAL, LetterKind.CHAMPION_INTRO})
_STATES = re.compile(r"^(?:.*, )?([A-Z]{2})$")


def notices_for(
    request: MeetingRequest, kind: LetterKind, said: Sequence[ConversationMessage], settings: Settings
) -> tuple[Notice, ...]:
    """The lines that this mail needs. `said` is the conversation so far: no line comes twice in it. What a
    champion was asked for was not read by the prospect, and the other way round."""
    if kind.is_text:
        return ()
    ours = [one for one in said if _is_for_the_same(one, kind)]
    is_told = any(is_said_in(one.body, Notice.AI_DISCLOSURE) for one in ours)
    places = {place for person in _readers(request) for place in places_of(person, request)}
    return tuple(
        notice
        for notice in notices_in(places, kind, settings)
        if (not ours if notice is Notice.OPT_OUT else not is_told)
    )


def _is_for_the_same(message: ConversationMessage, kind: LetterKind) -> bool:
    """Whether it is a mail of ours to those to whom this kind goes."""
    is_mail = message.direction is Direction.OUT and message.channel == "email"
    to_champion = message.kind == LetterKind.CHAMPION_INTRO.value
    return is_mail and to_champion is (kind is LetterKind.CHAMPION_INTRO)


def notices_in(places: Collection[str], kind: LetterKind, settings: Settings) -> tuple[Notice, ...]:
    """The lines of the first mail to somebody who may be in these places."""
    choices = {Notice.OPT_OUT: settings.opt_out_line, Notice.AI_DISCLOSURE: settings.ai_disclosure}
    return tuple(
        notice
        for notice, choice in choices.items()
        if (notice is not Notice.OPT_OUT or kind in _FIRST)
        and (choice == "always" or (choice == "auto" and not _places(notice).isdisjoint(places)))
    )


def _readers(request: MeetingRequest) -> list[Attendee]:
    return [person for person in request.external if not person.left_out_reason]


@lru_cache(maxsize=8)
def _places(notice: Notice) -> frozenset[str]:
    """The places of a notice with the groups among them spelled out; an address in .eu names the group."""
    table = notice_table()
    named: list[str] = table["places"][notice.value]
    return frozenset(place for name in named for place in [name, *table["groups"].get(name, [])])


def places_of(person: Attendee, request: MeetingRequest) -> frozenset[str]:
    """Countries that they may be in, and "US-CA"."""
    states = {state for state in (_state(request.company_state), _phone_state(person.phone)) if state}
    found = {*_countries(person, request), *("US" for _ in states)}
    zone = person.zone or person.timezone or request.recipient_timezone
    guessed = not states and zone in notice_table()["california"]["zones"] and found <= {"US"}
    return frozenset(found | ({CALIFORNIA} if "CA" in states or guessed else set()))


def _countries(person: Attendee, request: MeetingRequest) -> Iterator[str]:
    """What they have told; the zone that is only taken for theirs counts where nothing else does."""
    told = [one for one in (_address_country(person.email), _phone_country(person.phone)) if one]
    yield from told
    zone = person.zone or person.timezone
    if country := country_of(zone if zone or told else request.recipient_timezone):
        yield country


def _address_country(address: str) -> str:
    """By the end of the address, "" for one that anybody may have."""
    end = address.rpartition(".")[2].casefold()
    table = notice_table()["addresses"]
    if len(end) != 2 or not end.isalpha() or end in table["anybodys"]:
        return ""
    return str(table["others"].get(end, end.upper()))


def _phone_country(phone: str) -> str:
    """Of a number that names its country."""
    if not phone.strip().startswith(("+", "00")):
        return ""
    number = e164(phone.strip().replace("00", "+", 1) if phone.strip().startswith("00") else phone)
    if not number:
        return ""
    import phonenumbers  # loaded for those who have a number only

    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""


def _phone_state(phone: str) -> str:
    """The state of an American number, as "CA"."""
    number = e164(phone)
    if not number.startswith("+1"):
        return ""
    import phonenumbers
    from phonenumbers import geocoder

    parsed = phonenumbers.parse(number)
    if phonenumbers.region_code_for_number(parsed) != "US":
        return ""
    said = geocoder.description_for_number(parsed, "en")
    match = _STATES.match(said)
    return match[1] if match else state_code("US", said.removesuffix(" State"))  # "Washington State"


def _state(company_state: str) -> str:
    return state_code("US", company_state)

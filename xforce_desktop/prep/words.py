"""Names, numbers and dates as a brief says them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import holidays

from xforce_desktop.messages import when
from xforce_desktop.messages.assignment import Meeting
from xforce_desktop.messages.facts import meeting_name
from xforce_desktop.messages.names import first_name, full_name, joined
from xforce_desktop.prep.playbook import playbook
from xforce_desktop.scheduling.request import MeetingRequest, Platform

_VOWEL_SOUND = re.compile(
    r"^(?:(?!one\b|once\b|eu)[aeio]|u(?!ni|se|k|s\b)|8|11\b|18\b|hour|hono)", re.IGNORECASE
)
_SAYS_WHAT = re.compile(r"\b(company|firm|business|provider|agency|practice|clinic|school|shop|store|group)$")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ABBREVIATION = re.compile(r"[A-Z]{2,}")


def article(phrase: str) -> str:
    """ "a pest control company", "an 8-truck company"."""
    return f"{'an' if _VOWEL_SOUND.match(phrase) else 'a'} {phrase}"


def counted(number: int, noun: str) -> str:
    """ "one ask", "three asks", "12 asks"."""
    said = _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"
    return f"{said} {noun}" if number == 1 else f"{said} {noun}s"


def times(number: int) -> str:
    """ "once", "two times"."""
    return "once" if number == 1 else counted(number, "time")


def employees(number: int) -> str:
    """ "1 employee", "1,200 employees"."""
    return f"{number:,} employee{'' if number == 1 else 's'}"


def day_of(moment: datetime, zone: str) -> str:
    """ "October 12", on the rep's calendar."""
    return when.format_day(when.local(moment, zone).date()).partition(", ")[2]


def first_of(name: str) -> str:
    """The first name; the whole of what is known where there is none."""
    return first_name(name) or name


def person_in_full(name: str, title: str) -> str:
    """ "John Smith (Owner)"."""
    said = full_name(name) or name
    return f"{said} ({title})" if title else said


@lru_cache(maxsize=64)
def state_name(state: str) -> str:
    """ "Georgia" for GA; as it stands where it is no code of the United States."""
    names = holidays.country_holidays("US").subdivisions_aliases
    by_code = {code: name for name, code in names.items()}
    return by_code.get(state.strip().upper(), state.strip())


def company_noun(industry: str) -> str:
    """ "pest control company"; "company" where the trade is not known."""
    plain = _in_sentence(industry.replace("_", " "))
    if not plain:
        return "company"
    return plain if _SAYS_WHAT.search(plain) else f"{plain} company"


def _in_sentence(phrase: str) -> str:
    """Small letters, but for abbreviations."""
    return " ".join(w if _ABBREVIATION.fullmatch(w) else w.lower() for w in phrase.split())


def ownership_word(ownership: str) -> str:
    """ "family-owned"; the word itself where the playbook has none for it."""
    plain = " ".join(ownership.casefold().split())
    return playbook().ownership.get(plain) or plain.replace("_", "-")


def pain_name(code: str) -> str:
    """A pain point of the deal in a sentence."""
    known = playbook().pains.get(_key(code))
    return known.name if known else _in_sentence(code.replace("_", " "))


def product_name(code: str) -> str:
    """A product of the deal in a sentence."""
    return playbook().products.get(_key(code)) or code.replace("_", " ").strip()


def pain_key(code: str) -> str:
    """The playbook's key of a pain point, empty where it has none."""
    return _key(code) if _key(code) in playbook().pains else ""


def _key(code: str) -> str:
    return "_".join(code.casefold().replace("-", " ").replace("_", " ").split())


def stage_bucket(stage: str) -> str:
    """early, middle, late, won or lost; empty for a stage that is not known."""
    plain = stage.casefold()
    return next((name for name, words in playbook().stages.items() if any(w in plain for w in words)), "")


def stage_name(stage: str) -> str:
    return _in_sentence(stage.replace("_", " "))


def is_plural(phrase: str) -> bool:
    """Whether a verb after it stands in the plural."""
    if " and " in phrase:
        return True
    head = re.split(r" (?:who|to|of|in|at|for|that|before|after|with|from)\b", phrase)[0]
    return head.endswith("s") and not head.endswith("ss") and not head.endswith("ing")


def listed(names: Sequence[str]) -> str:
    """In a row with "and"."""
    return joined(names)


def noun_of(request: MeetingRequest) -> str:
    """ "demo", "follow-up call"."""
    return meeting_name(_meeting(request)).noun


def _meeting(request: MeetingRequest) -> Meeting:
    return Meeting(
        meeting_type=request.meeting_type.value,
        duration_minutes=request.duration_minutes,
        title=request.title,
        company=request.company_name,
    )


_PLACES = {
    Platform.TEAMS: "Microsoft Teams",
    Platform.ZOOM: "Zoom",
    Platform.GOOGLE_MEET: "Google Meet",
    Platform.PHONE: "By phone",
    Platform.IN_PERSON: "In person",
}


def place_of(request: MeetingRequest) -> str:
    """Where it is: the platform, the number to call, or the address."""
    said = _PLACES[request.platform]
    if request.location and request.platform is not Platform.TEAMS:
        return f"{said}: {request.location}"
    if request.platform is Platform.PHONE and request.primary.phone:
        return f"{said}: {request.primary.phone}"
    return said

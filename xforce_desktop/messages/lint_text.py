"""What the checks share: the patterns of resources/wording.toml, and letters without what they quote."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.names import first_name

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE_WORD = re.compile(rf"(?:{_MONTHS}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)", re.IGNORECASE)
_DATE_FOLLOWS = rf"(?!\.?,?\s+(?:\d|at\b|(?:{_MONTHS})\b))"
_TYPOGRAPHIC = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " "}
)
BLANK = "\u00b7"


@cache
def patterns(rule: str) -> tuple[re.Pattern[str], ...]:
    """The expressions of one rule of resources/wording.toml, without regard to case."""
    return tuple(re.compile(one, re.IGNORECASE | re.MULTILINE) for one in word_lists()[rule])


@cache
def word_lists() -> dict[str, tuple[str, ...]]:
    """resources/wording.toml as it stands."""
    table = tomllib.loads(files("resources").joinpath("wording.toml").read_text("utf-8"))
    return {name: tuple(str(one) for one in many) for name, many in table.items()}


def straight(text: str) -> str:
    """The text with straight quotes and plain blanks."""
    return text.translate(_TYPOGRAPHIC)


def people_of(assignment: Assignment) -> tuple[str, ...]:
    """The names of everybody whom the assignment knows."""
    others = (person.name for person in (assignment.champion, assignment.target) if person)
    return (
        assignment.recipient.name,
        assignment.sender.name,
        *assignment.others,
        *assignment.silent,
        *others,
    )


def quoted(assignment: Assignment) -> tuple[str, ...]:
    """Texts that stand in a letter as they are and hold no time or number of ours."""
    meeting, people = assignment.meeting, people_of(assignment)
    said = [meeting.join_url, meeting.company, *people, *(first_name(name) for name in people)]
    if assignment.proof:
        content = " ".join(assignment.proof.content.split()).strip('"“”').rstrip(".")
        said += [content, assignment.proof.content, assignment.proof.source, assignment.proof.link]
    return tuple(said)


def masked(text: str, phrases: Iterable[str]) -> str:
    """The text with these phrases blanked out, the rest unmoved.

    One of two letters is left alone unless no English word has them. A name that is a word of a date as
    well ("April") stays where a date follows.
    """
    long = {straight(one) for one in phrases if len(one) > 2 or (one and not one.isascii())}
    for phrase in sorted(long, key=len, reverse=True):
        end = _DATE_FOLLOWS if _DATE_WORD.fullmatch(phrase) else ""
        text = re.sub(
            rf"(?<!\w){re.escape(phrase)}(?!\w){end}", lambda match: re.sub(r"\S", BLANK, match[0]), text
        )
    return text


def own_frame(text: str) -> str:
    """ "a greeting" or "a sign-off" where what stands between the two brings one of its own; else empty."""
    lines = [line.strip() for line in straight(text).splitlines() if line.strip()]
    if any(one.search(line) for one in patterns("greetings") for line in lines[:1]):
        return "a greeting"
    is_signed = any(one.search(line) for one in patterns("sign_offs") for line in lines)
    return "a sign-off" if is_signed else ""


def tokens(text: str) -> list[str]:
    """Words in small letters."""
    return re.findall(r"[\w%'$]+", straight(text).lower())


def sentences(text: str) -> list[str]:
    """Sentences and lines, as they stand."""
    return [one.strip() for one in re.split(r"(?<=[.!?:])\s+|\n+", text) if one.strip()]

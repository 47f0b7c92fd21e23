"""What of a model's reading stands in the message itself, by the offline reader's own eyes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xforce_desktop.replies.analysis import ReceivedText, ReplyContext, Window
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.model_reading import ModelReading
from xforce_desktop.replies.people import ADDRESS, NOT_NAMES
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.resume import resume_day
from xforce_desktop.replies.return_days import back_day, return_day
from xforce_desktop.replies.times import find_times
from xforce_desktop.replies.words import words_of

_NAME = re.compile(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’.-]*){0,3}")
SHORTEST_WORD = 5  # letters; a single shorter one stands in nearly every mail
_COMMON = words_of(
    "about after again always because before being below could doing during every fully great hello maybe "
    "might other please really should since still thank thanks their there these thing things think those "
    "though today under until where which while whole would yours"
)
MOST_PEOPLE = 10


@dataclass(frozen=True)
class Evidence:
    """The parts of a reading that the text bears out, and whether it named anything that is not there.

    `offer` is one of our offers, `windows` are times that the text names, `days` dates to come back on.
    """

    offer: datetime | None
    windows: tuple[Window, ...]
    resume_on: date | None
    until: date | None
    people: tuple[str, ...]
    words: tuple[str, ...]
    invented_offer: bool
    invented_people: bool


def evidence_for(
    reading: ModelReading, new_text: str, message: ReceivedText, context: ReplyContext
) -> Evidence:
    """Look each of the reading's values up in `new_text`, the message without quotes and signature."""
    is_ours = reading.offer is not None and 0 <= reading.offer < len(context.proposed_times)
    known = {fold(address) for address in (*context.known_addresses, message.from_address)}
    people = tuple(
        dict.fromkeys(one.strip() for one in reading.people[:MOST_PEOPLE] if fold(one.strip()) not in known)
    )
    written = tuple(one for one in people if is_written_person(one, new_text, message.from_name))
    return Evidence(
        offer=context.proposed_times[reading.offer] if is_ours and reading.offer is not None else None,
        windows=named_windows(reading.windows, new_text, context),
        resume_on=agreed_day(reading.resume_on, new_text, context),
        until=agreed_day(reading.until, new_text, context),
        people=written,
        words=tuple(one for one in reading.words if _is_quote(one, new_text)),
        invented_offer=reading.offer is not None and not is_ours,
        invented_people=len(written) < len(people),
    )


def is_written_person(person: str, text: str, own_name: str) -> bool:
    """Whether an address or a short name stands in `text` as it is, and is not the writer's."""
    is_address = "@" in person
    if not (ADDRESS if is_address else _NAME).fullmatch(person):
        return False
    if not is_address and set(fold(person).split()) <= set(fold(own_name).split()):
        return False
    if not is_address and _is_no_name(person, text):
        return False
    # An address is compared letter for letter: its look-alike with an accent is another mailbox.
    wanted, searched = (person.lower(), text.lower()) if is_address else (person, text)
    whole = rf"(?<![\w.+@-]){re.escape(wanted)}(?![\w.+@-]*[\w@])"  # not a piece of a longer one
    return bool(re.search(whole, searched))


def _is_no_name(person: str, text: str) -> bool:
    """Whether a word of it is never a name, or is written small elsewhere: "Budget", "budget"."""
    words = person.split()
    return any(
        word.capitalize() in NOT_NAMES
        or re.search(rf"(?<![\w.@+-]){re.escape(word.lower())}(?![\w@-])", text)
        for word in words
        if word[:1].isupper()
    )


def named_windows(windows: Collection[Window], text: str, context: ReplyContext) -> tuple[Window, ...]:
    """Those of `windows` that the time reader finds in `text` too, and finds without doubt."""
    if not windows:
        return ()
    found = find_times(text, context.now, context.timezone, context.duration_minutes)
    return shared_spans(windows, found.windows, context)


def shared_spans(
    ones: Collection[Window], others: Collection[Window], context: ReplyContext
) -> tuple[Window, ...]:
    """Spans inside both lists that are long enough for the meeting, in order and zone of `others`."""
    least = timedelta(minutes=context.duration_minutes)
    spans = (_overlap(one, other) for other in others for one in ones)
    return tuple(dict.fromkeys(span for span in spans if span.end - span.start >= least))


def _overlap(one: Window, other: Window) -> Window:
    zone = other.start.tzinfo
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Window(start.astimezone(zone), end.astimezone(zone))


def agreed_day(day: date | None, text: str, context: ReplyContext) -> date | None:
    """`day`, if it lies ahead and one of the date readers finds it in `text`."""
    almanac = Almanac(context.now, context.timezone)
    if day is None or day <= almanac.today:
        return None
    readers = (resume_day, return_day, back_day)
    return day if any(reader(text, almanac) == day for reader in readers) else None


def is_same_return(one: date | None, other: date | None, context: ReplyContext) -> bool:
    """Whether two days to come back on come to the same working day: New Year's Day and the day after."""
    if one is None or other is None:
        return one is other
    almanac = Almanac(context.now, context.timezone)
    return almanac.working_day_from(one) == almanac.working_day_from(other)


def _is_quote(words: str, text: str) -> bool:
    """Whether `words` stand in `text` and are enough to show where: two of them, a long one, or all of it."""
    flat, whole = " ".join(fold(words).split()), " ".join(fold(text).split())
    each = re.findall(r"\w+", flat)
    if not each or not re.search(rf"(?<!\w){re.escape(flat)}(?!\w)", whole):
        return False
    is_long = len(each[0]) >= SHORTEST_WORD and each[0] not in _COMMON
    return len(each) > 1 or is_long or each == re.findall(r"\w+", whole)

"""Times proposed in free text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from xforce_desktop.replies.analysis import Window
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.offers import Matcher
from xforce_desktop.replies.plain import plain_text
from xforce_desktop.replies.stance import Stance
from xforce_desktop.replies.statements import Parsed, parse

MOST_READINGS = 4


@dataclass(frozen=True)
class TimeReading:
    """What a text says about times. Ambiguous texts have `readings` and no `windows`."""

    windows: tuple[Window, ...] = ()
    ambiguous: bool = False
    readings: tuple[tuple[Window, ...], ...] = ()


def month_order_in(parsed: Parsed) -> bool | None:
    """The order of 3/4 that the text itself shows with a date like 25/12; None if it shows none, or both."""
    shown = set()
    for statement in parsed.statements:
        for day in statement.phrase.days if statement.phrase else ():
            if day.kind is DayKind.NUMERIC and (day.month > 12) != (day.day > 12):
                shown.add(day.day > 12)
    return shown.pop() if len(shown) == 1 else None


def find_times(text: str, now: datetime, timezone: str, duration_minutes: int) -> TimeReading:
    """The windows that `text` names, in order, without those it refuses. `now` is aware."""
    parsed = parse(plain_text(text))
    almanac = Almanac(now, timezone)
    matcher = Matcher(almanac, duration_minutes, (), month_first=month_order_in(parsed))
    meanings: list[tuple[tuple[Window, ...], ...]] = []
    excluded: list[Window] = []
    context: tuple[date, ...] = ()
    for statement in parsed.statements:
        if statement.phrase is None:
            continue
        phrase = statement.phrase
        match = matcher.match(phrase, context or (() if phrase.weak else (almanac.today,)))
        if phrase.days and match.dates and statement.stance is not Stance.SAID:
            context = tuple(sorted(match.dates))
        if statement.stance is Stance.REFUSE:
            excluded.extend(w for reading in match.readings for w in reading)
        elif match.contradiction:
            return TimeReading(ambiguous=True)
        elif match.readings and statement.stance not in {Stance.SAID, Stance.AWAY}:
            meanings.append(match.readings)
    return _combined(meanings, excluded)


def _combined(meanings: list[tuple[tuple[Window, ...], ...]], excluded: list[Window]) -> TimeReading:
    if any(len(readings) > 1 for readings in meanings):
        return TimeReading(ambiguous=True, readings=_all_readings(meanings, excluded))
    windows = dict.fromkeys(w for readings in meanings for w in readings[0])
    kept = tuple(w for w in windows if not any(x.start < w.end and w.start < x.end for x in excluded))
    return TimeReading(windows=kept)


def _all_readings(
    meanings: list[tuple[tuple[Window, ...], ...]], excluded: list[Window]
) -> tuple[tuple[Window, ...], ...]:
    count = min(max(len(readings) for readings in meanings), MOST_READINGS)
    found = []
    for turn in range(count):
        windows = [w for readings in meanings for w in readings[min(turn, len(readings) - 1)]]
        found.append(tuple(w for w in dict.fromkeys(windows) if w not in excluded))
    return tuple(dict.fromkeys(found))

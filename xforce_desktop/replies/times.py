"""Times proposed in free text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from xforce_desktop.replies.analysis import Window
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.day_windows import window_of
from xforce_desktop.replies.daytime import TimeKind
from xforce_desktop.replies.from_now import moment_from_now, span_from_now
from xforce_desktop.replies.leftovers import has_leftovers
from xforce_desktop.replies.month_spans import month_days, week_of_month
from xforce_desktop.replies.named_day import DayKind
from xforce_desktop.replies.offers import Match, Matcher
from xforce_desktop.replies.phrases import Phrase
from xforce_desktop.replies.plain import plain_text
from xforce_desktop.replies.stance import Stance
from xforce_desktop.replies.statements import Parsed, Statement, parse

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
    """The windows that `text` names, in order, without those it refuses. `now` is aware.

    What could mean two things, is already over, or has words for a time beside it that were not understood
    is ambiguous: no windows, and as readings what was understood.
    """
    plain = plain_text(text)
    parsed = parse(plain)
    almanac = Almanac(now, timezone)
    said = [statement for statement in parsed.statements if statement.phrase]
    moment = moment_from_now(plain, almanac.local_now)
    if moment:
        return TimeReading((Window(moment, moment + timedelta(minutes=duration_minutes)),))
    span = span_from_now(plain, almanac.local_now)
    if span:
        return TimeReading((Window(*span),))
    if not said:
        return _whole_span(plain, almanac)
    matcher = Matcher(almanac, duration_minutes, (), month_first=month_order_in(parsed))
    found = _meanings(said, matcher)
    if found is None:
        return TimeReading(ambiguous=True)
    reading = _combined(*found)
    over = bool(reading.windows) and all(w.end <= now for w in reading.windows)
    if (
        over
        or any(_is_midnight(s.phrase) for s in said if s.phrase)
        or (reading.windows and _has_leftovers(parsed.text, said))
    ):
        return TimeReading(ambiguous=True, readings=(reading.windows,))
    return _ahead(reading, now)


def _ahead(reading: TimeReading, now: datetime) -> TimeReading:
    """The reading without what is over; of two meanings one of which is over the other is meant."""
    kept = [r for r in reading.readings if any(w.end > now for w in r)]
    if reading.ambiguous and len(kept) == 1 < len(reading.readings) and all(w.end > now for w in kept[0]):
        return TimeReading(kept[0])
    return replace(reading, windows=tuple(w for w in reading.windows if w.end > now))


def _has_leftovers(text: str, said: Sequence[Statement]) -> bool:
    meant = [s.phrase for s in said if s.phrase and s.stance not in _NOT_OFFERED]
    others = [s.phrase for s in said if s.phrase and s.stance in _NOT_OFFERED]
    return has_leftovers(text, meant, others)


_NOT_OFFERED = {Stance.SAID, Stance.AWAY, Stance.REFUSE}


def _is_midnight(phrase: Phrase) -> bool:
    """Midnight itself: of the day that begins or the one that ends."""
    return any(time.kind is TimeKind.POINT and time.first.minutes == 1440 for time in phrase.times)


def _whole_span(text: str, almanac: Almanac) -> TimeReading:
    """A month, or a week of one, where that is all the text says."""
    spans = [month_days(text, almanac)] if month_days(text, almanac) else list(week_of_month(text, almanac))
    readings = tuple(tuple(w for day in days for w in window_of(day, None, almanac, 0)) for days in spans)
    if len(readings) > 1:
        return TimeReading(ambiguous=True, readings=readings)
    return TimeReading(readings[0] if readings else ())


_Meanings = list[tuple[tuple[Window, ...], ...]]


def _meanings(said: Sequence[Statement], matcher: Matcher) -> tuple[_Meanings, list[Window]] | None:
    """What each statement may mean, and the windows refused; None where words contradict each other."""
    meanings: _Meanings = []
    excluded: list[Window] = []
    context: tuple[date, ...] = ()
    for statement in said:
        phrase = statement.phrase
        assert phrase is not None
        match = _matched(phrase, context, matcher)
        if phrase.days and match.dates and statement.stance is not Stance.SAID:
            context = tuple(sorted(match.dates))
        if statement.stance is Stance.REFUSE:
            excluded.extend(w for reading in match.readings for w in reading)
        elif match.contradiction:
            return None
        elif match.readings and statement.stance not in {Stance.SAID, Stance.AWAY}:
            meanings.append(match.readings)
    return meanings, excluded


def _matched(phrase: Phrase, context: tuple[date, ...], matcher: Matcher) -> Match:
    """A phrase on the days spoken of; a bare time is today's, or the next day's once it has passed."""
    if context or phrase.days:
        return matcher.match(phrase, context)
    if phrase.weak:
        return matcher.match(phrase, ())
    almanac = matcher.almanac
    tomorrow = almanac.today + timedelta(days=1)
    today = matcher.match(phrase, (almanac.today,))
    windows = [w for reading in today.readings for w in reading]
    if windows and all(w.end > almanac.now for w in windows) and _is_half_over(windows, phrase, almanac.now):
        later = matcher.match(phrase, (tomorrow,))
        return replace(today, readings=(*today.readings, *later.readings))
    if not windows or not all(_has_passed(w, phrase, almanac.now) for w in windows):
        return today
    if almanac.is_working_day(almanac.today) and not almanac.is_working_day(tomorrow):
        both = [matcher.match(phrase, (day,)) for day in (tomorrow, almanac.working_day_from(tomorrow))]
        return replace(both[0], readings=tuple(dict.fromkeys(r for m in both for r in m.readings)))
    return matcher.match(phrase, (tomorrow,))


def _is_half_over(windows: Sequence[Window], phrase: Phrase, now: datetime) -> bool:
    """Whether more of a part of today is behind than ahead: "in the afternoon" said at four."""
    if any(time.kind is not TimeKind.PART for time in phrase.times):
        return False
    return all(now - w.start > w.end - now for w in windows)


def _has_passed(window: Window, phrase: Phrase, now: datetime) -> bool:
    """Whether a time of today can no longer be meant: its start for a clock time, its end for a stretch."""
    kinds = {time.kind for time in phrase.times}
    if kinds == {TimeKind.POINT}:
        return window.start < now
    if kinds == {TimeKind.AFTER}:
        return window.end <= now or window.start <= now - _LONG_BEGUN
    return window.end <= now


_LONG_BEGUN = timedelta(hours=4)


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

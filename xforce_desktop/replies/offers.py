"""Which of our offers a time phrase or a place in the list means, and which own time it names otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from xforce_desktop.replies.analysis import Window
from xforce_desktop.replies.dates import Almanac, readings_of
from xforce_desktop.replies.day_windows import window_of
from xforce_desktop.replies.daytime import DayTime, TimeKind, part_of_day
from xforce_desktop.replies.named_day import Day, DayKind
from xforce_desktop.replies.phrases import Phrase
from xforce_desktop.replies.picks import Pick, PickKind
from xforce_desktop.replies.zones import Whose, ZoneWord

_MOST_READINGS = 6
_NEAR = timedelta(days=10)


@dataclass(frozen=True)
class Match:
    """What a mention means. `offers` are indices; `readings` the own times it names, one tuple per meaning.

    `exact` says that the words name the offer itself and not a stretch around it; `contradiction` that they
    disagree with each other or the calendar; `doubtful` that they may mean different offers.
    """

    offers: frozenset[int] = frozenset()
    exact: bool = True
    contradiction: bool = False
    doubtful: bool = False
    zone_doubt: bool = False
    readings: tuple[tuple[Window, ...], ...] = ()
    dates: frozenset[date] = frozenset()


@dataclass
class Matcher:
    """Our offers as the prospect saw them; `spoken_zone` is where they say they are, if they say so."""

    almanac: Almanac
    duration_minutes: int
    offers: Sequence[datetime]
    spoken_zone: str = ""
    month_first: bool | None = None
    _locals: list[datetime] = field(init=False)
    _known: dict[tuple[Phrase, tuple[date, ...]], Match] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._locals = [offer.astimezone(ZoneInfo(self.almanac.zone)) for offer in self.offers]

    def date_of(self, index: int) -> date:
        """The prospect's date of an offer."""
        return self._locals[index].date()

    def match_pick(self, pick: Pick, among: frozenset[int], refused: frozenset[int]) -> Match:
        """The offers that a place in the list means; `among` are those just spoken of."""
        everything = frozenset(range(len(self.offers)))
        pool = sorted(among or everything)
        if pick.kind in {PickKind.ANY, PickKind.BOTH, PickKind.NONE}:
            return Match(frozenset(pool) if pick.kind is PickKind.BOTH and among else everything)
        if not pool:
            return Match()
        by_time = sorted(pool, key=lambda index: self.offers[index])
        chosen = {
            PickKind.LAST: pool[-1],
            PickKind.EARLIEST: by_time[0],
            PickKind.LATEST: by_time[-1],
            PickKind.MIDDLE: pool[1] if len(pool) == 3 else -1,
            PickKind.PLACE: pick.index if 0 <= pick.index < len(self.offers) else -1,
            PickKind.THIS: pool[0] if len(pool) == 1 else -1,
        }.get(pick.kind, -1)
        if pick.kind is PickKind.OTHER:
            rest = sorted((among or everything) - refused)
            chosen = rest[0] if len(rest) == 1 and refused else -1
        return (
            Match(frozenset({chosen})) if chosen >= 0 else Match(contradiction=pick.kind is not PickKind.THIS)
        )

    def match(self, phrase: Phrase, context: Sequence[date] = ()) -> Match:
        """What `phrase` means; `context` are the dates that were just spoken of, for a bare time."""
        key = (phrase, tuple(context))
        if key not in self._known:
            self._known[key] = self._matched(phrase, context)
        return self._known[key]

    def _matched(self, phrase: Phrase, context: Sequence[date]) -> Match:
        days = [self._day(day) for day in phrase.days]
        if phrase.doubt:
            return Match(contradiction=True)
        if phrase.days and any(fit is None for fit in days):
            return Match(contradiction=True)
        pool = self._pool(phrase, days, context)
        offers, exact = self._at_times(phrase, pool)
        doubtful = (
            phrase.zone is not None
            and phrase.zone.whose is Whose.NAMED
            and self._zone_doubt(phrase, pool, offers)
        )
        doubtful = doubtful or self._is_elsewhere(phrase, pool, offers)
        if phrase.weak:
            return self._weak(phrase, offers, context)
        ordinal = self._as_place(phrase, offers)
        if ordinal is not None:
            return ordinal
        readings = () if offers and exact else self._own(phrase, context)
        return Match(offers, exact, False, doubtful, doubtful, readings, self._dates(phrase, context))

    def _is_elsewhere(self, phrase: Phrase, pool: frozenset[int], offers: frozenset[int]) -> bool:
        """Whether a bare clock time is one offer on their own clock, and another one as we wrote them."""
        if not self.spoken_zone or phrase.zone is not None or not offers:
            return False
        there, _ = self._at_times(replace(phrase, zone=ZoneWord(Whose.MINE)), pool)
        return bool(phrase.times) and bool(there) and there != offers

    def _dates(self, phrase: Phrase, context: Sequence[date]) -> frozenset[date]:
        if not phrase.days:
            return frozenset(context)
        named = {d for day in phrase.days for reading in self._readings(day) for d in reading}
        return frozenset(named) | {
            self.date_of(i) for i in self._pool(phrase, [self._day(d) for d in phrase.days], ())
        }

    def _readings(self, day: Day) -> tuple[tuple[date, ...], ...]:
        return readings_of(day, self.almanac, self.month_first)

    def _day(self, day: Day) -> frozenset[int] | None:
        """The offers on a named day; None if the day contradicts itself."""
        readings = self._readings(day)
        plain = day.kind is DayKind.WEEKDAY and not day.which and day.week is None and not day.offset
        if plain and day.day_from is None:
            hits = frozenset(i for i, local in enumerate(self._locals) if local.weekday() == day.weekday)
            return hits
        if not readings and (
            day.weekday is not None or day.also is not None or day.kind in {DayKind.DATE, DayKind.NUMERIC}
        ):
            return None
        named = {d for reading in readings for d in reading}
        return frozenset(i for i in range(len(self.offers)) if self.date_of(i) in named)

    def _pool(
        self, phrase: Phrase, days: Sequence[frozenset[int] | None], context: Sequence[date]
    ) -> frozenset[int]:
        if phrase.days and not phrase.bound:
            return frozenset().union(*(fit or frozenset() for fit in days))
        if phrase.days:
            return self._beyond(phrase)
        if (phrase.weak and phrase.number) or not context:
            return frozenset(range(len(self.offers)))
        return frozenset(i for i in range(len(self.offers)) if self.date_of(i) in set(context))

    def _beyond(self, phrase: Phrase) -> frozenset[int]:
        """Offers after or before a named day."""
        named = [d for day in phrase.days for reading in self._readings(day)[:1] for d in reading]
        if not named:
            return frozenset()
        first, last = min(named), max(named)
        dates = {i: self.date_of(i) for i in range(len(self.offers))}
        if phrase.bound == "after":
            return frozenset(i for i, day in dates.items() if day > last)
        if phrase.bound == "from":
            return frozenset(i for i, day in dates.items() if day >= first)
        limit = first if phrase.bound == "before" else last + timedelta(days=1)
        return frozenset(i for i, day in dates.items() if day < limit)

    def _at_times(self, phrase: Phrase, pool: frozenset[int]) -> tuple[frozenset[int], bool]:
        """The offers of `pool` at the phrase's times, and whether the words name them exactly."""
        if not phrase.times:
            wide = any(
                day.kind in {DayKind.WEEK, DayKind.EVERY, DayKind.SPAN} for day in phrase.days
            ) or bool(phrase.bound)
            return pool, not wide
        hits: set[int] = set()
        exact = not any(day.kind is DayKind.EVERY for day in phrase.days)
        for span in phrase.times:
            for index in pool:
                fits, precise = self._fits(index, span, phrase.zone)
                if fits:
                    hits.add(index)
                    exact = exact and precise
        return frozenset(hits), exact

    def _fits(self, index: int, span: DayTime, zone: ZoneWord | None) -> tuple[bool, bool]:
        if zone is not None and zone.whose is not Whose.YOURS:
            named = self._in_zone(index, span, zone)
            if named is not None:
                return named
        local = self._locals[index]
        begin = local.hour * 60 + local.minute
        return self._minutes_fit(begin, span)

    def _minutes_fit(self, begin: int, span: DayTime) -> tuple[bool, bool]:
        if span.kind is TimeKind.POINT:
            return begin in span.first.halves(), True
        end = begin + self.duration_minutes
        first = span.first.minutes if span.first.fixed else span.first.halves()[0]
        if span.kind is TimeKind.PART and span.last:
            latest = span.last.minutes if span.last.minutes != 1020 else 1080
            return first <= begin < latest, not span.plural
        if span.kind is TimeKind.RANGE and span.last:
            return first <= begin and end <= span.last.minutes, first == begin and end == span.last.minutes
        if span.kind is TimeKind.AFTER:
            return begin >= first, False
        return end <= first, False

    def _in_zone(self, index: int, span: DayTime, zone: ZoneWord) -> tuple[bool, bool] | None:
        """Whether an offer is at `span` on the clock of the zone word; None if the zone is not known."""
        region = zone.region if zone.whose is Whose.NAMED else self.spoken_zone
        if not region:
            return None
        offer = self.offers[index]
        there = offer.astimezone(ZoneInfo(region))
        if span.kind is not TimeKind.POINT or zone.offset_hours is None:
            return self._minutes_fit(there.hour * 60 + there.minute, span)
        for minutes in span.first.halves():
            clock = time(minutes // 60 % 24, minutes % 60)
            if offer in zone.instants(there.date(), clock):
                return True, True
        return False, True

    def _zone_doubt(self, phrase: Phrase, pool: frozenset[int], offers: frozenset[int]) -> bool:
        """Whether the zone word leaves two offers, or none although the bare clock time would be one."""
        assert phrase.zone is not None
        bare, _ = self._at_times(Phrase(phrase.start, phrase.end, phrase.days, phrase.times), pool)
        points = all(span.kind is TimeKind.POINT for span in phrase.times)
        same_day = len(offers) > 1 and len({self.date_of(i) for i in offers}) == 1 and len(phrase.times) == 1
        out_of_season = bool(offers) and not self._is_in_season(phrase.zone, offers)
        loose, _ = self._at_times(replace(phrase, zone=replace(phrase.zone, offset_hours=None)), pool)
        out_of_season = out_of_season and bool(bare - offers or offers - loose)
        return points and (same_day or out_of_season or (not offers and bool(bare)))

    def _is_in_season(self, zone: ZoneWord, offers: frozenset[int]) -> bool:
        """Whether the clock of an abbreviation is in force on the days of `offers`: EST is not in summer."""
        if zone.offset_hours is None or not zone.region:
            return True
        there = [self.offers[index].astimezone(ZoneInfo(zone.region)).utcoffset() for index in offers]
        return all(offset == timedelta(hours=zone.offset_hours) for offset in there)

    def _weak(self, phrase: Phrase, offers: frozenset[int], context: Sequence[date]) -> Match:
        """A bare number: an hour, a place in the list, or a doubt."""
        place = frozenset({phrase.number - 1}) if 0 < phrase.number <= len(self.offers) else frozenset()
        if offers and place and offers != place:
            return Match(offers | place, doubtful=True)
        if offers or not place:
            return Match(offers, readings=() if offers else self._own(phrase, context))
        return Match(place)

    def _as_place(self, phrase: Phrase, offers: frozenset[int]) -> Match | None:
        """The 3rd: a date, or the third of our list; None where only the date can be meant."""
        if len(phrase.days) != 1 or not phrase.days[0].ordinal or phrase.times or phrase.bound:
            return None
        index = phrase.days[0].day - 1
        if index >= len(self.offers):
            return None
        if offers:
            return Match(offers | {index}, doubtful=True) if offers != {index} else None
        named = [d for reading in self._readings(phrase.days[0]) for d in reading]
        near = any(min(self._locals).date() - _NEAR <= d <= max(self._locals).date() + _NEAR for d in named)
        return Match(frozenset({index}), contradiction=near) if not near else Match(contradiction=True)

    def _own(self, phrase: Phrase, context: Sequence[date]) -> tuple[tuple[Window, ...], ...]:
        """The windows that the phrase names itself, one tuple per meaning."""
        if phrase.bound in {"after", "before", "until"}:
            return ()
        day_choices = (
            [self._day_choices(day, phrase) for day in phrase.days] or [(tuple(context),)]
            if context or phrase.days
            else []
        )
        if not day_choices:
            return ()
        meanings: list[tuple[Window, ...]] = []
        for choice in product(*day_choices):
            days = [d for reading in choice for d in reading]
            for windows in self._windows(days, phrase):
                meanings.append(windows)
            if len(meanings) >= _MOST_READINGS:
                break
        distinct = tuple(dict.fromkeys(m for m in meanings if m))
        in_order = tuple(m for m in distinct if all(a.start < b.start for a, b in pairwise(m)))
        listed = len(phrase.days) > 1 and all(day.kind is DayKind.WEEKDAY for day in phrase.days)
        return in_order if listed and in_order else distinct

    def _has_begun(self, readings: tuple[tuple[date, ...], ...], phrase: Phrase) -> bool:
        """Whether the first of two meanings is a time of today that has begun: "Monday morning" on Monday."""
        now = self.almanac.local_now
        past = [span.first.halves()[-1] <= now.hour * 60 + now.minute for span in phrase.times]
        return len(readings) > 1 and readings[0] == (now.date(),) and bool(past) and all(past)

    def _day_choices(self, day: Day, phrase: Phrase) -> tuple[tuple[date, ...], ...]:
        readings = self._readings(day)
        if self._has_begun(readings, phrase):
            return readings[1:]
        if len(readings) > 1 and self.offers and day.kind is DayKind.WEEKDAY and not day.which:
            offered = [
                r for r in readings if any(r and r[0] == self.date_of(i) for i in range(len(self.offers)))
            ]
            return tuple(offered[:1]) or readings
        return readings

    def _windows(self, days: Sequence[date], phrase: Phrase) -> list[tuple[Window, ...]]:
        spans: Sequence[DayTime | None] = phrase.times or (_night(phrase),)
        options = [self._window(day, span, phrase.zone) for day in days for span in spans]
        if not options or not all(options):
            return []
        doubtful = max(len(option) for option in options)
        return [tuple(option[min(turn, len(option) - 1)] for option in options) for turn in range(doubtful)]

    def _window(self, day: date, span: DayTime | None, zone: ZoneWord | None) -> tuple[Window, ...]:
        region = self._region(zone)
        almanac = Almanac(self.almanac.now, region) if region else self.almanac
        found = window_of(day, span, almanac, self.duration_minutes)
        if region:
            home = ZoneInfo(self.almanac.zone)
            found = tuple(Window(w.start.astimezone(home), w.end.astimezone(home)) for w in found)
            strict = [_strictly(window, region, zone) for window in found] if zone else []
            if zone and all(_is_home_clock(window, zone) for window in found):
                return tuple(dict.fromkeys(strict))
            return tuple(dict.fromkeys((*found, *strict)))
        return found

    def _region(self, zone: ZoneWord | None) -> str:
        if zone is None or zone.whose is Whose.YOURS:
            return ""
        return zone.region if zone.whose is Whose.NAMED else self.spoken_zone


def _is_home_clock(window: Window, zone: ZoneWord) -> bool:
    """Whether an abbreviation is the prospect's own clock of that day: MST in Arizona, in summer too."""
    offset = window.start.utcoffset()
    return zone.offset_hours is not None and offset == timedelta(hours=zone.offset_hours)


def _strictly(window: Window, region: str, zone: ZoneWord) -> Window:
    """The window on the clock that an abbreviation strictly means: EST in July is not New York's clock."""
    loose = window.start.astimezone(ZoneInfo(region)).utcoffset()
    if zone.offset_hours is None or loose is None:
        return window
    shift = loose - timedelta(hours=zone.offset_hours)
    home = window.start.tzinfo
    start, end = ((moment.astimezone(UTC) + shift).astimezone(home) for moment in (window.start, window.end))
    return Window(start, end)


def _night(phrase: Phrase) -> DayTime | None:
    return part_of_day(1020, 1200, "evening") if any(day.which == "night" for day in phrase.days) else None

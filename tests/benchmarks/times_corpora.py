"""Readers of public corpora of time phrases, which stay where they were checked out.

Each keeps what a scheduling assistant is asked: a day, a moment, a part of a day, a range, a week or a
month that lies ahead. What is left out is left out by a rule, and counted by the rule's name.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from tests.benchmarks.times_scoring import Gold, Kind, Phrase

PART_WORD = re.compile(
    r"\b(?:morning|afternoon|evening|night|tonight|tonite|lunch|lunchtime|breakfast|dinner|noon|midday|daytime|night-?time|"
    r"business hours?|eod|end of (?:the )?day|(?:mid|later|late|early)(?: in)? to(?:day|morrow))s?\b|(?<![\d ]) [ap]m\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\d:\d\d|\d\s*(?:[ap]\.?\s?m?\b|o'?clock|h\b)|\bat (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|\d\s*-\s*\d|\b(?:between|until|till|before|after|by)\b",
    re.IGNORECASE,
)
_HOLIDAY = re.compile(
    r"christmas|xmas|easter|thanksgiving|new year|halloween|valentine|(?:labou?r|independence|memorial|mother'?s?|"
    r"father'?s?|veterans|martin luther king|mlk|presidents?'?|columbus|earth|april fool'?s?|juneteenth|bastille|"
    r"clean monday|boxing|teachers?'?|singles?|patrick'?s?|king'?s|inauguration|groundhog) day|ramadan|diwali|"
    r"black friday|cyber monday|good friday|palm sunday|ash wednesday|mardi gras",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\b(?:[ecmp][sd]?t|gmt|utc|cet|cest|bst|ist|time ?zone|central|eastern|pacific)\b", re.IGNORECASE
)
_SHADE = re.compile(r"\b(?:early|beginning|start|mid|middle|late|later|end|rest|remaining)\b", re.IGNORECASE)
_HALF_SAID = re.compile(
    r"\d\s*[ap]\.?\s?m?\b|\b[ap]\.? ?m\b|morning|afternoon|evening|night|tonite|noon|midday|hours?\b|minutes?\b|"
    r"\b0\d|\b(?:1[3-9]|2\d):|\dh|now",
    re.IGNORECASE,
)
_WEEKEND = re.compile(r"\bweek-?end\b", re.IGNORECASE)
_COUNT_OF_CLOCK = re.compile(r"\b(?:hours?|hrs?|minutes?|mins?|seconds?|now|h)\b", re.IGNORECASE)
EARLY = 6


@dataclass
class Corpus:
    """The phrases of one corpus, the texts in it that are no times, and what was left out."""

    name: str
    phrases: list[Phrase] = field(default_factory=list)
    not_times: list[Phrase] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, now: datetime, zone: str, golds: list[Gold]) -> None:
        """Keep a phrase once, unless a rule leaves it out."""
        ahead = [gold for gold in golds if not _is_past(gold, now)]
        if not ahead:
            self.left_out["past"] += 1
            return
        if all(_is_open_span_of_days(gold) for gold in ahead):
            self.left_out["days open at one end"] += 1
            return
        if all(_is_long(gold) for gold in ahead):
            self.left_out["longer than a month"] += 1
            return
        either = ahead if _HALF_SAID.search(text) else [h for gold in ahead for h in _both_halves(gold, now)]
        phrase = Phrase(self.name, text, now, zone, tuple(_as_part(gold, text) for gold in either))
        if any(known.text == text and known.now == now and known.zone == zone for known in self.phrases):
            self.left_out["twice"] += 1
            return
        self.phrases.append(phrase)

    def add_other(self, text: str, now: datetime, zone: str) -> None:
        """Keep a text that is no time, once."""
        if all(known.text != text for known in self.not_times):
            self.not_times.append(Phrase(self.name, text, now, zone, ()))


def _is_open_span_of_days(gold: Gold) -> bool:
    """After Friday, before 2018: no window has such an end."""
    edge = gold.start if gold.kind is Kind.AFTER else gold.end
    return gold.kind in {Kind.AFTER, Kind.BEFORE} and edge is not None and edge.time() == time(0)


def _is_long(gold: Gold) -> bool:
    return gold.kind is Kind.DAYS and gold.end is not None and (gold.end - gold.start).days > _LONGEST_DAYS


_LONGEST_DAYS = 31


def _is_past(gold: Gold, now: datetime) -> bool:
    last = gold.start if gold.kind in {Kind.POINT, Kind.AFTER} else (gold.end or gold.start)
    if gold.kind is Kind.DAY:
        return gold.start.date() < now.date()
    return last <= now


def _both_halves(gold: Gold, now: datetime) -> list[Gold]:
    """A clock time of which the text does not say the half of the day: both are right."""
    hours = [gold.start.hour] + [gold.end.hour for _ in [0] if gold.end and gold.kind is Kind.RANGE]
    if gold.kind not in {Kind.POINT, Kind.RANGE} or max(hours) > 12:
        return [gold]
    halves = [gold]
    for shift in (timedelta(hours=12), timedelta(hours=-12)):
        end, other_end = (edge and edge + shift for edge in (gold.end, gold.other_end))
        halves.append(replace(gold, start=gold.start + shift, end=end, other_end=other_end))
    return [half for half in halves if half.start >= now]


def _as_part(gold: Gold, text: str) -> Gold:
    """A range that only a part of the day names: where it begins and ends is the corpus's convention."""
    if gold.kind is Kind.RANGE and _WEEKEND.search(text):
        return replace(gold, kind=Kind.DAYS, start=_next_midnight(gold.start))
    named = PART_WORD.search(text) and not re.search(r"\d", text)
    if gold.kind is Kind.RANGE and PART_WORD.search(text) and not _CLOCK.search(text):
        return replace(gold, kind=Kind.PART)
    if gold.kind in {Kind.AFTER, Kind.BEFORE} and named:
        return replace(gold, slack=timedelta(minutes=90))
    if gold.kind is Kind.DAYS and _SHADE.search(text):
        return replace(gold, kind=Kind.SOME_DAYS)
    return gold


def _next_midnight(moment: datetime) -> datetime:
    return moment if moment.time() == time(0) else moment.replace(hour=0, minute=0) + timedelta(days=1)


# duckling

_HASKELL_STRING = r'"(?:[^"\\]|\\.)*"'
_EXAMPLES = re.compile(
    r"examples\s*\(\s*(?P<form>datetime\w*)\s+(?P<gold>[^\[\]]*?)\)?\s*\[(?P<texts>(?:\s*,?\s*(?:--[^\n]*\n\s*)*"
    + _HASKELL_STRING
    + r")*)\s*\]",
)
_MOMENT = re.compile(r"\((-?\d+),\s*(\d+),\s*(\d+),\s*(\d+),\s*(\d+),\s*(\d+)\)")
_GRAIN = re.compile(r"\b(NoGrain|Second|Minute|Hour|Day|Week|Month|Quarter|Year)\b")
_STEP = {"Minute": timedelta(minutes=1), "Hour": timedelta(hours=1), "Day": timedelta(days=1)}
DUCKLING_NOW = datetime(2013, 2, 12, 4, 30)
_COUNTRIES = {
    "US": "America/New_York",
    "GB": "Europe/London",
    "AU": "Australia/Sydney",
    "CA": "America/Toronto",
    "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata",
    "NZ": "Pacific/Auckland",
    "ZA": "Africa/Johannesburg",
}


def duckling(folder: Path) -> Corpus:
    """Duckling's English corpus and those of its countries.

    Its clock stands at UTC-2, where nobody writes English: the same wall clock is used in each country, the
    United States for the common file; only phrases that name a zone keep UTC-2.
    """
    corpus = Corpus("duckling")
    common = _duckling_file(folder / "Duckling/Time/EN/Corpus.hs")
    for text, form, moments, grain in common:
        _add_duckling(corpus, text, "America/New_York", form, moments, grain)
    for country, zone in _COUNTRIES.items():
        path = folder / f"Duckling/Time/EN/{country}/Corpus.hs"
        for text, form, moments, grain in _duckling_file(path) if path.exists() else ():
            _add_duckling(corpus, text, zone, form, moments, grain)
    for text in _duckling_negatives(folder / "Duckling/Time/EN/Corpus.hs"):
        corpus.add_other(text, DUCKLING_NOW, "America/New_York")
    return corpus


def _duckling_file(path: Path) -> Iterator[tuple[str, str, list[datetime | None], str]]:
    source = re.sub(r"--[^\n\"]*\n", "\n", path.read_text("utf-8"))
    start, latent, end = (
        source.find(mark) for mark in ("allExamples :: ", "latentCorpus = ", "diffContext :: ")
    )
    for match in _EXAMPLES.finditer(source):
        if (latent < match.start() < end and latent >= 0) or (end >= 0 and end < match.start() < start):
            continue
        moments = [_moment(found.groups()) for found in _MOMENT.finditer(match["gold"])]
        grain = _GRAIN.search(match["gold"])
        direction = "After" if "After" in match["gold"] else "Before" if "Before" in match["gold"] else ""
        for text in re.findall(_HASKELL_STRING, match["texts"]):
            yield json.loads(text), match["form"] + direction, moments, grain[1] if grain else ""


def _moment(groups: tuple[str, ...]) -> datetime | None:
    try:
        return datetime(*(int(group) for group in groups))  # type: ignore[arg-type]
    except ValueError:
        return None


def _duckling_negatives(path: Path) -> list[str]:
    source = path.read_text("utf-8")
    block = source[source.find("negativeCorpus = ") : source.find("latentCorpus :: ")]
    return [json.loads(text) for text in re.findall(_HASKELL_STRING, block)]


def _add_duckling(
    corpus: Corpus, text: str, zone: str, form: str, moments: list[datetime | None], grain: str
) -> None:
    if "Holiday" in form or _HOLIDAY.search(text):
        corpus.left_out["holiday"] += 1
    elif grain in {"Second", "Quarter", "Year", "NoGrain", ""} and not form.endswith(("After", "Before")):
        corpus.left_out["grain second, quarter or year"] += 1
    elif not moments or any(moment is None for moment in moments):
        corpus.left_out["not in our calendar"] += 1
    else:
        zone = "Etc/GMT+2" if _ZONE.search(text) else zone
        corpus.add(text, DUCKLING_NOW, zone, [_duckling_gold(form, moments, grain)])  # type: ignore[arg-type]


def _duckling_gold(form: str, moments: list[datetime], grain: str) -> Gold:
    start = moments[0]
    if form.endswith("After"):
        return Gold(Kind.AFTER, start)
    if form.endswith("Before"):
        return Gold(Kind.BEFORE, DUCKLING_NOW, start)
    if len(moments) == 2:
        return _duckling_span(start, moments[1], grain)
    if grain in {"Week", "Month"}:
        return Gold(Kind.DAYS, start, start + timedelta(days=7) if grain == "Week" else _month_after(start))
    whole_days = (start - DUCKLING_NOW.replace(minute=0)) % timedelta(days=1) == timedelta(0)
    if grain == "Day" or (grain == "Hour" and whole_days):  # "in 7 days" keeps the hour of the question
        return Gold(Kind.DAY, start.replace(hour=0))
    return Gold(Kind.POINT, start)


def _duckling_span(start: datetime, end: datetime, grain: str) -> Gold:
    if grain in {"Day", "Week", "Month"}:
        return Gold(Kind.DAYS, start, end)
    if start == DUCKLING_NOW:
        return Gold(Kind.BEFORE, start, end)
    return Gold(Kind.RANGE, start, end, end - _STEP.get(grain, timedelta(0)))


def _month_after(day: datetime) -> datetime:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


# Recognizers-Text

_SECONDS = re.compile(r"\d:\d\d:(?!00)\d\d$")
_RECOGNIZERS_FILES = (
    "DateTimeModel",
    "DateTimeModelExtendedTypes",
    "MergedParser",
    "DateParser",
    "DateTimeParser",
    "DatePeriodParser",
    "TimeParser",
    "TimePeriodParser",
    "DateTimePeriodParser",
)


def recognizers(folder: Path) -> Corpus:
    """Recognizers-Text's English specifications: its whole model, then its parsers of one kind; each marked phrase
    by itself."""
    corpus = Corpus("recognizers")
    base = folder / "Specs/DateTime/English"
    for name in _RECOGNIZERS_FILES:
        for case in json.loads((base / f"{name}.json").read_text("utf-8-sig")):
            stated = case.get("Context", {}).get("ReferenceDateTime")
            if stated is None:
                corpus.left_out["no reference"] += 1
                continue
            now = datetime.fromisoformat(stated)
            if not case["Results"]:
                if name.startswith("DateTimeModel"):
                    corpus.add_other(case["Input"], _not_midnight(now, ""), "America/New_York")
            for result in case["Results"]:
                _add_recognized(corpus, case["Input"], now, result)
    return corpus


def _not_midnight(now: datetime, text: str) -> datetime:
    """A reference at midnight is a date; a question is put at six, unless hours are counted from it."""
    return now.replace(hour=EARLY) if now.time() == time(0) and not _COUNT_OF_CLOCK.search(text) else now


def _add_recognized(corpus: Corpus, sentence: str, now: datetime, result: dict) -> None:
    start = result.get("Start", sentence.lower().find(result["Text"].lower()))
    text = sentence[start : start + len(result["Text"])] if start >= 0 else result["Text"]
    values = _recognized_values(result)
    kind = (result.get("TypeName") or result.get("Type") or "").removeprefix("datetimeV2.")
    if kind not in {"date", "time", "datetime", "daterange", "timerange", "datetimerange"}:
        corpus.left_out["duration, recurring set or zone alone"] += 1
    elif _HOLIDAY.search(text):
        corpus.left_out["holiday"] += 1
    elif any(_SECONDS.search(text) for value in values for text in value.values() if isinstance(text, str)):
        corpus.left_out["to the second"] += 1
    elif any("utcOffsetMins" in value for value in values):
        corpus.left_out["zone beside it is not resolved"] += 1
    else:
        now = _not_midnight(now, text)
        golds = [gold for value in values for gold in _recognized_golds(value, now)]
        if not golds:
            corpus.left_out["over several days with clock times, or unresolved"] += 1
        else:
            corpus.add(text, now, "America/New_York", _nearest(golds, now))


def _recognized_values(result: dict) -> list[dict]:
    """The values of a result; a parser of one kind has its future one only, with both halves if it says "ampm"."""
    given = result.get("Resolution") or result.get("Value") or {}
    if "values" in given or "FutureResolution" not in given:
        return given.get("values") or []
    kind = result["Type"]
    found: dict[str, str] = {"type": kind}
    for key, moment in given["FutureResolution"].items():
        found["start" if key.startswith("start") else "end" if key.startswith("end") else "value"] = moment
    if given.get("Comment") != "ampm":
        return [found]
    return [found, {key: _twelve_on(moment) for key, moment in found.items()}]


def _twelve_on(text: str) -> str:
    match = re.search(r"(\d\d):\d\d", text)
    if not match:
        return text
    hour = (int(match[1]) + 12) % 24
    return f"{text[: match.start()]}{hour:02}{text[match.start() + 2 :]}"


def _nearest(golds: list[Gold], now: datetime) -> list[Gold]:
    """Of the same clock time on several days, the first that lies ahead."""
    kept: dict[object, Gold] = {}
    for gold in sorted((g for g in golds if not _is_past(g, now)), key=lambda g: g.start):
        kept.setdefault((gold.kind, gold.start.time(), gold.end and gold.end.time()), gold)
    return list(kept.values())


def _recognized_golds(value: dict, now: datetime) -> list[Gold]:
    try:
        moments = {
            key: _recognized_moment(value[key], now) for key in ("value", "start", "end") if key in value
        }
    except ValueError:
        return []
    kind = value.get("type", "")
    if "value" in moments:
        wanted = Kind.DAY if kind == "date" else Kind.POINT
        return _any_day([Gold(wanted, moments["value"])], kind == "time", now)
    if set(moments) == {"start", "end"}:
        return _any_day(_recognized_span(kind, moments["start"], moments["end"]), kind == "timerange", now)
    if "start" in moments:
        return _any_day([Gold(Kind.AFTER, moments["start"])], kind == "timerange", now)
    return _any_day([Gold(Kind.BEFORE, now, moments["end"])], kind == "timerange", now) if moments else []


def _recognized_moment(text: str, now: datetime) -> datetime:
    if re.fullmatch(r"\d\d:\d\d:\d\d", text):
        return datetime.combine(now.date(), time.fromisoformat(text))
    return datetime.fromisoformat(text)


def _recognized_span(kind: str, start: datetime, end: datetime) -> list[Gold]:
    if kind == "daterange":
        return [Gold(Kind.DAYS, start, end, end + timedelta(days=1))]
    if end <= start and kind == "timerange":
        end += timedelta(days=1)
    return [Gold(Kind.RANGE, start, end)] if end - start <= timedelta(hours=24) else []


def _any_day(golds: list[Gold], clock_only: bool, now: datetime) -> list[Gold]:
    """A clock time without a day: of today if it lies ahead, else of tomorrow."""
    if not clock_only:
        return golds
    found = []
    for gold in golds:
        late = _is_past(gold, now)
        shift = timedelta(days=1) if late else timedelta(0)
        found.append(replace(gold, start=gold.start + shift, end=gold.end and gold.end + shift))
    return found


# ctparse

_CTPARSE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d) (?P<hour>\d\d|X):(?P<minute>\d\d|X) \((?:X|\d)/(?P<part>\w+)\)"
)
_NAMES_A_DAY = re.compile(
    r"\d|today|tomorrow|tonight|\b(?:mon|tue|wed|thu|fri|sat|sun|next|week)", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed|thu|fri|sat|sun)", re.IGNORECASE)
_FULL_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DAY_AND_MONTH = re.compile(
    rf"(?<![-\d/])(?<!to )(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}\b|\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?-)",
    re.IGNORECASE,
)
_CTPARSE_PARTS = (
    ("morning", 5, 12),
    ("forenoon", 8, 12),
    ("first", 5, 10),
    ("afternoon", 12, 18),
    ("noon", 11, 14),
    ("evening", 16, 24),
    ("night", 17, 24),
    ("last", 16, 24),
)


def ctparse(folder: Path) -> Corpus:
    """What travellers wrote to ctparse's makers, in English; they write the day first."""
    corpus = Corpus("ctparse")
    for case in json.loads((folder / "datasets/timeparse_corpus.json").read_text("utf-8")):
        if case["language"] != "en":
            corpus.left_out["not English"] += 1
            continue
        gold = _ctparse_gold(case["gold_parse"])
        if gold is None or not _NAMES_A_DAY.search(case["text"]):
            corpus.left_out["duration, or no day said"] += 1
        elif _contradicts(case["text"], gold, datetime.fromisoformat(case["ref_time"])):
            corpus.left_out["answer that the text cannot have"] += 1
        else:
            corpus.add(case["text"], datetime.fromisoformat(case["ref_time"]), "Europe/London", [gold])
    return corpus


def _contradicts(text: str, gold: Gold, now: datetime) -> bool:
    """Whether an answer cannot follow from the text: the labels were made from whole mails, and some are slips.

    Another day of the month than the only one written; a weekday alone more than eight days off, a day of the
    month alone more than a month; no clock time where one is written; one day where two dates are.
    """
    dates = [int(first or second) for first, second in _DAY_AND_MONTH.findall(text)]
    off = (gold.start.date() - now.date()).days
    if len(dates) == 1 and gold.start.day != dates[0]:
        return True
    if not re.search(r"\d|next", text) and _WEEKDAY.search(text) and off > 8:
        return True
    if re.fullmatch(r"(?:the )?\d{1,2}(?:st|nd|rd|th)?\.?", text) and off > 31:
        return True
    if gold.kind is Kind.DAY and re.search(r"\d[:.]\d\d$", text) and re.search(r"20\d\d \d", text):
        return True
    return len(_FULL_DATE.findall(text)) > 1 and gold.kind is not Kind.DAYS


def _ctparse_gold(text: str) -> Gold | None:
    if text.startswith("Time"):
        match = _CTPARSE.search(text)
        return _ctparse_moment(match) if match else None
    if not text.startswith("Interval"):
        return None
    first, _, last = text.partition(" - ")
    begins, ends = _CTPARSE.search(first), _CTPARSE.search(last)
    start, end = (_ctparse_moment(match) if match else None for match in (begins, ends))
    if start and end is None and start.kind is Kind.POINT:
        return Gold(Kind.AFTER, start.start)
    if end and start is None and end.kind is Kind.POINT:
        return Gold(Kind.BEFORE, end.start, end.start)
    if not start or not end or start.kind is not end.kind or start.kind is Kind.PART:
        return None
    if start.kind is Kind.DAY:
        return Gold(Kind.DAYS, start.start, end.start + timedelta(days=1))
    return Gold(Kind.RANGE, start.start, end.start) if end.start - start.start < timedelta(days=1) else None


def _ctparse_moment(match: re.Match[str]) -> Gold:
    day = datetime(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] != "X":
        minute = 0 if match["minute"] == "X" else int(match["minute"])
        return Gold(Kind.POINT, day.replace(hour=int(match["hour"]), minute=minute))
    for name, start, end in _CTPARSE_PARTS:
        if name in match["part"]:
            hours = day + timedelta(hours=start), day + timedelta(hours=end)
            return Gold(Kind.PART, *hours)
    return Gold(Kind.DAY, day)


READERS: dict[str, Callable[[Path], Corpus]] = {
    "duckling": duckling,
    "recognizers": recognizers,
    "ctparse": ctparse,
}

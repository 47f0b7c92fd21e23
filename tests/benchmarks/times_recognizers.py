"""Reader of Recognizers-Text's English specifications (MIT licence), where they were checked out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from tests.benchmarks.times_corpora import HOLIDAY, Corpus, is_past
from tests.benchmarks.times_scoring import Gold, Kind

_COUNT_OF_CLOCK = re.compile(r"\b(?:hours?|hrs?|minutes?|mins?|seconds?|now|h)\b", re.IGNORECASE)
EARLY = 6
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
    """Recognizers-Text's English specifications, each marked phrase by itself.

    First its whole model, then its parsers of one kind.
    """
    corpus = Corpus("recognizers")
    base = folder / "Specs/DateTime/English"
    for name in _RECOGNIZERS_FILES:
        for case in json.loads((base / f"{name}.json").read_text("utf-8-sig")):
            stated = case.get("Context", {}).get("ReferenceDateTime")
            if stated is None:
                corpus.left_out["no reference"] += 1
                continue
            now = datetime.fromisoformat(stated)
            if not case["Results"] and name.startswith("DateTimeModel"):
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
    elif HOLIDAY.search(text):
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
    """The values of a result.

    A parser of one kind has its future one only, with both halves if it says "ampm".
    """
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
    for gold in sorted((g for g in golds if not is_past(g, now)), key=lambda g: g.start):
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
        late = is_past(gold, now)
        shift = timedelta(days=1) if late else timedelta(0)
        found.append(replace(gold, start=gold.start + shift, end=gold.end and gold.end + shift))
    return found

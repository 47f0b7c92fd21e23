"""Reader of ctparse's corpus of times (MIT licence), where it was checked out."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

from tests.benchmarks.times_corpora import Corpus
from tests.benchmarks.times_scoring import Gold, Kind

_CTPARSE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d) (?P<hour>\d\d|X):(?P<minute>\d\d|X) "
    r"\((?:X|\d)/(?P<part>\w+)\)"
)
_NAMES_A_DAY = re.compile(
    r"\d|today|tomorrow|tonight|\b(?:mon|tue|wed|thu|fri|sat|sun|next|week)", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed|thu|fri|sat|sun)", re.IGNORECASE)
_FULL_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DAY_AND_MONTH = re.compile(
    rf"(?<![-\d/])(?<!to )(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}\b|"
    rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?-)",
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
    """Whether an answer cannot follow from the text.

    The labels were made from whole mails, and some are slips: another day of the month than the only one
    written; a weekday alone more than eight days off, a day of the month alone more than a month; no clock
    time where one is written; one day where two dates are.
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
    day = datetime(int(match["year"]), int(match["month"]), int(match["day"]))  # noqa: DTZ001  # a wall clock
    if match["hour"] != "X":
        minute = 0 if match["minute"] == "X" else int(match["minute"])
        return Gold(Kind.POINT, day.replace(hour=int(match["hour"]), minute=minute))
    for name, start, end in _CTPARSE_PARTS:
        if name in match["part"]:
            hours = day + timedelta(hours=start), day + timedelta(hours=end)
            return Gold(Kind.PART, *hours)
    return Gold(Kind.DAY, day)

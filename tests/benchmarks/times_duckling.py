"""Reader of duckling's English corpus of times (BSD licence), where it was checked out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tests.benchmarks.times_corpora import HOLIDAY, Corpus
from tests.benchmarks.times_scoring import Gold, Kind

_ZONE = re.compile(
    r"\b(?:[ecmp][sd]?t|gmt|utc|cet|cest|bst|ist|time ?zone|central|eastern|pacific)\b", re.IGNORECASE
)
_HASKELL_STRING = r'"(?:[^"\\]|\\.)*"'
_EXAMPLES = re.compile(
    r"examples\s*\(\s*(?P<form>datetime\w*)\s+(?P<gold>[^\[\]]*?)\)?\s*\[(?P<texts>(?:\s*,?\s*(?:--[^\n]*\n\s*)*"
    + _HASKELL_STRING
    + r")*)\s*\]",
)
_MOMENT = re.compile(r"\((-?\d+),\s*(\d+),\s*(\d+),\s*(\d+),\s*(\d+),\s*(\d+)\)")
_GRAIN = re.compile(r"\b(NoGrain|Second|Minute|Hour|Day|Week|Month|Quarter|Year)\b")
_STEP = {"Minute": timedelta(minutes=1), "Hour": timedelta(hours=1), "Day": timedelta(days=1)}
DUCKLING_NOW = datetime(2013, 2, 12, 4, 30)  # noqa: DTZ001  # a wall clock
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
        return datetime(*(int(group) for group in groups))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def _duckling_negatives(path: Path) -> list[str]:
    source = path.read_text("utf-8")
    block = source[source.find("negativeCorpus = ") : source.find("latentCorpus :: ")]
    return [json.loads(text) for text in re.findall(_HASKELL_STRING, block)]


def _add_duckling(
    corpus: Corpus, text: str, zone: str, form: str, moments: list[datetime | None], grain: str
) -> None:
    if "Holiday" in form or HOLIDAY.search(text):
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

"""Other readers of time phrases, each in the same shape: a phrase in, what it found out.

None of them belongs to the project: those that are not installed are named as missing.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.benchmarks.times_scoring import Found, Phrase
from xforce_desktop.replies.zones import month_comes_first

Reader = Callable[[Phrase], list[Found]]


def installed() -> tuple[dict[str, Reader], list[str]]:
    """The libraries that can be asked, by name and version, and the names of the missing ones."""
    found: dict[str, Reader] = {}
    missing: list[str] = []
    for name, (package, make) in _MAKERS.items():
        try:
            reader = make()
        except ImportError:
            missing.append(name)
            continue
        found[f"{name} {importlib.metadata.version(package)}"] = reader
    return found, missing


def _naive(moment: datetime, phrase: Phrase) -> datetime:
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(ZoneInfo(phrase.zone)).replace(tzinfo=None)


def _dateparser() -> Reader:
    parser = importlib.import_module("dateparser")
    search = importlib.import_module("dateparser.search")

    def read(phrase: Phrase) -> list[Found]:
        """The whole phrase as a date; only if that fails, dates searched in it."""
        settings = {
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": phrase.now,
            "DATE_ORDER": "DMY"
            if month_comes_first(phrase.zone) is False and "Etc" not in phrase.zone
            else "MDY",
            "TIMEZONE": phrase.zone,
            "TO_TIMEZONE": phrase.zone,
        }
        whole = parser.parse(phrase.text, languages=["en"], settings=settings)
        if whole:
            return [Found(_naive(whole, phrase))]
        found = search.search_dates(phrase.text, languages=["en"], settings=settings) or []
        return [Found(_naive(moment, phrase)) for _, moment in found]

    return read


def _parsedatetime() -> Reader:
    module = importlib.import_module("parsedatetime")
    american = module.Calendar(module.Constants("en_US", usePyICU=False))
    british = module.Constants("en_AU", usePyICU=False)
    day_first = module.Calendar(british)

    def read(phrase: Phrase) -> list[Found]:
        """Ranges first, then everything that it finds in the text."""
        calendar = (
            day_first if month_comes_first(phrase.zone) is False and "Etc" not in phrase.zone else american
        )
        source = phrase.now.timetuple()
        start, end, ranged = calendar.evalRanges(phrase.text, sourceTime=source)
        if ranged:
            return [Found(datetime(*start[:6]), datetime(*end[:6]))]  # noqa: DTZ001
        found = calendar.nlp(phrase.text, sourceTime=phrase.now) or ()
        return [Found(moment) for moment, *_ in found]

    return read


def _timefhuman() -> Reader:
    module = importlib.import_module("timefhuman")
    config = importlib.import_module("timefhuman.main").tfhConfig

    def read(phrase: Phrase) -> list[Found]:
        """Points, ranges and choices, whatever comes; it has no day-first order."""
        return _flat(module.timefhuman(phrase.text, config=config(now=phrase.now)), phrase)

    return read


def _flat(found: object, phrase: Phrase) -> list[Found]:
    if isinstance(found, datetime):
        return [Found(_naive(found, phrase))]
    if isinstance(found, tuple) and len(found) == 2 and all(isinstance(item, datetime) for item in found):
        return [Found(_naive(found[0], phrase), _naive(found[1], phrase))]
    if isinstance(found, list | tuple):
        return [result for item in found for result in _flat(item, phrase)]
    return []


def _recognizers() -> Reader:
    module = importlib.import_module("recognizers_date_time")

    def read(phrase: Phrase) -> list[Found]:
        """Its values on or after the reference; several of them (am and pm) all count as its answer."""
        english = module.Culture.English
        if month_comes_first(phrase.zone) is False and "Etc" not in phrase.zone:
            english = getattr(module.Culture, "EnglishOthers", english)
        found = module.recognize_datetime(phrase.text, english, reference=phrase.now)
        values = [v for result in found for v in (result.resolution or {}).get("values", ())]
        results = [r for value in values for r in _resolved(value, phrase.now)]
        return [r for r in results if (r.end or r.start).date() >= phrase.now.date()] or results

    return read


def _resolved(value: dict[str, str], now: datetime) -> list[Found]:
    if value.get("type") in {"duration", "set"}:
        return []
    moments = [_resolved_moment(value[key], now) for key in ("value", "start", "end") if key in value]
    return [Found(moments[0], moments[1] if len(moments) > 1 else None)] if moments and moments[0] else []


def _resolved_moment(text: str, now: datetime) -> datetime | None:
    try:
        if len(text) == 8 and text[2] == ":":
            clock = datetime.strptime(text, "%H:%M:%S").time()  # noqa: DTZ007  # a wall clock
            moment = datetime.combine(now.date(), clock)
            return moment if moment > now else moment + timedelta(days=1)
        return datetime.fromisoformat(text)
    except ValueError:
        return None


_MAKERS: dict[str, tuple[str, Callable[[], Reader]]] = {
    "dateparser": ("dateparser", _dateparser),
    "parsedatetime": ("parsedatetime", _parsedatetime),
    "timefhuman": ("timefhuman", _timefhuman),
    "recognizers-text": ("recognizers-text-date-time", _recognizers),
}


def asked(reader: Reader, phrase: Phrase) -> list[Found]:
    """What the library finds; an error of its own counts as finding nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return reader(phrase)
        except Exception:  # noqa: BLE001  # whatever another library raises is its "I do not know"
            return []

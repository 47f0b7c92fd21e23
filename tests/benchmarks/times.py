"""How our reader of times fares on public corpora, beside other libraries, in one run.

    python -m tests.benchmarks.times --duckling FOLDER --recognizers FOLDER --ctparse FOLDER

Each FOLDER is a checkout of that project; any of them may be left out. Each corpus is shown whole and
in two halves by a hash of its texts: the reader was improved on the first before the second was looked at.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.benchmarks.times_corpora import Corpus
from tests.benchmarks.times_ctparse import ctparse
from tests.benchmarks.times_duckling import duckling
from tests.benchmarks.times_libraries import Reader, asked, installed
from tests.benchmarks.times_recognizers import recognizers
from tests.benchmarks.times_scoring import Outcome, Phrase, Span, judge_library, judge_windows
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.times import find_times

OURS = "ours"
READERS = {"duckling": duckling, "recognizers": recognizers, "ctparse": ctparse}
DURATION_MIN = 30


def half_of(phrase: Phrase) -> str:
    """The half a phrase belongs to, by its text alone."""
    digest = hashlib.sha256(phrase.text.strip().lower().encode()).digest()
    return "first half" if digest[0] % 2 == 0 else "second half"


def ours(phrase: Phrase) -> tuple[Outcome, list[list[Span]]]:
    """Our reader's outcome and what it read."""
    now = phrase.now.replace(tzinfo=ZoneInfo(phrase.zone))
    reading = find_times(phrase.text, now, phrase.zone, DURATION_MIN)
    meanings = [
        [(w.start.replace(tzinfo=None), w.end.replace(tzinfo=None)) for w in windows]
        for windows in (reading.windows, *reading.readings)
    ]
    free = _holidays(phrase, Almanac(now, phrase.zone))
    if not phrase.golds and reading.ambiguous:
        return Outcome.NOTHING, meanings
    return judge_windows(phrase.golds, meanings[0], meanings[1:], free), meanings


def _holidays(phrase: Phrase, almanac: Almanac) -> list[date]:
    """Public holidays in the spans named, and the days of them that are over or nearly so."""
    days = {
        gold.start.date() + timedelta(days=step)
        for gold in phrase.golds
        if gold.end
        for step in range(min((gold.end - gold.start).days + 2, 60))
    }
    if almanac.local_now.hour >= 12 and len(days) > 1:
        days.discard(almanac.today)
        return sorted({*_free_of(days, almanac), almanac.today})
    return sorted(_free_of(days, almanac))


def _free_of(days: Iterable[date], almanac: Almanac) -> set[date]:
    return {d for d in days if d < almanac.today or (d.weekday() < 5 and not almanac.is_working_day(d))}


def table(phrases: Sequence[Phrase], libraries: dict[str, Reader], known: dict) -> list[str]:
    """One line per reader: right, wrong, asked."""
    lines = []
    for name in [OURS, *libraries]:
        counts = Counter(known[name, phrase] for phrase in phrases)
        lines.append(_line(name, counts, len(phrases)))
    return lines


def _line(name: str, counts: Counter[Outcome], total: int) -> str:
    asked_back = counts[Outcome.AMONG] + counts[Outcome.NOTHING]
    cells = [
        _cell(counts[Outcome.RIGHT], total),
        _cell(counts[Outcome.WRONG], total),
        _cell(asked_back, total),
    ]
    return f"| {name} | {total} | " + " | ".join(cells) + f" | {counts[Outcome.AMONG]} |"


def _cell(count: int, total: int) -> str:
    return f"{count} ({100 * count / total:.1f} %)" if total else "0"


HEAD = (
    "| reader | n | right | wrong | asked | of these with the answer among the readings |\n"
    "|---|---|---|---|---|---|"
)


def report(corpus: Corpus, libraries: dict[str, Reader]) -> Iterable[str]:
    """The tables of one corpus."""
    everything = [*corpus.phrases, *corpus.not_times]
    known = {(OURS, phrase): ours(phrase)[0] for phrase in everything}
    for name, reader in libraries.items():
        for phrase in everything:
            known[name, phrase] = judge_library(phrase.golds, asked(reader, phrase))
    yield f"## {corpus.name}"
    left = ", ".join(f"{rule} {count}" for rule, count in sorted(corpus.left_out.items()))
    yield f"Left out by rule: {left or 'nothing'}."
    for half in ("all", "first half", "second half"):
        chosen = [p for p in corpus.phrases if half in ("all", half_of(p))]
        yield f"\n{half}\n\n{HEAD}"
        yield from table(chosen, libraries, known)
    if corpus.not_times:
        yield f"\nTexts without a time (right: nothing is read)\n\n{HEAD}"
        yield from table(corpus.not_times, libraries, known)


def misses(corpus: Corpus, outcomes: set[str], half: str) -> Iterable[str]:
    """Our phrases with one of `outcomes`, to work on."""
    for phrase in [*corpus.phrases, *corpus.not_times]:
        outcome, read = ours(phrase)
        if outcome.name.lower() in outcomes and half_of(phrase) == half:
            gold = "; ".join(f"{g.kind} {g.start} {g.end or ''}" for g in phrase.golds) or "no time"
            shown = " | ".join(", ".join(f"{a:%m-%d %H:%M}-{b:%d %H:%M}" for a, b in w[:6]) for w in read)
            yield f"{outcome.name:8}{phrase.text!r} now {phrase.now:%Y-%m-%d %a %H:%M}: {gold}; read {shown}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of every corpus named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in READERS:
        parser.add_argument(f"--{name}", type=Path, metavar="FOLDER")
    parser.add_argument("--misses", help="list our phrases with these outcomes: wrong,among,nothing")
    parser.add_argument("--half", default="first half", help="the half of which to list misses")
    chosen = parser.parse_args(arguments)
    corpora = [READERS[name](getattr(chosen, name)) for name in READERS if getattr(chosen, name)]
    if chosen.misses:
        for corpus in corpora:
            print(*misses(corpus, set(chosen.misses.split(",")), chosen.half), sep="\n")
        return
    libraries, missing = installed()
    print("Missing libraries:", ", ".join(missing) or "none")
    for corpus in corpora:
        print(*report(corpus, libraries), sep="\n", end="\n\n")


if __name__ == "__main__":
    main()

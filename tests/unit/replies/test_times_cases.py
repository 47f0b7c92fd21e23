"""Many ways of writing a time, one a line, each with what it means: windows, readings, or no time at all."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.stopwatch import fastest_s
from xforce_desktop.replies.times import find_times

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("times_cases.jsonl").read_text("utf-8").splitlines()
    if line
]
NOW = datetime.fromisoformat("2026-07-06T13:40:00-06:00")


def _short(windows) -> list[str]:
    return [f"{w.start:%Y-%m-%d %H:%M}-{w.end:%H:%M}" for w in windows]


def _name(case: dict) -> str:
    return f"{case['text']} ({case['timezone']} {case['now'][:10]})"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_phrase_means_what_it_says(case):
    """Windows on the wall clock of the zone, or the readings where it could mean more than one thing."""
    reading = find_times(case["text"], datetime.fromisoformat(case["now"]), case["timezone"], 30)

    assert _short(reading.windows) == case["windows"]
    assert reading.ambiguous == ("readings" in case)
    assert [_short(windows) for windows in reading.readings] == case.get("readings", [])


def test_there_are_enough_of_them():
    """Every sort of phrase is tried: with windows, with readings, and with neither."""
    sorts = [bool(case["windows"]) + 2 * ("readings" in case) for case in CASES]

    assert len(CASES) >= 250
    assert min(sorts.count(sort) for sort in (0, 1, 2)) >= 25


@pytest.mark.parametrize(
    "text",
    [
        "Mon, Tue, Wed, ",
        "12.09.17 14 15:30 ",
        "1-2-3-4/5/6.",
        "next week next week ",
        "the first of the last of the ",
        "at 3 and ",
        "Tuesday at 3\n",
        "303-555-0142 ",
        "I could make Thursday 2-3 or Friday after 1 work, we run 14 trucks. ",
    ],
)
def test_no_text_takes_long(text):
    """Twenty thousand characters of anything are read at once."""
    long_text = (text * (20_000 // len(text) + 1))[:20_000]

    assert fastest_s(lambda: find_times(long_text, NOW, "America/Denver", 30), 1.0) < 1.0

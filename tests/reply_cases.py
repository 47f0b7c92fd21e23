"""Labelled replies of our own: whole cases, and short ones that share a few contexts.

A line of `short_replies.tsv` is: context, intent, chosen offer (its number, `any`, `which` or `-`), whether
the rep has to look (0, 1, or ? where two careful people differ), conflict (`type`, `type?` where none is as
good, or `-`), sentiment, and the text with \\n for line breaks. Each has a different writer.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xforce_desktop.replies.analysis import ReceivedText, ReplyContext

FOLDER = Path(__file__).parent / "unit" / "replies"
SHORT = "short_replies.tsv"
WHOLE = tuple(
    f"{name}.jsonl" for name in ("blind_a", "blind_b", "blind_c", "blind_d", "blind_e", "own_cases", "voices")
)
ZONE = "America/Chicago"
CONTEXTS = {
    "C1": ("2026-06-08", "2026-06-09 13:00", "2026-06-10 09:30", "2026-06-11 15:00"),
    "C2": ("2026-10-14", "2026-10-16 10:00", "2026-10-19 14:00"),
    "C3": ("2027-03-02", "2027-03-04 11:00"),
    "C4": (
        "2026-09-17",
        "2026-09-21 09:00",
        "2026-09-21 16:00",
        "2026-09-22 11:30",
        "2026-09-23 14:00",
    ),
    "C5": ("2027-01-15", "2027-01-19 15:30", "2027-01-21 08:30"),
    "C6": ("2026-11-09", "2026-11-10 10:00", "2026-11-10 15:00", "2026-11-13 13:00"),
    "C7": ("2026-07-22", "2026-07-23 14:00", "2026-07-24 14:00", "2026-07-27 10:00"),
    "C8": ("2027-04-29", "2027-05-03 12:00", "2027-05-05 16:30"),
    "C9": ("2026-08-11", "2026-08-12 09:00", "2026-08-13 10:00", "2026-08-14 11:00"),
    "C10": ("2027-02-22", "2027-02-24 10:00", "2027-02-25 10:00", "2027-02-26 10:00"),
}

Case = dict[str, Any]


def whole_cases(path: Path) -> list[Case]:
    """The cases of a file of JSON lines in the exchange form."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def short_cases(path: Path = FOLDER / SHORT) -> list[Case]:
    """The short replies as whole cases. Raises ValueError naming a line that has not seven fields."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_case(f"{path.stem}-{number}", line) for number, line in enumerate(lines, start=1)]


def _case(name: str, line: str) -> Case:
    fields = line.split("\t")
    if len(fields) != 7:
        raise ValueError(f"{name} has {len(fields)} fields instead of 7")
    context, intent, chosen, human, conflict, sentiment, body = fields
    today, *offers = (_moment(text) for text in CONTEXTS[context])
    kind = {"type": conflict.rstrip("?"), "until": None} if conflict != "-" else None
    other: Case = {"requires_human": human != "1"} if human == "?" else {}
    if conflict.endswith("?"):
        other["conflict"] = None
    return {
        "id": name,
        "now": (today + timedelta(hours=9)).isoformat(),
        "timezone": ZONE,
        "meeting": {"type": "demo", "duration_minutes": 30, "title": "Demo"},
        "proposed_times": [offer.isoformat() for offer in offers],
        "message": {
            "from_name": "Jo Marsh",
            "from_address": "jo@oakpest.example",
            "subject": "Re: Demo",
            "body": body.replace("\\n", "\n"),
            "headers": {},
        },
        "expect": {
            "message_kind": "reply",
            "intent": intent,
            "selected_time": offers[int(chosen) - 1].isoformat() if chosen.isdecimal() else None,
            "conflict": kind,
            "sentiment": sentiment,
            "requires_human": human == "1",
            "any_of": [other] if other else [],
        },
    }


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def context_of(case: Case) -> ReplyContext:
    """What the reader is told beside the message."""
    return ReplyContext(
        now=datetime.fromisoformat(case["now"]),
        timezone=case["timezone"],
        meeting_type=case["meeting"]["type"],
        duration_minutes=case["meeting"]["duration_minutes"],
        title=case["meeting"]["title"],
        proposed_times=tuple(datetime.fromisoformat(offer) for offer in case["proposed_times"]),
    )


def message_of(case: Case) -> ReceivedText:
    """The message as it came."""
    return ReceivedText(**case["message"])


def accepted(case: Case, name: str) -> list[Any]:
    """All right answers for one field, the best first."""
    expect = case["expect"]
    return [expect[name], *(other[name] for other in expect.get("any_of", []) if name in other)]


def case_files() -> list[Path]:
    """Every file of labelled replies, in order."""
    return [path for path in sorted(FOLDER.iterdir()) if path.name in WHOLE or path.name == SHORT]


def all_cases() -> list[Case]:
    """Every labelled reply of ours."""
    return [
        c for path in case_files() for c in (short_cases(path) if path.name == SHORT else whole_cases(path))
    ]


def never_booked() -> list[Case]:
    """Texts that name an offer and must not book it; what else they mean is not labelled."""
    base = whole_cases(FOLDER / "own_cases.jsonl")[0]
    offers = ["2026-07-08T09:00:00-06:00", "2026-07-08T15:00:00-06:00", "2026-07-10T11:00:00-06:00"]
    shared = {
        **base,
        "now": "2026-07-06T13:40:00-06:00",
        "timezone": "America/Denver",
        "proposed_times": offers,
    }
    expect = {"message_kind": "reply", "intent": None, "selected_time": None}
    lines = (FOLDER / "never_booked.txt").read_text(encoding="utf-8").splitlines()
    return [{**shared, "message": {**base["message"], "body": line}, "expect": expect} for line in lines]

"""Assignments with valid defaults; a test states only what matters to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from xforce_desktop.messages.assignment import (
    Assignment,
    LetterKind,
    Meeting,
    Person,
    Proof,
    Recipient,
    Sender,
)

NOW = datetime(2026, 6, 5, 15, tzinfo=UTC)  # a Friday
TIMES = tuple(
    datetime(2026, 6, day, hour, minute, tzinfo=UTC)
    for day, hour, minute in ((9, 18, 0), (10, 15, 30), (11, 19, 0))
)
CONTEXT = (
    "Demo of AI receptionist for after-hours call handling. "
    "John mentioned 15% call abandonment in discovery call."
)

_MEETINGS: dict[LetterKind, dict[str, Any]] = {
    LetterKind.INITIAL: {"subject": ""},
    LetterKind.CONFIRMATION: {"scheduled_time": TIMES[0]},
    LetterKind.REMINDER: {"scheduled_time": TIMES[0]},
    LetterKind.CANCELLATION: {"scheduled_time": TIMES[0]},
    LetterKind.SMS_CONFIRMED: {"scheduled_time": TIMES[0]},
    LetterKind.SMS_TODAY: {"scheduled_time": NOW + timedelta(hours=1)},
    LetterKind.SMS_LATE: {"scheduled_time": NOW - timedelta(minutes=3)},
    LetterKind.RUNNING_LATE: {"scheduled_time": NOW - timedelta(minutes=3)},
    LetterKind.NO_SHOW: {"scheduled_time": NOW - timedelta(hours=1), "no_show_count": 1},
    LetterKind.DE_ESCALATE: {"new_duration_minutes": 15},
}
_REST: dict[LetterKind, dict[str, Any]] = {
    LetterKind.REMINDER: {"now": datetime(2026, 6, 9, 13, tzinfo=UTC)},
    LetterKind.CHAMPION_CC: {"champion": Person("Mary Johnson", "mary@acme.example")},
    LetterKind.CHAMPION_INTRO: {"target": Person("Susan Vance", "", "CEO")},
    LetterKind.SOCIAL_PROOF: {
        "proof": Proof("stat", "78% of customers choose the first company that answers", "PCT 2024")
    },
    LetterKind.CONSTRAINT: {"constraint": "Only afternoons"},
    LetterKind.COUNTER: {"their_times": (datetime(2026, 6, 9, 15, tzinfo=UTC),)},
    LetterKind.CLARIFY: {"readings": (TIMES[0], TIMES[0] + timedelta(days=7))},
    LetterKind.PAUSE_ACK: {"until": date(2026, 7, 7)},
    LetterKind.ASK_SILENT: {"silent": ("Mary Johnson",), "others": ("Mary Johnson",)},
}


def an_assignment(
    kind: str,
    *,
    title: str = "Owner",
    zone: str = "America/New_York",
    sender_zone: str = "America/Los_Angeles",
    name: str = "John Smith",
    meeting: dict[str, Any] | None = None,
    **rest: Any,
) -> Assignment:
    """One of any kind, complete: a demo at Acme Pest, three times, two zones."""
    letter_kind = LetterKind(kind)
    said = {
        "title": "Demo",
        "context": CONTEXT,
        "platform": "teams",
        "company": "Acme Pest",
        "subject": "Demo for Acme Pest",
    }
    said |= _MEETINGS.get(letter_kind, {}) | (meeting or {})
    plain = Assignment(
        kind=letter_kind,
        meeting=Meeting(**{"meeting_type": "demo", "duration_minutes": 30, **said}),
        recipient=Recipient(name, "john@acme.example", title, zone, "+15555550123"),
        sender=Sender("Brent Miller", "brent@maker.example", "Account Executive", sender_zone),
        now=NOW,
        proposed_times=TIMES,
    )
    return replace(plain, **(_REST.get(letter_kind, {}) | rest))


@pytest.fixture
def assign() -> Callable[..., Assignment]:
    """Builds assignments: `assign("initial", title="CEO", meeting={...}, seed=3)`."""
    return an_assignment


@pytest.fixture
def write_case() -> Callable[..., dict[str, Any]]:
    """Builds the JSON of a `write` case; fields given as None are left out."""

    def build(**changes: Any) -> dict[str, Any]:
        case: dict[str, Any] = {
            "id": "w1",
            "kind": "initial",
            "now": "2026-06-05T15:00:00+00:00",
            "request": {
                "meeting_type": "demo",
                "duration_minutes": 30,
                "context": CONTEXT,
                "company": "Acme Pest",
            },
            "recipient": {
                "name": "John Smith",
                "address": "john@acme.example",
                "title": "Owner",
                "timezone": "America/New_York",
            },
            "sender": {
                "name": "Brent Miller",
                "address": "brent@maker.example",
                "timezone": "America/Los_Angeles",
            },
            "proposed_times": ["2026-06-09T14:00:00-04:00", "2026-06-10T11:30:00-04:00"],
        }
        for name, value in changes.items():
            if isinstance(value, dict) and isinstance(case.get(name), dict):
                case[name] = {**case[name], **value}
            else:
                case[name] = value
        return {name: value for name, value in case.items() if value is not None}

    return build

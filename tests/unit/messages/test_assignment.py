"""A case that cannot be written is refused by the name of its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from xforce_desktop.errors import BadInput
from xforce_desktop.messages.assignment import LetterKind, Reading, parse_assignment

Case = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "changes, named",
    [
        ({"kind": "poem"}, "kind"),
        ({"kind": None}, "kind"),
        ({"tone": "nice"}, "tone"),
        ({"request": {"budget": 5}}, "request.budget"),
        ({"request": {"meeting_type": "party"}}, "request.meeting_type"),
        ({"request": {"duration_minutes": "30"}}, "request.duration_minutes"),
        ({"request": {"duration_minutes": 0}}, "request.duration_minutes"),
        ({"request": {"duration_minutes": True}}, "request.duration_minutes"),
        ({"request": {"scheduled_time": "2026-06-09T14:00:00"}}, "request.scheduled_time"),
        ({"request": {"join_url": "not a link"}}, "request.join_url"),
        ({"recipient": {"timezone": "Mars/Olympus"}}, "recipient.timezone"),
        ({"recipient": {"timezone": ""}}, "recipient.timezone"),
        ({"recipient": {"name": 5}}, "recipient.name"),
        ({"recipient": {"mood": "good"}}, "recipient.mood"),
        ({"recipient": {"persona": "boss"}}, "recipient.persona"),
        ({"sender": {"name": ""}}, "sender.name"),
        ({"sender": {"timezone": "EST5"}}, "sender.timezone"),
        ({"proposed_times": ["Tuesday"]}, "proposed_times"),
        ({"proposed_times": ["2026-06-09T14:00:00"]}, "proposed_times"),
        ({"proposed_times": "2026-06-09T14:00:00Z"}, "proposed_times"),
        ({"now": "soon"}, "now"),
        ({"attempt": -1}, "attempt"),
        ({"kind": "confirmation"}, "request.scheduled_time"),
        ({"kind": "de_escalate"}, "request.new_duration_minutes"),
        ({"kind": "champion_cc"}, "champion"),
        ({"kind": "champion_intro"}, "target"),
        ({"kind": "social_proof"}, "proof"),
        ({"kind": "social_proof", "proof": {"type": "rumor", "content": "x"}}, "proof.type"),
        (
            {
                "kind": "counter",
                "their_times": [{"start": "2026-06-09T14:00:00Z", "end": "2026-06-09T13:00:00Z"}],
            },
            "end",
        ),
        ({"kind": "pause_ack", "until": "next week"}, "until"),
        ({"others": "Mary"}, "others"),
        ({"recipient": None}, "recipient"),
    ],
)
def test_wrong_fields_are_named(write_case: Case, changes: dict[str, Any], named: str):
    """One clear complaint, with the path of the field."""
    with pytest.raises(BadInput) as caught:
        parse_assignment(write_case(**changes))

    assert f"{named}'" in caught.value.title
    assert caught.value.advice


def test_a_whole_case_is_read(write_case: Case):
    """Every field arrives with its type."""
    case = write_case(
        kind="clarify",
        attempt=2,
        seed=7,
        readings=[
            [{"start": "2026-06-09T14:00:00-04:00", "end": "2026-06-09T14:30:00-04:00"}],
            "2026-06-16T14:00:00-04:00",
        ],
        until="2026-07-07",
        champion={"name": "Mary", "address": "mary@acme.example", "title": "COO"},
        request={
            "company": {"name": "Acme Pest", "state": "GA", "industry": "pest control"},
            "no_show_count": 1,
        },
    )

    assignment = parse_assignment(case)

    assert assignment.kind is LetterKind.CLARIFY
    assert (assignment.attempt, assignment.seed, assignment.until) == (2, 7, date(2026, 7, 7))
    assert assignment.meeting.company == "Acme Pest"
    assert len(assignment.readings) == 2
    assert isinstance(assignment.readings[0], Reading)
    assert assignment.champion is not None
    assert assignment.champion.name == "Mary"


def test_the_senders_zone_may_be_left_out(write_case: Case):
    """Then there is nothing to put beside the recipient's time."""
    case = write_case()
    del case["sender"]["timezone"]

    assert parse_assignment(case).sender.timezone == "America/New_York"

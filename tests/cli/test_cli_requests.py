"""`request …` and `tick` on a running sandbox: what they print, and what a button's word leads to."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli

# The columns of the specification's tables.
REQUEST_COLUMNS = {
    "id", "created_by", "deal_id", "company_id", "meeting_type", "duration_minutes", "title", "context",
    "meeting_platform", "meeting_location", "date_range_start", "date_range_end", "preferred_times",
    "avoid_days", "timezone", "status", "attempt_count", "no_show_count", "last_action_at",
    "next_action_at", "next_action_type", "scheduled_time", "calendar_event_id", "invite_accepted",
    "completed_at", "outcome", "outcome_notes", "email_thread_id", "conversation_history", "created_at",
    "updated_at",
}  # fmt: skip
ATTENDEE_COLUMNS = {
    "id", "scheduling_request_id", "side", "user_id", "contact_id", "name", "email", "is_required",
    "is_organizer", "invite_status", "created_at",
}  # fmt: skip
ACTION_COLUMNS = {
    "scheduling_request_id", "action_type", "email_id", "times_proposed", "time_selected",
    "message_content", "ai_reasoning", "actor", "created_at",
}  # fmt: skip
BESIDE_THEM = {
    "state", "next_action", "attendees", "actions", "conversation", "intent", "reputation", "holds",
    "handled_by", "requires_human_review", "leverage_moments", "briefs",
}  # fmt: skip
UNKNOWN = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def request_id(on_sandbox: Cli, form: dict[str, Any]) -> str:
    """A request on autopilot."""
    said = on_sandbox("request", "new", "-", stdin=json.dumps(form))
    assert (said.status, said.stderr) == (0, "")
    return str(said.json()["id"])


def test_a_new_request_prints_its_id_alone(on_sandbox: Cli, form: dict[str, Any]) -> None:
    said = on_sandbox("request", "new", "-", stdin=json.dumps(form))

    assert set(said.json()) == {"id"}


def test_show_has_every_column_and_key(on_sandbox: Cli, request_id: str) -> None:
    on_sandbox("tick")

    shown = on_sandbox("request", "show", request_id).json()

    assert (REQUEST_COLUMNS | BESIDE_THEM) - set(shown) == set()
    assert all(set(attendee) >= ATTENDEE_COLUMNS for attendee in shown["attendees"])
    assert all(set(action) >= ACTION_COLUMNS for action in shown["actions"])
    assert all(action["why"] for action in shown["actions"])
    assert set(shown["next_action"]) == {"type", "at", "why"}
    assert (shown["state"], shown["handled_by"]) == (shown["status"], "agent")
    assert shown["attendees"][-1]["name"] == "Zoë Smith"


def test_show_tells_what_their_behaviour_means(on_sandbox: Cli, request_id: str) -> None:
    """Intent and reputation with their reasons; a new request gives none and needs no call."""
    on_sandbox("tick")

    shown = on_sandbox("request", "show", request_id).json()

    assert shown["intent"] == {
        "level": "low",
        "confidence": 0.5,
        "signals": [],
        "deal_impact": {
            "confidence_adjustment": 0,
            "recommendation": "Weak engagement. Consider de-escalating the ask or a word from a person.",
        },
        "total": 0.0,
        "trend": [],
    }
    assert shown["reputation"] == {
        "score": 0,
        "level": "low",
        "drivers": [],
        "recommendation": "continue",
        "adjustments": {
            "tone_shift": None,
            "interval_multiplier": 1.0,
            "channels": ["email", "sms", "phone"],
        },
        "effect": "Nothing is held back.",
    }
    assert (shown["deal_signals"], shown["deal_adjustment"], shown["call_hold"]) == ([], None, None)
    assert shown["leverage_moments"] == []


def test_times_are_instants_with_an_offset(on_sandbox: Cli, request_id: str) -> None:
    on_sandbox("tick")

    shown = on_sandbox("request", "show", request_id).json()

    proposed = [time for action in shown["actions"] for time in action["times_proposed"]]
    held = [hold[end] for hold in shown["holds"] for end in ("start", "end")]
    columns = [shown[name] for name in ("created_at", "updated_at", "next_action_at")]
    moments = [datetime.fromisoformat(text) for text in proposed + held + columns]
    assert len(proposed) >= 3
    assert all(moment.tzinfo is not None for moment in moments)


def test_the_list_holds_what_show_has_at_its_top(on_sandbox: Cli, request_id: str) -> None:
    [listed] = on_sandbox("request", "list").json()

    assert listed["id"] == request_id
    assert set(listed) >= REQUEST_COLUMNS


def test_list_and_show_need_no_sandbox(cli: Cli, folder: Path, on_sandbox: Cli, request_id: str) -> None:
    """What is stored can be looked at without any network."""
    assert cli("request", "show", request_id, "--data", str(folder)).json()["id"] == request_id


def test_a_file_as_windows_writes_it(on_sandbox: Cli, form: dict[str, Any], tmp_path: Path) -> None:
    """Byte order mark, CRLF, letters beyond ASCII."""
    text = json.dumps(form, ensure_ascii=False, indent=1).replace("\n", "\r\n")
    (tmp_path / "wünsche.json").write_bytes(b"\xef\xbb\xbf" + text.encode())

    said = on_sandbox("request", "new", str(tmp_path / "wünsche.json"))

    assert (said.status, said.stderr) == (0, "")


@pytest.mark.parametrize("given", [b"", b"\xff\xfe", b"{", b"[]"])
def test_what_is_no_form_is_refused(on_sandbox: Cli, given: bytes) -> None:
    on_sandbox("request", "new", "-", stdin=given).complaint()

    assert on_sandbox("request", "list").json() == []


def test_a_form_that_is_not_there_is_named(on_sandbox: Cli) -> None:
    assert "none.json" in on_sandbox("request", "new", "none.json").complaint()


def test_tick_prints_its_report(on_sandbox: Cli, request_id: str) -> None:
    """`due_next` is when something is really due: here the end of the time to undo."""
    report = on_sandbox("tick").json()

    assert set(report) == {"now", "received", "sent", "due_next"}
    assert (report["received"], report["sent"]) == (0, 0)
    waited = datetime.fromisoformat(report["due_next"]) - datetime.fromisoformat(report["now"])
    assert waited.total_seconds() == 120


def test_nothing_is_due_without_requests(on_sandbox: Cli) -> None:
    assert on_sandbox("tick").json()["due_next"] is None


@pytest.mark.parametrize(
    "words, state, handler",
    [
        (("pause",), "paused", "agent"),
        (("pause", "resume"), "proposing", "agent"),
        (("take-over",), "initiated", "rep"),
        (("take-over", "give-back"), "proposing", "agent"),
        (("cancel",), "cancelled", "agent"),
    ],
)
def test_a_word_does_what_the_button_does(
    on_sandbox: Cli, request_id: str, words: tuple[str, ...], state: str, handler: str
) -> None:
    """Each prints the request as it is afterwards; what was stopped goes on at once."""
    for word in words:
        said = on_sandbox("request", word, request_id)
        assert (said.status, said.stderr) == (0, "")

    assert (said.json()["state"], said.json()["handled_by"]) == (state, handler)


def test_people_come_and_go(on_sandbox: Cli, request_id: str) -> None:
    """Each word prints the request; the story says who changed it and why."""
    for words in [
        (
            "add",
            request_id,
            "mary.jones@acmepest.example",
            "--timezone",
            "America/Chicago",
            "--phone",
            "+16155550100",
        ),
        ("add", request_id, "mike@xforce.example", "--internal", "--optional", "--name", "Mike Ray"),
        ("replace", request_id, "mary.jones@acmepest.example", "tom@acmepest.example", "--name", "Tom Hall"),
        ("remove", request_id, "mike@xforce.example"),
    ]:
        said = on_sandbox("request", *words)
        assert (said.status, said.stderr, said.json()["id"]) == (0, "", request_id)

    shown = on_sandbox("request", "show", request_id).json()
    assert shown["attendees"][-1]["name"] == "Tom Hall"
    assert [a["ai_reasoning"] for a in shown["actions"] if a["action_type"].startswith("attendee_")] == [
        "You added Mary Jones, who has to agree as well.",
        "You added Mike Ray, who need not be there.",
        "You replaced Mary Jones by Tom Hall.",
        "You removed Mike Ray.",
    ]


@pytest.mark.parametrize("verb", [("add", "ID"), ("replace", "ID", "zoë@acmepest.example")])
def test_who_comes_later_may_be_texted_too(on_sandbox: Cli, request_id: str, verb: tuple[str, ...]) -> None:
    """How they agreed, dated with the day on which it was said."""
    said = on_sandbox(
        "request", *(request_id if word == "ID" else word for word in verb), "mary.jones@acmepest.example",
        "--phone", "+16155550100", "--sms-consent", "trade show",
    )  # fmt: skip

    shown = on_sandbox("request", "show", request_id).json()
    consent = shown["attendees"][-1]["sms_consent"]
    assert (said.status, said.stderr) == (0, "")
    assert consent["source"] == "trade show"
    assert abs(date.fromisoformat(consent["given_on"]) - _day_of(shown["updated_at"])) <= timedelta(days=1)


def _day_of(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


@pytest.mark.parametrize(
    "words, complaint",
    [
        (("add", "ID", "nonsense", "--name", "N"), "not an email address"),
        (("add", "ID", "xy@acmepest.example"), "--name"),
        (("add", "ID", "a.b@acmepest.example", "--timezone", "Mars/Base"), "time zone"),
        (("add", "ID", "mike@xforce.example", "--internal", "--phone", "1"), "colleague"),
        (("add", "ID", "a.b@acmepest.example", "--sms-consent", "web form"), "--phone"),
        (
            ("add", "ID", "mike@xforce.example", "--internal", "--phone", "1", "--sms-consent", "web form"),
            "colleague",
        ),
        (("remove", "ID", "who@else.example"), "not in this request"),
        (("replace", "ID", "who@else.example", "a.b@else.example"), "not in this request"),
    ],
)
def test_people_who_cannot_come_or_go(
    on_sandbox: Cli, request_id: str, words: tuple[str, ...], complaint: str
) -> None:
    """One line that says what is wrong; nothing has changed."""
    before = on_sandbox("request", "show", request_id).json()

    said = on_sandbox("request", *(request_id if word == "ID" else word for word in words))

    assert complaint in said.complaint()
    assert on_sandbox("request", "show", request_id).json() == before


@pytest.mark.parametrize("asked", [UNKNOWN, "nonsense", ""])
@pytest.mark.parametrize("words", [("show",), ("pause",), ("approve",)])
def test_an_unknown_request_is_wrong_use(on_sandbox: Cli, words: tuple[str, ...], asked: str) -> None:
    """Status 2 and one line that says so."""
    assert "request" in on_sandbox("request", *words, asked).complaint()


@pytest.mark.parametrize(
    "words",
    [
        ("approve", "ID"),
        ("outcome", "ID", "no_show"),
        ("call-done", "ID", "--outcome", "Spoke to him."),
        ("dismiss", "ID", "--card", UNKNOWN),
        ("dismiss", "ID", "--card", "the first"),
    ],
)
def test_a_word_out_of_place_changes_nothing(
    on_sandbox: Cli, request_id: str, words: tuple[str, ...]
) -> None:
    """There is nothing to approve yet, no meeting was missed, and no call is asked for."""
    before = on_sandbox("request", "show", request_id).json()

    said = on_sandbox("request", *(request_id if word == "ID" else word for word in words))

    assert said.status in {1, 2}
    said.one_line()
    assert on_sandbox("request", "show", request_id).json() == before

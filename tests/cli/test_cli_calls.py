"""`calls …` on a store on disk: whom to call, and what the rep does about each."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from xforce_desktop.clock import SystemClock
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.effects import LeverageTrigger
from xforce_desktop.scheduling.leverage import moment_for
from xforce_desktop.store.unit_of_work import open_store

UNKNOWN = "00000000-0000-0000-0000-000000000000"
OF_THE_BOARD = {"now", "calls_a_day", "made_today", "calls"}
OF_A_CALL = {
    "id", "rank", "place", "points", "reasons", "title", "trigger", "urgency", "request_id", "meeting",
    "address", "raised_at", "back_at", "held_until", "brief",
}  # fmt: skip
OF_A_BRIEF = {
    "who", "role", "company", "number", "timezone", "local_time", "why_now", "situation", "why_it_matters",
    "what_ai_did", "what_to_do", "talking_points", "what_to_avoid",
}  # fmt: skip
DAY = timedelta(days=1)


@pytest.fixture
def call(on_sandbox: Cli, folder: Path, form: dict[str, Any]) -> dict[str, Any]:
    """A request with somebody whose number is known, and the one call that is asked for about it."""
    zoe = form["external"][0] | {"phone": "(615) 555-0142"}
    made = on_sandbox("request", "new", "-", stdin=json.dumps(form | {"external": [zoe]}))
    board = on_sandbox("calls", "list").json()
    store = open_store(folder, SystemClock())
    with store.begin() as work:
        request = work.load(RequestId(uuid.UUID(made.json()["id"])))
        now = datetime.fromisoformat(board["now"])
        moment = moment_for(request, LeverageTrigger.PERSISTENT_NON_RESPONSE, now)
        work.add_leverage_moment(request.id, moment, now)
        work.commit()
    store.close()
    (found,) = on_sandbox("calls", "list").json()["calls"]
    return dict(found)


def log_of(on_sandbox: Cli, call: dict[str, Any]) -> str:
    shown = on_sandbox("request", "show", call["request_id"]).json()
    return " | ".join(one["why"] for one in shown["actions"])


def state_of(on_sandbox: Cli, call: dict[str, Any]) -> str:
    return str(on_sandbox("request", "show", call["request_id"]).json()["state"])


def test_an_empty_store_asks_for_no_call(on_sandbox: Cli) -> None:
    board = on_sandbox("calls", "list").json()

    assert set(board) == OF_THE_BOARD
    assert (board["calls"], board["made_today"]) == ([], 0)


def test_a_call_is_listed_with_whom_and_why(call: dict[str, Any]) -> None:
    """Every key is there; the number can be dialled."""
    assert (set(call), set(call["brief"])) == (OF_A_CALL, OF_A_BRIEF)
    assert (call["rank"], call["place"], call["trigger"]) == (1, "today", "persistent_non_response")
    assert (call["brief"]["who"], call["brief"]["number"]) == ("Zoë Smith", "+16155550142")
    assert call["address"] == "zoë@acmepest.example"
    assert (call["back_at"], call["held_until"]) == (None, None)
    assert all((call["reasons"], call["brief"]["why_now"], call["brief"]["talking_points"]))


def test_while_the_rep_calls_nothing_leaves(on_sandbox: Cli, call: dict[str, Any]) -> None:
    """Whom to dial, and until when the mail waits; the list shows it too."""
    started = on_sandbox("calls", "start", call["id"]).json()

    assert (started["who"], started["number"]) == ("Zoë Smith", "+16155550142")
    assert started["link"] == "tel:+16155550142"
    (now_calling,) = on_sandbox("calls", "list").json()["calls"]
    assert now_calling["held_until"] == started["held_until"]


def test_a_number_that_is_not_known_cannot_be_dialled(
    on_sandbox: Cli, call: dict[str, Any], folder: Path
) -> None:
    store = open_store(folder, SystemClock())
    with store.begin() as work:
        request = work.load(RequestId(uuid.UUID(call["request_id"])))
        (person,) = request.external
        work.forget_number(person.email)
        work.save(request.with_attendee(replace(person, phone="")))
        work.commit()
    store.close()

    assert "no number that can be dialled" in on_sandbox("calls", "start", call["id"]).complaint()


@pytest.mark.parametrize("until", ["1h", "this_afternoon", "tomorrow_morning", "time"])
def test_a_call_is_put_off_and_comes_back(on_sandbox: Cli, call: dict[str, Any], until: str) -> None:
    """By a word or to a time, with an offset or by the rep's clock."""
    now = datetime.fromisoformat(on_sandbox("calls", "list").json()["now"])
    at = (now + 2 * DAY).replace(microsecond=0)

    later = on_sandbox("calls", "later", call["id"], "--until", at.isoformat() if until == "time" else until)

    back_at = datetime.fromisoformat(later.json()["back_at"])
    assert back_at > now
    (waiting,) = on_sandbox("calls", "list").json()["calls"]
    assert (waiting["place"], datetime.fromisoformat(waiting["back_at"])) == ("later", back_at)
    assert f"You put “{call['title']}” off until" in log_of(on_sandbox, call)


@pytest.mark.parametrize(
    "outcome, state, logged",
    [
        ("voicemail", None, "He was out"),
        ("other", None, "He was out"),
        ("wrong_number", None, "He was out"),
        ("not_interested", "cancelled", "He was out"),
    ],
)
def test_what_came_of_it_closes_the_call(
    on_sandbox: Cli, call: dict[str, Any], outcome: str, state: str | None, logged: str
) -> None:
    """The list that is left is printed, the words are in the log."""
    before = state_of(on_sandbox, call)

    left = on_sandbox("calls", "done", call["id"], "--outcome", outcome, "--note", "He was out").json()

    assert (set(left), left["calls"], left["made_today"]) == (OF_THE_BOARD, [], 1)
    assert state_of(on_sandbox, call) == (state or before)
    assert logged in log_of(on_sandbox, call)


def test_a_time_agreed_on_is_booked(on_sandbox: Cli, call: dict[str, Any]) -> None:
    """By the rep's clock where no offset is given."""
    at = f"{datetime.fromisoformat(on_sandbox('calls', 'list').json()['now']) + 7 * DAY:%Y-%m-%d}T14:00"

    assert on_sandbox("calls", "done", call["id"], "--outcome", "booked", "--at", at).json()["calls"] == []

    assert state_of(on_sandbox, call) == "confirming"


def test_who_is_called_again_stays_on_the_list(on_sandbox: Cli, call: dict[str, Any]) -> None:
    at = datetime.fromisoformat(on_sandbox("calls", "list").json()["now"]) + DAY

    left = on_sandbox("calls", "done", call["id"], "--outcome", "call_back", "--at", at.isoformat()).json()

    assert [(one["id"], one["place"]) for one in left["calls"]] == [(call["id"], "later")]


def test_a_call_that_is_not_wanted_is_dismissed_once(on_sandbox: Cli, call: dict[str, Any]) -> None:
    assert on_sandbox("calls", "dismiss", call["id"]).json()["calls"] == []

    assert f"You set “{call['title']}” aside." in log_of(on_sandbox, call)
    assert "not asked of you any more" in on_sandbox("calls", "dismiss", call["id"]).complaint()


@pytest.mark.parametrize(
    "line",
    [
        ("start",),
        ("later", "--until", "1h"),
        ("done", "--outcome", "other"),
        ("dismiss",),
    ],
)
@pytest.mark.parametrize(
    "wrong, words", [(UNKNOWN, "not asked of you any more"), ("the-first", "is no id of a call")]
)
def test_a_wrong_id_is_said_in_a_line(on_sandbox: Cli, line: tuple[str, ...], wrong: str, words: str) -> None:
    verb, *options = line
    assert words in on_sandbox("calls", verb, wrong, *options).complaint()


@pytest.mark.parametrize(
    "line, words",
    [
        (("later", "--until", "soon"), "“soon” is no time"),
        (("later", "--until", "2020-01-01T09:00"), "passed"),
        (("later",), "--until"),
        (("done", "--outcome", "booked"), "When is missing"),
        (("done", "--outcome", "call_back"), "When is missing"),
        (("done", "--outcome", "shrug"), "invalid choice"),
        (("done", "--outcome", "booked", "--at", "soon"), "“soon” is no time"),
    ],
)
def test_what_cannot_be_leaves_the_call_as_it_was(
    on_sandbox: Cli, call: dict[str, Any], line: tuple[str, ...], words: str
) -> None:
    verb, *options = line
    assert words in on_sandbox("calls", verb, call["id"], *options).complaint()

    (same,) = on_sandbox("calls", "list").json()["calls"]
    assert same["id"] == call["id"]
    assert same["place"] == "today"


@pytest.fixture
def call_of_two(on_sandbox: Cli, folder: Path, form: dict[str, Any]) -> dict[str, Any]:
    """Zoe and Mary must come; the card is about Zoe, who agrees to a time while the rep calls."""
    zoe = form["external"][0] | {"phone": "(615) 555-0142"}
    mary = zoe | {"address": "mary@acmepest.example", "name": "Mary Jones", "phone": "(615) 555-0199"}
    made = on_sandbox("request", "new", "-", stdin=json.dumps(form | {"external": [zoe, mary]}))
    now = datetime.fromisoformat(on_sandbox("calls", "list").json()["now"])
    store = open_store(folder, SystemClock())
    with store.begin() as work:
        request = work.load(RequestId(uuid.UUID(made.json()["id"])))
        moment = moment_for(request, LeverageTrigger.PERSISTENT_NON_RESPONSE, now)
        work.add_leverage_moment(request.id, moment, now)
        work.commit()
    (found,) = on_sandbox("calls", "list").json()["calls"]
    assert found["brief"]["who"] == zoe["name"]
    on_sandbox("calls", "start", found["id"])
    with store.begin() as work:
        request = work.load(request.id)
        work.save(request.with_attendee(replace(request.external[0], agreed_times=(now + 3 * DAY,))))
        work.commit()
    store.close()
    return dict(found)


def test_a_report_is_about_whom_the_rep_called(on_sandbox: Cli, call_of_two: dict[str, Any]) -> None:
    """However the others behave meanwhile: it is Zoe's number that is wrong, and Mary keeps hers."""
    (card,) = on_sandbox("calls", "list").json()["calls"]
    assert card["address"] == call_of_two["address"]

    on_sandbox("calls", "done", call_of_two["id"], "--outcome", "wrong_number")

    shown = on_sandbox("request", "show", call_of_two["request_id"]).json()
    theirs = [one for one in shown["attendees"] if one["side"] == "external"]
    assert [bool(one["phone"]) for one in theirs] == [False, True]


def test_a_call_is_noted_with_whom_it_was(on_sandbox: Cli, call_of_two: dict[str, Any], folder: Path) -> None:
    """A no takes out who said it, and the account's course names them."""
    on_sandbox("calls", "done", call_of_two["id"], "--outcome", "not_interested", "--note", "Not for her.")

    shown = on_sandbox("request", "show", call_of_two["request_id"]).json()
    theirs = [one for one in shown["attendees"] if one["side"] == "external"]
    assert [one["left_out_reason"] for one in theirs] == ["declined", ""]

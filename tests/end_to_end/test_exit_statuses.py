"""Bad input ends with status 2 and one line that says what and what to do; trouble outside with status 1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.commands import Finished, ForkedCommands, RealCommands
from tests.end_to_end.walk import JOHN, Json, Sandbox, Walk, a_form

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


def _external(**changes: Any) -> list[Json]:
    return [{"address": JOHN, "name": "John Smith"} | changes]


BAD_FORMS = {
    "no attendee": (json.dumps(a_form(external=[])), "external"),
    "attendees missing": (json.dumps({k: v for k, v in a_form().items() if k != "external"}), "external"),
    "unknown zone": (json.dumps(a_form(preferences={"timezone": "Mars/Olympus"})), "Mars/Olympus"),
    "unknown zone of theirs": (json.dumps(a_form(external=_external(timezone="Nowhere"))), "Nowhere"),
    "end before start": (
        json.dumps(
            a_form(
                preferences={
                    "timezone": "America/New_York",
                    "range": {"start": "2026-06-12T09:00:00-04:00", "end": "2026-06-09T17:00:00-04:00"},
                }
            )
        ),
        "range",
    ),
    "range without a zone": (
        json.dumps(
            a_form(preferences={"range": {"start": "2026-06-09T09:00:00", "end": "2026-06-12T17:00:00"}})
        ),
        "preferences.range.start",
    ),
    "range in the past": (
        json.dumps(
            a_form(
                preferences={
                    "range": {"start": "2026-05-01T09:00:00-04:00", "end": "2026-05-08T17:00:00-04:00"}
                }
            )
        ),
        "passed",
    ),
    "broken address": (json.dumps(a_form(external=_external(address="john(at)acme"))), "john(at)acme"),
    "broken address of ours": (json.dumps(a_form(internal=[{"address": "sarah"}])), "sarah"),
    "not JSON": ("{meeting_type: demo", "JSON"),
    "empty": ("", "JSON"),
    "a list": ("[]", "JSON object"),
    "unknown field": (json.dumps(a_form(colour="blue")), "colour"),
    "unknown meeting type": (json.dumps(a_form(meeting_type="party")), "meeting_type"),
    "no time at all": (json.dumps(a_form(duration_minutes=0)), "duration_minutes"),
    "unknown approval": (json.dumps(a_form("whatever")), "approval"),
    "unknown part of day": (json.dumps(a_form(preferences={"preferred_times": ["noon"]})), "noon"),
    "unknown day": (json.dumps(a_form(preferences={"avoid": ["mondays"]})), "mondays"),
}


def _is_one_line(done: Finished, status: int, *said: str) -> None:
    assert (done.status, done.stdout) == (status, ""), done
    assert done.stderr.endswith("\n")
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.split()) >= 6, "says what and what to do"
    for words in said:
        assert words in done.stderr


@pytest.fixture(scope="module")
def shared_sandbox(http: Any) -> Iterator[Sandbox]:
    """One for all: nothing is ever stored or sent here."""
    from tests.end_to_end.commands import running_sandbox

    with running_sandbox() as first_line:
        yield Sandbox(first_line["url"], http)


@pytest.fixture
def place(shared_sandbox: Sandbox, forked: ForkedCommands, tmp_path: Path) -> Walk:
    return Walk(forked, shared_sandbox, tmp_path / "store")


@pytest.mark.parametrize("case", BAD_FORMS)
def test_a_form_that_cannot_be_used_stores_nothing(place: Walk, case: str) -> None:
    """Status 2, one line that names the trouble, and an empty list of requests."""
    form, said = BAD_FORMS[case]

    _is_one_line(place.run("request", "new", "-", stdin=form), 2, said)

    assert place.do("request", "list") == []


def test_a_form_can_come_from_a_file(place: Walk, tmp_path: Path) -> None:
    """A file does as well as standard input."""
    file = tmp_path / "form.json"
    file.write_text(json.dumps(a_form()), encoding="utf-8")

    created = place.do("request", "new", str(file))

    assert [request["id"] for request in place.do("request", "list")] == [created["id"]]


def test_a_file_that_is_not_there(place: Walk, tmp_path: Path) -> None:
    """A missing file is the user's mistake, not the program's."""
    _is_one_line(place.run("request", "new", str(tmp_path / "nothing.json")), 2, "nothing.json")
    assert place.do("request", "list") == []


@pytest.mark.parametrize(
    "argv",
    [
        ("show", UNKNOWN_ID), ("show", "not-an-id"), ("show", ""), ("cancel", UNKNOWN_ID),
        ("pause", UNKNOWN_ID), ("approve", UNKNOWN_ID), ("take-over", UNKNOWN_ID),
        ("outcome", UNKNOWN_ID, "held"),
    ],
)  # fmt: skip
def test_an_unknown_request(place: Walk, argv: tuple[str, ...]) -> None:
    """Whatever is to be done with it: status 2 and one line."""
    _is_one_line(place.run("request", *argv), 2, "request list")


@pytest.mark.parametrize(
    "argv",
    [
        ("request", "destroy", UNKNOWN_ID), ("request",), ("request", "show"), ("nonsense",),
        ("request", "outcome", UNKNOWN_ID, "fine"), ("tick", "--fast"), ("sandbox", "--clock", "sundial"),
    ],
)  # fmt: skip
def test_a_wrong_word(place: Walk, argv: tuple[str, ...]) -> None:
    """Unknown verbs, options and values are wrong use."""
    _is_one_line(place.run(*argv), 2, "")


def test_a_button_that_has_no_meaning_now(place: Walk) -> None:
    """Approving or resuming what neither waits nor rests changes nothing and says so."""
    place.create(a_form())
    before = place.show()

    for verb in ("approve", "resume", "give-back", "reschedule"):
        _is_one_line(place.run("request", verb, place.id), 2, verb)
    _is_one_line(place.run("request", "outcome", place.id, "no_show"), 2, "booked meeting")

    assert place.show() == before


def test_no_sandbox_there(real: RealCommands, tmp_path: Path) -> None:
    """An address where nothing listens: status 1, one line, nothing sent."""
    nowhere = {"XFORCE_SANDBOX_URL": "http://127.0.0.1:9", "XFORCE_DATA": str(tmp_path / "store")}

    _is_one_line(real.run("tick", **nowhere), 1)
    _is_one_line(real.run("request", "new", "-", stdin=json.dumps(a_form()), **nowhere), 1)


def test_two_agents_on_one_folder(place: Walk) -> None:
    """A second `tick` while somebody holds the folder says so and touches nothing."""
    place.create(a_form())
    before = place.show()

    with _held(place.folder):
        _is_one_line(place.run("tick"), 1, "already running")

    assert place.show() == before
    assert place.do("tick")["sent"] == 0
    assert place.show()["waiting"]


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    from xforce_desktop.bootstrap.folders import only_one

    with only_one(folder):
        yield

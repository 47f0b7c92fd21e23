"""Lost answers, outages and resets at every call that changes something: in the end the same as without."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.end_to_end.commands import ForkedCommands
from tests.end_to_end.walk import Json, Sandbox, Walk, a_form, as_they_say, offered_in

CALLS = {
    "draft": "POST /v1.0/me/messages",
    "answer": "POST /v1.0/me/messages/*/createReplyAll",
    "finish": "PATCH /v1.0/me/messages/*",
    "send": "POST /v1.0/me/messages/*/send",
    "event": "POST /v1.0/me/events",
    "free/busy": "POST /v1.0/me/calendar/getSchedule",
    "inbox": "GET /v1.0/me/mailFolders/inbox/messages/delta",
    "sent items": "GET /v1.0/me/mailFolders/sentitems/messages/delta",
    "read a mail": "GET /v1.0/me/messages/*",
    "read the event": "GET /v1.0/me/events/*",
}
TROUBLES: dict[str, Json] = {
    "answer lost": {"kind": "drop_after"},
    "reset": {"kind": "reset"},
    "busy": {"kind": "status", "status": 503},
    "throttled": {"kind": "status", "status": 429, "retry_after_s": 45},
}
MOST_PASSES = 15


@pytest.fixture
def quick(sandbox: Sandbox, forked: ForkedCommands, tmp_path: Path) -> Walk:
    """Autopilot without undo time: one pass does all."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "settings.toml").write_text("undo_s = 0\n", encoding="utf-8")
    return Walk(forked, sandbox, folder)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_at_every_call_of_a_first_meeting(quick: Walk, trouble: str) -> None:
    """Each call of the first mail and of the booking fails once: one mail, one event, one confirmation."""
    walk = quick
    _goes_wrong_once(walk.sandbox, TROUBLES[trouble])
    walk.create(a_form("autopilot"))
    _until_at_rest(walk)
    assert [len(offered_in(mail)) for mail in walk.sandbox.sent()] == [3]
    assert walk.show()["state"] == "awaiting_response"
    mail = walk.sandbox.sent()[0]
    chosen = offered_in(mail)[1]

    walk.reply(f"{as_they_say(chosen)} works, thanks", to=mail)
    _goes_wrong_once(walk.sandbox, TROUBLES[trouble])
    _until_at_rest(walk)
    assert datetime.fromisoformat(walk.event()["start"]) == chosen
    assert len(walk.sandbox.get("events")) == 1
    assert [offered_in(mail) for mail in walk.sandbox.sent()[1:]] == [[chosen]]
    walk.check_one_conversation()
    shown = walk.show()
    assert shown["state"] == "confirming"
    assert not shown["requires_human_review"]
    assert _drafts(walk.sandbox) == []


def test_a_reply_that_came_before_the_send_was_noted_is_not_lost(quick: Walk) -> None:
    """Killed right after sending; they answer before we are back: their answer is taken."""
    walk = quick
    walk.create(a_form("autopilot"))
    commits = _commits_until_sent(walk)
    mail = walk.sandbox.sent()[0]
    assert commits > 0
    chosen = offered_in(mail)[0]
    walk.reply(f"{as_they_say(chosen)} works, thanks", to=mail)

    _until_at_rest(walk)

    assert datetime.fromisoformat(walk.event()["start"]) == chosen
    assert len(walk.sandbox.sent()) == 2
    assert walk.show()["attempt_count"] == 1


def _commits_until_sent(walk: Walk) -> int:
    """Kill passes ever later, until the first one that dies with its mail on the way but not noted."""
    for number in range(1, 20):
        walk.run("tick", kill_at=number, when="before")
        if walk.sandbox.sent():
            return number
    return 0


def _goes_wrong_once(sandbox: Sandbox, trouble: Json) -> None:
    for call in CALLS.values():
        sandbox.post("faults", {"match": call, "times": 1} | trouble)


def _until_at_rest(walk: Walk) -> None:
    """Passes a minute apart, as the loop makes them, until one goes well and leaves nothing queued."""
    for _ in range(MOST_PASSES):
        done = walk.run("tick")
        assert done.status in (0, 1)
        assert "Traceback" not in done.stderr
        if done.status == 0 and not _is_queued(walk) and not _faults_left(walk.sandbox):
            return
        if done.status == 0 and not _is_queued(walk):
            walk.sandbox.http.delete(f"{walk.sandbox.url}/sandbox/faults").raise_for_status()
            continue
        walk.sandbox.advance(timedelta(minutes=1))
    raise AssertionError(f"did not come to rest: {walk.show()['outbox']}")


def _is_queued(walk: Walk) -> bool:
    return any(row["status"] in {"pending", "recalled"} for row in walk.show()["outbox"])


def _faults_left(sandbox: Sandbox) -> list[Json]:
    return list(sandbox.get("faults"))


def _drafts(sandbox: Sandbox) -> list[Json]:
    answer = sandbox.http.get(
        f"{sandbox.url}/v1.0/me/mailFolders/drafts/messages", headers={"Authorization": "Bearer sandbox-rep"}
    )
    return list(answer.json()["value"])

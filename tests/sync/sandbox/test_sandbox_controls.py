"""The sandbox's own controls: clock, faults, texts, log, state."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.sandbox.errors import BadControl
from sync.sandbox.log import FOLDER_VARIABLE
from sync.sandbox.opening import load_state
from sync.sandbox.server import Sandbox, SandboxOptions
from tests.sync.sandbox.graph_walk import JOHN, made_event, raw_mail, sent_mail

BUSY = b'{"address": "x@xforce.example", "start": "2026-06-09T12:00:00Z", "end": "2026-06-09T13:00:00Z"}'
SIGNED_IN = {"Authorization": "Bearer sandbox-rep"}


async def test_the_manual_clock_starts_on_a_monday_and_moves_when_told(graph: httpx.AsyncClient) -> None:
    """09:00 in New York; forwards by seconds or to a moment."""
    first = (await graph.get("/sandbox/clock")).json()
    await graph.post("/sandbox/clock", json={"advance_s": 90})
    second = (await graph.post("/sandbox/clock", json={"now": "2026-06-09T12:00:00-05:00"})).json()

    assert first == {"now": "2026-06-08T09:00:00-04:00", "mode": "manual", "rate": 0.0}
    assert second["now"] == "2026-06-09T13:00:00-04:00"


async def test_the_clock_goes_back_only_while_nothing_has_happened(graph: httpx.AsyncClient) -> None:
    """409 after the first mail, and the time stays."""
    back = {"now": "2026-01-05T09:00:00-05:00"}
    allowed = await graph.post("/sandbox/clock", json=back)
    await graph.post("/sandbox/clock", json={"advance_s": 60})
    await graph.post("/sandbox/mail", content=raw_mail("Hi"))

    refused = await graph.post("/sandbox/clock", json=back)

    assert (allowed.status_code, refused.status_code) == (200, 409)
    assert refused.json()["error"]
    assert (await graph.get("/sandbox/clock")).json()["now"] == "2026-01-05T09:01:00-05:00"


async def test_a_fast_clock_runs_by_itself() -> None:
    """x3600 passes an hour in a second; texts get delivered on the way."""
    start_at = datetime(2026, 6, 8, 13, tzinfo=UTC)
    async with Sandbox(SandboxOptions(clock="x3600", start_at=start_at, prospects=False)) as fast:
        fast.world.texts.send("+15550107700", "+13055550101", "Hello")
        await asyncio.sleep(0.2)
        async with httpx.AsyncClient(base_url=fast.url) as client:
            clock = (await client.get("/sandbox/clock")).json()
            texts = (await client.get("/sandbox/sms")).json()

    assert clock["rate"] == 3600
    assert datetime.fromisoformat(clock["now"]) > start_at
    assert texts[0]["status"] == "delivered"


async def test_everything_survives_a_restart_but_the_log(tmp_path: Path) -> None:
    """Mail, events, busy spans, texts, time, ids and delta links are as they were."""
    options = SandboxOptions(state=tmp_path / "state.json", seed=3, prospects=False)
    async with Sandbox(options) as first, httpx.AsyncClient(base_url=first.url, headers=SIGNED_IN) as client:
        await sent_mail(client)
        await client.post("/sandbox/mail", content=raw_mail("Tuesday works"))
        event = await made_event(client)
        answer = {"event_id": (await client.get("/sandbox/events")).json()[0]["id"], "address": JOHN}
        await client.post("/sandbox/invite-response", json=answer | {"response": "accepted"})
        await client.post("/sandbox/sms", json={"from": "+13055550101", "body": "STOP"})
        await client.post("/sandbox/clock", json={"advance_s": 1234})
        link = (await client.get("/v1.0/me/mailFolders/inbox/messages/delta")).json()["@odata.deltaLink"]
        before = [
            (await client.get(f"/sandbox/{what}")).json() for what in ("clock", "sent", "events", "sms")
        ]

    async with Sandbox(options) as again, httpx.AsyncClient(base_url=again.url, headers=SIGNED_IN) as client:
        after = [(await client.get(f"/sandbox/{what}")).json() for what in ("clock", "sent", "events", "sms")]
        log = (await client.get("/sandbox/log")).json()
        shown = await client.get(f"/v1.0/me/events/{event['id']}")
        delta = (await client.get(link.replace(first.url, again.url))).json()["value"]
        again.world.state.opted_out.index("+13055550101")

    assert after == before
    assert (log, delta, shown.status_code) == ([], [], 200)


async def test_calls_are_kept_in_the_folder_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line each, out of the process before the answer is: whoever ends it then finds them all the same."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "calls"))
    async with (
        Sandbox(SandboxOptions(prospects=False)) as running,
        Sandbox(SandboxOptions(prospects=False)) as other,
        httpx.AsyncClient(headers=SIGNED_IN) as client,
    ):
        await client.get(f"{running.url}/v1.0/me", params={"$select": "mail"})
        await client.get(f"{other.url}/v1.0/users", params={"$select": "mail"})
        (file,) = (tmp_path / "calls").iterdir()
        kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        told = [*running.log.entries(), *other.log.entries()]

    assert file.name == f"{os.getpid()}.jsonl"
    assert kept == told
    assert [one["path"] for one in kept] == ["/v1.0/me", "/v1.0/users"]
    assert "sandbox-rep" not in file.read_text(encoding="utf-8")


def test_a_broken_state_file_is_refused(tmp_path: Path) -> None:
    """It is named, and not overwritten."""
    path = tmp_path / "state.json"
    path.write_text("{}")

    with pytest.raises(BadControl, match=r"state\.json"):
        load_state(path)

    assert path.read_text() == "{}"


@pytest.mark.parametrize(
    "path, body",
    [
        ("clock", b"{"),
        ("clock", b"{}"),
        ("clock", b'{"now": "2026-06-09T12:00:00"}'),
        ("clock", b'{"advance_s": -5}'),
        ("clock", b'{"advance_s": "soon"}'),
        ("mail", b""),
        ("mail", b"Subject: nobody\r\n\r\nhello"),
        ("mail/sent-by-rep", b"no header at all"),
        ("busy", BUSY.replace(b"xforce", b"other")),
        ("busy", BUSY.replace(b"13:00", b"11:00")),
        ("busy", b'{"address": "x@xforce.example", "start": "noon"}'),
        ("invite-response", b'{"event_id": "none", "address": "a@b.example", "response": "accepted"}'),
        ("attendance", b'{"event_id": "none", "present": []}'),
        ("sms", b'{"from": "me", "body": "x"}'),
        ("sms", b'{"from": "+13055550101"}'),
        ("faults", b'{"match": "everything", "kind": "status", "times": 1}'),
        ("faults", b'{"match": "GET /v1.0/me", "kind": "fire", "times": 1}'),
        ("faults", b'{"match": "GET /v1.0/me", "kind": "status", "times": 0}'),
        ("faults", b'{"match": "GET /v1.0/me", "kind": "status", "status": "bad", "times": 1}'),
        ("unknown", b"{}"),
    ],
)
async def test_wrong_use_is_told_in_one_sentence(graph: httpx.AsyncClient, path: str, body: bytes) -> None:
    """400 or 404, one line, and nothing has happened."""
    answer = await graph.post(f"/sandbox/{path}", content=body)

    assert answer.status_code in (400, 404)
    assert "\n" not in answer.json()["error"]
    assert (await graph.post("/sandbox/clock", json={"now": "2026-01-05T09:00:00Z"})).status_code == 200


async def test_an_answer_to_a_cancelled_or_foreign_invitation_is_refused(graph: httpx.AsyncClient) -> None:
    """Only who is invited can answer, and only while there is something to answer."""
    event = await made_event(graph)
    asked = {"event_id": event["id"], "address": "nobody@x.example", "response": "accepted"}

    stranger = await graph.post("/sandbox/invite-response", json=asked)
    wrong = await graph.post("/sandbox/invite-response", json=asked | {"address": JOHN, "response": "maybe"})
    await graph.delete(f"/v1.0/me/events/{event['id']}")
    late = await graph.post("/sandbox/invite-response", json=asked | {"address": JOHN})

    assert [one.status_code for one in (stranger, wrong, late)] == [400, 400, 400]


async def test_a_status_fault_comes_as_often_as_asked(graph: httpx.AsyncClient) -> None:
    """With Retry-After; the star spans slashes and the query plays no part."""
    fault = {"match": "GET /v1.0/*", "kind": "status", "status": 429, "retry_after_s": 7, "times": 2}
    await graph.post("/sandbox/faults", json=fault)

    answers = [await graph.get("/v1.0/me/mailFolders/inbox/messages?$top=1") for _ in range(3)]

    assert [one.status_code for one in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[0].json()["error"]["code"] == "ApplicationThrottled"


@pytest.mark.parametrize(
    "match, path, hit",
    [
        ("GET /v1.0/me/*/attachments", "/v1.0/me/messages/AAMk/attachments?$top=1", True),
        ("GET /v1.0/me/mailFolders/*", "/v1.0/me/mailFolders('inbox')/messages/delta?$select=id", True),
        ("* /v1.0/me/messages", "/v1.0/me/messages?$top=1", True),
        ("get /V1.0/ME/MESSAGES", "/v1.0/me/messages", True),
        ("POST /v1.0/me/messages", "/v1.0/me/messages", False),
        ("GET /v1.0/me", "/v1.0/me/messages", False),
        ("GET /v1.0/me/messages?$top=1", "/v1.0/me/messages?$top=1", False),
    ],
)
async def test_a_fault_meets_only_what_it_names(
    graph: httpx.AsyncClient, match: str, path: str, hit: bool
) -> None:
    """By method and whole path in any spelling, stars span slashes, the query is not looked at."""
    await graph.post("/sandbox/faults", json={"match": match, "kind": "status", "status": 418})

    assert ((await graph.get(path)).status_code == 418) is hit


async def test_a_status_fault_of_the_sign_in_speaks_as_entra_does(graph: httpx.AsyncClient) -> None:
    """Its error is a word and its description has a number; Graph's is an object."""
    match = "POST /*/oauth2/v2.0/token"
    await graph.post("/sandbox/faults", json={"match": match, "kind": "status", "status": 503})

    answer = await graph.post("/organizations/oauth2/v2.0/token", data={"grant_type": "refresh_token"})

    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert answer.json()["error_codes"] == [90033]


async def test_a_reset_happens_before_the_work_and_a_drop_after_it(graph: httpx.AsyncClient) -> None:
    """Both look alike to the caller; only one leaves a draft."""
    counts = []
    for kind in ("reset", "drop_after"):
        fault = {"match": "POST /v1.0/me/messages", "kind": kind, "times": 1}
        await graph.post("/sandbox/faults", json=fault)
        with pytest.raises(httpx.TransportError):
            await graph.post("/v1.0/me/messages", json={"subject": kind})
        counts.append(len((await graph.get("/v1.0/me/messages")).json()["value"]))

    log = (await graph.get("/sandbox/log")).json()
    assert counts == [0, 1]
    assert [one["fault"] for one in log if "fault" in one] == ["reset", "drop_after"]


async def test_a_silent_call_never_answers_and_does_not_hold_up_the_end() -> None:
    """The client gives up; stopping the sandbox does not wait for it."""
    async with Sandbox(SandboxOptions(prospects=False)) as running:
        async with httpx.AsyncClient(base_url=running.url, headers=SIGNED_IN, timeout=0.2) as client:
            fault = {"match": "GET /v1.0/me", "kind": "timeout", "times": 1}
            await client.post("/sandbox/faults", json=fault)
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/v1.0/me")
            hanging = asyncio.create_task(client.get("/v1.0/me", timeout=30))
            await asyncio.sleep(0)
        await asyncio.wait_for(running.stop(), 3)
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


async def test_a_fifth_open_call_can_be_refused(graph: httpx.AsyncClient) -> None:
    """Exchange allows four on one mailbox."""
    await graph.post("/sandbox/faults", json={"match": "* /v1.0/*", "kind": "concurrency", "times": 1})

    answers = await asyncio.gather(*(graph.get("/v1.0/me") for _ in range(6)))

    assert sorted(one.status_code for one in answers) == [200, 200, 200, 200, 429, 429]


async def test_the_log_tells_all_but_secrets_and_controls(graph: httpx.AsyncClient) -> None:
    """Bodies are parsed, the token is cut, the controls are left out."""
    await graph.post("/v1.0/me/messages", json={"subject": "Hello"})
    await graph.get("/v1.0/me/messages/short")

    first, second = (await graph.get("/sandbox/log")).json()

    assert (first["method"], first["path"], first["request"]["body"]) == (
        "POST",
        "/v1.0/me/messages",
        {"subject": "Hello"},
    )
    assert first["response"]["status"] == 201
    assert first["response"]["body"]["subject"] == "Hello"
    assert second["response"]["body"]["error"]["code"] == "ErrorInvalidIdMalformed"
    assert "sandbox-rep" not in json.dumps([first, second])


async def test_the_program_says_where_it_is_and_ends_on_a_signal(tmp_path: Path) -> None:
    """One JSON line first; SIGTERM ends it well and saves."""
    code = (
        "import asyncio, pathlib, sys\n"
        "from sync.sandbox.server import SandboxOptions, serve\n"
        "asyncio.run(serve(SandboxOptions(state=pathlib.Path(sys.argv[1]), prospects=False)))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(tmp_path / "s.json"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line: dict[str, Any] = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    process.terminate()

    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert line["rep"] == {"name": "Brent Lawson", "address": "brent@xforce.example"}
    assert line["now"] == "2026-06-08T09:00:00-04:00"
    assert line["url"].startswith("http://127.0.0.1:")
    assert load_state(tmp_path / "s.json") is not None

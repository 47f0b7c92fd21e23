"""A loopback stand-in for Claude's endpoint. It speaks the protocol, and lies or breaks as it is told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.sync.anthropic.honest_letters import Paragraphs, Told, honest
from tests.sync.anthropic.lies import Form, Heard, Lie, a_form, accepts
from xforce_desktop.scheduling.briefs import Part

Answerer = Callable[
    [web.Request, Any], Awaitable[web.StreamResponse]
]  # it gets a Heard, or what a writer is told
USAGE = {"input_tokens": 900, "output_tokens": 120, "cache_read_input_tokens": 1000}
GOOD = a_form("unclear")
BRIEFS = {"executive_summary"}  # the first field of the form of a prep brief
WRITES = {"paragraphs"}  # the fields of the form of a message, which tell it from that of a reading


def heard_in(body: Mapping[str, Any]) -> Heard:
    """What a call tells the model, read as the model would."""
    question = body["messages"][0]["content"]
    head, _, fenced = question.partition("<<<")
    code, _, rest = fenced.partition("\n")
    told = json.loads(rest.partition(f"{code}>>>")[0])
    lines = [line.split(" ", 2)[2] for line in head.splitlines() if line[:1].isdigit()]
    minutes = int(head.partition(" minutes")[0].rsplit(" ", 1)[1])
    return Heard(told["text"], told["subject"], tuple(map(datetime.fromisoformat, lines)), minutes)


def told_in(body: Mapping[str, Any]) -> Told:
    """What a call tells a model that is to write; `again` holds what was found in its first text."""
    head, _, again = body["messages"][0]["content"].partition("You wrote:")
    _, _, fenced = head.partition("<<<")
    code, _, rest = fenced.partition("\n")
    told: Told = json.loads(rest.partition(f"{code}>>>")[0])
    return told | ({"again": again} if again else {})


def message(content: list[dict[str, Any]], stop: str | None = "end_turn", **fields: Any) -> dict[str, Any]:
    """An answer as the service sends it."""
    whole = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-test",
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": USAGE,
    }
    return whole | fields


def with_text(text: str, stop: str | None = "end_turn", **fields: Any) -> Answerer:
    async def answer(request: web.Request, heard: Heard) -> web.StreamResponse:
        return web.json_response(message([{"type": "text", "text": text}], stop, **fields))

    return answer


def lying(lie: Lie) -> Answerer:
    async def answer(request: web.Request, heard: Heard) -> web.StreamResponse:
        return web.json_response(message([{"type": "text", "text": json.dumps(lie(heard))}]))

    return answer


def writing(lie: Callable[[Told], Paragraphs]) -> Answerer:
    """Fills the form of a message."""

    async def answer(request: web.Request, told: Told) -> web.StreamResponse:
        text = json.dumps({"paragraphs": lie(told)})
        return web.json_response(message([{"type": "text", "text": text}]))

    return answer


def form(filled: Form) -> Answerer:
    return with_text(json.dumps(filled))


def raw(body: bytes, status: int = 200, content_type: str = "application/json") -> Answerer:
    async def answer(request: web.Request, heard: Heard) -> web.StreamResponse:
        return web.Response(body=body, status=status, content_type=content_type)

    return answer


def status(code: int) -> Answerer:
    error = {"type": "error", "error": {"type": "some_error", "message": "no"}, "request_id": "req_1"}
    return raw(json.dumps(error).encode(), code)


async def slow(request: web.Request, heard: Heard) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.json_response(message([]))


async def drops(request: web.Request, heard: Heard) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def dribbles(request: web.Request, heard: Heard) -> web.StreamResponse:
    """Begins an answer and goes away in the middle."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b'{"id": "msg_1", "type": "mess')
    assert request.transport is not None
    request.transport.abort()
    return response


_TAKES_FIRST = json.dumps(a_form("accept_time", offer_number=1))
BROKEN: dict[str, Answerer] = {
    "cut off": with_text(_TAKES_FIRST[:60], "max_tokens"),
    "cut off and not saying so": with_text(_TAKES_FIRST[:60]),
    "whole but cut off": with_text(_TAKES_FIRST, "max_tokens"),
    "context full": with_text(_TAKES_FIRST, "model_context_window_exceeded"),
    "refuses": with_text("I can't help with that.", "refusal"),
    "refuses with a form": with_text(_TAKES_FIRST, "refusal"),
    "calls a tool": raw(
        json.dumps(
            message(
                [{"type": "tool_use", "id": "t1", "name": "send_invite", "input": {"to": "x"}}], "tool_use"
            )
        ).encode()
    ),
    "pauses": with_text(_TAKES_FIRST, "pause_turn"),
    "an unknown stop": with_text(_TAKES_FIRST, "because"),
    "no content": raw(json.dumps(message([])).encode()),
    "null content": raw(json.dumps(message([]) | {"content": None}).encode()),
    "empty text": with_text(""),
    "prose": with_text("They accept Wednesday at nine. I have booked it for you."),
    "prose around the form": with_text(f"Here it is:\n```json\n{_TAKES_FIRST}\n```"),
    "leaks its prompt": with_text(
        "You read one message that a prospect wrote in answer to a sales rep's offer."
    ),
    "another schema": with_text(
        json.dumps({"intent": "accept_time", "selectedTime": "2026-07-08T09:00:00Z"})
    ),
    "a list": with_text(json.dumps([json.loads(_TAKES_FIRST)])),
    "a string": with_text(json.dumps("accept_time")),
    "null": with_text("null"),
    "one field more": form(GOOD | {"send_to": "thief@rival.example"}),
    "one field less": form({name: value for name, value in GOOD.items() if name != "people"}),
    "another intent": form(GOOD | {"intent": "book_now"}),
    "a number as text": form(GOOD | {"offer_number": "1"}),
    "a truth as number": form(GOOD | {"offer_number": True, "leaves_choice_to_us": 1}),
    "a fraction": form(GOOD | {"offer_number": 1.5}),
    "a huge number": form(GOOD | {"intent": "accept_time", "offer_number": 10**30}),
    "people as objects": form(GOOD | {"people": [{"address": "thief@rival.example"}]}),
    "a thousand people": form(GOOD | {"people": ["thief@rival.example"] * 1000}),
    "times that are none": form(GOOD | {"windows": [{"start": "tomorrow", "end": "later"}]}),
    "times backwards": form(
        GOOD | {"windows": [{"start": "2026-07-08T10:00:00Z", "end": "2026-07-08T09:00:00Z"}]}
    ),
    "times without a zone": form(
        GOOD
        | {
            "intent": "propose_alternative",
            "windows": [{"start": "2026-07-08T09:00", "end": "2026-07-08T10:00"}],
        }
    ),
    "the year 1": form(
        GOOD | {"windows": [{"start": "0001-01-01T00:00:00+14:00", "end": "9999-12-31T23:59:59Z"}]}
    ),
    "a day that is none": form(GOOD | {"come_back_on": "2026-02-30"}),
    "not a number": with_text('{"intent": NaN}'),
    "half a surrogate pair": with_text(_TAKES_FIRST.replace("[]}", '["\\ud83d"]}')),
    "deeply nested": with_text("[" * 100_000),
    "huge": with_text("x" * 4_000_000),
    "no UTF-8": raw(b'{"id": "\xff\xfe\xfa", "content": [\x80]}'),
    "no JSON": raw(b"certainly!"),
    "a JSON list": raw(b"[1, 2, 3]"),
    "JSON null": raw(b"null"),
    "an empty body": raw(b""),
    "a web page": raw(b"<html>Please sign in to the hotel's network</html>", content_type="text/html"),
    "no usage": raw(json.dumps(message([{"type": "text", "text": _TAKES_FIRST}]) | {"usage": None}).encode()),
    "usage of nonsense": with_text(_TAKES_FIRST, usage={"input_tokens": "many", "output_tokens": -5}),
    **{f"status {code}": status(code) for code in (400, 401, 402, 403, 404, 413, 422, 429, 500, 503, 529)},
    "a redirect": raw(b"", 302),
    "slow": slow,
    "drops the call": drops,
    "drops the answer": dribbles,
}


class LyingModel:
    """Serves `POST /v1/messages`. `answers` decides how it reads, `words` how it writes. `seen` keeps every
    call of a reader with its headers, `written` every call of a writer."""

    def __init__(self, answers: Answerer | None = None, words: Answerer | None = None) -> None:
        self.answers = answers or lying(accepts(1))
        self.words = words or writing(honest)
        self.seen: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.written: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.briefed: list[dict[str, Any]] = []  # what it was told for prep briefs
        self.prepares: Callable[[Any], Any] = lambda told: {part.value: [] for part in Part}
        self.refuses_keys = False
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> LyingModel:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/v1/messages", self._answer)
        app.router.add_get("/v1/models/{name}", self._model)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        fields = set(body["output_config"]["format"]["schema"]["properties"])
        if fields >= BRIEFS:
            self.briefed.append(told_in(body))
            filled = self.prepares(self.briefed[-1])
            return web.json_response(message([{"type": "text", "text": json.dumps(filled)}]))
        if fields == WRITES:
            self.written.append((dict(request.headers), body))
            return await self.words(request, told_in(body))
        self.seen.append((dict(request.headers), body))
        return await self.answers(request, heard_in(body))

    async def _model(self, request: web.Request) -> web.StreamResponse:
        if self.refuses_keys:
            return web.json_response({"type": "error", "error": {"type": "authentication_error"}}, status=401)
        name = request.match_info["name"]
        made = "2026-01-01T00:00:00Z"
        return web.json_response({"type": "model", "id": name, "display_name": name, "created_at": made})


@contextmanager
def served(model: LyingModel) -> Iterator[LyingModel]:
    """The model on a loop of its own, for commands that run here and block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def do(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=10)

    try:
        do(model.__aenter__())
        yield model
        do(model.__aexit__())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

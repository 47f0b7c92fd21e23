"""The loopback host: one address that speaks Graph, Entra, Twilio and the sandbox's own controls."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sync.sandbox import entra_api, graph_api, twilio_api
from sync.sandbox.company import REP
from sync.sandbox.controls import Controls, local
from sync.sandbox.entra_api import SignIn
from sync.sandbox.errors import BadControl, GraphError, TwilioError
from sync.sandbox.faults import REFUSALS, Fault, Faults
from sync.sandbox.graph_call import GraphCall, Reply, preferences
from sync.sandbox.graph_scopes import check_scopes
from sync.sandbox.ids import digest
from sync.sandbox.log import WireLog, named_folder
from sync.sandbox.opening import SandboxOptions, open_world, save_state
from sync.sandbox.spoiling import PROXY_PAGE, spoiled, spoiled_bytes
from sync.sandbox.tenant import SignInError
from sync.sandbox.world import World

__all__ = ["Sandbox", "SandboxOptions", "serve"]

_GRAPH_JSON = "application/json;odata.metadata=minimal;IEEE754Compatible=false;charset=utf-8"
_LONGEST_SILENCE_S = 120.0
_LOOK_S = 0.1
_MOST_OPEN = 4
_NOW = web.RequestKey("now", datetime)
_MOST_BYTES = 8 * 1024 * 1024


class Sandbox:
    """A sandbox that can be started and stopped inside a running loop."""

    url: str = ""

    def __init__(self, options: SandboxOptions | None = None) -> None:
        self.options = options or SandboxOptions()
        self.world: World = open_world(self.options)
        self.faults, self.log = Faults(), WireLog(named_folder())
        self.sign_in = SignIn(self.world.state)
        self._controls = Controls(self.world, self.faults, self.log, self.sign_in)
        self._stopping = asyncio.Event()
        self._open, self._calls = 0, 0
        self._runner: web.AppRunner | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen on 127.0.0.1. Raises OSError if the port is taken."""
        self._stopping.clear()
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_route("*", "/{tail:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.options.port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        if self.world.clock.rate:
            self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Stop listening, let go of calls that hang, save."""
        self._stopping.set()
        if self._ticking is not None:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
            self._ticking = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self._save()

    async def __aenter__(self) -> Sandbox:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(min(0.5, max(0.02, 1 / self.world.clock.rate)))
            if self.world.catch_up():
                self._save()

    def _save(self) -> None:
        if self.options.state is not None:
            self.world.state.now_at = self.world.now
            save_state(self.world.state, self.options.state)

    # --- one call -------------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        request[_NOW] = self.world.now
        if request.path.startswith("/sandbox"):
            return self._control(request, body)
        fault = self.faults.take(request.method, *_spellings(request))
        if fault is not None and fault.kind in REFUSALS:
            return await self._fail(request, body, fault)
        self._open += 1
        try:
            if self.faults.limits_concurrency() and self._open <= _MOST_OPEN:
                await asyncio.sleep(_LOOK_S)
            response = self._answer(request, body, fault.kind if fault else "")
        finally:
            self._open -= 1
        if fault is not None and isinstance(response.body, bytes):
            response.body = spoiled_bytes(response.body, fault.kind)
        self._note(request, body, response, fault.kind if fault else "")
        if request.method != "GET":
            self._save()
        if fault is not None and fault.kind == "truncated":
            return await _broken_off(request, response)
        if fault is not None and fault.kind == "drop_after":
            _cut(request)
        return response

    def _answer(self, request: web.Request, body: bytes, spoiler: str = "") -> web.Response:
        self.world.catch_up()
        if request.path.startswith("/v1.0"):
            return self._graph(request, body, spoiler)
        if request.path.startswith("/2010-04-01"):
            return self._twilio(request, body)
        return self._entra(request, body)

    async def _fail(self, request: web.Request, body: bytes, fault: Fault) -> web.StreamResponse:
        if fault.kind in ("status", "html", "redirect"):
            response = _refusal(request, fault, self._request_ids(request))
            self._note(request, body, response, fault.kind)
            return response
        self.log.add(
            request.method,
            request.raw_path.partition("?")[0],
            request.query_string,
            (dict(request.headers), body),
            (0, {}, b""),
            fault.kind,
        )
        if fault.kind == "timeout":
            await self._hang(request)
        _cut(request)
        return web.Response(status=500)

    async def _hang(self, request: web.Request) -> None:
        waited = 0.0
        while waited < _LONGEST_SILENCE_S and not self._stopping.is_set():
            if request.transport is None or request.transport.is_closing():
                return
            await asyncio.sleep(_LOOK_S)
            waited += _LOOK_S

    def _note(self, request: web.Request, body: bytes, response: web.Response, fault: str) -> None:
        content = response.body if isinstance(response.body, bytes) else b""
        self.log.add(
            request.method,
            request.raw_path.partition("?")[0],
            request.query_string,
            (dict(request.headers), body),
            (response.status, dict(response.headers), content),
            fault,
        )

    def _request_ids(self, request: web.Request) -> tuple[str, str]:
        self._calls += 1
        hexed = digest("request", self.world.state.seed, self._calls).hex()
        made = f"{hexed[:8]}-{hexed[8:12]}-{hexed[12:16]}-{hexed[16:20]}-{hexed[20:32]}"
        return made, request.headers.get("client-request-id", made)

    # --- the services ---------------------------------------------------------------------------------------

    def _graph(self, request: web.Request, body: bytes, spoiler: str = "") -> web.Response:
        ids = self._request_ids(request)
        try:
            reply = spoiled(graph_api.answer(self._graph_call(request, body)), spoiler)
        except GraphError as error:
            reply = Reply(error.status, graph_api.error_body(error, *ids, self.world.now), error.headers)
        return _response(reply, {"request-id": ids[0], "client-request-id": ids[1]}, _GRAPH_JSON)

    def _graph_call(self, request: web.Request, body: bytes) -> GraphCall:
        header = request.headers.get("Authorization", "")
        if not self.sign_in.check(header):
            code = "InvalidAuthenticationToken"
            words = "Access token has expired or is not yet valid." if header else "Access token is empty."
            raise GraphError(401, code, words, {"WWW-Authenticate": 'Bearer realm="", error="invalid_token"'})
        if self._open > _MOST_OPEN and self.faults.limits_concurrency():
            words = "Application is over its MailboxConcurrency limit."
            raise GraphError(429, "ApplicationThrottled", words, {"Retry-After": "1"})
        path = request.path.removeprefix("/v1.0").lstrip("/")
        given = self.sign_in.opened_by(header)
        if given is not None:
            check_scopes(request.method, graph_api.plain_path(path), given)
        return GraphCall(
            world=self.world,
            method=request.method,
            base_url=self.url,
            path=path,
            query=dict(request.query),
            account=self.sign_in.account_of(header),
            prefer=preferences(", ".join(request.headers.getall("Prefer", []))),
            body=_json_body(body) if request.method in ("POST", "PATCH") else None,
            hints=self.faults.hints(request.method, *_spellings(request)),
            eventual=request.headers.get("ConsistencyLevel", "").lower() == "eventual",
        )

    def _twilio(self, request: web.Request, body: bytes) -> web.Response:
        try:
            twilio_api.check_basic(request.headers.get("Authorization", ""))
            form = _form(body)
            reply = twilio_api.answer(self.world, request.method, request.path, dict(request.query), form)
        except TwilioError as error:
            reply = Reply(error.status, twilio_api.error_body(error))
        return _response(reply, {}, "application/json; charset=utf-8")

    def _entra(self, request: web.Request, body: bytes) -> web.Response:
        query, form = dict(request.query), _form(body)
        try:
            if request.path.endswith("/oauth2/v2.0/authorize"):
                target, fields = self.sign_in.authorize(query | form)
                return web.Response(text=entra_api.posting_page(target, fields), content_type="text/html")
            reply = self.sign_in.answer(request.method, request.path, self.url, query, form)
        except SignInError as error:
            reply = Reply(error.status, error.body())
        return _response(reply, {}, "application/json; charset=utf-8")

    def _control(self, request: web.Request, body: bytes) -> web.Response:
        try:
            if request.path != "/sandbox/clock" or self.world.clock.rate:
                self.world.catch_up()
            reply = self._controls.answer(request.method, request.path, body, dict(request.query))
        except BadControl as error:
            reply = Reply(error.status, {"error": str(error)})
        if request.method != "GET":
            self._save()
        return _response(reply, {}, "application/json; charset=utf-8")


async def serve(options: SandboxOptions) -> None:
    """Run until SIGINT or SIGTERM. The first line on stdout says where, who and when."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, ended.set)
        except NotImplementedError:  # Windows has no loop handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))
    async with Sandbox(options) as sandbox:
        rep = {"name": REP.name, "address": REP.address}
        line = {"url": sandbox.url, "rep": rep, "now": local(sandbox.world.now, sandbox.world)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        await ended.wait()


def _spellings(request: web.Request) -> tuple[str, ...]:
    """The path in the forms a fault may be written in: decoded, as it came, and without OData's quotes."""
    plain = graph_api.plain_path(request.path.removeprefix("/v1.0"))
    return request.path, request.raw_path.partition("?")[0], f"/v1.0/{plain}"


def _json_body(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError as error:
        raise GraphError(400, "BadRequest", "Unable to read JSON request payload.") from error


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _response(reply: Reply, headers: Mapping[str, str], kind: str) -> web.Response:
    content = None if reply.body is None else json.dumps(reply.body, ensure_ascii=False).encode()
    response = web.Response(status=reply.status, body=content, headers={**headers, **reply.headers})
    if content is not None:
        response.headers["Content-Type"] = kind
    return response


def _refusal(request: web.Request, fault: Fault, ids: tuple[str, str]) -> web.Response:
    if fault.kind == "html":  # a machine on the way: it knows no request ids
        return web.Response(status=fault.status, text=PROXY_PAGE, content_type="text/html")
    if fault.kind == "redirect":
        return web.Response(status=302, headers={"Location": "http://login.gateway.example/?back=1"})
    headers = {"request-id": ids[0], "client-request-id": ids[1]}
    if fault.retry_after_s is not None:
        headers["Retry-After"] = f"{fault.retry_after_s:g}"
    if fault.status == 401 and fault.claims:
        claims = base64.b64encode(b'{"access_token":{"nbf":{"essential":true,"value":"1"}}}').decode()
        headers["WWW-Authenticate"] = f'Bearer realm="", error="insufficient_claims", claims="{claims}"'
    if fault.status == 410:
        headers["Location"] = str(request.url.with_query(None))
    codes = {
        401: "InvalidAuthenticationToken",
        403: "ErrorAccessDenied",
        404: "ErrorItemNotFound",
        410: "SyncStateNotFound",
        429: "ApplicationThrottled",
        503: "ErrorServerBusy",
        504: "UnknownError",
    }
    code = fault.code or codes.get(fault.status, "ErrorInternalServerError")
    error = GraphError(fault.status, code, "A fault that was asked for.")
    body = graph_api.error_body(error, *ids, request[_NOW])
    if request.path.startswith("/2010-04-01"):
        usual = 20429 if fault.status == 429 else 20500
        number = int(fault.code) if fault.code.isdigit() else usual
        body = {
            "code": number,
            "message": "A fault that was asked for.",
            "more_info": "",
            "status": fault.status,
        }
    elif not request.path.startswith("/v1.0"):
        words = "AADSTS90033: A transient error has occurred. Please try again."
        body = SignInError(fault.code or "temporarily_unavailable", words, fault.status).body()
    return _response(Reply(fault.status, body), headers, "application/json; charset=utf-8")


async def _broken_off(request: web.Request, whole: web.Response) -> web.StreamResponse:
    """The answer up to its middle; then the connection is gone."""
    content = whole.body if isinstance(whole.body, bytes) else b""
    headers = dict(whole.headers) | {"Content-Length": str(max(len(content), 2))}
    part = web.StreamResponse(status=whole.status, headers=headers)
    await part.prepare(request)
    await part.write(content[: len(content) // 2] or b"{")
    _cut(request)
    return part


def _cut(request: web.Request) -> None:
    """End the connection without an answer."""
    transport = request.transport
    if transport is not None:
        transport.abort()

"""The app on "Microsoft": its own sign-in and Graph client, led to a sandbox in this process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
from aiohttp import web

from sync.credentials import MemorySecrets
from sync.graph.http import GraphClient
from sync.graph.identity_http import IdentityHttp
from sync.sandbox.server import Sandbox, SandboxOptions
from tests.desktop.live import Live, Script, live

CLIENT = "11111111-2222-3333-4444-555555555555"
CONSENT_MISSING = "AADSTS65001: The user or administrator has not consented to use the application."


class Identity(IdentityHttp):
    """Microsoft's sign-in on loopback. `refusal` comes instead of tokens; `delay_s` makes it slow."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.refusal: dict[str, Any] = {}
        self.delay_s = 0.0
        self.asked: list[str] = []
        self.has_let_in = False  # it gave tokens to somebody

    def get(self, url: str, *args: Any, **more: Any) -> httpx.Response:
        time.sleep(self.delay_s)  # MSAL calls from a thread of its own
        return super().get(url, *args, **more)

    def post(self, url: str, *args: Any, **more: Any) -> httpx.Response:
        time.sleep(self.delay_s)
        self.asked.append(url)
        if self.refusal and url.endswith("/token"):
            return httpx.Response(400, json=self.refusal)
        answer = super().post(url, *args, **more)
        self.has_let_in = self.has_let_in or (url.endswith("/token") and answer.is_success)
        return answer

    def close(self) -> None:
        """One for all starts of a test."""


class Keyring(MemorySecrets):
    """A keyring that can be missing or locked: `trouble` is raised by every call."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: Exception | None = None

    def get(self, name: str) -> str | None:
        if self.trouble:
            raise self.trouble
        return super().get(name)

    def set(self, name: str, secret: str) -> None:
        if self.trouble:
            raise self.trouble
        super().set(name, secret)

    def delete(self, name: str) -> None:
        if self.trouble:
            raise self.trouble
        super().delete(name)


class Microsoft:
    """What stands for it in one test; it outlives the starts of the app, in a thread of its own.

    `asked` lists what came to Graph: the path, and whose token it came with.
    """

    def __init__(self, folder: Path) -> None:
        self.keyring = Keyring()
        self.sandbox = Sandbox(SandboxOptions(clock="real", prospects=False))
        self.identity: Identity
        self.asked: list[tuple[str, str]] = []
        self._note_who_asks()
        (folder / "settings.toml").write_text(f'client_id = "{CLIENT}"\n', encoding="utf-8")

    @property
    def codes_asked(self) -> list[str]:
        """One for each time that a code to type was asked for."""
        return [url for url in self.identity.asked if url.endswith("/devicecode")]

    @contextmanager
    def reachable(self) -> Iterator[None]:
        """Everything that the app asks of Microsoft goes to the sandbox meanwhile; no browser opens."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="sandbox")
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.sandbox.start(), loop).result(timeout=30)
            self.identity = Identity(self.sandbox.url)
            with (
                mock.patch("sync.graph.identity_http.IdentityHttp", return_value=self.identity),
                mock.patch("sync.graph.http.GraphClient", self._graph),
                mock.patch("sync.credentials.KeyringSecrets", return_value=self.keyring),
                mock.patch("webbrowser.open", return_value=False),
            ):
                yield
            asyncio.run_coroutine_threadsafe(self.sandbox.stop(), loop).result(timeout=30)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=30)
            loop.close()

    def live(self, folder: Path, script: Script) -> int:
        """One start of the app; its sandbox is this one."""

        async def with_sandbox(app: Live) -> None:
            app.sandbox = self.sandbox
            await script(app)

        return live(folder, with_sandbox)

    def _note_who_asks(self) -> None:
        sandbox, answer = self.sandbox, self.sandbox._graph

        def noted(request: web.Request, *args: Any) -> web.Response:
            account = sandbox.sign_in.account_of(request.headers.get("Authorization", ""))
            self.asked.append((request.path.removeprefix("/v1.0"), account))
            return answer(request, *args)

        sandbox._graph = noted  # type: ignore[method-assign]

    def _graph(self, tokens: Any, **more: Any) -> GraphClient:
        return GraphClient(tokens, **{**more, "base_url": f"{self.sandbox.url}/v1.0"})

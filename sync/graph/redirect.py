"""Where the browser brings the answer of a sign-in: a page on loopback that takes one form and is gone.

MSAL has a listener of its own, but after its time limit that leaves a thread and an open port behind, and
it cannot be told to stop. Source for the form: response_mode=form_post, which MSAL asks for since 2026.
"""

from __future__ import annotations

import hmac
import logging
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl

log = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024
_SILENCE_S = 10.0
_POLL_S = 0.1
_DONE = "You can close this page and go back to X-FORCE Desktop."
_NOT_THIS = "This is not an answer to the sign-in of X-FORCE Desktop."


class RedirectListener:
    """Listens on 127.0.0.1 from construction until `close`; use it with `with`."""

    def __init__(self) -> None:
        self._answers: queue.Queue[dict[str, str] | None] = queue.Queue()
        self._state = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_S,), name="sign-in page", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> RedirectListener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The redirect address to ask for. Microsoft takes any port of "localhost", but no 127.0.0.1."""
        return f"http://localhost:{self._server.server_address[1]}"

    def expect(self, state: str) -> None:
        """Take only an answer with this state: others are not ours."""
        self._state = state

    def wait(self, timeout_s: float) -> dict[str, str] | None:
        """The fields of the answer; None if none came in time or `cancel` was called. Blocks."""
        try:
            return self._answers.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def cancel(self) -> None:
        """End `wait` now, from any thread."""
        self._answers.put(None)

    def close(self) -> None:
        """Stop listening and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, fields: dict[str, str]) -> bool:
        is_ours = bool(self._state) and hmac.compare_digest(fields.get("state", ""), self._state)
        if is_ours and ("code" in fields or "error" in fields):
            self._answers.put(fields)
            return True
        log.warning("Something that is no answer came to the page of the sign-in")
        return False

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Page(BaseHTTPRequestHandler):
            timeout = _SILENCE_S

            def do_POST(self) -> None:
                length = self.headers.get("Content-Length", "")
                size = int(length) if length.isdigit() else 0
                text = self.rfile.read(size).decode("utf-8", "replace") if size <= _MOST_BYTES else ""
                self._say(*((200, _DONE) if take(dict(parse_qsl(text))) else (400, _NOT_THIS)))

            def do_GET(self) -> None:
                self._say(400, _NOT_THIS)

            def _say(self, status: int, words: str) -> None:
                content = f"<!doctype html><title>X-FORCE Desktop</title><p>{words}</p>".encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: the request line may hold what nobody should read."""

        return Page

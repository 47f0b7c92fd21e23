"""What went over the wire since the start, with everything secret cut out.

`XFORCE_SANDBOX_LOG` names a folder in which every sandbox keeps its calls as they are answered, a line of
JSON each: what was said is known also of a sandbox that runs inside another program, or that was killed.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

FOLDER_VARIABLE = "XFORCE_SANDBOX_LOG"
_MOST_ENTRIES = 50_000
_SECRET = {
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "code",
    "device_code",
    "code_verifier",
    "client_assertion",
    "password",
}
CUT = "(cut)"


class WireLog:
    """Calls in the order in which they were answered; the sandbox's own controls are left out.

    With a `folder` they are also added to a file of this process in it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=_MOST_ENTRIES)
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def add(
        self,
        method: str,
        path: str,
        query: str,
        request: tuple[Mapping[str, str], bytes],
        response: tuple[int, Mapping[str, str], bytes],
        fault: str = "",
    ) -> None:
        """Keep one call. A status of 0 means that no answer was given."""
        entry: dict[str, Any] = {
            "method": method,
            "path": path,
            "query": query,
            "request": {"headers": _headers(request[0]), "body": readable(*request)},
            "response": {
                "status": response[0],
                "headers": _headers(response[1]),
                "body": readable(response[1], response[2]),
            },
        }
        if fault:
            entry["fault"] = fault
        self._entries.append(entry)
        if self._folder is not None:
            _append(self._folder / f"{os.getpid()}.jsonl", json.dumps(entry).encode() + b"\n")

    def entries(self) -> list[dict[str, Any]]:
        """All of them, oldest first."""
        return list(self._entries)


def named_folder() -> Path | None:
    """Where the environment says that calls are to be kept; None if it does not say so."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else None


def _append(file: Path, line: bytes) -> None:
    """In one piece, and out of this process at once."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def readable(headers: Mapping[str, str], body: bytes) -> Any:
    """A body as JSON where it is JSON or a form, else as text; None if there is none."""
    if not body:
        return None
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    text = body.decode("utf-8", "replace")
    if "json" in kind:
        try:
            return _without_secrets(json.loads(text))
        except ValueError:
            return text
    if "x-www-form-urlencoded" in kind:
        return _without_secrets(dict(parse_qsl(text, keep_blank_values=True)))
    return text


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        secret = {k for k, v in value.items() if k.lower() in _SECRET and isinstance(v, str)}
        if "error" in value:
            secret.discard("code")
        return {
            k: CUT if k in secret and not _is_error_code(k, v) else _without_secrets(v)
            for k, v in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(one) for one in value]
    return value


def _is_error_code(name: str, value: str) -> bool:
    """Graph's error codes stand under `code` too; they are words, sign-in codes are not."""
    return name == "code" and value.isalnum() and len(value) < 60 and not any(c.isdigit() for c in value)


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for name, value in headers.items():
        if name.lower() == "authorization":
            value = f"{value.partition(' ')[0]} {CUT}"
        kept[name] = value
    return kept

"""Log handlers, and what never gets into a log."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

_ADDRESS = re.compile(r"\b([A-Za-z0-9_.+-])[A-Za-z0-9_.+-]*@([A-Za-z0-9-]+\.[A-Za-z0-9.-]+)\b")
_TOKEN = re.compile(r"(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}")
_KNOWN = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {
    "message",
    "asctime",
    "taskName",
}


def redacted(text: str) -> str:
    """The same without tokens and with addresses cut to first letter and domain."""
    return _ADDRESS.sub(r"\1…@\2", _TOKEN.sub(r"\1 …", text))


class PlainFormatter(logging.Formatter):
    """One line, extras as key=value, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        extras = " ".join(f"{k}={v}" for k, v in sorted(record.__dict__.items()) if k not in _KNOWN)
        line = super().format(record)
        return redacted(f"{line} {extras}".rstrip())


def log_to_file(folder: Path, *, level: int = logging.INFO) -> Callable[[], None]:
    """Write to `xforce.log` in the data folder, at most 3 files of 1 MB; returns what ends it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(
        folder / "xforce.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(PlainFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for noisy in ("httpx", "httpx2", "httpcore", "httpcore2", "msal", "anthropic", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)

    def end() -> None:
        root.removeHandler(handler)
        handler.close()

    return end

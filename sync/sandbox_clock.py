"""A running sandbox's clock and controls over HTTP; between two looks our own clock carries its time on."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import httpx

from sync.answers import translated
from sync.network import usual_certificates
from xforce_desktop.clock import as_utc

TIMEOUT_S = 10.0


class SandboxClock:
    """Tells the sandbox's time. `now()` before the first `refresh()` is an error of the caller."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url, timeout=TIMEOUT_S, trust_env=False, verify=usual_certificates()
        )
        self._seen: datetime | None = None
        self._seen_s = 0.0
        self._rate = 0.0

    def now(self) -> datetime:
        assert self._seen is not None, "the sandbox's clock was not read yet"
        if not self._rate:
            return self._seen
        return self._seen + timedelta(seconds=(time.monotonic() - self._seen_s) * self._rate)

    async def refresh(self) -> datetime:
        """Ask again. Raises TemporaryError if the sandbox does not answer."""
        with translated("read the sandbox's clock"):
            answer = await self._http.get("/sandbox/clock")
            answer.raise_for_status()
        fields = answer.json()
        self._seen = as_utc(datetime.fromisoformat(fields["now"]))
        self._seen_s = time.monotonic()
        self._rate = float(fields.get("rate") or 0)
        return self._seen

    async def set(self, now: datetime) -> datetime:
        """Move a manual clock forward."""
        with translated("move the sandbox's clock"):
            answer = await self._http.post("/sandbox/clock", json={"now": now.isoformat()})
            answer.raise_for_status()
        return await self.refresh()

    async def advance_to(self, moment: datetime, beyond_s: float = 0) -> datetime:
        """Move any clock to `beyond_s` after `moment`; one that is past it already stays."""
        ahead_s = (moment - await self.refresh()).total_seconds() + beyond_s
        if ahead_s <= 0:
            return self.now()
        with translated("move the sandbox's clock"):
            answer = await self._http.post("/sandbox/clock", json={"advance_s": ahead_s})
            answer.raise_for_status()
        return await self.refresh()

    async def write_as_rep(self, message: bytes) -> None:
        """Have the sandbox treat a raw RFC 822 message as sent by the rep from Outlook."""
        with translated("hand the rep's mail to the sandbox"):
            headers = {"Content-Type": "message/rfc822"}
            answer = await self._http.post("/sandbox/mail/sent-by-rep", content=message, headers=headers)
            answer.raise_for_status()

    async def close(self) -> None:
        await self._http.aclose()

"""What time the service thinks it is: a wrong clock on this computer breaks sign-in and reminders."""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from sync.answers import translated
from sync.network import Network
from xforce_desktop.clock import as_utc

TIMEOUT_S = 10.0


async def server_time(address: str, network: Network | None = None) -> datetime | None:
    """The Date header of an answer of `address`, UTC; None without one. Raises TemporaryError offline."""
    with translated("reach the service"):
        options = await asyncio.to_thread((network or Network()).options, httpx.URL(address).host)
        async with httpx.AsyncClient(timeout=TIMEOUT_S, **options) as http:
            answer = await http.head(address)
    stamp = answer.headers.get("Date")
    return as_utc(parsedate_to_datetime(stamp)) if stamp else None

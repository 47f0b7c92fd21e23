"""Answers are read up to a length that no answer needs, so that none can fill the memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

from sync.errors import OverLong

LONGEST_BYTES = 64 * 1024 * 1024


async def bounded(response: httpx.Response) -> None:
    """A response hook of httpx: reading on beyond `LONGEST_BYTES` raises OverLong."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    response.stream = _Bounded(response.stream, response.request)


class _Bounded(httpx.AsyncByteStream):
    """Counts what comes through."""

    def __init__(self, stream: httpx.AsyncByteStream, request: httpx.Request) -> None:
        self._stream = stream
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        came = 0
        async for part in self._stream:
            came += len(part)
            if came > LONGEST_BYTES:
                raise OverLong("too long", request=self._request)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()

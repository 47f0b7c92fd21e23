"""One way to Microsoft Graph: a token on each call, few at once, patient, and never without a time limit."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import httpx

from sync.answers import (
    REPEATABLE,
    answered_at,
    claims_challenge,
    is_from_the_way,
    refusal,
    retry_after_s,
    too_late,
    translated,
)
from sync.errors import (
    AnswerTooLong,
    CertificateRefused,
    ProxyRefused,
    ServiceDown,
    Throttled,
    UnreadableAnswer,
)
from sync.graph.bounded import bounded
from sync.graph.http_wire import GRAPH, IMMUTABLE, Json, Query, headers_for, items_of, parsed, spelled
from sync.network import LOOPBACK, Network
from xforce_desktop.clock import Clock, SystemClock
from xforce_desktop.errors import CursorExpired, OutsideError, Rejected, TemporaryError

log = logging.getLogger(__name__)


QUICK_ANSWER = timedelta(minutes=1)  # within which the service's time says something about our clock

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
# Graph lets four calls at once into a mailbox and refuses the fifth:
# learn.microsoft.com/graph/throttling-limits
MAX_AT_ONCE = 3
LONGEST_WAIT_S = 20.0
_NOT_BY_ITSELF = (CertificateRefused, ProxyRefused)  # does not pass within seconds
LONGEST_S = 120.0  # a page of long mails over a slow line takes its time
_ATTEMPTS = 3
_ELSEWHERE = "Its answer points to another machine, which is not followed. If this lasts, tell IT."


class TokenSource(Protocol):
    """Gives an access token that holds now. Raises SignInNeeded or TemporaryError."""

    async def token(self, claims: str = "") -> str:
        """`claims`: what the service asked for when it refused the last token (JSON), or ""."""
        ...


class FixedToken:
    """A token that never changes, for a sandbox."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self, claims: str = "") -> str:
        return self._token


@dataclass(frozen=True)
class _Call:
    doing: str
    method: str
    url: str
    prefer: tuple[str, ...]
    body: Json | None = None
    is_repeatable: bool = False
    is_asked_later: bool = False


class GraphClient:
    """Calls Graph for one mailbox. Answers are JSON objects; errors are those of `xforce_desktop.errors`.

    A call that was refused for now is repeated here if the wait is short (`LONGEST_WAIT_S`); otherwise
    the error says how long. Repeating what may have been done is left to the caller, except for reads.
    After `longest_s` a call is given up, waits and repetitions included, even if its answer still drips in.
    """

    def __init__(
        self,
        tokens: TokenSource,
        *,
        base_url: str = GRAPH,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Clock | None = None,
        network: Network | None = None,
        longest_s: float = LONGEST_S,
    ) -> None:
        self.skew: timedelta | None = None  # this computer's clock ahead of the service's, at the last answer
        self._clock = clock or SystemClock()
        self._tokens = tokens
        self._base = base_url.rstrip("/")
        self._sleep = sleep
        self._longest_s = longest_s
        self._places = asyncio.Semaphore(MAX_AT_ONCE)
        self._blocked_until_s = 0.0
        self._blocked_by: type[TemporaryError] = Throttled
        host = httpx.URL(base_url).host
        self._is_loopback = host in LOOPBACK
        self._http = httpx.AsyncClient(
            timeout=timeout,
            transport=transport,
            event_hooks={"response": [bounded]},
            **(network or Network()).options(host),
        )

    async def close(self) -> None:
        """Close all connections. The client cannot be used afterwards."""
        await self._http.aclose()

    async def get(
        self,
        doing: str,
        path: str,
        query: Query | None = None,
        prefer: tuple[str, ...] = (IMMUTABLE,),
        *,
        is_asked_later: bool = False,
    ) -> Json:
        """Read one thing. `path` comes from `path_of`. `is_asked_later`: if the service fails at it, whoever
        asks will ask again, and it is not repeated here."""
        url = self._base + path + spelled(query)
        call = _Call(doing, "GET", url, prefer, is_repeatable=True, is_asked_later=is_asked_later)
        return await self._done(call)

    async def get_link(self, doing: str, link: str, prefer: tuple[str, ...] = (IMMUTABLE,)) -> Json:
        """Read what a next or delta link names, verbatim. Raises CursorExpired for another service's link."""
        if not self.is_own(link):
            raise CursorExpired(f"Could not {doing} from where it was left", "It begins again.")
        return await self._done(_Call(doing, "GET", link, prefer, is_repeatable=True))

    async def pages(
        self, doing: str, path: str, query: Query | None = None, prefer: tuple[str, ...] = (IMMUTABLE,)
    ) -> AsyncIterator[Json]:
        """Every item of a collection, page after page."""
        page, link = await self.get(doing, path, query, prefer), None
        while True:
            for item in items_of(page):
                yield item
            link, before = page.get("@odata.nextLink"), link
            if not link:
                return
            if link == before:
                raise UnreadableAnswer("a next page that is the same page")
            self.refuse_foreign(doing, link)
            page = await self.get_link(doing, link, prefer)

    async def post(
        self,
        doing: str,
        path: str,
        body: Json | None = None,
        *,
        prefer: tuple[str, ...] = (IMMUTABLE,),
        is_repeatable: bool = False,
    ) -> Json:
        """Do something. Raises AnswerLost if it may have been done, unless `is_repeatable`: it only reads."""
        return await self._done(_Call(doing, "POST", self._base + path, prefer, body, is_repeatable))

    async def patch(
        self,
        doing: str,
        path: str,
        body: Json,
        prefer: tuple[str, ...] = (IMMUTABLE,),
        *,
        is_repeatable: bool = True,
    ) -> Json:
        """Change something. Raises AnswerLost if it may have been done and is not `is_repeatable`: then
        somebody is written to each time."""
        return await self._done(_Call(doing, "PATCH", self._base + path, prefer, body, is_repeatable))

    async def delete(self, doing: str, path: str) -> None:
        """Delete something. Raises NotFound if it is gone."""
        await self._done(_Call(doing, "DELETE", self._base + path, (IMMUTABLE,), is_repeatable=True))

    def is_own(self, link: str) -> bool:
        """Whether a link leads to the service this client talks to: our token goes nowhere else."""
        try:
            ours, theirs = httpx.URL(self._base), httpx.URL(link)
        except httpx.InvalidURL:
            return False
        return (ours.scheme, ours.host, ours.port) == (theirs.scheme, theirs.host, theirs.port)

    def refuse_foreign(self, doing: str, link: str) -> None:
        """Raises Rejected for a link out of an answer that leads elsewhere."""
        if not self.is_own(link):
            raise Rejected(f"Could not {doing}", _ELSEWHERE)

    async def _done(self, call: _Call) -> Json:
        """The answer to a call, unless it takes too long altogether."""
        try:
            async with asyncio.timeout(self._longest_s):
                return await self._repeated(call)
        except TimeoutError as error:
            raise too_late(call.doing, is_repeatable=call.is_repeatable) from error

    async def _repeated(self, call: _Call) -> Json:
        """The answer to a call, which is repeated where that is safe."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                response = await self._answered(call)
                with translated(call.doing):
                    return parsed(response)
            except AnswerTooLong:
                raise
            except TemporaryError as error:
                if (
                    attempt == _ATTEMPTS
                    or isinstance(error, _NOT_BY_ITSELF)
                    or (call.is_asked_later and isinstance(error, ServiceDown))
                    or not (call.is_repeatable or _was_turned_away(error))
                ):
                    raise
                await self._sleep(_pause_s(error, attempt))
        raise AssertionError("the loop returns or raises")

    async def _answered(self, call: _Call) -> httpx.Response:
        """A successful answer; a token that was refused with claims is renewed once."""
        began = self._clock.now()
        response = await self._sent(call)
        claims = claims_challenge(response) if response.status_code == 401 else ""
        if claims:
            response = await self._sent(call, claims)
        if response.is_success and not is_from_the_way(response):
            self._note_time(response, began)
            return response
        self._note_block(response)
        raise refusal(call.doing, response)

    async def _sent(self, call: _Call, claims: str = "") -> httpx.Response:
        async with self._places:
            self._refuse_while_blocked(call.doing)
            headers = headers_for(await self._tokens.token(claims), call.prefer)
            with translated(call.doing):
                return await self._http.request(
                    call.method,
                    call.url,
                    json=call.body,
                    headers=headers,
                    extensions={REPEATABLE: call.is_repeatable},
                )

    def _note_time(self, response: httpx.Response, began: datetime) -> None:
        """An answer that took long tells nothing: the computer may have slept over it."""
        then, now = answered_at(response), self._clock.now()
        if then is not None and timedelta(0) <= now - began <= QUICK_ANSWER:
            self.skew = now - then

    def _note_block(self, response: httpx.Response) -> None:
        # Calls before that time count too and prolong the block: learn.microsoft.com/graph/throttling
        wait_s = retry_after_s(response)
        if wait_s and not self._is_loopback:
            self._blocked_until_s = asyncio.get_running_loop().time() + wait_s
            self._blocked_by = Throttled if response.status_code == 429 else ServiceDown

    def _refuse_while_blocked(self, doing: str) -> None:
        left_s = self._blocked_until_s - asyncio.get_running_loop().time()
        if left_s > LONGEST_WAIT_S:
            raise self._blocked_by(
                f"Could not {doing} yet", "Microsoft asks us to wait.", retry_after_s=left_s
            )


def _pause_s(error: TemporaryError, attempt: int) -> float:
    """How long to wait before trying again; raises the error itself if that is too long."""
    if error.retry_after_s is None:
        return float(2 ** (attempt - 1)) * random.uniform(0.3, 0.6)
    if error.retry_after_s > LONGEST_WAIT_S:
        raise error
    return error.retry_after_s


def _was_turned_away(error: OutsideError) -> bool:
    """Whether the service named a time to come back: then it has not begun the work."""
    return isinstance(error, Throttled | ServiceDown) and error.retry_after_s is not None

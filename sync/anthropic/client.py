"""One connection to Claude: key and address always explicit, the library loaded at the first call."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sync.anthropic.trouble import NotAllowed, Unreached, UnusableAnswer
from sync.daemon import in_daemon
from sync.network import LOOPBACK, Network
from xforce_desktop.errors import XForceError

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import Message
    from pydantic import BaseModel

ANTHROPIC = "https://api.anthropic.com"
MOST_ANSWER_TOKENS = 2000
RETRIES = 1
_ENDED = {"end_turn", "stop_sequence", None}
_NAMED_STOPS: dict[str | None, str] = {
    "max_tokens": "its answer was cut off",
    "model_context_window_exceeded": "its answer was cut off",
    "refusal": "it declined to answer",
}


@dataclass(frozen=True)
class ModelAccount:
    """Where and whom to ask. `read_key` may block and raises an XForceError while the key cannot be read."""

    read_key: Callable[[], str]
    model: str
    base_url: str = ANTHROPIC
    timeout_s: float = 30.0
    network: Network = field(default_factory=Network)


@dataclass(frozen=True)
class Usage:
    """Tokens that one call took."""

    read: int = 0
    read_from_cache: int = 0
    written_to_cache: int = 0
    written: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.read + self.read_from_cache + self.written_to_cache + self.written


@dataclass(frozen=True)
class Answer:
    """What came back. `stopped` says in words why it cannot be used; empty if it is whole."""

    text: str
    usage: Usage
    stopped: str = ""


class Claude:
    """Asks one question at a time or several; close it at the end."""

    def __init__(self, account: ModelAccount) -> None:
        self.account = account
        self._client: AsyncAnthropic | None = None
        self._opening = asyncio.Lock()

    async def ask(self, system: str, question: str, form: type[BaseModel], timeout_s: float = 0) -> Answer:
        """The filled `form` as JSON text, not yet checked; within `timeout_s`, or the account's if not given.

        `system` never changes, so that the service may keep it in its cache. Raises Unreached, NotAllowed and
        UnusableAnswer.
        """
        client = await self._opened()
        timeout_s = timeout_s or self.account.timeout_s
        with _translated(timeout_s):
            async with asyncio.timeout(timeout_s):
                message = await client.messages.create(
                    model=self.account.model,
                    max_tokens=MOST_ANSWER_TOKENS,
                    system=[{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
                    messages=[{"role": "user", "content": question}],
                    output_config={"format": {"type": "json_schema", "schema": _schema(form)}},
                )
        return _answer(message)

    async def check(self) -> None:
        """Ask whether the service takes the key and knows the model; no mail text is sent, nothing is spent.

        Raises Unreached and NotAllowed. Services in between that only pass messages on cannot tell.
        """
        client = await self._opened()
        with _translated(self.account.timeout_s):
            try:
                await client.models.retrieve(self.account.model)
            except Exception as error:
                if getattr(error, "status_code", 0) != 404 or self.account.base_url == ANTHROPIC:
                    raise

    async def close(self) -> None:
        """Close its connections; fine if there are none."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _opened(self) -> AsyncAnthropic:
        async with self._opening:
            if self._client is None:
                self._client = await in_daemon(self._open)
            return self._client

    def _open(self) -> AsyncAnthropic:
        """Nothing on this computer but our own settings says where mail text goes, or under which key."""
        try:
            key = self.account.read_key()
        except XForceError as error:
            raise Unreached("its key cannot be read", error.advice) from error
        if not key:
            raise NotAllowed("there is no key for it", "Save one with `xforce-desktop model save-key`.")
        library = importlib.import_module("anthropic")
        for name in ("anthropic", "httpx2"):  # ANTHROPIC_LOG=debug would write mail text into our log
            logging.getLogger(name).setLevel(logging.WARNING)
        client: AsyncAnthropic = library.AsyncAnthropic(
            api_key=key,
            base_url=self.account.base_url,
            timeout=self.account.timeout_s,
            max_retries=RETRIES,
            open_telemetry=False,
            # Named again, so that ANTHROPIC_CUSTOM_HEADERS does not put another key in its place.
            default_headers={"Authorization": f"Bearer {key}"},
            http_client=self._http(library),
        )
        return client

    def _http(self, library: Any) -> Any:
        """Redirects are not followed: mail text goes to the named address or nowhere."""
        options = self.account.network.options(urlsplit(self.account.base_url).hostname or "")
        if not options["trust_env"]:
            # The library reads proxies from the environment whatever `trust_env` says; a mount of ours wins.
            proxy = options.pop("proxy", None)
            way = importlib.import_module("httpx2").AsyncHTTPTransport(proxy=proxy, verify=options["verify"])
            options["mounts"] = dict.fromkeys(("all://", "http://", "https://"), way if proxy else None)
        return library.DefaultAsyncHttpxClient(
            base_url=self.account.base_url,
            timeout=self.account.timeout_s,
            follow_redirects=False,
            **options,
        )


def is_on_loopback(url: str) -> bool:
    """Whether `url` is on this computer."""
    return urlsplit(url).hostname in LOOPBACK


def _schema(form: type[BaseModel]) -> dict[str, Any]:
    from anthropic import transform_schema

    return transform_schema(form)


def _answer(message: Message) -> Answer:
    """The text of an answer; anything that the library let through and is none counts as unusable."""
    try:
        told = message.usage
        usage = Usage(
            told.input_tokens,
            told.cache_read_input_tokens or 0,
            told.cache_creation_input_tokens or 0,
            told.output_tokens,
        )
        text = "".join(block.text for block in message.content if block.type == "text")
        stop = message.stop_reason
    except (AttributeError, TypeError) as error:
        raise UnusableAnswer("its answer was not the form") from error
    if not all(isinstance(count, int) and count >= 0 for count in vars(usage).values()):
        raise UnusableAnswer("its answer does not say what it took")
    if stop not in _ENDED:
        return Answer(text, usage, _NAMED_STOPS.get(stop, "it stopped before the end"))
    return Answer(text, usage, "" if text else "its answer was empty")


@contextmanager
def _translated(timeout_s: float) -> Iterator[None]:
    """The library's errors as ours."""
    import anthropic

    late = f"it did not answer within {timeout_s:g} seconds"
    try:
        yield
    except (TimeoutError, anthropic.APITimeoutError) as error:
        raise Unreached(late) from error
    except anthropic.APIConnectionError as error:
        raise Unreached("it could not be reached") from error
    except anthropic.APIStatusError as error:
        raise _refusal(error.status_code) from error
    except (anthropic.APIError, ValueError) as error:  # ValueError: no JSON, no UTF-8
        raise UnusableAnswer("its answer could not be read") from error


def _refusal(status: int) -> Unreached | NotAllowed:
    if status in {401, 403}:
        return NotAllowed("the service refuses the key", "Save the right one.")
    if status == 402:
        return NotAllowed("the account there has no credit", "Look at its billing page.")
    if status in {408, 409, 429} or status >= 500:
        return Unreached(f"the service is busy or broken (status {status})")
    return NotAllowed(f"the service refuses the call (status {status})", "Is the model's name right?")

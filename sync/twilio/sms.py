"""Text messages over Twilio, as the port `Texting`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import httpx

from sync.credentials import KeyringError, NoKeyring
from sync.daemon import in_daemon
from sync.errors import UnreadableAnswer
from sync.network import Network
from sync.twilio.http import TIMEOUT, TwilioHttp
from sync.twilio.wire import (
    Message,
    can_text,
    has_left,
    is_inbound,
    is_of,
    is_to,
    sent_text,
    text_fate,
    text_item,
)
from xforce_desktop.errors import AnswerLost, OutsideError, Rejected, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import SentText, TextFate, TextItem

if TYPE_CHECKING:
    from twilio.rest import Client

log = logging.getLogger(__name__)

TWILIO = "https://api.twilio.com"
PAGE = 1000  # most that Twilio gives at once
LOOKED_THROUGH = 50  # newest texts to one number, when one is sought
_UNREAD = "The Twilio auth token cannot be read"
_LOCKED = "Unlock the keyring, or save the token again with `xforce-desktop texts save-token`."
_NO_KEYRING = "This computer has no keyring: install one, or set XFORCE_TWILIO_TOKEN."
_WHICH_NUMBER = "Check twilio_number and twilio_account_sid in settings.toml."
_WHICH_CAN = "Name a number with SMS in settings.toml, or give it SMS in Twilio's console."
_NONE_SAVED = "Save it with `xforce-desktop texts save-token`."


@dataclass(frozen=True)
class TwilioAccount:
    """Whose texts these are. `number` is E.164; an empty `token` is read when it is first needed."""

    sid: str
    token: str = field(repr=False)
    number: str
    service: str = ""  # a Messaging Service sends from the numbers in its pool


class TwilioTexting:
    """Sends from and reads the texts to one number, or those of one Messaging Service.

    Errors are those of `xforce_desktop.errors`.
    """

    def __init__(
        self,
        account: TwilioAccount,
        *,
        base_url: str = TWILIO,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
        read_token: Callable[[], str] = lambda: "",
        network: Network | None = None,
    ) -> None:
        """`read_token` is asked for a token that `account` lacks; it may block and raise KeyringError."""
        self._account = account
        self._read_token = read_token
        self._base = base_url.rstrip("/")
        self._http = TwilioHttp(base_url, timeout=timeout, transport=transport, network=network)
        self._made: Client | None = None

    @property
    def number(self) -> str:
        return self._account.number

    async def close(self) -> None:
        """Close all connections. It cannot be used afterwards."""
        await self._http.close()

    async def ready(self) -> None:
        """The token is asked of the keyring again until it is there."""
        await self._client()

    async def check_number(self) -> None:
        """Asked of the numbers of the account: Twilio's filter may match a part of one."""
        client = await self._client()
        listed = await client.incoming_phone_numbers.list_async(
            phone_number=self.number, limit=LOOKED_THROUGH
        )
        ours = next((one for one in listed if one.phone_number == self.number), None)
        if ours is None:
            raise Rejected(f"{self.number} is no number of this Twilio account", _WHICH_NUMBER)
        if not can_text(ours):
            raise Rejected(f"{self.number} cannot send texts", _WHICH_CAN)

    async def send(self, number: str, body: str, key: EffectKey) -> SentText:
        """Twilio knows no key for a text (github.com/elizaOS/eliza/issues/22382), so `key` stays here."""
        client = await self._client()
        sender = {"messaging_service_sid": service} if (service := self._account.service) else self._from
        message = await client.messages.create_async(to=number, body=body, **sender)
        try:
            return sent_text(message)
        except UnreadableAnswer as error:
            advice = "It is looked up before it is repeated."
            raise AnswerLost("Could not send the text message for certain", advice) from error

    async def look_up(
        self, number: str, body: str, since: datetime, known: Collection[str] = ()
    ) -> SentText | None:
        """Sought without a filter for the day: a text that is still queued has no date of sending."""
        client = await self._client()
        listed = await client.messages.list_async(
            to=number, limit=LOOKED_THROUGH, page_size=LOOKED_THROUGH, **self._from_filter
        )
        ours = [one for one in listed if is_of(one, self.number, self._account.service)]
        wanted = [one for one in ours if _says(one, body) and one.sid not in known and has_left(one)]
        found = [text for text in map(sent_text, wanted) if text.sent_at >= since]
        return min(found, key=lambda text: text.sent_at, default=None)

    async def fate(self, provider_id: str) -> TextFate:
        """Asked of the text itself: a list by day leaves out those without a date of sending."""
        client = await self._client()
        return text_fate(await client.messages(provider_id).fetch_async())

    async def news(self, since: datetime) -> Sequence[TextItem]:
        """Twilio's filter may count whole days: callers overlap by one and drop what they know."""
        client = await self._client()
        to = {} if self._account.service else {"to": self.number}
        listed = await client.messages.list_async(date_sent_after=since, page_size=PAGE, **to)
        ours = [one for one in listed if is_inbound(one) and is_to(one, self.number, self._account.service)]
        read = [_read(one) for one in ours]
        return sorted((text for text in read if text is not None), key=lambda text: text.at)

    @property
    def _from(self) -> dict[str, str]:
        return {"from_": self.number}

    @property
    def _from_filter(self) -> dict[str, str]:
        """A text that a service has not sent yet has no number."""
        return {} if self._account.service else self._from

    async def _client(self) -> Client:
        """The library's client; its import takes long enough to be kept off the loop."""
        if self._made is None:
            self._made = await in_daemon(self._make)
        return self._made

    def _make(self) -> Client:
        from twilio.rest import Client

        # Without an environment of its own the library would take TWILIO_EDGE and TWILIO_REGION from the
        # system's and rewrite the host.
        own = {"TWILIO_ACCOUNT_SID": self._account.sid}
        client = Client(self._account.sid, self._token(), http_client=self._http, environment=own)
        client.api.base_url = self._base
        return client

    def _token(self) -> str:
        try:
            token = self._account.token or self._read_token()
        except KeyringError as error:
            raise _unread(error) from error
        if not token:
            raise Rejected("The Twilio auth token is missing", _NONE_SAVED)
        return token


def _unread(error: KeyringError) -> OutsideError:
    """It may be there, so texts wait: a keyring is locked until somebody has signed in to the computer."""
    return TemporaryError(_UNREAD, _NO_KEYRING if isinstance(error, NoKeyring) else _LOCKED)


def _says(message: Message, body: str) -> bool:
    """A trial account puts a sentence of its own before the words."""
    return bool((message.body or "").endswith(body))


def _read(message: Message) -> TextItem | None:
    """One text of theirs; a broken one must not hide all later ones."""
    try:
        return text_item(message)
    except UnreadableAnswer as error:
        log.warning("a text message could not be read", extra={"reason": error.advice})
        return None

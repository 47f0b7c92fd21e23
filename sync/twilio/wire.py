"""Twilio's messages and refusals as ours. Nothing of Twilio goes further than this package."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any, Protocol

import httpx

from sync.answers import answered_on_the_way, is_from_the_way, retry_after_s
from sync.errors import OPTED_OUT, CannotText, RefusedByTwilio, UnreadableAnswer
from xforce_desktop.clock import as_utc
from xforce_desktop.errors import AnswerLost, NotFound, OutsideError, TemporaryError
from xforce_desktop.ports import SentText, TextFate, TextItem

log = logging.getLogger(__name__)

SIGN_IN = 20003
TOO_MANY = 20429
DAILY_LIMIT = 63038  # a 429 that no repeat within the day can help
# What is wrong with their number, by Twilio's code: twilio.com/docs/api/errors
ABOUT_THEIR_NUMBER = {
    21211: "Their number is no telephone number; correct it under People.",
    21217: "Their number is no telephone number; correct it under People.",
    21265: "Their number is no telephone number; correct it under People.",
    21408: "Texts to their country are not switched on; see Messaging, Geo permissions in Twilio's console.",
    OPTED_OUT: "They have opted out of texts from your number.",
    21612: "No text can be routed to their number; mail and a call still can.",
    21614: "Their number is no mobile number; ask for one, or call.",
    30003: "Their handset cannot be reached; it may be off, so a call later is worth a try.",
    30004: "Their number is blocked for texts; mail and a call are what is left.",
    30005: "Their number is not in use; ask for another one.",
    30006: "Their number is a landline, or its carrier cannot be reached; ask for a mobile one, or call.",
    30008: "It did not arrive, and their carrier gives no reason; a call tells whether the number is right.",
    30009: "A part of it did not arrive; call if it matters.",
}
ABOUT_OUR_ACCOUNT = {
    SIGN_IN: "Twilio refuses the credentials: check twilio_account_sid, and save the auth token anew.",
    20005: "Twilio has suspended your account: see its console.",
    21601: "Your Twilio number cannot send texts: give it SMS in Twilio's console.",
    21606: "Your Twilio number cannot send texts there: check twilio_number.",
    21608: "Your Twilio account is a trial, which texts verified numbers only.",
    21659: "Your Twilio account has no such number: check twilio_number in settings.toml.",
    21660: "Your Twilio account has no such number: check twilio_number in settings.toml.",
    21703: "The Messaging Service has no number: add one to its pool in Twilio's console.",
    21704: "The Messaging Service has no number: add one to its pool in Twilio's console.",
    30001: "Twilio's queue for your number is full: too many texts at once.",
    30002: "Twilio has suspended your account: see its console.",
    30007: "Twilio or their carrier took it for unwanted: see twilio.com/docs/api/errors/30007.",
    30023: "Your daily limit of texts for the carrier is reached (A2P 10DLC); it begins anew tomorrow.",
    30027: "Your daily limit of texts for T-Mobile is reached (A2P 10DLC); it begins anew tomorrow.",
    30032: "Your toll-free number is not verified: send the verification in Twilio's console.",
    30034: "Your number is not registered for texts in the United States: register it at Twilio (A2P 10DLC).",
    DAILY_LIMIT: "Your Twilio account has reached its daily limit of texts, which begins anew tomorrow. A "
    "trial account has a low one: see Twilio's console.",
}
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read"})
NOT_ARRIVED = frozenset({"undelivered", "failed", "canceled"})
_AGAIN = "It will be tried again."


class Message(Protocol):
    """What is used of the library's messages. Twilio may leave any of it out."""

    sid: str | None
    body: str | None
    from_: str | None
    to: str | None
    status: str | None
    direction: str | None
    date_created: datetime | None
    date_sent: datetime | None
    error_code: int | None
    messaging_service_sid: str | None


class Number(Protocol):
    """What is used of the library's own numbers; it calls `capabilities` a text, but hands on what came."""

    phone_number: str | None
    capabilities: Any


def can_text(number: Number) -> bool:
    """Whether Twilio lets this number send texts. What it does not say is not held against it."""
    told = number.capabilities if isinstance(number.capabilities, dict) else {}
    return bool(told.get("sms", told.get("SMS", True)))


def sent_text(message: Message) -> SentText:
    """A text of ours. Raises UnreadableAnswer without id or time."""
    return SentText(_sid(message), _at(message.date_created))


def text_item(message: Message) -> TextItem:
    """A text of theirs. Raises UnreadableAnswer without id or time."""
    at = _at(message.date_sent or message.date_created)
    return TextItem(_sid(message), message.from_ or "", message.body or "", at)


def is_inbound(message: Message) -> bool:
    """Lists know no filter for the direction."""
    return message.direction == "inbound"


def is_of(message: Message, number: str, service: str) -> bool:
    """Whether it left from the number or the service; one that waits in a service has no number yet."""
    return message.from_ == number or bool(service and message.messaging_service_sid == service)


def is_to(message: Message, number: str, service: str) -> bool:
    """Whether it came to the number, or to one of the service's pool."""
    return message.to == number or bool(service and message.messaging_service_sid == service)


def has_left(message: Message) -> bool:
    """Whether a text of ours is on its way or arrived: a failed one is none that was sent."""
    return message.status not in {"failed", "canceled"}


def text_fate(message: Message) -> TextFate:
    """How far a text of ours has come. What Twilio does not explain is held to be about their number."""
    if message.status not in NOT_ARRIVED:
        return TextFate(message.status in FINAL)
    title, code = "A text did not arrive", message.error_code or 0
    if code in ABOUT_OUR_ACCOUNT:
        return TextFate(True, RefusedByTwilio(title, ABOUT_OUR_ACCOUNT[code], code=code, status=200))
    advice = ABOUT_THEIR_NUMBER.get(
        code, f"Twilio says no more than {message.status} {code or ''}".rstrip() + "."
    )
    return TextFate(True, CannotText(title, advice, code=code, status=200))


def refusal(doing: str, response: httpx.Response) -> OutsideError:
    """Our error for an answer that is no success. A text may have left after 5xx, never after 429."""
    status, code = response.status_code, _code(response)
    log.info("Could not %s: %s %s", doing, status, code, extra={"status": status, "code": code})
    if is_from_the_way(response):
        return answered_on_the_way(doing, response)
    if code != DAILY_LIMIT and (status == 429 or code == TOO_MANY):
        return TemporaryError(f"Could not {doing} yet", _AGAIN, retry_after_s=retry_after_s(response))
    if status == 408 or status >= 500:
        kind = AnswerLost if response.request.method == "POST" else TemporaryError
        return kind(f"Could not {doing} yet", _AGAIN, retry_after_s=retry_after_s(response))
    if code in ABOUT_THEIR_NUMBER:
        return CannotText(f"Could not {doing}", ABOUT_THEIR_NUMBER[code], code=code, status=status)
    if status == 401:
        code = SIGN_IN
    if status == 404 and code not in ABOUT_OUR_ACCOUNT:
        return NotFound(f"Could not {doing}", "Twilio does not know it: check twilio_account_sid.")
    advice = ABOUT_OUR_ACCOUNT.get(code, f"Twilio answered {status} {code or ''}".rstrip() + ".")
    return RefusedByTwilio(f"Could not {doing}", advice, code=code, status=status)


def _code(response: httpx.Response) -> int:
    """Twilio's own number for the trouble; 0 for an answer that has none."""
    try:
        return int(json.loads(response.text)["code"])
    except (ValueError, KeyError, TypeError, httpx.ResponseNotRead):
        return 0


def _sid(message: Message) -> str:
    if not isinstance(message.sid, str) or not message.sid:
        raise UnreadableAnswer("no sid")
    return message.sid


def _at(moment: object) -> datetime:
    """The library leaves a date as it came if it cannot read it."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise UnreadableAnswer("no time")
    return as_utc(moment)

"""Twilio's Messages, wire format only. Any account and any Basic credentials are accepted."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from sync.sandbox.errors import TwilioError
from sync.sandbox.graph_call import Json, Reply
from sync.sandbox.state import Text
from sync.sandbox.texts import REP_NUMBER
from sync.sandbox.world import World

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_ACCOUNT = r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})"
_MESSAGES = re.compile(_ACCOUNT + r"/Messages\.json")
_MESSAGE = re.compile(_ACCOUNT + r"/Messages/((?:SM|MM)[0-9a-fA-F]{32})\.json")
_NUMBERS = re.compile(_ACCOUNT + r"/IncomingPhoneNumbers\.json")
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà{}[]\\^~|€"
)


def answer(world: World, method: str, path: str, query: Mapping[str, str], form: Mapping[str, str]) -> Reply:
    """Do what a call asks. Raises TwilioError for what Twilio would refuse."""
    if (match := _MESSAGES.fullmatch(path)) is not None:
        return _create(world, match[1], form) if method == "POST" else _list(world, match[1], path, query)
    if (match := _MESSAGE.fullmatch(path)) is not None and method == "GET":
        text = world.texts.find(match[2])
        if text is None:
            raise TwilioError(404, 20404, f"The requested resource {path} was not found")
        return Reply(200, _message(text, match[1]))
    if (match := _NUMBERS.fullmatch(path)) is not None and method == "GET":
        return Reply(200, _numbers(match[1], path, query))
    raise TwilioError(404, 20404, f"The requested resource {path} was not found")


def check_basic(header: str) -> None:
    """Raises TwilioError 20003 without Basic credentials."""
    kind, _, encoded = header.partition(" ")
    try:
        plain = base64.b64decode(encoded, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        plain = ""
    user, _, secret = plain.partition(":")
    if not user or not secret:
        raise TwilioError(401, 20003, "Authenticate")


def error_body(error: TwilioError) -> Json:
    """Twilio's form of an error."""
    more = f"https://www.twilio.com/docs/errors/{error.code}"
    return {"code": error.code, "message": error.message, "more_info": more, "status": error.status}


def _create(world: World, account: str, form: Mapping[str, str]) -> Reply:
    recipient, body = form.get("To", ""), form.get("Body", "")
    sender, service = form.get("From", ""), form.get("MessagingServiceSid", "")
    if not recipient:
        raise TwilioError(400, 21604, "A 'To' phone number is required.")
    if not _NUMBER.fullmatch(recipient):
        raise TwilioError(400, 21211, f"Invalid 'To' Phone Number: {recipient}")
    if not sender and not service:
        raise TwilioError(400, 21603, "A 'From' phone number is required.")
    if not body and "MediaUrl" not in form:
        raise TwilioError(400, 21602, "Message body is required.")
    if len(body) > 1600:
        raise TwilioError(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    text = world.texts.send(sender or REP_NUMBER, recipient, body, service)
    if world.listener is not None:
        world.listener.text_left(recipient, body)
    return Reply(201, _message(text, account))


def _list(world: World, account: str, path: str, query: Mapping[str, str]) -> Reply:
    found = [text for text in reversed(world.texts.all()) if _fits(text, query)]
    size = min(max(int(query.get("PageSize", "50") or 50), 1), 1000)
    number = int(query.get("Page", "0") or 0)
    part = found[number * size : (number + 1) * size]
    kept = {key: value for key, value in query.items() if key not in ("Page", "PageToken")}

    def link(page: int) -> str:
        return f"{path}?{urlencode(kept | {'PageSize': size, 'Page': page})}"

    body: dict[str, Any] = {
        "messages": [_message(text, account) for text in part],
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(part) - 1, 0),
        "uri": link(number),
        "first_page_uri": link(0),
        "next_page_uri": link(number + 1) if len(found) > (number + 1) * size else None,
        "previous_page_uri": link(number - 1) if number else None,
    }
    return Reply(200, body)


def _fits(text: Text, query: Mapping[str, str]) -> bool:
    at = text.created_at
    checks = (
        ("To", lambda wanted: text.recipient == wanted),
        ("From", lambda wanted: text.sender == wanted),
        ("DateSent", lambda wanted: at.date() == _moment(wanted).date()),
        ("DateSent>", lambda wanted: at >= _moment(wanted)),
        ("DateSent<", lambda wanted: at <= _moment(wanted)),
    )
    return all(check(query[name]) for name, check in checks if name in query)


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError as error:
            raise TwilioError(400, 20001, f"DateSent is no date: {value}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _message(text: Text, account: str) -> Json:
    base = f"/2010-04-01/Accounts/{account}/Messages/{text.sid}"
    created = format_datetime(text.created_at.astimezone(UTC))
    on_the_way = text.status in ("queued", "accepted", "sending")
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": text.body,
        "date_created": created,
        "date_sent": None if on_the_way else created,
        "date_updated": created,
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": None,
        "from": None if text.service_sid and on_the_way else text.sender,
        "messaging_service_sid": text.service_sid or None,
        "num_media": "0",
        "num_segments": str(_segments(text.body)),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{base}/Media.json"},
        "to": text.recipient,
        "uri": f"{base}.json",
    }


def _segments(body: str) -> int:
    single, split = (160, 153) if set(body) <= _GSM else (70, 67)
    return 1 if len(body) <= single else -(-len(body) // split)


def _numbers(account: str, path: str, query: Mapping[str, str]) -> Json:
    """The rep's one number, unless another one is asked for."""
    is_sought = query.get("PhoneNumber", REP_NUMBER) in REP_NUMBER
    number = _own_number(account)
    return {
        "incoming_phone_numbers": [number] if is_sought else [],
        "page": 0,
        "page_size": 50,
        "start": 0,
        "end": 0,
        "uri": path,
        "first_page_uri": path,
        "next_page_uri": None,
        "previous_page_uri": None,
    }


def _own_number(account: str) -> Json:
    """A number that was bought and left as it came: no webhooks, no address."""
    sid = "PN" + "0" * 31 + "1"
    bought = format_datetime(datetime.combine(date(2025, 1, 2), datetime.min.time(), UTC))
    unset = ("address_sid", "bundle_sid", "emergency_address_sid", "identity_sid", "trunk_sid")
    return {
        **dict.fromkeys(unset),
        "account_sid": account,
        "address_requirements": "none",
        "api_version": "2010-04-01",
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": bought,
        "date_updated": bought,
        "emergency_address_status": "unregistered",
        "emergency_status": "Active",
        "friendly_name": "(555) 010-7700",
        "origin": "twilio",
        "phone_number": REP_NUMBER,
        "sid": sid,
        "sms_application_sid": None,
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": "",
        "status": "in-use",
        "status_callback": "",
        "status_callback_method": "POST",
        "type": "local",
        "uri": f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": None,
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "voice_url": None,
    }

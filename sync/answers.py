"""What services outside answer, or fail to, as errors of ours: the one place that knows both worlds."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from sync.errors import (
    AnswerTooLong,
    ClaimsNeeded,
    NetworkAnswered,
    OverLong,
    RefusedByGraph,
    ServiceDown,
    Throttled,
    UnreadableAnswer,
)
from sync.unreached import OFFLINE, NoNetwork, no_way
from xforce_desktop.clock import as_utc
from xforce_desktop.errors import (
    TRIED_AGAIN,
    AnswerLost,
    CursorExpired,
    NotFound,
    OutsideError,
    Rejected,
    SignInNeeded,
    TemporaryError,
)

log = logging.getLogger(__name__)

# A request extension: whether repeating this call does no harm. If nothing is said, only a POST does.
REPEATABLE = "xforce_repeatable"

_BUSY = "The service asks us to wait a little."
_DOWN = "The service has trouble of its own now."
_ON_THE_WAY = (
    "Your network answered instead of the service. See in a browser whether it asks you to sign in; "
    "if not, ask IT."
)
_CONSENT = "Microsoft does not allow it for this account. Ask your administrator to allow X-FORCE Desktop."
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_STALE_CURSOR = {"syncstatenotfound", "syncstateinvalid", "resyncrequired"}
_NOT_DONE = {429, 503, 509}  # refused at the door: the work was not begun
_BY_NETWORKS = {407, 511}  # proxy or network authentication required
_CLAIMS = re.compile(r'claims="([^"]+)"')


@contextmanager
def understood() -> Iterator[None]:
    """What our reading stumbles over in an answer of another shape: it could not be understood."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.exception("an answer has another shape")
        raise UnreadableAnswer("another shape") from error


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Re-raise httpx errors as ours; `doing` completes "Could not …"."""
    try:
        yield
    except httpx.HTTPStatusError as error:
        raise refusal(doing, error.response) from error
    except OverLong as error:
        raise AnswerTooLong(
            f"Could not {doing}", "The answer is far too long. If this lasts, tell IT."
        ) from error
    except httpx.DecodingError as error:
        advice = f"The answer could not be understood. {TRIED_AGAIN}"
        raise _unknown_or_later(doing, advice, may_be_done=_may_be_done(error)) from error
    except httpx.TransportError as error:
        _log_unanswered(doing, error)
        if isinstance(error, _NEVER_SENT):
            raise no_way(doing, error) from error
        raise _unknown_or_later(doing, OFFLINE, NoNetwork, may_be_done=_may_be_done(error)) from error
    except (httpx.InvalidURL, httpx.TooManyRedirects) as error:
        raise Rejected(f"Could not {doing}", "The address of the service is wrong.") from error


def refusal(doing: str, response: httpx.Response) -> OutsideError:
    """Our error for an answer that is no success. Logs the service's request id, for its support."""
    error = _refused(doing, response)
    if request_id(response):  # doctor shows it: Microsoft's support asks for it
        error.add_note(f"request-id {request_id(response)}, {response.headers.get('date', 'undated')}")
    return error


def too_late(doing: str, *, is_repeatable: bool) -> TemporaryError:
    """Our error for a call that was given up while something was still to come."""
    log.info("Could not %s: it took too long", doing)
    return _unknown_or_later(doing, "The answer takes too long.", may_be_done=not is_repeatable)


def _refused(doing: str, response: httpx.Response) -> OutsideError:
    status, (code, message) = response.status_code, _code_and_message(response)
    log.info(
        "Could not %s: %s %s", doing, status, code,
        extra={"status": status, "code": code, "request_id": request_id(response),
               "client_request_id": _client_request_id(response.headers, response.request)},
    )  # fmt: skip
    if is_from_the_way(response):
        return answered_on_the_way(doing, response)
    if status == 410 or code.lower() in _STALE_CURSOR:
        return CursorExpired(f"Could not {doing} from where it was left", "It begins again.")
    if status == 401:
        return _sign_in(doing, response)
    if status == 404:
        return NotFound(f"Could not {doing}", "It is not there any more.")
    if status == 429 or status == 408 or status >= 500:
        return _later(doing, response)
    if status == 403:
        return RefusedByGraph(f"Could not {doing}", _CONSENT, code=code, status=status)
    said = f": {message[:200].rstrip('.')}" if message else ""
    advice = f"The service refused it{said} ({f'{status} {code}'.strip()})."
    return RefusedByGraph(f"Could not {doing}", advice, code=code, status=status)


def answered_on_the_way(doing: str, response: httpx.Response) -> OutsideError:
    """Our error for an answer that is none of the service's own."""
    may_be_done = _may_have_passed(response)
    return _unknown_or_later(doing, _ON_THE_WAY, NetworkAnswered, may_be_done=may_be_done)


def is_from_the_way(response: httpx.Response) -> bool:
    """Whether a machine between us and the service answered: a proxy, or a network that wants a sign-in.

    The services answer in JSON and send nobody elsewhere.
    """
    is_page = "html" in response.headers.get("content-type", "").lower()
    return is_page or response.is_redirect or response.status_code in _BY_NETWORKS


def claims_challenge(response: httpx.Response) -> str:
    """The claims (JSON) a 401 asks for, or "". Source: learn.microsoft.com, claims-challenge."""
    for header in response.headers.get_list("www-authenticate"):
        found = _CLAIMS.search(header)
        if found and "insufficient_claims" in header:
            padded = found.group(1) + "=" * (-len(found.group(1)) % 4)
            try:
                return base64.urlsafe_b64decode(padded).decode()
            except (binascii.Error, UnicodeDecodeError):
                return ""
    return ""


def retry_after_s(response: httpx.Response) -> float | None:
    """Seconds to wait as the service wishes; a date counts from the answer's own Date header."""
    wish = response.headers.get("retry-after", "").strip()
    if not wish:
        return None
    try:
        return max(0.0, float(wish))
    except ValueError:
        pass  # not a number, so a date
    try:
        then, now = parsedate_to_datetime(wish), parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError):
        return None


def answered_at(response: httpx.Response) -> datetime | None:
    """What time it was for the service: its Date header, UTC; None without one that can be read."""
    try:
        return as_utc(parsedate_to_datetime(response.headers.get("date", "")))
    except ValueError:
        return None


def request_id(response: httpx.Response) -> str:
    """The service's own number for a call."""
    return str(response.headers.get("request-id", ""))


def _client_request_id(headers: httpx.Headers, request: httpx.Request | None) -> str:
    """Our own number for a call, as the service repeats it or as we sent it."""
    sent = request.headers.get("client-request-id", "") if request is not None else ""
    return str(headers.get("client-request-id", sent))


def _log_unanswered(doing: str, error: httpx.TransportError) -> None:
    """A call without an answer can be found at the service under our own number."""
    try:
        client_id = _client_request_id(httpx.Headers(), error.request)
    except RuntimeError:  # httpx: no request is known for this error
        client_id = ""
    said = {"reason": type(error).__name__, "client_request_id": client_id}
    log.info("Could not %s: no answer", doing, extra=said)


def _sign_in(doing: str, response: httpx.Response) -> SignInNeeded:
    claims = claims_challenge(response)
    if claims:
        return ClaimsNeeded(f"Could not {doing}", "Sign in to Microsoft again.", claims=claims)
    return SignInNeeded(f"Could not {doing}", "Sign in to Microsoft again.")


def _later(doing: str, response: httpx.Response) -> TemporaryError:
    wait_s = retry_after_s(response)
    lost = response.status_code not in _NOT_DONE and not _is_repeatable(response.request)
    is_throttled = response.status_code == 429
    kind = AnswerLost if lost else Throttled if is_throttled else ServiceDown
    minutes = round((wait_s or 0) / 60)
    advice = _BUSY if is_throttled else _DOWN
    if minutes > 1:
        advice = f"The service asks us to wait for {minutes} minutes."
    advice = f"{advice} {TRIED_AGAIN}"
    return kind(f"Could not {doing} yet", advice, retry_after_s=wait_s)


def _may_have_passed(response: httpx.Response) -> bool:
    """Whether the call may have reached the service before a machine on the way answered."""
    was_turned_away = 300 <= response.status_code < 500
    return not was_turned_away and not _is_repeatable(response.request)


def _unknown_or_later(
    doing: str, advice: str, kind: type[TemporaryError] = TemporaryError, *, may_be_done: bool
) -> TemporaryError:
    if may_be_done:
        return AnswerLost(f"Could not {doing} for certain", "It is looked up before it is repeated.")
    return kind(f"Could not {doing} yet", advice)


def _may_be_done(error: httpx.RequestError) -> bool:
    if isinstance(error, _NEVER_SENT):
        return False
    try:
        return not _is_repeatable(error.request)
    except RuntimeError:  # httpx: no request is known for this error
        return True


def _is_repeatable(request: httpx.Request) -> bool:
    return bool(request.extensions.get(REPEATABLE, request.method != "POST"))


def _code_and_message(response: httpx.Response) -> tuple[str, str]:
    """Graph's code and message; both empty for an answer that has none."""
    try:
        error = json.loads(response.text)["error"]
        return str(error.get("code") or ""), str(error.get("message") or "")
    except (ValueError, KeyError, TypeError, AttributeError, httpx.ResponseNotRead):
        return "", ""

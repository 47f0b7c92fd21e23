"""Why a call could not even leave: no network, a proxy that says no, a certificate that is not trusted."""

from __future__ import annotations

import socket
import ssl
from typing import TypeVar

import httpx

from xforce_desktop.errors import TemporaryError

Cause = TypeVar("Cause", bound=BaseException)

OFFLINE = "You seem to be offline: check the network."
_NO_NAME = "The name {host} cannot be found."
_UNTRUSTED = (
    "The certificate of {host} is not trusted by this computer ({why}). If your network's proxy looks into "
    "connections, ask IT for its certificate and name the file as ca_file in settings.toml."
)
_WRONG_DATE = (
    "The certificate of {host} is not valid now ({why}): see whether this computer's clock is right."
)
_PROXY_SIGN_IN = (
    "Your network's proxy wants a sign-in (407). Ask IT to let X-FORCE through, or to put a proxy with one "
    "into the environment as HTTPS_PROXY."
)
_PROXY = "Your network's proxy does not let us through ({why}). Ask IT to allow {host}."
_TIME_CODES = {9, 10}  # OpenSSL: not valid yet, expired


class NoNetwork(TemporaryError):
    """Nothing answers: the computer is offline, or the name is not known here."""


class ProxyRefused(TemporaryError):
    """The proxy of the network does not let us through; `needs_sign_in` if it wants to know who we are."""

    def __init__(self, title: str, advice: str = "", *, needs_sign_in: bool) -> None:
        super().__init__(title, advice)
        self.needs_sign_in = needs_sign_in


class CertificateRefused(TemporaryError):
    """Whoever answers cannot prove to be `host`: a proxy that looks in, a wrong clock, or somebody else.

    `is_of_time`: its dates are the matter.
    """

    def __init__(self, title: str, advice: str = "", *, host: str, is_of_time: bool) -> None:
        super().__init__(title, advice)
        self.host = host
        self.is_of_time = is_of_time


def no_way(doing: str, error: httpx.TransportError) -> TemporaryError:
    """What keeps a call from leaving at all."""
    title, host = f"Could not {doing} yet", _host_of(error)
    if why := _cause(error, ssl.SSLCertVerificationError):
        said, is_of_time = why.verify_message or "no reason given", why.verify_code in _TIME_CODES
        advice = (_WRONG_DATE if is_of_time else _UNTRUSTED).format(host=host, why=said)
        return CertificateRefused(title, advice, host=host, is_of_time=is_of_time)
    if isinstance(error, httpx.ProxyError):
        needs_sign_in = str(error).startswith("407")
        advice = _PROXY_SIGN_IN if needs_sign_in else _PROXY.format(host=host, why=str(error)[:100])
        return ProxyRefused(title, advice, needs_sign_in=needs_sign_in)
    if isinstance(error, httpx.PoolTimeout):
        return TemporaryError(title, "Too much is under way at once.")
    if _cause(error, socket.gaierror):
        return NoNetwork(title, f"{OFFLINE} {_NO_NAME.format(host=host)}")
    return NoNetwork(title, OFFLINE)


def _cause(error: BaseException, kind: type[Cause]) -> Cause | None:
    """The cause of this kind: what the system or its TLS said."""
    at: BaseException | None = error
    while at is not None and not isinstance(at, kind):
        at = at.__cause__ or at.__context__
    return at


def _host_of(error: httpx.TransportError) -> str:
    try:
        return error.request.url.host
    except RuntimeError:  # httpx: no request is known for this error
        return "the service"

"""What can go wrong outside, by name.

Beside the tree in `xforce_desktop.errors` there are some of its kinds with more to say:

SignInNeeded ─┬ ClaimsNeeded         the service wants a fresh token that answers `claims`
              └ NotLetIn             the organisation does not let this computer or account in
TemporaryError ┬ UnreadableAnswer    an answer without what it must have
               ├ NoNetwork           nothing answers: offline, or no such name
               ├ ProxyRefused        the network's proxy does not let us through
               ├ NetworkAnswered     a machine on the way answered instead of the service
               ├ Throttled           the service asks us to wait
               ├ ServiceDown         the service itself has trouble
               ├ CertificateRefused  whoever answers cannot prove who it is
               ├ AnswerTooLong       an answer that was not read to its end
               ├ OutOfSight          a mail that was begun is found neither as a draft nor as sent
               └ CalendarsUnread     a required calendar cannot be read, so nothing may leave
Rejected ────┬─ RefusedByGraph       with Graph's own `code` and the HTTP `status`
             └─ RefusedByTwilio      with Twilio's own `code` and the HTTP `status`
                └─ CannotText        this number takes no texts, or none of ours
"""

from __future__ import annotations

import httpx

from sync.unreached import CertificateRefused as CertificateRefused
from sync.unreached import NoNetwork as NoNetwork
from sync.unreached import ProxyRefused as ProxyRefused
from xforce_desktop.errors import TRIED_AGAIN, Rejected, SignInNeeded, TemporaryError
from xforce_desktop.errors import AdminConsentNeeded as AdminConsentNeeded

OPTED_OUT = 21610  # Twilio's code for somebody who texted STOP


class ClaimsNeeded(SignInNeeded):
    """A token is refused until it is renewed with `claims` (JSON, decoded)."""

    def __init__(self, title: str, advice: str = "", *, claims: str) -> None:
        super().__init__(title, advice)
        self.claims = claims


class NotLetIn(SignInNeeded):
    """The organisation's rules keep this computer or account out; signing in again alone changes nothing."""


class NetworkAnswered(TemporaryError):
    """A proxy answered instead of the service, or a network that wants a sign-in of its own."""


class Throttled(TemporaryError):
    """Too much was asked: the service wants us to wait."""


class ServiceDown(TemporaryError):
    """The service has trouble of its own."""


class RefusedByGraph(Rejected):
    """Understood and refused, with the service's own word for it."""

    def __init__(self, title: str, advice: str = "", *, code: str, status: int) -> None:
        super().__init__(title, advice)
        self.code = code
        self.status = status

    def is_code(self, *codes: str) -> bool:
        """Whether Graph's code is one of `codes`, in any spelling of case."""
        return self.code.lower() in {code.lower() for code in codes}


class RefusedByTwilio(Rejected):
    """Understood and refused; `code` is Twilio's (twilio.com/docs/api/errors), 0 if it gave none."""

    def __init__(self, title: str, advice: str = "", *, code: int, status: int) -> None:
        super().__init__(title, advice)
        self.code = code
        self.status = status


class CannotText(RefusedByTwilio):
    """It is about their number, not about us: another channel has to do."""

    @property
    def has_opted_out(self) -> bool:
        """Whether they have told Twilio to stop."""
        return self.code == OPTED_OUT


class UnreadableAnswer(TemporaryError):
    """An answer without what it must have; `what` is never more than a few characters of it, for the log."""

    def __init__(self, what: str) -> None:
        super().__init__("Could not understand an answer of the service", TRIED_AGAIN)
        self.what = what


class AnswerTooLong(TemporaryError):
    """An answer so long that it was not read to its end."""


class OverLong(httpx.DecodingError):
    """Raised where bytes arrive, when there are more than any answer needs."""


class OutOfSight(TemporaryError):
    """A mail that was begun shows neither as a draft nor as sent: it may be on its way."""


class CalendarsUnread(TemporaryError):
    """A required calendar cannot be read: nothing that depends on it may leave."""

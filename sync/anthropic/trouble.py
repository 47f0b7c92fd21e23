"""Why Claude could not be used for a message. The offline reader then stands alone, and says so."""

from __future__ import annotations

from xforce_desktop.errors import Rejected, TemporaryError


class Unreached(TemporaryError):
    """No answer: network, time, limits of the service, or our own budget. `title` completes "because …"."""


class NotAllowed(Rejected):
    """The service refuses the key, the model's name or the call; asking again will not help."""


class UnusableAnswer(Rejected):
    """An answer that is not the form: refused, cut off or foreign."""

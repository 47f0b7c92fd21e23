"""What a caller of the sandbox did wrong, in the words of the service it thinks it talks to.

SandboxError
  ├─ GraphError     status, code, message, as Graph writes them
  ├─ TwilioError    status, Twilio's number, message
  └─ BadControl     400 of the sandbox's own controls (409 for a clock that may not go back)
"""

from __future__ import annotations

from collections.abc import Mapping


class SandboxError(Exception):
    """Base of the tree."""


class GraphError(SandboxError):
    """An error answer of Graph."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})


class TwilioError(SandboxError):
    """An error answer of Twilio."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class BadControl(SandboxError):
    """A control was used wrongly; the message is one sentence that says how."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def not_found(what: str = "object") -> GraphError:
    """Graph's answer to an id it does not know."""
    return GraphError(404, "ErrorItemNotFound", f"The specified {what} was not found in the store.")


def bad_request(message: str, code: str = "ErrorInvalidRequest") -> GraphError:
    """Graph's 400."""
    return GraphError(400, code, message)

"""A finished message, ready for a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Channel = Literal["email", "sms"]


@dataclass(frozen=True)
class Letter:
    """One message as it would leave.

    `body` is plain text, with greeting and sign-off. `checks` are the findings of the lint: empty means that
    it may go out. An SMS has no subject.
    """

    channel: Channel
    subject: str
    body: str
    writer: str = "offline"
    checks: tuple[str, ...] = ()

"""A finished message, ready for a channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Channel = Literal["email", "sms"]


@dataclass(frozen=True)
class Letter:
    """One message as it would leave.

    `body` is plain text, with greeting and sign-off. `checks` are the findings of the lint: empty means that
    it may go out. An SMS has no subject. `left_out` are offered times that it has no room for. `why` says who
    worded it and why, where a model could have; empty where none was to be asked.
    `own_refused` says why the rep's own template was not used, if there was one.
    """

    channel: Channel
    subject: str
    body: str
    writer: str = "offline"
    checks: tuple[str, ...] = ()
    left_out: tuple[datetime, ...] = ()
    why: str = ""
    own_refused: tuple[str, ...] = ()

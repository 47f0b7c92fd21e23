"""What simulated people said, as the judge remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """Something one of them said. `mail_key` names the item of the rep's mailbox; `kind`: reply, decline,
    opt_out, auto, bounce. A text has its sid there and a channel of its own."""

    at: datetime
    address: str
    kind: str
    mail_key: str
    channel: str = "email"

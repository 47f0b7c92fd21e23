"""What an automatic message says, as a closed form: an absence, another machine, a failed delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Automaton(StrEnum):
    """Which machine wrote it."""

    ABSENCE = "absence"
    TICKET = "ticket"
    RECEIPT = "receipt"
    READ_RECEIPT = "read_receipt"
    DELIVERY_RECEIPT = "delivery_receipt"


class AbsenceCase(StrEnum):
    """The six cases of an automatic answer, by what follows from each."""

    AWAY_UNTIL = "away_until"
    AWAY = "away"
    LEFT = "left"
    CHANGED_ADDRESS = "changed_address"
    DELEGATE = "delegate"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class Contact:
    """Somebody whom the message names; one of the two may be empty."""

    name: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.address})" if self.name and self.address else self.name or self.address


@dataclass(frozen=True)
class Absence:
    """One case, with what it names.

    `back_on` is the first day on which they are back, also beside a delegate; it may have passed. A delegate
    for emergencies only is named in `delegate` and makes no case of its own.
    """

    case: AbsenceCase
    back_on: date | None = None
    delegate: Contact | None = None
    new_address: str = ""


class FailureKind(StrEnum):
    """Whether the mail is lost, and whether another one could arrive."""

    PERMANENT = "permanent"  # the address takes no mail of ours
    TEMPORARY = "temporary"  # given up this time
    DELAYED = "delayed"  # still being tried


class FailureReason(StrEnum):
    """Why it was not delivered, as far as the report tells."""

    UNKNOWN_ADDRESS = "unknown_address"
    CLOSED_MAILBOX = "closed_mailbox"
    UNKNOWN_DOMAIN = "unknown_domain"
    MAILBOX_FULL = "mailbox_full"
    BLOCKED = "blocked"
    TOO_LARGE = "too_large"
    UNREACHABLE = "unreachable"
    OTHER = "other"


FAILURES_IN_WORDS: Mapping[FailureReason, str] = {
    FailureReason.UNKNOWN_ADDRESS: "there is no such address",
    FailureReason.CLOSED_MAILBOX: "the mailbox is closed",
    FailureReason.UNKNOWN_DOMAIN: "the part after the @ does not exist",
    FailureReason.MAILBOX_FULL: "the mailbox is full",
    FailureReason.BLOCKED: "their server blocked it",
    FailureReason.TOO_LARGE: "it was too large for their server",
    FailureReason.UNREACHABLE: "their server could not be reached",
    FailureReason.OTHER: "their server did not take it",
}


@dataclass(frozen=True)
class Failure:
    """A delivery report. `status` is an RFC 3463 code ("5.1.1") or empty; `message_id` is that of our mail,
    where the report quotes it."""

    kind: FailureKind
    reason: FailureReason = FailureReason.OTHER
    addresses: tuple[str, ...] = ()
    status: str = ""
    message_id: str = ""


def absence_json(absence: Absence | None) -> dict[str, object] | None:
    """An absence in the exchange form of the `read` command."""
    if absence is None:
        return None
    delegate = absence.delegate
    return {
        "case": absence.case.value,
        "back_on": absence.back_on.isoformat() if absence.back_on else None,
        "delegate": {"name": delegate.name, "address": delegate.address} if delegate else None,
        "new_address": absence.new_address,
    }


def failure_json(failure: Failure | None) -> dict[str, object] | None:
    """A delivery report in the exchange form of the `read` command."""
    if failure is None:
        return None
    return {
        "kind": failure.kind.value,
        "reason": failure.reason.value,
        "addresses": list(failure.addresses),
        "status": failure.status,
        "message_id": failure.message_id,
    }

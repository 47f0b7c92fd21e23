"""Somebody on the other side as the app knows them beyond one request, and who of a company helps us."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from xforce_desktop.messages.assignment import Person
from xforce_desktop.scheduling.request import MeetingRequest, MeetingType, State

FAILED_ATTEMPTS = 2  # asks without an answer after which the champion may be copied in
COPIED, INTRODUCED = "champion_cc_sent", "champion_intro_sent"  # turns of a request


@dataclass(frozen=True)
class Contact:
    """`may_be_copied`: they agreed to stand in copy of our mails to a colleague. `persona` is the rep's own
    judgement of their tone, with its reason; empty: what the title suggests."""

    address: str
    name: str = ""
    title: str = ""
    company_id: uuid.UUID | None = None
    company: str = ""
    is_champion: bool = False
    may_be_copied: bool = False
    is_owner: bool = False
    persona: str = ""
    persona_reason: str = ""

    @property
    def persona_to_use(self) -> str:
        """The rep's judgement, else the owner's where they own the company; empty: by the title."""
        return self.persona or ("owner" if self.is_owner else "")

    def as_person(self) -> Person:
        return Person(self.name, self.address, self.title)


def to_copy(request: MeetingRequest, champion: Contact | None) -> Contact | None:
    """The champion who is copied into the next follow-up: after two asks without an answer, once in a
    conversation, with their leave, never where they are asked for a time themselves or stand in copy."""
    if champion is None or not champion.may_be_copied or _is_in(request, champion):
        return None
    if champion.address.casefold() in {address.casefold() for address in request.also_write_to}:
        return None
    waits = request.asks_since_reply >= FAILED_ATTEMPTS and request.state in _UNANSWERED
    return champion if waits and not _happened(request, COPIED) else None


def to_ask(request: MeetingRequest, champion: Contact | None) -> Contact | None:
    """The champion who is asked for an introduction: at once and once, for an executive review."""
    if champion is None or request.meeting_type is not MeetingType.EXEC_REVIEW:
        return None
    return None if _is_in(request, champion) or _happened(request, INTRODUCED) else champion


_UNANSWERED = frozenset({State.AWAITING_RESPONSE, State.PROPOSING})  # asked again, and about to be


def _is_in(request: MeetingRequest, champion: Contact) -> bool:
    return request.attendee_by_address(champion.address) is not None


def _happened(request: MeetingRequest, turn: str) -> bool:
    return any(one.type == turn for one in request.history)

"""What the rep can do at one press about what a machine of theirs said: put whom it names in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xforce_desktop.replies.automatic import AbsenceCase
from xforce_desktop.scheduling.new_request import Newcomer
from xforce_desktop.scheduling.request import Attendee, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

_SOMEBODY_ELSE = (AbsenceCase.LEFT.value, AbsenceCase.DELEGATE.value)


@dataclass(frozen=True)
class Replacement:
    """`newcomer` in the place of `person`; never done without the rep's word."""

    person: Attendee
    newcomer: Newcomer


def replacement_in(
    conversation: Sequence[ConversationMessage], request: MeetingRequest
) -> Replacement | None:
    """What the newest automatic answer of somebody in the request suggests; None if it names no address.

    Whatever a person wrote after it has overtaken it.
    """
    if request.has_ended:
        return None
    for message in reversed(conversation):
        if message.direction is not Direction.IN:
            continue
        person = request.attendee_by_address(message.from_address)
        absence = message.reading.get("absence")
        if person and person in request.external and isinstance(absence, Mapping):
            newcomer = _newcomer(absence, person)
            is_new = newcomer is not None and request.attendee_by_address(newcomer.address) is None
            return Replacement(person, newcomer) if newcomer and is_new else None
        if message.reading.get("message_kind") == "reply":
            return None
    return None


def _newcomer(absence: Mapping[str, object], person: Attendee) -> Newcomer | None:
    """The stored JSON of an absence; none of it is trusted to be there."""
    case, address = absence.get("case"), absence.get("new_address")
    if case == AbsenceCase.CHANGED_ADDRESS.value and isinstance(address, str) and address:
        return Newcomer(address, person.name, person.title, person.timezone, person.phone)
    delegate = absence.get("delegate")
    if case not in _SOMEBODY_ELSE or not isinstance(delegate, Mapping) or not delegate.get("address"):
        return None
    return Newcomer(str(delegate["address"]), str(delegate.get("name") or ""))

"""From the people on an attendance report to what they prove."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.ports import Participant
from xforce_desktop.scheduling.events import AttendanceEvidence
from xforce_desktop.scheduling.request import MeetingRequest


def evidence_of(
    request: MeetingRequest, people: Sequence[Participant] | None
) -> tuple[AttendanceEvidence, str]:
    """Address match, name match, somebody unknown; only a report without any of them is a no-show."""
    if people is None:
        return AttendanceEvidence.UNKNOWN, "There is no attendance report yet."
    theirs = {a.email.casefold(): a.name or a.email for a in request.external}
    names = {a.name.casefold(): a.name for a in request.external if a.name}
    came = [theirs[p.address.casefold()] for p in people if p.address.casefold() in theirs]
    came += [names[p.name.casefold()] for p in people if not p.address and p.name.casefold() in names]
    if came:
        return AttendanceEvidence.HELD, f"{', '.join(dict.fromkeys(came))} attended, says the Teams report."
    if colleague := _of_their_company(request, people):
        return AttendanceEvidence.HELD, f"{colleague} of their company attended, says the Teams report."
    if strangers := [p for p in people if not _is_ours(p, request)]:
        who = strangers[0].name or strangers[0].address or "A guest"
        return (
            AttendanceEvidence.UNKNOWN,
            f"{who} was there, but it cannot be told whether they are from their side.",
        )
    return AttendanceEvidence.NO_SHOW, "the Teams report lists nobody from their side."


def _of_their_company(request: MeetingRequest, people: Sequence[Participant]) -> str:
    domains = {a.email.casefold().rpartition("@")[2] for a in request.external}
    ours = {a.email.casefold().rpartition("@")[2] for a in request.internal}
    for person in people:
        domain = person.address.casefold().rpartition("@")[2]
        if domain and domain in domains - ours:
            return person.name or person.address
    return ""


def _is_ours(person: Participant, request: MeetingRequest) -> bool:
    if person.address:
        domains = {a.email.casefold().rpartition("@")[2] for a in request.internal}
        return person.address.casefold().rpartition("@")[2] in domains
    return person.name.casefold() in {a.name.casefold() for a in request.internal}

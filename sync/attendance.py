"""From the people on an attendance report to what they prove, which is never more than it says."""

from __future__ import annotations

from collections.abc import Sequence

from xforce_desktop.ports import Participant
from xforce_desktop.scheduling.events import AttendanceEvidence
from xforce_desktop.scheduling.request import MeetingRequest

LEAST_WAITED_S = 180  # inside the planned time: less than this is no waiting for anybody
Found = tuple[AttendanceEvidence, str]


def evidence_of(request: MeetingRequest, people: Sequence[Participant] | None) -> Found:
    """Address match, name match, somebody unknown; a no-show only if one of us really waited alone."""
    if people is None:
        return AttendanceEvidence.UNKNOWN, "There is no attendance report yet."
    hidden = sum(person.is_hidden for person in people)
    people = [person for person in people if not person.is_hidden]
    present = [person for person in people if _was_there(person)]
    if came := _of_theirs(request, present):
        return AttendanceEvidence.HELD, f"{', '.join(came)} attended, says the Teams report."
    if colleague := _of_their_company(request, present):
        return AttendanceEvidence.HELD, f"{colleague} of their company attended, says the Teams report."
    if strangers := [person for person in people if not _is_ours(person, request)]:
        return _somebody(strangers)
    if hidden:
        counted = "one person" if hidden == 1 else f"{hidden} people"
        return AttendanceEvidence.SOMEBODY, f"The Teams report counts {counted} whom it does not show."
    return _waited_alone(people)


def _was_there(person: Participant) -> bool:
    """For any time at all inside the planned one; somebody who looked in before it was not at the meeting."""
    return person.seconds_s > 0 and person.planned_s != 0


def _somebody(strangers: Sequence[Participant]) -> Found:
    """Somebody who is not of ours: of who was there longest, what the report says."""
    first = max(strangers, key=lambda person: (_was_there(person), person.seconds_s))
    who = first.name or first.address or "A guest"
    if not first.seconds_s:
        return AttendanceEvidence.UNKNOWN, f"{who} is on the Teams report, but for no time at all."
    if not _was_there(first):
        return AttendanceEvidence.SOMEBODY, f"{who} was there, but not at the planned time."
    return (
        AttendanceEvidence.SOMEBODY,
        f"{who} was there, but it cannot be told whether they are from their side.",
    )


def _waited_alone(ours: Sequence[Participant]) -> Found:
    """Nobody but our side is on the report: proof only if one of us was there at the planned time."""
    if not ours:
        return AttendanceEvidence.UNKNOWN, "The Teams report lists nobody at all."
    longest_s = max(p.seconds_s if p.planned_s is None else p.planned_s for p in ours)
    if longest_s < LEAST_WAITED_S:
        return (
            AttendanceEvidence.UNKNOWN,
            "The Teams report shows nobody of us waiting at the planned time, so it proves nothing.",
        )
    return AttendanceEvidence.NO_SHOW, "the Teams report lists nobody from their side."


def _of_theirs(request: MeetingRequest, present: Sequence[Participant]) -> list[str]:
    theirs = {a.email.casefold(): a.called for a in request.external}
    names = {a.name.casefold(): a.name for a in request.external if a.name}
    came = [theirs[p.address.casefold()] for p in present if p.address.casefold() in theirs]
    came += [names[p.name.casefold()] for p in present if not p.address and p.name.casefold() in names]
    return list(dict.fromkeys(came))


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

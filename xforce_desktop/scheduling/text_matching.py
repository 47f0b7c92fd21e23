"""Whose answer a text is: by the number that it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.scheduling.matching import SEVERAL, Match
from xforce_desktop.scheduling.request import MeetingRequest

THEIR_NUMBER = "It came as a text from their number."


@dataclass(frozen=True)
class TextTrace:
    """A request in which somebody has the number that a text came from.

    `was_texted`, `was_mailed`: whether a message of ours had left for them before the text came.
    """

    request: MeetingRequest
    address: str  # of the attendee with that number
    is_only_one: bool = True  # nobody else of the request has it
    was_texted: bool = False
    was_mailed: bool = False


def match_text(traces: Sequence[TextTrace]) -> Match | None:
    """The request that a text answers, and in `person` who wrote; None if none. `traces` oldest first.

    A text has no reference to what it answers: one request with a text of ours to them is sure, else one with
    a mail; of several it may be any.
    """
    written_to = [trace for trace in traces if trace.was_texted or trace.was_mailed]
    candidates = [trace for trace in written_to if not trace.request.has_ended]
    if not candidates:
        return from_their_number(written_to[-1]) if written_to else None
    likely = [trace for trace in candidates if trace.was_texted] or candidates
    newest = likely[-1]
    if len(likely) > 1:
        return from_their_number(newest, SEVERAL)
    if not newest.is_only_one:
        return from_their_number(newest, "Several of them have that number.")
    return from_their_number(newest)


def from_their_number(trace: TextTrace, *doubts: str) -> Match:
    return Match(trace.request.id, (THEIR_NUMBER,), doubts, trace.address, is_ours=True, is_known=True)

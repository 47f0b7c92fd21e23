"""The rep's own words and the lines a law asks for, added to what a writer is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.own_template import best_of
from xforce_desktop.messages.own_writer import WRITER
from xforce_desktop.scheduling.notice_rules import notices_for
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import Direction, UnitOfWork
from xforce_desktop.settings import Settings

SIGNATURE = "signature"  # the setting


def with_own_words(
    assignment: Assignment, request: MeetingRequest, work: UnitOfWork, settings: Settings
) -> Assignment:
    """The assignment with the tone that the rep set for the recipient, with notices, and with the rep's
    template if this thread has had no mail of its kind."""
    known = work.contact(assignment.recipient.address)
    if known is not None and known.persona_to_use:
        recipient = replace(assignment.recipient, persona=known.persona_to_use)
        assignment = replace(assignment, recipient=recipient)
    if assignment.kind.is_text:
        return assignment
    said = work.conversation(request.id)
    notices = notices_for(request, assignment.kind, said, settings)
    is_worn = any(one.direction is Direction.OUT and one.kind == assignment.kind.value for one in said)
    kept = [] if is_worn else [one.template for one in work.own_templates()]
    template = best_of(kept, assignment.kind, assignment.meeting.meeting_type)
    return replace(assignment, notices=tuple(one.value for one in notices), template=template)


def note_use(assignment: Assignment, letter: Letter, work: UnitOfWork, now: datetime) -> None:
    """What became of the template, for the rep to see beside it."""
    if assignment.template is not None and (letter.own_refused or letter.writer == WRITER):
        work.note_template_use(assignment.template, letter.own_refused, now)

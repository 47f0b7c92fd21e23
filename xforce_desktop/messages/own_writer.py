"""A mail in the rep's own words, where their template holds in this case; otherwise ours, and why."""

from __future__ import annotations

import re
from dataclasses import replace

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.limits import greeting_for, sign_off_for
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.own_template import OwnTemplate, Unfilled, fill
from xforce_desktop.messages.placeholders import values_for

WRITER = "template"
# What the rep says of themselves, their company or the world has a source: the rep. Not what of it is secret.
_REPS_OWN = re.compile(r"(?:name|number|claim) without a source: (?P<said>['\"].*)$", re.DOTALL)


def in_own_words(assignment: Assignment, template: OwnTemplate, ours: Letter) -> Letter:
    """The letter of the template. Where it breaks a rule, our own with the reasons in `own_refused`."""
    values = values_for(assignment, ours)
    try:
        body = fill(template.body, values)
        subject = fill(template.subject, values) or ours.subject
    except Unfilled as error:
        return replace(ours, own_refused=(f"nothing is known for {{{{ {error.name} }}}}",))
    paragraphs = (greeting_for(assignment), body, *assignment.closing_lines, sign_off_for(assignment))
    letter = Letter("email", " ".join(subject.split()), "\n\n".join(paragraphs), WRITER, (), ours.left_out)
    found = tuple(one for one in check(letter, assignment) if not _is_reps_own(one, template))
    if found and assignment.thanks_line:  # the rep's own words need the room more than the thanks do
        return in_own_words(replace(assignment, thanks_line=""), template, ours)
    if found and assignment.soft_line:
        return in_own_words(replace(assignment, soft_line=""), template, ours)
    return replace(ours, own_refused=found) if found else letter


def _is_reps_own(finding: str, template: OwnTemplate) -> bool:
    match = _REPS_OWN.fullmatch(finding)
    return match is not None and match["said"].strip("'\"") in f"{template.subject}\n{template.body}"

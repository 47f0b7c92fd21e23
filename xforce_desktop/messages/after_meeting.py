"""The mail that a rep sends after a meeting: prepared when it begins, with places only the rep can fill."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.facts import facts_of, persona_of
from xforce_desktop.messages.limits import greeting_for, sign_off_for
from xforce_desktop.messages.phrasebook import Part, phrases_for
from xforce_desktop.messages.stages import stage_of

_PLACE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class AfterMeetingMail:
    """A mail with places as `{{point_1}}`. It is no letter: it never leaves with one of them unfilled."""

    subject: str
    body: str

    @property
    def places(self) -> tuple[str, ...]:
        """The names of what is still to be filled in, in their order."""
        return tuple(dict.fromkeys(_PLACE.findall(f"{self.subject}\n{self.body}")))


def mail_after_meeting(assignment: Assignment) -> AfterMeetingMail:
    """In the tone of the recipient's persona; the same for the same seed. Its kind does not matter."""
    facts = facts_of(assignment)
    phrases = phrases_for("after_meeting")
    chance = random.Random(f"{assignment.seed}|{assignment.recipient.address}|after_meeting")

    def chosen(parts: tuple[Part, ...]) -> str:
        suit = [part for part in parts if part.suits(persona_of(assignment), stage_of(assignment), facts)]
        return re.sub(r"<<(\w+)>>", r"{{\1}}", chance.choice(suit).render(facts))

    said = [chosen(phrases.places[name]) for (name,) in phrases.forms["none"]]
    body = "\n\n".join([greeting_for(assignment), *said, sign_off_for(assignment)])
    return AfterMeetingMail(chosen(phrases.subjects), body)

"""Answers to an invitation that came as mail, told by their subject."""

from __future__ import annotations

import re
from enum import StrEnum

from xforce_desktop.replies.analysis import ReceivedText
from xforce_desktop.replies.plain import fold


class CalendarAnswer(StrEnum):
    """An answer to an invite that came as mail."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    PROPOSED = "proposed"


_SUBJECTS = {
    CalendarAnswer.PROPOSED: r"new time proposed|proposed new time|nueva hora propuesta|"
    r"nouvel horaire propose|nouvelle heure proposee|neue (?:zeit|uhrzeit) vorgeschlagen|"
    r"novo horario proposto|nova hora proposta",
    CalendarAnswer.TENTATIVE: r"tentative(?:ly accepted)?|provisional(?:mente)?(?: aceptad[oa])?|provisoire|"
    r"accepte(?:e)? provisoirement|mit vorbehalt(?: zugesagt)?|provisorio|aceit[oa] provisoriamente|"
    r"provvisorio|voorlopig|forelobig|preliminart|updated invitation with note",
    CalendarAnswer.ACCEPTED: r"(?:meeting )?accepted|aceptad[oa]|acceptee?|zugesagt|angenommen|aceit[oa]|"
    r"accettat[oa]|geaccepteerd|accepteret|godkant|godtatt",
    CalendarAnswer.DECLINED: r"(?:meeting )?declined|rechazad[oa]|refusee?|abgelehnt|abgesagt|recusad[oa]|"
    r"rifiutat[oa]|geweigerd|afvist|avbojt|avslatt",
}
_FORMS = [(answer, re.compile(rf"^\W*(?:{words})\s?:")) for answer, words in _SUBJECTS.items()]


def calendar_answer(message: ReceivedText) -> CalendarAnswer | None:
    """What an invite answer sent as mail says; None for any other message."""
    subject = fold(message.subject)
    return next((answer for answer, form in _FORMS if form.match(subject)), None)

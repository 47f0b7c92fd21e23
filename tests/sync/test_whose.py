"""What a machine of somebody we do not know says holds up nothing."""

from __future__ import annotations

from datetime import date

from sync.whose import of_nobody
from xforce_desktop.replies.analysis import Conflict, ConflictType, MessageKind, ReplyAnalysis
from xforce_desktop.replies.automatic import Absence, AbsenceCase
from xforce_desktop.scheduling.rules.automatic import absence_in


def test_the_absence_of_a_stranger_is_only_noted():
    """Neither a pause until they are back, nor "has left the company" for the one we wrote to."""
    back = date(2026, 6, 23)
    away = Absence(AbsenceCase.AWAY_UNTIL, back)
    said = ReplyAnalysis(
        MessageKind.AUTO_REPLY,
        None,
        absence=away,
        resume_on=back,
        conflict=Conflict(ConflictType.PERSON_UNAVAILABLE, back),
    )

    noted = of_nobody(said)

    assert absence_in(noted).case is AbsenceCase.RECEIPT
    assert noted.resume_on is None
    assert noted.conflict is None
    assert noted.why

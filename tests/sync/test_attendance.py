"""What a report proves: address, name, somebody unknown, nobody."""

from __future__ import annotations

import pytest

from sync.attendance import evidence_of
from tests.builders import JOHN, REP, SARAH, a_booked_request
from xforce_desktop.ports import Participant
from xforce_desktop.scheduling.events import AttendanceEvidence

OURS = [Participant(REP, "Brent Lawson", 3600), Participant(SARAH, "Sarah Chen", 3600)]


@pytest.mark.parametrize(
    "others, expected",
    [
        ([Participant(JOHN, "", 60)], AttendanceEvidence.HELD),
        ([Participant(JOHN.upper(), "J", 60)], AttendanceEvidence.HELD),
        ([Participant("", "John Smith", 60)], AttendanceEvidence.HELD),
        ([Participant("", "john smith", 60)], AttendanceEvidence.HELD),
        ([Participant("amy@acme.example", "Amy", 60)], AttendanceEvidence.HELD),
        ([Participant("", "iPhone", 60)], AttendanceEvidence.SOMEBODY),
        ([Participant("who@else.example", "Who", 60)], AttendanceEvidence.SOMEBODY),
        ([Participant("mike@xforce.example", "Mike Torres", 60)], AttendanceEvidence.NO_SHOW),
        ([], AttendanceEvidence.NO_SHOW),
    ],
    ids=["address", "case", "name of a guest", "name in any case", "their colleague", "a guest nobody knows",
         "a stranger", "one of ours who was not invited", "nobody"],
)  # fmt: skip
def test_only_a_report_without_any_of_them_is_a_no_show(
    others: list[Participant], expected: AttendanceEvidence
) -> None:
    """A doubtful guest is asked about, never called a no-show."""
    evidence, detail = evidence_of(a_booked_request(), [*OURS, *others])

    assert evidence is expected
    assert detail


def test_no_report_proves_nothing() -> None:
    """It may come later."""
    assert evidence_of(a_booked_request(), None)[0] is AttendanceEvidence.UNKNOWN


@pytest.mark.parametrize(
    "ours",
    [[], [Participant(REP, "Brent Lawson", 60)], [Participant(REP, "Brent Lawson", 3600, planned_s=30)]],
    ids=["nobody at all", "a minute", "an hour, but not at the planned time"],
)
def test_nobody_is_missed_where_nobody_waited(ours: list[Participant]) -> None:
    """A no-show needs one of us who really was there at the planned time."""
    assert evidence_of(a_booked_request(), ours)[0] is AttendanceEvidence.UNKNOWN


def test_somebody_for_no_time_at_all_proves_nothing() -> None:
    """An entry without a second in the meeting is neither there nor missing."""
    assert evidence_of(a_booked_request(), [*OURS, Participant(JOHN, "", 0)])[0] is AttendanceEvidence.UNKNOWN


@pytest.mark.parametrize(
    "others, words",
    [
        ([Participant("", "", 0, is_hidden=True)], "counts one person whom it does not show"),
        ([Participant("", "", 0, is_hidden=True)] * 3, "counts 3 people whom it does not show"),
        ([Participant(JOHN, "John Smith", 300, planned_s=0)], "not at the planned time"),
        ([Participant("", "iPhone", 900)], "cannot be told"),
    ],
    ids=["hidden", "several hidden", "only before it began", "a guest nobody knows"],
)
def test_somebody_was_there_is_a_grade_of_its_own(others: list[Participant], words: str) -> None:
    """Neither proof that they came nor that they stayed away: the rep is asked."""
    evidence, detail = evidence_of(a_booked_request(), [*OURS, *others])

    assert evidence is AttendanceEvidence.SOMEBODY
    assert words in detail


def test_a_hidden_participant_takes_nothing_from_who_is_shown() -> None:
    """Somebody of theirs on the report is proof enough."""
    people = [*OURS, Participant(JOHN, "", 60), Participant("", "", 0, is_hidden=True)]

    assert evidence_of(a_booked_request(), people)[0] is AttendanceEvidence.HELD

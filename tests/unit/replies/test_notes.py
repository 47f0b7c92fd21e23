"""What the rep's notes tell of them, and whose each limit is."""

from __future__ import annotations

import pytest

from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.replies.notes import notes_in

PEOPLE = ("John Smith", "Mary Jones")
NEVER_MONDAY = (Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0),)
NEVER_FRIDAY = (Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=4),)


@pytest.mark.parametrize(
    "text, about, limits",
    [
        ("John never does Fridays.", "John Smith", NEVER_FRIDAY),
        ("John said he never does Mondays.", "John Smith", NEVER_MONDAY),
        ("Mary mentioned that she never does Mondays.", "Mary Jones", NEVER_MONDAY),
        ("John said Mary never does calls on Fridays.", "Mary Jones", NEVER_FRIDAY),
        ("Mary told me John never does Fridays.", "John Smith", NEVER_FRIDAY),
        ("On Fridays John never has time.", "John Smith", NEVER_FRIDAY),
    ],
)
def test_a_limit_is_its_subjects(text: str, about: str, limits: tuple[Constraint, ...]):
    """Not of whoever is named first."""
    (note,) = notes_in(text, PEOPLE)
    assert (note.about, note.remark.constraints, note.remark.for_company) == (about, limits, False)


@pytest.mark.parametrize("text", ["They never do Fridays.", "John said they never do Fridays."])
def test_they_are_the_company(text: str):
    """So it holds for all of them."""
    (note,) = notes_in(text, PEOPLE)
    assert (note.remark.constraints, note.remark.for_company) == (NEVER_FRIDAY, True)


@pytest.mark.parametrize(
    "text",
    [
        "Talked to John. He never does Fridays.",
        "The owner never has time on Mondays.",
        "John said his partner never does Mondays.",
        "John mentioned Dave never does Mondays.",
        "John's boss said she never does Mondays.",
        "John and Mary never do Mondays.",
        "John said he and Dave never do Mondays.",
        "If he never does Mondays, he won't come.",
    ],
)
def test_whose_it_is_must_be_said(text: str):
    """Else a day would be barred for everybody, or for somebody else."""
    assert [note.remark.constraints for note in notes_in(text, PEOPLE)][-1:] == [()]


@pytest.mark.parametrize(
    "text, about",
    [
        ("John mentioned Mary hates cold calls.", "Mary Jones"),
        ("John hates talking to robots.", "John Smith"),
        ("John complained that they lose calls at lunch.", "John Smith"),
        ("John mentioned Zed hates cold calls.", ""),
        ("She hates cold calls.", ""),
    ],
)
def test_other_notes_are_filed_under_whom_they_are_about(text: str, about: str):
    """What is told of all of them stands with who told it."""
    (note,) = notes_in(text, PEOPLE)
    assert note.about == about


def test_a_namesake_is_told_apart_by_the_whole_name():
    """And the first name alone means nobody."""
    two = ("John Smith", "John Reyes")
    assert [notes_in(text, two)[0].about for text in ("John Reyes hates calls.", "John hates calls.")] == [
        "John Reyes",
        "",
    ]


def test_a_time_that_suits_them_is_a_wish_of_theirs():
    """And no wall."""
    (note,) = notes_in("John always likes mornings best.", PEOPLE)
    assert (note.remark.kind, note.remark.is_wish) == ("preference", True)

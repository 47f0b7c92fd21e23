"""What is remembered of their words: planted sentences are found, and nothing is made of all others."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path

import pytest

from xforce_desktop.replies.analysis import Constraint, ConstraintKind
from xforce_desktop.replies.remarks import LONGEST_QUOTE, channel_of, limits_of, quoted, remarks_in

CASES = tomllib.loads(Path(__file__).with_name("remark_cases.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["planted"], ids=lambda case: case[0])
def test_what_is_said_plainly_is_found(case: list[str]):
    """Each thing that the sentence says, and no other."""
    text, *expected = case
    assert [f"{one.kind} {one.topic}" for one in remarks_in(text)] == expected


@pytest.mark.parametrize("text", CASES["nothing"])
def test_nothing_is_made_of_other_words(text: str):
    """A time for now, a question, a wish, a joke, others' affairs: none of it is remembered."""
    assert remarks_in(text) == ()


def test_each_remark_quotes_their_words_and_says_what_they_come_to():
    """Names as they are spelled, a partner of theirs as theirs."""
    text = "Hi Brent,\n\nTuesday works. we're on fieldroutes.\nMy partner Dave decides.\n"
    found = {one.topic: (one.text, one.quote) for one in remarks_in(text)}
    assert found["system"] == ("They use FieldRoutes.", "we're on fieldroutes")
    assert found["decider"] == ("Their partner Dave decides.", "My partner Dave decides")


def test_what_holds_for_one_does_not_hold_for_all():
    """ "I" limits who writes, "we" the company."""
    mine, ours = remarks_in("I never do Mondays."), remarks_in("We never meet on Mondays.")
    assert [one.for_company for one in (*mine, *ours)] == [False, True]


def test_a_wish_is_no_wall():
    """ "best" is told apart from "only"."""
    wish, wall = remarks_in("Afternoons are generally best for me."), remarks_in("I only do afternoons.")
    assert [(one.kind, one.is_wish) for one in (*wish, *wall)] == [
        ("preference", True),
        ("constraint", False),
    ]


def test_the_same_twice_is_one_remark():
    """However often they say it in one message."""
    assert len(remarks_in("Never Mondays. As I said, never Mondays!")) == 1


def test_a_long_sentence_is_quoted_in_short():
    """With a sign that it goes on."""
    assert quoted("word " * 100).endswith("…")
    assert len(quoted("word " * 100)) <= LONGEST_QUOTE


@pytest.mark.parametrize(
    "text, limit",
    [
        ("Not on Mondays.", Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0)),
        ("Never on Tuesdays", Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=1)),
        ("Only on Thursdays.", Constraint(ConstraintKind.ONLY_WEEKDAY, weekday=3)),
        ("Not before 3:00 PM.", Constraint(ConstraintKind.NOT_BEFORE, clock=time(15))),
        ("Not after 4:00 PM.", Constraint(ConstraintKind.NOT_AFTER, clock=time(16))),
        ("No mornings.", Constraint(ConstraintKind.NEVER_PART, part="morning")),
        ("Only afternoons.", Constraint(ConstraintKind.ONLY_PART, part="afternoon")),
        ("No meetings on Fridays.", Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=4)),
        ("No appointments on Mondays", Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0)),
        ("No meetings on Fridays as a rule", Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=4)),
        ("Never have meetings on Fridays", Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=4)),
        ("I never have calls on Tuesdays", Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=1)),
    ],
)
def test_the_words_of_the_list_can_be_read_again(text: str, limit: Constraint):
    """What the rep edits or adds limits times as what they wrote does."""
    assert limits_of(text) == (limit,)


@pytest.mark.parametrize(
    "text", ["Fridays are never bad.", "Has no conflicts on Fridays", "Never busy on Mondays"]
)
def test_a_refusal_of_a_refusal_limits_nothing_in_the_list_either(text: str):
    """Only what could be free time of theirs is a wall when the rep writes it into the list."""
    assert limits_of(text) == ()


def test_words_of_the_rep_that_limit_nothing_limit_nothing():
    """And those about a channel name it."""
    assert limits_of("Likes dogs.") == ()
    assert [channel_of(one) for one in ("Would rather be reached by text.", "By text", "Likes dogs.")] == [
        "sms",
        "sms",
        "",
    ]

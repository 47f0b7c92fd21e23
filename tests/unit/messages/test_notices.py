"""The two lines that a law may ask for: natural, exact, once, and no words of the letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.notices import (
    Notice,
    is_said_in,
    lines_of,
    notice_table,
    with_notices,
    without_notices,
)
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.replies.analysis import MessageKind, ReceivedText, ReplyContext
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

NOW = datetime(2026, 6, 5, 15, tzinfo=UTC)
TIMES = (datetime(2026, 6, 9, 18, tzinfo=UTC), datetime(2026, 6, 10, 15, 30, tzinfo=UTC))
Build = Callable[..., Assignment]
BOTH = tuple(one.value for one in Notice)
TITLES = ("Owner", "Operations Manager", "Regional Manager", "VP Sales", "Lead Technician", "Office Manager")


@pytest.mark.parametrize("title", TITLES)
def test_the_lines_stand_above_the_sign_off(assign: Build, title: str):
    """In the tone of the reader; the lint passes them and counts none of their words."""
    assignment = assign("initial", title=title, notices=BOTH)
    plain = OfflineWriter().write(assignment)
    letter = with_notices(plain, assignment)

    assert letter.body.count(lines_of(assignment)) == 1
    assert without_notices(letter, assignment) == plain
    assert check(letter, assignment) == ()
    assert all(is_said_in(letter.body, one) for one in Notice)


def test_a_mail_without_a_place_for_its_lines_may_not_leave(assign: Build):
    """It is not sent without them in silence."""
    assignment = assign("initial", notices=BOTH)
    plain = OfflineWriter().write(assignment)

    letter = with_notices(replace(plain, body=plain.body + "\n\nP.S. See you."), assignment)

    assert letter.checks == ("there is no place for the lines that a law asks for",)


def test_a_letter_as_long_as_may_be_stays_so(assign: Build):
    """The persona's limit is that of the letter without the lines."""
    assignment = assign("initial", title="Operations Manager", proposed_times=(), notices=BOTH)
    body = (
        "Hi John,\n\n" + "Could we speak about this, please? " * 12 + "Thank you very much.\n\nBest,\nBrent"
    )
    plain = replace(OfflineWriter().write(assignment), body=body)
    too_long = [one for one in check(plain, assignment) if "words" in one]
    with_lines = [one for one in check(with_notices(plain, assignment), assignment) if "words" in one]
    assert with_lines == too_long


@pytest.mark.parametrize("notices", [(), ("opt_out",)])
def test_a_line_that_is_not_asked_for_is_found(assign: Build, notices: tuple[str, ...]):
    """A writer may not say it of its own accord, nor twice."""
    assignment = assign("initial", title="Operations Manager", notices=notices)
    letter = with_notices(OfflineWriter().write(assignment), assignment)
    line = str(notice_table()["opt_out"]["casual"])
    doubled = replace(letter, body=letter.body.replace("\n\nBest,", f" {line}\n\nBest,"))
    assert any("left alone" in one for one in check(doubled, assignment))


def test_changed_words_of_a_line_count_as_the_letters(assign: Build):
    """Only exactly these lines are let through."""
    assignment = assign("initial", title="Operations Manager", notices=("opt_out",))
    letter = with_notices(OfflineWriter().write(assignment), assignment)
    changed = replace(
        letter, body=letter.body.replace("say so and I'll stop.", "book at https://x.example/stop.")
    )
    assert any("link" in one for one in check(changed, assignment))


def test_a_text_message_has_no_line(assign: Build):
    """There STOP does it."""
    assignment = assign("sms", notices=BOTH)
    letter = OfflineWriter().write(assignment)
    assert with_notices(letter, assignment) == letter


@pytest.mark.parametrize("notice", list(Notice))
def test_our_line_quoted_without_marks_stops_nobody(notice: Notice):
    """Somebody's mail program that repeats our mail is not somebody who wants to be left alone."""
    context = ReplyContext(NOW, "America/New_York", "demo", 30, "Demo", TIMES)
    for line in notice_table()[notice.value].values():
        text = ReceivedText(
            "John", "john@acme.example", "Re: Demo", f"Tuesday works for me, thanks.\n\n{line}\nBrent"
        )
        assert OfflineAnalyst().read(text, context).message_kind is not MessageKind.OPT_OUT

"""Who helps us at their company writes, or machines write for them: the meeting goes on as it was."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

import pytest

from tests.end_to_end.returned_mail import comes_back
from tests.end_to_end.walk import REP, THEIR_ZONE, Json, Walk, a_form, as_they_say, offered_in

APRIL = datetime(2027, 4, 5, 9, 30, tzinfo=THEIR_ZONE)
MARY, SUSAN = "mary@acmepest.example", "susan@acmepest.example"
AS_BEFORE = ("state", "next_action", "requires_human_review", "attempt_count")


def test_a_second_answer_to_the_introduction_books_nothing(walk: Walk) -> None:
    """It names their own first answer too; "Tuesday works" in it is still no word of the executive's."""
    first, asked = _introduced(walk)
    own = "<first-answer@acmepest.example>"
    _answers(walk, "What is it about?", [asked["message_id"]], asked["subject"], message_id=own)
    walk.do("request", "pause", walk.id)
    walk.do("request", "resume", walk.id)
    assert not walk.show()["requires_human_review"]
    words = f"{as_they_say(offered_in(first)[0])} works."
    _answers(walk, words, [asked["message_id"], own], asked["subject"])

    _is_for_the_rep(walk)


def test_an_answer_without_references_books_nothing(walk: Walk) -> None:
    """Some mail programs name nothing and quote all."""
    first, asked = _introduced(walk)
    quoted = "\n".join(f"> {line}" for line in asked["body"].splitlines())
    words = f"{as_they_say(offered_in(first)[0])} works.\n\nMary\n\nBrent Lawson <{REP}> wrote:\n{quoted}"
    _answers(walk, words, [], asked["subject"])

    _is_for_the_rep(walk)


def test_whoever_was_asked_may_ask_for_silence(walk: Walk) -> None:
    """It counts at once and for them alone."""
    _, asked = _introduced(walk)
    walk.reply("Please stop emailing me.", to=asked, sender=f"Mary Jones <{MARY}>")
    walk.settle()

    assert [one["address"] for one in walk.do("opt-outs", "list")] == [MARY]
    shown = walk.show()
    assert (shown["outcome"], shown["requires_human_review"]) == (None, True)


@pytest.mark.parametrize("words", ["I am out of the office until May 3.", "Mary Jones is no longer with us."])
def test_the_absence_of_a_helper_is_only_noted(walk: Walk, words: str) -> None:
    """The executive is there."""
    _, asked = _introduced(walk)
    before = walk.show()
    _answers(walk, words, [asked["message_id"]], "Automatic reply", auto="auto-replied")

    assert {name: walk.show()[name] for name in AS_BEFORE} == {name: before[name] for name in AS_BEFORE}


def test_a_helper_who_cannot_be_reached(walk: Walk) -> None:
    """The rep is told; the executive's address is good."""
    _, asked = _introduced(walk)
    before = walk.show()
    shown = comes_back(walk, asked, MARY)

    assert {name: shown[name] for name in AS_BEFORE} == {name: before[name] for name in AS_BEFORE}
    assert any(MARY in action["why"] and "without them" in action["why"] for action in shown["actions"])


def test_a_copy_that_cannot_be_delivered(walk: Walk) -> None:
    """Nor does the copy that comes back say anything about who was asked."""
    walk.sandbox.begin_at(APRIL)
    walk.do("contacts", "add", MARY, "--name", "Mary Jones", "--company", "Acme Pest")
    walk.do("contacts", "champion", MARY, "--may-be-copied")
    walk.start(a_form(duration_minutes=15, internal=[]))
    walk.pass_to_next_action()
    before = walk.pass_to_next_action()
    assert walk.sandbox.sent()[-1]["cc"] == [MARY]
    shown = comes_back(walk, walk.sandbox.sent()[-1], MARY)

    assert {name: shown[name] for name in AS_BEFORE} == {name: before[name] for name in AS_BEFORE}


def _introduced(walk: Walk) -> tuple[Json, Json]:
    """The first mail to the executive, and what their colleague was asked."""
    walk.sandbox.begin_at(APRIL)
    walk.do("contacts", "add", MARY, "--name", "Mary Jones", "--company", "Acme Pest")
    walk.do("contacts", "champion", MARY)
    person = {"address": SUSAN, "name": "Susan Vance", "title": "CEO", "timezone": "America/Chicago"}
    walk.create(a_form(meeting_type="exec_review", duration_minutes=30, external=[person]))
    walk.tick()
    walk.do("request", "approve", walk.id)
    walk.settle()
    first, asked = sorted(walk.sandbox.sent(), key=lambda mail: mail["to"] == [MARY])
    return first, asked


def _answers(
    walk: Walk, words: str, answered: list[str], subject: str, auto: str = "", message_id: str = ""
) -> None:
    mail = EmailMessage()
    if message_id:
        mail["Message-ID"] = message_id
    mail["From"], mail["To"], mail["Subject"] = f"Mary Jones <{MARY}>", REP, f"Re: {subject}"
    if answered:
        mail["In-Reply-To"], mail["References"] = answered[-1], " ".join(answered)
    if auto:
        mail["Auto-Submitted"] = auto
    mail.set_content(words)
    walk.sandbox.receive(mail)
    walk.settle()


def _is_for_the_rep(walk: Walk) -> None:
    assert walk.show()["requires_human_review"]
    assert walk.sandbox.events() == []

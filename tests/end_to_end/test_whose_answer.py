"""Whose answer it is, over HTTP: what is sure goes on, what is doubtful waits, the rest is left alone."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from tests.end_to_end.walk import JOHN, REP, Json, Walk, a_form, as_they_say, new_text, offered_in

HOME = "John Smith <jsmith77@gmail.example>"
LISA = "Lisa Brown <lisa@acmepest.example>"


def test_an_alias_of_the_attendee_speaks_for_him(walk: Walk) -> None:
    """From another address at his company: booked, and invited is the address of the request."""
    first = walk.start(a_form())

    walk.reply(f"{as_they_say(offered_in(first)[0])} works", first, "John Smith <j.smith@acmepest.example>")
    walk.settle()

    event = walk.sandbox.events()[0]
    assert JOHN in str(event)
    assert "j.smith" not in str([(mail["to"], mail["cc"]) for mail in walk.sandbox.sent()])


def test_a_colleague_to_whom_it_was_forwarded_answers(walk: Walk) -> None:
    """No reference is left, but our mail stands below."""
    first = walk.start(a_form())
    words = f"{as_they_say(offered_in(first)[0])} works for John and me.\n\nLisa"

    walk.sandbox.receive(_mail(LISA, f"FW: {first['subject']}", f"{words}\n\n{_forwarded(first)}"))
    walk.settle()

    assert len(walk.sandbox.events()) == 1
    received = next(one for one in walk.show()["actions"] if one["action_type"] == "email_received")
    assert "It quotes one of our mails. From a colleague of John Smith." in received["why"]


def test_his_mail_from_home_waits_for_the_rep_and_is_learned(walk: Walk) -> None:
    """His name and our mail in it, but not his address: asked once; given back, the next one counts. Nothing
    is sent there."""
    first = walk.start(a_form())
    words = f"{as_they_say(offered_in(first)[0])} works"
    walk.sandbox.receive(_mail(HOME, "Tuesday", f"{words}\n\nJohn\n\n{_forwarded(first)}"))
    walk.settle()
    shown = walk.show()
    assert shown["requires_human_review"]
    assert walk.sandbox.events() == []
    assert words in shown["conversation"][-1]["body"], "it is about our mail, so the rep may read it here"

    walk.do("request", "give-back", walk.id)
    walk.reply(words, first, HOME)
    walk.settle()

    assert len(walk.sandbox.events()) == 1
    assert "gmail" not in str([(mail["to"], mail["cc"]) for mail in walk.sandbox.sent()])
    assert "gmail" not in str(walk.sandbox.events())


@pytest.mark.parametrize(
    "sender, subject",
    [
        (HOME, ""),
        ("Acme Support <support@acmepest.zendesk.example>", "[#4711] "),
        ("Ann Lee <ann@elsewhere.example>", ""),
    ],
)
def test_a_doubtful_answer_stops_what_is_queued(walk: Walk, sender: str, subject: str) -> None:
    """A counter-offer is in its undo time when somebody writes who may speak for them: it never leaves."""
    walk.create(a_form("autopilot"))
    first = walk.send_first_mail()
    walk.reply("None of these work, do you have anything later that week?", first)
    walk.tick()
    assert [row["status"] for row in walk.show()["outbox"]][-1] == "pending"

    mail = _mail(sender, f"{subject}Re: {first['subject']}", "Tuesday would be fine")
    mail["In-Reply-To"] = mail["References"] = first["message_id"]
    walk.sandbox.receive(mail)
    walk.tick()
    walk.pass_time(timedelta(hours=2))

    assert walk.show()["requires_human_review"]
    assert [row["status"] for row in walk.show()["outbox"]][-1] == "withdrawn"
    assert len(walk.sandbox.sent()) == 1
    assert walk.sandbox.events() == []


def test_a_sure_answer_stops_what_is_queued(walk: Walk) -> None:
    """The same, and he takes one of the first times after all."""
    walk.create(a_form("autopilot"))
    first = walk.send_first_mail()
    walk.reply("None of these work, do you have anything later that week?", first)
    walk.tick()

    walk.reply("Sorry, what does it cost?", first)
    walk.tick()
    walk.pass_time(timedelta(hours=2))

    assert "withdrawn" in [row["status"] for row in walk.show()["outbox"]]
    assert len(walk.sandbox.sent()) == 1


def test_the_false_friend_is_refused(walk: Walk) -> None:
    """The same conversation id, another person: nothing is stopped, nothing is kept, nothing is read."""
    first = walk.start(a_form())
    before = walk.show()
    mail = _mail(
        "Ann Lee <ann@elsewhere.example>", f"Re: {first['subject']}", "Tuesday is fine. The code is 4711"
    )
    walk.sandbox.receive(mail)

    assert walk.tick()["received"] == 0

    assert walk.show() == before
    assert not any(b"4711" in path.read_bytes() for path in walk.folder.rglob("*") if path.is_file())


def test_an_old_conversation_and_a_new_request(walk: Walk) -> None:
    """He answers in what has ended while another meeting is asked for: it waits for the rep."""
    first = walk.start(a_form())
    walk.do("request", "cancel", walk.id)
    walk.tick()
    walk.create(a_form(title="A second look"))
    walk.tick()
    walk.do("request", "approve", walk.id)
    walk.pass_time(timedelta(days=1))
    assert len(walk.sandbox.sent()) == 2

    walk.reply("Thursday at 2 would be good", first)
    walk.tick()

    shown = walk.show()
    assert shown["requires_human_review"]
    assert "older conversation" in str(shown["actions"])
    assert walk.sandbox.events() == []


def _mail(sender: str, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, REP, subject
    mail.set_content(text)
    return mail


def _forwarded(ours: Json) -> str:
    """Our mail as Outlook forwards it, without any header of its own."""
    head = f"From: Brent Lawson <{REP}>\nSent: Monday\nTo: {JOHN}\nSubject: {ours['subject']}\n\n"
    return f"-----Original Message-----\n{head}{new_text(ours)}"

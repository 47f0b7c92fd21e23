"""Whom a mail thanks for answering in somebody's place, and that it does so once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import a_request
from tests.unit.messages.generated import many
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.scheduling.request import HistoryEntry, MeetingRequest
from xforce_desktop.scheduling.thanks import WITHOUT_THANKS, _sentences, thanks_line


def after(*turns: tuple[str, str]) -> MeetingRequest:
    """A request with these turns: type, and the name of an assistant who wrote it."""
    request = a_request()
    history = tuple(
        HistoryEntry(kind, request.created_at + timedelta(hours=number), assistant=name)
        for number, (kind, name) in enumerate(turns)
    )
    return replace(request, history=history)


@pytest.mark.parametrize(
    "name, said", [("Pam Reed", "Pam"), ("Reed, Pam", "Pam"), ("Dr. Pam Reed", "Dr. Reed"), ("pam", "Pam")]
)
def test_the_next_mail_names_them(name: str, said: str) -> None:
    line = thanks_line(after(("prospect_replied", name)), LetterKind.CONFIRMATION)

    assert said in line
    assert "thank" in line.lower()


@pytest.mark.parametrize(
    "name", ["", "pam@acme.example", "Scheduling Team", "Visit www.x.example", "P4m", "Office"]
)
def test_what_is_no_name_is_not_thanked(name: str) -> None:
    assert thanks_line(after(("prospect_replied", name)), LetterKind.COUNTER) == ""


def test_once_is_enough() -> None:
    told = after(("prospect_replied", "Pam Reed"), ("counter_sent", ""), ("prospect_replied", "Pam Reed"))

    assert thanks_line(told, LetterKind.CONFIRMATION) == ""


def test_a_text_thanks_nobody_and_leaves_it_to_the_next_mail() -> None:
    told = after(("prospect_replied", "Pam Reed"), ("sms_sent", ""))

    assert thanks_line(told, LetterKind.SMS) == ""
    assert "Pam" in thanks_line(told, LetterKind.COUNTER)


def test_every_sentence_may_stand_in_every_mail() -> None:
    """The last look finds nothing new in 200 mails of all kinds that end with one of them, or leave it
    out for want of room."""
    sentences = [one for group in _sentences().values() for one in group]
    chance, written, writer = random.Random(7), 0, OfflineWriter()
    for assignment in many(3, 200):
        if assignment.kind in WITHOUT_THANKS:
            continue
        line = chance.choice(sentences).replace("NAME", "Pam")
        letter = writer.write(replace(assignment, thanks_line=line))
        assert letter.checks == (), (assignment.kind, letter.body)
        written += f"\n\n{line}\n\n" in letter.body
    assert written > 100

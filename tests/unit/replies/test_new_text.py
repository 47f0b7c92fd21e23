"""Quotes, signatures and disclaimers go; what the writer typed stays, inside a quote too."""

from __future__ import annotations

import pytest

from xforce_desktop.replies.new_text import split_message


@pytest.mark.parametrize(
    "body",
    [
        "Works for me\n\nOn Tue, Jul 7, 2026 at 9:01 AM Sam <s@x.example> wrote:\n> Friday?\n",
        "Works for me\n\nSam Ortiz <s@x.example> wrote:\n> Friday?\n",
        "Works for me\n\n-----Original Message-----\nFrom: Sam\nSent: Tuesday\nFriday?\n",
        "Works for me\n\n________________________________\nFrom: Sam\nSent: Tuesday\n\nFriday?",
        "Works for me\n\nSent from my iPhone\n\n> On Jul 7, 2026, at 9:01, Sam wrote:\n>\n> Friday?",
        "Works for me\n\nEl mar, 7 jul 2026 a las 9:01, Sam (<s@x.example>) escribió:\n> Friday?",
        "Works for me\n\nLe mar. 7 juil. 2026 à 09:01, Sam <s@x.example> a écrit :\n> Friday?",
        "Works for me\n\nAm 07.07.2026 um 09:01 schrieb Sam <s@x.example>:\n> Friday?",
        "Works for me\n\nVon: Sam <s@x.example>\nGesendet: Dienstag, 7. Juli 2026 09:01\n\nFriday?",
        "Works for me\n\nEm ter., 7 de jul. de 2026 às 09:01, Sam <s@x.example> escreveu:\n> Friday?",
        "Works for me\n\n-- \nAlex Brandt\nOak Pest",
        "Works for me\n\nBest,\nAlex\n\nAlex Brandt | Owner | 303-555-0100",
        "Works for me\n\nThis email is confidential and intended only for the addressee.",
        "<p>Works for me</p><blockquote>Friday?</blockquote>",
    ],
)
def test_only_the_new_words_stay(body):
    """Every client marks the history in its own way."""
    assert split_message(body, "Alex Brandt").text.strip() == "Works for me"


def test_inline_answers_keep_their_question():
    """An answer under a quoted line is kept with that line."""
    parts = split_message("> Friday 11:00\n\nno\n\n> Wednesday 9:00\n\nyes, this one", "Alex")

    assert [(answer.quote.strip(), answer.text) for answer in parts.answers] == [
        ("Friday 11:00", "no"),
        ("Wednesday 9:00", "yes, this one"),
    ]


def test_a_short_answer_is_not_taken_for_a_signature():
    """A day or a yes on the last line is the message itself."""
    assert split_message("Hi Sam,\n\nFriday\n\nAlex", "Alex Brandt").text == "Hi Sam,\n\nFriday"


def test_an_introduction_that_is_cut_off_at_the_end_is_history():
    """Mails are cut in the middle; a last line of another kind is the writer's."""
    body = "Friday at 11 works.\n\nOn Tue, Jul 7, 2026 at 9:01 AM Sam <s@x.example> wrote:\n> When?\n"

    assert split_message(f"{body}On Mon, Jun 29, 2026 at 12:15 P").text == "Friday at 11 works."
    assert split_message(f"{body}On July 10, 2026 at 11.").text.endswith("at 11.")

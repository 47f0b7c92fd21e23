"""Whose words a brief may quote: what theirs wrote for certain, and nobody else's in the conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.prep.scenarios import by_name, store_of, take
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.sources import gather
from xforce_desktop.replies.analysis import Mark, MarkRole
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

ACME = replace(by_name("owner, demo"), said=())
WORDS = "We lose half of our calls on price, so be careful with the discount."


def a_message(address: str) -> ConversationMessage:
    return ConversationMessage(
        Direction.IN,
        "m-1",
        "<1@x.example>",
        "c",
        "John Smith",
        address,
        (),
        (),
        "Re: Demo",
        WORDS,
        WORDS,
        ACME.now,
    )


def heard(address: str, *, is_certain: bool = True, marks: tuple[Mark, ...] = ()) -> list[str]:
    """The messages of theirs that a brief rests on, and all that it says."""
    store, request_id = store_of(ACME)
    message = a_message(address)
    with store.begin() as work:
        take(work, request_id, message, is_certain=is_certain, marks=marks)
        sources = gather(work, work.load(request_id))
    assert ("discount" in repr(write(sources))) <= bool(sources.messages)
    return [one.provider_id for one in sources.messages]


@pytest.mark.parametrize("address", ["john@their.example", "dana@their.example"])
def test_what_theirs_wrote_is_heard(address: str):
    """An attendee's words, and a colleague's."""
    assert heard(address) == ["m-1"]


@pytest.mark.parametrize("address", ["sarah@xforce.example", "johnsmith99@mail.example"])
def test_whoever_is_not_theirs_is_not_quoted(address: str):
    """Neither a colleague of ours nor a stranger who writes under their name."""
    assert heard(address) == []


def test_a_doubtful_mail_is_not_quoted():
    """Forged, of a namesake or of somebody who was removed: that is the rep's to judge first."""
    assert heard("john@their.example", is_certain=False) == []


def test_words_for_the_assistant_are_no_words_for_the_rep():
    """As in the account's memory."""
    assert heard("john@their.example", marks=(Mark(0, 5, MarkRole.INSTRUCTION),)) == []


def test_a_message_that_was_never_taken_is_nobodys():
    """What stands in the conversation alone was not judged."""
    store, request_id = store_of(ACME)
    message = a_message("john@their.example")
    with store.begin() as work:
        work.add_message(request_id, message)
        assert gather(work, work.load(request_id)).messages == ()

"""Whom an automatic answer names may be put in their place at one press, until somebody has written since."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import JOHN, NOW, an_offered_request
from xforce_desktop.scheduling.request import State
from xforce_desktop.scheduling.suggestions import replacement_in
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

AMY = {"name": "Amy Cho", "address": "amy@acme.example"}


def _said(case: str, sender: str = JOHN, **what: Any) -> ConversationMessage:
    reading = {
        "message_kind": "auto_reply",
        "absence": {"case": case, "delegate": None, "new_address": ""} | what,
    }
    return _from(sender, reading)


def _from(sender: str, reading: dict[str, Any]) -> ConversationMessage:
    return ConversationMessage(
        Direction.IN, "m1", "<m1>", "c1", "", sender, (), (), "Demo", "", "", NOW, reading=reading
    )


@pytest.mark.parametrize("case", ["left", "delegate"])
def test_the_successor_is_suggested(case: str) -> None:
    """By name and address, in the place of who is away or gone."""
    found = replacement_in([_said(case, delegate=AMY)], an_offered_request())

    assert found is not None
    assert (found.person.email, found.newcomer.address, found.newcomer.name) == (
        JOHN,
        AMY["address"],
        AMY["name"],
    )


def test_a_new_address_is_the_same_persons() -> None:
    """What is known of them stays."""
    request = an_offered_request()
    found = replacement_in([_said("changed_address", new_address="john@new.example")], request)

    assert found is not None
    assert (found.newcomer.address, found.newcomer.name) == ("john@new.example", request.primary.name)


@pytest.mark.parametrize(
    "said",
    [
        _said("away_until", delegate=AMY),  # for urgent matters only
        _said("left"),
        _said("left", delegate={"name": "Amy Cho", "address": ""}),
        _said("left", sender="who@else.example", delegate=AMY),
        _said("left", delegate={"name": "John", "address": JOHN}),
        _from(JOHN, {"absence": "left"}),
        _from(JOHN, {}),
    ],
)
def test_nothing_is_suggested_where_nobody_is_named(said: ConversationMessage) -> None:
    """No address, somebody who is in it already, or a stored reading that makes no sense."""
    assert replacement_in([said], an_offered_request()) is None


def test_a_persons_word_overtakes_it() -> None:
    """Somebody wrote since, or the request has ended."""
    left = _said("left", delegate=AMY)

    assert replacement_in([left, _from(JOHN, {"message_kind": "reply"})], an_offered_request()) is None
    assert replacement_in([left], an_offered_request(state=State.CANCELLED)) is None

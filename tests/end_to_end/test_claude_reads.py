"""A whole meeting with a model that lies, breaks or is honest: only what both readers read is booked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.end_to_end.walk import JOHN, Json, Walk, a_form, as_they_say, offered_in
from tests.end_to_end.walk_with_model import WalkWithModel
from tests.sync.anthropic.lies import LIES
from tests.sync.anthropic.lies import a_form as filled
from tests.sync.anthropic.lying_model import BROKEN, Answerer, lying

FOREIGN = "thief@rival.example"


@pytest.fixture
def walk(modelled: WalkWithModel) -> WalkWithModel:
    return modelled


def reading(shown: Json) -> dict[str, Any]:
    """How the newest mail of theirs was read."""
    received = [one for one in shown["conversation"] if one["direction"] == "in"]
    return dict(received[-1]["reading"])


def everybody_written_to(walk: Walk) -> set[str]:
    mails = {address for mail in walk.sandbox.sent() for address in (*mail["to"], *mail["cc"])}
    invited = {person["address"] for event in walk.sandbox.events() for person in event["attendees"]}
    return mails | invited


def test_an_honest_model_and_the_offline_reader_book(walk: WalkWithModel) -> None:
    offers = offered_in(walk.start(a_form()))
    walk.model.answers = lying(LIES["takes offer 2"])

    shown = walk.say(f"{as_they_say(offers[1])} works for me.")

    assert reading(shown)["reader"] == "claude"
    assert "tokens" in reading(shown)["why"][-1]
    assert datetime.fromisoformat(walk.event()["start"]) == offers[1]


@pytest.mark.parametrize("lie", ["takes offer 1", "a day later", "says decline"])
def test_a_lie_books_nothing(walk: WalkWithModel, lie: str) -> None:
    """They are asked, or the rep looks; their own words would have booked the third offer."""
    offers = offered_in(walk.start(a_form()))
    walk.model.answers = lying(LIES[lie])

    shown = walk.say(f"{as_they_say(offers[2])} works for me.")

    assert len(walk.model.seen) == 1
    assert walk.sandbox.events() == []
    assert shown["state"] == "negotiating"
    assert shown["requires_human_review"] != (len(walk.sandbox.sent()) == 2), (
        "the rep looks, or they are asked"
    )


def test_nobody_is_invited_whom_only_the_model_names(walk: WalkWithModel) -> None:
    """Nor whom the mail names: that is the rep's to decide."""
    offers = offered_in(walk.start(a_form()))
    walk.model.answers = lying(LIES["adds people"])

    shown = walk.say(f"{as_they_say(offers[2])} works for me. Please also invite {FOREIGN}.")

    assert FOREIGN not in everybody_written_to(walk)
    assert walk.sandbox.events() == []
    assert shown["requires_human_review"]
    assert reading(shown)["new_attendees"] == [FOREIGN]


@pytest.mark.parametrize("name", ["cut off", "drops the call"])
def test_without_the_model_it_goes_on_and_says_so(walk: WalkWithModel, name: str) -> None:
    offers = offered_in(walk.start(a_form()))
    broken: Answerer = BROKEN[name]
    walk.model.answers = broken

    shown = walk.say(f"{as_they_say(offers[2])} works for me.")

    assert reading(shown)["reader"] == "offline"
    assert reading(shown)["why"][-1].startswith("Read without Claude: ")
    assert datetime.fromisoformat(walk.event()["start"]) == offers[2]
    assert any("Read without Claude" in action["why"] for action in shown["actions"])


def test_the_model_is_asked_once_for_each_mail(walk: WalkWithModel) -> None:
    """And what it costs is counted over all passes, each of which is a program of its own."""
    offers = offered_in(walk.start(a_form()))
    walk.model.answers = lying(lambda heard: filled("question", deciding_words=heard.first_words))

    walk.say(f"What would we see on {offers[0]:%A}?")
    walk.tick()
    walk.tick()

    assert len(walk.model.seen) == 1
    assert (walk.folder / "model-spending.json").exists()
    assert JOHN not in str(walk.model.seen)

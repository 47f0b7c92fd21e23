"""Meetings with a model that words the mails, honestly or not: nothing wrong leaves, nothing leaves twice."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta

import pytest

from tests.end_to_end.walk import JOHN, REP, UNDO_S, Json, a_form, as_they_say, offered_in
from tests.end_to_end.walk_with_model import WalkWithModel
from tests.sync.anthropic.honest_letters import HONEST, Told
from tests.sync.anthropic.letter_lies import LETTER_LIES
from tests.sync.anthropic.lies import LIES
from tests.sync.anthropic.lying_model import BROKEN, lying, writing
from xforce_desktop.bootstrap.agents import open_agent
from xforce_desktop.scheduling.new_request import parse_new_request

SIGKILL = -9
NOTES = "Demo of AI receptionist. Budget is 40k, Dave is a blocker, be careful."
HONEST_WORDS = HONEST["initial"][0][-1]


@pytest.fixture
def walk(modelled: WalkWithModel) -> WalkWithModel:
    return modelled


def why_sent(shown: Json) -> str:
    """The reasons of what left last."""
    return str([action["why"] for action in shown["actions"] if action["action_type"].endswith("sent")][-1])


def test_an_honest_model_words_a_whole_meeting(walk: WalkWithModel) -> None:
    """First mail, confirmation: its words, our times; each action says who worded it and what it took."""
    first = walk.start(a_form())
    offers = offered_in(first)
    why_first = why_sent(walk.seen)
    walk.model.answers = lying(LIES["takes offer 2"])

    shown = walk.say(f"{as_they_say(offers[1])} works for me.")

    confirmation = walk.sandbox.sent()[-1]
    assert HONEST_WORDS in first["body"]
    assert len(offers) == 3
    assert why_first.startswith(
        "Sent the first offer: 3 times free for everybody on our side. Claude worded it ("
    )
    assert "tokens, about $0.0" in why_first
    assert "it is. You'll have" in confirmation["body"] or "Thank you, we're set for" in confirmation["body"]
    assert "Claude worded it (" in why_sent(shown)
    assert len(walk.model.written) == 2


@pytest.mark.parametrize(
    "lie",
    ["times of its own for every slot", "adds the notes", "adds German", "adds a scheduling link",
     "adds tomorrow", "500 words", "nothing", "two mails in one"],
)  # fmt: skip
def test_a_lie_never_leaves(walk: WalkWithModel, lie: str) -> None:
    """The offline mail leaves instead, with the times that are free, and the action says why."""
    walk.model.words = writing(LETTER_LIES[lie])

    mail = walk.start(a_form(context=NOTES))

    assert len(offered_in(mail)) == 3
    for private in ("40k", "Dave", "blocker", "calendly", "June 16", "tomorrow", "freuen"):
        assert private.lower() not in (mail["subject"] + mail["body"]).lower()
    assert "Worded without Claude: its " in why_sent(walk.seen)


@pytest.mark.parametrize("name", ["refuses", "cut off", "status 529", "drops the call"])
def test_without_the_model_the_mail_leaves_all_the_same(walk: WalkWithModel, name: str) -> None:
    walk.model.words = BROKEN[name]

    mail = walk.start(a_form())

    assert len(offered_in(mail)) == 3
    assert "Worded without Claude: " in why_sent(walk.seen)


def test_neither_names_nor_addresses_leave_for_it(walk: WalkWithModel) -> None:
    walk.start(a_form(context=NOTES))

    asked = str(walk.model.written)
    for private in (JOHN, REP, "John", "Acme", "Sarah", "40k", "Dave"):
        assert private not in asked


def test_the_draft_that_waits_says_who_worded_it(walk: WalkWithModel) -> None:
    """The rep reviews Claude's words; what is approved is what leaves, whatever Claude would write by now."""
    walk.create(a_form())
    walk.tick()
    draft = next(row for row in walk.show()["outbox"] if row["body"])
    walk.model.words = writing(LETTER_LIES["adds German"])

    walk.do("request", "approve", walk.id)
    walk.tick()

    assert draft["writer"] == "claude"
    assert "Claude worded it (" in draft["why"]
    assert walk.sandbox.sent()[0]["body"].strip() == draft["body"].strip()
    assert len(walk.model.written) == 1


def test_the_setting_leaves_writing_to_the_offline_writer(walk: WalkWithModel) -> None:
    """Claude still reads."""
    walk.folder.mkdir(parents=True, exist_ok=True)
    (walk.folder / "settings.toml").write_text("claude_writes = false\n")
    offers = offered_in(walk.start(a_form()))

    walk.say(f"{as_they_say(offers[1])} works for me.")

    assert walk.model.written == []
    assert len(walk.model.seen) == 1
    assert "Claude" not in why_sent(walk.seen)


async def test_the_preview_is_in_the_models_words_and_says_so(
    walk: WalkWithModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the form shows before anything is sent; a lie is not even shown."""
    for name, value in walk.named().items():
        monkeypatch.setenv(name, value)
    options = Namespace(data=str(walk.folder), sandbox=walk.sandbox.url)

    async with open_agent(options) as agent:
        await agent.runner.tick()
        shown = await agent.desk.preview(parse_new_request(json.dumps(a_form())))
        walk.model.words = writing(LETTER_LIES["adds German"])
        without = await agent.desk.preview(parse_new_request(json.dumps(a_form())))

    assert (shown.writer, without.writer) == ("claude", "offline")
    assert HONEST_WORDS in shown.body
    assert shown.why.startswith("Claude worded it (")
    assert "is not in plain English" in without.why or "needs none of" in without.why
    assert walk.sandbox.sent() == []


ENDINGS = ("Whatever suits you.", "Take your pick.", "Just reply with one.", "Let me know.")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kill_at", range(1, 7))
def test_a_crash_between_writing_and_sending_changes_no_word(
    walk: WalkWithModel, kill_at: int, when: str
) -> None:
    """The model words it differently each time; one mail leaves, with the last words that it was asked for.
    Once they are kept it is asked no more."""

    def differently(told: Told) -> list[str]:
        return ["Would one of these work?", "{{offers}}", ENDINGS[len(walk.model.written) - 1]]

    walk.model.words = writing(differently)
    walk.create(a_form("autopilot"))
    walk.tick()
    walk.sandbox.advance(timedelta(seconds=UNDO_S))

    done = walk.run("tick", kill_at=kill_at, when=when)
    asked = len(walk.model.written)
    walk.tick()
    walk.tick()

    sent = walk.sandbox.sent()
    assert done.status in (0, SIGKILL)
    assert len(sent) == 1
    assert [end for end in ENDINGS if end in sent[0]["body"]] == [ENDINGS[len(walk.model.written) - 1]]
    assert len(walk.model.written) <= asked + 1 <= 2

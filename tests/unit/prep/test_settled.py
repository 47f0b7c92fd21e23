"""What is settled is no point any more, and nothing is denied that was not looked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import DAY, HOUR
from tests.unit.prep.scenarios import JANUARY, Scenario, brief_of, by_name, store_of
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.sources import gather
from xforce_desktop.scheduling.briefs import PrepBrief
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction

ASKS = "Before we meet: what does it cost per month? Please send us the pricing first."
ACME = replace(by_name("owner, demo"), context="", said=((3, 0, ASKS),), held_before=(), deal={})


def after(one: Scenario, *, to: str = "john@their.example", hours: float = 20, kind: str = "") -> PrepBrief:
    """The brief, once our side wrote to `to` so long after their mail; with a kind the app wrote it."""
    store, request_id = store_of(one)
    own = ConversationMessage(
        Direction.OUT, "own-1", "<own@x.example>", "c", "Brent", "brent@xforce.example", (to,), (),
        "Re: Demo", "It is $400 a month for up to 500 calls.", "It is $400 a month for up to 500 calls.",
        one.now - 3 * DAY + hours * HOUR, kind=kind,
    )  # fmt: skip
    with store.begin() as work:
        work.add_message(request_id, own)
        return write(gather(work, work.load(request_id)))


def points(brief: PrepBrief) -> str:
    said = [*brief.key_talking_points, *(one.objection for one in brief.objection_prep)]
    return "\n".join(one.text for one in said)


def test_what_the_rep_answered_by_hand_is_not_asked_again():
    """Both mails stay facts, so that it can be looked up."""
    brief = after(ACME)

    assert "cost per month" not in points(brief)
    assert "pricing" not in points(brief)
    facts = [one.text for one in brief.facts]
    assert any("what does it cost per month?" in one for one in facts)
    assert "You wrote: “It is $400 a month for up to 500 calls.”" in facts


@pytest.mark.parametrize("how", [{"to": "dana@their.example"}, {"hours": -1}, {"kind": "follow_up"}], ids=str)
def test_what_answers_nothing_leaves_the_question_open(how: dict[str, object]):
    """A mail to somebody else, one from before they asked, and one that the app made."""
    assert "cost per month" in points(after(ACME, **how))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    ["Brent, I don't need another demo.", "Send me the numbers and I'll decide if it's worth an hour."],
)
def test_whoever_needs_no_other_demo_objects(words: str):
    """It is answered among the objections, and nobody says that there is no complaint."""
    brief = brief_of(replace(ACME, said=((2, 0, words),)))

    assert "complaint" not in repr(brief.landmines_to_avoid)
    told = points(brief)
    assert words.removeprefix("Brent, ")[-20:] in told


def test_a_trade_that_is_not_on_record_has_no_season():
    """Pest control's quiet months are nobody else's; nor are its lines said of an unknown trade."""
    known = replace(ACME, now=JANUARY, industry="Pest control")

    assert "winter" in repr(brief_of(known))
    assert "winter" not in repr(brief_of(replace(known, industry="")))
    assert "winter" not in repr(brief_of(replace(known, company="", industry="")))


def test_who_asked_for_nothing_is_not_said_to_have():
    """A filler of the playbook claims nothing of them."""
    brief = brief_of(replace(ACME, said=(), industry=""))

    assert "asked for" not in points(brief)

"""The learned second opinion helps where the rules have no words, and books nothing they did not find."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files

import pytest

from tests.reply_cases import all_cases, context_of, message_of
from tests.training.reply_classifier import RESOURCE, fingerprint, mentions, train
from xforce_desktop.replies.analysis import Intent
from xforce_desktop.replies.classifier import MENTION_HEADS, mention_features, reply_model
from xforce_desktop.replies.lengths import shorter_than
from xforce_desktop.replies.offline_analyst import OfflineAnalyst, rules_on


def test_the_weights_are_those_of_the_cases():
    """Whoever changes the labelled replies trains again: python -m tests.training.reply_classifier."""
    assert json.loads(RESOURCE.read_text(encoding="utf-8"))["made_from"] == fingerprint()


def test_training_is_repeatable():
    """The same replies give the same weights."""
    data = mentions(all_cases()[:150])

    first, second = (train(data, MENTION_HEADS, mention_features) for _ in range(2))

    assert len(data) > 40
    assert first == second
    assert any(weights for weights in first.weights.values())


def test_the_weights_come_with_the_program():
    """They are data of the resources, no code."""
    assert files("resources").joinpath("reply_classifier.json").is_file()
    assert len(reply_model().weights) > 5_000


def test_shares_of_each_head_sum_to_one():
    """They are likelihoods, also of a text without a single known word."""
    for shares in reply_model().likelihoods(("", "qqqq")).values():
        assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "body",
    [
        "Friday at 11 is the only gap I've got so I'll grab it",
        "That Friday slot is fine by the missus and me, the kids are at swimming then so perfect",
        "Wednesday we have the inspector in, so Friday at 11 it'll have to be.",
    ],
)
def test_a_yes_in_words_that_no_list_knows_is_booked(read, context, body):
    """One offer is named and the whole sounds like a yes."""
    assert read(body).selected_time == context.proposed_times[2]


@pytest.mark.parametrize(
    "body",
    [
        'This is the second "great, see you Friday at 11!" and I have yet to answer a single mail of yours.',
        "Friday at 11 is when your competitor comes in.",
        "I can give you 10 minutes on Friday at 11, that's all I've got.",
        "You said Friday at 11 last time and nobody called.",
    ],
)
def test_what_only_names_an_offer_is_not_booked(read, body):
    """Cited, told or too short: no yes to the offer."""
    assert read(body).selected_time is None


@pytest.mark.parametrize(
    "body", ["Any of those works, but I only have 15 minutes", "Any of those, I have to leave by 11:15"]
)
def test_a_choice_left_to_us_is_asked_about_where_a_word_speaks_against_one(read, body):
    """Else the earliest of the three would be booked."""
    analysis = read(body)

    assert (analysis.selected_time, analysis.any_offered) == (None, False)


def test_a_plain_choice_left_to_us_stays_ours(read):
    """Nothing speaks against any of them."""
    assert read("Any of those work for me").any_offered


@pytest.mark.parametrize(
    "body, intent",
    [
        ("On reflection we're too small for a service like yours, so I'll bow out.", Intent.DECLINE),
        (
            "Thanks for your patience, but we've settled on somebody local and won't need the call.",
            Intent.DECLINE,
        ),
        (
            "Our accountant has to bless any new monthly bill before I sit down with you.",
            Intent.RESCHEDULE_LATER,
        ),
        ("Before I say yes, what happens to our old number if we quit?", Intent.QUESTION),
    ],
)
def test_what_they_want_is_heard_without_a_word_for_it(read, body, intent):
    """The wording as a whole says it."""
    analysis = read(body)

    assert analysis.intent is intent
    assert analysis.why


def test_a_no_that_no_word_says_is_a_doubtful_one(read):
    """It ends nothing: the rep reads it. A no in plain words is beyond doubt."""
    heard = read("On reflection we're too small for a service like yours, so I'll bow out.")
    said = read("We've decided to pass, thanks.")

    assert (heard.intent, heard.ambiguous, heard.requires_human) == (Intent.DECLINE, True, True)
    assert (said.intent, said.ambiguous) == (Intent.DECLINE, False)


def test_only_an_offer_that_is_named_is_ever_booked():
    """The classifier weighs what the rules found and brings in no time of its own."""
    for case in all_cases()[::5]:
        chosen = OfflineAnalyst().read(message_of(case), context_of(case)).selected_time
        if chosen is None:
            continue
        found = rules_on(message_of(case), context_of(case))
        offers = [datetime.fromisoformat(offer) for offer in case["proposed_times"]]
        named = {offers[offer] for offer, _ in found.mention_wordings()}
        assert (
            chosen in named | {found.verdict.selected}
            or len(offers) == 1
            or "nvitation" in str(case["message"])
        )


@pytest.mark.parametrize(
    "text, is_shorter",
    [
        ("I have twenty minutes", True),
        ("half an hour is fine", False),
        ("an hour works", False),
        ("give me 10 min to get there", True),
        ("at 20 past", False),
    ],
)
def test_a_shorter_time_is_seen(text, is_shorter):
    """In minutes, in words, against a meeting of half an hour."""
    assert shorter_than(text, 30) is is_shorter

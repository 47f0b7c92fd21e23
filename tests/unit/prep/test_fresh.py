"""When a brief is out of date, and what is said to be new."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.prep.scenarios import Guest, brief_of, by_name
from xforce_desktop.prep.fresh import changes, fingerprint

ACME = by_name("owner, demo")


def test_the_same_facts_have_the_same_fingerprint() -> None:
    assert fingerprint(brief_of(ACME)) == fingerprint(brief_of(ACME))


def test_a_new_stage_is_news() -> None:
    later = replace(ACME, deal={**ACME.deal, "stage": "proposal"})
    old, new = brief_of(ACME), brief_of(later)

    assert fingerprint(old) != fingerprint(new)
    assert changes(old, new).words == ("The deal is at the stage proposal",)
    assert changes(old, new).is_important


def test_what_they_wrote_is_news_in_their_words() -> None:
    more = replace(ACME, said=(*ACME.said, (0.1, 0, "What does it cost for two locations?")))

    found = changes(brief_of(ACME), brief_of(more))

    assert found.words == ("John Smith wrote: “What does it cost for two locations?”",)
    assert found.is_important


def test_who_joins_and_who_stays_away_is_news() -> None:
    other = replace(ACME, guests=(*ACME.guests, Guest("Mary Jones", "Office Manager")))

    joined = changes(brief_of(ACME), brief_of(other))
    left = changes(brief_of(other), brief_of(ACME))

    assert "Mary Jones (Office Manager), is to be there" in joined.words
    assert left.words == ("Mary Jones (Office Manager) is not coming any more",)
    assert joined.is_important
    assert left.is_important


def test_more_than_three_changes_are_counted() -> None:
    other = replace(
        ACME, employees=30, ownership="independent", industry="Lawn care",
        deal={**ACME.deal, "stage": "proposal", "estimated_value": 30000.0},
    )  # fmt: skip
    found = changes(brief_of(ACME), brief_of(other)).words

    assert len(found) == 4
    assert found[-1] == "2 more"

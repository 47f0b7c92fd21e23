"""When a brief is out of date, and what is said to be new."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.prep.scenarios import Guest, brief_of, by_name, store_of
from xforce_desktop.crm.records import Company
from xforce_desktop.prep.brief import write
from xforce_desktop.prep.fresh import changes, fingerprint
from xforce_desktop.prep.sources import gather

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


def test_who_opted_out_is_neither_named_nor_quoted() -> None:
    """A brief that was made before is out of date then, so that it is made anew without them."""
    mary = Guest("Mary Jones", "Office Manager", is_champion=True, attends=False)
    one = replace(ACME, guests=(*ACME.guests, mary), said=(*ACME.said, (0.1, 1, "Does it work in Spanish?")))
    store, request_id = store_of(one)
    with store.begin() as work:
        before = gather(work, work.load(request_id))
        work.opt_out(mary.email, one.now, "She asked for it.")
        after = gather(work, work.load(request_id))

    assert "Mary Jones" in repr(write(before))
    assert "Mary Jones" not in repr(write(after))
    assert {one.from_address for one in before.messages} - {one.from_address for one in after.messages} == {
        mary.email
    }
    assert fingerprint(write(before)) != fingerprint(write(after))


def test_the_company_is_called_what_the_account_is_called_now() -> None:
    """A request keeps the name it was begun with; the account may have another since."""
    store, request_id = store_of(ACME)
    with store.begin() as work:
        request = work.load(request_id)
        company = work.company(request.company_id) if request.company_id else None
        assert isinstance(company, Company)
        work.save_records([replace(company, name="Ridgeline Services")])
        sources = gather(work, request)

    assert request.company_name == ACME.company
    assert sources.company_name == "Ridgeline Services"

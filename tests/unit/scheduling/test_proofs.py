"""Which proof suits a company, and whether its champion is copied in."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.builders import an_offered_request
from xforce_desktop.scheduling.contacts import Contact, to_copy
from xforce_desktop.scheduling.proofs import (
    CompanyProfile,
    NewProof,
    Relevance,
    StoredProof,
    choose,
    is_about,
)

NOW = datetime(2026, 6, 8, 15, tzinfo=UTC)
FOR_LAWNS = Relevance(industries=("Lawn care",), least_employees=5)


@pytest.mark.parametrize(
    "profile, is_sent",
    [
        (CompanyProfile("lawn_care", 12), True),
        (CompanyProfile("lawn care"), True),
        (CompanyProfile("", 12), False),
        (CompanyProfile("pest control", 12), False),
        (CompanyProfile("lawn care", 3), False),
        (CompanyProfile(), False),
    ],
)
def test_a_case_of_one_trade_goes_to_that_trade(profile: CompanyProfile, is_sent: bool) -> None:
    """A size that fits is not enough where nobody knows what they do."""
    one = StoredProof(uuid.uuid4(), NewProof("case_study", "Forty lawns a day", relevant_for=FOR_LAWNS), NOW)

    assert choose([one], profile, ()) == (one if is_sent else None)


@pytest.mark.parametrize(
    "company, is_theirs",
    [
        ("Acme Pest", True),
        ("ACME PEST, LLC", True),
        ("Acme", True),
        ("Acme Lawn", False),
        ("Ac", False),
        ("", False),
    ],
)
def test_whose_case_it_is(company: str, is_theirs: bool) -> None:
    """By their name in it, as a whole and without its legal form."""
    quote = NewProof("testimonial", "Not one call is missed any more", source="Jane Roe, Acme Pest Co.")

    assert is_about(quote, company) == is_theirs


def test_who_stands_in_copy_already_is_not_copied_in() -> None:
    """The prospect took them in; no mail says that we do."""
    mary = Contact("Mary@acme.example", "Mary Jones", is_champion=True, may_be_copied=True)
    waits = replace(an_offered_request(), asks_since_reply=2)

    assert to_copy(waits, mary) == mary
    assert to_copy(replace(waits, also_write_to=("mary@acme.example",)), mary) is None

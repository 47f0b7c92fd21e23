"""Which company a name means."""

from __future__ import annotations

import uuid

import pytest

from xforce_desktop.crm.book import Book
from xforce_desktop.crm.records import Company, ContactRecord

FLORIDA = Company(uuid.UUID(int=1), "Acme", "FL")
TEXAS = Company(uuid.UUID(int=2), "Acme (TX)", "TX")
NOWHERE = Company(uuid.UUID(int=3), "Acme")
DANA = ContactRecord(uuid.UUID(int=9), "dana@acmetx.example", TEXAS.id)


@pytest.mark.parametrize(
    "companies, name, state, address, found",
    [
        ([FLORIDA], "Acme (TX)", "", "", None),
        ([FLORIDA], "Acme (TX)", "", "bob@gmail.com", None),
        ([FLORIDA, TEXAS], "Acme (TX)", "", "", TEXAS),
        ([FLORIDA, TEXAS], "Acme", "", "bob@acmetx.example", TEXAS),
        ([FLORIDA, TEXAS], "Acme", "FL", "bob@acmetx.example", FLORIDA),
        ([FLORIDA, TEXAS], "Acme", "TX", "", TEXAS),
        ([TEXAS], "Acme", "FL", "bob@acmetx.example", TEXAS),
        ([NOWHERE, TEXAS], "Acme", "TX", "", TEXAS),
        ([NOWHERE, TEXAS], "Acme", "", "", NOWHERE),
        ([FLORIDA, TEXAS], "Acme", "", "", FLORIDA),
        ([FLORIDA, TEXAS], "Acme", "GA", "", None),
        ([FLORIDA, TEXAS], "Acme LLC", "TX", "", TEXAS),
        ([FLORIDA, TEXAS], "Acme (FL)", "", "", FLORIDA),
    ],
)
def test_a_company_is_known_by_its_name_its_state_and_its_mail_domain(companies, name, state, address, found):
    """Also where the state stands in the name."""
    assert Book(companies, [DANA], []).find_company(name, state, address).company == found


def test_whose_name_and_state_are_told_is_not_taken_for_who_shares_the_domain():
    """A branch's own name says more than a domain that all of them have."""
    people = [DANA, ContactRecord(uuid.UUID(int=8), "bo@acmetx.example", FLORIDA.id)]
    book = Book([FLORIDA, TEXAS], people, [])

    assert book.find_company("Acme", "TX", "zed@acmetx.example").company == TEXAS
    assert book.find_company("Acme (TX)", "", "zed@acmetx.example").company == TEXAS

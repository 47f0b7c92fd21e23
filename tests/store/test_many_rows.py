"""Whole tables are read by a few questions, however many rows there are."""

from __future__ import annotations

import uuid

from xforce_desktop.crm.records import Company, ContactRecord
from xforce_desktop.store.unit_of_work import SqliteStore


def questions_for_contacts(store: SqliteStore, count: int) -> int:
    """How many statements it takes to list them, each at a company of their own."""
    asked: list[str] = []
    with store.begin() as work:
        for number in range(count):
            company = Company(uuid.uuid4(), f"Company {number}")
            address = f"p{number}@c{number}.example"
            work.save_records([company, ContactRecord(uuid.uuid4(), address, company_id=company.id)])
        driver = work._session.connection().connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        contacts = work.contacts()
        driver.set_trace_callback(None)
    assert [one.company for one in contacts] == [f"Company {number}" for number in range(count)]
    return len(asked)


def test_contacts_are_listed_with_one_question(sqlite: SqliteStore):
    """Their companies and the rep's judgement of each come with them."""
    assert questions_for_contacts(sqlite, 9) == 1

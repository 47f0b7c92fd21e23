"""Which company of the records a request is kept with: by name, state and whom it is for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.builders import a_company, a_contact, an_id
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.records import Company, Deal
from xforce_desktop.ids import SeededIds
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.creation import request_from
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
IN_TN = a_company(state="TN", industry="pest control")
IN_FL = Company(an_id(511), "Acme Pest (FL)", "FL")
JOHN = a_contact(email="john@acmepest.example", name="John Smith")
ROSA = a_contact(id=an_id(512), email="rosa@acmepestfl.example", name="Rosa Diaz", company_id=IN_FL.id)
PETE = a_contact(id=an_id(513), email="pete@gmail.com", name="Pete", company_id=IN_FL.id)
FL_DEAL = Deal(an_id(514), "Florida", IN_FL.id, estimated_value=90_000.0)
TWINS = (IN_TN, IN_FL, JOHN, ROSA, PETE, FL_DEAL)


def a_request(
    company: object, address: str = "new@other.example", records=TWINS, **more: object
) -> tuple[MeetingRequest, Company | None, list[Company]]:
    """The request, its company as it is kept, and all that are kept afterwards."""
    fields = {
        "meeting_type": "demo",
        "context": "x",
        "company": company,
        "external": [{"address": address, "name": "Somebody", "required": True}],
    } | more
    store = MemoryStore(ManualClock(NOW), SeededIds(1))
    with store.begin() as work:
        work.save_account(Account("Brent", "brent@xforce.example", timezone="America/New_York"))
        work.save_records(records)
        request = request_from(check_new_request(fields), work, SeededIds(2), NOW, Settings())
        at = work.company(request.company_id) if request.company_id else None
        return request, at, list(work.companies())


@pytest.mark.parametrize(
    "company, address, meant",
    [
        ({"name": "Acme Pest", "state": "FL"}, "new@other.example", IN_FL),
        ({"name": "Acme Pest", "state": "Florida"}, "new@other.example", IN_FL),
        ({"name": "acme  pest", "state": "TN"}, "new@other.example", IN_TN),
        ({"name": "Acme Pest", "state": "FL"}, JOHN.email, IN_FL),
        ("Acme Pest", ROSA.email, IN_FL),
        ("Acme Pest", "bob@acmepestfl.example", IN_FL),
        ("Acme Pest", PETE.email, IN_FL),
        ("Acme Pest", "new@other.example", IN_TN),
        ("Acme Pest (FL)", "new@other.example", IN_FL),
        ({"name": "Acme Pest LLC", "state": "TN"}, "new@other.example", IN_TN),
        ("Acme Pest, LLC", JOHN.email, IN_TN),
    ],
)
def test_of_two_companies_of_one_name_the_meant_one_is_found(
    company: object, address: str, meant: Company
) -> None:
    """The state decides, then whom it is for; the mails call it as it was typed."""
    request, at, kept = a_request(company, address)

    assert at is not None
    assert (at.id, at.name, len(kept)) == (meant.id, meant.name, 2)
    assert request.company_name == (company["name"] if isinstance(company, dict) else company)


def test_the_same_name_in_another_state_is_another_company() -> None:
    """Kept under its name with the state, and nothing of the other is changed."""
    _, at, kept = a_request({"name": "Acme Pest", "state": "GA"}, records=(IN_TN, JOHN))

    assert at is not None
    assert (at.name, at.state) == ("Acme Pest (GA)", "GA")
    assert kept == [IN_TN, at]


def test_a_state_that_was_kept_in_words_is_the_same() -> None:
    """Earlier versions kept it as it was typed."""
    _, at, kept = a_request({"name": "Acme Pest", "state": "TN"}, records=(a_company(state="Tennessee"),))

    assert at is not None
    assert (at.id, len(kept)) == (IN_TN.id, 1)


def test_a_deal_is_sought_at_the_company_that_is_meant() -> None:
    request, _, _ = a_request({"name": "Acme Pest", "state": "FL"}, deal="Florida")

    assert (request.deal_id, request.deal_value) == (FL_DEAL.id, 90_000.0)


def test_without_a_company_it_is_where_the_person_works() -> None:
    """Named in mails as its people say it; its state and trade count as if it had been typed."""
    request, at, _ = a_request(None, ROSA.email)

    assert at == IN_FL
    assert (request.company_name, request.company_state) == ("Acme Pest", "FL")
    assert a_request(None, JOHN.email)[0].trade == "pest_control"


def test_without_a_company_whom_the_mails_greet_counts() -> None:
    """Not who may stay away."""
    guests = [
        {"address": ROSA.email, "name": "Rosa", "required": False},
        {"address": JOHN.email, "name": "John", "required": True},
    ]

    assert a_request(None, external=guests)[1] == IN_TN


def test_nobody_known_has_no_company() -> None:
    request, at, _ = a_request(None)

    assert (request.company_id, request.company_name, at) == (None, "", None)

"""A request takes from the app's own records what was left open, and changes nothing that was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.builders import a_company, a_contact
from xforce_desktop.clock import ManualClock
from xforce_desktop.crm.records import TextConsent
from xforce_desktop.ids import SeededIds
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.creation import request_from
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import SmsConsent
from xforce_desktop.settings import Settings
from xforce_desktop.store.memory import MemoryStore

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ACME = a_company(state="GA")
DANA = a_contact(
    phone="+14075550101",
    timezone="America/Chicago",
    sms_consent=TextConsent(date(2026, 1, 2), "web form"),
)


def attendee(given, contact=DANA, company="Acme Pest"):
    fields = {
        "meeting_type": "demo",
        "context": "x",
        "platform": "teams",
        "company": company,
        "internal": [],
        "external": [{"address": "Dana@acme.example", "name": "Dana", "required": True} | given],
        "preferences": {},
    }
    store = MemoryStore(ManualClock(NOW), SeededIds(1))
    with store.begin() as work:
        work.save_account(Account("Brent", "brent@xforce.example", timezone="America/New_York"))
        work.save_records([ACME, contact])
        request = request_from(check_new_request(fields), work, SeededIds(2), NOW, Settings())
    return request, request.external[0]


def test_what_was_left_open_is_known():
    """Title, number, zone, the company's state, and the consent for that number."""
    request, dana = attendee({})

    assert (dana.title, dana.phone, dana.timezone) == ("CFO", "+14075550101", "America/Chicago")
    assert dana.sms_consent == SmsConsent(date(2026, 1, 2), "web form")
    assert request.company_state == "GA"


@pytest.mark.parametrize(
    "given, field, value",
    [
        ({"title": "Owner"}, "title", "Owner"),
        ({"phone": "404 555 0199"}, "phone", "404 555 0199"),
        ({"timezone": "America/Denver"}, "timezone", "America/Denver"),
    ],
)
def test_what_was_given_stays(given, field, value):
    """Whatever is known otherwise."""
    assert getattr(attendee(given)[1], field) == value


def test_a_consent_holds_for_its_number_only():
    """Another number may not be texted; the same in another spelling may."""
    assert attendee({"phone": "404 555 0199"})[1].sms_consent is None
    assert attendee({"phone": "(407) 555-0101"})[1].sms_consent is not None
    assert attendee({}, replace(DANA, phone=""))[1].sms_consent is None


@pytest.mark.parametrize("zone", ["Europe/London", ""])
def test_a_number_of_another_country_keeps_its_consent_to_itself(zone):
    """Typed without its country it is read as one of their zone; what cannot be read is nobody else's."""
    london = replace(DANA, phone="020 7946 0958", timezone=zone)

    assert attendee({"phone": "020 7946 0999"}, london)[1].sms_consent is None
    assert attendee({"phone": "+44 20 7946 0958"}, london)[1].sms_consent is not None
    assert attendee({"phone": "020 7946 0958"}, london)[1].sms_consent is not None
    assert attendee({}, replace(london, phone=""))[1].sms_consent is None

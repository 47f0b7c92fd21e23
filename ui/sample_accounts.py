"""Sample companies, contacts and deals for screenshots and for trying the screens."""

from __future__ import annotations

import uuid
from datetime import date

from xforce_desktop.crm.records import Company, ContactRecord, Deal, Record, TextConsent

ACME = Company(uuid.UUID(int=901), "Acme Pest", "GA", "pest control", 42, "family")
_BAYSHORE = Company(uuid.UUID(int=902), "Bayshore Group", "FL", "lawn care", 180, "PE backed")
_DELTA = Company(uuid.UUID(int=903), "Delta Pest", "LA", "pest control")
_JOHN = ContactRecord(
    uuid.UUID(int=911),
    "john@acmepest.example",
    ACME.id,
    "John Smith",
    "Owner",
    "+14045550142",
    "America/New_York",
    is_owner=True,
)
_DANA = ContactRecord(
    uuid.UUID(int=912),
    "dana@acmepest.example",
    ACME.id,
    "Dana Reyes",
    "Operations Manager",
    "+14045550143",
    is_champion=True,
    may_be_copied=True,
    sms_consent=TextConsent(date(2026, 1, 12), "web form"),
)
_RENEE = ContactRecord(
    uuid.UUID(int=913), "renee@bayshore.example", _BAYSHORE.id, "Renée Brûlé", "CFO", "+13055550177"
)
_PHONES = Deal(
    uuid.UUID(int=921),
    "AI receptionist",
    ACME.id,
    "proposal",
    12000.0,
    ("missed calls", "after hours"),
    ("receptionist",),
)


def records() -> tuple[Record, ...]:
    """Companies, contacts and deals."""
    return ACME, _BAYSHORE, _DELTA, _JOHN, _DANA, _RENEE, _PHONES


def requests_by_record() -> dict[uuid.UUID, int]:
    return {ACME.id: 2, _JOHN.id: 2, _PHONES.id: 1, _BAYSHORE.id: 1}

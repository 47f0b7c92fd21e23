"""What a meeting begins with that is asked for from a record: company, deal, and whom to meet there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from ui.accounts.words import MOST_NAMED
from ui.request_form.fields import Prefill
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Record
from xforce_desktop.crm.search import SearchIndex
from xforce_desktop.scheduling.remembered import Origin, Remembered


def prefill_of(record: Record, index: SearchIndex, now: datetime) -> Prefill:
    """From a company or a deal the first people there; the deal if it is the only one."""
    company_id = record.id if isinstance(record, Company) else record.company_id
    company = index.by_id.get(company_id) if company_id else None
    people = [record] if isinstance(record, ContactRecord) else people_at(company_id, index)[:MOST_NAMED]
    deals = [one for one in index.deals if company_id and one.company_id == company_id]
    deal = record if isinstance(record, Deal) else deals[0] if len(deals) == 1 else None
    guests = tuple(_guest(one, company, now) for one in people)
    name, state = (company.name, company.state) if company else ("", "")
    return Prefill(name, state, deal.name if deal else "", guests)


def people_at(company_id: uuid.UUID | None, index: SearchIndex) -> Sequence[ContactRecord]:
    return [one for one in index.people if company_id and one.company_id == company_id]


def _guest(one: ContactRecord, company: Company | None, now: datetime) -> Remembered:
    at = company.name if company else ""
    return Remembered(
        Origin.CONTACT, one.email, one.name, now, one.title, at, one.phone, one.timezone, one.sms_consent
    )

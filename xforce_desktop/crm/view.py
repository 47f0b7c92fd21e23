"""Records as scripts see them."""

from __future__ import annotations

from typing import Any

from xforce_desktop.crm.records import Company, ContactRecord, Deal
from xforce_desktop.crm.search import Matches, SearchIndex


def matches_json(index: SearchIndex, found: Matches) -> dict[str, list[dict[str, Any]]]:
    """Companies, contacts and deals, each with the number of requests it is in."""
    people: dict[object, int] = {}
    deals: dict[object, int] = {}
    for one in index.people:
        people[one.company_id] = people.get(one.company_id, 0) + 1
    for deal in index.deals:
        deals[deal.company_id] = deals.get(deal.company_id, 0) + 1
    return {
        "companies": [
            _company(one)
            | {"contacts": people.get(one.id, 0), "deals": deals.get(one.id, 0)}
            | _requests(index, one)
            for one in found.companies
        ],
        "contacts": [_contact(index, one) | _requests(index, one) for one in found.people],
        "deals": [_deal(index, deal) | _requests(index, deal) for deal in found.deals],
    }


def _requests(index: SearchIndex, one: Company | ContactRecord | Deal) -> dict[str, Any]:
    return {"requests": index.requests.get(one.id, 0)}


def _company(one: Company) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "state": one.state,
        "industry": one.industry,
        "employee_count": one.employee_count,
        "ownership_type": one.ownership_type,
    }


def _contact(index: SearchIndex, one: ContactRecord) -> dict[str, Any]:
    consent = one.sms_consent
    return {
        "id": str(one.id),
        "name": one.name,
        "email": one.email,
        "title": one.title,
        "phone": one.phone,
        "timezone": one.timezone,
        "company_id": str(one.company_id) if one.company_id else None,
        "company": index.company_name(one.company_id),
        "is_champion": one.is_champion,
        "may_be_copied": one.may_be_copied,
        "is_owner": one.is_owner,
        "sms_consent": {"on": consent.given_on.isoformat(), "source": consent.source} if consent else None,
    }


def _deal(index: SearchIndex, one: Deal) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "company_id": str(one.company_id) if one.company_id else None,
        "company": index.company_name(one.company_id),
        "stage": one.stage,
        "estimated_value": one.estimated_value,
        "identified_pain_points": list(one.identified_pain_points),
        "products": list(one.products),
    }

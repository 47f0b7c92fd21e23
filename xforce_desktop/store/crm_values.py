"""Rows of companies, contacts and deals as records, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row as SqlRow

from xforce_desktop.crm.records import Company, ContactRecord, Deal, Record, TextConsent
from xforce_desktop.crm.same import words_key
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.tables import CompanyRow, ContactRow, DealRow


def company(row: CompanyRow | SqlRow[Any]) -> Company:
    return Company(
        row.id,
        row.name,
        row.state or "",
        row.industry or "",
        row.employee_count,
        row.ownership_type or "",
    )


def contact(row: ContactRow | SqlRow[Any]) -> ContactRecord:
    consent = row.sms_consent
    return ContactRecord(
        id=row.id,
        email=row.email,
        company_id=row.company_id,
        name=row.name or "",
        title=row.title or "",
        phone=row.phone or "",
        timezone=row.timezone or "",
        is_champion=row.is_champion,
        is_owner=row.is_owner,
        may_be_copied=row.may_be_copied,
        sms_consent=TextConsent(date.fromisoformat(consent["given_on"]), consent["source"])
        if consent
        else None,
    )


def deal(row: DealRow | SqlRow[Any]) -> Deal:
    return Deal(
        id=row.id,
        name=row.name,
        company_id=row.company_id,
        stage=row.stage or "",
        estimated_value=row.estimated_value,
        identified_pain_points=tuple(row.identified_pain_points or ()),
        products=tuple(row.products or ()),
    )


def columns(record: Record) -> dict[str, Any]:
    """What is stored of a record, without its times."""
    if isinstance(record, Company):
        return {
            "id": record.id,
            "name": record.name,
            "name_key": words_key(record.name),
            "state": record.state or None,
            "industry": record.industry or None,
            "employee_count": record.employee_count,
            "ownership_type": record.ownership_type or None,
        }
    if isinstance(record, ContactRecord):
        return _contact_columns(record)
    return {
        "id": record.id,
        "company_id": record.company_id,
        "name": record.name,
        "name_key": words_key(record.name),
        "stage": record.stage or None,
        "estimated_value": record.estimated_value,
        "identified_pain_points": list(record.identified_pain_points) or None,
        "products": list(record.products) or None,
    }


def _contact_columns(record: ContactRecord) -> dict[str, Any]:
    consent = record.sms_consent
    return {
        "id": record.id,
        "company_id": record.company_id,
        "name": record.name or None,
        "email": record.email,
        "email_key": address_key(record.email),
        "title": record.title or None,
        "phone": record.phone or None,
        "timezone": record.timezone or None,
        "is_champion": record.is_champion,
        "is_owner": record.is_owner,
        "may_be_copied": record.may_be_copied,
        "sms_consent": {"given_on": consent.given_on.isoformat(), "source": consent.source}
        if consent
        else None,
    }

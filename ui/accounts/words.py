"""What the lists and forms of companies, contacts and deals are called, and how a record reads in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.asking import Question
from xforce_desktop.crm.export import cells_of
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.hanging import Hanging, counted
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind, Record
from xforce_desktop.crm.search import SearchIndex
from xforce_desktop.scheduling.records_desk import CompanyLife

HEADS: dict[Kind, tuple[str, ...]] = {
    Kind.COMPANY: ("Company", "State", "Trade", "Employees", "Contacts", "Requests"),
    Kind.CONTACT: ("Name", "Title", "Company", "Mail", "Phone"),
    Kind.DEAL: ("Deal", "Company", "Stage", "Value", "Requests"),
}
PLURALS = {Kind.COMPANY: "Companies", Kind.CONTACT: "Contacts", Kind.DEAL: "Deals"}
NONE_YET = {
    Kind.COMPANY: "No companies yet. Import a list, add one, or start a meeting.",
    Kind.CONTACT: "No contacts yet. Import a list or cards, add one, or start a meeting.",
    Kind.DEAL: "No deals yet. Import a list, add one, or name one in a meeting.",
}
MOST_NAMED = 5
NONE_FOUND = "Nothing holds all these words."


@dataclass(frozen=True)
class FieldShape:
    """One field of a form. `is_tick`: yes or no."""

    field: ListField
    label: str
    hint: str = ""
    is_tick: bool = False


FORMS: dict[Kind, tuple[FieldShape, ...]] = {
    Kind.COMPANY: (
        FieldShape(ListField.COMPANY, "Name", "Acme Pest"),
        FieldShape(ListField.STATE, "State", "FL"),
        FieldShape(ListField.INDUSTRY, "Trade", "pest control"),
        FieldShape(ListField.EMPLOYEES, "Employees", "42"),
        FieldShape(ListField.OWNERSHIP, "Ownership", "family, PE backed, …"),
    ),
    Kind.CONTACT: (
        FieldShape(ListField.EMAIL, "Mail", "dana@acme.example"),
        FieldShape(ListField.NAME, "Name", "Dana Reyes"),
        FieldShape(ListField.TITLE, "Title", "CFO"),
        FieldShape(ListField.COMPANY, "Company", "Acme Pest"),
        FieldShape(ListField.PHONE, "Phone", "(407) 555-0142"),
        FieldShape(ListField.TIMEZONE, "Time zone", "America/New_York"),
        FieldShape(ListField.SMS_CONSENT, "Texts since", "2026-01-31, if they agreed"),
        FieldShape(ListField.SMS_SOURCE, "How agreed", "web form, by phone, …"),
        FieldShape(ListField.CHAMPION, "Helps us there", is_tick=True),
        FieldShape(ListField.MAY_BE_COPIED, "May stand in copy", is_tick=True),
        FieldShape(ListField.OWNER, "Owns the company", is_tick=True),
    ),
    Kind.DEAL: (
        FieldShape(ListField.DEAL, "Name", "AI receptionist"),
        FieldShape(ListField.COMPANY, "Company", "Acme Pest"),
        FieldShape(ListField.STAGE, "Stage", "proposal"),
        FieldShape(ListField.VALUE, "Value", "12000"),
        FieldShape(ListField.PAIN_POINTS, "Pain points", "missed calls; after hours"),
        FieldShape(ListField.PRODUCTS, "Products", "receptionist; reporting"),
    ),
}


_CONSENT = frozenset({ListField.SMS_CONSENT, ListField.SMS_SOURCE})


@dataclass(frozen=True)
class RecordLine:
    """One row of a list; `key` is the record's id."""

    key: str
    cells: tuple[str, ...]


def lines_of(kind: Kind, records: Sequence[Record], index: SearchIndex) -> list[RecordLine]:
    """In the order of the records."""
    if kind is Kind.COMPANY:
        people: dict[object, int] = {}
        for one in index.people:
            people[one.company_id] = people.get(one.company_id, 0) + 1
        return [_company(one, index, people) for one in records if isinstance(one, Company)]
    if kind is Kind.CONTACT:
        return [_contact(one, index) for one in records if isinstance(one, ContactRecord)]
    return [_deal(one, index) for one in records if isinstance(one, Deal)]


def _company(one: Company, index: SearchIndex, people: dict[object, int]) -> RecordLine:
    staff = str(one.employee_count) if one.employee_count else ""
    counts = (_number(people.get(one.id, 0)), _number(index.requests.get(one.id, 0)))
    return RecordLine(str(one.id), (one.name, one.state, one.industry, staff, *counts))


def _contact(one: ContactRecord, index: SearchIndex) -> RecordLine:
    name = f"{one.name or one.email}{'  ★' if one.is_champion else ''}"
    at = index.company_name(one.company_id)
    return RecordLine(str(one.id), (name, one.title, at, one.email, one.phone))


def _deal(one: Deal, index: SearchIndex) -> RecordLine:
    value = f"{one.estimated_value:,.0f}" if one.estimated_value is not None else ""
    at = index.company_name(one.company_id)
    return RecordLine(str(one.id), (one.name, at, one.stage, value, _number(index.requests.get(one.id, 0))))


def _number(count: int) -> str:
    return str(count) if count else ""


def changed_cells(typed: Mapping[ListField, str], shown: Mapping[ListField, str]) -> dict[ListField, str]:
    """Those that somebody changed; a consent's day and source belong together."""
    changed = {field for field, cell in typed.items() if cell != shown.get(field, "").strip()}
    if changed & _CONSENT:
        changed |= _CONSENT
    return {field: cell for field, cell in typed.items() if field in changed}


def saved_in_words(before: Record | None, after: Record | None, changed: Mapping[ListField, str]) -> str:
    """That it was saved, and what went with a number."""
    had = isinstance(before, ContactRecord) and before.sms_consent is not None
    has = isinstance(after, ContactRecord) and after.sms_consent is not None
    if had and not has and ListField.SMS_CONSENT not in changed:
        return "Saved. The consent to texts was for the old number and went with it."
    return "Saved."


def deletion_in_words(record: Record, hanging: Hanging) -> str:
    """What goes with a record, and what stays without it."""
    without = {Company: "a company", ContactRecord: "them", Deal: "a deal"}[type(record)]
    goes = [f"{counted(hanging.goes)} will be deleted with it."] if hanging.goes else []
    stays = [f"{counted(hanging.stays)} will stay without {without}."] if hanging.stays else []
    return " ".join([*goes, *stays, "This cannot be taken back."])


def form_cells(record: Record, index: SearchIndex) -> dict[ListField, str]:
    """A record as its form shows it."""
    cells = cells_of(record)
    if isinstance(record, ContactRecord | Deal):
        cells[ListField.COMPANY] = index.company_name(record.company_id)
    if isinstance(record, ContactRecord) and record.sms_consent:
        cells[ListField.SMS_CONSENT] = record.sms_consent.given_on.isoformat()
        cells[ListField.SMS_SOURCE] = record.sms_consent.source
    return cells


def leaving(heading: str) -> Question:
    """Asked before what is typed in a form gives way to another form."""
    return Question(
        f"Leave “{heading}” unsaved?",
        "What you typed is not saved. It is lost if another form is opened.",
        "Leave it unsaved",
        "Keep what is typed",
        is_grave=True,
    )


def life_in_words(
    people: Sequence[str], deals: Sequence[str], life: CompanyLife
) -> tuple[tuple[str, str], ...]:
    """What goes on with a company, each heading with its lines; what there is nothing of says so."""
    signals = [f"{one.description} ({one.impact})" for one in life.signals]
    requests = [f"{one.title or 'Meeting'}: {one.state.replace('_', ' ')}" for one in life.requests]
    parts = (
        ("Contacts", people, "Nobody is known there yet."),
        ("Deals", deals, "No deal yet."),
        ("What scheduling says", signals, "Nothing noticed yet."),
        ("Requests", requests, "No meeting was asked for yet."),
    )
    return tuple((heading, _lines(some, none)) for heading, some, none in parts)


def _lines(some: Sequence[str], none: str) -> str:
    more = len(some) - MOST_NAMED
    told = [*some[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])]
    return "\n".join(told) or none


def person_line(one: ContactRecord) -> str:
    said = ", ".join(word for word in (one.name or one.email, one.title) if word)
    return f"{said}{'  ★ helps us' if one.is_champion else ''}"

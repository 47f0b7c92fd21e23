"""Rows of a list as what they say of a company, a contact and a deal; what is wrong is kept beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xforce_desktop.crm.columns import ColumnGuess
from xforce_desktop.crm.consent import is_refusal, with_source
from xforce_desktop.crm.csv_reading import ListTable, TableRow
from xforce_desktop.crm.fields import PLACES, ListField, label_of, list_words
from xforce_desktop.crm.numbers import DEFAULT_REGION
from xforce_desktop.crm.records import Kind, NoConsent, TextConsent
from xforce_desktop.crm.unusable import Unusable
from xforce_desktop.crm.values import Value, parse, words_of

_ABOUT_THE_CONTACT = frozenset(field for field, (kind, _) in PLACES.items() if kind is Kind.CONTACT)
_TITLES = frozenset({ListField.COMPANY, ListField.NAME, ListField.TITLE, ListField.DEAL})
_ABOUT_THE_DEAL = frozenset(field for field, (kind, _) in PLACES.items() if kind is Kind.DEAL)


@dataclass(frozen=True)
class Note:
    """What is to be said of a row. `field` is empty where it concerns the whole row."""

    reason: str
    field: ListField | None = None

    @property
    def words(self) -> str:
        return f"{label_of(self.field)}: {self.reason}" if self.field else self.reason


@dataclass(frozen=True)
class Entry:
    """One row (or card), `number` as in a spreadsheet. `refused` says why nothing of it can be kept."""

    number: int
    values: Mapping[ListField, Value] = dataclasses.field(default_factory=dict)
    faults: tuple[Note, ...] = ()
    refused: str = ""

    def of(self, kind: Kind) -> dict[str, Value]:
        """What it says of the record of that kind, by the record's own names."""
        return {PLACES[field][1]: value for field, value in self.values.items() if PLACES[field][0] is kind}


def entries_of(
    table: ListTable, columns: Sequence[ColumnGuess], today: date, region: str = DEFAULT_REGION
) -> Iterator[Entry]:
    """One for each row that has anything in it."""
    places = [(place, guess.field) for place, guess in enumerate(columns) if guess.field]
    for row in table.rows:
        if row.fault:
            yield Entry(row.number, refused=row.fault)
            continue
        cells = {field: row.cells[place] for place, field in places if field and row.cells[place]}
        yield entry(row.number, cells, today, region) if cells else _without_columns(row)


def _without_columns(row: TableRow) -> Entry:
    return Entry(row.number, refused="there is nothing in the columns that are used")


def entry(
    number: int,
    cells: Mapping[ListField, str],
    today: date,
    region: str = DEFAULT_REGION,
    *,
    is_table: bool = True,
) -> Entry:
    """The row checked: each cell by itself, then what belongs together. In a table cells may be formulas."""
    values: dict[ListField, Value] = {}
    faults: list[Note] = []
    for field, cell in cells.items():
        try:
            text = words_of(field, cell, is_table=is_table)
            value = parse(field, text, today, region) if text else None
            if not text and _is_name_too(field, cell):
                faults.append(Note(f"“{cell.strip()}” was taken for no company", field))
        except Unusable as error:
            faults.append(Note(str(error), field))
            continue
        if value is not None and value != ():
            values[field] = value
    _join_names(values)
    _join_consent(values, faults)
    _leave_consent_without_number(values, faults)
    _check_belongings(values, faults)
    if values:
        return Entry(number, values, tuple(faults))
    said = "; ".join(fault.words for fault in faults)
    return Entry(number, refused=said or "it says nothing of a company, a contact or a deal")


def _leave_consent_without_number(values: dict[ListField, Value], faults: list[Note]) -> None:
    """It was given for the number beside it: one that cannot be read is not the one that is known."""
    is_unread = any(fault.field is ListField.PHONE for fault in faults)
    if is_unread and isinstance(values.get(ListField.SMS_CONSENT), TextConsent):
        del values[ListField.SMS_CONSENT]
        words = "the consent to texts stands beside a number that cannot be used, and was left out"
        faults.append(Note(words, ListField.SMS_CONSENT))


def _is_name_too(field: ListField, cell: str) -> bool:
    """Words that say that a cell is empty, and may be a company's name all the same."""
    names = {one.casefold() for one in list_words().names_too}
    return field is ListField.COMPANY and cell.strip().casefold() in names


def _join_names(values: dict[ListField, Value]) -> None:
    parts = [str(values.pop(field, "")) for field in (ListField.FIRST_NAME, ListField.LAST_NAME)]
    joined = " ".join(part for part in parts if part)
    if joined and ListField.NAME not in values:
        values[ListField.NAME] = joined


def _join_consent(values: dict[ListField, Value], faults: list[Note]) -> None:
    """A day and a source, from one cell or two; else it does not count."""
    source = str(values.pop(ListField.SMS_SOURCE, ""))
    consent = values.get(ListField.SMS_CONSENT)
    if isinstance(consent, TextConsent):
        try:
            values[ListField.SMS_CONSENT] = with_source(consent, source)
        except Unusable as error:
            del values[ListField.SMS_CONSENT]
            faults.append(Note(str(error), ListField.SMS_CONSENT))
    elif is_refusal(source):
        values[ListField.SMS_CONSENT] = NoConsent(source)


def _check_belongings(values: dict[ListField, Value], faults: list[Note]) -> None:
    """What is said of nobody in particular is left out, with the reason."""
    is_no = values.get(ListField.SMS_CONSENT) == NoConsent()
    if ListField.EMAIL not in values and (lost := _drop(values, _ABOUT_THE_CONTACT)):
        has_said_why = any(fault.field is ListField.EMAIL for fault in faults)
        says_nothing = {ListField.TIMEZONE} | ({ListField.SMS_CONSENT} if is_no else set())
        if lost - says_nothing and not has_said_why:
            faults.append(Note("without a mail address nobody can be kept as a contact", ListField.EMAIL))
        elif has_said_why:
            faults.append(Note("without a usable mail address the contact was left out"))
    if ListField.DEAL not in values and (lost := _drop(values, _ABOUT_THE_DEAL)):
        faults.append(Note(f"the row names no deal, so its {_left_out(lost)}", ListField.DEAL))
    about_company = {ListField.STATE, ListField.INDUSTRY, ListField.EMPLOYEES, ListField.OWNERSHIP}
    if ListField.COMPANY not in values and (lost := _drop(values, about_company)):
        faults.append(Note(f"the row names no company, so its {_left_out(lost)}", ListField.COMPANY))


def _left_out(lost: set[ListField]) -> str:
    said = " and ".join(label_of(field) for field in sorted(lost))
    return f"{said} {'were' if len(lost) > 1 else 'was'} left out"


def _drop(values: dict[ListField, Value], fields: frozenset[ListField] | set[ListField]) -> set[ListField]:
    lost = {field for field in values if field in fields}
    for field in lost:
        del values[field]
    return lost

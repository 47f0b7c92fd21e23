"""What a list would do to the records: the one decision behind preview and import.

What is known stays: only empty fields are filled, unless `is_updating`; then the list's values replace them,
and of several rows the last. Which records are one is said in `same`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TypeVar

from xforce_desktop.crm.book import Book, Change, kind_of
from xforce_desktop.crm.consent import consent_for, refusal_in_words
from xforce_desktop.crm.entries import Entry, Note
from xforce_desktop.crm.fields import PLACES, ListField, label_of
from xforce_desktop.crm.numbers import DEFAULT_REGION
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind, NoConsent, Record, TextConsent
from xforce_desktop.crm.same import named_with_state, state_in_name, words_key
from xforce_desktop.ids import IdSource

R = TypeVar("R", Company, ContactRecord, Deal)
_FIELDS = {place: field for field, place in PLACES.items()}


class Effect(StrEnum):
    """What a row does to a record."""

    ADDED = "added"
    FILLED = "filled"  # empty fields got a value
    CHANGED = "changed"  # other values were replaced
    LEFT = "left"  # it is as the row says, or stays as it was
    REFUSED = "refused"


@dataclass(frozen=True)
class RowEffect:
    """What a row does to one record: which, how, and which fields get a value."""

    kind: Kind
    effect: Effect
    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowPlan:
    """One row: what it does, and what is to be said of it. Refused: nothing of it is kept."""

    number: int
    effects: tuple[RowEffect, ...] = ()
    notes: tuple[Note, ...] = ()
    is_refused: bool = False

    @property
    def effect(self) -> Effect:
        """The most that it does."""
        done = {one.effect for one in self.effects}
        return Effect.REFUSED if self.is_refused else next((e for e in Effect if e in done), Effect.LEFT)


@dataclass(frozen=True)
class Doubt:
    """A record of the list that may be one we have, and was kept apart."""

    number: int
    kind: Kind
    name: str
    other: str
    reason: str


@dataclass(frozen=True)
class ImportPlan:
    """`changes` is what is written, companies first; `rows` tell of each row, in order."""

    changes: tuple[Change, ...]
    rows: tuple[RowPlan, ...]
    doubts: tuple[Doubt, ...]

    def counts(self) -> dict[Kind, Counter[Effect]]:
        """Records, each counted once: added, or else filled or changed."""
        made: dict[Kind, Counter[Effect]] = {kind: Counter() for kind in Kind}
        best: dict[tuple[Kind, object], Effect] = {}
        for change in self.changes:
            best[(change.kind, change.after.id)] = _effect_of(change)
        for (kind, _), effect in best.items():
            made[kind][effect] += 1
        return made

    @property
    def refused(self) -> int:
        return sum(row.is_refused for row in self.rows)

    @property
    def faulty_fields(self) -> int:
        return sum(note.field is not None for row in self.rows for note in row.notes)


@dataclass(frozen=True)
class PlanRules:
    """`barred`: addresses that asked not to be written to; `is_ours`: whether an address is on our side;
    `region_of`: the country (ISO 3166) of numbers without a code for somebody in that time zone, or in none.
    """

    is_updating: bool = False
    barred: frozenset[str] = frozenset()
    is_ours: Callable[[str], bool] = lambda address: False
    region_of: Callable[[str], str] = lambda zone: DEFAULT_REGION


def plan_import(
    entries: Iterable[Entry],
    book: Book,
    ids: IdSource,
    rules: PlanRules,
    on_row: Callable[[int], None] = lambda done: None,
) -> ImportPlan:
    """Go through the list; `on_row` hears how many rows are done and may raise to stop."""
    planner = _Planner(book, ids, rules)
    rows: list[RowPlan] = []
    for one in entries:
        rows.append(planner.row(one))
        on_row(len(rows))
    return ImportPlan(tuple(book.changes()), tuple(rows), tuple(planner.doubts))


class _Planner:
    def __init__(self, book: Book, ids: IdSource, rules: PlanRules) -> None:
        self._book, self._ids, self._rules = book, ids, rules
        self.doubts: list[Doubt] = []
        self._doubted: set[tuple[str, str]] = set()

    def row(self, entry: Entry) -> RowPlan:
        if entry.refused:
            return RowPlan(entry.number, notes=(Note(entry.refused),), is_refused=True)
        self._notes = list(entry.faults)
        effects: list[RowEffect] = []
        company = self._company(entry, effects)
        self._contact(entry, company, effects)
        self._deal(entry, company, effects)
        return RowPlan(entry.number, tuple(effects), tuple(self._notes), is_refused=not effects)

    def _company(self, entry: Entry, effects: list[RowEffect]) -> Company | None:
        wanted = entry.of(Kind.COMPANY)
        if not wanted:
            return None
        name, state = str(wanted["name"]), str(wanted.get("state", ""))
        found = self._book.find_company(name, state, str(entry.values.get(ListField.EMAIL, "")))
        if found.company is not None:
            return self._merged(found.company, wanted | {"name": found.company.name}, effects)
        if self._book.is_name_taken(name):
            name = named_with_state(name, state or state_in_name(name))
        for other, reason in found.doubts:
            self._doubt(entry.number, Kind.COMPANY, name, other.name, reason)
        if self._book.is_name_taken(name):
            self._notes.append(Note(f"there is another “{name}” already", ListField.COMPANY))
            return None
        return self._merged(Company(self._ids.new(), name), wanted | {"name": name}, effects, is_new=True)

    def _contact(self, entry: Entry, company: Company | None, effects: list[RowEffect]) -> None:
        wanted: dict[str, object] = dict(entry.of(Kind.CONTACT))
        if not wanted:
            return
        address = str(wanted["email"])
        known = self._book.contact(address)
        if company is not None:
            wanted["company_id"] = company.id
        if known is None:
            self._look_alikes(entry.number, wanted, company, address)
        old = known or ContactRecord(self._ids.new(), address)
        wanted["email"] = old.email
        old = self._keep_champion_rule(wanted, self._keep_consent_rule(wanted, old))
        if address.casefold() in self._rules.barred:
            self._notes.append(Note("they asked not to be written to; that stays"))
        self._merged(old, wanted, effects, is_new=known is None)

    def _look_alikes(
        self, number: int, wanted: Mapping[str, object], company: Company | None, address: str
    ) -> None:
        name = str(wanted.get("name", ""))
        for other in self._book.of_same_name(name, company.id) if name and company else ():
            reason = f"the same name at the same company under {other.email}"
            self._doubt(number, Kind.CONTACT, address, other.email, reason)

    def _keep_consent_rule(self, wanted: dict[str, object], old: ContactRecord) -> ContactRecord:
        """As `consent_for` says; the record without a consent that its new number ends."""
        number, given = str(wanted.get("phone", "")), wanted.pop("sms_consent", None)
        assert given is None or isinstance(given, TextConsent | NoConsent)
        kept = number if number and (self._rules.is_updating or not old.phone) else old.phone
        region = self._rules.region_of(old.timezone or str(wanted.get("timezone", "")))
        stays, taken, reason = consent_for(old, kept, given, number, region)
        if isinstance(taken, NoConsent) and not reason and (self._rules.is_updating or not stays):
            reason = refusal_in_words(taken, stays)
        if reason:
            self._notes.append(Note(reason, ListField.SMS_CONSENT))
        if taken is not None:
            wanted["sms_consent"] = taken
        return replace(old, sms_consent=stays)

    def _keep_champion_rule(self, wanted: dict[str, object], old: ContactRecord) -> ContactRecord:
        """One champion a company, of theirs; a leave to be copied goes with being the champion. The record
        without a role or leave that it loses by what is wanted."""
        at = old.company_id or wanted.get("company_id")
        if self._rules.is_updating and wanted.get("company_id"):
            at = wanted["company_id"]
        company = self._book.company(at) if at else None  # type: ignore[arg-type]  # an id
        rival = self._book.champion(company.id) if company else None
        if old.is_champion and at == old.company_id:
            rival = None  # it is theirs already
        if wanted.get("is_champion") and (not old.is_champion or rival is not None):
            if reason := self._no_champion(old, company, rival):
                del wanted["is_champion"]
                self._notes.append(Note(reason, ListField.CHAMPION))
            elif rival is not None:
                self._end_role(rival)
                rival = None
        if old.is_champion and rival is not None:
            self._notes.append(Note(_champion_there(rival), ListField.CHAMPION))
            old = replace(old, is_champion=False, may_be_copied=False)
        has_no = wanted.get("is_champion") is False and self._rules.is_updating
        stays = not has_no and (bool(wanted.get("is_champion")) or old.is_champion)
        if wanted.get("may_be_copied") and not stays:
            del wanted["may_be_copied"]
            self._notes.append(Note("only a champion can be copied", ListField.MAY_BE_COPIED))
        return replace(old, may_be_copied=old.may_be_copied and stays)

    def _end_role(self, rival: ContactRecord) -> None:
        self._book.put(replace(rival, is_champion=False, may_be_copied=False))
        leave = ", and the leave to copy them went with it" if rival.may_be_copied else ""
        who = rival.name or rival.email
        self._notes.append(Note(f"{who} is no longer the champion there{leave}", ListField.CHAMPION))

    def _no_champion(self, old: ContactRecord, company: Company | None, rival: ContactRecord | None) -> str:
        if company is None:
            return "it is not known where they work"
        if self._rules.is_ours(old.email):
            return "they are on our side"
        if rival is not None and not self._rules.is_updating:
            return _champion_there(rival)
        return ""

    def _deal(self, entry: Entry, company: Company | None, effects: list[RowEffect]) -> None:
        wanted: dict[str, object] = dict(entry.of(Kind.DEAL))
        if not wanted:
            return
        at, name = company.id if company else None, str(wanted["name"])
        known = self._book.deal(name, at)
        old = known or Deal(self._ids.new(), name, at)
        self._merged(old, wanted | {"name": old.name}, effects, is_new=known is None)

    def _merged(
        self, old: R, wanted: Mapping[str, object], effects: list[RowEffect], *, is_new: bool = False
    ) -> R:
        """Put what is wanted into the record, as far as the rule allows, and say what was done."""
        changes: dict[str, object] = {}
        filled: list[str] = []
        replaced: list[str] = []
        for name, value in wanted.items():
            was = getattr(old, name)
            if _is_same(was, value) or value is None or value in ("", ()):
                continue
            if _is_empty(was):
                filled.append(name)
            elif self._rules.is_updating:
                replaced.append(name)
            else:
                self._stays(old, name, was, value)
                continue
            changes[name] = None if isinstance(value, NoConsent) else value
        new = replace(old, **changes) if changes else old  # type: ignore[arg-type]  # checked values
        if is_new or changes:
            self._book.put(new)
        effect = _most(is_new, replaced, filled)
        effects.append(RowEffect(kind_of(new), effect, title_of(new), tuple(_told(new, filled + replaced))))
        return new

    def _stays(self, old: Record, name: str, was: object, value: object) -> None:
        field = _FIELDS.get((kind_of(old), name))
        if field is None:
            here, there = self._book.company(was), self._book.company(value)  # type: ignore[arg-type]  # ids
            reason = f"works for “{here.name if here else ''}”; “{there.name if there else ''}” was left"
            self._notes.append(Note(reason, ListField.COMPANY))
        else:
            self._notes.append(Note(f"stays “{said(was)}”; “{said(value)}” was left", field))

    def _doubt(self, number: int, kind: Kind, name: str, other: str, reason: str) -> None:
        if (name, other) not in self._doubted:
            self._doubted.add((name, other))
            self.doubts.append(Doubt(number, kind, name, other, reason))


def _most(is_new: bool, replaced: list[str], filled: list[str]) -> Effect:
    if is_new:
        return Effect.ADDED
    return Effect.CHANGED if replaced else Effect.FILLED if filled else Effect.LEFT


def _is_empty(value: object) -> bool:
    return value is None or value is False or value in ("", ())


def _champion_there(rival: ContactRecord) -> str:
    return f"{rival.name or rival.email} is the champion there"


def _is_same(was: object, value: object) -> bool:
    if isinstance(was, str) and isinstance(value, str):
        return words_key(was) == words_key(value)
    return was == value or (was is None and isinstance(value, NoConsent))


def _told(record: Record, names: Iterable[str]) -> Iterable[str]:
    kind = kind_of(record)
    return (
        label_of(_FIELDS[(kind, name)]) if (kind, name) in _FIELDS else "company"
        for name in names
        if (kind, name) not in {(kind, "name"), (kind, "email")}
    )


def _effect_of(change: Change) -> Effect:
    if change.before is None:
        return Effect.ADDED
    return (
        Effect.CHANGED if any(_was_replaced(change, f.name) for f in fields(change.after)) else Effect.FILLED
    )


def _was_replaced(change: Change, name: str) -> bool:
    was, now = getattr(change.before, name), getattr(change.after, name)
    return was != now and not _is_empty(was)


def title_of(record: Record) -> str:
    """What it is called in a report."""
    if isinstance(record, ContactRecord):
        return f"{record.name} <{record.email}>" if record.name else record.email
    return record.name


def said(value: object) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, NoConsent):
        return value.words or "no"
    if isinstance(value, TextConsent):
        return f"{value.given_on.isoformat()}, {value.source}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)

"""Companies, contacts and deals as the rep works with them: looked for, typed, imported, undone, exported."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from xforce_desktop.availability.workdays import country_of
from xforce_desktop.clock import Clock
from xforce_desktop.crm import forms
from xforce_desktop.crm.book import Book
from xforce_desktop.crm.consent import consent_for
from xforce_desktop.crm.export import Everything
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.hanging import Hanging, counted
from xforce_desktop.crm.imports import PROOFS_ADDED, ImportBatch, Progress, Undone, quietly
from xforce_desktop.crm.list_file import ListFile, ListOptions, read_bytes, read_list
from xforce_desktop.crm.numbers import DEFAULT_REGION
from xforce_desktop.crm.plan import ImportPlan, PlanRules, plan_import, title_of
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Kind, Record, TextConsent
from xforce_desktop.crm.same import words_key
from xforce_desktop.crm.search import SearchIndex, index_of
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import IdSource
from xforce_desktop.ports import Account
from xforce_desktop.scheduling import which_company
from xforce_desktop.scheduling.contact_rules import ContactChange, change_in, is_ours
from xforce_desktop.scheduling.deal_signals import DealSignal
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.unit_of_work import Store, UnitOfWork

T = TypeVar("T")
PLANNED_SHARE = 60  # of a hundred steps of progress, going through the rows; the rest is writing
_LOOK_EVERY = 100  # rows


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `batch` is None where there was nothing to change, or for a preview."""

    file: ListFile
    plan: ImportPlan
    batch: ImportBatch | None = None


@dataclass(frozen=True)
class Known:
    """All that an import is planned over."""

    companies: Sequence[Company]
    people: Sequence[ContactRecord]
    deals: Sequence[Deal]
    barred: frozenset[str]
    account: Account | None


@dataclass(frozen=True)
class TypedContact:
    """A contact's form. `tone` is a persona, empty for the one of their title; None leaves it as it is.

    `texts_to` is the number that stood beside a consent to texts; None where none was shown.
    """

    cells: Mapping[ListField, str]
    tone: str | None = None
    texts_to: str | None = None


@dataclass(frozen=True)
class CrmDesk:
    """Synchronous, each method one transaction. Raises BadInput for what cannot be; nothing changes then.

    `look` and `plan` ask nothing of the store, so that who waits for it need not wait for them.
    """

    store: Store
    clock: Clock
    ids: IdSource

    def index(self) -> SearchIndex:
        """All records, ready to be searched."""
        known, requests = self._in_transaction(lambda work: (_everything(work), work.requests_by_record()))
        return index_of(known.companies, known.people, known.deals, requests)

    def everything(self) -> Everything:
        """All records, to be exported."""
        return self._in_transaction(_everything)

    # lists
    def look(self, path: Path, options: ListOptions | None = None) -> ListFile:
        """What is in a file, and what its columns are taken for."""
        return read_list(read_bytes(path), path.name, options)

    def preview(
        self, file: ListFile, *, is_updating: bool = False, progress: Progress = quietly
    ) -> ImportResult:
        """What an import would do; nothing is kept."""
        return self.plan(self.known(), file, is_updating=is_updating, progress=progress)

    def known(self) -> Known:
        """What a list is planned over."""
        return self._in_transaction(_known)

    def plan(
        self,
        known: Known,
        file: ListFile,
        *,
        is_updating: bool = False,
        progress: Progress = quietly,
        most: int = 100,
    ) -> ImportResult:
        """What an import would do to these records. `progress` hears up to `most` hundredths."""
        region = _region_of(known.account)
        rules = PlanRules(
            is_updating,
            known.barred,
            is_ours=lambda address: is_ours(known.account, address),
            region_of=lambda zone: country_of(zone) or region,
        )

        def on_row(done: int) -> None:
            if done % _LOOK_EVERY == 0:
                progress(min(most, most * done // max(file.size, done)), 100)

        progress(0, 100)
        entries = file.entries(self._today(_zone_of(known.account)), region)
        book = Book(known.companies, known.people, known.deals)
        return ImportResult(file, plan_import(entries, book, self.ids, rules, on_row))

    def import_list(
        self, file: ListFile, *, is_updating: bool = False, progress: Progress = quietly
    ) -> ImportResult:
        """All of it or nothing. `progress` hears hundredths and may raise ImportStopped.

        It is planned without holding the store; what was changed meanwhile makes it be planned again.
        """
        known = self.known()
        planned = self.plan(known, file, is_updating=is_updating, progress=progress, most=PLANNED_SHARE)
        return self.keep(planned, known, is_updating=is_updating, progress=progress)

    def keep(
        self, planned: ImportResult, known: Known, *, is_updating: bool = False, progress: Progress = quietly
    ) -> ImportResult:
        """Write what was planned over `known`; if that was changed meanwhile, what is planned anew."""
        with self.store.begin() as work:
            if (now := _known(work)) != known:
                planned = self.plan(
                    now, planned.file, is_updating=is_updating, progress=progress, most=PLANNED_SHARE
                )
            file, plan = planned.file, planned.plan
            if not plan.changes:
                return planned
            counts = {
                f"{kind} {effect}": count
                for kind, effects in plan.counts().items()
                for effect, count in sorted(effects.items())
            }
            batch = ImportBatch(self.ids.new(), file.name, self.clock.now(), counts)

            def written(done: int, of: int) -> None:
                progress(PLANNED_SHARE + (100 - PLANNED_SHARE) * done // max(of, 1), 100)

            work.keep_import(batch, plan.changes, written)
            work.commit()
        return ImportResult(file, plan, batch)

    def imports(self) -> Sequence[ImportBatch]:
        """Newest first, without those of proofs."""
        return [
            one for one in self._in_transaction(lambda work: work.imports()) if PROOFS_ADDED not in one.counts
        ]

    def undo(self, import_id: uuid.UUID | None = None) -> tuple[ImportBatch, Undone]:
        """Take back that import, or the last one that was not."""

        def act(work: UnitOfWork) -> tuple[ImportBatch, Undone]:
            ours = [one for one in work.imports() if PROOFS_ADDED not in one.counts]
            kept = [one for one in ours if import_id in (None, one.id)]
            open_ones = [one for one in kept if one.undone_at is None]
            if import_id is not None and not kept:
                raise BadInput(f"There is no import {import_id}.", "`crm imports` lists them.")
            if not open_ones:
                raise BadInput("There is no import to undo.", "What was imported before is undone already.")
            chosen = open_ones[0]
            if later := work.later_imports(chosen.id):
                reason = f"{later[0].source} changed some of the same records after {chosen.source}."
                raise BadInput(reason, f"Undo that one first: crm undo {later[0].id}")
            return chosen, work.undo_import(chosen.id, self.clock.now())

        return self._in_transaction(act)

    # forms
    def save_company(self, cells: Mapping[ListField, str], company_id: uuid.UUID | None = None) -> uuid.UUID:
        """Add one, or with its id change the fields that are given."""

        def act(work: UnitOfWork) -> uuid.UUID:
            values = forms.typed(cells, self._today(_zone(work)))
            old = _found(work.company(company_id)) if company_id else Company(self.ids.new(), "")
            new = forms.changed(old, values)
            if not new.name:
                raise BadInput("The company is missing.", "Give its name.", field=ListField.COMPANY)
            if words_key(new.name) != words_key(old.name):
                which_company.check_is_new(work, new)
            work.save_records([new])
            return new.id

        return self._in_transaction(act)

    def save_contact(self, typed: TypedContact, contact_id: uuid.UUID | None = None) -> uuid.UUID:
        """Add one, or with their id change the fields that are given; their company is added if it is new.

        Champion, leave to be copied, owner and tone follow the rules of `AccountDesk.change_contact`.
        """

        def act(work: UnitOfWork) -> uuid.UUID:
            values = forms.typed(
                {field: cell for field, cell in typed.cells.items() if field not in _COMPANY_FIELDS},
                self._today(_zone(work)),
                _region_of(work.account()),
            )
            old = _person(work, contact_id) if contact_id else ContactRecord(self.ids.new(), "")
            new = forms.changed(old, values)
            region = country_of(new.timezone) or _region_of(work.account())
            forms.check_number(values, old.phone, typed.texts_to, region)
            new = replace(
                new, sms_consent=_consent(old, new, region, is_given=ListField.SMS_CONSENT in values)
            )
            if not new.email:
                raise BadInput("The mail address is missing.", "Give one.", field=ListField.EMAIL)
            same = work.contact_record(new.email)
            if same is not None and same.id != old.id:
                raise _there_already(same.email, ListField.EMAIL)
            if ListField.COMPANY in typed.cells:
                at = self._company_named(work, typed.cells[ListField.COMPANY], new.email, old.company_id)
                new = replace(new, company_id=at)
            flags = ContactChange(new.is_champion, new.may_be_copied, new.is_owner, typed.tone)
            work.save_records([replace(new, is_champion=old.is_champion, may_be_copied=old.may_be_copied)])
            change_in(work, new.email, flags)
            return new.id

        return self._in_transaction(act)

    def save_deal(self, cells: Mapping[ListField, str], deal_id: uuid.UUID | None = None) -> uuid.UUID:
        """Add one, or with its id change the fields that are given; its company is added if it is new."""
        own = {field: cell for field, cell in cells.items() if field not in _COMPANY_FIELDS}

        def act(work: UnitOfWork) -> uuid.UUID:
            values = forms.typed(own, self._today(_zone(work)))
            old = _found(work.deal(deal_id)) if deal_id else Deal(self.ids.new(), "")
            new = forms.changed(old, values)
            if ListField.COMPANY in cells:
                at = self._company_named(work, cells[ListField.COMPANY], "", old.company_id)
                new = replace(new, company_id=at)
            if not new.name:
                raise BadInput("The deal is missing.", "Give its name.", field=ListField.DEAL)
            same = [one for one in work.deals() if words_key(one.name) == words_key(new.name)]
            if any(one.id != old.id and one.company_id == new.company_id for one in same):
                raise _there_already(new.name, ListField.DEAL)
            work.save_records([new])
            return new.id

        return self._in_transaction(act)

    def company_life(self, company: Company) -> tuple[Sequence[DealSignal], Sequence[MeetingRequest]]:
        """What scheduling says of its deals now, and its requests; newest first."""

        def act(work: UnitOfWork) -> tuple[Sequence[DealSignal], Sequence[MeetingRequest]]:
            signals = [one for deal in work.deals_of(company.id) for one in work.deal_signals(deal.id)]
            requests = [work.load(one) for one in reversed(work.requests_at(company.id))]
            return sorted(signals, key=lambda one: one.at, reverse=True), requests

        return self._in_transaction(act)

    def tone_of(self, address: str) -> str:
        """The tone that was set for somebody; empty: the one of their title."""

        def act(work: UnitOfWork) -> str:
            known = work.contact(address)
            return known.persona if known else ""

        return self._in_transaction(act)

    def record(self, kind: Kind, name: str) -> Record:
        """The one with that id, name or mail address. Raises BadInput if there is none, or several deals."""
        return self._in_transaction(lambda work: _named(work, kind, name))

    def hanging_on(self, record: Record) -> Hanging:
        """What refers to it."""
        return self._in_transaction(lambda work: work.hanging_on(record))

    def delete(self, record: Record, *, knows_what_hangs_on_it: bool = False) -> None:
        """Raises BadInput if a request refers to it, or for what would be orphaned unless that is known."""

        def act(work: UnitOfWork) -> None:
            hanging = work.hanging_on(record)
            name = title_of(record)
            if hanging.needs:
                raise BadInput(f"{name} is in a request.", "It is needed there and stays.")
            if hanging and not knows_what_hangs_on_it:
                stays = [f"{counted(hanging.stays)} would be without {name}"] if hanging.stays else []
                goes = [f"{counted(hanging.goes)} would be deleted with {name}"] if hanging.goes else []
                raise BadInput(f"{'; '.join(goes + stays)}.", _SAY_SO)
            work.delete_record(record)

        self._in_transaction(act)

    def _company_named(
        self, work: UnitOfWork, cell: str, address: str, now_at: uuid.UUID | None
    ) -> uuid.UUID | None:
        cells = {ListField.COMPANY: cell} if cell.strip() else {}
        name = forms.typed(cells, self._today(_zone(work))).get(ListField.COMPANY, "")
        return which_company.id_of_company(work, name, address, now_at) if name else None

    def _today(self, zone: str) -> date:
        return self.clock.now().astimezone(ZoneInfo(zone)).date()

    def _in_transaction(self, act: Callable[[UnitOfWork], T]) -> T:
        with self.store.begin() as work:
            result = act(work)
            work.commit()
        return result


_SAY_SO = "To delete it all the same, say so: crm delete --yes."
_COMPANY_FIELDS = frozenset({ListField.COMPANY})


def _consent(old: ContactRecord, new: ContactRecord, region: str, *, is_given: bool) -> TextConsent | None:
    """As given with the number that is kept now, else the old one if it holds for that number."""
    stays, _, _ = consent_for(old, new.phone, new.sms_consent if is_given else None, new.phone, region)
    return new.sms_consent if is_given else stays


def _there_already(name: str, field: ListField) -> BadInput:
    return BadInput(f"“{name}” is there already.", "Change that one.", field=field)


def _everything(work: UnitOfWork) -> Everything:
    return Everything(work.companies(), work.people(), work.deals())


def _known(work: UnitOfWork) -> Known:
    barred = frozenset(one.address.casefold() for one in work.opt_outs() if one.lifted_at is None)
    return Known(work.companies(), work.people(), work.deals(), barred, work.account())


def _zone_of(account: Account | None) -> str:
    return account.timezone if account and account.timezone else "UTC"


def _region_of(account: Account | None) -> str:
    return country_of(_zone_of(account)) or DEFAULT_REGION


def _zone(work: UnitOfWork) -> str:
    return _zone_of(work.account())


def _found(record: T | None) -> T:
    if record is None:
        raise BadInput("It is not there any more.", "Look at the list again.")
    return record


def _person(work: UnitOfWork, contact_id: uuid.UUID) -> ContactRecord:
    return _found(next((one for one in work.people() if one.id == contact_id), None))


def _named(work: UnitOfWork, kind: Kind, name: str) -> Record:
    of_kind: Mapping[Kind, Sequence[Record]] = {
        Kind.COMPANY: work.companies(),
        Kind.CONTACT: work.people(),
        Kind.DEAL: work.deals(),
    }
    found = [one for one in of_kind[kind] if words_key(name) in _names_of(one)]
    if not found:
        raise BadInput(f"There is no {kind} “{name}”.", "`crm show` lists them; give a name or an id.")
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise BadInput(f"There are {len(found)} of the name “{name}”.", f"Give the id of one: {ids}.")
    return found[0]


def _names_of(record: Record) -> set[str]:
    own = record.email if isinstance(record, ContactRecord) else record.name
    return {str(record.id), words_key(own)}

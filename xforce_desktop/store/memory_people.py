"""People, companies, deals, notices and settings, in memory."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from xforce_desktop.crm.records import Deal
from xforce_desktop.crm.same import words_key
from xforce_desktop.errors import StoreError
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.proofs import CompanyProfile
from xforce_desktop.scheduling.request import Outcome
from xforce_desktop.scheduling.unit_of_work import OptOut, StoredNotice
from xforce_desktop.scheduling.zone_ledger import MOST_CLOCKS_KEPT, ZoneEvidence, ZoneSource, distinct
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_requests import MemoryPart
from xforce_desktop.store.memory_tables import ContactExtra

K = TypeVar("K")


class MemoryPeople(MemoryPart):
    """The part of the transaction that knows people and what the rep is told."""

    def account(self) -> Account | None:
        return self._tables.account.get("")

    def save_account(self, account: Account) -> uuid.UUID:
        known, key = self.account(), address_key(account.address)
        if known and account.id and known.id == account.id and key not in self._tables.users:
            user_id = self._named(self._tables.users, address_key(known.address))
            self._log.put(self._tables.users, key, user_id)  # renamed
        self._log.put(self._tables.account, "", account)
        return self._named(self._tables.users, key)

    def _named(self, table: dict[K, uuid.UUID], key: K) -> uuid.UUID:
        if key not in table:
            self._log.put(table, key, self._ids.new())
        return table[key]

    def opted_out(self, addresses: Sequence[str]) -> tuple[str, ...]:
        kept = self._tables.opt_outs
        return tuple(
            address
            for address in addresses
            if (one := kept.get(address_key(address))) is not None and one.lifted_at is None
        )

    def opt_out(self, address: str, at: datetime, reason: str) -> None:
        key = address_key(address)
        known = self._tables.opt_outs.get(key)
        if known is None:
            self._log.put(self._tables.opt_outs, key, OptOut(address, at, reason))
        elif known.lifted_at is not None:
            self._log.put(self._tables.opt_outs, key, OptOut(known.address, at, reason))

    def lift_opt_out(self, address: str, at: datetime, why: str) -> None:
        known = self._tables.opt_outs.get(address_key(address))
        if known is None or known.lifted_at is not None:
            raise StoreError(f"{address} has not opted out.")
        lifted = replace(known, lifted_at=at, lifted_why=why)
        self._log.put(self._tables.opt_outs, address_key(address), lifted)

    def opt_outs(self) -> Sequence[OptOut]:
        kept = sorted(self._tables.opt_outs.items())
        return [one for _, one in sorted(kept, key=lambda pair: pair[1].at, reverse=True)]

    def add_zone_evidence(self, address: str, message_id: str, evidence: Sequence[ZoneEvidence]) -> None:
        key = address_key(address)
        kept = self._tables.zone_evidence.get(key, ())
        if not evidence or any(known == message_id for known, _ in kept):
            return
        kept = (*kept, *((message_id, one) for one in distinct(evidence)))
        clocks = [pair for pair in kept if pair[1].source is ZoneSource.HEADERS]
        clocks.sort(key=lambda pair: pair[1].at)
        gone = clocks[: max(len(clocks) - MOST_CLOCKS_KEPT, 0)]
        self._log.put(self._tables.zone_evidence, key, tuple(pair for pair in kept if pair not in gone))

    def zone_evidence(self, address: str) -> Sequence[ZoneEvidence]:
        kept = self._tables.zone_evidence.get(address_key(address), ())
        return sorted((one for _, one in kept), key=lambda one: one.at)

    def no_shows_at_company(self, company_id: uuid.UUID | None) -> int:
        if company_id is None:
            return 0
        return sum(r.no_show_count for r in self._tables.requests.values() if r.company_id == company_id)

    def company_id(
        self,
        name: str,
        state: str = "",
        industry: str = "",
        employees: int | None = None,
        ownership: str = "",
    ) -> uuid.UUID:
        company = self._named(self._tables.companies, words_key(name))
        known = self._tables.profiles.get(company, CompanyProfile())
        filled = replace(
            known,
            industry=known.industry or industry,
            employees=known.employees or employees,
            ownership=known.ownership or ownership,
        )
        self._log.put(self._tables.profiles, company, filled)
        if company not in self._tables.company_names:
            self._log.put(self._tables.company_names, company, name.strip())
        if state and not self._tables.company_states.get(company):
            self._log.put(self._tables.company_states, company, state)
        return company

    def contact_id(
        self, name: str, address: str, company_id: uuid.UUID | None, title: str, phone: str
    ) -> uuid.UUID:
        key = address_key(address)
        known = self._tables.known_contacts.get(key, Contact(address))
        company = known.company_id or company_id
        filled = replace(
            known,
            name=known.name or name,
            title=known.title or title,
            company_id=company,
            company=self._tables.company_names.get(company, "") if company else "",
        )
        self._log.put(self._tables.known_contacts, key, filled)
        extra = self._tables.contact_extras.get(key, ContactExtra())
        self._log.put(self._tables.contact_extras, key, replace(extra, phone=extra.phone or phone))
        return self._named(self._tables.contacts, key)

    def deal_id(self, name: str, company_id: uuid.UUID | None) -> uuid.UUID:
        deal = self._named(self._tables.deals, (words_key(name), company_id))
        if deal not in self._tables.deal_records:
            self._log.put(self._tables.deal_records, deal, Deal(deal, name.strip(), company_id))
        return deal

    def deal_value(self, deal_id: uuid.UUID | None) -> float | None:
        deal = self._tables.deal_records.get(deal_id) if deal_id else None
        return deal.estimated_value if deal else None

    def failed_at_company(self, company_id: uuid.UUID | None) -> int:
        if company_id is None:
            return 0
        ended = (r for r in self._tables.requests.values() if r.company_id == company_id)
        return sum(r.outcome is Outcome.GAVE_UP for r in ended)

    def add_notice(self, notice: StoredNotice) -> None:
        if notice.id in self._tables.notices:
            raise StoreError(f"Notice {notice.id} is already in the store.")
        self._log.put(self._tables.notices, notice.id, notice)

    def notices(self, *, unshown_only: bool = False) -> Sequence[StoredNotice]:
        kept = self._tables.notices.values()
        return [notice for notice in kept if not (unshown_only and notice.shown_at)]

    def mark_notice_shown(self, notice_id: uuid.UUID, at: datetime) -> None:
        notice = self._tables.notices.get(notice_id)
        if notice is None:
            raise StoreError(f"Notice {notice_id} is not in the store.")
        self._log.put(self._tables.notices, notice_id, replace(notice, shown_at=at))

    def setting(self, name: str) -> str | None:
        return self._tables.settings.get(name)

    def save_setting(self, name: str, value: str) -> None:
        self._log.put(self._tables.settings, name, value)

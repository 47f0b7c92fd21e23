"""People, companies, deals, notices and settings, in SQLite."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import SQLModel, col, select

from xforce_desktop.crm.same import words_key
from xforce_desktop.errors import StoreError
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.request import Outcome
from xforce_desktop.scheduling.unit_of_work import OptOut, StoredNotice
from xforce_desktop.scheduling.zone_ledger import MOST_CLOCKS_KEPT, ZoneEvidence, ZoneSource, distinct
from xforce_desktop.store import row_values
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import (
    CompanyRow,
    ContactRow,
    DealRow,
    NotificationRow,
    OptOutRow,
    SchedulingRequestRow,
    SettingRow,
    UserRow,
    ZoneEvidenceRow,
)

_IDENTITY = "account_identity"  # the setting with what Microsoft calls the account: {"id", "sign_in_name"}


class PeopleRepository(Repository):
    """The part of the transaction that knows people and what the rep is told."""

    def account(self) -> Account | None:
        row = self._account_row()
        if row is None:
            return None
        identity = json.loads(self.setting(_IDENTITY) or "{}")
        return replace(row_values.account(row), **identity)

    def save_account(self, account: Account) -> uuid.UUID:
        key = address_key(account.address)
        known = self.account()
        row = self._session.exec(select(UserRow).where(UserRow.email_key == key)).first()
        if row is None and account.id and known and known.id == account.id:
            row = self._account_row()  # renamed; what they did stays theirs
        values = row_values.account_columns(account) | {"email_key": key}
        others = update(UserRow).values(is_account=False)
        self._session.execute(others.where(col(UserRow.id) != row.id) if row else others)
        identity = {"id": account.id, "sign_in_name": account.sign_in_name}
        self.save_setting(_IDENTITY, json.dumps(identity))
        if row is None:
            row = UserRow(id=self._ids.new(), created_at=self._clock.now(), **values)
        self._overwrite(row, values)
        return row.id

    def _account_row(self) -> UserRow | None:
        return self._session.exec(select(UserRow).where(col(UserRow.is_account))).first()

    def opted_out(self, addresses: Sequence[str]) -> tuple[str, ...]:
        keys = [address_key(address) for address in addresses]
        listed = select(OptOutRow.address_key).where(
            col(OptOutRow.address_key).in_(keys), col(OptOutRow.lifted_at).is_(None)
        )
        found = set(self._session.exec(listed))
        return tuple(address for address in addresses if address_key(address) in found)

    def opt_out(self, address: str, at: datetime, reason: str) -> None:
        key = address_key(address)
        row = self._session.get(OptOutRow, key)
        if row is None:
            self._insert(OptOutRow(address_key=key, address=address, at=at, reason=reason))
        elif row.lifted_at is not None:
            self._overwrite(row, {"at": at, "reason": reason, "lifted_at": None, "lifted_why": ""})

    def lift_opt_out(self, address: str, at: datetime, why: str) -> None:
        row = self._session.get(OptOutRow, address_key(address))
        if row is None or row.lifted_at is not None:
            raise StoreError(f"{address} has not opted out.")
        self._overwrite(row, {"lifted_at": at, "lifted_why": why})

    def opt_outs(self) -> Sequence[OptOut]:
        newest = select(OptOutRow).order_by(col(OptOutRow.at).desc(), col(OptOutRow.address_key))
        return [
            OptOut(row.address, row.at, row.reason, row.lifted_at, row.lifted_why)
            for row in self._session.exec(newest)
        ]

    def add_zone_evidence(self, address: str, message_id: str, evidence: Sequence[ZoneEvidence]) -> None:
        key = address_key(address)
        known = select(ZoneEvidenceRow.sequence).where(
            ZoneEvidenceRow.address_key == key, ZoneEvidenceRow.message_id == message_id
        )
        if self._session.exec(known).first() is not None:
            return
        for one in distinct(evidence):
            self._insert(
                ZoneEvidenceRow(address_key=key, message_id=message_id, **row_values.zone_columns(one))
            )
        clocks = (
            select(ZoneEvidenceRow)
            .where(ZoneEvidenceRow.address_key == key, ZoneEvidenceRow.source == ZoneSource.HEADERS.value)
            .order_by(col(ZoneEvidenceRow.at).desc(), col(ZoneEvidenceRow.sequence).desc())
        )
        for row in self._session.exec(clocks).all()[MOST_CLOCKS_KEPT:]:
            self._session.delete(row)
        self._session.flush()

    def zone_evidence(self, address: str) -> Sequence[ZoneEvidence]:
        wanted = select(ZoneEvidenceRow).where(ZoneEvidenceRow.address_key == address_key(address))
        in_order = wanted.order_by(col(ZoneEvidenceRow.at), col(ZoneEvidenceRow.sequence))
        return [row_values.zone_evidence(row) for row in self._session.exec(in_order)]

    def no_shows_at_company(self, company_id: uuid.UUID | None) -> int:
        if company_id is None:
            return 0
        total = select(func.coalesce(func.sum(SchedulingRequestRow.no_show_count), 0))
        return self._session.exec(total.where(SchedulingRequestRow.company_id == company_id)).one()

    def company_id(
        self,
        name: str,
        state: str = "",
        industry: str = "",
        employees: int | None = None,
        ownership: str = "",
    ) -> uuid.UUID:
        row = self._session.exec(select(CompanyRow).where(CompanyRow.name_key == words_key(name))).first()
        if row is None:
            row = CompanyRow(name=name.strip(), name_key=words_key(name), **self._born())
        known = {"state": state, "industry": industry}
        self._fill(row, known | {"employee_count": employees, "ownership_type": ownership})
        return row.id

    def contact_id(
        self, name: str, address: str, company_id: uuid.UUID | None, title: str, phone: str
    ) -> uuid.UUID:
        key = address_key(address)
        row = self._session.exec(select(ContactRow).where(ContactRow.email_key == key)).first()
        if row is None:
            row = ContactRow(email=address, email_key=key, **self._born())
        self._fill(row, {"name": name, "company_id": company_id, "title": title, "phone": phone})
        return row.id

    def deal_id(self, name: str, company_id: uuid.UUID | None) -> uuid.UUID:
        same = select(DealRow).where(DealRow.name_key == words_key(name), DealRow.company_id == company_id)
        row = self._session.exec(same).first()
        if row is None:
            row = DealRow(name=name.strip(), name_key=words_key(name), company_id=company_id, **self._born())
            self._insert(row)
        return row.id

    def deal_value(self, deal_id: uuid.UUID | None) -> float | None:
        row = self._session.get(DealRow, deal_id) if deal_id else None
        return row.estimated_value if row else None

    def failed_at_company(self, company_id: uuid.UUID | None) -> int:
        if company_id is None:
            return 0
        failed = select(func.count(col(SchedulingRequestRow.id))).where(
            SchedulingRequestRow.company_id == company_id,
            SchedulingRequestRow.outcome == Outcome.GAVE_UP.value,
        )
        return self._session.exec(failed).one()

    def _born(self) -> dict[str, Any]:
        now = self._clock.now()
        return {"id": self._ids.new(), "created_at": now, "updated_at": now}

    def _fill(self, row: SQLModel, values: dict[str, Any]) -> None:
        """Fill what is empty; nothing that is there is overwritten."""
        news = {name: value for name, value in values.items() if value and not getattr(row, name)}
        if news:
            news["updated_at"] = self._clock.now()
        self._overwrite(row, news)

    def add_notice(self, notice: StoredNotice) -> None:
        if self._notice(notice.id) is not None:
            raise StoreError(f"Notice {notice.id} is already in the store.")
        self._insert(
            NotificationRow(
                id=notice.id,
                scheduling_request_id=notice.request_id,
                title=notice.title,
                text=notice.text,
                urgency=notice.urgency,
                created_at=notice.created_at,
                shown_at=notice.shown_at,
                seen_at=notice.seen_at,
                leads_to=notice.leads_to,
            )
        )

    def _notice(self, notice_id: uuid.UUID) -> NotificationRow | None:
        return self._session.exec(select(NotificationRow).where(NotificationRow.id == notice_id)).first()

    def notices(self, *, unshown_only: bool = False) -> Sequence[StoredNotice]:
        wanted = select(NotificationRow)
        if unshown_only:
            wanted = wanted.where(col(NotificationRow.shown_at).is_(None))
        in_order = wanted.order_by(col(NotificationRow.sequence))
        return [row_values.notice(row) for row in self._session.exec(in_order)]

    def mark_notice_shown(self, notice_id: uuid.UUID, at: datetime) -> None:
        row = self._notice(notice_id)
        if row is None:
            raise StoreError(f"Notice {notice_id} is not in the store.")
        self._overwrite(row, {"shown_at": at})

    def setting(self, name: str) -> str | None:
        row = self._session.get(SettingRow, name)
        return row.value if row else None

    def save_setting(self, name: str, value: str) -> None:
        self._session.merge(SettingRow(name=name, value=value, saved_at=self._clock.now()))
        self._session.flush()

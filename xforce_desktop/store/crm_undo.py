"""The undo of an import in SQLite, exactly.

It looks at the rows as they are stored: a column that still has the value the import gave it gets the old one
back; a row that the import added goes if nothing in it was changed since and nothing refers to it. Who was a
champion is so again only where nobody else is by then, and a consent comes back only with its number,
a number only where no consent was given for the one that goes.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import Table, delete, func, select
from sqlmodel import Session

from xforce_desktop.crm.imports import changed_since
from xforce_desktop.crm.plan import title_of
from xforce_desktop.store import crm_values
from xforce_desktop.store.raw_rows import Row, as_json, by_id, chunks, from_json, raw, table
from xforce_desktop.store.references import in_words, references_to
from xforce_desktop.store.request_repository import NOT_ENDED

_OWN = frozenset({"created_at", "updated_at", "id"})
_ROLES = ("is_champion", "may_be_copied")

Changes = Sequence[SqlRow[Any]]


class ImportUndo:
    """Takes back the changes of one import, the last first. `kept` says in words what could not be."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.kept: list[str] = []
        self.removed = 0
        self.restored = 0

    def take_back(self, changes: Changes) -> None:
        changed = [one for one in changes if one.before is not None]
        waiting = [(one, roles) for one in changed if (roles := self._restore(one))]
        self._remove([one for one in changes if one.before is None])
        for change, roles in waiting:
            self._give_role(change, roles)

    def _restore(self, change: SqlRow[Any]) -> Row:
        """Put back what is as the import left it; returns the roles that wait until added ones are gone."""
        of = table(change.changed_table)
        now = raw(self._session, of, [change.record_id]).get(change.record_id)
        if now is None:
            self.kept.append(f"{change.label}: it has been deleted since")
            return {}
        changed = _changed(change, now)
        back = {name: value for name, value in change.before.items() if name not in changed}
        if changed:
            back.pop("updated_at", None)
            self.kept.append(f"{change.label}: {changed_since(changed, 'stays', 'stay')}")
        if "phone" in changed and back.get("sms_consent"):
            del back["sms_consent"]
            self.kept.append(f"{change.label}: the consent to texts was for another number and stays away")
        if (
            "sms_consent" in changed
            and now["sms_consent"]
            and back.get("phone", now["phone"]) != now["phone"]
        ):
            del back["phone"]
            self.kept.append(f"{change.label}: the phone stays, a consent to texts was given for it since")
        if back.get("company_id") and not raw(
            self._session, table("companies"), [uuid.UUID(str(back["company_id"]))]
        ):
            del back["company_id"]
            self.kept.append(f"{change.label}: the company it was with has been deleted since")
        if now.get("sms_consent") and "sms_consent" in back:
            self._tell_of_requests(change, now["sms_consent"])
        roles = {name: back.pop(name) for name in _ROLES if back.get(name)}
        if back:
            self._session.execute(by_id(of, from_json(of, back)), {"row_id": change.record_id})
        self.restored += bool(back or roles)
        return roles

    def _tell_of_requests(self, change: SqlRow[Any], consent: Any) -> None:
        """A running request has its own copy of the consent it was made with."""
        attendees, requests = table("scheduling_attendees"), table("scheduling_requests")
        holding = (
            select(func.count(attendees.c.scheduling_request_id.distinct()))
            .join(requests, requests.c.id == attendees.c.scheduling_request_id)
            .where(attendees.c.contact_id == change.record_id, attendees.c.sms_consent == consent, NOT_ENDED)
        )
        if count := self._session.execute(holding).scalar_one():
            running = "1 running request" if count == 1 else f"{count} running requests"
            self.kept.append(f"{change.label}: the consent to texts was copied to {running} and stays there")

    def _give_role(self, change: SqlRow[Any], roles: Row) -> None:
        people = table("contacts")
        now = raw(self._session, people, [change.record_id])[change.record_id]
        others = select(people).where(
            people.c.company_id == now["company_id"],
            people.c.is_champion,
            people.c.id != change.record_id,
        )
        other = self._session.execute(others).first() if now["company_id"] else None
        if other is not None:
            who = title_of(crm_values.contact(other))
            self.kept.append(f"{change.label}: {who} is the champion there by now")
        elif now["is_champion"] or roles.get("is_champion"):
            self._session.execute(by_id(people, roles), {"row_id": change.record_id})

    def _remove(self, changes: Changes) -> None:
        """People and deals first, so that the companies they were at are free."""
        by_table: dict[str, list[SqlRow[Any]]] = defaultdict(list)
        for change in changes:
            by_table[change.changed_table].append(change)
        for name in sorted(by_table, key=lambda one: one == "companies"):
            of, some = table(name), by_table[name]
            now = raw(self._session, of, [change.record_id for change in some])
            goes: list[uuid.UUID] = []
            hanging = self._hanging(of, list(now))
            for change in some:
                if reason := _why_kept(change, now.get(change.record_id), hanging):
                    self.kept.append(f"{change.label}: {reason}")
                elif change.record_id in now:
                    goes.append(change.record_id)
            for chunk in chunks(goes):
                self._session.execute(delete(of).where(of.c.id.in_(chunk)))
            self.removed += len(goes)

    def _hanging(self, of: Table, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, set[str]]:
        """What refers to each of these rows, by the names of the tables."""
        found: dict[uuid.UUID, set[str]] = defaultdict(set)
        for other, column in references_to(of):
            for chunk in chunks(ids):
                for (one,) in self._session.execute(select(column).where(column.in_(chunk)).distinct()):
                    found[one].add(other.name)
        return found


def _changed(change: SqlRow[Any], now: Row) -> set[str]:
    stored = as_json(now)
    return {name for name, value in change.after.items() if stored[name] != value} - _OWN


def _why_kept(change: SqlRow[Any], now: Row | None, hanging: Mapping[uuid.UUID, set[str]]) -> str:
    """Empty if it can go, or has gone already."""
    if now is None:
        return ""
    if changed := _changed(change, now):
        return changed_since(changed)
    if others := hanging.get(change.record_id):
        return f"it is used by {', '.join(sorted(in_words(name) for name in others))}"
    return ""

"""Imports, in memory."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from xforce_desktop.crm.book import Change
from xforce_desktop.crm.imports import ImportBatch, Progress, Undone, changed_since, quietly
from xforce_desktop.crm.plan import title_of
from xforce_desktop.crm.records import Company, ContactRecord, Deal, Record, TextConsent
from xforce_desktop.errors import StoreError
from xforce_desktop.scheduling.proofs import NewProof, StoredProof
from xforce_desktop.store.keys import address_key
from xforce_desktop.store.memory_crm import MemoryCrm


class MemoryCrmImports(MemoryCrm):
    """The part of the transaction that keeps imports."""

    def keep_import(
        self, batch: ImportBatch, changes: Sequence[Change], progress: Progress = quietly
    ) -> None:
        self.save_records([change.after for change in changes])
        self._log.put(self._tables.imports, batch.id, (batch, tuple(changes)))
        progress(len(changes), len(changes))

    def keep_proof_import(self, batch: ImportBatch, proofs: Sequence[NewProof]) -> None:
        made = [StoredProof(self._ids.new(), proof, batch.at) for proof in proofs]
        for one in made:
            self._log.put(self._tables.proofs, one.id, one)
        self._log.put(self._tables.imports, batch.id, (batch, ()))
        self._log.put(self._tables.imported_proofs, batch.id, tuple(one.id for one in made))

    def imports(self) -> Sequence[ImportBatch]:
        kept = [batch for batch, _ in self._tables.imports.values()]
        return sorted(kept, key=lambda one: (one.at, one.id.hex), reverse=True)

    def _with_a_company(
        self, back: ContactRecord | Deal, now: ContactRecord | Deal, told: list[str]
    ) -> ContactRecord | Deal:
        """With that of now where the one before is gone."""
        if back.company_id is None or self.company(back.company_id) is not None:
            return back
        told.append("the company it was with has been deleted since")
        return replace(back, company_id=now.company_id)

    def undo_import(self, import_id: uuid.UUID, at: datetime) -> Undone:
        if import_id not in self._tables.imports:
            raise StoreError(f"There is no import {import_id}.", "`crm imports` lists them.")
        batch, changes = self._tables.imports[import_id]
        kept: list[str] = []
        restored = removed = 0
        waiting: list[ContactRecord] = []
        for change in reversed([one for one in changes if one.before is not None]):
            now, label = self._current(change.after), title_of(change.after)
            if now is None or change.before is None:
                kept.append(f"{label}: it has been deleted since")
                continue
            back, told = _back(change.before, change.after, now)
            if isinstance(back, ContactRecord | Deal) and isinstance(now, ContactRecord | Deal):
                back = self._with_a_company(back, now, told)
            kept += [f"{label}: {one}" for one in told + self._in_requests(now, back)]
            restored += back != now
            if isinstance(back, ContactRecord) and isinstance(now, ContactRecord):
                waiting.append(back)
                back = replace(
                    back,
                    is_champion=back.is_champion and now.is_champion,
                    may_be_copied=back.may_be_copied and now.may_be_copied,
                )
            self.save_records([back])
        for added in sorted(_added(changes), key=lambda one: isinstance(one, Company)):
            now = self._current(added)
            if now is not None:
                reason = "changed since" if now != added else _used_by(self.hanging_on(now).every())
                kept += [f"{title_of(added)}: {reason}"] if reason else []
                removed += not reason
                if not reason:
                    self.delete_record(now)
        kept += filter(None, map(self._give_role, waiting))
        gone, stay = self._remove_proofs(import_id)
        removed, kept = removed + gone, kept + stay
        if kept:
            undone = (replace(batch, undone_at=at, kept=tuple(kept)), ())
            self._log.put(self._tables.imports, import_id, undone)
        else:
            self._log.drop(self._tables.imports, import_id)
        return Undone(removed, restored, tuple(kept))

    def later_imports(self, import_id: uuid.UUID) -> Sequence[ImportBatch]:
        mine = {change.after.id for change in self._tables.imports[import_id][1]}
        newer = itertools.takewhile(lambda one: one.id != import_id, self.imports())
        return [
            one
            for one in newer
            if one.undone_at is None
            and mine & {change.after.id for change in self._tables.imports[one.id][1]}
        ]

    def erase_from_imports(self, address: str) -> None:
        key = address_key(address)
        for import_id, (batch, changes) in list(self._tables.imports.items()):
            left = tuple(
                one
                for one in changes
                if not isinstance(one.after, ContactRecord) or address_key(one.after.email) != key
            )
            told = replace(batch, kept=tuple(one for one in batch.kept if key not in one.casefold()))
            self._log.put(self._tables.imports, import_id, (told, left))

    def _in_requests(self, now: Record, back: Record) -> list[str]:
        if not isinstance(now, ContactRecord) or not isinstance(back, ContactRecord):
            return []
        if now.sms_consent is None or now.sms_consent == back.sms_consent:
            return []
        given = (now.sms_consent.given_on, now.sms_consent.source)
        count = sum(
            any(
                one.contact_id == now.id
                and one.sms_consent
                and (one.sms_consent.given_on, one.sms_consent.source) == given
                for one in request.attendees
            )
            for request in self._tables.requests.values()
            if not request.has_ended
        )
        running = "1 running request" if count == 1 else f"{count} running requests"
        return [f"the consent to texts was copied to {running} and stays there"] if count else []

    def _give_role(self, back: ContactRecord) -> str:
        now = self._current(back)
        if not isinstance(now, ContactRecord) or (now.is_champion, now.may_be_copied) == (
            back.is_champion,
            back.may_be_copied,
        ):
            return ""
        at = self.people_at(back.company_id) if back.company_id else ()
        other = next((one for one in at if one.is_champion and one.id != back.id), None)
        if other is not None:
            return f"{title_of(back)}: {title_of(other)} is the champion there by now"
        self.save_records([replace(back, may_be_copied=back.may_be_copied and back.is_champion)])
        return ""

    def _remove_proofs(self, import_id: uuid.UUID) -> tuple[int, list[str]]:
        used = {proof_id for _, proof_id in self._tables.proof_uses}
        ids = self._tables.imported_proofs.get(import_id, ())
        known = [one for one in ids if one in self._tables.proofs]
        stay = [one for one in known if one in used or not self._tables.proofs[one].is_active]
        for one in known:
            if one not in stay:
                self._log.drop(self._tables.proofs, one)
        words = [self._tables.proofs[one].proof.content[:60] for one in stay]
        return len(known) - len(stay), [f"{word}: it was used or changed since" for word in words]

    def _current(self, record: Record) -> Record | None:
        if isinstance(record, Company):
            return self.company(record.id)
        if isinstance(record, ContactRecord):
            return next((one for one in self.people() if one.id == record.id), None)
        return self.deal(record.id)


def _added(changes: Sequence[Change]) -> list[Record]:
    return [change.after for change in changes if change.before is None]


def _used_by(hanging: Sequence[str]) -> str:
    return f"it is used by {', '.join(hanging)}" if hanging else ""


def _back(before: Record, after: Record, now: Record) -> tuple[Record, list[str]]:
    """The record with what the import changed put back, and what is to be said of what was changed since."""
    names = [one.name for one in fields(after) if getattr(before, one.name) != getattr(after, one.name)]
    changed = [name for name in names if getattr(now, name) != getattr(after, name)]
    old = {name: getattr(before, name) for name in names if name not in changed}
    told = [changed_since(changed, "stays", "stay")] if changed else []
    has_moved = isinstance(now, ContactRecord) and now.phone != getattr(after, "phone", "")
    if has_moved and old.get("sms_consent"):
        del old["sms_consent"]
        told.append("the consent to texts was for another number and stays away")
    if "phone" in old and isinstance(now, ContactRecord) and now.sms_consent not in {None, _consent(after)}:
        del old["phone"]
        told.append("the phone stays, a consent to texts was given for it since")
    return replace(now, **old), told


def _consent(record: Record) -> TextConsent | None:
    return record.sms_consent if isinstance(record, ContactRecord) else None

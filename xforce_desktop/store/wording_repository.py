"""The rep's own words, in SQLite: templates, and mails to themselves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.scheduling.wording_desk import MailToSelf, StoredTemplate
from xforce_desktop.store.request_repository import Repository
from xforce_desktop.store.tables import JobRow, LetterTemplateRow

_TO_SELF = "mail_to_self"


class WordingRepository(Repository):
    """The part of the transaction that knows what the rep has worded."""

    def own_templates(self) -> Sequence[StoredTemplate]:
        in_order = select(LetterTemplateRow).order_by(
            col(LetterTemplateRow.kind), col(LetterTemplateRow.meeting_type)
        )
        return [_stored(row) for row in self._session.exec(in_order)]

    def save_own_template(self, template: OwnTemplate, at: datetime) -> None:
        row = LetterTemplateRow(
            kind=template.kind.value,
            meeting_type=template.meeting_type,
            subject=template.subject,
            body=template.body,
            saved_at=at,
            refused=[],
            refused_at=None,
        )
        self._session.merge(row)
        self._session.flush()

    def drop_own_template(self, kind: LetterKind, meeting_type: str) -> None:
        row = self._session.get(LetterTemplateRow, (kind.value, meeting_type))
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def note_template_use(self, template: OwnTemplate, refused: Sequence[str], at: datetime) -> None:
        row = self._session.get(LetterTemplateRow, (template.kind.value, template.meeting_type))
        if row is not None and _stored(row).template == template:
            self._overwrite(row, {"refused": list(refused), "refused_at": at if refused else None})

    def mails_to_self(self) -> Sequence[MailToSelf]:
        waiting = select(JobRow).where(JobRow.kind == _TO_SELF, JobRow.status == "pending")
        return [_mail(row) for row in self._session.exec(waiting.order_by(col(JobRow.created_at)))]

    def save_mail_to_self(self, mail: MailToSelf) -> None:
        row = self._session.exec(select(JobRow).where(JobRow.key == mail.key)).first()
        values: dict[str, Any] = {
            "payload": {"subject": mail.subject, "body": mail.body, "draft_id": mail.draft_id},
            "status": _status(mail),
            "attempts": mail.attempts,
            "last_error": mail.last_error or None,
            "finished_at": self._clock.now() if mail.is_over else None,
        }
        if row is not None:
            self._overwrite(row, values)
            return
        self._insert(
            JobRow(
                id=uuid.uuid4(),
                key=mail.key,
                kind=_TO_SELF,
                run_at=mail.created_at,
                created_at=mail.created_at,
                **values,
            )
        )


def _status(mail: MailToSelf) -> str:
    if not mail.is_over:
        return "pending"
    return "failed" if mail.last_error else "done"


def _stored(row: LetterTemplateRow) -> StoredTemplate:
    template = OwnTemplate(LetterKind(row.kind), row.meeting_type, row.body, row.subject)
    return StoredTemplate(template, row.saved_at, tuple(row.refused), row.refused_at)


def _mail(row: JobRow) -> MailToSelf:
    said = row.payload
    return MailToSelf(
        row.key,
        said["subject"],
        said["body"],
        row.created_at,
        row.attempts,
        said["draft_id"],
        last_error=row.last_error or "",
    )

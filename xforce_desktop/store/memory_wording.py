"""The rep's own words, in memory: templates, and mails to themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.scheduling.wording_desk import MailToSelf, StoredTemplate
from xforce_desktop.store.memory_requests import MemoryPart


class MemoryWording(MemoryPart):
    """The part of the transaction that knows what the rep has worded."""

    def own_templates(self) -> Sequence[StoredTemplate]:
        return [self._tables.templates[key] for key in sorted(self._tables.templates)]

    def save_own_template(self, template: OwnTemplate, at: datetime) -> None:
        key = (template.kind.value, template.meeting_type)
        self._log.put(self._tables.templates, key, StoredTemplate(template, at))

    def drop_own_template(self, kind: LetterKind, meeting_type: str) -> None:
        self._log.drop(self._tables.templates, (kind.value, meeting_type))

    def note_template_use(self, template: OwnTemplate, refused: Sequence[str], at: datetime) -> None:
        key = (template.kind.value, template.meeting_type)
        kept = self._tables.templates.get(key)
        if kept is not None and kept.template == template:
            noted = replace(kept, refused=tuple(refused), refused_at=at if refused else None)
            self._log.put(self._tables.templates, key, noted)

    def mails_to_self(self) -> Sequence[MailToSelf]:
        waiting = [one for one in self._tables.to_self.values() if not one.is_over]
        return sorted(waiting, key=lambda one: one.created_at)

    def save_mail_to_self(self, mail: MailToSelf) -> None:
        self._log.put(self._tables.to_self, mail.key, mail)

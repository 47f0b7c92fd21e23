"""The rep's own words, carried out: templates tried on sample readers, kept, reset, sent to the rep alone."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import replace

from xforce_desktop.clock import Clock
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate, check_template
from xforce_desktop.messages.sample_letters import reader_named
from xforce_desktop.messages.signature import check_signature
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.own_words import SIGNATURE
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.template_trial import Trial, start_of
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.scheduling.wording_desk import (
    MailToSelf,
    StoredTemplate,
    TemplatePreview,
    TemplateStart,
)

MARK = "[Test] "


class TemplateDesk:
    """Implements `WordingDesk` over the store. Nothing here writes to anybody but the rep."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def templates(self) -> Sequence[StoredTemplate]:
        return await self._thread.run(self._all)

    def _all(self) -> Sequence[StoredTemplate]:
        return self._engine.in_transaction(lambda work: tuple(work.own_templates()))

    async def template_start(self, kind: LetterKind, meeting_type: str) -> TemplateStart:
        wanted = (kind, meeting_type)
        own = {(one.template.kind, one.template.meeting_type): one for one in await self.templates()}
        return start_of(kind, meeting_type, own.get(wanted))

    async def preview_template(self, template: OwnTemplate, reader: str) -> TemplatePreview:
        account, signature = await self._thread.run(self._engine.in_transaction, _rep_and_signature)
        trial = Trial(account, self._engine.settings, self._clock.now())
        return await asyncio.to_thread(trial.preview, template, reader, signature)

    async def save_template(self, template: OwnTemplate) -> None:
        check_template(template)
        now = self._clock.now()
        kept = replace(template, body=template.body.strip(), subject=template.subject.strip())
        await self._thread.run(self._engine.in_transaction, lambda work: work.save_own_template(kept, now))

    async def reset_template(self, kind: LetterKind, meeting_type: str) -> None:
        await self._thread.run(
            self._engine.in_transaction, lambda work: work.drop_own_template(kind, meeting_type)
        )

    async def test_template(self, template: OwnTemplate, reader: str) -> str:
        """It is queued here and leaves with the next pass; the outbox knows no other address for it."""
        preview = await self.preview_template(template, reader)
        mail = MailToSelf(
            f"test:{uuid.uuid4()}", MARK + preview.subject, _test_body(preview, reader), self._clock.now()
        )

        def queue(work: UnitOfWork) -> str:
            account = _account(work)
            work.save_mail_to_self(mail)
            return account.address

        return await self._thread.run(self._engine.in_transaction, queue)

    async def signature(self) -> str:
        return await self._thread.run(self._engine.in_transaction, lambda work: work.setting(SIGNATURE) or "")

    async def save_signature(self, text: str) -> None:
        check_signature(text)
        await self._thread.run(
            self._engine.in_transaction, lambda work: work.save_setting(SIGNATURE, text.strip())
        )


def _rep_and_signature(work: UnitOfWork) -> tuple[Account, str]:
    return _account(work), work.setting(SIGNATURE) or ""


def _account(work: UnitOfWork) -> Account:
    account = work.account()
    if account is None:
        raise SignInNeeded("Nobody is signed in.", "Sign in, or use the sandbox.")
    return account


def _test_body(preview: TemplatePreview, reader: str) -> str:
    """The mail below a line that says what it is. The signature follows with the mail."""
    who = reader_named(reader)
    told = f"This is a test that you sent to yourself: the mail as {who.name} ({who.title}) would get it."
    return f"{told}\n\n{preview.body}"

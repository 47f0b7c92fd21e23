"""The rep's own words, carried out: templates tried on sample readers, kept, reset, sent to the rep alone."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from xforce_desktop.clock import Clock
from xforce_desktop.errors import SignInNeeded
from xforce_desktop.messages.assignment import LetterKind, Sender
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.notices import with_notices
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.messages.own_template import WITH_SUBJECT, OwnTemplate, check_template
from xforce_desktop.messages.own_writer import in_own_words
from xforce_desktop.messages.placeholders import placeholders_for
from xforce_desktop.messages.sample_letters import READERS, Reader, reader_named, sample_assignment
from xforce_desktop.messages.signature import check_signature, signature_text
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.notice_rules import notices_in
from xforce_desktop.scheduling.own_words import SIGNATURE
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork
from xforce_desktop.scheduling.wording_desk import (
    MailToSelf,
    StoredTemplate,
    TemplatePreview,
    TemplateStart,
)

MARK = "[Test] "
SAMPLE_PLACES = ("US",)


@cache
def _starts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("resources").joinpath("template_starts.toml").read_text("utf-8"))


def our_start(kind: LetterKind, meeting_type: str) -> OwnTemplate:
    """A wording of ours with placeholders, for the rep to change."""
    entry = _starts()[kind.value]
    return OwnTemplate(kind, meeting_type, entry["body"].strip(), entry.get("subject", ""))


class TemplateDesk:
    """Implements `WordingDesk` over the store. Nothing here writes to anybody but the rep."""

    def __init__(self, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._writer = OfflineWriter()

    async def templates(self) -> Sequence[StoredTemplate]:
        return await self._thread.run(self._all)

    def _all(self) -> Sequence[StoredTemplate]:
        return self._engine.in_transaction(lambda work: tuple(work.own_templates()))

    async def template_start(self, kind: LetterKind, meeting_type: str) -> TemplateStart:
        own = await self.templates()
        wanted = (kind, meeting_type)
        stored = next((one for one in own if (one.template.kind, one.template.meeting_type) == wanted), None)
        template = stored.template if stored else our_start(kind, meeting_type)
        return TemplateStart(template, stored, placeholders_for(kind), kind in WITH_SUBJECT)

    async def preview_template(self, template: OwnTemplate, reader: str) -> TemplatePreview:
        return await self._thread.run(self._preview, template, reader)

    def _preview(self, template: OwnTemplate, reader: str) -> TemplatePreview:
        check_template(template)
        account, signature = self._engine.in_transaction(_rep_and_signature)
        shown = reader_named(reader)
        letter = self._tried(template, shown, account)
        refused = (one for one in READERS if one is not shown)
        others = tuple(one.title for one in refused if self._tried(template, one, account).own_refused)
        return TemplatePreview(
            letter.subject, letter.body, signature_text(signature), letter.own_refused, others
        )

    def _tried(self, template: OwnTemplate, reader: Reader, account: Account) -> Letter:
        """The letter to this reader, of the template or, where that breaks a rule, ours."""
        sender = Sender(account.name, account.address, account.title, account.timezone or "America/New_York")
        now = self._clock.now()
        plain = sample_assignment(template.kind, template.meeting_type, reader, sender, now)
        notices = notices_in(SAMPLE_PLACES, template.kind, self._engine.settings)
        assignment = replace(plain, notices=tuple(one.value for one in notices))
        letter = in_own_words(assignment, template, self._writer.write(assignment))
        return with_notices(letter, assignment)

    async def save_template(self, template: OwnTemplate) -> None:
        check_template(template)
        now = self._clock.now()
        kept = replace(template, body=template.body.strip(), subject=template.subject.strip())
        await self._thread.run(
            self._engine.in_transaction, lambda work: work.save_own_template(kept, now)
        )

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
        return await self._thread.run(
            self._engine.in_transaction, lambda work: work.setting(SIGNATURE) or ""
        )

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

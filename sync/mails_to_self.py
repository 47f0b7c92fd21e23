"""A mail from the rep to the rep, exactly once: drafted under its key, sent, looked up before any repeat."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from sync.lease import Lease
from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, Rejected, SignInNeeded, StoreError, TemporaryError
from xforce_desktop.ids import EffectKey
from xforce_desktop.messages.signature import signature_html
from xforce_desktop.ports import Mail, OutgoingMail, SentMail
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.own_words import SIGNATURE
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork
from xforce_desktop.scheduling.wording_desk import MailToSelf

log = logging.getLogger(__name__)

LOG_SAYS_MORE = "The log says more."
GIVEN_UP_AFTER = timedelta(hours=12)  # a test that comes tomorrow helps nobody


class MailsToSelf:
    """Sends what waits. It goes to the address of whoever is signed in then, and to nobody else."""

    def __init__(self, mail: Mail, engine: Engine, thread: StoreThread, clock: Clock, lease: Lease) -> None:
        self._mail = mail
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._lease = lease

    async def run(self) -> int:
        """How many left. Raises SignInNeeded and StoreError; other trouble concerns its mail only."""
        sent = 0
        for mail in await self._thread.run(
            self._engine.in_transaction, lambda work: tuple(work.mails_to_self())
        ):
            try:
                sent += await self._send(mail)
            except (SignInNeeded, StoreError):
                raise
            except TemporaryError as error:
                log.info("a mail to the rep waits", extra={"reason": error.title})
                if self._clock.now() - mail.created_at > GIVEN_UP_AFTER:
                    await self._fail(mail, error)
            except OutsideError as error:
                await self._fail(mail, error)
            except Exception:  # a broken promise stops this mail only, and the rep is told
                log.exception("a mail to the rep could not be sent")
                await self._fail(mail, Rejected("Something went wrong inside the program.", LOG_SAYS_MORE))
        return sent

    async def _send(self, mail: MailToSelf) -> int:
        key, draft_id = EffectKey(mail.key), mail.draft_id
        if mail.attempts:
            known = await self._mail.look_up(key, draft_id)
            if isinstance(known, SentMail):
                await self._keep(replace(mail, is_over=True))
                return 0
            draft_id = known or ""
        mail, address, signature = await self._begin(replace(mail, attempts=mail.attempts + 1))
        if not draft_id:
            outgoing = OutgoingMail((address,), (), mail.subject, mail.body, signature=signature)
            draft_id = await self._mail.prepare(outgoing, key)
            mail = replace(mail, draft_id=draft_id)
            await self._keep(mail)
        await self._mail.dispatch(draft_id)
        await self._keep(replace(mail, is_over=True))
        return 1

    async def _begin(self, mail: MailToSelf) -> tuple[MailToSelf, str, str]:
        """Saved before the work starts: after a crash it is looked up before it is repeated."""

        def save(work: UnitOfWork) -> tuple[MailToSelf, str, str]:
            self._lease.take(work)
            account = work.account()
            if account is None:
                raise SignInNeeded("Nobody is signed in.", "Sign in, or use the sandbox.")
            work.save_mail_to_self(mail)
            return mail, account.address, signature_html(work.setting(SIGNATURE) or "")

        return await self._thread.run(self._engine.in_transaction, save)

    async def _keep(self, mail: MailToSelf) -> None:
        await self._thread.run(self._engine.in_transaction, lambda work: work.save_mail_to_self(mail))

    async def _fail(self, mail: MailToSelf, error: OutsideError) -> None:
        def end(work: UnitOfWork) -> None:
            work.save_mail_to_self(replace(mail, is_over=True, last_error=error.title))
            text = f"{error.title} {error.advice}".strip()
            work.add_notice(
                StoredNotice(
                    notice_id(mail.key),
                    None,
                    "The test mail could not be sent",
                    text,
                    Urgency.NORMAL.value,
                    self._clock.now(),
                )
            )

        await self._thread.run(self._engine.in_transaction, end)

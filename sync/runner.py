"""The background loop: news, timers, outbox; one bad request never stops the rest."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sync.calendar_watch import CalendarWatch
from sync.clock_guard import ClockGuard, ClockWrong, ServiceTime
from sync.credentials import KeyringError
from sync.inbox import Inbox
from sync.long_trouble import LongTrouble
from sync.outbox import Outbox
from sync.renewals import Renewals
from sync.rows import Failed
from sync.texts_in import TextsIn
from sync.texts_poll import TextsPoll
from sync.timers import Timers
from sync.trouble_kinds import trouble_of
from xforce_desktop.agent import PassReport
from xforce_desktop.clock import Clock
from xforce_desktop.errors import (
    AdminConsentNeeded,
    OtherAccount,
    OutsideError,
    SignInNeeded,
    StoreBusy,
    StoreError,
    TemporaryError,
    XForceError,
)
from xforce_desktop.pace import until_due_s
from xforce_desktop.ports import Account, Directory
from xforce_desktop.scheduling import own_time
from xforce_desktop.scheduling.desk import SyncStatus, SyncTrouble, notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.folder_owner import check_owner
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

MOST_ROUNDS = 200  # of one pass; more would be a loop that feeds itself
LOOK_AT_THE_CLOCK_S = 15.0
PASS_MAY_FINISH_S = 1.5  # at the end; a call that hangs is left, and looked up at the next start
ACCOUNT_GOOD_FOR = timedelta(hours=4)  # automatic replies are switched on at lunchtime too
SEE_THE_LOG = "Something went wrong; see the log."
TROUBLES = (OutsideError, StoreBusy, KeyringError)  # end a pass; the next one tries again
NOTHING_MEANWHILE = (ClockWrong, StoreBusy, OtherAccount)


class ShownTime(Protocol):
    """A clock that has to be asked over the network first, such as the sandbox's."""

    async def refresh(self) -> datetime: ...


class Runner:
    """Runs passes, one at a time."""

    def __init__(
        self,
        inbox: Inbox,
        watch: CalendarWatch,
        timers: Timers,
        outbox: Outbox,
        directory: Directory,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
        shown_time: ShownTime | None = None,
        texts_in: TextsIn | None = None,
        service_time: ServiceTime | None = None,
        renewals: Sequence[Callable[[], Awaitable[None]]] = (),
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`renewals`: what is looked up anew now and then, when all else is done. `wall`: seconds that go on
        while the computer sleeps."""
        self._wall = wall
        self._inbox = inbox
        self._watch = watch
        self._timers = timers
        self._outbox = outbox
        self._directory = directory
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._shown_time = shown_time
        self._renewals = Renewals(renewals)
        self._texts = TextsPoll(texts_in, engine, thread, clock)
        self._guard = ClockGuard(service_time, engine, thread, clock)
        self._long_trouble = LongTrouble(engine, thread, clock)
        self._one_at_a_time = asyncio.Lock()
        self._passing: set[asyncio.Task[PassReport]] = set()  # begun or waiting for their turn
        self._account_at: datetime | None = None
        self._wake = asyncio.Event()
        self._is_restless = False
        self.status = SyncStatus.STARTING
        self.detail = ""
        self.trouble: SyncTrouble | None = None
        self.advice = ""
        self.consent_address = ""
        self.last_pass_at: datetime | None = None
        self.trouble_since: datetime | None = None
        self._due_next: datetime | None = None

    @property
    def is_trouble_noted(self) -> bool:
        """Whether a notice tells of what is wrong now; another one will say that it is over."""
        return self._long_trouble.is_told

    async def learn_account(self) -> Account:
        """Who the rep is, asked of the directory and kept for when it cannot be reached."""
        account = await self._directory.me()
        await self.keep_account(account)
        return account

    async def keep_account(self, account: Account) -> None:
        """What the directory has just told. Raises OtherAccount if the folder is somebody else's."""
        await self._thread.run(self._engine.in_transaction, lambda work: self._keep(work, account))
        self._account_at = self._clock.now()

    def _keep(self, work: UnitOfWork, account: Account) -> None:
        """Their own automatic replies are told of once."""
        check_owner(work.account(), account)
        work.save_account(account)
        notice = own_time.notice_on(account, self._clock.now())
        if notice is not None and all(known.id != notice.id for known in work.notices()):
            work.add_notice(notice)

    async def tick(self) -> PassReport:
        """One pass: fetch news, decide, send what is due, until nothing is left to do now.

        Raises OutsideError when the outside cannot be reached at all, KeyringError while the sign-in cannot
        be read, StoreBusy while another device works with the store, ClockWrong before anything is taken or
        sent; what was decided stays decided. Cancelled by `end`: it is a task of its own.
        """
        passing = asyncio.ensure_future(self.tick_here())
        self._passing.add(passing)
        passing.add_done_callback(self._passing.discard)
        return await passing

    async def tick_here(self) -> PassReport:
        """The same in the caller's own task, which `end` leaves alone; it needs no event loop by itself."""
        async with self._one_at_a_time:
            try:
                report = await self._pass()
            except TROUBLES as error:
                await self._note_trouble(error)
                await self._prepare_meanwhile(error)
                raise
            except Exception:
                await self._long_trouble.goes_on(XForceError(SEE_THE_LOG), SEE_THE_LOG)
                raise
            self._note_fine(report)
            return report

    async def _pass(self) -> PassReport:
        if self._shown_time:
            await self._shown_time.refresh()
        await self._thread.run(self._engine.in_transaction, self._outbox.lease.take)
        if self._account_at is None or self._clock.now() - self._account_at > ACCOUNT_GOOD_FOR:
            await self.learn_account()
        received, sent = 0, await self._outbox.settle_begun()
        failed = Failed()
        self._texts.begin_pass()
        for round_number in range(MOST_ROUNDS):
            news = await self._inbox.fetch(self._guard.check)  # by a wrong clock nothing is decided
            news += await self._texts.fetch() + await self._watch.look()
            if round_number == 0:
                await self._outbox.holds.finish()
            moved = await self._timers.fire(failed)
            performed, left = await self._outbox.run_due(failed)
            received += news
            sent += left
            if not (news or moved or performed):
                self._is_restless = False
                break
        else:
            await self._note_restless()
        await self._outbox.holds.reconcile()
        await self._renewals.run()
        await self._long_trouble.is_over()
        due_next = await self._thread.run(self._engine.in_transaction, lambda work: work.next_due_at())
        return PassReport(self._clock.now(), received, sent, due_next)

    async def _prepare_meanwhile(self, error: XForceError) -> None:
        """What is prepared from the store alone is wanted offline and signed out too. Not by a clock that is
        wrong, nor on a store that another program works with or that is somebody else's."""
        if isinstance(error, NOTHING_MEANWHILE):
            return
        try:
            await self._thread.run(self._engine.in_transaction, self._outbox.lease.take)
            await self._timers.prepare()
        except StoreError as busy:
            log.info("nothing was prepared meanwhile", extra={"reason": busy.title})

    async def _note_restless(self) -> None:
        """Said once, until a pass comes to rest again: the rep can do nothing else while it goes on."""
        if self._is_restless:
            return
        self._is_restless = True
        log.error("a pass did not come to rest", extra={"rounds": MOST_ROUNDS})
        now = self._clock.now()
        notice = StoredNotice(
            notice_id(f"restless:{now.isoformat()}"),
            None,
            "X-FORCE is going round in circles",
            "Something is done again and again without coming to an end. Please look at what the requests "
            "did last and send the log to support.",
            Urgency.HIGH.value,
            now,
        )
        await self._thread.run(self._engine.in_transaction, lambda work: work.add_notice(notice))

    async def _note_trouble(self, error: XForceError) -> None:
        """Said once when a service goes, not at each pass."""
        status = SyncStatus.SIGN_IN_NEEDED if isinstance(error, SignInNeeded) else SyncStatus.OFFLINE
        if status is not self.status:
            log.warning("sync stopped", extra={"status": status.value, "reason": error.title})
        title = error.title if error.title.endswith((".", "!", "?")) else f"{error.title}."
        self._note_stop(status, trouble_of(error), f"{title} {error.advice}".strip(), error.advice)
        self.consent_address = error.address if isinstance(error, AdminConsentNeeded) else ""
        await self._long_trouble.goes_on(error, self.detail)

    def _note_stop(self, status: SyncStatus, trouble: SyncTrouble, detail: str, advice: str = "") -> None:
        self.status, self.detail = status, detail
        self.trouble, self.advice = trouble, advice
        self.trouble_since = self.trouble_since or self._clock.now()

    def _note_fine(self, report: PassReport) -> None:
        if self.status in {SyncStatus.OFFLINE, SyncStatus.SIGN_IN_NEEDED}:
            log.warning("sync works again")
        self.consent_address, self.trouble, self.advice = "", None, ""
        self.status, self.trouble_since = SyncStatus.FINE, None
        self.detail = self._texts.trouble or self._renewals.trouble
        self.last_pass_at, self._due_next = report.now, report.due_next

    async def end(self) -> None:
        """No pass follows: another computer may go on at once. Those under way, whoever began them, have a
        moment to finish. A store that cannot be written is left as it is, and the lease runs out."""
        if self._passing:
            _, hanging = await asyncio.wait(self._passing, timeout=PASS_MAY_FINISH_S)
            for passing in hanging:
                log.info("the pass under way is left unfinished")
                passing.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
        try:
            await self._thread.run(self._engine.in_transaction, self._outbox.lease.release)
        except XForceError as error:
            log.info("the lease could not be released", extra={"reason": error.title})

    def wake(self) -> None:
        """Make the loop pass now instead of at its next turn."""
        self._wake.set()

    async def run(
        self, stop: asyncio.Event, interval_s: Callable[[], float], after_pass: Callable[[], None]
    ) -> None:
        """Pass again and again until `stop` is set; the pass under way is finished.

        `interval_s` is asked after each pass. What is due sooner is not waited for so long.
        """
        while not stop.is_set():
            self._wake.clear()  # what is asked for during a pass leads to another one
            try:
                await self.tick()
            except TROUBLES as error:
                if not isinstance(error, TemporaryError | SignInNeeded | StoreBusy | KeyringError):
                    log.warning("a pass was refused", extra={"reason": error.title})
            except Exception:
                log.exception("a pass failed")  # the edge of the loop: the next pass tries again
                self._note_stop(SyncStatus.OFFLINE, SyncTrouble.UNEXPECTED, SEE_THE_LOG)
            after_pass()
            await self._rest(stop, self._pause_s(interval_s()))

    def _pause_s(self, interval_s: float) -> float:
        """While something is wrong, what is overdue does not hurry us."""
        if self.trouble_since is not None:
            return interval_s
        return until_due_s(interval_s, self._due_next, self._clock.now())

    async def _rest(self, stop: asyncio.Event, pause_s: float) -> None:
        """Until the time is over, also on the wall: a computer that slept over it looks at once."""
        loop = asyncio.get_running_loop()
        until_s, until_on_wall_s = loop.time() + pause_s, self._wall() + pause_s
        waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._wake.wait())]
        try:
            while (left_s := min(until_s - loop.time(), until_on_wall_s - self._wall())) > 0:
                look_s = min(left_s, LOOK_AT_THE_CLOCK_S)
                done, _ = await asyncio.wait(waits, timeout=look_s, return_when=asyncio.FIRST_COMPLETED)
                if done:
                    return
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

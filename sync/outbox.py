"""Effects carried out once each, by key. The row says how far a thing has come; the outside is asked before
anything is repeated."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sync.attendance import evidence_of
from sync.bookings import Bookings
from sync.drafts import Drafts
from sync.hold_events import HoldEvents
from sync.lease import Lease
from sync.letters import Letters
from sync.mails_to_self import MailsToSelf
from sync.rows import Failed, Rows
from sync.slots import Slots
from sync.texts import Texts
from sync.troubles import Troubles
from xforce_desktop.clock import Clock
from xforce_desktop.errors import (
    KeyringError,
    OutsideError,
    Rejected,
    SignInNeeded,
    StoreError,
    TemporaryError,
)
from xforce_desktop.ports import Attendance, Calendar, Mail, Texting, Writer
from xforce_desktop.scheduling.effects import (
    BookMeeting,
    CancelMeeting,
    CheckAttendance,
    FindSlots,
    MoveMeeting,
    SendLetter,
    UpdateAttendees,
)
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import AttendanceSeen, Event, MeetingCancelled
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Services:
    """The outside, as ports."""

    mail: Mail
    calendar: Calendar
    attendance: Attendance
    writer: Writer
    texting: Texting | None = None


class Outbox:
    """Performs due rows, oldest first."""

    def __init__(
        self,
        services: Services,
        engine: Engine,
        thread: StoreThread,
        clock: Clock,
        lease: Lease | None = None,
    ) -> None:
        self.lease = lease or Lease(clock)
        self._services = services
        self._thread = thread
        self._rows = Rows(engine, thread, clock, self.lease)
        self.holds = HoldEvents(services.calendar, engine, thread, clock, self.lease)
        self._troubles = Troubles(engine, clock)
        self._slots = Slots(services.calendar, engine, thread, clock)
        self._drafts = Drafts(
            services.writer,
            self._rows,
            self._troubles,
            engine,
            thread,
            clock,
            self._slots.taken_among,
        )
        self._letters = Letters(services.mail, self._drafts, self._rows, engine, thread, clock)
        self._to_self = MailsToSelf(services.mail, engine, thread, clock, self.lease)
        self._texts = Texts(services.texting, self._drafts, self._rows, engine, thread, clock)
        self._bookings = Bookings(
            services.calendar, self._rows, engine, thread, clock, self._slots.taken_among
        )

    async def run_due(self, failed: Failed | None = None) -> tuple[int, int]:
        """Perform what is due; returns how many rows moved and how many mails left.

        What fails is added to `failed`, and what is in there is left for the next pass. Raises SignInNeeded
        and KeyringError: nothing can leave until the rep signs in or unlocks it. Other trouble concerns its
        row only.
        """
        moved = sent = 0
        failed = failed if failed is not None else Failed()
        await self._drafts.compose_waiting()
        for row in await self._rows.due():
            if row.key in failed.rows:
                continue
            outcome = await self._perform_one(row, failed)
            moved += outcome is not None
            sent += outcome == "sent"
        await self._to_self.run()
        return moved, sent

    async def settle_begun(self) -> int:
        """Note the messages that had left when the program ended; returns how many.

        To be called before news is read: an answer finds its request by the mail that it answers.
        """
        noted = 0
        for row, request in await self._rows.begun_letters():
            assert isinstance(row.effect, SendLetter)
            try:
                carrier = self._texts if row.effect.kind.is_text else self._letters
                noted += await carrier.note_if_sent(row, row.effect, request)
            except SignInNeeded:
                raise
            except OutsideError as error:
                log.info("not looked up yet", extra={"request": str(request.id), "reason": error.title})
        return noted

    async def _perform_one(self, row: OutboxRow, failed: Failed) -> str | None:
        """None if nothing came of it this time."""
        fresh = await self._rows.fresh(row)
        if fresh is None:
            return None
        row, request = fresh
        try:
            outcome = await self._perform(row, request)
            if outcome == "refused":
                failed.requests.add(row.request_id)
            return outcome
        except (SignInNeeded, KeyringError, StoreError):  # ends the pass; a row that has begun is looked up
            raise
        except TemporaryError as error:
            failed.rows.add(row.key)
            await self._thread.run(self._troubles.postpone, row, error)
            return None
        except OutsideError as error:
            trouble: OutsideError = error
        except Exception:  # a broken promise stops this row only, and the rep is told
            log.exception("a row could not be performed", extra={"request": str(row.request_id)})
            trouble = Rejected("Something went wrong inside the program.", "Please look; the log says more.")
        failed.rows.add(row.key)
        failed.requests.add(row.request_id)
        await self._thread.run(self._troubles.refuse, row, trouble)
        return "refused"

    async def _perform(self, row: OutboxRow, request: MeetingRequest) -> str | None:
        match row.effect:
            case SendLetter() if row.effect.kind.is_text:
                return await self._texts.perform(row, row.effect, request)
            case SendLetter():
                return await self._letters.perform(row, row.effect, request)
            case BookMeeting() | MoveMeeting() | UpdateAttendees():
                return await self._bookings.perform(row, row.effect, request)
            case _ if row.status is OutboxStatus.RECALLED:
                return await self._withdraw(row)
            case FindSlots():
                return await self._slots.find(row, row.effect, request)
            case CancelMeeting():
                await self._services.calendar.cancel(row.effect.event_id, row.effect.comment)
                return await self._settle(row, MeetingCancelled())
            case CheckAttendance():
                return await self._check_attendance(row, request)
            case _:
                raise AssertionError(f"not an outbox effect: {row.effect}")

    async def _check_attendance(self, row: OutboxRow, request: MeetingRequest) -> str | None:
        if request.scheduled_time is None or request.ends_at is None:
            return await self._withdraw(row)
        people = await self._services.attendance.participants(
            request.join_url, request.scheduled_time, request.ends_at
        )
        evidence, detail = evidence_of(request, people)
        return await self._settle(row, AttendanceSeen(evidence, detail))

    async def _withdraw(self, row: OutboxRow) -> str:
        await self._rows.withdraw(row)
        return "withdrawn"

    async def _settle(self, row: OutboxRow, event: Event) -> str | None:
        return "done" if await self._rows.settle(row, event) else None

"""What mails and texts have in common when they come in: found, read, taken, and nothing stops the others."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from xforce_desktop.errors import XForceError
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Analyst
from xforce_desktop.replies.analysis import (
    Intent,
    MessageKind,
    ReceivedText,
    ReplyAnalysis,
    ReplyContext,
)
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import RepTookOver
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import ReceivedItem, StoredNotice, UnitOfWork

log = logging.getLogger(__name__)

UNHANDLED = "The program could not handle it; the log says more."


class Found(Protocol):
    """The request that a message belongs to."""

    @property
    def request_id(self) -> RequestId: ...


F = TypeVar("F", bound=Found)
Find = Callable[[UnitOfWork], F | None]
Read = Callable[[F], Awaitable[ReplyAnalysis | None]]
Take = Callable[[UnitOfWork, F | None, ReplyAnalysis | None], int]


class Intake:
    """Takes one message after the other."""

    def __init__(self, analyst: Analyst, engine: Engine, thread: StoreThread) -> None:
        self._analyst = analyst
        self._engine = engine
        self._thread = thread

    async def take_one(self, seen: ReceivedItem, find: Find[F], read: Read[F], take: Take[F]) -> int:
        """What `take` returns, in a transaction of its own: after a crash only what is known comes again.

        One that the program stumbles over is noted as `seen`, and its request is the rep's; 0 then.
        """
        found: F | None = None
        try:
            found = await self._thread.run(self._engine.in_transaction, find)
            analysis = await read(found) if found else None
            return await self._thread.run(
                self._engine.in_transaction, lambda work: take(work, found, analysis)
            )
        except XForceError:
            raise
        except Exception:  # one message must not stop all later ones, nor the pass
            log.exception("a message could not be handled", extra={"source": seen.source})
            unhandled = replace(seen, request_id=found.request_id if found else None, verdict=UNHANDLED)
            await self._thread.run(self._engine.in_transaction, lambda work: self._hand_over(work, unhandled))
            return 0

    def _hand_over(self, work: UnitOfWork, item: ReceivedItem) -> None:
        """It is not tried again."""
        work.mark_received(item)
        if item.request_id is None or work.load(item.request_id).has_ended:
            return
        self._engine.apply(work, item.request_id, RepTookOver())
        title = work.load(item.request_id).title
        text = f"{title}: a message of theirs could not be handled, so the request is yours. Please read it."
        notice = notice_id(f"unhandled:{item.source}:{item.provider_id}")
        now, urgency = self._engine.clock.now(), Urgency.HIGH.value
        work.add_notice(StoredNotice(notice, item.request_id, "They wrote", text, urgency, now))

    async def read(self, text: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        """What the reader says; a message that it stumbles over is the rep's, and the others are read on."""
        try:
            return await self._analyst.read(text, context)
        except XForceError:
            raise
        except Exception:  # the edge of the reader: one message must not stop all later ones
            log.exception("a message could not be read")
            reason = "This message could not be read; please look at it."
            return ReplyAnalysis(
                MessageKind.REPLY,
                Intent.UNCLEAR,
                requires_human=True,
                human_reason=reason,
                new_text=text.body,
                why=(reason,),
            )


def context_of(request: MeetingRequest, at: datetime, offered: tuple[datetime, ...]) -> ReplyContext:
    """What the reader is told of the request; `offered` are the times that the message may answer."""
    return ReplyContext(
        now=at,
        timezone=request.recipient_timezone,
        meeting_type=request.meeting_type.value,
        duration_minutes=request.duration_minutes,
        title=request.title,
        proposed_times=offered,
        known_addresses=tuple(a.email for a in request.attendees) + request.also_write_to,
    )


def newest_offer(request: MeetingRequest) -> tuple[datetime, ...]:
    """The offer that they have seen last, or the booked time while none is live."""
    if request.scheduled_time and not request.offered_times:
        return (request.scheduled_time,)
    return request.seen_offer

"""What mails and texts have in common when they come in: found, read, taken, and nothing stops the others."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from xforce_desktop.errors import OutsideError, StoreError
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
from xforce_desktop.scheduling.unit_of_work import (
    ConversationMessage,
    ReceivedItem,
    StoredNotice,
    UnitOfWork,
)

log = logging.getLogger(__name__)

UNHANDLED = "The program could not handle it; the log says more."


class Found(Protocol):
    """The request that a message belongs to."""

    @property
    def request_id(self) -> RequestId: ...

    @property
    def is_certain(self) -> bool: ...

    @property
    def words(self) -> str: ...


def nothing(work: UnitOfWork) -> None:
    """Most messages have nothing that counts whatever becomes of them."""


@dataclass(frozen=True)
class Incoming:
    """A message as it came, from that source: inbox, sent or sms. `of_nobody`: what is noted of one that
    belongs to no request. `at_once`: what it brings about also when the program stumbles over the rest."""

    source: str
    as_it_came: ConversationMessage
    of_nobody: str
    at_once: Callable[[UnitOfWork], None] = nothing


F = TypeVar("F", bound=Found)
Find = Callable[[UnitOfWork], F | None]
Read = Callable[[F], Awaitable[ReplyAnalysis | None]]
Take = Callable[[UnitOfWork, F | None, ReplyAnalysis | None], int]
Along = Callable[[UnitOfWork], None]


class Intake:
    """Takes one message after the other."""

    def __init__(self, analyst: Analyst, engine: Engine, thread: StoreThread) -> None:
        self._analyst = analyst
        self._engine = engine
        self._thread = thread

    async def take_one(
        self, message: Incoming, find: Find[F], read: Read[F], take: Take[F], along: Along = nothing
    ) -> int:
        """What `take` returns, in a transaction of its own: after a crash only what is known comes again.
        `along` is done in the same transaction, whatever becomes of the message; 0 for one that is known.

        One that the program stumbles over is kept as it came and told to the rep, and its request, if it was
        found, is theirs; 0 then.
        """
        found: F | None = None
        try:
            found = await self._thread.run(self._engine.in_transaction, find)
            analysis = await read(found) if found else None

            def finish(work: UnitOfWork) -> int:
                along(work)
                verdict = found.words if found else message.of_nobody
                return take(work, found, analysis) if _noted_as_new(work, message, found, verdict) else 0

            return await self._thread.run(self._engine.in_transaction, finish)
        except (OutsideError, StoreError):
            raise
        except Exception:  # one message must not stop all later ones, nor the pass
            log.exception("a message could not be handled", extra={"source": message.source})
            await self._thread.run(self._bring_about, message)

            def hand_over(work: UnitOfWork) -> None:
                along(work)
                self._hand_over(work, message, found)

            await self._thread.run(self._engine.in_transaction, hand_over)
            return 0

    def _bring_about(self, message: Incoming) -> None:
        """What counts whatever becomes of the rest; if that breaks too, the rep still hears of it."""
        try:
            self._engine.in_transaction(message.at_once)
        except Exception:
            log.exception("what a message brings about could not be done", extra={"source": message.source})

    def _hand_over(self, work: UnitOfWork, message: Incoming, found: Found | None) -> None:
        """It is not tried again. Of what belongs to no known request one notice a day is enough."""
        said, now = message.as_it_came, self._engine.clock.now()
        if not _noted_as_new(work, message, found, UNHANDLED):
            return
        request_id = found.request_id if found else None
        if found:
            work.add_message(found.request_id, said if found.is_certain else _without_words(said))
        if request_id is None or work.load(request_id).has_ended:
            who = said.from_name or said.from_address
            text = f"A message of {who} could not be handled; if it is about a meeting, please see to it."
            its_id = notice_id(f"unhandled:{message.source}:{now.date().isoformat()}")
            if any(notice.id == its_id for notice in work.notices()):
                return
        else:
            self._engine.apply(work, request_id, RepTookOver())
            title = work.load(request_id).title
            text = (
                f"{title}: a message of theirs could not be handled, so the request is yours. Please read it."
            )
            its_id = notice_id(f"unhandled:{message.source}:{said.provider_id}")
        notice = StoredNotice(its_id, request_id, "They wrote", text, Urgency.HIGH.value, now)
        work.add_notice(notice)

    async def read(self, text: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        """What the reader says; a message that it stumbles over is the rep's, and the others are read on."""
        try:
            return await self._analyst.read(text, context)
        except (OutsideError, StoreError):
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


def _noted_as_new(work: UnitOfWork, message: Incoming, found: Found | None, verdict: str) -> bool:
    """Whether it was not taken before; from now on it was."""
    said = message.as_it_came
    if work.is_received(said.provider_id):
        return False
    request_id = found.request_id if found else None
    work.mark_received(ReceivedItem(said.provider_id, message.source, said.at, request_id, verdict))
    return True


def _without_words(said: ConversationMessage) -> ConversationMessage:
    """Of a mail that only may be about the request nothing is kept; a text stands nowhere else."""
    return said if said.channel == "sms" else replace(said, body="", new_text="")


def context_of(request: MeetingRequest, at: datetime, offered: tuple[datetime, ...]) -> ReplyContext:
    """What the reader is told of the request; `offered` are the times that the message may answer."""
    return ReplyContext(
        now=at,
        timezone=request.answered_timezone,
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

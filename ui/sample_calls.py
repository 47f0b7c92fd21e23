"""The calls of the sample desk: those of its meetings, ranked by nothing but their age."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from ui.sample_base import SampleBase
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.calls_desk import Call, CallBoard, CallPlace, CallReport, StartedCall
from xforce_desktop.scheduling.desk import Summary
from xforce_desktop.scheduling.intent import IntentLevel
from xforce_desktop.scheduling.intent_trend import IntentReading
from xforce_desktop.scheduling.leverage import LeverageCard
from xforce_desktop.scheduling.request import Actor, EntryType
from xforce_desktop.scheduling.unit_of_work import ActionEntry

A_DAY = 3
WAITS = {Later.ONE_HOUR: 1, Later.THIS_AFTERNOON: 4, Later.TOMORROW_MORNING: 20}  # hours


class SampleCalls(SampleBase):
    """Has the shape of CallsDesk."""

    def __init__(self) -> None:
        self.put_off: dict[uuid.UUID, datetime] = {}
        self.made = 0

    async def call_board(self) -> CallBoard:
        found = [(summary, card) for summary in self.summaries.values() for card in summary.cards]
        found.sort(key=lambda one: (one[1].id in self.put_off, one[1].raised_at))
        calls = [self._call(*one, number) for number, one in enumerate(found)]
        return CallBoard(self._now, tuple(calls), self.made, A_DAY)

    def _call(self, summary: Summary, card: LeverageCard, number: int) -> Call:
        place = CallPlace.TODAY if number < A_DAY - self.made else CallPlace.WAITING
        back_at, request = self.put_off.get(card.id), summary.request
        held = summary.calling.until if summary.calling else None
        is_urgent = card.urgency == "high"
        return Call(
            card,
            request.id,
            request.title or request.meeting_type.value.replace("_", " ").capitalize(),
            request.primary.email,
            CallPlace.LATER if back_at else place,
            45.0 if is_urgent else 15.0,
            (*(("urgent",) if is_urgent else ()), "they can be called now"),
            back_at,
            held,
        )

    def _found(self, card_id: uuid.UUID) -> tuple[Summary, LeverageCard]:
        for summary in self.summaries.values():
            for card in summary.cards:
                if card.id == card_id:
                    return summary, card
        raise BadInput("This call is not asked of you any more.")

    async def start_call(self, card_id: uuid.UUID) -> StartedCall:
        summary, card = self._found(card_id)
        request, until = summary.request, self._now + timedelta(minutes=30)
        people = tuple(person.email for person in request.external)
        hold = CallHold(
            uuid.uuid4(), request.id, card_id, card.brief.who, request.company_id, people, self._now, until
        )
        self.summaries[request.id] = replace(summary, calling=hold)
        self._tell()
        return StartedCall(card.brief.who, card.brief.number, until)

    async def put_off_call(self, card_id: uuid.UUID, until: Later | datetime) -> datetime:
        self._found(card_id)
        at = until if isinstance(until, datetime) else self._now + timedelta(hours=WAITS[until])
        self.put_off[card_id] = at
        self._tell()
        return at

    async def finish_call(self, card_id: uuid.UUID, report: CallReport) -> None:
        summary, _ = self._found(card_id)
        self.made += 1
        self.summaries[summary.request.id] = replace(summary, calling=None)
        told = f": {report.note}" if report.note else "."
        self._close_cards(summary.request.id, card_id, f"“{{}}” is done{told}")

    async def dismiss_card(self, request_id: RequestId, card_id: uuid.UUID | None = None) -> None:
        self._close_cards(request_id, card_id, "You set “{}” aside.")

    def _close_cards(self, request_id: RequestId, card_id: uuid.UUID | None, words: str) -> None:
        summary = self._summary(request_id)
        closed = [card for card in summary.cards if card_id in (None, card.id)]
        if not closed:
            raise BadInput("No call is asked of you here any more.")
        left = tuple(card for card in summary.cards if card not in closed)
        last = ActionEntry(EntryType.NOTED, Actor.USER, words.format(closed[0].title), self._now)
        self.summaries[request_id] = replace(summary, cards=left, last=last)
        self._tell()


def interest_of(summary: Summary) -> tuple[IntentReading, ...]:
    """How a sample's interest has gone: up at first, then down."""
    history = summary.request.history
    course = ((0.0, IntentLevel.LOW, "We asked."), (0.7, IntentLevel.HIGH, "They answered."))
    falling = ((0.2, IntentLevel.MEDIUM, "They answered."), (0.0, IntentLevel.LOW, "We asked."))
    if not history:
        return ()
    start, step = history[0].at, (history[-1].at - history[0].at) / 3
    return tuple(
        IntentReading(start + number * step, level, total, 0.6, round(total * 30), (), cause)
        for number, (total, level, cause) in enumerate((*course, *falling))
    )

"""What the rep does about somebody of ours who stands in the way: takes them out, or keeps and asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from xforce_desktop.availability.attendees import Blocking, analyse
from xforce_desktop.availability.slots import SlotQuery
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.scheduling import insight as insights
from xforce_desktop.scheduling import insight_words as words
from xforce_desktop.scheduling.desk import notice_id
from xforce_desktop.scheduling.effects import Urgency
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import AttendeeRemoved
from xforce_desktop.scheduling.insight import Insights
from xforce_desktop.scheduling.remembered import Origin
from xforce_desktop.scheduling.request import Actor, EntryType, MeetingRequest
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import StoredNotice, UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True)
class InsightDesk:
    """Each method one transaction, off the caller's thread."""

    engine: Engine
    thread: StoreThread

    async def attendee_insights(self) -> Insights:
        return await self._run(self._read)

    async def remove_blocker(self, request_id: RequestId, address: str) -> None:
        """Raises BadInput for who does not stand in the way of this request."""

        def act(work: UnitOfWork) -> None:
            request = work.load(request_id)
            insight = work.insight(request_id)
            blocking = insight.analysis.blocking if insight and insights.is_weighed(request) else ()
            found = [one for one in blocking if one.address.casefold() == address.strip().casefold()]
            if not found or request.attendee_by_address(found[0].address) is None:
                raise BadInput(
                    f"{address} does not stand in the way of this meeting.",
                    "See `attendee_analysis` in `request show`; `request remove` takes out anybody.",
                )
            why = words.removed_in_words(request, found[0])
            self.engine.act(work, request_id, AttendeeRemoved(found[0].address, why))

        await self._run(act)

    async def keep_blocker(self, request_id: RequestId) -> None:
        """Raises BadInput where nobody is shown as standing in the way."""

        def act(work: UnitOfWork) -> None:
            request, insight = work.load(request_id), work.insight(request_id)
            one = insights.blocker_of(request, insight)
            if one is None or insight is None:
                raise BadInput(
                    "Nobody of yours stands in the way of this meeting now.", "See `request show`."
                )
            now = self.engine.clock.now()
            work.save_insight(insights.kept_by_rep(insight, one, now))
            why = words.kept_in_words(request, one, now)
            work.append_actions(request_id, [entry(EntryType.NOTED, why, now, actor=Actor.USER)])
            if task := words.task(request, one, now):
                work.add_notice(_notice(request, one, task, now))

        await self._run(act)

    def _read(self, work: UnitOfWork) -> Insights:
        now = self.engine.clock.now()
        cards, tasks = [], {}
        for request in filter(insights.is_weighed, work.requests(include_ended=False)):
            insight = work.insight(request.id)
            one = insights.blocker_of(request, insight)
            if insight and one:
                cards.append(words.card_of(request, insight, one, _titles(work, [one.address])))
            if asked := words.tasks_of(request, insight, now):
                tasks[request.id] = asked
        return Insights(tuple(cards), tasks)

    async def _run(self, act: Callable[[UnitOfWork], T]) -> T:
        return await self.thread.run(self.engine.in_transaction, act)


def weigh(work: UnitOfWork, request_id: RequestId, query: SlotQuery, now: datetime) -> None:
    """Keep who stands in the way by these calendars; nothing where there is nobody but the rep to weigh."""
    request = work.load(request_id)
    asked = tuple(person.address for person in query.people)
    if not insights.is_weighed(request) or insights.ours_of(request) != asked:
        return
    if len(asked) > 1:
        analysis = analyse(query, words.names_of(request))
        work.save_insight(insights.renewed(work.insight(request_id), request, analysis, now))


def _titles(work: UnitOfWork, addresses: Iterable[str]) -> Mapping[str, str]:
    """As the directory had them last."""
    found: dict[str, str] = {}
    for address in addresses:
        for known in work.remembered(Origin.COLLEAGUE, address, 5):
            if known.address.casefold() == address.casefold():
                found[address] = known.title
    return found


def _notice(request: MeetingRequest, one: Blocking, text: str, now: datetime) -> StoredNotice:
    key = EffectKey(f"{request.id}:keep:{one.address}:{now.isoformat()}")
    title = f"Ask {request.attendee_by_address(one.address).called} for a time"  # type: ignore[union-attr]  # is in it
    return StoredNotice(notice_id(key), request.id, title, text, Urgency.NORMAL.value, now)


def card_json(work: UnitOfWork, request_id: RequestId) -> dict[str, object]:
    """What `request insight` prints: the analysis, and the card in words if it is shown."""
    request, insight = work.load(request_id), work.insight(request_id)
    one = insights.blocker_of(request, insight)
    card = words.card_of(request, insight, one, _titles(work, [one.address])) if insight and one else None
    return {
        "id": str(request_id),
        "card": {
            "headline": card.headline,
            "blocker": card.blocker,
            "impact": card.impact,
            "recommendation": card.recommendation,
            "actions": [card.remove, card.keep],
            "note": card.note or None,
        }
        if card
        else None,
        "attendee_analysis": words.as_json(request, insight),
    }


def open_insights(work: UnitOfWork, before: datetime) -> Sequence[MeetingRequest]:
    """Requests whose analysis is from before that moment, and in which somebody is shown to stand in the way
    or is kept all the same."""
    found = []
    for request in filter(insights.is_weighed, work.requests(include_ended=False)):
        insight = work.insight(request.id)
        if insight and insight.at <= before and (insight.kept or insights.blocker_of(request, insight)):
            found.append(request)
    return found

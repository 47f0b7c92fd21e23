"""The demo: the whole job on an embedded sandbox, days in seconds, with a simulated rep."""

from __future__ import annotations

import email.message
import email.utils
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from xforce_desktop.agent import Agent, SandboxControls
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.desk import RepCommand
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import ActionType, Handler, MeetingRequest
from xforce_desktop.scheduling.unit_of_work import ActionEntry, ConversationMessage, Direction, UnitOfWork

LONGEST = timedelta(days=120)  # of sandbox time; the stop rules end every request long before
LOOK_AGAIN_AFTER = timedelta(minutes=20)  # when nothing is known to happen
PATIENCE = 3  # times the rep gives a request back before ending it


class Demo:
    """Runs requests to their end. `next_event_at` is the sandbox's; `say` gets one line per step."""

    def __init__(
        self,
        agent: Agent,
        next_event_at: Callable[[], datetime | None],
        say: Callable[[dict[str, Any]], None],
    ) -> None:
        assert agent.sandbox is not None
        self._agent = agent
        self._sandbox: SandboxControls = agent.sandbox
        self._next_event_at = next_event_at
        self._say = say
        self._told: Counter[RequestId] = Counter()
        self._given_back: Counter[RequestId] = Counter()

    async def run(self, wanted: Sequence[Mapping[str, object]]) -> dict[str, int]:
        """Returns how many requests ended in each outcome."""
        await self._agent.know_account()
        for fields in wanted:
            await self._agent.desk.create(check_new_request(dict(fields)))
        begun = self._agent.clock.now()
        while self._agent.clock.now() - begun < LONGEST:
            report = await self._agent.runner.tick()
            requests = await self._tell_news()
            if all(request.has_ended for request in requests):
                break
            if not await self._play_rep(requests):
                await self._skip_to(self._next_moment(report.due_next))
        outcomes = Counter(str(r.outcome or r.state) for r in await self._requests())
        return dict(sorted(outcomes.items()))

    def _next_moment(self, due_next: datetime | None) -> datetime:
        """When something happens next, here or in the sandbox."""
        now = self._agent.clock.now()
        moments = [m for m in (due_next, self._next_event_at()) if m is not None and m > now]
        return min(moments, default=now + LOOK_AGAIN_AFTER)

    async def _skip_to(self, moment: datetime) -> None:
        await self._sandbox.set(moment)

    async def _requests(self) -> list[MeetingRequest]:
        return await self._agent.thread.run(
            self._agent.engine.in_transaction, lambda work: list(work.requests())
        )

    async def _tell_news(self) -> list[MeetingRequest]:
        """Say each new log line once, in the order in which it happened."""

        def read(work: UnitOfWork) -> tuple[list[MeetingRequest], dict[RequestId, list[ActionEntry]]]:
            requests = list(work.requests())
            return requests, {r.id: list(work.actions(r.id)) for r in requests}

        requests, actions = await self._agent.thread.run(self._agent.engine.in_transaction, read)
        news = []
        for request in requests:
            new = actions[request.id][self._told[request.id] :]
            self._told[request.id] += len(new)
            news += [(entry.at, request, entry) for entry in new]
        for _at, request, entry in sorted(news, key=lambda line: line[0]):
            self._say(_line(request, entry))
        return requests

    async def _play_rep(self, requests: list[MeetingRequest]) -> bool:
        """Answer questions, say how a meeting went, give back. True if anything was done."""
        acted = False
        for request in requests:
            if request.has_ended:
                continue
            if request.requires_human_review and not _tries_again(request):
                await self._decide(request)
                acted = True
            elif request.handled_by is Handler.REP:
                await self._give_back(request)
                acted = True
        return acted

    async def _decide(self, request: MeetingRequest) -> None:
        over = request.ends_at is not None and request.ends_at <= self._agent.clock.now()
        if over and request.calendar_event_id:
            await self._agent.desk.report(request.id, ReportedOutcome.HELD)
            return
        asked = await self._last_from_them(request)
        if asked is not None and self._given_back[request.id] == 0:
            await self._answer(request, asked)
            return
        await self._give_back(request)

    async def _give_back(self, request: MeetingRequest) -> None:
        self._given_back[request.id] += 1
        command = RepCommand.GIVE_BACK if self._given_back[request.id] <= PATIENCE else RepCommand.CANCEL
        await self._agent.desk.command(request.id, command)

    async def _last_from_them(self, request: MeetingRequest) -> ConversationMessage | None:
        def read(work: UnitOfWork) -> ConversationMessage | None:
            messages = work.conversation(request.id)
            return messages[-1] if messages and messages[-1].direction is Direction.IN else None

        return await self._agent.thread.run(self._agent.engine.in_transaction, read)

    async def _answer(self, request: MeetingRequest, asked: ConversationMessage) -> None:
        """The rep writes from Outlook; the agent notices and steps out until given back."""
        account = await self._agent.know_account()
        note = email.message.EmailMessage()
        note["From"] = email.utils.formataddr((account.name, account.address))
        note["To"] = asked.from_address
        note["Subject"] = asked.subject
        note["In-Reply-To"] = asked.message_id
        note["References"] = asked.message_id
        note["Message-ID"] = email.utils.make_msgid(domain="xforce.example")
        note.set_content(
            "Good question, happy to cover that when we talk. Short answer: yes.\n\n"
            "Do the times I sent still work for you?\n\n" + account.name
        )
        await self._sandbox.write_as_rep(bytes(note))


def _line(request: MeetingRequest, step: ActionEntry) -> dict[str, Any]:
    """One step, its times in the rep's zone."""
    zone = ZoneInfo(request.preferences.timezone)
    times = (step.time_selected,) if step.time_selected else step.times_proposed
    return {
        "at": step.at.astimezone(zone).isoformat(),
        "request": request.title,
        "with": request.primary.name,
        "company": request.company_name,
        "step": step.type.value,
        "by": step.actor.value,
        "why": step.why,
        "zone": request.preferences.timezone,
        "times": [moment.astimezone(zone).isoformat() for moment in times],
    }


def _tries_again(request: MeetingRequest) -> bool:
    """Whether the agent looks again by itself, as when no time was free."""
    return request.next_action is not None and request.next_action.type is ActionType.SEND_OPTIONS

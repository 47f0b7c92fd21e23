"""What the screens ask and the rep does, passed on to the agent that is connected."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from xforce_desktop.agent_briefs import AgentBriefs
from xforce_desktop.agent_calls import AgentCalls
from xforce_desktop.agent_insight import AgentInsight
from xforce_desktop.agent_learning import AgentLearning
from xforce_desktop.agent_memory import AgentMemoryDesk
from xforce_desktop.agent_metrics import AgentMetrics
from xforce_desktop.agent_proofs import AgentProofs
from xforce_desktop.agent_records import AgentRecords
from xforce_desktop.availability.slots import SlotAnswer
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.habits import LearnedStyle
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.ports import Account, Notice
from xforce_desktop.scheduling.desk import Overview, RepCommand, Story, SyncAnswer, SyncState, SyncStatus
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.knobs import FirstLength
from xforce_desktop.scheduling.new_request import (
    Consent,
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    NewRequest,
)
from xforce_desktop.scheduling.remembered import FoundPeople, Remembered
from xforce_desktop.scheduling.unit_of_work import OptOut
from xforce_desktop.scheduling.wording_desk import StoredTemplate, TemplatePreview, TemplateStart

JUST_AFTER_S = 1  # skip to a moment past the due one


class AgentDesk(
    AgentCalls,
    AgentMetrics,
    AgentMemoryDesk,
    AgentBriefs,
    AgentLearning,
    AgentInsight,
    AgentProofs,
    AgentRecords,
):
    """The part of the desk that needs an agent; whoever has one sets it, and `_changed` tells the screens."""

    # what the screens ask
    async def account(self) -> Account | None:
        return await self._agent.desk.account() if self._agent else None

    async def overview(self) -> Overview:
        if self._agent is None:
            return Overview(self.now(), (), (), (), ())
        return await self._agent.desk.overview()

    async def story(self, request_id: RequestId) -> Story:
        return await self._connected.desk.story(request_id)

    async def free_times(self, new: NewRequest, count: int = 8) -> SlotAnswer:
        return await self._connected.desk.free_times(new, count)

    async def first_length(self, new: NewRequest) -> FirstLength | None:
        return await self._connected.desk.first_length(new)

    async def preview(self, new: NewRequest) -> Letter:
        return await self._connected.desk.preview(new)

    async def colleagues(self, text: str = "") -> FoundPeople:
        return await self._connected.desk.colleagues(text)

    async def remembered_colleagues(self, text: str = "") -> FoundPeople:
        return await self._connected.desk.remembered_colleagues(text)

    async def known_contact(self, address: str) -> Remembered | None:
        return await self._connected.desk.known_contact(address)

    async def take_notices(self) -> Sequence[Notice]:
        return await self._agent.desk.take_notices() if self._agent else ()

    def sync_state(self) -> SyncState:
        if self._agent is None:
            return SyncState(SyncStatus.STARTING, "Not connected yet.", None, is_sandbox=False)
        runner = self._agent.runner
        is_sandbox = self._agent.sandbox is not None
        return SyncState(
            runner.status,
            runner.detail,
            runner.last_pass_at,
            is_sandbox,
            runner.trouble_since,
            runner.consent_address,
            runner.trouble,
            runner.advice,
            runner.is_trouble_noted,
        )

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # what the rep does
    async def create(self, new: NewRequest) -> RequestId:
        request_id = await self._connected.desk.create(new)
        self._act()
        return request_id

    async def command(self, request_id: RequestId, command: RepCommand) -> None:
        await self._connected.desk.command(request_id, command)
        self._act()

    async def report(self, request_id: RequestId, outcome: ReportedOutcome) -> None:
        await self._connected.desk.report(request_id, outcome)
        self._act()

    async def dismiss_card(self, request_id: RequestId, card_id: uuid.UUID | None = None) -> None:
        await self._connected.desk.dismiss_card(request_id, card_id)
        self._changed()

    async def add_person(self, request_id: RequestId, person: InternalAttendee | ExternalAttendee) -> None:
        await self._connected.desk.add_person(request_id, person)
        self._act()

    async def remove_person(self, request_id: RequestId, address: str) -> None:
        await self._connected.desk.remove_person(request_id, address)
        self._act()

    async def replace_person(self, request_id: RequestId, address: str, newcomer: Newcomer) -> None:
        await self._connected.desk.replace_person(request_id, address, newcomer)
        self._act()

    async def note_consent(
        self, request_id: RequestId, address: str, consent: Consent | None, phone: str = "", why: str = ""
    ) -> None:
        await self._connected.desk.note_consent(request_id, address, consent, phone, why)
        self._changed()

    async def opt_outs(self) -> Sequence[OptOut]:
        return await self._connected.desk.opt_outs()

    async def learned_style(self) -> LearnedStyle | None:
        return await self._connected.desk.learned_style()

    async def forget_style(self) -> None:
        await self._connected.desk.forget_style()
        self._changed()

    async def bar(self, place: str, reason: str) -> None:
        await self._connected.desk.bar(place, reason)
        self._changed()

    async def lift_opt_out(self, place: str, reason: str) -> Sequence[str]:
        still = await self._connected.desk.lift_opt_out(place, reason)
        self._changed()
        return still

    async def edit_waiting(self, key: EffectKey, subject: str, body: str) -> None:
        await self._connected.desk.edit_waiting(key, subject, body)
        self._changed()

    # the rep's own words
    async def templates(self) -> Sequence[StoredTemplate]:
        return await self._connected.desk.wording.templates()

    async def template_start(self, kind: LetterKind, meeting_type: str) -> TemplateStart:
        return await self._connected.desk.wording.template_start(kind, meeting_type)

    async def preview_template(self, template: OwnTemplate, reader: str) -> TemplatePreview:
        return await self._connected.desk.wording.preview_template(template, reader)

    async def save_template(self, template: OwnTemplate) -> None:
        await self._connected.desk.wording.save_template(template)
        self._changed()

    async def reset_template(self, kind: LetterKind, meeting_type: str) -> None:
        await self._connected.desk.wording.reset_template(kind, meeting_type)
        self._changed()

    async def test_template(self, template: OwnTemplate, reader: str) -> str:
        address = await self._connected.desk.wording.test_template(template, reader)
        self._act()
        return address

    async def signature(self) -> str:
        return await self._connected.desk.wording.signature()

    async def save_signature(self, text: str) -> None:
        await self._connected.desk.wording.save_signature(text)
        self._changed()

    async def sync_now(self) -> SyncAnswer:
        try:
            report = await self._connected.runner.tick()
            return SyncAnswer(report.received, report.sent)
        finally:
            self._changed()

    async def skip_ahead(self) -> datetime:
        """Raises BadInput outside the sandbox, or if nothing is due."""
        agent = self._connected
        if agent.sandbox is None:
            raise BadInput("Only the sandbox's clock can be moved.", "")
        report = await agent.runner.tick()
        if report.due_next is None:
            self._changed()
            raise BadInput("Nothing is due.", "Start a meeting, or approve what waits for you.")
        await agent.sandbox.advance_to(report.due_next, JUST_AFTER_S)
        await self.sync_now()
        return self.now()

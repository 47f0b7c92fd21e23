"""The sample desk with handles for tests: calls noted, calls held back, calls that fail."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime

from ui.sample_desk import SampleDesk
from xforce_desktop.availability.slots import SlotAnswer
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.letter import Letter
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.call_ranking import Later
from xforce_desktop.scheduling.calls_desk import CallReport, StartedCall
from xforce_desktop.scheduling.desk import RepCommand, SyncAnswer, SyncState
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.new_request import (
    Consent,
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    NewRequest,
)
from xforce_desktop.scheduling.remembered import FoundPeople
from xforce_desktop.scheduling.sign_in_desk import CodeToType, KnownAccount


class FakeDesk(SampleDesk):
    """`calls` lists what was asked; `hold(name)` keeps a call waiting; `failures[name]` is raised by it."""

    def __init__(self, *, is_empty: bool = False, needs_welcome: bool = False) -> None:
        super().__init__(is_empty=is_empty, needs_welcome=needs_welcome)
        self.calls: list[tuple[object, ...]] = []
        self.failures: dict[str, Exception] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.answer: SlotAnswer | None = None
        self.found: FoundPeople | None = None
        self.memory: FoundPeople | None = None
        self.state: SyncState | None = None
        self.news = SyncAnswer(0, 0)
        self.code: CodeToType | None = None
        self.created: list[NewRequest] = []
        self.is_started = self.is_closed = False

    def hold(self, name: str) -> asyncio.Event:
        """The named call waits until the returned event is set."""
        self.held[name] = asyncio.Event()
        return self.held[name]

    def called(self, name: str) -> list[tuple[object, ...]]:
        return [call[1:] for call in self.calls if call[0] == name]

    async def start(self) -> None:
        await self._noted("start")
        self.is_started = True
        await super().start()

    async def close(self) -> None:
        self.is_closed = True
        await super().close()

    async def create(self, new: NewRequest) -> RequestId:
        await self._noted("create", new)
        self.created.append(new)
        return await super().create(new)

    async def free_times(self, new: NewRequest, count: int = 8) -> SlotAnswer:
        await self._noted("free_times", new)
        return self.answer or await super().free_times(new, count)

    async def preview(self, new: NewRequest) -> Letter:
        await self._noted("preview", new)
        return await super().preview(new)

    async def colleagues(self, text: str = "") -> FoundPeople:
        await self._noted("colleagues", text)
        return self.found or await super().colleagues(text)

    async def remembered_colleagues(self, text: str = "") -> FoundPeople:
        return self.memory or await super().remembered_colleagues(text)

    async def command(self, request_id: RequestId, command: RepCommand) -> None:
        await self._noted("command", request_id, command)
        await super().command(request_id, command)

    async def report(self, request_id: RequestId, outcome: ReportedOutcome) -> None:
        await self._noted("report", request_id, outcome)
        await super().report(request_id, outcome)

    async def dismiss_card(self, request_id: RequestId, card_id: uuid.UUID | None = None) -> None:
        await self._noted("dismiss_card", request_id, card_id)
        await super().dismiss_card(request_id, card_id)

    async def start_call(self, card_id: uuid.UUID) -> StartedCall:
        await self._noted("start_call", card_id)
        return await super().start_call(card_id)

    async def put_off_call(self, card_id: uuid.UUID, until: Later | datetime) -> datetime:
        await self._noted("put_off_call", card_id, until)
        return await super().put_off_call(card_id, until)

    async def finish_call(self, card_id: uuid.UUID, report: CallReport) -> None:
        await self._noted("finish_call", card_id, report)
        await super().finish_call(card_id, report)

    async def add_person(self, request_id: RequestId, person: InternalAttendee | ExternalAttendee) -> None:
        await self._noted("add_person", request_id, person)
        await super().add_person(request_id, person)

    async def remove_person(self, request_id: RequestId, address: str) -> None:
        await self._noted("remove_person", request_id, address)
        await super().remove_person(request_id, address)

    async def replace_person(self, request_id: RequestId, address: str, newcomer: Newcomer) -> None:
        await self._noted("replace_person", request_id, address, newcomer)
        await super().replace_person(request_id, address, newcomer)

    async def remove_blocker(self, request_id: RequestId, address: str) -> None:
        await self._noted("remove_blocker", request_id, address)
        await super().remove_blocker(request_id, address)

    async def keep_blocker(self, request_id: RequestId) -> None:
        await self._noted("keep_blocker", request_id)
        await super().keep_blocker(request_id)

    async def note_consent(
        self, request_id: RequestId, address: str, consent: Consent | None, phone: str = "", why: str = ""
    ) -> None:
        await self._noted("note_consent", request_id, address, consent, phone, why)
        await super().note_consent(request_id, address, consent, phone, why)

    async def bar(self, place: str, reason: str) -> None:
        await self._noted("bar", place, reason)
        await super().bar(place, reason)

    async def lift_opt_out(self, place: str, reason: str) -> Sequence[str]:
        await self._noted("lift_opt_out", place, reason)
        return await super().lift_opt_out(place, reason)

    async def forget_style(self) -> None:
        await self._noted("forget_style")
        await super().forget_style()

    async def edit_waiting(self, key: EffectKey, subject: str, body: str) -> None:
        await self._noted("edit_waiting", key, subject, body)
        await super().edit_waiting(key, subject, body)

    async def sync_now(self) -> SyncAnswer:
        await self._noted("sync_now")
        await super().sync_now()
        return self.news

    async def skip_ahead(self) -> datetime:
        await self._noted("skip_ahead")
        return await super().skip_ahead()

    async def sign_in(self, login_hint: str = "") -> Account:
        await self._noted("sign_in", login_hint)
        return await super().sign_in(login_hint)

    async def begin_code(self) -> CodeToType:
        await self._noted("begin_code")
        return self.code or await super().begin_code()

    async def finish_code(self, code: CodeToType) -> Account:
        await self._noted("finish_code", code)
        return await super().finish_code(code)

    async def look_again(self) -> Account | None:
        await self._noted("look_again")
        return await super().look_again()

    async def known_accounts(self) -> Sequence[KnownAccount]:
        await self._noted("known_accounts")
        return await super().known_accounts()

    async def use_account(self, account_id: str) -> Account:
        await self._noted("use_account", account_id)
        return await super().use_account(account_id)

    async def go_on_without_saving(self) -> None:
        await self._noted("go_on_without_saving")
        await super().go_on_without_saving()

    async def sign_out(self) -> None:
        await self._noted("sign_out")
        await super().sign_out()

    def sync_state(self) -> SyncState:
        return self.state or super().sync_state()

    async def _noted(self, name: str, *arguments: object) -> None:
        self.calls.append((name, *arguments))
        if name in self.held:
            await self.held[name].wait()
        if name in self.failures:
            raise self.failures[name]

"""What became of texts that left: Twilio takes a text at once, and learns later that it did not arrive."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

from sync.errors import CannotText
from sync.opting_out import stopped_at_the_carrier
from sync.rows import QUEUED_OR_WAITING
from sync.troubles import tell_once
from xforce_desktop.clock import Clock
from xforce_desktop.errors import NotFound, Rejected
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.ports import TextFate, Texting
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import TextImpossible
from xforce_desktop.scheduling.request import EntryType, Handler, State
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, UnitOfWork

log = logging.getLogger(__name__)

FOLLOWED_FOR = timedelta(days=2)  # for some carriers "sent" is the last word
SOONEST = timedelta(minutes=1)
TEXTS = frozenset(kind.value for kind in LetterKind if kind.is_text)
SETTLED_SETTING = "texts_settled"  # provider ids of the last days whose fate is known
Followed = tuple[RequestId, ConversationMessage]


class TextFates:
    """Asks for each text, ever more rarely, until its fate is known."""

    def __init__(self, texting: Texting, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._texting = texting
        self._engine = engine
        self._thread = thread
        self._clock = clock
        self._asked_at: dict[str, datetime] = {}

    async def look(self) -> int:
        """Returns how many turned out not to have arrived; each is dealt with once."""
        failed = 0
        for request_id, message in await self._thread.run(self._engine.in_transaction, self._due):
            self._asked_at[message.provider_id] = self._clock.now()
            fate = await self._fate(message)
            if fate.is_final:
                failed += await self._settled(request_id, message, fate.trouble)
        return failed

    async def _fate(self, message: ConversationMessage) -> TextFate:
        try:
            return await self._texting.fate(message.provider_id)
        except NotFound:  # deleted at the service: nobody will know any more
            return TextFate(is_final=True)
        except Rejected as error:  # this text only; it is asked again later
            log.warning("a text's fate is not told", extra={"reason": error.title})
            return TextFate(is_final=False)

    def _due(self, work: UnitOfWork) -> list[Followed]:
        now = self._clock.now()
        settled = _settled_ids(work)
        return [
            (request_id, message)
            for request_id, message in _texts_since(work, now - FOLLOWED_FOR)
            if message.provider_id not in settled and self._is_due(message, now)
        ]

    def _is_due(self, message: ConversationMessage, now: datetime) -> bool:
        """The older it is, the less hurry there is."""
        asked_at = self._asked_at.get(message.provider_id)
        return asked_at is None or now - asked_at >= max(SOONEST, (now - message.at) / 4)

    async def _settled(
        self, request_id: RequestId, message: ConversationMessage, trouble: Rejected | None
    ) -> bool:
        def settle(work: UnitOfWork) -> bool:
            settled = _settled_ids(work)
            if message.provider_id in settled:
                return False
            self._note(work, settled | {message.provider_id})
            if trouble is not None:
                self._did_not_arrive(work, request_id, message, trouble)
            return trouble is not None

        self._asked_at.pop(message.provider_id, None)
        return await self._thread.run(self._engine.in_transaction, settle)

    def _note(self, work: UnitOfWork, settled: frozenset[str]) -> None:
        """Only of texts that are still followed: the list stays short."""
        followed = {m.provider_id for _, m in _texts_since(work, self._clock.now() - FOLLOWED_FOR)}
        work.save_setting(SETTLED_SETTING, json.dumps(sorted(settled & followed)))

    def _did_not_arrive(
        self, work: UnitOfWork, request_id: RequestId, message: ConversationMessage, trouble: Rejected
    ) -> None:
        """As if the service had refused it at once: the cause is told, and another step takes its place."""
        now, reason = self._clock.now(), trouble.advice or trouble.title
        row = work.outbox_row(EffectKey(message.key))
        if isinstance(trouble, CannotText) and trouble.has_opted_out:
            stopped_at_the_carrier(work, self._engine, row, message.to[0], now)
            return
        if row is not None and not isinstance(trouble, CannotText):
            tell_once(work, row, "texting", "Text messages cannot be sent", reason, now)
        if _waits_for_its_answer(work, request_id, message):
            self._engine.apply(work, request_id, TextImpossible(reason, did_leave=True))
        elif not work.load(request_id).has_ended:
            why = f"A text of ours did not arrive: {reason}"
            work.append_actions(request_id, [entry(EntryType.NOTED, why, now)])


def _texts_since(work: UnitOfWork, since: datetime) -> list[Followed]:
    """Texts of ours that left at or after `since`, also of ended requests: who told their carrier to
    stop is written to nowhere any more."""
    requests = dict.fromkeys(one.request_id for one in work.sent_since(since) if one.kind in TEXTS)
    return [
        (request_id, message)
        for request_id in requests
        for message in work.conversation(request_id)
        if message.kind in TEXTS and message.at >= since
    ]


def _waits_for_its_answer(work: UnitOfWork, request_id: RequestId, message: ConversationMessage) -> bool:
    """Whether nothing has happened since: else another step has taken its place already. A text about a
    booked meeting waits for none."""
    request = work.load(request_id)
    return (
        message.kind == LetterKind.SMS.value
        and request.state is State.AWAITING_RESPONSE
        and request.handled_by is Handler.AGENT
        and work.conversation(request_id)[-1].provider_id == message.provider_id
        and not any(row.status in QUEUED_OR_WAITING for row in work.outbox_of(request_id))
    )


def _settled_ids(work: UnitOfWork) -> frozenset[str]:
    return frozenset(json.loads(work.setting(SETTLED_SETTING) or "[]"))

"""Reads messages with Claude where that helps, checked by the offline reader, which alone reads the rest."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from sync.anthropic.asking import Asking, Counted
from sync.anthropic.question import question_about, system_prompt
from sync.anthropic.trouble import NotAllowed, Unreached, UnusableAnswer
from sync.anthropic.wire import Form, reading_from
from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.checked import checked, decided_offline
from xforce_desktop.replies.model_reading import ModelReading
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

log = logging.getLogger(__name__)

READER = "claude"


class ClaudeAnalyst:
    """An Analyst that never raises for trouble with Claude: then the offline reading stands, and says why."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._offline = OfflineAnalyst()

    @property
    def asking(self) -> Asking:
        """For whoever else asks over the same connection."""
        return self._asking

    async def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        """The checked reading; `reader` says whose it is.

        Of a message whose kind the offline reader knows for certain, or that tries to steer the assistant,
        nothing is sent.
        """
        offline = await asyncio.to_thread(self._offline.read, message, context)
        if decided_offline(offline):
            return offline
        try:
            answer = await self._ask(message, offline.new_text, context)
            result = await asyncio.to_thread(checked, offline, _reading(answer, context), message, context)
        except (Unreached, NotAllowed, UnusableAnswer) as trouble:
            return _read_alone(offline, trouble.title)
        except Exception as error:  # noqa: BLE001  # the edge of a foreign service: its answer must stop nothing
            # No traceback: it could hold words of the message.
            log.warning("the model's answer could not be handled", extra={"error": type(error).__name__})
            return _read_alone(offline, "its answer could not be handled")
        return replace(result, reader=READER, why=(*result.why, f"Claude read it too ({answer.took.told()})"))

    async def _ask(self, message: ReceivedText, new_text: str, context: ReplyContext) -> Counted:
        return await self._asking.ask(system_prompt(), question_about(message, new_text, context), Form)

    async def close(self) -> None:
        """Close the connection."""
        await self._asking.close()


def _reading(answer: Counted, context: ReplyContext) -> ModelReading:
    """Raises UnusableAnswer."""
    if answer.stopped:
        raise UnusableAnswer(answer.stopped)
    return reading_from(answer.text, context)


def _read_alone(offline: ReplyAnalysis, reason: str) -> ReplyAnalysis:
    return replace(offline, why=(*offline.why, f"Read without Claude: {reason}"))

"""Words messages with Claude; its text leaves only if nothing is wrong with it, else the offline one does."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, replace

from sync.anthropic.asking import Asking, Counted, Took
from sync.anthropic.commission import commission, commission_again, writing_prompt
from sync.anthropic.letter_form import LetterForm, paragraphs_from
from sync.anthropic.trouble import NotAllowed, Unreached, UnusableAnswer
from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.model_letter import Frame, frame_for, letter_of, told_back
from xforce_desktop.messages.offline_writer import OfflineWriter

log = logging.getLogger(__name__)

LEAST_S = 3.0  # with less left of the time limit, nothing is asked again


@dataclass(frozen=True)
class _Draft:
    """What came of one question."""

    paragraphs: tuple[str, ...]
    letter: Letter
    took: Took


class ClaudeWriter:
    """A Writer that never raises for trouble with Claude: then the offline letter stands, and says why."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._offline = OfflineWriter()

    async def write(self, assignment: Assignment) -> Letter:
        """A clean letter of Claude's, or the offline letter with its findings; `why` says whose and why."""
        frame = await asyncio.to_thread(self._framed, assignment)
        try:
            draft = await self._worded(frame)
        except (Unreached, NotAllowed, UnusableAnswer) as trouble:
            return _offline(frame, trouble.title)
        except Exception as error:  # noqa: BLE001  # the edge of a foreign service: its answer must stop nothing
            # No traceback: it could hold words of the message.
            log.warning("the model's letter could not be handled", extra={"error": type(error).__name__})
            return _offline(frame, "its answer could not be handled")
        return draft

    def _framed(self, assignment: Assignment) -> Frame:
        return frame_for(assignment, self._offline.write(assignment))

    async def _worded(self, frame: Frame) -> Letter:
        """At most two questions within one time limit. Raises Unreached, NotAllowed and UnusableAnswer."""
        begun = time.monotonic()
        question = await asyncio.to_thread(commission, frame)
        first = await self._draft(frame, question)
        if not first.letter.checks:
            return replace(first.letter, why=f"Claude worded it ({first.took.told()})")
        found = await asyncio.to_thread(told_back, first.letter, frame)
        log.info("the model's text has faults", extra={"findings": len(first.letter.checks)})
        left_s = self._asking.claude.account.timeout_s - (time.monotonic() - begun)
        if left_s < min(LEAST_S, self._asking.claude.account.timeout_s / 2):
            raise UnusableAnswer(f"its text was not fit to be sent ({found[0]}), and the time was up")
        again = commission_again(question, first.paragraphs, found)
        try:
            second = await self._draft(frame, again, timeout_s=left_s, spent_usd=first.took.cost_usd)
        except (Unreached, NotAllowed, UnusableAnswer) as trouble:
            reason = f"its text was not fit to be sent ({found[0]}), and asked again, {trouble.title}"
            raise UnusableAnswer(reason) from trouble
        if second.letter.checks:
            found = await asyncio.to_thread(told_back, second.letter, frame)
            raise UnusableAnswer(f"its text was not fit to be sent, also the second time ({found[0]})")
        took = first.took + second.took
        return replace(second.letter, why=f"Claude worded it, at the second go ({took.told()})")

    async def _draft(
        self, frame: Frame, question: str, *, timeout_s: float = 0, spent_usd: float = 0
    ) -> _Draft:
        answer = await self._asking.ask(
            writing_prompt(), question, LetterForm, timeout_s=timeout_s, spent_usd=spent_usd
        )
        paragraphs = _paragraphs(answer)
        letter = await asyncio.to_thread(letter_of, paragraphs, frame)
        return _Draft(paragraphs, letter, answer.took)

    async def close(self) -> None:
        """Close the connection."""
        await self._asking.close()


def _paragraphs(answer: Counted) -> tuple[str, ...]:
    """Raises UnusableAnswer."""
    if answer.stopped:
        raise UnusableAnswer(answer.stopped)
    return paragraphs_from(answer.text)


def _offline(frame: Frame, reason: str) -> Letter:
    return replace(frame.offline, why=f"Worded without Claude: {reason}")

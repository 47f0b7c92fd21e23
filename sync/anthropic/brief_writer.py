"""Words prep briefs with Claude; what its facts do not bear out is dropped, and the offline words stay."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import cache
from importlib.resources import files

from sync.anthropic.asking import Asking
from sync.anthropic.brief_form import BriefForm, proposed_in
from sync.anthropic.question import fenced
from sync.anthropic.trouble import NotAllowed, Unreached, UnusableAnswer
from xforce_desktop.messages.when import local
from xforce_desktop.prep.model_brief import checked
from xforce_desktop.replies.bad_news import is_personal
from xforce_desktop.replies.safety import instructs_assistant
from xforce_desktop.scheduling.briefs import Fact, Part, PrepBrief

log = logging.getLogger(__name__)

LONGEST_FACT = 400


class ClaudeBriefWriter:
    """A BriefWriter that never raises for trouble with Claude: then the offline brief stands and says why."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def write(self, offline: PrepBrief) -> PrepBrief:
        """The parts of Claude's that hold, the others as they were; `writer_note` says which are whose."""
        try:
            return await self._worded(offline)
        except (Unreached, NotAllowed, UnusableAnswer) as trouble:
            return _unworded(offline, trouble.title)
        except Exception as error:  # noqa: BLE001  # the edge of a foreign service: its answer must stop nothing
            # No traceback: it could hold words of the brief.
            log.warning("the model's brief could not be handled", extra={"error": type(error).__name__})
            return _unworded(offline, "its answer could not be handled")

    async def _worded(self, offline: PrepBrief) -> PrepBrief:
        facts = facts_to_tell(offline)
        answer = await self._asking.ask(brief_prompt(), commission_of(offline, facts), BriefForm)
        if answer.stopped:
            raise UnusableAnswer(answer.stopped)
        proposed = proposed_in(answer.text)
        told = [fact.number for fact in facts]
        brief = await asyncio.to_thread(checked, offline, proposed, told)
        if not brief.by_model:
            return _unworded(offline, "nothing of its brief held against the facts")
        return replace(brief, writer_note=f"{_whose(brief.by_model)} ({answer.took.told()}).")


@cache
def brief_prompt() -> str:
    """The same for every brief, so that the service may keep it in its cache."""
    return files("resources").joinpath("prompts", "write_brief.md").read_text(encoding="utf-8")


def facts_to_tell(offline: PrepBrief) -> tuple[Fact, ...]:
    """All but those in which somebody tries to steer an assistant, and trouble in somebody's own life."""
    return tuple(
        fact for fact in offline.facts if not instructs_assistant(fact.text) and not is_personal(fact.text)
    )


def commission_of(offline: PrepBrief, facts: tuple[Fact, ...]) -> str:
    """The user turn."""
    told = {
        "meeting": offline.title,
        "minutes": offline.minutes,
        "facts": [_told(fact, offline.zone) for fact in facts],
    }
    return fenced("The facts", told, "this meeting")


def _told(fact: Fact, zone: str) -> dict[str, object]:
    said: dict[str, object] = {
        "number": fact.number,
        "kind": fact.kind.value,
        "says": fact.text[:LONGEST_FACT],
    }
    return said | ({"on": local(fact.at, zone).date().isoformat()} if fact.at else {})


def _whose(worded: tuple[Part, ...]) -> str:
    if len(worded) == len(Part):
        return "Claude worded it; each statement was checked against its sources"
    names = ", ".join(part.value.replace("_", " ") for part in worded)
    return f"Claude worded: {names}; the rest was written on this computer"


def _unworded(offline: PrepBrief, reason: str) -> PrepBrief:
    return replace(offline, by_model=(), writer_note=f"Written on this computer; without Claude: {reason}.")

"""Text that tries to instruct the assistant. It changes nothing but this: the rep looks first."""

from __future__ import annotations

import re
from dataclasses import replace

from xforce_desktop.replies.analysis import Intent, ReplyAnalysis
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold

INSTRUCTS = "The text tries to instruct the assistant"
_INSTRUCTION = pattern("instructions")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{80,}={0,2}")


def instructs_assistant(*texts: str) -> bool:
    """Whether any of the texts (body with hidden parts, subject, names) tries to steer the assistant."""
    return any(_INSTRUCTION.search(fold(text)) or _ENCODED.search(text) for text in texts)


def looked_at_first(analysis: ReplyAnalysis) -> ReplyAnalysis:
    """The reading of a text that tries to steer the assistant: the rep looks first, nothing is booked."""
    kept = {Intent.QUESTION, Intent.DECLINE}
    return replace(
        analysis,
        intent=analysis.intent if analysis.intent in kept else Intent.UNCLEAR,
        selected_time=None,
        windows=(),
        readings=(),
        any_offered=False,
        new_attendees=(),
        resume_on=None,
        conflict=None,
        requires_human=True,
        human_reason=f"{INSTRUCTS}.",
        why=(INSTRUCTS, *analysis.why),
    )

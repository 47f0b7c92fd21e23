"""Text that tries to instruct the assistant. It changes nothing but this: the rep looks first."""

from __future__ import annotations

import re

from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import Said, said_by

INSTRUCTS = "The text tries to instruct the assistant"
_INSTRUCTION = pattern("instructions")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{80,}={0,2}")


def instructs_assistant(*texts: str) -> bool:
    """Whether any of the texts (body with hidden parts, subject, names) tries to steer the assistant."""
    return any(instruction_in(text) for text in texts)


def instruction_in(text: str) -> Said:
    """The words that try to steer the assistant; empty if there are none."""
    return said_by(_INSTRUCTION.search(fold(text)) or _ENCODED.search(text))

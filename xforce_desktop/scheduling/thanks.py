"""Thanking an assistant: once in a request, by name, in the first mail after they wrote for somebody."""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from importlib.resources import files

from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, LetterKind
from xforce_desktop.messages.names import first_name
from xforce_desktop.scheduling.request import HistoryEntry, MeetingRequest

# A text reaches the attendee alone; beside the rest a word of thanks would sound out of place.
WITHOUT_THANKS = frozenset(
    {LetterKind.SMS, *TEXTS_OF_MEETING, LetterKind.RUNNING_LATE, LetterKind.NO_SHOW, LetterKind.DE_ESCALATE}
)
SETTLED = frozenset({LetterKind.CONFIRMATION, LetterKind.REMINDER})
_GIVEN_NAME = re.compile(r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof)\. )?[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)?")
_NO_NAME = re.compile(r"\w\.\w|[\d/@]")  # a link, a number or an address where a name should be
_LONGEST_NAME = 24
_NO_PERSON = frozenset(
    {"office", "team", "assistant", "reception", "admin", "scheduling", "calendar", "info", "support", "the"}
)


def thanks_line(request: MeetingRequest, kind: LetterKind) -> str:
    """One sentence for the mail of this kind; empty if nobody is to be thanked, or was before."""
    name = _name_to_thank(request) if kind not in WITHOUT_THANKS else ""
    if not name:
        return ""
    sentences = _sentences()["settled" if kind in SETTLED else "open"]
    chosen = hashlib.sha256(f"{request.id}:{name}".encode()).digest()[0] % len(sentences)
    return sentences[chosen].replace("NAME", name)


def _name_to_thank(request: MeetingRequest) -> str:
    """Whoever wrote first for an attendee, while no mail that could thank them has left since."""
    turns = sorted(request.history, key=lambda turn: turn.at)
    first = next((number for number, turn in enumerate(turns) if turn.assistant), None)
    if first is None or any(_could_thank(turn) for turn in turns[first + 1 :]):
        return ""
    written = turns[first].assistant
    name = "" if _NO_NAME.search(written) else first_name(written)
    is_name = len(name) <= _LONGEST_NAME and _GIVEN_NAME.fullmatch(name) is not None
    return name if is_name and name.casefold() not in _NO_PERSON else ""


def _could_thank(turn: HistoryEntry) -> bool:
    return turn.type in {f"{kind}_sent" for kind in LetterKind if kind not in WITHOUT_THANKS}


@cache
def _sentences() -> dict[str, list[str]]:
    """From resources/thanks.toml."""
    return tomllib.loads(files("resources").joinpath("thanks.toml").read_text("utf-8"))

"""Signs that plain text of ours never holds: markup, invisible and foreign characters, lengths in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.facts import purpose_for

_MARKUP = re.compile(
    r"\*\*|__|^\s{0,3}#{1,6}\s|^\s{0,3}>|^-{3,}\s*$|&(?:[a-z]{2,8}|#\d+);|</?[a-z][^>\n]*>|\[[^\]\n]*\]\(|~~|`",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(r"\b(?:subject|cc|bcc):\s", re.IGNORECASE)
_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|(?:twenty|thirty|forty)[- ]five|hundreds?|thousands?)"
)
_COUNTED = re.compile(
    rf"\b(?:{_NUMBER}|a (?:few|couple of))[- ]"
    r"(?:minutes?|mins?|percent|per cent|dollars?|days?|weeks?|months?|years?)\b"
    rf"|\b{_NUMBER} (?:of )?(?:owners|companies|customers|clients|firms)\b",
    re.IGNORECASE,
)
_PLAIN_CATEGORIES = ("L", "N", "P", "Z", "Sc", "Sm", "Mn")


def sign_findings(text: str, assignment: Assignment) -> Iterator[str]:
    """Findings about a text that comes without what is quoted (links, proof, names)."""
    yield from (f"markup: {match[0].strip()!r}" for match in _MARKUP.finditer(text))
    yield from (f"a header in the text: {match[0].strip()!r}" for match in _HEADER.finditer(text))
    known = {"\n", "\t", *"".join(_given(assignment))}
    odd = dict.fromkeys(char for char in text if char not in known and not _is_plain(char))
    yield from (f"odd character: {unicodedata.name(char, repr(char))}" for char in odd)
    purpose = purpose_for(assignment)
    told = f"{assignment.season_line} {assignment.zone_note} {purpose.topic} {purpose.mention}".lower()
    for match in _COUNTED.finditer(text):
        if match[0].lower() not in told and match[0].lower() not in _OURS:
            yield f"number without a source: {match[0]!r}"


def _given(assignment: Assignment) -> Iterator[str]:
    """What may be written in any alphabet."""
    meeting = assignment.meeting
    yield from (meeting.title, meeting.subject, meeting.company, meeting.context)
    yield from (assignment.recipient.name, assignment.sender.name, *assignment.others, *assignment.silent)
    yield assignment.thanks_line
    yield from (person.name for person in (assignment.champion, assignment.target) if person)


_OURS = frozenset({"a few minutes", "a few days"})  # said of holding on and of looking again, not of a length


def _is_plain(char: str) -> bool:
    """Letters of the Latin alphabet with their accents, figures, and what stands between them."""
    if unicodedata.category(char).startswith(_PLAIN_CATEGORIES):
        return char.isascii() or not char.isalpha() or unicodedata.name(char, "").startswith("LATIN")
    return False

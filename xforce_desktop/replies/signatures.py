"""What stands under and above the words of a message: closings, names, footers, legal text, warnings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold

LONGEST_LINE = 300
_MOST_SIGNATURE_LINES = 14
_LONGEST_SIGNATURE_LINE = 90
_MOST_BANNER_LINES = 6
_LEGAL_LINES = 4

_DELIMITER = re.compile(r"^\s*(?:--|-- |__|\u1427)\s*$")
_SOFT_DELIMITER = re.compile(r"^\s*(?:-|(?:[-_=*~#+] ?){3,})\s*$")
_CONTENT = re.compile(
    r"\b(?:mon|tues?|wed|thur?s?|fri|sat|sun|today|tomorrow|morning|afternoon|yes|yep|yeah|no|nope|ok|"
    r"okay|sure|works?|"
    r"fine|good|great|perfect|confirmed?|done|either|any|both|first|second|third|last|option|stop|"
    r"unsubscribe|noon|"
    r"none|neither|call|later|next|maybe|monday|tuesday|wednesday|thursday|friday|one|two|three|please|"
    r"what|when|"
    r"how|who|why|not|can|will|accepted|declined|agreed|deal|sounds|see you|booked?|cancel|busy|pass|thx|"
    r"thanks|reply|test|lunes|martes|miercoles|jueves|viernes|lundi|mardi|mercredi|jeudi|vendredi|montag|"
    r"dienstag|mittwoch|donnerstag|freitag|segunda|terca|quarta|quinta|sexta|si|sim|oui|ja|nein|non|nao|"
    r"whichever|whatever|whenever|anytime|all)\b"
)
_NAME_LIKE = re.compile(r"^[-~*/]{0,3}\s?(?:[^\W\d_][\w'.-]*\.?)(?: [^\W\d_(\"'][\w'.\-\")]*){0,3}[,.]?$")
_TITLED_NAME = re.compile(r"^(?:[^\W\d_][\w.'-]+ ){1,3}\| ?[^\W\d_][^|]{2,60}(?:\||$)")
_DASHED_NAME = re.compile(r"^(?:[-~/]{1,2}|- )(?P<name>[^\W\d_][\w'.]{1,20}(?: [^\W\d_][\w'.]{0,20}){0,2})$")
_POSTSCRIPT = re.compile(r"^\s*p\.? ?s\.?\b")
_SMALL_WORDS = {"de", "van", "von", "der", "la", "di", "da", "and", "of", "the", "in"}
_SPEAKS = re.compile(r"\b(?:i|i'm|we|we're|you|me|us|can't|don't|please|works|let's)\b")


def without_signature(text: str, from_name: str, below_quote: bool = False) -> tuple[str, str]:
    """The text, and the signature, closing and disclaimer cut from its end. A postscript stays.

    `below_quote`: the text stands under a quoted piece, where a list server's footer may be all.
    """
    lines = text.split("\n")
    folded = [fold(line[:LONGEST_LINE]).strip() for line in lines]
    end = _cut_name_block(lines, folded, _cut(folded, below_quote), from_name, below_quote)
    extra = [line for line, low in zip(lines[end:], folded[end:], strict=True) if _POSTSCRIPT.match(low)]
    kept = "\n".join(lines[:end] + extra)
    return _without_trailing_rules(kept).strip(), "\n".join(lines[end:]).strip()


def without_banner(lines: Sequence[str]) -> int:
    """How many lines at the top are a mail server's warning about an outside sender."""
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if first >= len(lines) or not pattern("banners").search(fold(lines[first][:LONGEST_LINE])):
        return 0
    for index in range(first, min(first + _MOST_BANNER_LINES, len(lines))):
        if not lines[index].strip() and any(line.strip() for line in lines[index:]):
            return index
    return first + 1 if any(line.strip() for line in lines[first + 1 :]) else 0


def _without_trailing_rules(text: str) -> str:
    lines = text.rstrip().split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _SOFT_DELIMITER.match(lines[-1])):
        lines.pop()
    return "\n".join(lines)


def _cut(folded: Sequence[str], below_quote: bool) -> int:
    """The index of the first line that is no longer the message, by a delimiter, a footer or legal text."""
    has_text = False
    for index, line in enumerate(folded):
        if not line:
            continue
        if has_text and _ends_here(folded, index):
            return index
        if not has_text and _is_all_footer(folded, index, below_quote):
            return index
        has_text = True
    return len(folded)


def _is_all_footer(folded: Sequence[str], index: int, below_quote: bool) -> bool:
    """Whether a text that begins with this line has no words of the writer."""
    line, rest = folded[index], folded[index + 1 :]
    if pattern("sent_from").search(line):
        return not _talks(rest)
    if not below_quote:
        return False
    if _DELIMITER.match(line) or _is_legal(folded, index):
        return True
    return bool(_SOFT_DELIMITER.match(line)) and _is_wordless_tail(rest)


def _ends_here(folded: Sequence[str], index: int) -> bool:
    line = folded[index]
    if _DELIMITER.match(line):
        return True
    if _SOFT_DELIMITER.match(line):
        return _is_wordless_tail(folded[index + 1 :])
    if len(line) < 160 and pattern("sent_from").search(line):
        return not _talks(folded[index + 1 :])
    return _is_legal(folded, index)


def _is_legal(folded: Sequence[str], index: int) -> bool:
    """Whether legal text begins here; it is wrapped at any width."""
    start = folded[index : index + _LEGAL_LINES]
    joined = " ".join(start[: start.index("")] if "" in start else start)
    return bool(pattern("disclaimers").search(joined[:LONGEST_LINE]))


def _is_wordless_tail(folded: Sequence[str]) -> bool:
    """Whether nothing of what follows a ruled line could be said by the writer."""
    return _is_tail(folded) and not any(
        _CONTENT.search(line) or _SPEAKS.search(line) or re.match(r"[-*] \S", line) for line in folded
    )


def _talks(folded: Sequence[str]) -> bool:
    """Whether sentences follow that somebody wrote: a footer in the middle of a text is none."""
    return any(
        len(line.split()) > 3 and _SPEAKS.search(line) and not pattern("sent_from").search(line)
        for line in _until_legal(folded)
    )


def _until_legal(folded: Sequence[str]) -> list[str]:
    """Filled lines up to a delimiter or legal text: what follows that is never the message."""
    found: list[str] = []
    for index, line in enumerate(folded):
        if _DELIMITER.match(line) or _is_legal(folded, index):
            break
        if line:
            found.append(line)
    return found


def _cut_name_block(
    lines: Sequence[str], folded: Sequence[str], end: int, from_name: str, below_quote: bool
) -> int:
    """Move `end` up over a closing word, a name and the lines of a signature."""
    own = {word for word in re.split(r"[^\w]+", fold(from_name)) if len(word) > 1}
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if (
        below_quote
        and is_closing(folded[first])
        and any(folded[first + 1 : end])
        and _is_tail(folded[first + 1 : end])
    ):
        return first
    for index in range(max(first + 1, end - 4 * _MOST_SIGNATURE_LINES), end):
        if not folded[index]:
            continue
        is_name = _is_name(lines[index].strip(), folded[index], own) or _is_dashed_name(
            lines, folded, index, end
        )
        if is_name and _is_tail(folded[index:end]):
            return index
        if is_closing(folded[index]) and _is_tail(folded[index + 1 : end]):
            return index
    return end


def is_closing(folded: str) -> bool:
    """Whether a line is nothing but a good-bye."""
    return len(folded) <= 80 and bool(_closing().fullmatch(folded.replace("ß", "ss")))


@cache
def _closing() -> re.Pattern[str]:
    one = f"(?:{pattern('closings').pattern})"
    return re.compile(rf"\W*{one}(?:\W{{1,3}}{one})?\W*")


def _is_dashed_name(lines: Sequence[str], folded: Sequence[str], index: int, end: int) -> bool:
    """ "-roman" on the last line; in a list, or with a word that answers, it is text."""
    match = _DASHED_NAME.match(folded[index])
    if not match or _CONTENT.search(folded[index]):
        return False
    above = next((line for line in reversed(folded[:index]) if line), "")
    below = next((line for line in folded[index + 1 : end] if line), "")
    spaced = folded[index].startswith("- ") and not lines[index].strip()[2:3].isupper()
    return (
        not above.startswith(("-", "*"))
        and not below.startswith("-")
        and not (spaced and len(match["name"]) > 12)
    )


def _is_name(line: str, folded: str, own: set[str]) -> bool:
    """Whether a line is the sender's name, or looks like one."""
    if _TITLED_NAME.match(line.strip("*_ ")):
        return not _CONTENT.search(folded.partition("|")[0])
    words = [word for word in re.split(r"[^\w]+", folded) if word]
    if not words or len(words) > 6:
        return False
    has_content = bool(_CONTENT.search(folded))
    matches = [word for word in words if _is_own(word, own)]
    if (
        matches
        and len(words) <= 4
        and (len(matches) == len(words) or (words[0] in matches and not has_content))
    ):
        return True
    if has_content:
        return False
    if own and len("".join(words)) <= 3 and line.replace(".", "").replace(" ", "").isupper():
        return True
    return (
        bool(_NAME_LIKE.match(line))
        and line.lstrip("-~*/ ")[:1].isupper()
        and len(words) <= 4
        and all(
            word[:1].isupper() or word in _SMALL_WORDS or word[:1] in "&("
            for word in line.strip(".,-~*/ ").split()
        )
    )


def _is_own(word: str, own: set[str]) -> bool:
    return word in own or (len(word) >= 3 and any(one.startswith(word[:3]) for one in own))


def _is_tail(folded: Sequence[str]) -> bool:
    """Whether what follows is only name, title, firm, numbers: short lines that are no sentences."""
    filled = [line for line in folded if line]
    if len(filled) > _MOST_SIGNATURE_LINES:
        return False
    return all(_is_signature_line(line) for line in filled)


def _is_signature_line(folded: str) -> bool:
    if _POSTSCRIPT.match(folded) or is_closing(folded):
        return True
    if folded.endswith("?") or (
        len(folded) > _LONGEST_SIGNATURE_LINE and not re.search(r"[|*]|\d{3}", folded)
    ):
        return False
    words = len(folded.split())
    if words > 5 and folded.endswith((".", "!")) and not re.search(r"[|@\d]", folded):
        return False
    return not (_SPEAKS.search(folded) and words > 3 and "|" not in folded)

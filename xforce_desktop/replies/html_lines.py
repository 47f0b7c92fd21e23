"""The lines of an HTML body while it is read, each with how deep it is quoted and whether it stands out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xforce_desktop.replies.html_style import Look
from xforce_desktop.replies.lexicon import pattern

LONGEST_SHOWN = 45_000
"""Characters of visible text that are read."""

_MOST_HIDDEN = 400
_RULE = "_" * 32


@dataclass
class Line:
    """A visible line. `inked`: in a lively colour, as answers between the lines of a history are."""

    text: str
    depth: int = 0
    inked: bool = False


class Page:
    """Collects lines. `depth` is how many quotes are open; it holds for the line that is ended next."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.depth = 0
        self.wants_gap = False
        self._words: list[str] = []
        self._hidden: list[str] = []
        self._signatures: list[tuple[int, int]] = []
        self._length = 0
        self._inked = False

    @property
    def is_full(self) -> bool:
        """Whether more text than anybody reads has been seen."""
        return self._length > LONGEST_SHOWN

    def show(self, text: str, look: Look) -> None:
        """Add words to the line under work."""
        if not text.strip():
            self._words.append(" " if self._words else "")
            return
        if self.wants_gap:
            if self.lines and self.lines[-1].text:
                self.lines.append(Line("", min(self.depth, self.lines[-1].depth)))
            self.wants_gap = False
        self._words.append(text)
        self._inked |= look.is_inked
        self._length += len(text)

    def mark(self, sign: str) -> None:
        """Put a sign in front of the words to come: a bullet, the gap between cells."""
        self._words.append(sign)

    def end_line(self, always: bool = False) -> None:
        """End the line under work; an empty one counts only if `always`."""
        if not self._words and not always:
            return
        text = re.sub(r"[ \t\xa0]+", " ", "".join(self._words)).strip()
        if text or always:
            self.lines.append(Line(text, self.depth, self._inked))
        self._words.clear()
        self._inked = False

    def rule(self) -> None:
        """A line across the page."""
        self.end_line()
        self.lines += [Line("", self.depth), Line(_RULE, self.depth)]
        self.wants_gap = False

    def hide(self, text: str) -> None:
        """Note words that a person does not see."""
        if len(self._hidden) < _MOST_HIDDEN and text.strip():
            self._hidden.append(" ".join(text[:LONGEST_SHOWN].split()))

    def sign(self, start: int) -> None:
        """What stands from line `start` to here is a signature, says the mail program."""
        self._signatures.append((start, len(self.lines)))

    def quote_from(self, start: int) -> None:
        """Quote the lines from `start` on, unless some are quoted: between those stand answers."""
        inside = self.lines[start:]
        if not any(line.depth for line in inside):
            for line in inside:
                line.depth = 1

    def text(self) -> str:
        """All lines, quoted ones behind ">"; at most one empty line in a row."""
        lines = _with_ink(_with_delimiters(self.lines, self._signatures))
        shown = [(">" * line.depth + " " if line.depth else "") + line.text for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in shown)).strip("\n")

    def hidden(self) -> str:
        """All that was hidden."""
        return "\n".join(self._hidden)


def _with_delimiters(lines: Sequence[Line], signatures: Sequence[tuple[int, int]]) -> list[Line]:
    """A "--" above what the mail program marked as signature, unless more new text follows it."""
    starts = set()
    for start, end in signatures:
        below = next((line for line in lines[end:] if line.text.strip("_ ")), None)
        if start and (below is None or below.depth):
            starts.add(start)
    marked: list[Line] = []
    for number, line in enumerate(lines):
        if number in starts and not re.fullmatch(r"[-_—]+ ?", line.text):
            marked.append(Line("--"))
        marked.append(line)
    return marked


def _with_ink(lines: Sequence[Line]) -> list[Line]:
    """Coloured lines of the history are answers where the new text says so ("in red below")."""
    told = any(pattern("inline_notes").search(line.text.lower()) for line in lines if not line.depth)
    if not told or all(line.inked for line in lines if line.depth and line.text):
        return list(lines)
    return [replace(line, depth=0) if line.inked and line.depth else line for line in lines]

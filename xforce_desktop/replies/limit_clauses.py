"""The part of a sentence in which a limit of their time is set, and whether it says too much for one."""

from __future__ import annotations

import re
from collections.abc import Callable

_ENDS = re.compile(
    r"[,;:]|\s[-\u2013\u2014]+\s|\b(?:but|so|because|since|except|although|though)\b|"
    r"\band (?=(?:i|we|never|always|only|not|no|don't)\b)"
)
_HANGS_ON = re.compile(r"\W*(?:on|in|before|after|until|at|by)\b")
_DAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|week)(?:days?)?s?\b|\bweekends?\b"
)
_HOUR = re.compile(
    r"\b(?:mornings?|afternoons?|evenings?|noon|midday|lunch(?:time)?|nights?|before|after|past|until|till|by|"
    r"early|late|first thing|end of (?:the )?day)\b|\d"
)


def clause_of(at: int, folded: str, is_statement: Callable[[str], bool]) -> str:
    """What stands around `at`. A piece that says neither yes nor no belongs to the one that follows; one at
    the end that begins as "on Fridays" does belongs to the one before."""
    begin = 0
    for cut in _ENDS.finditer(folded):
        piece, rest = folded[begin : cut.start()], folded[cut.end() :]
        if not is_statement(piece) or (not is_statement(rest) and _HANGS_ON.match(rest)):
            continue
        if at < cut.start():
            return piece
        begin = cut.start()
    return folded[begin:]


def binds_two(clause: str) -> bool:
    """Whether a day and a time of the day are bound to each other, which no limit can say."""
    return bool(_DAY.search(clause) and _HOUR.search(clause))

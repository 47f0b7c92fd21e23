"""Trouble on request: which calls go wrong, how, and how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sync.sandbox.errors import BadControl

REFUSALS = ("status", "html", "redirect", "timeout", "reset")  # nothing is done
SPOILED = (
    "drop_after",
    "truncated",
    "garbage",
    "oversize",
    "misshapen",
    "new_words",
    "new_zones",
    "foreign_link",
)
KINDS = (*REFUSALS, *SPOILED)  # what is spoiled was done all the same
HINTS = (
    "resync", "repeat", "empty_page", "partial_items", "late_copy", "no_online_meeting", "late_link",
    "new_link", "no_calendar", "concurrency",
)  # fmt: skip


@dataclass
class Fault:
    """`match` is a method and a path in which `*` stands for anything, slashes too. `times` counts down."""

    match: str
    kind: str
    times: int
    status: int = 503
    retry_after_s: float | None = None
    code: str = ""
    claims: bool = False

    def fits(self, method: str, path: str) -> bool:
        """Whether it concerns this call; the query plays no part, an encoded path equals a plain one."""
        verb, _, pattern = self.match.partition(" ")
        wanted = ".*".join(re.escape(part) for part in pattern.strip().split("*"))
        same_verb = verb == "*" or verb.upper() == method.upper()
        return self.times > 0 and same_verb and re.fullmatch(wanted, path, re.IGNORECASE) is not None


class Faults:
    """The faults that are still to happen."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, asked: Any) -> Fault:
        """Plan a fault from its JSON. Raises BadControl."""
        fault = read_fault(asked)
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all of them."""
        self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """Those that will still happen."""
        return [fault for fault in self._waiting if fault.times > 0]

    def take(self, method: str, *paths: str) -> Fault | None:
        """The first planned failure for a call, counted down; `concurrency` is asked for by `limits`."""
        return self._take(KINDS, method, paths)

    def hints(self, method: str, *paths: str) -> frozenset[str]:
        """The oddities planned for a call that is otherwise answered; each is counted down."""
        found = []
        for hint in HINTS:
            if hint != "concurrency" and self._take((hint,), method, paths) is not None:
                found.append(hint)
        return frozenset(found)

    def limits_concurrency(self) -> bool:
        """Whether a fifth open call on the mailbox is to be refused."""
        return any(fault.kind == "concurrency" for fault in self.waiting())

    def _take(self, kinds: tuple[str, ...], method: str, paths: tuple[str, ...]) -> Fault | None:
        for fault in self._waiting:
            if fault.kind in kinds and any(fault.fits(method, path) for path in paths):
                fault.times -= 1
                return fault
        return None


def read_fault(asked: Any) -> Fault:
    """A fault from the JSON of the control. Raises BadControl with what is wrong."""
    if not isinstance(asked, dict):
        raise BadControl("A fault is a JSON object with match, kind and times.")
    match, kind, times = asked.get("match"), asked.get("kind"), asked.get("times", 1)
    if not isinstance(match, str) or not re.match(r"(\*|[A-Za-z]+) [/*]", match):
        raise BadControl('match is a method and a path, like "POST /v1.0/me/messages/*/send".')
    if kind not in (*KINDS, *HINTS):
        raise BadControl(f"kind is one of {', '.join((*KINDS, *HINTS))}.")
    if not isinstance(times, int) or isinstance(times, bool) or times < 1:
        raise BadControl("times is a whole number above 0.")
    status = asked.get("status", 503)
    if not isinstance(status, int) or not (300 <= status <= 599 or (status == 200 and kind == "html")):
        raise BadControl("status is an HTTP status from 300 to 599; a page (html) may also have 200.")
    wait = asked.get("retry_after_s")
    if wait is not None and (isinstance(wait, bool) or not isinstance(wait, int | float) or wait < 0):
        raise BadControl("retry_after_s is a number of seconds.")
    return Fault(match, str(kind), times, status, wait, str(asked.get("code", "")), bool(asked.get("claims")))

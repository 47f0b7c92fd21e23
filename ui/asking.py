"""Questions to the rep, as values: presenters word them, the window asks them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One thing to decide. `yes` and `no` are the words on the buttons; Escape means `no`."""

    title: str
    text: str
    yes: str
    no: str
    is_grave: bool = False  # something that cannot be taken back


Ask = Callable[[Question], Awaitable[bool]]

"""A piece of a time phrase: days or times that were read together, before they are paired."""

from __future__ import annotations

from dataclasses import dataclass

from xforce_desktop.replies.daytime import DayTime
from xforce_desktop.replies.named_day import Day
from xforce_desktop.replies.zones import ZoneWord


@dataclass
class Piece:
    """Days or times from token `first` up to `after`. `doubt`: their words make no sense together."""

    first: int
    after: int
    days: tuple[Day, ...] = ()
    times: tuple[DayTime, ...] = ()
    bound: str = ""
    zone: ZoneWord | None = None
    weak: bool = False
    number: int = 0
    doubt: bool = False

"""The call that is asked of the rep, as the conversation shows it. Knows no Qt."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.scheduling.leverage import LeverageCard
from xforce_desktop.scheduling.phones import is_dialable

NO_NUMBER = "No phone number is on record"


@dataclass(frozen=True)
class CallCard:
    """A leverage card in words. `link` is empty where the number is not one that a phone could dial.

    `is_short` shows whom to call, why and how to begin, and leaves the rest to a button.
    """

    card_id: uuid.UUID
    title: str
    who: str
    number: str
    link: str
    why: str
    background: tuple[tuple[str, str], ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...]
    is_short: bool = False


def call_of(cards: Sequence[LeverageCard], *, is_short: bool = False) -> CallCard | None:
    """The first of the open cards; the others come when it is closed."""
    if not cards:
        return None
    card, brief = cards[0], cards[0].brief
    more = f"1 of {len(cards)}" if len(cards) > 1 else ""
    who = "" if brief.who in card.title else brief.who
    person = [who, brief.role, brief.company, more]
    return CallCard(
        card_id=card.id,
        title=card.title,
        who="  •  ".join(word for word in person if word),
        number=brief.number or NO_NUMBER,
        link=f"tel:{brief.number}" if is_dialable(brief.number) else "",
        why=f"{brief.situation} {brief.why_now}",
        background=(
            ("Why it matters", brief.why_it_matters),
            ("What was done so far", brief.what_ai_did),
            ("What you can do", brief.what_to_do),
        ),
        say=brief.talking_points,
        avoid=brief.what_to_avoid,
        is_short=is_short,
    )

"""Values that the store's tests keep and ask back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from xforce_desktop.ids import EffectKey
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling.effects import Effect, SendLetter
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    EntryType,
    MeetingRequest,
    NextAction,
)
from xforce_desktop.scheduling.unit_of_work import (
    ActionEntry,
    ConversationMessage,
    Direction,
    OutboxRow,
    OutboxStatus,
)

Stored = Callable[..., MeetingRequest]
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MAIL = SendLetter(LetterKind.INITIAL, times=(NOW + timedelta(days=1),))


def a_row(owner: MeetingRequest, number: int = 1, effect: Effect = MAIL, **changes: Any) -> OutboxRow:
    row = OutboxRow(
        key=EffectKey(f"{owner.id}:{number}:0"),
        request_id=owner.id,
        effect=effect,
        status=OutboxStatus.PENDING,
        not_before=NOW,
        created_at=NOW,
        why="asked for",
    )
    return replace(row, **changes)


def a_message(provider_id: str = "AAMkA=", **changes: Any) -> ConversationMessage:
    message = ConversationMessage(
        direction=Direction.IN,
        provider_id=provider_id,
        message_id="<one@acme.example>",
        conversation_id="conv-1",
        from_name="John",
        from_address="john@acme.example",
        to=("brent@xforce.example",),
        cc=(),
        subject="Re: Demo",
        body="Tuesday works.\n> old",
        new_text="Tuesday works.",
        at=NOW,
        reading={"intent": "accept_time", "windows": [], "nested": {"a": None}},
    )
    return replace(message, **changes)


def an_action(why: str = "because", **changes: Any) -> ActionEntry:
    return replace(ActionEntry(EntryType.EMAIL_SENT, Actor.AI, why, NOW), **changes)


def due_at(at: datetime) -> NextAction:
    return NextAction(ActionType.FOLLOW_UP, at, "they were silent")

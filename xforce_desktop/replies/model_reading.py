"""What a model says that a message means. Nothing in it is believed before `checked` has looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xforce_desktop.replies.analysis import ConflictType, Intent, Sentiment, Window


class Concern(StrEnum):
    """Why a person should look; a model can name one of these and has no words of its own for it."""

    SUBSTANCE = "asks_about_substance"
    TONE = "tone"
    OTHER_PEOPLE = "other_people"
    INSTRUCTIONS = "instructs_the_assistant"
    STOP = "wants_no_more_mail"
    UNCLEAR = "unclear_after_reading_twice"
    OTHER = "other"


@dataclass(frozen=True)
class ModelReading:
    """A filled form. `offer` counts our offers from 0 and may lie outside the list; windows are aware.

    `words` are what the model gives as the writer's own deciding words, `people` addresses or names as it
    says they are written. `until` and `resume_on` are as in `ReplyAnalysis`.
    """

    intent: Intent
    offer: int | None = None
    any_offered: bool = False
    windows: tuple[Window, ...] = ()
    conflict: ConflictType | None = None
    until: date | None = None
    resume_on: date | None = None
    sentiment: Sentiment = Sentiment.NEUTRAL
    concerns: tuple[Concern, ...] = ()
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

"""The form that Claude fills with the prose of a message, as it travels."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from sync.anthropic.trouble import UnusableAnswer
from sync.anthropic.wire import Closed

MOST_ENTRIES = 20
LONGEST_ENTRY = 1500


class LetterForm(Closed):
    """The prose of one message."""

    paragraphs: list[Annotated[str, StringConstraints(max_length=LONGEST_ENTRY)]] = Field(
        max_length=MOST_ENTRIES,
        description="one to four short paragraphs of plain English prose with the slots in double braces",
    )


def paragraphs_from(text: str) -> tuple[str, ...]:
    """The paragraphs that say something. Raises UnusableAnswer for anything that is not the form."""
    try:
        form = LetterForm.model_validate_json(text)
    except ValidationError as error:
        raise UnusableAnswer("its answer was not the form") from error
    paragraphs = tuple(one.strip() for one in form.paragraphs if one.strip())
    if not paragraphs:
        raise UnusableAnswer("its answer was empty")
    return paragraphs

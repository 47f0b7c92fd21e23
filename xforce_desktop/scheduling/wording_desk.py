"""What the screens may see and change of the rep's own words: templates, the signature, a test of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.messages.placeholders import Placeholder


@dataclass(frozen=True)
class StoredTemplate:
    """A template of the rep. `refused` are the reasons why our own text went out the last time instead."""

    template: OwnTemplate
    saved_at: datetime
    refused: tuple[str, ...] = ()
    refused_at: datetime | None = None


@dataclass(frozen=True)
class MailToSelf:
    """A mail from the rep to the rep, sent once under `key`. One with `attempts` is begun, with a `draft_id`
    drafted; one that is over is sent or has failed for good."""

    key: str
    subject: str
    body: str
    created_at: datetime
    attempts: int = 0
    draft_id: str = ""
    is_over: bool = False
    last_error: str = ""


@dataclass(frozen=True)
class TemplateStart:
    """What the editor begins with: the rep's template, else a wording of ours with placeholders."""

    template: OwnTemplate
    stored: StoredTemplate | None
    placeholders: tuple[Placeholder, ...]
    has_subject: bool


@dataclass(frozen=True)
class TemplatePreview:
    """How a mail of a template reads for one reader. `findings`: why our own text would go out instead, which
    is then what is shown. `others` are the titles of sample readers for whom it would, too."""

    subject: str
    body: str
    signature: str
    findings: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class WordingDesk(Protocol):
    """The part of the desk for the rep's own words."""

    async def templates(self) -> Sequence[StoredTemplate]:
        """All that the rep has written."""
        ...

    async def template_start(self, kind: LetterKind, meeting_type: str) -> TemplateStart:
        """What to edit for this kind of mail; an empty type is any."""
        ...

    async def preview_template(self, template: OwnTemplate, reader: str) -> TemplatePreview:
        """With a sample reader and times of next week. Raises BadInput that names the field."""
        ...

    async def save_template(self, template: OwnTemplate) -> None:
        """From now on such mails are worded so. Raises BadInput that names the field."""
        ...

    async def reset_template(self, kind: LetterKind, meeting_type: str) -> None:
        """Ours again; fine if it was ours."""
        ...

    async def test_template(self, template: OwnTemplate, reader: str) -> str:
        """Send the preview to the rep's own address, marked as a test; returns the address."""
        ...

    async def signature(self) -> str: ...

    async def save_signature(self, text: str) -> None:
        """Plain lines or simple HTML; empty for none. Raises BadInput."""
        ...

"""A template tried on sample readers: how the mail reads, and for whom our own text would go out instead."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files

from xforce_desktop.messages.assignment import LetterKind, Sender
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.notices import with_notices
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.messages.own_template import WITH_SUBJECT, OwnTemplate, check_template
from xforce_desktop.messages.own_writer import in_own_words
from xforce_desktop.messages.placeholders import placeholders_for
from xforce_desktop.messages.sample_letters import READERS, Reader, reader_named, sample_assignment
from xforce_desktop.messages.signature import signature_text
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.notice_rules import notices_in
from xforce_desktop.scheduling.wording_desk import StoredTemplate, TemplatePreview, TemplateStart
from xforce_desktop.settings import Settings

SAMPLE_PLACES = ("US",)  # where the sample readers are
DEFAULT_ZONE = "America/New_York"


@cache
def _starts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("resources").joinpath("template_starts.toml").read_text("utf-8"))


def our_start(kind: LetterKind, meeting_type: str) -> OwnTemplate:
    """A wording of ours with placeholders, for the rep to change."""
    entry = _starts()[kind.value]
    return OwnTemplate(kind, meeting_type, entry["body"].strip(), entry.get("subject", ""))


def start_of(kind: LetterKind, meeting_type: str, stored: StoredTemplate | None) -> TemplateStart:
    """What the editor begins with."""
    template = stored.template if stored else our_start(kind, meeting_type)
    return TemplateStart(template, stored, placeholders_for(kind), kind in WITH_SUBJECT)


class Trial:
    """Tries templates for one rep at one moment."""

    def __init__(self, account: Account, settings: Settings, now: datetime) -> None:
        zone = account.timezone or DEFAULT_ZONE
        self._sender = Sender(account.name, account.address, account.title, zone)
        self._settings = settings
        self._now = now
        self._writer = OfflineWriter()

    def preview(self, template: OwnTemplate, reader: str, signature: str) -> TemplatePreview:
        """Raises BadInput for a template that cannot be kept."""
        check_template(template)
        shown = reader_named(reader)
        letter = self._letter(template, shown)
        rest = (one for one in READERS if one is not shown)
        others = tuple(one.title for one in rest if self._letter(template, one).own_refused)
        return TemplatePreview(
            letter.subject, letter.body, signature_text(signature), letter.own_refused, others
        )

    def _letter(self, template: OwnTemplate, reader: Reader) -> Letter:
        """Of the template or, where that breaks a rule, ours."""
        plain = sample_assignment(template.kind, template.meeting_type, reader, self._sender, self._now)
        notices = notices_in(SAMPLE_PLACES, template.kind, self._settings)
        assignment = replace(plain, notices=tuple(one.value for one in notices))
        return with_notices(in_own_words(assignment, template, self._writer.write(assignment)), assignment)

"""The rep's own words on the sample desk: kept in memory, tried as the program tries them, sent nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from ui import samples
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate, check_template
from xforce_desktop.messages.signature import check_signature
from xforce_desktop.scheduling.template_trial import Trial, start_of
from xforce_desktop.scheduling.wording_desk import StoredTemplate, TemplatePreview, TemplateStart
from xforce_desktop.settings import Settings


class SampleWording:
    """A part of the sample desk. `own` are the rep's templates by kind and type, `tests` what was sent."""

    def __init__(self) -> None:
        self.own: dict[tuple[LetterKind, str], StoredTemplate] = {}
        self.tests: list[tuple[OwnTemplate, str]] = []
        self.signature_text = samples.SIGNATURE

    async def templates(self) -> Sequence[StoredTemplate]:
        return tuple(self.own.values())

    async def template_start(self, kind: LetterKind, meeting_type: str) -> TemplateStart:
        return start_of(kind, meeting_type, self.own.get((kind, meeting_type)))

    async def preview_template(self, template: OwnTemplate, reader: str) -> TemplatePreview:
        trial = Trial(samples.REP, Settings(), samples.NOW)
        return trial.preview(template, reader, self.signature_text)

    async def save_template(self, template: OwnTemplate) -> None:
        check_template(template)
        self.own[(template.kind, template.meeting_type)] = StoredTemplate(template, samples.NOW)

    async def reset_template(self, kind: LetterKind, meeting_type: str) -> None:
        self.own.pop((kind, meeting_type), None)

    async def test_template(self, template: OwnTemplate, reader: str) -> str:
        await self.preview_template(template, reader)
        self.tests.append((template, reader))
        return samples.REP.address

    async def signature(self) -> str:
        return self.signature_text

    async def save_signature(self, text: str) -> None:
        check_signature(text)
        self.signature_text = text.strip()

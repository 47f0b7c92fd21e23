"""A writer that keeps the rep's own words: their template first, and the lines a law asks for."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.notices import with_notices
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.messages.own_writer import in_own_words
from xforce_desktop.ports import Writer


class OwnWordsWriter:
    """Before `inner`, which is asked only where there is no template or it breaks a rule."""

    def __init__(self, inner: Writer) -> None:
        self._inner = inner
        self._offline = OfflineWriter()

    async def write(self, assignment: Assignment) -> Letter:
        """No model sees or changes what the rep has worded themselves."""
        return with_notices(await self._worded(assignment), assignment)

    async def _worded(self, assignment: Assignment) -> Letter:
        template = assignment.template
        if template is None or assignment.kind.is_text:
            return await self._inner.write(assignment)
        letter = await asyncio.to_thread(self._from_template, assignment, template)
        if not letter.own_refused:
            return letter
        return replace(await self._inner.write(assignment), own_refused=letter.own_refused)

    def _from_template(self, assignment: Assignment, template: OwnTemplate) -> Letter:
        return in_own_words(assignment, template, self._offline.write(assignment))

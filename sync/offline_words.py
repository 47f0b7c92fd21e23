"""The offline reader and writer behind the ports: quick and local, so they are simply called."""

from __future__ import annotations

import asyncio

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.letter import Letter
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.replies.analysis import ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.offline_analyst import OfflineAnalyst


class OfflineAnalystPort:
    """Reads in a thread, so that a long mail never holds the screens up."""

    def __init__(self) -> None:
        self._analyst = OfflineAnalyst()

    async def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        return await asyncio.to_thread(self._analyst.read, message, context)


class OfflineWriterPort:
    """Writes in a thread, for the same reason."""

    def __init__(self) -> None:
        self._writer = OfflineWriter()

    async def write(self, assignment: Assignment) -> Letter:
        return await asyncio.to_thread(self._writer.write, assignment)

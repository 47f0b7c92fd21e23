"""A deterministic reader of scheduling replies."""

from __future__ import annotations

from xforce_desktop.replies.analysis import Intent, MessageKind, ReceivedText, ReplyAnalysis, ReplyContext


class OfflineAnalyst:
    """Reads a message without any outside help; same text, same answer."""

    def read(self, message: ReceivedText, context: ReplyContext) -> ReplyAnalysis:
        """Fill the form. Never raises, whatever the text."""
        return ReplyAnalysis(MessageKind.REPLY, Intent.UNCLEAR, requires_human=True, human_reason="not understood")

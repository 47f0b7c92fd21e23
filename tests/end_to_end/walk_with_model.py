"""A walk on which Claude reads too, played by the stand-in that may lie."""

from __future__ import annotations

from tests.end_to_end.walk import Walk
from tests.sync.anthropic.lying_model import LyingModel


class WalkWithModel(Walk):
    """A walk whose commands know a key and the stand-in's address."""

    model: LyingModel

    def _environment(self) -> dict[str, str]:
        named = {"XFORCE_ANTHROPIC_KEY": "sk-test", "XFORCE_ANTHROPIC_URL": self.model.url}
        return super()._environment() | named

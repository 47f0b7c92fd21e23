"""A walk on which Claude reads and writes too, played by the stand-in that may lie."""

from __future__ import annotations

from tests.end_to_end.walk import Walk
from tests.sync.anthropic.lying_model import LyingModel


class WalkWithModel(Walk):
    """A walk whose commands know a key and the stand-in's address."""

    model: LyingModel

    def named(self) -> dict[str, str]:
        """The variables that name the stand-in."""
        return {"XFORCE_ANTHROPIC_KEY": "sk-test", "XFORCE_ANTHROPIC_URL": self.model.url}

    def _environment(self) -> dict[str, str]:
        return super()._environment() | self.named()

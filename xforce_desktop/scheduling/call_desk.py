"""What the rep did about a leverage card: called, or did not want it. Kept with the card and in the log."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import RepCalled
from xforce_desktop.scheduling.leverage import LeverageCard, open_cards
from xforce_desktop.scheduling.request import Actor, EntryType
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import MomentClosed, UnitOfWork

LONGEST_OUTCOME = 1000


@dataclass(frozen=True)
class CallDesk:
    """Synchronous, each method one transaction. Without `card_id` all open cards of the request are meant.

    Raises BadInput if there is no such card that is open; nothing changes then.
    """

    engine: Engine

    def done(self, request_id: RequestId, outcome: str, card_id: uuid.UUID | None = None) -> None:
        """The rep has called: what was to press them is not sent. `outcome` is what came of it in the rep's
        words, and may be empty."""
        said = " ".join(outcome.split())
        if len(said) > LONGEST_OUTCOME:
            raise BadInput("That is too long.", f"Use at most {LONGEST_OUTCOME} characters.")

        def close(work: UnitOfWork) -> None:
            for card in _open(work, request_id, card_id):
                self.engine.act(work, request_id, RepCalled(card.title, said))
                self._close(work, card, said)

        self.engine.in_transaction(close)

    def dismiss(self, request_id: RequestId, card_id: uuid.UUID | None = None) -> None:
        """The rep does not want it; the same is not raised again for this request."""

        def close(work: UnitOfWork) -> None:
            for card in _open(work, request_id, card_id):
                why = f"You set “{card.title}” aside."
                line = entry(EntryType.NOTED, why, self.engine.clock.now(), actor=Actor.USER)
                work.append_actions(request_id, [line])
                self._close(work, card, is_dismissed=True)

        self.engine.in_transaction(close)

    def _close(
        self, work: UnitOfWork, card: LeverageCard, text: str = "", *, is_dismissed: bool = False
    ) -> None:
        now = self.engine.clock.now()
        work.close_leverage_moment(card.id, MomentClosed(now, Actor.USER, text, is_dismissed))


def _open(work: UnitOfWork, request_id: RequestId, card_id: uuid.UUID | None) -> list[LeverageCard]:
    cards = open_cards(work.leverage_moments(request_id))
    found = [card for card in cards if card_id in (None, card.id)]
    if not found:
        raise BadInput("No call is asked of you here any more.", "See `request show` for its cards.")
    return found

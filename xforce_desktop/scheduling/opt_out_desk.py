"""Who is not to be written to: a list that the rep sees and adds to, and lifts somebody from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xforce_desktop.crm.numbers import e164
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.opt_outs import still_listed, with_address_or_number
from xforce_desktop.scheduling.phones import with_number
from xforce_desktop.scheduling.request import Actor, EntryType
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import OptOut, UnitOfWork

LEAST_REASON, MOST_REASON = 8, 500  # characters: "ok" tells nobody anything a year later
BY_REP = "You put them on the list"


@dataclass(frozen=True)
class OptOutDesk:
    """Synchronous, each method one transaction. Raises BadInput for what cannot be; nothing changes then."""

    engine: Engine

    def all(self) -> Sequence[OptOut]:
        """Newest first, also those that were lifted."""
        return self.engine.in_transaction(lambda work: work.opt_outs())

    def bar(self, place: str, reason: str) -> None:
        """Nothing leaves to this address or number any more; open requests with the person hear of it.

        An address stands for its person, in every channel; a number alone bars texts, and mail goes on.
        """
        key, why = _place(place), _reason(reason, "Say why they are not to be written to.")

        def act(work: UnitOfWork) -> None:
            if work.opted_out([key]):
                raise BadInput(f"{key} is on the list already.", field="address")
            now, told = self.engine.clock.now(), f"{BY_REP}: {why}"
            if "@" in key:
                self.engine.opt_out(work, key, now, told)
                return
            work.opt_out(key, now, told)
            for request in work.requests(include_ended=False):
                for person in with_number(request, key):
                    self.engine.bar_texts(work, request.id, person)

        self.engine.in_transaction(act)

    def lift(self, place: str, reason: str) -> tuple[str, ...]:
        """They may be written to there again. The reason is kept, in the list and in the log of each meeting.

        Returns other addresses and numbers of the person that stay on the list.
        """
        key, why = _place(place), _reason(reason, "Say how you know that they want to hear from you again.")

        def act(work: UnitOfWork) -> tuple[str, ...]:
            if not work.opted_out([key]):
                raise BadInput(f"{key} is not on the list.", field="address")
            now = self.engine.clock.now()
            work.lift_opt_out(key, now, why)
            line = entry(EntryType.NOTED, f"You lifted the opt-out of {key}: {why}", now, actor=Actor.USER)
            for request in work.requests():
                if with_address_or_number(request, key):
                    work.append_actions(request.id, [line])
            return still_listed(work, key)

        return self.engine.in_transaction(act)


def _place(text: str) -> str:
    """An address as it was typed, a number in E.164."""
    plain = text.strip()
    if "@" in plain:
        return plain
    number = e164(plain)
    if not number:
        raise BadInput("That is neither a mail address nor a telephone number.", field="address")
    return number


def _reason(text: str, advice: str) -> str:
    plain = " ".join(text.split())
    if len(plain) < LEAST_REASON:
        raise BadInput("A reason is needed.", advice, field="reason")
    if len(plain) > MOST_REASON:
        raise BadInput(f"A reason has at most {MOST_REASON} characters.", field="reason")
    return plain

"""One engine on an empty store, with requests at Acme, for tests of what is kept of accounts."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import DAY, JOHN, MARY, NOW, a_letter_sent, a_reply, an_account, an_analysis
from xforce_desktop.clock import ManualClock
from xforce_desktop.ids import RequestId, SeededIds
from xforce_desktop.replies.analysis import Constraint, ConstraintKind, Intent, ReplyAnalysis
from xforce_desktop.scheduling.account_memory import MemoryEntry
from xforce_desktop.scheduling.effects import SlotPurpose
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.events import SlotsFound
from xforce_desktop.scheduling.new_request import check_new_request
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.store.memory import MemoryStore

NEVER_MONDAY = Constraint(ConstraintKind.NEVER_WEEKDAY, weekday=0)
MONDAYS = "Never Mondays, I'm in the field."


class World:
    """One engine on an empty store, with requests at Acme."""

    def __init__(self) -> None:
        self.clock = ManualClock(NOW)
        self.store = MemoryStore(self.clock, SeededIds(3))
        self.engine = Engine(self.store, self.clock, SeededIds(4))
        with self.store.begin() as work:
            work.save_account(an_account())
            work.commit()

    def ask(self, *addresses: str, company: str = "Acme", context: str = "Saw the call report") -> RequestId:
        names = {JOHN: "John Smith", MARY: "Mary Jones"}
        people = [
            {"address": one, "name": names.get(one, "Somebody"), "required": True}
            for one in addresses or (JOHN,)
        ]
        fields = {
            "meeting_type": "demo",
            "context": context,
            "platform": "teams",
            "company": company,
            "external": people,
            "approval": "autopilot",
        }
        return self.engine.create(check_new_request(fields))

    def offer(self, request_id: RequestId) -> None:
        """The first mail has left."""
        starts = (NOW + DAY, NOW + 2 * DAY)
        self.engine.handle(request_id, SlotsFound(SlotPurpose.OPTIONS, starts, ("", "")))
        self.engine.handle(request_id, a_letter_sent(times=starts, sent_at=self.clock.now()))

    def hear(self, request_id: RequestId, text: str, **changes: object) -> None:
        analysis = changes.pop("analysis", None) or an_analysis(Intent.QUESTION, new_text=text)
        assert isinstance(analysis, ReplyAnalysis)
        event = a_reply(analysis, message_id=f"mail-{text}", received_at=self.clock.now())
        self.engine.handle(request_id, replace(event, **changes))  # type: ignore[arg-type]  # its fields

    def memory(self, company: str = "Acme", *, include_forgotten: bool = False) -> list[MemoryEntry]:
        with self.store.begin() as work:
            kept = work.account_memory(work.company_id(company), include_forgotten=include_forgotten)
            return list(kept)

    def course(self) -> list[tuple[str, str]]:
        with self.store.begin() as work:
            return [(one.type, one.summary) for one in work.activities(work.company_id("Acme"))]

    def load(self, request_id: RequestId) -> MeetingRequest:
        with self.store.begin() as work:
            return work.load(request_id)

    def log(self, request_id: RequestId) -> list[str]:
        with self.store.begin() as work:
            return [one.why for one in work.actions(request_id)]

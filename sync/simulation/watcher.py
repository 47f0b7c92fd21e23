"""Who hears of everything that leaves or changes, and of what the rep does, and passes it on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.sandbox.state import AgendaEntry, Meeting, SentMail, Text
from sync.sandbox.world import World
from sync.simulation.cast import Wanted
from sync.simulation.checker import Checker
from sync.simulation.journal import Journal
from sync.simulation.people import CastPeople
from xforce_desktop.ids import EffectKey, RequestId


@dataclass
class Watcher:
    """For the judge, the journal and the people."""

    world: World
    people: CastPeople
    checker: Checker
    journal: Journal
    wanted: dict[int, Wanted]
    counts: Counter[str] = field(default_factory=Counter)

    def mail_left(self, sent: SentMail) -> None:
        to = [one.address for one in sent.to]
        self.journal.add(
            self.world.now, "mail out", by=sent.by, mail=sent.key, to=to, subject=sent.subject,
            text=sent.text[:240],
        )  # fmt: skip
        self.counts["mails"] += 1
        self.checker.mail_left(sent)
        self.people.mail_left(sent)

    def text_sent(self, key: EffectKey, text: Text) -> None:
        """A text left under that key."""
        self.journal.add(self.world.now, "text out", sid=text.sid, key=key, to=text.recipient, text=text.body)
        self.counts["texts"] += 1
        self.checker.text_left(key, text)
        self.text_left(text.recipient, text.body)

    def text_left(self, recipient: str, body: str) -> None:
        self.people.text_left(recipient, body)

    def meeting_changed(self, meeting: Meeting, change: str) -> None:
        self.journal.add(
            self.world.now, change, meeting=meeting.key, key=meeting.transaction_id, start=meeting.start_at
        )
        self.counts[change] += 1
        self.checker.meeting_changed(meeting, change)
        self.people.meeting_changed(meeting, change)

    def agenda_due(self, entry: AgendaEntry) -> None:
        self.people.agenda_due(entry)

    def rep_did(self, act: str, request_id: RequestId | None, detail: str = "") -> None:
        """The rep did something, for one request or for none."""
        self.journal.add(self.world.now, f"rep: {act}", request=str(request_id or ""), detail=detail)
        if act == "create" and request_id is not None:
            self.checker.made(request_id, self.wanted[int(detail)])
        elif request_id is not None:
            self.checker.rep_did(act, request_id)

    def by_hand(self, work: Callable[[], None]) -> None:
        """Run `work` as something the rep does in Outlook."""
        self.checker.rep_is_acting = True
        try:
            work()
        finally:
            self.checker.rep_is_acting = False

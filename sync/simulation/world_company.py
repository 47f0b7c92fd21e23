"""The rep's company as ports: who works there, and who was in its online meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sync.sandbox.company import COLLEAGUES, REP
from sync.simulation.service import Service
from xforce_desktop.ports import Account, ContactCard, Participant, Person


class WorldAttendance(Service):
    """`ports.Attendance` on the reports that exist by now."""

    async def participants(
        self, join_url: str, start: datetime, end: datetime
    ) -> Sequence[Participant] | None:
        """Everybody on the reports that touch [start, end]."""
        return self._asked("participants", lambda: self._people(join_url, start, end))

    def _people(self, join_url: str, start: datetime, end: datetime) -> Sequence[Participant] | None:
        for meeting in self._world.state.meetings.values():
            if meeting.join_url == join_url:
                reports = self._world.meetings.visible_reports(meeting)
                touching = [r for r in reports if r.start_at <= end and r.end_at >= start]
                records = [record for report in touching for record in report.records]
                return [_participant(r.address, r.name, r.joined_at, r.left_at) for r in records] or None
        return None


class WorldDirectory(Service):
    """`ports.Directory` on the rep's company."""

    async def me(self) -> Account:
        """The rep, nine to five."""
        account = Account(REP.name, REP.address, REP.title, REP.zone, (time(9), time(17)))
        return self._asked("me", lambda: account)

    async def colleagues(self, text: str, limit: int = 20) -> Sequence[Person]:
        """Colleagues whose name begins with `text`."""
        found = [one for one in COLLEAGUES if one.name.casefold().startswith(text.casefold())]
        return [Person(one.name, one.address, one.title) for one in found[:limit]]

    async def still_there(self, addresses: Sequence[str]) -> Sequence[Person]:
        """Nobody leaves here."""
        return [Person(one.name, one.address, one.title) for one in COLLEAGUES if one.address in addresses]

    async def contacts(self) -> Sequence[ContactCard] | None:
        """The rep keeps none."""
        return ()


def _participant(address: str, name: str, joined_at: datetime, left_at: datetime) -> Participant:
    seconds_s = int((left_at - joined_at).total_seconds())
    return Participant(address, name, seconds_s, seconds_s)

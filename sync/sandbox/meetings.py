"""Events the rep organizes: attendees' answers, and who joined the online meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import quote

from sync.sandbox.ids import IdMaker, digest, item_key
from sync.sandbox.state import Address, Invitee, Joined, Meeting, MeetingAnswer, Report, Told, WorldState
from sync.sandbox.teams_block import with_block, with_other_link

TEAMS = "teamsForBusiness"


class Meetings:
    """Works on the meetings of a `WorldState`."""

    def __init__(self, state: WorldState, ids: IdMaker, now: Callable[[], datetime]) -> None:
        self._state, self._ids, self._now = state, ids, now

    def find(self, event_id: str) -> Meeting | None:
        """The meeting with this id in either spelling, unless it was removed from the calendar."""
        known = item_key(event_id)
        meeting = self._state.meetings.get(known[0]) if known else None
        return None if meeting is None or meeting.removed else meeting

    def by_key(self, key: str) -> Meeting | None:
        """The meeting with this key, removed or not."""
        return self._state.meetings.get(key)

    def any_with_id(self, event_id: str) -> Meeting | None:
        """The meeting with this id, removed or not."""
        known = item_key(event_id)
        return self._state.meetings.get(known[0]) if known else None

    def all(self) -> list[Meeting]:
        """Every meeting there ever was, by start."""
        return sorted(
            self._state.meetings.values(), key=lambda meeting: (meeting.start_at, meeting.created_at)
        )

    def with_transaction(self, transaction_id: str) -> Meeting | None:
        """The meeting made with this transactionId, also a cancelled one."""
        for meeting in self._state.meetings.values():
            if meeting.transaction_id == transaction_id:
                return meeting
        return None

    def new(self, subject: str, start_at: datetime, end_at: datetime, organizer: Address) -> Meeting:
        """A meeting without attendees."""
        now = self._now()
        key = self._ids.key("event")
        meeting = Meeting(key, subject, start_at, end_at, now, now, organizer)
        meeting.uid = "040000008200E00074C5B7101A82E008" + digest("uid", key).hex()[:32].upper()
        self._state.meetings[key] = meeting
        self._state.happened = True
        self.touch(meeting)
        return meeting

    def touch(self, meeting: Meeting) -> None:
        """Note that a meeting changed."""
        self._state.change_no += 1
        meeting.changed_no = self._state.change_no
        meeting.modified_at = self._now()

    def put_online(self, meeting: Meeting, tenant: str) -> None:
        """Give a meeting its Teams link, in its text too."""
        parts = (meeting.key, meeting.link_number) if meeting.link_number else (meeting.key,)
        thread = digest("join", *parts).hex()[:32]
        context = quote(f'{{"Tid":"{tenant}","Oid":"{digest("organizer").hex()[:32]}"}}', safe="")
        base = "https://teams.microsoft.com/l/meetup-join/"
        meeting.join_url = f"{base}19%3ameeting_{thread}%40thread.v2/0?context={context}"
        meeting.is_online, meeting.provider = True, TEAMS
        meeting.html = with_block(meeting.html, meeting.join_url)

    def renew_link(self, meeting: Meeting, tenant: str) -> None:
        """The meeting is at another address from now on."""
        before, text = meeting.join_url, meeting.html
        meeting.link_number += 1
        self.put_online(meeting, tenant)
        meeting.html = with_other_link(text, before, meeting.join_url)

    def promise_online(self, meeting: Meeting) -> None:
        """A Teams meeting whose link is still being made."""
        meeting.is_online, meeting.provider = True, TEAMS

    def link_appears(self, key: str, tenant: str) -> None:
        """The link that was promised is there, if the meeting still is."""
        meeting = self._state.meetings[key]
        if meeting.is_online and not meeting.join_url and not meeting.removed:
            self.put_online(meeting, tenant)
            self.touch(meeting)

    def put_offline(self, meeting: Meeting) -> None:
        """What happens when the Teams block is overwritten."""
        meeting.is_online, meeting.provider, meeting.join_url = False, "unknown", ""

    def note_told(self, meeting: Meeting, what: str, people: Iterable[Invitee]) -> None:
        """Exchange writes to these people about the meeting."""
        to = [invitee.address for invitee in people]
        if to:
            meeting.told.append(Told(self._now(), what, to))

    def reschedule(self, meeting: Meeting, start_at: datetime, end_at: datetime) -> None:
        """Move a meeting: earlier answers no longer count."""
        meeting.start_at, meeting.end_at = start_at, end_at
        meeting.sequence += 1
        for invitee in meeting.attendees:
            invitee.response, invitee.responded_at, invitee.rescheduled = "notResponded", None, True
            invitee.proposed_start_at = invitee.proposed_end_at = None

    def answer(self, meeting: Meeting, invitee: Invitee, response: MeetingAnswer) -> None:
        """An attendee's answer arrives at the organizer's copy."""
        invitee.response, invitee.responded_at, invitee.rescheduled = response, self._now(), False
        self.touch(meeting)

    def cancel(self, meeting: Meeting, comment: str) -> None:
        """Off the calendar; attendees are told."""
        meeting.cancelled = meeting.removed = True
        meeting.cancel_comment = comment
        meeting.sequence += 1
        self.touch(meeting)

    def record_session(
        self,
        meeting: Meeting,
        joined: Iterable[Joined],
        visible_at: datetime,
        hidden: int = 0,
    ) -> Report:
        """Keep a report of one session; one that nobody could see yet is replaced."""
        records = list(joined)
        start_at = min((one.joined_at for one in records), default=meeting.start_at)
        end_at = max((one.left_at for one in records), default=meeting.end_at)
        report = Report(self._ids.key("report"), start_at, end_at, visible_at, records, hidden)
        now = self._now()
        meeting.reports = [kept for kept in meeting.reports if kept.visible_at <= now]
        meeting.reports.append(report)
        self._state.happened = True
        return report

    def visible_reports(self, meeting: Meeting) -> list[Report]:
        """The reports that exist by now, newest first, at most 50."""
        now = self._now()
        seen = [report for report in meeting.reports if report.visible_at <= now]
        return sorted(seen, key=lambda report: report.start_at, reverse=True)[:50]

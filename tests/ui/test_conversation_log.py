"""The log beside a conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ui.conversation.log import log_lines, reasons
from xforce_desktop.scheduling.request import Actor, EntryType
from xforce_desktop.scheduling.unit_of_work import ActionEntry

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
SENT_AT = NOW - timedelta(days=2)
OFFERED = (NOW + timedelta(days=1), NOW + timedelta(days=2))


def an_entry(kind: EntryType, why: str, at: datetime = SENT_AT, **more: object) -> ActionEntry:
    return ActionEntry(**({"type": kind, "actor": Actor.AI, "why": why, "at": at} | more))


def test_one_time_stands_over_what_happened_together():
    """Four lines of one pass are not four times the same clock."""
    entries = [
        an_entry(EntryType.EMAIL_RECEIVED, "It answers one of our mails.", actor=Actor.PROSPECT),
        an_entry(EntryType.INVITE_SENT, "Everybody was free."),
        an_entry(EntryType.INVITE_ACCEPTED, "Accepted.", NOW - timedelta(days=1), actor=Actor.PROSPECT),
    ]

    lines = log_lines(entries, NOW, UTC)

    assert [line.when for line in lines] == ["On Monday at 2:00 PM", "", "Yesterday at 2:00 PM"]


def test_a_mail_and_its_times_are_one_line():
    """The times stand under the mail that named them."""
    entries = [
        an_entry(EntryType.EMAIL_SENT, "Sent the first offer.", email_id="m-1", times_proposed=OFFERED),
        an_entry(EntryType.TIMES_PROPOSED, "These times were offered.", times_proposed=OFFERED),
    ]

    (line,) = log_lines(entries, NOW, UTC)

    assert line.text == "Sent the first offer"
    assert line.why == "• Thu, Jun 11, 2:00 PM\n• Fri, Jun 12, 2:00 PM"


def test_what_all_choices_share_is_said_once():
    """Three slots with the same reason are a list, not a paragraph."""
    why = (
        "Tuesday morning: everyone is free; the soonest day. "
        "Friday afternoon: everyone is free; another day. You review the first message."
    )

    assert reasons(why) == [
        "Everyone is free.",
        "• Tuesday morning: the soonest day",
        "• Friday afternoon: another day",
        "You review the first message.",
    ]


def test_a_plain_reason_stays_as_it_is():
    """Nothing to fold, nothing folded."""
    assert reasons("They are away until Monday, June 15; coming back a working day after.") == [
        "They are away until Monday, June 15; coming back a working day after."
    ]
    assert reasons("") == []

"""What every store promises of transactions and requests; each test runs in memory and on SQLite."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.store.store_values import NOW, Stored, a_message, a_row, an_action, due_at
from xforce_desktop.availability.spans import Span
from xforce_desktop.clock import ManualClock
from xforce_desktop.errors import StoreError, UnknownRequest
from xforce_desktop.ids import RequestId
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.events import ActionDue, RepPaused
from xforce_desktop.scheduling.request import (
    ActionType,
    Actor,
    Attendee,
    EntryType,
    Handler,
    InviteStatus,
    Side,
    SmsConsent,
    State,
)
from xforce_desktop.scheduling.unit_of_work import (
    JournalLine,
    OutboxStatus,
    ReceivedItem,
    Store,
    StoredNotice,
)


class TestTransactions:
    def test_without_commit_nothing_is_kept(self, store: Store, stored: Stored):
        """Everything that a block wrote is gone if it ends without commit."""
        request = stored(store)

        with store.begin() as work:
            work.save(replace(request, title="Changed", offered_times=(NOW + timedelta(days=1),)))
            work.queue([a_row(request)])
            work.append_journal(request.id, JournalLine(1, NOW, RepPaused(), State.INITIATED, State.PAUSED))
            work.append_actions(request.id, [an_action()])
            work.add_message(request.id, a_message())
            work.mark_received(ReceivedItem("id", "inbox", NOW, request.id, "reply"))
            work.save_cursor("inbox", "token")
            work.save_setting("tone", "warm")
            work.opt_out("a@b.example", NOW, "asked")
            work.add_notice(StoredNotice(uuid.uuid4(), request.id, "t", "x", "low", NOW))
            work.save_account(Account("Other", "other@xforce.example"))

        with store.begin() as work:
            assert work.load(request.id) == request
            assert work.outbox_of(request.id) == []
            assert work.due_rows(NOW) == []
            assert list(work.journal(request.id)) == []
            assert list(work.actions(request.id)) == []
            assert work.conversation(request.id) == []
            assert work.requests_with_message_ids(["<one@acme.example>"]) == []
            assert not work.is_received("id")
            assert work.cursor("inbox") == ""
            assert work.setting("tone") is None
            assert work.opted_out(["a@b.example"]) == ()
            assert work.notices() == []
            assert work.held_spans(except_for=RequestId(uuid.uuid4())) == ()
            account = work.account()
            assert account is not None
            assert account.name == "Brent"

    def test_an_error_undoes_the_block(self, store: Store, stored: Stored):
        """An exception leaves the old state, and the next transaction works."""
        request = stored(store)

        def fail() -> None:
            with store.begin() as work:
                work.save(replace(request, title="Changed"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()

        with store.begin() as work:
            assert work.load(request.id).title == "Demo"

    def test_what_follows_the_commit_is_not_kept(self, store: Store, stored: Stored):
        """A commit keeps what came before it, not what comes after."""
        request = stored(store)

        with store.begin() as work:
            work.save(replace(request, title="Kept"))
            work.commit()
            work.save(replace(request, title="Lost"))

        with store.begin() as work:
            assert work.load(request.id).title == "Kept"

    def test_a_transaction_reads_its_own_writes(self, store: Store, stored: Stored):
        """Inside the block the new state is seen at once."""
        request = stored(store)

        with store.begin() as work:
            work.save(replace(request, next_action=due_at(NOW)))
            assert list(work.due_requests(NOW)) == [request.id]
            work.queue([a_row(request)])
            assert list(work.due_requests(NOW)) == []

    def test_no_transaction_inside_a_transaction(self, store: Store):
        """A second one on the same thread is refused instead of waiting for itself."""
        with store.begin(), pytest.raises(RuntimeError), store.begin():
            pass

    def test_writers_take_turns(self, store: Store):
        """Counting up from several threads loses nothing."""

        def count() -> None:
            for _ in range(20):
                with store.begin() as work:
                    work.save_setting("n", str(int(work.setting("n") or 0) + 1))
                    work.commit()

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        with store.begin() as work:
            assert work.setting("n") == "80"


class TestRequests:
    def test_an_unknown_request_is_told(self, store: Store, stored: Stored):
        """Loading, saving and showing a request that is not there say so."""
        request = stored(store)
        unknown = RequestId(uuid.uuid4())
        with store.begin() as work:
            for ask in (
                work.load,
                work.request_columns,
                work.attendee_columns,
                work.briefs,
                work.leverage_moments,
            ):
                with pytest.raises(UnknownRequest):
                    ask(unknown)
            with pytest.raises(UnknownRequest):
                work.save(replace(request, id=unknown))

    def test_a_request_is_added_once(self, store: Store, stored: Stored):
        """The same id again is refused."""
        request = stored(store)
        with store.begin() as work, pytest.raises(StoreError):
            work.add(request)

    def test_attendees_come_and_go_in_order(self, store: Store, stored: Stored):
        """Saving keeps their order, adds the new, drops the gone and keeps what each one said."""
        request = stored(store)
        rep, prospect = request.attendees
        third = Attendee(uuid.uuid4(), Side.EXTERNAL, "Ann", "ann@acme.example", is_required=False)
        agreed = replace(
            prospect,
            agreed_times=(),
            invite_status=InviteStatus.TENTATIVE,
            sms_consent=SmsConsent(date(2026, 1, 5), "web form"),
        )
        for attendees in ((third, agreed, rep), (agreed,), (rep, agreed)):
            with store.begin() as work:
                work.save(replace(request, attendees=attendees))
                work.commit()
            with store.begin() as work:
                assert work.load(request.id).attendees == attendees

    def test_requests_are_listed_oldest_first(self, store: Store, stored: Stored):
        """Those that ended are left out on request."""
        late = stored(store, created_at=NOW + timedelta(days=1))
        ended = stored(store, created_at=NOW, state=State.CANCELLED)
        first = stored(store, created_at=NOW - timedelta(days=1))
        also_late = stored(store, created_at=NOW + timedelta(days=1))

        with store.begin() as work:
            assert [r.id for r in work.requests()] == [first.id, ended.id, late.id, also_late.id]
            assert list(work.requests(include_ended=False)) == [first, late, also_late]

    def test_booked_requests_have_a_time_and_have_not_ended(self, store: Store, stored: Stored):
        """Oldest first, whoever has them in hand."""
        late = stored(store, created_at=NOW + timedelta(days=1), scheduled_time=NOW, state=State.PAUSED)
        stored(store)
        stored(store, scheduled_time=NOW, state=State.COMPLETED)
        first = stored(store, created_at=NOW - timedelta(days=1), scheduled_time=NOW, state=State.CONFIRMED)

        with store.begin() as work:
            assert list(work.booked_requests()) == [first, late]

    def test_requests_since_are_open_or_ended_at_that_moment_or_later(self, store: Store, stored: Stored):
        """Oldest first; an end without its moment counts as later."""
        late = stored(store, created_at=NOW + timedelta(days=1), state=State.PAUSED)
        stored(store, state=State.CANCELLED, completed_at=NOW - timedelta(seconds=1))
        just = stored(store, state=State.COMPLETED, completed_at=NOW)
        first = stored(store, created_at=NOW - timedelta(days=1), state=State.CANCELLED)

        with store.begin() as work:
            assert list(work.requests_since(NOW)) == [first, just, late]

    def test_the_last_action_is_the_newest_line(self, store: Store, stored: Stored):
        """As it was appended; none in an empty log."""
        request = stored(store)
        with store.begin() as work:
            assert work.last_action(request.id) is None
            work.append_actions(request.id, [an_action("One."), an_action("Two.")])
            work.append_actions(request.id, [an_action("Three.")])
            assert work.last_action(request.id) == work.actions(request.id)[-1]

    def test_due_requests_come_earliest_first(self, store: Store, stored: Stored):
        """Due are open requests of the agent whose moment has come, that one included."""
        second = stored(store, next_action=due_at(NOW))
        first = stored(store, next_action=due_at(NOW - timedelta(hours=1)), state=State.PAUSED)
        stored(store, next_action=due_at(NOW + timedelta(microseconds=1)))
        stored(store, next_action=due_at(NOW), handled_by=Handler.REP)
        stored(store, next_action=due_at(NOW), state=State.CANCELLED)
        stored(store, next_action=due_at(NOW), state=State.COMPLETED)
        stored(store, next_action=None)

        with store.begin() as work:
            assert list(work.due_requests(NOW)) == [first.id, second.id]

    @pytest.mark.parametrize("status", list(OutboxStatus))
    def test_a_request_is_not_due_while_something_of_it_is_on_its_way(
        self, store: Store, stored: Stored, status: OutboxStatus
    ):
        """Pending and recalled rows hold the request up; ended rows and what waits for the rep do not."""
        request = stored(store, next_action=due_at(NOW))
        holds_up = status in (OutboxStatus.PENDING, OutboxStatus.RECALLED)
        with store.begin() as work:
            work.queue([a_row(request, status=status, not_before=NOW + timedelta(days=1))])
            assert list(work.due_requests(NOW)) == ([] if holds_up else [request.id])

    def test_people_see_all_columns(self, store: Store, stored: Stored, clock: ManualClock):
        """The row as scripts see it: the specification's names, ISO times with offset, dates of the range."""
        start = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)  # midnight in New York
        request = stored(store, next_action=due_at(NOW))
        preferences = replace(
            request.preferences,
            range=Span(start, start + timedelta(days=2)),
            preferred_times=("afternoon",),
            avoid=("monday", "friday_afternoon"),
        )
        clock.advance(timedelta(minutes=1))
        with store.begin() as work:
            work.save(replace(request, preferences=preferences))
            shown = work.request_columns(request.id)
            people = work.attendee_columns(request.id)
            assert work.briefs(request.id) == []

        assert shown["id"] == str(request.id)
        assert shown["status"] == "initiated"
        assert shown["date_range_start"] == "2026-03-03"
        assert shown["date_range_end"] == "2026-03-04"
        assert shown["preferred_times"] == {"morning": False, "afternoon": True, "evening": False}
        assert shown["avoid_days"] == ["monday", "friday_afternoon"]
        assert shown["next_action_at"] == "2026-03-02T15:00:00+00:00"
        assert shown["next_action_type"] == "follow_up"
        assert shown["next_action_why"] == "they were silent"
        assert shown["created_at"] == "2026-03-02T15:00:00+00:00"
        assert shown["updated_at"] == "2026-03-02T15:01:00+00:00"
        assert shown["calendar_event_id"] is None
        assert [person["email"] for person in people] == ["brent@xforce.example", "john@acme.example"]
        assert people[0]["is_organizer"] is True
        assert people[0]["created_at"] == "2026-03-02T15:00:00+00:00"

    def test_no_shows_are_counted_over_a_company(self, store: Store, stored: Stored):
        """All requests of the company count, ended ones too; no company has none."""
        with store.begin() as work:
            acme, other = work.company_id("Acme"), work.company_id("Other")
            work.commit()
        stored(store, company_id=acme, no_show_count=2)
        stored(store, company_id=acme, no_show_count=1, state=State.CANCELLED)
        stored(store, company_id=other, no_show_count=4)
        stored(store, no_show_count=8)

        with store.begin() as work:
            assert work.no_shows_at_company(acme) == 3
            assert work.no_shows_at_company(uuid.uuid4()) == 0
            assert work.no_shows_at_company(None) == 0


class TestHolds:
    def test_holds_follow_the_offer(self, store: Store, stored: Stored):
        """A save replaces the held slots; others see them, the owner does not."""
        mine = stored(store, offered_times=(NOW + timedelta(days=2), NOW + timedelta(days=1)))
        other = stored(store, offered_times=(NOW + timedelta(days=1),), duration_minutes=60)
        one = Span.lasting(NOW + timedelta(days=1), 30)
        hour = Span.lasting(NOW + timedelta(days=1), 60)
        two = Span.lasting(NOW + timedelta(days=2), 30)

        with store.begin() as work:
            assert work.held_spans(except_for=other.id) == (one, two)
            assert work.held_spans(except_for=mine.id) == (hour,)
            assert work.held_spans(except_for=RequestId(uuid.uuid4())) == (one, hour, two)
            work.save(replace(mine, offered_times=(), agreed_time=NOW + timedelta(days=2)))
            assert work.held_spans(except_for=other.id) == (two,)
            work.save(replace(mine, offered_times=(NOW,), state=State.CANCELLED))
            assert work.held_spans(except_for=other.id) == ()


class TestJournalAndLog:
    def test_journal_lines_are_numbered_from_one(self, store: Store, stored: Stored):
        """Each request has its own numbers; a number twice or a gap is refused."""
        request, other = stored(store), stored(store)
        lines = [
            JournalLine(1, NOW, ActionDue(ActionType.SEND_OPTIONS), State.INITIATED, State.PROPOSING),
            JournalLine(2, NOW - timedelta(days=1), RepPaused(), State.PROPOSING, State.PAUSED),
        ]
        with store.begin() as work:
            for line in lines:
                assert work.next_journal_number(request.id) == line.number
                work.append_journal(request.id, line)
            for number in (2, 4):
                with pytest.raises(StoreError):
                    work.append_journal(request.id, replace(lines[1], number=number))
            assert work.next_journal_number(other.id) == 1
            work.commit()
        with store.begin() as work:
            assert list(work.journal(request.id)) == lines
            assert list(work.journal(other.id)) == []

    def test_the_log_keeps_its_order(self, store: Store, stored: Stored):
        """Lines come back whole, in the order of writing, also when the clock was set back."""
        request = stored(store)
        entries = [
            an_action("first", email_id="AAMk", times_proposed=(NOW, NOW + timedelta(hours=1))),
            an_action("second", at=NOW - timedelta(hours=1), time_selected=NOW, message_content="Hi"),
            an_action("third", type=EntryType.NOTED, actor=Actor.PROSPECT),
        ]
        with store.begin() as work:
            work.append_actions(request.id, entries[:2])
            work.append_actions(request.id, entries[2:])
            work.append_actions(request.id, [])
            work.commit()
        with store.begin() as work:
            assert list(work.actions(request.id)) == entries

    def test_nothing_is_kept_for_a_request_that_is_not_there(self, store: Store, stored: Stored):
        """Lines, mails and effects need their request."""
        unknown = replace(stored(store), id=RequestId(uuid.uuid4()))
        line = JournalLine(1, NOW, RepPaused(), State.INITIATED, State.PAUSED)
        with store.begin() as work, pytest.raises(StoreError):
            work.append_journal(unknown.id, line)
        with store.begin() as work, pytest.raises(StoreError):
            work.append_actions(unknown.id, [an_action()])
        with store.begin() as work, pytest.raises(StoreError):
            work.add_message(unknown.id, a_message())
        with store.begin() as work, pytest.raises(StoreError):
            work.queue([a_row(unknown)])

"""What every store promises of mails, people and notices; each test runs in memory and on SQLite."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.store.store_values import MAIL, NOW, Stored, a_message, a_row, due_at
from xforce_desktop.errors import StoreError, UnknownRequest
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.ports import Account
from xforce_desktop.scheduling.effects import LeverageTrigger
from xforce_desktop.scheduling.leverage import moment_for
from xforce_desktop.scheduling.proofs import NewProof, ProofUse
from xforce_desktop.scheduling.request import (
    Actor,
    Handler,
    State,
)
from xforce_desktop.scheduling.unit_of_work import (
    Direction,
    MomentClosed,
    OptOut,
    OutboxStatus,
    ReceivedItem,
    Store,
    StoredNotice,
)


class TestOutbox:
    def test_a_key_is_queued_once(self, store: Store, stored: Stored):
        """The same key again is refused, whatever became of the first; the transaction goes on."""
        request = stored(store)
        with store.begin() as work:
            work.queue([a_row(request, status=OutboxStatus.DONE)])
            work.commit()
        with store.begin() as work:
            with pytest.raises(StoreError):
                work.queue([a_row(request)])
            work.queue([a_row(request, 2)])
            work.commit()
        with store.begin() as work:
            assert [row.key for row in work.outbox_of(request.id)] == [
                a_row(request).key,
                a_row(request, 2).key,
            ]

    def test_rows_change_and_keep_everything(self, store: Store, stored: Stored):
        """A row comes back as it was last written."""
        request = stored(store)
        row = a_row(request)
        changed = replace(
            row,
            effect=replace(MAIL, times=(NOW + timedelta(days=3),), why="asked"),
            status=OutboxStatus.WAITING,
            not_before=NOW + timedelta(minutes=2),
            attempts=2,
            provider_id="AAMkADraft",
            subject="Demo",
            body="Hi John,\n\nTuesday?",
            writer="offline",
            last_error="offline",
            edited_by_rep=True,
        )
        with store.begin() as work:
            work.queue([row])
            assert work.outbox_row(row.key) == row
            work.update_row(changed)
            work.commit()
        with store.begin() as work:
            assert work.outbox_row(row.key) == changed
            assert work.outbox_row(EffectKey("nobody:1:0")) is None
            with pytest.raises(StoreError):
                work.update_row(a_row(request, number=9))

    def test_due_rows_are_pending_or_recalled_and_in_order(self, store: Store, stored: Stored):
        """Oldest first as they were asked for; a recall is looked at like a send."""
        one, two = stored(store), stored(store)
        rows = [
            a_row(two, 1, not_before=NOW),
            a_row(one, 1, not_before=NOW - timedelta(hours=1)),
            a_row(one, 2, status=OutboxStatus.RECALLED),
            a_row(one, 3, status=OutboxStatus.WAITING),
            a_row(one, 4, not_before=NOW + timedelta(seconds=1)),
            a_row(one, 5, status=OutboxStatus.DONE),
        ]
        with store.begin() as work:
            work.queue(rows)
            work.commit()
        with store.begin() as work:
            assert list(work.due_rows(NOW)) == rows[:3]
            assert list(work.outbox_of(one.id)) == rows[1:]
            work.update_row(replace(rows[0], status=OutboxStatus.WAITING))
            assert list(work.due_rows(NOW)) == rows[1:3]
            work.update_row(rows[0])
            assert list(work.due_rows(NOW)) == rows[:3]

    def test_unsent_rows_are_those_of_requests_that_go_on(self, store: Store, stored: Stored):
        """Pending ones whenever they are due, and those that wait for the rep, as they were asked for."""
        one, two, ended = stored(store), stored(store), stored(store, state=State.CANCELLED)
        rows = [
            a_row(two, 1, status=OutboxStatus.WAITING),
            a_row(one, 1, not_before=NOW + timedelta(days=1)),
            a_row(one, 2, status=OutboxStatus.RECALLED),
            a_row(two, 2, status=OutboxStatus.DONE),
            a_row(ended, 1),
        ]
        with store.begin() as work:
            work.queue(rows)
            work.commit()
        with store.begin() as work:
            assert list(work.unsent_rows()) == rows[:2]
            work.update_row(replace(rows[0], status=OutboxStatus.WITHDRAWN))
            assert list(work.unsent_rows()) == rows[1:2]

    def test_next_due_is_the_earliest_that_can_happen(self, store: Store, stored: Stored):
        """Rows that may go out and requests that nothing holds up count; nothing else does."""
        with store.begin() as work:
            assert work.next_due_at() is None
        soon = stored(store, next_action=due_at(NOW + timedelta(hours=1)))
        stored(store, next_action=due_at(NOW - timedelta(days=1)), handled_by=Handler.REP)
        stored(store, next_action=due_at(NOW - timedelta(days=1)), state=State.COMPLETED)
        row = a_row(soon, not_before=NOW + timedelta(hours=3))

        with store.begin() as work:
            assert work.next_due_at() == NOW + timedelta(hours=1)
            work.queue([row])
            assert work.next_due_at() == NOW + timedelta(hours=3)
            work.update_row(replace(row, status=OutboxStatus.RECALLED))
            assert work.next_due_at() == NOW + timedelta(hours=3)
            work.update_row(replace(row, status=OutboxStatus.WAITING))
            assert work.next_due_at() == NOW + timedelta(hours=1)
            work.update_row(replace(row, status=OutboxStatus.WITHDRAWN))
            assert work.next_due_at() == NOW + timedelta(hours=1)


class TestIncoming:
    def test_an_item_is_received_once(self, store: Store, stored: Stored):
        """Ids differ in case only; the same item again changes nothing."""
        request = stored(store)
        with store.begin() as work:
            assert not work.is_received("AAMkAbc=")
            work.mark_received(ReceivedItem("AAMkAbc=", "inbox", NOW, request.id, "a reply"))
            work.mark_received(ReceivedItem("AAMkAbc=", "inbox", NOW, None, "again"))
            work.mark_received(ReceivedItem("AAMkAbc=", "sent", NOW, None, "other folder"))
            work.commit()
        with store.begin() as work:
            assert work.is_received("AAMkAbc=")
            assert not work.is_received("AAMkABC=")

    def test_the_conversation_is_in_time_order_without_doubles(self, store: Store, stored: Stored):
        """The same provider id again changes nothing; ids that differ in case are two mails."""
        request = stored(store)
        late = a_message("b", at=NOW + timedelta(hours=1), message_id="<two@acme.example>")
        early = a_message("B", direction=Direction.OUT, cc=("x@y.example",), key="k:1:0", reading={})
        with store.begin() as work:
            work.add_message(request.id, late)
            work.add_message(request.id, early)
            work.add_message(request.id, replace(late, body="again"))
            work.commit()
        with store.begin() as work:
            assert list(work.conversation(request.id)) == [early, late]

    def test_requests_are_found_by_their_mails(self, store: Store, stored: Stored):
        """By Message-ID and by conversation, oldest request first; empty ids find nothing."""
        younger, older = stored(store, created_at=NOW + timedelta(1)), stored(store, created_at=NOW)
        with store.begin() as work:
            for request in (younger, older):
                work.add_message(request.id, a_message())
                work.add_message(request.id, a_message("x", message_id="", conversation_id=""))
            work.add_message(older.id, a_message("y", message_id="<three@acme.example>"))
            work.commit()
        with store.begin() as work:
            both = [older.id, younger.id]
            assert list(work.requests_with_message_ids(["<one@acme.example>", "<?>"])) == both
            assert list(work.requests_with_message_ids(["<three@acme.example>"])) == [older.id]
            assert list(work.requests_with_message_ids(["<ONE@acme.example>", ""])) == []
            assert list(work.requests_with_message_ids([])) == []
            assert list(work.requests_with_conversation("conv-1")) == both
            assert list(work.requests_with_conversation("")) == []

    def test_cursors_are_overwritten(self, store: Store):
        """The last saved place counts, each stream for itself."""
        with store.begin() as work:
            assert work.cursor("inbox") == ""
            work.save_cursor("inbox", "one")
            work.save_cursor("inbox", "two")
            work.save_cursor("sent", "other")
            work.commit()
        with store.begin() as work:
            assert (work.cursor("inbox"), work.cursor("sent")) == ("two", "other")


class TestPeople:
    def test_the_account_is_the_last_one_told(self, store: Store):
        """A user keeps the id of the address; the newest sign-in is the account."""
        brent = Account(
            "Brent", "Brent@xforce.example", "AE", "America/New_York", (time(8), time(17, 30)), ("b@x.io",)
        )
        with store.begin() as work:
            assert work.account() is None
            first = work.save_account(brent)
            assert work.account() == brent
            other = work.save_account(Account("Ann", "ann@xforce.example"))
            assert work.account() == Account("Ann", "ann@xforce.example")
            again = work.save_account(replace(brent, address="brent@XFORCE.example", title="VP"))
            work.commit()
        assert first == again != other
        with store.begin() as work:
            account = work.account()
            assert account is not None
            assert (account.title, account.working_hours) == ("VP", (time(8), time(17, 30)))

    def test_a_renamed_account_is_the_same_user(self, store: Store):
        """What Microsoft calls them is kept with the folder, and by that the new address is theirs."""
        jane = Account("Jane Doe", "jane.doe@xforce.example", id="u-1", sign_in_name="jdoe@xforce.example")
        renamed = replace(jane, name="Jane Miller", address="jane.miller@xforce.example")
        with store.begin() as work:
            first = work.save_account(jane)
            assert work.account() == jane
            assert work.save_account(renamed) == first
            work.commit()
        with store.begin() as work:
            assert work.account() == renamed
            assert work.save_account(Account("Ann", "ann@xforce.example", id="u-2")) != first

    def test_an_opt_out_holds_for_every_spelling(self, store: Store):
        """Answers come in the asker's order and spelling."""
        with store.begin() as work:
            work.opt_out("John@Acme.example", NOW, "asked to stop")
            work.opt_out("john@acme.example", NOW, "again")
            work.commit()
        with store.begin() as work:
            asked = ["ann@acme.example", "JOHN@acme.example"]
            assert work.opted_out(asked) == ("JOHN@acme.example",)
            assert work.opted_out([]) == ()

    def test_an_opt_out_that_was_lifted_stays_in_the_list(self, store: Store):
        """With its reason; who asks again is out again, and a lifted one cannot be lifted."""
        later = NOW + timedelta(days=2)
        with store.begin() as work:
            work.opt_out("john@acme.example", NOW, "asked to stop")
            work.opt_out("+16155550142", later, "by text")
            work.lift_opt_out("JOHN@acme.example", later, "he called")
            with pytest.raises(StoreError):
                work.lift_opt_out("john@acme.example", later, "again")
            with pytest.raises(StoreError):
                work.lift_opt_out("nobody@acme.example", later, "why not")
            work.commit()
        with store.begin() as work:
            assert work.opted_out(["john@acme.example", "+16155550142"]) == ("+16155550142",)
            assert list(work.opt_outs()) == [
                OptOut("+16155550142", later, "by text"),
                OptOut("john@acme.example", NOW, "asked to stop", later, "he called"),
            ]
            work.opt_out("john@acme.example", later + timedelta(days=1), "asked again")
            work.commit()
        with store.begin() as work:
            assert work.opted_out(["john@acme.example"]) == ("john@acme.example",)
            assert work.opt_outs()[0] == OptOut("john@acme.example", later + timedelta(days=1), "asked again")

    def test_companies_contacts_and_deals_are_found_again(self, store: Store):
        """A company by name without regard to case, a contact by address, a deal by name and company."""
        with store.begin() as work:
            acme = work.company_id("Acme Pest", "FL")
            assert work.company_id(" acme  PEST ", industry="pest_control") == acme
            other = work.company_id("Other")
            assert other != acme
            john = work.contact_id("John", "john@acme.example", acme, "", "")
            assert work.contact_id("J.", "JOHN@acme.example", None, "Owner", "+1") == john
            assert work.contact_id("Ann", "ann@acme.example", acme, "", "") != john
            deal = work.deal_id("Phones", acme)
            assert work.deal_id("phones", acme) == deal
            assert len({deal, work.deal_id("Phones", other), work.deal_id("Phones", None)}) == 3
            assert work.deal_id("Phones", None) == work.deal_id("phones", None)


class TestLeverageMoments:
    def test_moments_are_kept_with_all_they_say(self, store: Store, stored: Stored):
        """Every column, JSON-ready, oldest first, each with an id of its own; those of others are apart."""
        request, other = stored(store), stored(store)
        later = moment_for(request, LeverageTrigger.PHONE_CALL_NEEDED, NOW)
        first = moment_for(request, LeverageTrigger.MULTIPLE_NO_SHOWS, NOW)
        with store.begin() as work:
            work.add_leverage_moment(request.id, later, NOW + timedelta(hours=1))
            work.add_leverage_moment(request.id, first, NOW)
            work.commit()
        with store.begin() as work:
            rows = work.leverage_moments(request.id)
            assert work.leverage_moments(other.id) == []

        assert [row["trigger"] for row in rows] == ["multiple_no_shows", "phone_call_needed"]
        assert rows[0] == {
            "id": rows[0]["id"],
            "scheduling_request_id": str(request.id),
            "deal_id": None,
            "company_id": None,
            "trigger": "multiple_no_shows",
            "type": "relationship_repair",
            "urgency": "medium",
            "source": "scheduler",
            "brief": json.loads(json.dumps(first.brief_json())),
            "created_at": NOW.isoformat(),
            "shown_at": None,
            "done_at": None,
            "dismissed_at": None,
            "result": None,
            "snoozed_until": None,
        }
        assert len({uuid.UUID(str(row["id"])) for row in rows}) == 2

    def test_they_belong_to_the_deal_and_the_company_of_the_request(self, store: Store, stored: Stored):
        """So that whoever looks at the deal finds them."""
        with store.begin() as work:
            company_id = work.company_id("Acme Pest")
            deal_id = work.deal_id("Phones", company_id)
            work.commit()
        request = stored(store, company_id=company_id, deal_id=deal_id)
        moment = moment_for(request, LeverageTrigger.INTENT_COLLAPSE, NOW)
        with store.begin() as work:
            work.add_leverage_moment(request.id, moment, NOW)
            (row,) = work.leverage_moments(request.id)

        assert (row["deal_id"], row["company_id"]) == (str(deal_id), str(company_id))

    @pytest.mark.parametrize("is_dismissed", [False, True])
    def test_one_is_closed_for_good(self, store: Store, stored: Stored, is_dismissed: bool):
        """With who did it and what came of it; the others stay open, and an unknown one is refused."""
        request = stored(store)
        with store.begin() as work:
            for trigger in (LeverageTrigger.PHONE_CALL_NEEDED, LeverageTrigger.INTENT_COLLAPSE):
                work.add_leverage_moment(request.id, moment_for(request, trigger, NOW), NOW)
            first = uuid.UUID(str(work.leverage_moments(request.id)[0]["id"]))
            closing = MomentClosed(NOW + timedelta(hours=1), Actor.USER, "He wants March.", is_dismissed)
            work.close_leverage_moment(first, closing)
            with pytest.raises(StoreError):
                work.close_leverage_moment(uuid.uuid4(), closing)
            work.commit()
        with store.begin() as work:
            closed, open_ = work.leverage_moments(request.id)

        later = (NOW + timedelta(hours=1)).isoformat()
        ends = (None, later) if is_dismissed else (later, None)
        assert (closed["done_at"], closed["dismissed_at"]) == ends
        assert closed["result"] == {"by": "user", "text": "He wants March."}
        assert (open_["done_at"], open_["dismissed_at"], open_["result"]) == (None, None, None)

    def test_without_commit_there_is_none(self, store: Store, stored: Stored):
        """A moment stands or falls with its event; one of an unknown request is refused."""
        request = stored(store)
        moment = moment_for(request, LeverageTrigger.INTENT_COLLAPSE, NOW)
        with store.begin() as work:
            work.add_leverage_moment(request.id, moment, NOW)
        with store.begin() as work:
            assert work.leverage_moments(request.id) == []
            with pytest.raises(UnknownRequest):
                work.add_leverage_moment(RequestId(uuid.uuid4()), moment, NOW)


class TestNotices:
    def test_notices_are_shown_once(self, store: Store, stored: Stored):
        """Oldest first; the shown ones are left out on request."""
        request = stored(store)
        first = StoredNotice(uuid.uuid4(), request.id, "Prep ready", "For Acme", "normal", NOW)
        second = StoredNotice(uuid.uuid4(), None, "Offline", "Mail waits", "low", NOW - timedelta(hours=1))
        with store.begin() as work:
            work.add_notice(first)
            work.add_notice(second)
            with pytest.raises(StoreError):
                work.add_notice(first)
            work.mark_notice_shown(first.id, NOW)
            with pytest.raises(StoreError):
                work.mark_notice_shown(uuid.uuid4(), NOW)
            work.commit()
        with store.begin() as work:
            assert list(work.notices()) == [replace(first, shown_at=NOW), second]
            assert list(work.notices(unshown_only=True)) == [second]

    def test_settings_are_overwritten(self, store: Store):
        """The last value counts; one never saved is None."""
        with store.begin() as work:
            work.save_setting("tone", "warm")
            work.save_setting("tone", "")
            work.commit()
        with store.begin() as work:
            assert work.setting("tone") == ""
            assert work.setting("other") is None


class TestProofs:
    def test_what_a_person_has_had_counts_over_their_requests(self, store: Store, stored: Stored):
        """Whatever the case of the address; nobody's on our side, and nobody else's."""
        first = stored(store)
        with store.begin() as work:
            had = work.add_proof(NewProof("case_study", "Twelve trucks, no missed call"), NOW)
            work.add_proof(NewProof("case_study", "Eight branches, one calendar"), NOW)
            work.save_proof_use(ProofUse(first.id, had, 2, NOW))
            work.commit()
        with store.begin() as work:
            theirs = first.primary.email
            assert work.proofs_had_by([theirs.upper(), "else@acme.example"]) == {had}
            assert work.proofs_had_by([first.organizer.email, "else@acme.example"]) == set()

    def test_a_use_is_written_once_and_judged_later(self, store: Store, stored: Stored):
        """The figures follow, also of a retired one."""
        request = stored(store)
        use = ProofUse(request.id, uuid.uuid4(), 2, NOW)
        with store.begin() as work:
            with pytest.raises(StoreError):
                work.save_proof_use(use)
            known = work.add_proof(NewProof("case_study", "Twelve trucks, no missed call"), NOW)
            use = replace(use, proof_id=known)
            work.save_proof_use(use)
            work.save_proof_use(replace(use, led_to_response=True, led_to_scheduling=True))
            work.retire_proof(known)
            work.commit()
        with store.begin() as work:
            (one,) = work.proofs()
            assert (one.is_active, one.times_used, one.answered, one.booked) == (False, 1, 1, 1)
            assert one.conversion_rate == 1.0

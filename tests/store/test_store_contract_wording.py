"""What every store promises of the rep's own words; each test runs in memory and on SQLite."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.scheduling.unit_of_work import Store
from xforce_desktop.scheduling.wording_desk import MailToSelf, StoredTemplate

FIRST = OwnTemplate(LetterKind.INITIAL, "demo", "Hello {{ first_name }}.\n\n{{ times }}", "About {{ topic }}")
ANY = OwnTemplate(LetterKind.INITIAL, "", "Hello.\n\n{{ times }}")


def test_a_template_is_kept_by_kind_and_type(store: Store, now: datetime) -> None:
    """Each comes back as it was saved, with nothing against it."""
    with store.begin() as work:
        for template in (FIRST, ANY):
            work.save_own_template(template, now)
        work.commit()
    with store.begin() as work:
        assert list(work.own_templates()) == [StoredTemplate(ANY, now), StoredTemplate(FIRST, now)]


def test_what_became_of_a_template_goes_with_its_words(store: Store, now: datetime) -> None:
    """Noted until it was used, or until it is saved anew; of words that were changed meanwhile nothing is."""
    later = now + timedelta(hours=1)
    changed = replace(FIRST, body="Other words.\n\n{{ times }}")
    with store.begin() as work:
        work.save_own_template(FIRST, now)
        work.note_template_use(FIRST, ["too long", "shouts"], later)
        assert list(work.own_templates()) == [StoredTemplate(FIRST, now, ("too long", "shouts"), later)]
        work.note_template_use(FIRST, [], later)
        assert list(work.own_templates()) == [StoredTemplate(FIRST, now)]
        work.note_template_use(FIRST, ["too long"], later)
        work.save_own_template(changed, later)
        work.note_template_use(FIRST, ["too long"], later)
        assert list(work.own_templates()) == [StoredTemplate(changed, later)]


def test_a_template_that_is_dropped_is_gone(store: Store, now: datetime) -> None:
    """Only that one; dropping it again is fine."""
    with store.begin() as work:
        work.save_own_template(FIRST, now)
        work.save_own_template(ANY, now)
        work.drop_own_template(LetterKind.INITIAL, "demo")
        work.drop_own_template(LetterKind.INITIAL, "demo")
        work.note_template_use(FIRST, ["too long"], now)
        assert [one.template for one in work.own_templates()] == [ANY]


def test_a_mail_to_oneself_waits_until_it_is_over(store: Store, now: datetime) -> None:
    """Oldest first, as far as each has come; sent or failed ones are not told any more."""
    first = MailToSelf("test:1", "[Test] Demo", "Words", now)
    second = replace(first, key="test:2", created_at=now + timedelta(minutes=1))
    with store.begin() as work:
        work.save_mail_to_self(second)
        work.save_mail_to_self(first)
        work.commit()
    begun = replace(first, attempts=1, draft_id="draft", last_error="Not now.")
    with store.begin() as work:
        work.save_mail_to_self(begun)
        assert list(work.mails_to_self()) == [begun, second]
        work.save_mail_to_self(replace(begun, is_over=True))
        work.save_mail_to_self(replace(second, is_over=True, last_error=""))
        assert list(work.mails_to_self()) == []


def test_the_words_are_gone_if_the_transaction_is(store: Store, now: datetime) -> None:
    """Nothing is kept that was not committed."""
    with store.begin() as work:
        work.save_own_template(FIRST, now)
        work.save_mail_to_self(MailToSelf("test:1", "[Test] Demo", "Words", now))
    with store.begin() as work:
        assert list(work.own_templates()) == []
        assert list(work.mails_to_self()) == []

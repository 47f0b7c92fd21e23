"""Consent to texts: what counts as one, what is a refusal, and for which number it holds."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest

from xforce_desktop.crm import forms
from xforce_desktop.crm.book import Book
from xforce_desktop.crm.consent import consent_of
from xforce_desktop.crm.entries import entry
from xforce_desktop.crm.fields import ListField as F
from xforce_desktop.crm.list_file import read_list
from xforce_desktop.crm.plan import Effect, PlanRules, plan_import
from xforce_desktop.crm.records import ContactRecord, NoConsent, TextConsent
from xforce_desktop.crm.unusable import Unusable
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds

TODAY = date(2026, 11, 29)
GIVEN = TextConsent(date(2025, 1, 1), "form")
BOILERPLATE = "web form ; can opt out: text “STOP” to unsubscribe"
NEVER = TextConsent(date(2025, 1, 1), "form; never by night")
LISTED = TextConsent(date(2026, 1, 31), "web form")


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No, asked 2026-01-31",
        "Opted out 2026-01-31",
        "opt-out (2026-01-31)",
        "STOP 2026-05-01",
        "2026-05-01: unsubscribed",
        "2025-01-31 revoked 2026-02-01",
        "Withdrawn on Jan 31, 2026",
        "2026-01-31 declined by phone",
        "do not text, 2026-01-31",
        "Don't text 2026-01-31",
        "non-consenting 2026-01-31",
        "said no 3 times, 2026-01-31",
        "they text STOP to us 2026-01-31",
        "they text STOP to unsubscribe 2026-01-31",
        "2026-01-31 text STOP to end - did so",
        "OPTED_OUT 2026-01-31",
        "sms_opt_out 2026-01-31",
        "NOT_SUBSCRIBED 2026-01-31",
        "DoNotText 2026-01-31",
        "UnSubscribed 2026-01-31",
        "DeClined 2026-01-31",
        "❌❌ 2026-01-31",
        "❌No 2026-01-31",
        "👎🏻 2026-01-31",
        "FALSE 2026-01-31",
        "2026-01-31: N",
        "0 (2026-01-31)",
        "email only 2026-01-31",
        "calls only 2026-01-31",
        "wrong number 2026-01-31",
        "refusal 2026-01-31",
        "withdrawal 2026-01-31",
        "unsub 2026-01-31",
        "✗ 2026-01-31",
        "web form ❌ 2026-01-31",
        "2026-01-31 - NOPE",
        "rejects texts 2026-01-31",
        "do-not-sms 2026-01-31",
        "nicht einverstanden 2026-01-31",
        "abgelehnt 31.01.2026",
        "widerrufen 31.01.2026",
        "keine SMS 2026-01-31",
        "pas d’accord 2026-01-31",
        "refusé 2026-01-31",
        "désinscrit 2026-01-31",
        "rechazado 2026-01-31",
        "dado de baja 2026-01-31",
    ],
)
def test_a_refusal_is_none(text):
    """Whatever day stands beside it."""
    assert consent_of(text, TODAY) == NoConsent()


@pytest.mark.parametrize(
    "text, reason",
    [
        ("pending 2026-01-31", "does not say that they agreed"),
        ("not yet, 2026-01-31", "does not say that they agreed"),
        ("2026-01-31 to be confirmed", "does not say that they agreed"),
        ("asked 2026-01-31", "does not say that they agreed"),
        ("opt-in requested 2026-01-31", "does not say that they agreed"),
        ("double opt-in sent 2026-01-31", "does not say that they agreed"),
        ("opt in? 2026-01-31", "does not say that they agreed"),
        ("expires 2026-01-31", "does not say that they agreed"),
        ("blocked 2026-01-31", "does not say that they agreed"),
        ("en attente 2026-01-31", "does not say that they agreed"),
        ("2026-01-31 web form, again 2026-02-03", "more than one day"),
        ("web form 3 Jan 2026, again 2026-02-01", "more than one day"),
        ("Marketing 12 2026", "names no day"),
        ("Decision 3 2025", "names no day"),
        ("yes", "the day they agreed, and how"),
    ],
)
def test_what_leaves_it_open_is_none(text, reason):
    """And says why."""
    with pytest.raises(Unusable, match=reason):
        consent_of(text, TODAY)


@pytest.mark.parametrize(
    "text, consent",
    [
        ("2026-01-31 web form", LISTED),
        ("Sept 3rd, 2025 trade fair", TextConsent(date(2025, 9, 3), "trade fair")),
        ("by phone 31. January 2026", TextConsent(date(2026, 1, 31), "by phone")),
        ("2026-01-31T10:15:00Z web form", LISTED),
        ("Yes 2026-01-31", TextConsent(date(2026, 1, 31), "")),
        ("Novotel lobby 2026-01-31", TextConsent(date(2026, 1, 31), "Novotel lobby")),
        ("2026-01-31 web form (reply STOP to end)", replace(LISTED, source="web form (reply STOP to end")),
        ("web form 2026-01-31; can opt out: text “STOP” to unsubscribe", replace(LISTED, source=BOILERPLATE)),
        ("Non-profit gala 2026-01-31", replace(LISTED, source="Non-profit gala")),
        ("Contract No. 12, 2026-01-31", replace(LISTED, source="Contract No. 12")),
    ],
)
def test_a_day_and_what_stands_around_it(text, consent):
    """A bare yes is no source."""
    assert consent_of(text, TODAY) == consent


@pytest.mark.parametrize(
    "day, source, kept, said",
    [
        ("2026-01-31", "web form", LISTED, ""),
        ("2026-01-31", "declined", NoConsent(), ""),
        ("2026-01-31", "Opt-out by SMS", NoConsent(), ""),
        ("", "unsubscribed", NoConsent(), ""),
        ("2026-01-31", "pending", None, "does not say that they agreed"),
        ("2026-01-31", "yes", None, "no source"),
        ("Yes 2026-01-31", "", None, "no source"),
        ("none 2026-01-31", "", None, "no source"),
        ("N/A 2026-01-31", "", None, "no source"),
        ("N/A 2026-01-31", "web form", LISTED, ""),
        ("2026-01-31 web form", "N.", NoConsent(), ""),
    ],
)
def test_the_source_has_a_say(day, source, kept, said):
    """A refusal there outweighs the day; yes alone is no source."""
    cells = {F.EMAIL: "a@b.example", F.SMS_CONSENT: day, F.SMS_SOURCE: source}
    made = entry(1, {field: cell for field, cell in cells.items() if cell}, TODAY)

    assert made.values.get(F.SMS_CONSENT) == kept
    assert said in " ".join(note.words for note in made.faults)
    assert bool(said) == bool(made.faults)


@pytest.mark.parametrize("source", ["phone call; call until 9", "signed form; expires 2030"])
def test_a_form_takes_what_the_rep_says_beside_how_they_agreed(source):
    """What leaves a consent open in a list may be said of one that stands."""
    made = forms.typed({F.SMS_CONSENT: "2026-01-31", F.SMS_SOURCE: source}, TODAY)

    assert made[F.SMS_CONSENT] == replace(LISTED, source=source)


@pytest.mark.parametrize("day", ["opted out 2026-01-31", "2026-01-31 (wrong number corrected)"])
def test_a_form_drops_no_consent_in_silence(day):
    """Words that read as a refusal are told at their field; a plain no takes it back."""
    with pytest.raises(BadInput, match="reads as a refusal") as caught:
        forms.typed({F.SMS_CONSENT: day, F.SMS_SOURCE: "web form"}, TODAY)

    assert caught.value.field == F.SMS_CONSENT
    assert forms.typed({F.SMS_CONSENT: "no", F.SMS_SOURCE: "web form"}, TODAY)[F.SMS_CONSENT] is None


@pytest.mark.parametrize(
    "source",
    [
        "declined",
        "pending",
        "yes",
        "asked, did not agree",
        "hasn't agreed",
        "without consent",
        "asked, waiting",
        "lapsed",
    ],
)
def test_a_form_takes_no_refusal_for_a_source(source):
    """It says so at that field."""
    with pytest.raises(BadInput) as caught:
        forms.typed({F.SMS_CONSENT: "2026-01-31", F.SMS_SOURCE: source}, TODAY)
    assert caught.value.field == F.SMS_SOURCE


def test_columns_that_say_nothing_of_texts_are_no_consent():
    """A consent to a newsletter is none to texts; --map is there for a list that means it."""
    text = b"Email,Phone,Consented on,Consent source,Opt-in source\na@b.example,,2026-01-31,newsletter,x\n"
    file = read_list(text, "x.csv")

    assert [one.field for one in file.columns] == [F.EMAIL, F.PHONE, None, None, None]


HERS = "+14075550142"
LONDON = "020 7946 0958"  # as it was typed


@pytest.mark.parametrize(
    "phone, consent, row, updating, after, said",
    [
        (HERS, None, ("407 555 0199", "2026-01-31 web form"), False, (HERS, None), "is for +14075550199"),
        (HERS, None, ("(407) 555-0142", "2026-01-31 web form"), False, (HERS, LISTED), ""),
        ("(407) 555-0142", None, (HERS, "2026-01-31 web form"), False, ("(407) 555-0142", LISTED), "stays"),
        (HERS, None, ("", "2026-01-31 web form"), False, (HERS, LISTED), ""),
        (HERS, GIVEN, ("407 555 0177", ""), True, ("+14075550177", None), f"was for {HERS}"),
        (HERS, GIVEN, ("407 555 0177", ""), False, (HERS, GIVEN), "stays"),
        (HERS, GIVEN, ("407 555 0177", "2026-01-31 web form"), True, ("+14075550177", LISTED), ""),
        (HERS, GIVEN, ("407 555 0142", ""), True, (HERS, GIVEN), ""),
        (LONDON, GIVEN, ("+44 20 7946 0958", ""), True, ("+442079460958", GIVEN), ""),
        (LONDON, GIVEN, ("+44 20 7946 0999", ""), True, ("+442079460999", None), f"was for {LONDON}"),
        (f"{HERS} #5", GIVEN, ("407 555 0142 ext 5", ""), True, (f"{HERS} x5", GIVEN), ""),
        ("ask me", GIVEN, ("", ""), True, ("ask me", GIVEN), ""),
        ("", GIVEN, ("407 555 0177", ""), False, ("+14075550177", None), "before there was a number"),
        (HERS, GIVEN, ("", "no"), True, (HERS, None), ""),
        (HERS, GIVEN, ("", "opted out 2026-02-01"), True, (HERS, None), "“opted out 2026-02-01” was read as"),
        (HERS, GIVEN, ("", "replied STOP"), True, (HERS, None), "“replied STOP” was read as a refusal"),
        (
            HERS,
            NEVER,
            ("", "2025-01-01 form; never by night"),
            True,
            (HERS, NEVER),
            "stays as how they agreed",
        ),
        (HERS, NEVER, ("", "2026-05-05 form; never by night"), True, (HERS, None), "was read as a refusal"),
        (
            HERS,
            NEVER,
            ("", "2025-01-01 form; never by night"),
            False,
            (HERS, NEVER),
            "stays as how they agreed",
        ),
        (HERS, None, ("", "2025-01-01 form; never by night"), False, (HERS, None), "was read as a refusal"),
        (HERS, GIVEN, ("", "no"), False, (HERS, GIVEN), "stays “2025-01-01, form”; “no” was left"),
        (HERS, None, ("", "no"), False, (HERS, None), ""),
        (HERS, None, ("", "FALSE 2026-01-31"), False, (HERS, None), "was read as a refusal"),
        (HERS, GIVEN, ("", "FALSE 2025-01-01"), True, (HERS, None), "was read as a refusal"),
        ("", None, ("407 555 0177", "2026-01-31 web form"), False, ("+14075550177", LISTED), ""),
    ],
)
def test_a_consent_holds_for_one_number(phone, consent, row, updating, after, said):
    """A list moves it to no other, and takes it back where it is to replace what is known."""
    known = ContactRecord(uuid.UUID(int=2), "a@b.example", phone=phone, sms_consent=consent)
    text = f"Email,Phone,SMS consent\na@b.example,{row[0]},{row[1]}\n"
    entries = read_list(text.encode(), "x.csv").entries(TODAY)
    book = Book([], [known], [])
    plan = plan_import(entries, book, SeededIds(1), PlanRules(updating))
    now = book.contact("a@b.example")

    assert now is not None
    assert (now.phone, now.sms_consent) == after
    notes = " | ".join(note.words for note in plan.rows[0].notes)
    assert said in notes
    assert bool(said) == bool(notes)
    assert (plan.rows[0].effect is Effect.LEFT) == (now == known)

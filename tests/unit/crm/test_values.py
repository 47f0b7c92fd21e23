"""What stands in a cell: a value, nothing, or a reason."""

from __future__ import annotations

from datetime import date

import pytest

from xforce_desktop.crm import forms
from xforce_desktop.crm.entries import entry
from xforce_desktop.crm.fields import ListField as F
from xforce_desktop.crm.records import NoConsent, TextConsent
from xforce_desktop.crm.unusable import Unusable
from xforce_desktop.crm.values import cell_text, parse

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "field, text, value",
    [
        (F.EMAIL, "Dana@ACME.example", "Dana@acme.example"),
        (F.EMAIL, "Dana Reyes <dana@acme.example>", "dana@acme.example"),
        (F.EMAIL, "mailto:dana@acme.example", "dana@acme.example"),
        (F.PHONE, "(407) 555-0101", "+14075550101"),
        (F.PHONE, "+44 20 7946 0958", "+442079460958"),
        (F.PHONE, "407.555.0101 ext. 12", "+14075550101 x12"),
        (F.STATE, "florida", "FL"),
        (F.STATE, "tx", "TX"),
        (F.STATE, "Québec", "QC"),
        (F.TIMEZONE, "america/new_york", "America/New_York"),
        (F.TIMEZONE, "Pacific Time (US & Canada)", "America/Los_Angeles"),
        (F.TIMEZONE, "EST", "America/New_York"),
        (F.CHAMPION, "Ja", True),
        (F.CHAMPION, "0", False),
        (F.EMPLOYEES, "1,200", 1200),
        (F.EMPLOYEES, "12.0", 12),
        (F.EMPLOYEES, "12.0000", 12),
        (F.EMPLOYEES, "12,00", 12),
        (F.EMPLOYEES, "5,000", 5000),
        (F.EMPLOYEES, "1.200.000", 1_200_000),
        (F.VALUE, "$1.25M", 1_250_000.0),
        (F.VALUE, "$1,250k", 1_250_000.0),
        (F.VALUE, "$12,000.50", 12000.5),
        (F.VALUE, "12.000,50 €", 12000.5),
        (F.VALUE, "1.5M", 1_500_000.0),
        (F.VALUE, "USD 5k", 5000.0),
        (F.VALUE, "12,000 DKK", 12000.0),
        (F.PAIN_POINTS, "missed calls; after hours | missed calls", ("missed calls", "after hours")),
        (F.SMS_CONSENT, "2026-01-02 web form", TextConsent(date(2026, 1, 2), "web form")),
        (F.SMS_CONSENT, "by phone, Jan 2, 2026", TextConsent(date(2026, 1, 2), "by phone")),
        (F.SMS_CONSENT, "25/12/2025 form", TextConsent(date(2025, 12, 25), "form")),
        (F.SMS_CONSENT, "no", NoConsent()),
    ],
)
def test_usual_writings_are_read(field, text, value):
    """As what they certainly mean."""
    assert parse(field, text, TODAY) == value


@pytest.mark.parametrize(
    "field, text, reason",
    [
        (F.EMAIL, "nobody", "is not a mail address"),
        (F.EMAIL, "a@b.example; c@d.example", "more than one address"),
        (F.PHONE, "12", "not a number that exists"),
        (F.PHONE, "1-800-FLOWERS", "not a number that exists"),
        (F.PHONE, "4.07556E+09", "rounded by a spreadsheet"),
        (F.PHONE, "407-555-0101 / 407-555-0102", "more than one number"),
        (F.STATE, "Bavaria", "not a state or province"),
        (F.TIMEZONE, "MST", "Denver or Phoenix"),
        (F.TIMEZONE, "GMT-5", "leaves summer time open"),
        (F.CHAMPION, "maybe", "neither yes nor no"),
        (F.EMPLOYEES, "11-50", "a range"),
        (F.EMPLOYEES, "25.000", "thousands or thousandths"),
        (F.EMPLOYEES, "5.000", "thousands or thousandths"),
        (F.VALUE, "$1.250M", "thousands or thousandths"),
        (F.VALUE, "1.234k", "thousands or thousandths"),
        (F.EMPLOYEES, "0", "not a number of employees"),
        (F.VALUE, "9.500", "thousands or thousandths"),
        (F.VALUE, "a lot", "not an amount"),
        (F.VALUE, "5 MIL", "not an amount"),
        (F.VALUE, "5 MIO", "not an amount"),
        (F.VALUE, "2 BIL", "not an amount"),
        (F.VALUE, "250 TSD", "not an amount"),
        (F.SMS_CONSENT, "yes", "the day they agreed, and how"),
        (F.SMS_CONSENT, "3/4/2026 form", "may be in March or April"),
        (F.SMS_CONSENT, "13/4/26 form", "century"),
        (F.SMS_CONSENT, "2026-03-03 form", "in the future"),
        (F.SMS_CONSENT, "2025-02-30 form", "no day of the calendar"),
        (F.NAME, "dana@acme.example", "is no name"),
        (F.TITLE, "!!", "no letter"),
        (F.COMPANY, "A" * 501, "longer than 500"),
    ],
)
def test_nothing_is_guessed(field, text, reason):
    """What may mean two things, or nothing, is refused with its reason."""
    with pytest.raises(Unusable, match=reason):
        parse(field, text, TODAY)


@pytest.mark.parametrize(
    "cell, text",
    [
        ("  two\n words\t", "two words"),
        ("N/A", ""),
        ('="00123"', "00123"),
        ("'=not a formula", "=not a formula"),
        ("a; '=not a formula|'+x", "a; =not a formula|+x"),
        ("rock 'n' roll; O'Neil", "rock 'n' roll; O'Neil"),
        ("'+14075550101", "+14075550101"),
        ("+1 (407) 555-0101", "+1 (407) 555-0101"),
        ("+1(407)5550101", "+1(407)5550101"),
    ],
)
def test_what_spreadsheets_add_is_taken_off(cell, text):
    """And what says that a cell is empty is nothing."""
    assert cell_text(cell) == text


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)", "-A1+B2"])
def test_a_formula_is_no_value(cell):
    """It is refused, not kept and not calculated."""
    with pytest.raises(Unusable, match="formula"):
        cell_text(cell)


def test_the_rest_of_a_row_is_kept():
    """A bad phone and a consent without its source are named; name and address stay."""
    made = entry(7, {F.EMAIL: "a@b.example", F.NAME: "Al", F.PHONE: "12", F.SMS_CONSENT: "2026-01-02"}, TODAY)

    assert made.values == {F.EMAIL: "a@b.example", F.NAME: "Al"}
    assert [fault.field for fault in made.faults] == [F.PHONE, F.SMS_CONSENT]
    assert "no source" in made.faults[1].reason


def test_day_and_source_may_stand_in_two_columns():
    """Together they are a consent."""
    made = entry(1, {F.EMAIL: "a@b.example", F.SMS_CONSENT: "2026-01-02", F.SMS_SOURCE: "form"}, TODAY)

    assert made.values[F.SMS_CONSENT] == TextConsent(date(2026, 1, 2), "form")


def test_without_an_address_the_company_is_kept():
    """And the contact is left out with the reason; a value without a deal as well."""
    made = entry(1, {F.COMPANY: "Acme", F.NAME: "Al", F.EMAIL: "nobody", F.VALUE: "12"}, TODAY)

    assert made.values == {F.COMPANY: "Acme"}
    said = " | ".join(fault.words for fault in made.faults)
    assert "without a usable mail address the contact was left out" in said
    assert "names no deal, so its value was left out" in said


@pytest.mark.parametrize(
    "cells, name",
    [(("Li", "Na"), "Li Na"), (("Na", "Li"), "Na Li"), (("Li", "NA"), "Li"), (("Li", "n/a"), "Li")],
)
def test_a_name_is_not_taken_for_nothing(cells, name):
    """Where it is written as one."""
    made = entry(1, {F.EMAIL: "a@b.example", F.FIRST_NAME: cells[0], F.LAST_NAME: cells[1]}, TODAY)

    assert (made.values[F.NAME], made.faults) == (name, ())


def test_a_company_that_may_be_nothing_is_told():
    """It is left out, and not in silence."""
    made = entry(1, {F.EMAIL: "a@b.example", F.COMPANY: "NA"}, TODAY)

    assert F.COMPANY not in made.values
    assert [note.words for note in made.faults] == ["company: “NA” was taken for no company"]


def test_a_row_of_nothing_is_refused():
    """With what was wrong."""
    assert "not a mail address" in entry(1, {F.NAME: "Al", F.EMAIL: "nobody"}, TODAY).refused


def test_a_typed_name_is_not_taken_for_nothing():
    """As in a list: Na Li is called so."""
    typed = forms.typed({F.NAME: "Na", F.TITLE: "n/a"}, TODAY)

    assert typed == {F.NAME: "Na", F.TITLE: ""}

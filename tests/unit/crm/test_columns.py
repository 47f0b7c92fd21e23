"""Which column means what."""

from __future__ import annotations

import pytest

from xforce_desktop.crm.columns import guess_columns
from xforce_desktop.crm.csv_reading import read_table
from xforce_desktop.crm.fields import ListField as F
from xforce_desktop.errors import BadInput


def fields(text, told=None):
    return [one.field for one in guess_columns(read_table(text), told)]


def test_the_fixed_names():
    """The columns that scripts rely on."""
    head = "company,state,industry,name,email,phone,title,timezone,sms_consent,champion"
    expected = [F.COMPANY, F.STATE, F.INDUSTRY, F.NAME, F.EMAIL, F.PHONE, F.TITLE, F.TIMEZONE]

    assert fields(f"{head}\nA,FL,x,N,a@b.example,,,,,\n") == [*expected, F.SMS_CONSENT, F.CHAMPION]


def test_an_owner_is_usually_the_rep():
    """Of the account in the program the list is from; nobody there owns the company by it."""
    assert fields("Company,Email,Owner\nAcme,a@acme.example,Jane Rep\n")[2] is None
    assert fields("Company,Email,Owner\nAcme,a@acme.example,yes\nB,b@b.example,\n")[2] is F.OWNER
    assert fields("Company,Email,Owner\nAcme,a@acme.example,\n")[2] is F.OWNER
    guess = guess_columns(read_table("Company,Email,Champion\nAcme,a@acme.example,Jane Rep\n"))[2]
    assert (guess.field, guess.why) == (
        None,
        "it is called “Champion”, and what stands in it is neither yes nor no",
    )


def test_what_other_programs_call_them():
    """Without case, accents, spaces and punctuation."""
    head = "Account name;E-MAIL ADDRESS;Prénom;Last_Name;Mobile;Job-Title;Annual value;Opportunity Name"
    expected = [F.COMPANY, F.EMAIL, F.FIRST_NAME, F.LAST_NAME, F.PHONE, F.TITLE, F.VALUE, F.DEAL]

    assert fields(f"{head}\nA;a@b.example;D;R;;CFO;1;x\n") == expected


def test_of_two_that_fit_the_more_usual_name_wins():
    """The other is left out, and it is said why."""
    text = "Work phone,Mobile,Company\n407 555 0100,407 555 0101,A\n"
    guesses = guess_columns(read_table(text))

    assert [one.field for one in guesses] == [None, F.PHONE, F.COMPANY]
    assert guesses[0].why == "another column is the phone already"
    assert guesses[1].why == "it is called “Mobile”"


def test_values_speak_where_names_do_not():
    """Addresses, numbers, zones, states and firms; names of people could be anything."""
    rows = [
        "Acme Pest Inc,Dana Reyes,dana@acme.example,(407) 555-0101,FL,America/New_York",
        "Sunshine LLC,Bob Lee,bob@sun.example,(407) 555-0102,TX,America/Chicago",
        "Bay Corp,Ian Li,ian@bay.example,(407) 555-0103,GA,America/New_York",
    ]
    guesses = guess_columns(read_table("\n".join(rows)))

    assert [one.field for one in guesses] == [F.COMPANY, None, F.EMAIL, F.PHONE, F.STATE, F.TIMEZONE]
    assert guesses[2].why.endswith("what stands in it looks like a mail address")


def test_a_fax_and_an_id_are_no_telephone():
    """Though they look like one."""
    text = "Company,Fax,RecordId,Email\n" + "A,407 555 0101,1234567890,a@b.example\n" * 3

    assert fields(text) == [F.COMPANY, None, None, F.EMAIL]


def test_the_rep_has_the_last_word():
    """A column may be told, or left out; a field that was guessed elsewhere is given up there."""
    text = "Company,Mail,Private mail\nA,a@b.example,c@d.example\n"

    assert fields(text, {"Private mail": "email", "company": ""}) == [None, None, F.EMAIL]


def test_what_is_said_of_a_column_is_said_of_that_one():
    """Also where another is called nearly so; a name that may be either is asked for again."""
    text = "Company,E-Mail,Email\nAcme,a@b.example,c@d.example\n"

    assert fields(text, {"E-Mail": ""}) == [F.COMPANY, None, F.EMAIL]
    assert fields(text, {"Email": ""}) == [F.COMPANY, F.EMAIL, None]
    assert fields(text, {"company": ""})[0] is None
    with pytest.raises(BadInput, match="may be several columns"):
        fields(text, {"e mail": ""})

"""Cards of people, of every version and of doubtful programs."""

from __future__ import annotations

from datetime import date

from xforce_desktop.crm.fields import ListField as F
from xforce_desktop.crm.list_file import read_list

TODAY = date(2026, 3, 2)
OLD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Br=C3=BBl=C3=A9;Ren=C3=A9e;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9e Br=C3=BBl=C3=A9
ORG:Bayshore Group;Finance
TITLE:CFO
EMAIL;INTERNET:renee@bayshore.example
TEL;WORK;VOICE:(407) 555-0101
TEL;CELL:(407) 555-0102
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEB
 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB

END:VCARD
"""
USUAL = """BEGIN:VCARD
VERSION:3.0
N:Reyes;Dana;;;
FN:Dana Reyes
ORG:Acme Pest\\, Inc.
EMAIL;TYPE=HOME:dana@gmail.com
EMAIL;TYPE=WORK,PREF:dana@acme.example
item1.TEL;TYPE=pref:+1 407 555 0103
ADR;TYPE=WORK:;;1 Main St;Orlando;Florida;32801;USA
END:VCARD
"""
NEW = """BEGIN:VCARD
VERSION:4.0
FN:Bob Lee
EMAIL;PREF=1:bob@sun.example
TEL;VALUE=uri;TYPE=cell:tel:+1-407-555-0104
TZ:America/Chicago
END:VCARD
"""


def entries(text):
    return list(read_list(text.encode(), "x.vcf").entries(TODAY))


def test_every_version_in_one_file():
    """Names with accents, the mobile number, the preferred address, the state of the business; no picture."""
    old, usual, new = entries((OLD + USUAL + NEW).replace("\n", "\r\n"))

    assert old.values == {
        F.NAME: "Renée Brûlé",
        F.EMAIL: "renee@bayshore.example",
        F.PHONE: "+14075550102",
        F.TITLE: "CFO",
        F.COMPANY: "Bayshore Group",
    }
    assert usual.values == {
        F.NAME: "Dana Reyes",
        F.EMAIL: "dana@acme.example",
        F.PHONE: "+14075550103",
        F.COMPANY: "Acme Pest, Inc.",
        F.STATE: "FL",
    }
    assert "has 1 more" in usual.faults[0].reason
    assert new.values == {
        F.NAME: "Bob Lee",
        F.EMAIL: "bob@sun.example",
        F.PHONE: "+14075550104",
        F.TIMEZONE: "America/Chicago",
    }


def test_a_card_that_is_cut_off_takes_no_other_with_it():
    """It is refused, the next one is read."""
    cut = "BEGIN:VCARD\nVERSION:3.0\nFN:Nobody\nEMAIL:no@x.example\n"
    first, second = entries(cut + USUAL)
    (last,) = entries(USUAL + cut)[1:]

    assert (first.refused, last.refused) == ("the card has no END:VCARD: it is cut off",) * 2
    assert F.EMAIL in second.values


def test_a_broken_card_stops_no_other():
    """It is refused under its number."""
    broken = "BEGIN:VCARD\nVERSION:3.0\nthis is no line\nFN:Nobody\nEND:VCARD\n"
    first, second = entries(broken + NEW)

    assert first.refused
    assert second.values[F.NAME] == "Bob Lee"

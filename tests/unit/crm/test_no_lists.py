"""What is no list, or breaks readers, is refused in words that say what it is."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date

import pytest

from xforce_desktop.cli.wording import as_sentence, printable
from xforce_desktop.crm import decoding, report
from xforce_desktop.crm.book import Book
from xforce_desktop.crm.decoding import decode
from xforce_desktop.crm.list_file import ListOptions, read_bytes, read_list
from xforce_desktop.crm.plan import PlanRules, plan_import
from xforce_desktop.crm.records import Kind
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds
from xforce_desktop.scheduling.proof_list import read_proofs

TODAY = date(2026, 11, 29)


def zipped(name: str, text: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "content, what",
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "a PDF"),
        (b"<html><body><table><tr><td>Company</td></tr></table></body></html>", "a web page"),
        ("\ufeff<!DOCTYPE HTML>\n<table>".encode(), "a web page"),
        ("<table><tr><td>Company".encode("utf-16"), "a web page"),
        (b'<?xml version="1.0"?><Workbook>', "XML"),
        (zipped("xl/workbook.xml"), "an Excel workbook"),
        (zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument spreadsheet"),
        (zipped("list.csv", "Company\nAcme\n"), "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "a picture"),
        (bytes(range(256)) * 40, "no text"),
    ],
)
def test_it_is_said_what_it_is(content, what):
    """Of lists and of proofs."""
    for read in (lambda: read_list(content, "x.xls"), lambda: read_proofs(content, ())):
        with pytest.raises(BadInput, match=f"This is {what}.*Save it as CSV"):
            read()


@pytest.mark.parametrize("encoding", ["undefined", "idna", "punycode", "hex", "ascii"])
def test_an_encoding_that_reads_no_list(encoding):
    """A codec that Python has is not always one for texts."""
    with pytest.raises(BadInput):
        decode("Company\nMüller\n".encode(), encoding)


@pytest.mark.parametrize(
    "text, reason",
    [
        ('{"companies":' + "[" * 100_000, "no list of records"),
        ('{"companies":[{"company":"A","employees":' + "9" * 5000 + "}]}", "no list of records"),
        ('[{"company":"A"}]', "holds no companies"),
    ],
)
def test_json_that_no_export_wrote(text, reason):
    """However deep it is nested, and however long its numbers are."""
    with pytest.raises(BadInput, match=reason):
        list(read_list(text.encode(), "x.json").entries(TODAY))


def test_a_value_of_json_is_one_text():
    """What is nested is refused, what is missing says nothing."""
    text = '{"companies":[{"company":["A","B"]},{"company":"C","state":null,"employees":12.0}]}'
    first, second = read_list(text.encode(), "x.json").entries(TODAY)

    assert "company holds several values" in first.refused
    assert (second.of(Kind.COMPANY), second.faults) == ({"name": "C", "employee_count": 12}, ())


def test_only_files_are_read(tmp_path, monkeypatch):
    """A pipe would never end, and what is too large is not even opened."""
    os.mkfifo(tmp_path / "pipe")
    for path, reason in (
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "is no file"),
        (tmp_path / "x", "No such"),
    ):
        with pytest.raises(BadInput, match=reason):
            read_bytes(path)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(decoding._MOST_BYTES + 1)
    monkeypatch.setattr(type(large), "read_bytes", lambda path: pytest.fail("it was read"))
    with pytest.raises(BadInput, match="200 MB"):
        read_bytes(large)


def test_control_characters_order_nothing():
    """Neither in what was read nor in what is said."""
    read = decode(b"Comp\x1b[31many\x9d,Email\x7f\nAcme\x07,a@b.example\n", "latin-1")

    assert read.text == "Comp [31many ,Email \nAcme ,a@b.example\n"
    assert read.notes == ("4 control characters became spaces.",)
    assert printable("a\x1b[2J\u202eb\x9b\n") == "a\ufffd[2J\ufffdb\ufffd\n"
    assert as_sentence("no\tcolumn \x1b[2J") == "no column \ufffd[2J."


def planned(content):
    return plan_import(
        read_list(content, "x.csv").entries(TODAY), Book([], [], []), SeededIds(1), PlanRules()
    )


def test_a_list_of_which_nothing_is_known():
    """Its columns are shown, to be named; without that there is nothing to plan."""
    content = b"Foo,Bar,Baz\nred,green,blue\n"
    file = read_list(content, "x.csv")

    assert [one.field for one in file.columns] == [None, None, None]
    with pytest.raises(BadInput, match=r"no column is known.*--map"):
        planned(content)
    assert list(read_list(content, "x.csv", ListOptions({"Column 1": "company"})).entries(TODAY))


def test_a_head_alone_is_not_known_already():
    """There is nothing in it."""
    assert (
        report.summary(planned(b"Company,Email\n"))
        == "There is nothing to import: no row has anything in it."
    )

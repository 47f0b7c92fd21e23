"""What is exported is safe in a spreadsheet, and read again gives the same records."""

from __future__ import annotations

import csv
import io
import re
import uuid
from dataclasses import replace
from datetime import date

import pytest

from tests.builders import a_company, a_contact
from xforce_desktop.crm.book import Book
from xforce_desktop.crm.export import Everything, as_csv, as_json, as_vcards, safe
from xforce_desktop.crm.export_files import write_export
from xforce_desktop.crm.list_file import read_list
from xforce_desktop.crm.plan import PlanRules, plan_import
from xforce_desktop.crm.records import Company, ContactRecord, Deal, TextConsent
from xforce_desktop.crm.values import cell_text
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import SeededIds

TODAY = date(2026, 3, 2)
ACME = a_company(
    name="Acme “Pest”, Inc.", industry="pest control", employee_count=42, ownership_type="family"
)
LONE = Company(uuid.UUID(int=2), "=Züri; GmbH", "TX")
DANA = a_contact(
    name="Dana de la Cruz",
    title="VP, Sales\\Ops",
    phone="+14075550101",
    timezone="America/New_York",
    is_champion=True,
    is_owner=True,
    may_be_copied=True,
    sms_consent=TextConsent(date(2026, 1, 2), "web form"),
)
FREE = ContactRecord(uuid.UUID(int=4), "jo@gmail.com")
DEAL = Deal(
    uuid.UUID(int=5), "@Phones", ACME.id, "proposal", 12000.5, ("missed calls", "after hours"), ("x",)
)
OPEN = Deal(uuid.UUID(int=6), "Anything")
KNOWN = Everything([ACME, LONE], [DANA, FREE], [DEAL, OPEN])


def read_again(text):
    """The records of a list, companies by name in place of their ids."""
    file = read_list(text.encode(), "x")
    plan = plan_import(file.entries(TODAY), Book((), (), ()), SeededIds(1), PlanRules())
    assert [row.notes for row in plan.rows if row.notes] == []
    return told([change.after for change in plan.changes])


def told(records):
    names = {one.id: one.name for one in records if isinstance(one, Company)}
    return {(names.get(getattr(one, "company_id", None), ""), nameless(one)) for one in records}


def nameless(record):
    """Without its ids."""
    plain = replace(record, id=uuid.UUID(int=0))
    return plain if isinstance(record, Company) else replace(plain, company_id=None)


@pytest.mark.parametrize("write", [as_csv, as_json])
def test_read_again_it_is_the_same(write):
    """Every field of every record, and who works where."""
    assert read_again(write(KNOWN)) == told([ACME, LONE, DANA, FREE, DEAL, OPEN])


def test_cards_hold_contacts_and_their_companies():
    """Deals have no place on a card."""
    assert read_again(as_vcards(KNOWN)) == told([ACME, DANA, FREE])


def test_no_cell_is_a_formula():
    """Whatever begins like one has an apostrophe in front."""
    cells = [cell for row in csv.reader(io.StringIO(as_csv(KNOWN))) for cell in row if cell]

    assert [cell for cell in cells if cell[0] in "=+-@\t\r"] == []
    assert {"'=Züri; GmbH", "'+14075550101", "'@Phones"} <= set(cells)


@pytest.mark.parametrize(
    "cell", ["=1+1", 'x;=HYPERLINK("a")', "x; -1+2", "a|@SUM(A1)", "'=x", "x;'=y", "a - b; c"]
)
def test_no_separator_makes_a_formula(cell):
    """Whatever character the spreadsheet takes for it; the import reads the same again."""
    made = safe(cell)
    parts = [part.strip() for part in re.split(r"[;|,\t]", made)]

    assert not any(part.startswith(("=", "+", "-", "@")) for part in parts)
    assert cell_text(made) == cell


def test_where_nothing_can_be_written_that_is_said(tmp_path):
    """A file where the folder should be."""
    (tmp_path / "file").write_text("x")
    for target in ("file/all.csv", "file/folder"):
        with pytest.raises(BadInput, match="cannot be written"):
            write_export(KNOWN, tmp_path / target)


def test_files_are_written_by_their_names(tmp_path):
    """A folder gets three tables; none is overwritten, another form is refused."""
    assert write_export(KNOWN, tmp_path / "all.vcf") == [tmp_path / "all.vcf"]
    names = [path.name for path in write_export(KNOWN, tmp_path / "folder")]
    assert names == ["companies.csv", "contacts.csv", "deals.csv"]
    people = (tmp_path / "folder" / "contacts.csv").read_text("utf-8")
    assert told([ACME, DANA, FREE]) - read_again(people) == told([ACME])  # the rest of it is in its own table
    with pytest.raises(BadInput, match="exists already"):
        write_export(KNOWN, tmp_path / "all.vcf")
    with pytest.raises(BadInput, match="form is not known"):
        write_export(KNOWN, tmp_path / "all.xlsx")

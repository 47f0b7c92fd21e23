"""A table as text, CSV and JSON."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from xforce_desktop.learning.figures import Rate, Share, Spread
from xforce_desktop.learning.table import BOM, Cell, Column, Table, in_words, to_csv, to_json

COLUMNS = (
    Column("week", "Week of"),
    Column("company", "Company"),
    Column("held", "Held"),
    Column("reply_rate", "Answered", kind=Rate),
    Column("wait_h", "Wait", "h", Spread),
    Column("success", "Success"),
)
ROW: tuple[Cell, ...] = (
    date(2026, 4, 13), "=1+1", 7, Rate(20, 30), Spread(30, 4.5, 2.0, 9.25), Share(2 / 3, 30),
)  # fmt: skip
FEW: tuple[Cell, ...] = (date(2026, 4, 20), "Añejo, Inc.", 0, Rate(2, 3), Spread(3), None)


def test_csv_is_tidy():
    """A line for each row, a name for each column; unknown is empty, shares go from 0 to 1."""
    lines = list(csv.reader(io.StringIO(to_csv(Table("week", "", COLUMNS, (ROW, FEW))))))

    assert lines[0] == [
        "week", "company", "held", "reply_rate", "reply_rate_low", "reply_rate_high", "reply_rate_hits",
        "reply_rate_n", "wait_h_median", "wait_h_p25", "wait_h_p75", "wait_h_n", "success",
    ]  # fmt: skip
    assert lines[1] == [
        "2026-04-13", "'=1+1", "7", "0.6667", "0.4878", "0.8077", "20", "30", "4.5", "2.0", "9.25", "30",
        "0.6667",
    ]  # fmt: skip
    assert lines[2] == ["2026-04-20", "Añejo, Inc.", "0", "", "", "", "2", "3", "", "", "", "3", ""]


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\tx", "\rx"])
def test_nothing_is_computed_by_a_spreadsheet(text: str):
    """Whoever names a company like a formula gets it back as text."""
    (_, line) = csv.reader(io.StringIO(to_csv(Table("company", "", (Column("name", "Name"),), ((text,),)))))

    assert line == [f"'{text}"]


def test_excel_is_told_that_it_is_utf_8():
    table = Table("week", "", COLUMNS, ())

    assert to_csv(table, for_excel=True) == BOM + to_csv(table)


def test_a_quiet_week_has_the_same_names():
    """A script that reads it every week finds its columns."""
    empty, full = (to_csv(Table("week", "", COLUMNS, rows)) for rows in ((), (ROW,)))

    assert empty.splitlines() == full.splitlines()[:1]


def test_json_has_the_names_of_the_csv():
    (told, _) = to_json(Table("week", "", COLUMNS, (ROW, FEW)))

    assert told["week"] == "2026-04-13"
    assert (told["reply_rate"], told["reply_rate_n"], told["company"]) == (0.6667, 30, "=1+1")


@pytest.mark.parametrize(
    "cell, words",
    [
        (Rate(20, 30), "67 % (20 of 30)"),
        (Rate(2, 3), "2 of 3 (too few to tell)"),
        (Rate(0, 0), "none yet"),
        (Spread(30, 4.52, 2, 9), "4.5 h (n 30)"),
        (Spread(3), "too few to tell (n 3)"),
        (Spread(0), "none yet"),
        (None, "–"),
        (1.25, "1.2"),
        (date(2026, 4, 13), "2026-04-13"),
        (7, "7"),
        ("Email", "Email"),
    ],
)
def test_cells_in_words(cell: Cell, words: str):
    assert in_words(cell, Column("x", "X", "h")) == words


def test_the_specifications_share_is_bare_for_scripts_and_honest_for_people():
    """Four of four is 1.0 in the CSV, and too few to be read as 100 %."""
    column = Column("x", "X")

    assert in_words(Share(2 / 3, 30), column) == "67 %"
    assert in_words(Share(1.0, 4), column) == "too few to tell"
    assert to_csv(Table("week", "", (column,), ((Share(1.0, 4),),))) == "x\r\n1.0\r\n"

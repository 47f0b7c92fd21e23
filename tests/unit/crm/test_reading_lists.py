"""Lists as programs write them: encodings, separators, quotes, heads and rows that do not fit."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xforce_desktop.crm.csv_reading import read_table
from xforce_desktop.crm.decoding import decode
from xforce_desktop.crm.list_file import ListOptions, read_list
from xforce_desktop.errors import BadInput

LIST = "Company;E-mail\nZüri “Pest”;josé@acme.example\n"


@pytest.mark.parametrize(
    "content, encoding",
    [
        (LIST.encode(), "utf-8"),
        (LIST.encode("utf-8-sig"), "utf-8-sig"),
        (LIST.encode("utf-16"), "utf-16"),
        (LIST.encode("utf-16-le"), "utf-16-le"),
        (LIST.encode("utf-16-be"), "utf-16-be"),
        (LIST.encode("utf-32"), "utf-32"),
        (LIST.encode("cp1252"), "cp1252"),
    ],
)
def test_every_usual_encoding_is_read(content, encoding):
    """With its mark or without, the text is the same."""
    read = decode(content)

    assert (read.text, read.encoding) == (LIST, encoding)


def test_another_alphabet_is_recognised():
    """Cyrillic of old Windows is not taken for accented Latin letters."""
    text = "Компания;Почта\nСадовник и партнёры;ivan@sad.example\nБольшой дом;olga@dom.example\n"

    assert decode(text.encode("cp1251")).text == text


def test_lines_of_two_programs_in_one_file():
    """Most are UTF-8; the one that is not is read as Windows wrote it, and that is said."""
    read = decode("Müller\n".encode() + "Brûlé\n".encode("cp1252"))

    assert read.text == "Müller\nBrûlé\n"
    assert "1 lines are not UTF-8" in read.notes[0]


def test_what_the_rep_says_of_the_encoding_holds():
    """A name that there is not, or that does not fit, is refused in words."""
    assert decode("Łódź".encode("cp1250"), "cp1250").text == "Łódź"
    with pytest.raises(BadInput, match="There is no encoding"):
        decode(b"x", "cp99999")
    with pytest.raises(BadInput, match="The file is not utf-8"):
        decode("é".encode("cp1252"), "utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(delimiter, ends):
    """Found by themselves, also where quoted cells hold other ones."""
    lines = [["Company", "Email", "Title"], ["A, B; C|D", "a@b.example", 'The "boss"']]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(lines)
    table = read_table(decode(out.getvalue().encode()).text)

    assert table.delimiter == delimiter
    assert [row.cells for row in table.rows] == [tuple(lines[1])]


def test_a_separator_that_the_first_line_names():
    """As Excel writes it; the rows keep a spreadsheet's numbers."""
    table = read_table("sep=;\nCompany;Email\nAcme, Inc;a@b.example\n")

    assert [(row.number, row.cells) for row in table.rows] == [(3, ("Acme, Inc", "a@b.example"))]


def test_the_head_says_which_separator_it_is():
    """Also where cells of several lines hold more commas than there are semicolons."""
    rows = "".join(f'Acme{n};"12 Main St, Suite {n}\nOrlando, FL";a@b{n}.io\n' for n in range(4))
    for head in ("Company;Address;Email\n", "Wer;Wo;Womit\n"):
        table = read_table(head + rows)

        assert (table.delimiter, table.has_head) == (";", True)
        assert [row.cells[0] for row in table.rows if not row.fault] == ["Acme0", "Acme1", "Acme2", "Acme3"]


def test_a_cell_that_is_too_long_is_refused_in_words():
    """No spreadsheet holds one; the rows behind it are read."""
    rows = read_table(f"Company,Email\n{'x' * 10_500_000},a@a.io\nB,b@b.io\n").rows

    assert ["more than 10 million characters" in row.fault for row in rows] == [True, False]


def test_rows_that_do_not_fit():
    """Short ones are filled up, empty ones left out, longer ones refused with the reason."""
    table = read_table("Company,Email,Title\nAcme,a@b.example\n\nB,b@b.example,CFO,,\nC, Inc,c@c.example,X\n")

    assert [(row.number, row.cells[:3], bool(row.fault)) for row in table.rows] == [
        (2, ("Acme", "a@b.example", ""), False),
        (4, ("B", "b@b.example", "CFO"), False),
        (5, ("C", "Inc", "c@c.example"), True),
    ]
    assert "4 cells where there are 3 columns" in table.rows[2].fault


def test_a_quotation_that_never_ends_takes_its_own_row_only():
    """The rows behind it are read."""
    rows = read_table(
        'Company,Email,Title\n"Acme,a@b.example,CFO\nB,b@b.example,"VP, Sales"\nC,c@c.example,\n'
    ).rows

    assert ["never closed" in row.fault for row in rows] == [True, False, False]
    assert rows[1].cells == ("B", "b@b.example", "VP, Sales")


def test_a_cell_of_several_lines_is_one_cell():
    """And counts as one row, as in a spreadsheet."""
    rows = read_table('Company,Email\n"Acme\nPest",a@b.example\nB,b@b.example\n').rows

    assert [(row.number, row.cells[0]) for row in rows] == [(2, "Acme\nPest"), (3, "B")]


def cells_of(text):
    return [row.cells if not row.fault else row.fault.split(":")[0] for row in read_table(text).rows]


CLOSED, PAIRED = "a quotation mark is never closed", "its quotation marks do not pair"
TAIL = "it belongs to a cell that began above and cannot be told from it"


@pytest.mark.parametrize(
    "text, cells",
    [
        (
            'Company,Address,Email\nA,"1 Main St\nOrlando FL",a@a.io\nB,"2 Main St\nMiami FL",b@b.io\n',
            [("A", "1 Main St\nOrlando FL", "a@a.io"), ("B", "2 Main St\nMiami FL", "b@b.io")],
        ),
        (
            'Company,Address,Email\nA,"Suite 4, Floor 2\nMain St, Orlando\nFL, US",a@a.io\n',
            [("A", "Suite 4, Floor 2\nMain St, Orlando\nFL, US", "a@a.io")],
        ),
        (
            'Company,Name,Email,Notes,Phone\nA,Al,a@a.io,"one\nCall him after 5pm"\nB,Bo,b@b.io,,\n',
            [("A", "Al", "a@a.io", "one\nCall him after 5pm", ""), ("B", "Bo", "b@b.io", "", "")],
        ),
        (
            'Company,Email\nA,a@a.io,"too\nmany",x\nB,b@b.io\n',
            ["it has 4 cells where there are 2 columns", ("B", "b@b.io")],
        ),
        (
            'Company,Email,Title\n"A,a@a.io,CFO\nB,b@b.io,X\nC,c@c.io,Y\nPipe 5",p@p.io,Z\n',
            [CLOSED, ("B", "b@b.io", "X"), ("C", "c@c.io", "Y"), ('Pipe 5"', "p@p.io", "Z")],
        ),
        (
            'Company,Address\nA,"12 Main St\nOrlando, FL 32801\nUSA"\nB,"5 Oak\nTampa, FL\nUSA"\n',
            [("A", "12 Main St\nOrlando, FL 32801\nUSA"), ("B", "5 Oak\nTampa, FL\nUSA")],
        ),
        (
            'Company,Address\nA,"12 "Main" St\nOrlando, FL 32801\nUSA"\nB,5 Oak\n',
            [PAIRED, TAIL, TAIL, ("B", "5 Oak")],
        ),
        (
            'Company,Address\nA,"12 Main St\n"West" Orlando, FL\nUSA"\nB,5 Oak\n',
            [CLOSED, TAIL, TAIL, ("B", "5 Oak")],
        ),
        (
            'Company,Notes,Email\nA,"He said "hi"\nthen left",a@a.io\nB,x,b@b.io\n',
            [PAIRED, TAIL, ("B", "x", "b@b.io")],
        ),
        (
            'Company,Notes,Email\nA,"one\ntwo "quoted"\nthree",a@a.io\nB,x,b@b.io\n',
            [CLOSED, TAIL, TAIL, ("B", "x", "b@b.io")],
        ),
        (
            'Name,Company,Email\nBob,"Acme,bob@a.io\nAl,X,a@a.io\nCy,Y,c@c.io\nZed,Tube 5",z@z.io\n',
            [CLOSED, ("Al", "X", "a@a.io"), ("Cy", "Y", "c@c.io"), ("Zed", 'Tube 5"', "z@z.io")],
        ),
        (
            'Name,Email,Notes\nAnn,ann@a.io,"Met.\n'
            'Office: 12 Main St, ann.lee@a.io, 555\nin spring"\nB,b@b.io,x\n',
            ["a cell of several lines holds what looks like other rows", ("B", "b@b.io", "x")],
        ),
        (
            'Name,Company,Email\nBob,"Acme,bob@a.io\nZed,Tube 5",z@z.io\nAl,X,a@a.io\n',
            ["a cell of several lines holds what looks like other rows", ("Al", "X", "a@a.io")],
        ),
        (
            'Name,Notes,Email,Phone\nBob,"leaks,bob@a.io,1\nAl,x,a@a.io,2\n'
            'Zed,5"" pipe,z@z.io,3\nCy,6",c@c.io,4\n',
            ["a cell of several lines holds what looks like other rows"],
        ),
        (
            'Name,Company,Email\nBob,"Acme,bob@a.io\nAl,X,a@a.io\nCy,Y,c@c.io\nZed,5" Pipes,z@z.io\n',
            [CLOSED, ("Al", "X", "a@a.io"), ("Cy", "Y", "c@c.io"), ("Zed", '5" Pipes', "z@z.io")],
        ),
        ('Company,Email\n"A\n', [CLOSED]),
        ('Company\tEmail\nJoe ""Bug"" Inc\tb@b.io\n', [('Joe ""Bug"" Inc', "b@b.io")]),
        (
            'Company,Email\nPipe 5",a@a.io\n"B ""x""",b@b.io\n',
            [('Pipe 5"', "a@a.io"), ('B "x"', "b@b.io")],
        ),
        (
            'Company|Email\nAcme 5"" pipe|a@a.io\nx|b@b.io\ny 6"" p"" q|c@a.io\n""z|d@d.io\n'
            'Acme ""|"" x|e@e.io\nok "|f\n',
            [
                ('Acme 5"" pipe', "a@a.io"),
                ("x", "b@b.io"),
                ('y 6"" p"" q', "c@a.io"),
                ("z", "d@d.io"),
                "it has 3 cells where there are 2 columns",
                ('ok "', "f"),
            ],
        ),
    ],
)
def test_quotation_marks_and_lines(text, cells):
    """A cell of several lines is one cell; of what cannot be told apart no line becomes a row."""
    assert cells_of(text) == cells


def test_heads_that_are_missing_empty_or_double():
    """Without a head the columns are numbered; an empty or second name gets its number."""
    plain = read_table("Acme,a@b.example\nB,b@b.example\n")
    untidy = read_table("Company,,Email,Email\nAcme,x,a@b.example,c@d.example\n")

    assert (plain.head, plain.has_head, plain.rows[0].number) == (("Column 1", "Column 2"), False, 1)
    assert untidy.head == ("Company", "Column 2", "Email", "Email (4)")


def test_a_title_above_the_head_is_left_out():
    """And said."""
    table = read_table("Export of January,,\n\nCompany,Email,Title\nAcme,a@b.example,CFO\n")

    assert table.head == ("Company", "Email", "Title")
    assert "The 1 line(s) above the head were left out." in table.notes


def test_nothing_and_a_spreadsheets_own_file_are_refused():
    """In words that say what to do."""
    for content in (b"", b" \n\r\n", b",,\n,,\n"):
        with pytest.raises(BadInput, match="nothing in"):
            read_list(content, "x.csv")
    with pytest.raises(BadInput, match="Save it as CSV"):
        read_list(b"PK\x03\x04....", "x.xlsx")


def test_what_is_told_of_columns_has_to_be_there():
    """A wrong column, a wrong field, one field twice."""
    content = b"Work,Private\na@b.example,c@d.example\n"
    for told, words in (
        ({"Home": "email"}, "no column"),
        ({"Work": "mail"}, "is no field"),
        ({"Work": "email", "Private": "email"}, "cannot both be"),
    ):
        with pytest.raises(BadInput, match=words):
            read_list(content, "x.csv", ListOptions(told))


_CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(str.strip)


@settings(max_examples=150, deadline=None, print_blob=True)
@given(
    rows=st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_is_written_is_read_again(rows, delimiter, encoding):
    """Every cell, in every usual writing."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["Company", "Email", "Job title"])
    writer.writerows(rows)
    table = read_table(decode(out.getvalue().encode(encoding)).text)

    read = {row.number: row.cells for row in table.rows}
    assert read == {number: tuple(row) for number, row in enumerate(rows, 2) if any(row)}


_LINES = st.lists(st.text('ab", ', max_size=4), max_size=4).map("\n".join)


@settings(max_examples=200, deadline=None, print_blob=True)
@given(st.integers(2, 3).flatmap(lambda n: st.lists(st.lists(_LINES, min_size=n, max_size=n), min_size=1)))
def test_no_line_of_a_cell_becomes_a_row(rows):
    """Quotes, commas and line ends in cells, quoted where they need it: each row is read as written."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Company", "Email", "Job title"][: len(rows[0])])
    writer.writerows(rows)
    read = [(row.cells, row.fault) for row in read_table(out.getvalue()).rows]

    stripped = [tuple(cell.strip() for cell in row) for row in rows]
    assert read == [(row, "") for row in stripped if any(row)]


@settings(max_examples=300, deadline=None, print_blob=True)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    """They are a list, or they are refused; never anything else."""
    try:
        file = read_list(b"Company,Email\n" + content, "x.csv")
    except BadInput:
        return
    assert len(file.columns) == len(file.table.head)

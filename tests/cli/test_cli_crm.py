"""Companies, contacts and deals on the command line."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import pytest

from xforce_desktop.cli.crm_words import progress_on
from xforce_desktop.crm.imports import ImportStopped

LIST = (
    "company,state,name,email,phone,title,timezone,sms_consent,champion\n"
    "Acme Pest,FL,Dana Reyes,dana@acmepest.example,(407) 555-0101,CFO,ET,2026-01-02 web form,yes\n"
    "Acme Pest,FL,Bob,nobody,,,,,\n"
)


@pytest.fixture
def at(cli, tmp_path):
    """A command on a data folder of its own."""
    return lambda *words: cli("--data", str(tmp_path / "data"), "crm", *words)


@pytest.fixture
def listed(tmp_path) -> str:
    path = tmp_path / "people.csv"
    path.write_text(LIST)
    return str(path)


def test_a_list_is_shown_imported_and_undone(at, listed):
    """The preview and the import tell the same; afterwards there is nothing."""
    preview = at("import", listed, "--dry-run", "--json").json()
    assert at("show").json() == {"companies": [], "contacts": [], "deals": []}
    done = at("import", listed, "--json").json()

    assert (preview["dry_run"], preview["import_id"]) == (True, None)
    assert preview["counts"]["contact"] == {"added": 1, "filled": 0, "changed": 0}
    for key in ("counts", "rows", "columns", "possible_duplicates"):
        assert preview[key] == done[key]
    assert done["rows"][1]["notes"][0]["field"] == "email"
    assert at("imports").json()[0]["id"] == done["import_id"]
    (contact,) = at("show", "--search", "DANA acme").json()["contacts"]
    assert contact["phone"] == "+14075550101"
    assert contact["timezone"] == "America/New_York"
    assert contact["sms_consent"] == {"on": "2026-01-02", "source": "web form"}
    assert (contact["company"], contact["is_champion"], contact["requests"]) == ("Acme Pest", True, 0)
    assert at("undo", "--json").json()["removed"] == 2
    assert at("show").json()["companies"] == []


def test_it_is_told_in_words(at, listed):
    """What each column is taken for, what was left out, how to take it back; progress on the other stream."""
    said = at("import", listed)

    assert "timezone" in said.stdout
    assert "1 company and 1 contact added." in said.stdout
    assert "row 3: mail address: “nobody” is not a mail address" in said.stdout
    assert "To take it back: crm undo " in said.stdout
    assert "100 %" in said.stderr
    assert "people.csv was taken back: 2 records removed" in at("undo").stdout


def test_columns_may_be_told(at, tmp_path):
    """And left out; a wrong one is refused in one line."""
    path = tmp_path / "x.csv"
    path.write_text("Who,Mail\nAcme,a@acme.example\n")
    at("import", str(path), "--map", "Who=company", "--map", "Mail=")

    assert [len(some) for some in at("show").json().values()] == [1, 0, 0]
    assert "is no field" in at("import", str(path), "--map", "Who=boss").complaint()
    assert "COLUMN=FIELD" in at("import", str(path), "--map", "Who").complaint()


def test_forms_by_hand(at):
    """Added, changed and deleted; what is wrong is said and keeps nothing."""
    at("add", "company", "Acme", "--state", "Florida", "--employees", "42", "--ownership", "family")
    at("add", "contact", "dana@acme.example", "--name", "Dana", "--company", "acme", "--champion", "yes")
    at(
        "add",
        "deal",
        "Phones",
        "--company",
        "Acme",
        "--value",
        "12k",
        "--pain-points",
        "missed calls; nights",
    )
    at("set", "contact", "dana@acme.example", "--title", "CFO", "--tone", "executive")
    at("set", "deal", "phones", "--stage", "won", "--products", "receptionist")
    shown = at("show").json()

    assert shown["companies"][0] | {"id": ""} == {
        "id": "",
        "name": "Acme",
        "state": "FL",
        "industry": "",
        "employee_count": 42,
        "ownership_type": "family",
        "contacts": 1,
        "deals": 1,
        "requests": 0,
    }
    assert (shown["contacts"][0]["title"], shown["contacts"][0]["is_champion"]) == ("CFO", True)
    assert shown["deals"][0]["identified_pain_points"] == ["missed calls", "nights"]
    assert (shown["deals"][0]["stage"], shown["deals"][0]["estimated_value"]) == ("won", 12000.0)
    assert (
        "not a number that exists" in at("set", "contact", "dana@acme.example", "--phone", "12").complaint()
    )
    assert "there already" in at("add", "company", "ACME").complaint()
    assert "There is no deal" in at("set", "deal", "Nothing", "--stage", "x").complaint()
    refused = at("delete", "company", "Acme").complaint()
    assert "1 contact, 1 deal would be without Acme" in refused
    assert "crm delete --yes" in refused
    assert at("delete", "company", "Acme", "--yes").status == 0
    assert at("show").json()["contacts"][0]["company"] == ""


def test_what_would_be_passed_over_is_not_offered(at):
    """What is named is its name; whoever has none is told by the address."""
    for kind, words in (
        ("company", ("X", "--name", "Y")),
        ("contact", ("a@x.example", "--email", "b@x.example")),
        ("deal", ("X", "--name", "Y")),
    ):
        assert "unrecognized arguments" in at("add", kind, *words).complaint()
    nowhere = at("add", "contact", "jo@x.example", "--champion", "yes").complaint()

    assert "not known where jo@x.example works" in nowhere
    assert at("show").json() == {"companies": [], "contacts": [], "deals": []}
    at("add", "company", "X")
    at("set", "company", "X", "--name", "Y")
    assert at("show").json()["companies"][0]["name"] == "Y"


def test_a_list_that_orders_the_terminal_about(at, tmp_path):
    """Its columns and its name are shown without what a terminal would act on."""
    path = tmp_path / "x\x1b[2J.csv"
    path.write_text("Company,Em\x1bail,\x1b[31mHue\nAcme\x07,a@acme.example,red\n")
    said = at("import", str(path), "--map", "Em ail=email")

    assert "1 company and 1 contact added" in said.stdout
    assert not any(char in said.stdout + at("undo").stdout for char in "\x1b\x07")


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_progress_leaves_the_line_clean():
    """Also where what it tells of ends in an error."""
    screen = Screen()

    def stopped():
        with progress_on(screen) as progress:
            progress(1, 2)
            raise ImportStopped

    with pytest.raises(ImportStopped):
        stopped()
    assert screen.getvalue() == "\r50 %\r     \r"


def test_an_export_is_imported_again(at, listed, tmp_path, cli):
    """Into another folder it gives the same."""
    at("import", listed)
    for name in ("all.csv", "all.json", "all.vcf"):
        target = tmp_path / name
        assert f"Saved to {target}" in at("export", str(target)).stdout
        other = ("--data", str(tmp_path / Path(name).suffix), "crm")
        cli(*other, "import", str(target))
        (contact,) = cli(*other, "show").json()["contacts"]
        mine = at("show").json()["contacts"][0]
        assert {k: v for k, v in contact.items() if "id" not in k} == {
            k: v for k, v in mine.items() if "id" not in k
        }
    assert "exists already" in at("export", str(tmp_path / "all.csv")).complaint()


def test_what_is_no_list_is_refused(at, tmp_path):
    """In one line, with what to do."""
    empty = tmp_path / "empty.csv"
    empty.write_text("")

    assert "nothing in empty.csv" in at("import", str(empty)).complaint()
    assert "cannot be read" in at("import", str(tmp_path / "none.csv")).complaint()
    assert "no import to undo" in at("undo").complaint()


def test_proofs_are_imported_undone_and_exported(cli, tmp_path):
    """As other lists are; what is wrong is said by row."""
    at = ("--data", str(tmp_path / "data"), "proofs")
    path, target = tmp_path / "proofs.csv", tmp_path / "out.csv"
    path.write_text("type,content,source\ncase_study,Twelve trucks lost no call,\nstat,Two of three never,\n")
    preview = cli(*at, "import", str(path), "--dry-run").stdout
    assert preview.startswith("1 of 2 would be added.\n  row 3: a stat needs its source")
    assert cli(*at, "list").json() == []
    made = cli(*at, "import", str(path), "--json").json()
    assert made["added"] == 1
    assert [one["content"] for one in cli(*at, "list").json()] == ["Twelve trucks lost no call"]
    cli(*at, "export", str(target))
    assert "Twelve trucks lost no call" in target.read_text("utf-8")
    assert "no import to undo" in cli("--data", str(tmp_path / "data"), "crm", "undo").complaint()
    assert "no import of proofs" in cli(*at, "undo", str(uuid.uuid4())).complaint()
    assert "proofs.csv was taken back: 1 removed." in cli(*at, "undo", made["import_id"]).stdout
    assert cli(*at, "list").json() == []

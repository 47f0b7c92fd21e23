"""A rep reads, rates and prints a brief: real widgets over a desk that behaves."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QLineEdit, QPushButton

from tests.ui.hands import held
from ui import samples
from ui.brief import pdf
from ui.brief.pdf import paper_size, save_pdf
from ui.brief.presenter import NOTHING
from ui.brief.screen import file_name
from ui.brief.shown import IS_OVER, NO_LINK, page_of, row_of
from ui.notifications import Message
from ui.sample_desk import SampleDesk
from xforce_desktop.errors import BadInput
from xforce_desktop.prep.versions import opened_at, versions_of
from xforce_desktop.scheduling.briefs import BriefPage, Part

ABC = samples.sample_id("ABC Exterminators")
PREMIER = samples.sample_id("Premier Pest")


def settle(qtbot, bridge, act):
    with qtbot.waitSignal(bridge.settled):
        act()


def words_of(widget):
    return " | ".join(made.text() for made in widget.findChildren(QLabel) if made.isVisible())


def press(qtbot, widget, name):
    (made,) = [one for one in widget.findChildren(QPushButton, name) if one.isVisible()]
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


@pytest.fixture
def opened(qtbot, window, bridge):
    settle(qtbot, bridge, lambda: window.show_brief(ABC))
    return window.brief


def test_the_page_is_the_specifications(opened):
    """Title, time and length, the sections in its order, the two buttons."""
    said = words_of(opened)

    assert "Meeting Prep: Demo with ABC Exterminators" in said
    assert "Tomorrow at 2:00 PM" in said
    assert "[30 min]" in said
    headings = re.findall(r"[A-Z]{3,}(?: [A-Z]{2,})+", said)
    assert headings == [
        "EXECUTIVE SUMMARY",
        "MEETING OBJECTIVE",
        "KEY TALKING POINTS",
        "QUESTIONS TO ASK",
        "LANDMINES TO AVOID",
        "OBJECTION PREP",
        "SCHEDULING INSIGHT",
        "NEXT STEPS TO PROPOSE",
    ]
    buttons = [one.text() for one in opened.findChildren(QPushButton) if one.isVisible()]
    assert {"Open Full Intelligence", "Join Meeting", "Print…", "Save as PDF…"} <= set(buttons)


def test_each_statement_tells_its_source_on_hover_and_to_who_listens(opened):
    (point,) = [one for one in opened.findChildren(QLabel) if one.text().startswith("Lead with the 15%")]

    assert "Your notes for this meeting" in point.toolTip()
    assert "John mentioned 15% call abandonment" in point.accessibleDescription()
    assert point.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_the_switch_shows_all_sources_as_notes(qtbot, opened):
    assert "SOURCES" not in words_of(opened)

    opened.with_sources.click()
    qtbot.waitUntil(lambda: "SOURCES" in words_of(opened))

    assert "Your notes for this meeting: John mentioned 15% call abandonment" in words_of(opened)


def test_what_is_not_known_stands_beside_the_question(opened):
    assert "Not known: who else has a say" in words_of(opened)


def test_the_list_leads_to_a_brief_and_back(qtbot, window, bridge):
    settle(qtbot, bridge, window.menus.briefs_wanted.emit)
    page = window.brief
    model = page.table.model()
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == [
        "Demo with ABC Exterminators",
        "Discovery with Premier Pest",
    ]
    assert model.index(1, 3).data() == "Is made tomorrow at 10:30 AM"

    settle(qtbot, bridge, lambda: page.table.activated.emit(model.index(0, 0)))
    assert not page.is_list
    settle(qtbot, bridge, lambda: press(qtbot, page, "brief_back"))

    assert page.is_list
    assert model.index(0, 3).data() == "Read"


def test_a_booked_card_has_its_prep(qtbot, window, bridge):
    settle(qtbot, bridge, window.show_dashboard)

    settle(qtbot, bridge, lambda: press(qtbot, window.dashboard, f"prep-{ABC}"))

    assert window.brief.isVisible()
    assert "Demo with ABC Exterminators" in words_of(window.brief)


def test_the_notice_leads_to_the_brief(qtbot, window, bridge):
    window.notices.show_message(Message("Prep ready: demo with ABC", "Read it.", ABC, leads_to="brief"))

    settle(qtbot, bridge, lambda: press(qtbot, window.notices, "open_notice"))

    assert window.brief.isVisible()
    assert not window.brief.is_list


def test_stars_and_notes_are_kept(qtbot, window, bridge, desk, opened):
    assert not opened.findChild(QPushButton, "brief_rate").isEnabled()
    press(qtbot, opened, "brief_star_4")
    opened.findChild(QLineEdit, "brief_notes").setText("More on pricing")

    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_rate"))

    assert (desk.briefs[ABC].rating, desk.briefs[ABC].notes) == (4, "More on pricing")


def test_made_again_it_says_what_is_new(qtbot, bridge, opened):
    assert not opened.findChild(QLabel, "brief_updated").isVisible()

    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_make"))

    assert opened.findChild(QLabel, "brief_updated").text().startswith("Updated: John Smith wrote:")


@pytest.fixture
def of_two(qtbot, bridge, opened):
    """The page of a meeting whose brief was made twice."""
    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_make"))
    return opened


def choose(qtbot, bridge, page, text):
    box = page.findChild(QComboBox, "brief_versions")
    place = next(at for at in range(box.count()) if text in box.itemText(at))
    box.setCurrentIndex(place)
    settle(qtbot, bridge, lambda: box.activated.emit(place))


def test_one_version_leaves_no_choice(opened):
    assert not opened.findChild(QComboBox, "brief_versions").isVisible()
    assert not opened.findChild(QLabel, "brief_out_of_date").isVisible()


def test_the_versions_say_when_and_why_they_were_made(of_two):
    box = of_two.findChild(QComboBox, "brief_versions")

    assert box.isVisible()
    assert box.accessibleName() == "Version of this brief"
    assert [box.itemText(at) for at in range(box.count())] == [
        "Version 2, made just now: John Smith wrote: “Does it work with FieldRoutes?”",
        "Out of date. Version 1, made 40 minutes ago: the first one",
    ]
    assert box.currentIndex() == 0


def test_an_older_version_is_marked_and_left_again(qtbot, bridge, of_two):
    choose(qtbot, bridge, of_two, "Version 1")

    assert of_two.findChild(QLabel, "brief_out_of_date").text().startswith("Out of date: version 1 of 2.")
    assert "Made 40 minutes ago." in words_of(of_two)
    assert "Updated:" not in words_of(of_two)
    assert not of_two.stars.isVisible()
    assert not of_two.findChild(QPushButton, "brief_make").isVisible()

    settle(qtbot, bridge, lambda: press(qtbot, of_two, "brief_close_version"))

    assert not of_two.findChild(QLabel, "brief_out_of_date").isVisible()
    assert of_two.stars.isVisible()
    assert "Updated: John Smith wrote" in words_of(of_two)


def test_an_older_version_stays_open_when_something_is_new(qtbot, window, bridge, of_two):
    choose(qtbot, bridge, of_two, "Version 1")

    settle(qtbot, bridge, bridge.changed.emit)

    assert of_two.findChild(QLabel, "brief_out_of_date").isVisible()


def test_what_is_saved_is_the_version_that_is_shown(qtbot, window, bridge, of_two, tmp_path, monkeypatch):
    proposed = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: proposed.append(args[2]) or ("", ""))
    drawn = []
    monkeypatch.setattr(pdf, "as_html", lambda stored, *args, **known: drawn.append((stored, known)) or "")

    for version in ("Version 2", "Version 1"):
        choose(qtbot, bridge, of_two, version)
        press(qtbot, of_two, "brief_pdf")
        window._screens.brief.save_as(tmp_path / "brief.pdf", with_sources=False)

    assert [name.rpartition("ABC Exterminators")[2] for name in proposed] == [".pdf", " (version 1).pdf"]
    assert [bool(stored.changes) for stored, _ in drawn] == [True, False]
    assert drawn[0][1]["warning"] == ""
    assert drawn[1][1]["warning"].startswith("Out of date: version 1 of 2.")


def test_what_is_saved_is_what_was_shown_at_the_click(qtbot, window, bridge, of_two, tmp_path, monkeypatch):
    """Another version was opened while the rep looked for a place."""
    choose(qtbot, bridge, of_two, "Version 1")
    drawn = []
    monkeypatch.setattr(pdf, "as_html", lambda stored, *args, **known: drawn.append(known["warning"]) or "")

    def looked_for(*arguments):
        settle(qtbot, bridge, lambda: press(qtbot, of_two, "brief_close_version"))
        return str(tmp_path / "brief.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", looked_for)
    press(qtbot, of_two, "brief_pdf")

    assert [text.partition(":")[0] for text in drawn] == ["Out of date"]


def test_the_stars_of_an_older_version_can_still_be_read(qtbot, bridge, desk, opened):
    press(qtbot, opened, "brief_star_2")
    opened.findChild(QLineEdit, "brief_notes").setText("Too long")
    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_rate"))
    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_make"))

    choose(qtbot, bridge, opened, "Version 1")

    assert "You gave it 2 stars of 5: “Too long”" in words_of(opened)


def half_typed(qtbot, page):
    press(qtbot, page, "brief_star_4")
    qtbot.keyClicks(page.findChild(QLineEdit, "brief_notes"), "More on pricing")


def typed_in(page):
    full = [one._icon_name == "star-full" for one in page.stars._stars]
    return full.count(True), page.findChild(QLineEdit, "brief_notes").text()


def test_a_half_typed_rating_stays_while_an_older_version_is_read(qtbot, bridge, desk, of_two):
    """And can then be saved for the brief that counts."""
    half_typed(qtbot, of_two)
    choose(qtbot, bridge, of_two, "Version 1")
    settle(qtbot, bridge, lambda: press(qtbot, of_two, "brief_close_version"))

    assert typed_in(of_two) == (4, "More on pricing")
    settle(qtbot, bridge, lambda: press(qtbot, of_two, "brief_rate"))
    assert (desk.briefs[ABC].rating, desk.briefs[ABC].notes) == (4, "More on pricing")
    assert not of_two.findChild(QPushButton, "brief_rate").isEnabled()


def test_a_half_typed_rating_stays_with_its_meeting(qtbot, window, bridge, opened):
    """Another meeting begins with what is stored of it."""
    half_typed(qtbot, opened)
    settle(qtbot, bridge, lambda: window.show_brief(PREMIER))
    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_make"))
    assert typed_in(opened) == (0, "")

    settle(qtbot, bridge, lambda: window.show_brief(ABC))
    assert typed_in(opened) == (4, "More on pricing")


@pytest.mark.parametrize("is_read_between", [False, True])
def test_stars_are_of_the_version_they_were_given_for(qtbot, window, bridge, desk, opened, is_read_between):
    """A new version loses no words, and waits for stars of its own."""
    half_typed(qtbot, opened)
    if is_read_between:
        settle(qtbot, bridge, lambda: window.show_brief(PREMIER))
        settle(qtbot, bridge, lambda: bridge.start(desk.make_brief(ABC)))
        settle(qtbot, bridge, lambda: window.show_brief(ABC))
    else:
        settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_make"))

    assert typed_in(opened) == (0, "More on pricing")
    assert not opened.findChild(QPushButton, "brief_rate").isEnabled()
    press(qtbot, opened, "brief_star_5")
    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_rate"))
    assert (desk.briefs[ABC].rating, desk.briefs[ABC].notes) == (5, "More on pricing")


def test_a_stored_note_does_not_move_to_the_next_version(qtbot, bridge, desk, opened):
    """Only what is half typed does."""
    half_typed(qtbot, opened)
    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_rate"))
    press(qtbot, opened, "brief_star_2")

    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_make"))

    assert typed_in(opened) == (0, "")


def test_a_rating_is_kept_for_the_brief_it_was_given_for(qtbot, window, bridge, desk, opened):
    """A new version, and then another meeting, was shown before it was kept."""
    half_typed(qtbot, opened)
    given = []
    opened.rated.disconnect()
    opened.rated.connect(lambda *rated: given.append(rated))
    press(qtbot, opened, "brief_rate")
    settle(qtbot, bridge, lambda: press(qtbot, opened, "brief_make"))
    settle(qtbot, bridge, lambda: window.show_brief(PREMIER))

    settle(qtbot, bridge, lambda: bridge.start(window._screens.brief._presenter.rate(*given[0])))

    (older,) = desk.older_briefs[ABC]
    assert (older.rating, older.notes) == (4, "More on pricing")
    assert desk.briefs[ABC].rating is None


@pytest.mark.parametrize(
    "call, begin", [("make_brief", "make_wanted"), ("read_brief", None)], ids=["made", "refreshed"]
)
def test_what_ends_does_not_open_a_brief_that_was_left(qtbot, window, bridge, desk, opened, call, begin):
    """The list stays, and so does another brief."""
    going = held(desk, call)
    (getattr(opened, begin) if begin else bridge.changed).emit()
    qtbot.waitUntil(lambda: going.is_asked)
    opened.back_wanted.emit()
    qtbot.waitUntil(lambda: opened.is_list)
    settle(qtbot, bridge, going.set)

    assert opened.is_list


async def test_after_a_move_the_old_briefs_can_be_read_while_the_new_one_is_awaited():
    desk = SampleDesk()
    page = await desk.read_brief(ABC)
    waiting = replace(
        page, line=replace(page.line, brief=None), versions=versions_of([page.line.brief], None)
    )

    shown = page_of(waiting, samples.NOW)
    old = page_of(opened_at(waiting, 1), samples.NOW)

    assert [(one.number, one.is_shown) for one in shown.versions] == [(None, True), (1, False)]
    assert shown.versions[0].text == "For the time as it stands: not made yet"
    assert old.warning.endswith("The meeting has another time now, and its brief is not made yet.")
    assert [one.is_shown for one in old.versions] == [False, True]


def test_a_meeting_without_a_brief_says_when_it_comes(qtbot, window, bridge):
    settle(qtbot, bridge, lambda: window.show_brief(PREMIER))

    said = words_of(window.brief)

    assert "There is no brief yet. It is made tomorrow at 10:30 AM." in said
    assert not window.brief.findChild(QPushButton, "brief_pdf").isEnabled()
    assert window.brief.findChild(QPushButton, "brief_make").text() == "Make now"


def test_nothing_booked_has_words(qtbot, window, bridge, desk):
    desk.summaries.clear()

    settle(qtbot, bridge, window.show_briefs)

    assert NOTHING in words_of(window.brief)


def test_all_that_is_known_opens_where_the_company_is_not_on_record(qtbot, window, bridge, opened):
    press(qtbot, opened, "brief_intelligence")

    (dialog,) = [one for one in window.findChildren(QDialog, "facts_dialog") if one.isVisible()]
    assert "has 15 employees" in words_of(dialog)
    dialog.accept()


@pytest.mark.parametrize(
    "link, is_open, tip",
    [
        ("https://teams.example/meet/1", True, "Opens teams.example"),
        ("", False, NO_LINK),
        ("http://teams.example/meet/1", False, "no https address"),
        ("file:///etc/passwd", False, "no https address"),
        ("javascript:alert(1)", False, "no https address"),
        ("https:///nowhere", False, "no https address"),
    ],
)
async def test_only_https_links_are_joined(link, is_open, tip):
    page = await SampleDesk().read_brief(ABC)

    shown = page_of(replace(page, join_url=link), samples.NOW)

    assert bool(shown.join_url) is is_open
    assert tip in shown.join_tip


async def test_a_brief_stays_readable_after_the_meeting():
    page: BriefPage = await SampleDesk().read_brief(ABC)

    shown = page_of(replace(page, is_over=True), samples.NOW)

    assert shown.hint == IS_OVER
    assert shown.sections
    assert not shown.may_be_made


async def test_times_are_the_reps_own():
    (line, _) = await SampleDesk().upcoming_briefs()

    assert row_of(line, samples.NOW).when == "Tomorrow, 2:00 PM"


@pytest.mark.parametrize("size", [QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter])
async def test_the_pdf_has_pages_fonts_and_a_title(qapp, tmp_path, size):
    """One or two pages of that size, letters embedded, nothing but what the brief says."""
    page = await SampleDesk().read_brief(ABC)
    assert page.line.brief is not None
    path = tmp_path / "brief.pdf"

    pages = save_pdf(page.line.brief, path, with_sources=True, size=QPageSize(size))

    raw = path.read_bytes()
    objects = raw + b"".join(_streams(raw))
    assert raw.startswith(b"%PDF-")
    assert 1 <= pages <= 3
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", objects)) == pages
    assert re.search(rb"/FontFile[23]", objects), "fonts are embedded"
    wanted = QPageSize(size).sizePoints()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", objects)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(wanted.width(), wanted.height())}


def _streams(raw):
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def test_letter_where_people_use_it():
    assert paper_size(QLocale("en_US")).id() is QPageSize.PageSizeId.Letter
    assert paper_size(QLocale("de_DE")).id() is QPageSize.PageSizeId.A4


async def test_a_file_that_cannot_be_written_is_said(qapp, tmp_path):
    page = await SampleDesk().read_brief(ABC)
    assert page.line.brief is not None

    with pytest.raises(BadInput, match="cannot be written"):
        save_pdf(page.line.brief, tmp_path, with_sources=False)


async def test_the_files_name_has_no_letter_that_a_system_refuses():
    page = await SampleDesk().read_brief(ABC)
    assert page.line.brief is not None
    odd = replace(page.line.brief, brief=replace(page.line.brief.brief, title='Demo with A/B: "C" <D>|?*'))

    assert file_name(odd) == "Brief 2026-11-25 Demo with AB C D.pdf"


def test_all_parts_have_a_section():
    from xforce_desktop.prep.paper import SECTIONS

    assert {part for part, _, _ in SECTIONS} == set(Part)


async def test_the_file_is_named_by_the_day_where_the_rep_is():
    """A meeting in the evening is not tomorrow's."""
    page = await SampleDesk().read_brief(ABC)
    stored, late = page.line.brief, datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
    evening = replace(stored, brief=replace(stored.brief, meeting_at=late, zone="America/New_York"))

    assert file_name(evening).startswith("Brief 2026-11-25 ")

"""What was understood, on the words themselves: pieces from stored JSON, and how they are painted."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QPushButton, QToolTip, QWidget

from ui import samples
from ui.conversation.bubbles import SHOW_ALL, SHOW_NEW
from ui.conversation.marks import legend_of, segments_of
from ui.conversation.presenter import page_of
from ui.conversation.reading import reading_of
from ui.formatting import zone_named
from ui.marked_text import Segment, Tint
from ui.theme import STYLES, Theme
from ui.widgets.mail_text import MailText
from ui.widgets.parts import column, left_to_right, scrolled
from xforce_desktop.scheduling.desk import RepCommand

ACME = samples.sample_id("Acme Pest")
ZONE = zone_named(samples.ZONE)
WINDOW = {"start": "2026-11-26T15:00:00-05:00", "end": "2026-11-26T17:00:00-05:00"}
LATER = {"start": "2026-11-27T15:00:00-05:00", "end": "2026-11-27T17:00:00-05:00"}


def pieces(text, *marks, lead=0, **stored):
    return segments_of(text, lead, {"marks": list(marks), **stored}, samples.NOW, ZONE)


def marked(text, *marks, **stored):
    """Words and what was told of them, for the marked pieces only."""
    return [(one.text, one.told) for one in pieces(text, *marks, **stored) if one.tint]


def a_mark(text, words, role, **more):
    start = text.index(words)
    return {"start": start, "end": start + len(words), "role": role, "text": words, **more}


# the presenter


def test_the_pieces_are_the_text():
    """Nothing is lost or doubled, and the marked ones say what they mean."""
    text = "Not Monday 🙂 but Thursday after 3, thanks"
    found = pieces(
        text,
        a_mark(text, "Monday", "refused"),
        a_mark(text, "Thursday after 3", "own_time", windows=[WINDOW]),
    )

    assert "".join(one.text for one in found) == text
    assert [(one.tint, one.told) for one in found if one.tint] == [
        (Tint.NO, "does not suit them"),
        (Tint.OWN, "a time of their own: Thursday 3:00 PM to 5:00 PM"),
    ]


@pytest.mark.parametrize(
    "mark, stored, told",
    [
        ({"role": "doubt", "windows": [WINDOW, LATER]}, {}, "could mean: {0} or {1}"),
        ({"role": "doubt", "windows": [WINDOW]}, {}, "named, but not settled: {0}"),
        ({"role": "doubt"}, {}, "not clear, so nothing is booked"),
        ({"role": "accepted_time", "windows": [WINDOW]}, {}, "one of the offered times: {0}"),
        (
            {"role": "accepted_time", "windows": [WINDOW]},
            {"selected_time": WINDOW["start"]},
            "the time they take: {0}",
        ),
        ({"role": "return_day", "day": "2026-12-21"}, {}, "when to come back: Mon, Dec 21"),
        ({"role": "tone"}, {"sentiment": "frustrated"}, "sounds frustrated"),
        ({"role": "own_time", "windows": [WINDOW] * 5}, {}, "a time of their own: {0}, {0}, 3 more"),
    ],
)
def test_what_is_told_of_a_mark(mark, stored, told):
    """Both meanings of what is ambiguous; an offer is called taken only where the reading takes it."""
    meant = ["Thursday 3:00 PM to 5:00 PM", "Friday 3:00 PM to 5:00 PM"]

    assert marked("abc", {"start": 0, "end": 3, **mark}, **stored) == [("abc", told.format(*meant))]


@pytest.mark.parametrize(
    "marks",
    [
        None,
        "all",
        7,
        {"start": 0, "end": 3, "role": "doubt"},
        [None, 3, "x", []],
        [{"start": -1, "end": 3, "role": "doubt"}],
        [{"start": 0, "end": 99, "role": "doubt"}],
        [{"start": 3, "end": 3, "role": "doubt"}],
        [{"start": 5, "end": 2, "role": "doubt"}],
        [{"start": "0", "end": 3, "role": "doubt"}],
        [{"start": True, "end": 3, "role": "doubt"}],
        [{"start": 0.0, "end": 3, "role": "doubt"}],
        [{"start": 0, "end": 10**30, "role": "doubt"}],
        [{"start": 0, "end": 3, "role": "<b>"}],
        [{"start": 0, "end": 3, "role": ["doubt"]}],
        [{"start": 0, "end": 3}],
        [{"start": 0, "end": 3, "role": "doubt", "text": "other words"}],
    ],
)
def test_stored_marks_are_not_trusted(marks):
    """What is not sound is not shown, and nothing breaks."""
    assert segments_of("some text", 0, {"marks": marks}, samples.NOW, ZONE) == (Segment("some text"),)


def test_a_bad_detail_leaves_the_mark():
    """Times and days that cannot be read are left out of what is told."""
    mark = {"start": 0, "end": 4, "role": "own_time", "windows": [3, {"start": "x"}], "day": "2026-99-99"}

    assert marked("some text", mark) == [("some", "a time of their own")]


def test_of_marks_over_each_other_the_first_is_shown():
    """The reader sends none; a damaged store may."""
    first, second = {"start": 0, "end": 4, "role": "doubt"}, {"start": 2, "end": 6, "role": "tone"}

    assert [words for words, _ in marked("some text", first, second)] == ["some"]


def test_marks_count_from_the_text_as_it_was_read():
    """Blank space that the screen leaves out does not move them."""
    assert [one.text for one in pieces("Monday", {"start": 2, "end": 8, "role": "refused"}, lead=2)] == [
        "Monday"
    ]


def test_the_legend_names_each_role_once():
    """In the order of the text, painted like the words."""
    text = "Monday Tuesday"
    found = pieces(text, a_mark(text, "Monday", "refused"), a_mark(text, "Tuesday", "refused"))

    assert [(one.text.strip(), one.tint) for one in legend_of(found)] == [("does not suit them", Tint.NO)]
    assert legend_of(pieces(text)) == ()


async def test_the_newest_reading_can_be_corrected_while_the_agent_acts(desk):
    """It leads to taking over, and is not offered where that is not."""
    story = await desk.story(ACME)
    page = page_of(story, desk.now(), ZONE)
    idle = replace(story, summary=replace(story.summary, commands=frozenset()))

    assert RepCommand.TAKE_OVER in story.summary.commands
    assert page.bubbles[-1].correction is not None
    assert page.bubbles[0].correction is None
    assert page_of(idle, desk.now(), ZONE).bubbles[-1].correction is None


async def test_the_whole_message_is_there_also_where_the_new_text_is_no_part_of_it(desk):
    """Answers between quoted lines, and markup, which is shown as a person would have seen it."""
    story = await desk.story(ACME)
    mail = replace(
        story.conversation[-1], body="<p>Yes</p><blockquote>2 pm?</blockquote><p>ok</p>", new_text="Yes\n\nok"
    )
    (bubble,) = page_of(replace(story, conversation=(mail,)), desk.now(), ZONE).bubbles

    assert bubble.text == "Yes\n\nok"
    assert "> 2 pm?" in bubble.quoted
    assert "<" not in bubble.quoted


# the widget


def looks(mail):
    """The words of each run that is underlined, with line and background."""
    found, cursor = [], QTextCursor(mail.document())
    for at in range(1, mail.document().characterCount()):
        cursor.setPosition(at)
        look = cursor.charFormat()
        if look.underlineStyle() is look.UnderlineStyle.NoUnderline:
            continue
        cursor.setPosition(at - 1, QTextCursor.MoveMode.KeepAnchor)
        letter, key = cursor.selectedText(), (look.underlineStyle(), look.background().color().name())
        if found and found[-1][0] == at - 1 and found[-1][2] == key:
            found[-1] = (at, found[-1][1] + letter, key)
        else:
            found.append((at, letter, key))
    return [(words, key) for _, words, key in found]


SEGMENTS = (
    Segment("👍🏽 "),
    Segment("Monday", Tint.NO, "refused", "does not suit them"),
    Segment(" no, "),
    Segment("<b>Friday</b>", Tint.OWN, "own_time", "a time of their own: Friday"),
    Segment(".\nBye"),
)


@pytest.fixture
def mail(qtbot, theme):
    """A mail with two marks behind an emoji, in the light theme."""
    theme.choose(Theme.LIGHT)
    made = MailText(segments=SEGMENTS)
    qtbot.addWidget(made)
    made.resize(500, 80)
    made.show()
    yield made
    QToolTip.hideText()
    theme.choose(Theme.SYSTEM)


def colours_of(theme):
    return tomllib.loads((STYLES / f"{theme}.toml").read_text(encoding="utf-8"))


def test_the_right_words_are_painted(mail):
    """Each with the tint and the line of what it was taken for; markup stays text."""
    (first, first_look), (second, second_look) = looks(mail)

    assert (first, second) == ("Monday", "<b>Friday</b>")
    assert mail.toPlainText() == "👍🏽 Monday no, <b>Friday</b>.\nBye"
    assert first_look[0] is not second_look[0]
    assert [first_look[1], second_look[1]] == [
        colours_of("light")[name] for name in ("grave_soft", "accent_soft")
    ]


def test_another_theme_repaints_the_words(mail, theme):
    """Also those of a mail that is shown already."""
    theme.choose(Theme.DARK)

    assert [look[1] for _, look in looks(mail)] == [
        colours_of("dark")[name] for name in ("grave_soft", "accent_soft")
    ]


def test_the_pointer_tells_what_the_words_mean(mail):
    """On them, not beside them."""
    cursor = QTextCursor(mail.document())
    cursor.setPosition(mail.toPlainText().index("Monday") + 4)  # behind an emoji that takes two units more
    on = mail.cursorRect(cursor).center() + QPoint(2, 0)

    assert mail.told_at(on) == "does not suit them"
    assert mail.told_at(QPoint(490, on.y())) == ""
    assert mail.told_at(QPoint(5, on.y())) == ""


def test_the_tab_key_goes_through_the_marks(qtbot, theme):
    """Each is selected and told, and then the focus goes on."""
    page, mail = QWidget(), MailText(segments=SEGMENTS)
    qtbot.addWidget(page)
    layout = column(page)
    before, after = QPushButton("Before"), QPushButton("After")
    for widget in (before, mail, after):
        layout.addWidget(widget)
    page.show()
    page.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    heard = []
    for pressed in (before, mail):
        qtbot.keyClick(pressed, Qt.Key.Key_Tab)
        heard.append((mail.textCursor().selectedText(), mail.told, mail.accessibleDescription()))
    qtbot.keyClick(mail, Qt.Key.Key_Tab)

    assert heard == [
        ("Monday", "does not suit them", "“Monday”: does not suit them"),
        ("<b>Friday</b>", "a time of their own: Friday", "“<b>Friday</b>”: a time of their own: Friday"),
    ]
    assert after.hasFocus()
    assert not mail.textCursor().hasSelection()
    assert mail.accessibleDescription().startswith("Understood: “Monday”: does not suit them; ")


def test_a_mark_far_down_is_brought_into_sight(qtbot, theme):
    """A long mail is scrolled by the page that it lies on."""
    inside = QWidget()
    mail = MailText(segments=(Segment("line\n" * 200), Segment("Monday", Tint.NO, "refused", "no")))
    column(inside).addWidget(mail)
    page = scrolled(inside)
    qtbot.addWidget(page)
    page.resize(300, 200)
    page.show()
    page.activateWindow()
    mail.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(mail.hasFocus)

    qtbot.keyClick(mail, Qt.Key.Key_Tab)

    assert mail.told == "no"
    assert page.verticalScrollBar().value() > 1000


def test_a_mail_without_marks_is_one_stop(qtbot, theme):
    """Tab goes on at once."""
    plain = MailText("Nothing in it")
    qtbot.addWidget(plain)
    plain.show()

    assert looks(plain) == []
    assert plain.accessibleDescription() == ""
    assert plain.told_at(QPoint(3, 3)) == ""


def _luminance(colour):
    parts = [part / 255 for part in QColor(colour).getRgb()[:3]]
    red, green, blue = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """By WCAG 2: www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("tint", ["good", "accent", "grave", "limit", "person", "warning"])
def test_marked_words_can_be_read(theme_name, tint):
    """Text and legend on every tint (4.5), and the line under them on the bubble (3)."""
    colours = colours_of(theme_name)

    assert contrast(colours["text"], colours[f"{tint}_soft"]) >= 4.5
    assert contrast(colours["muted"], colours[f"{tint}_soft"]) >= 4.5
    assert contrast(colours[tint], colours["surface"]) >= 3


def test_our_sentence_stays_left_to_right():
    """Though it begins with a quote in Hebrew."""
    assert (
        left_to_right("“works” is fine\n“שלום” is not clear") == "“works” is fine\n\u200e“שלום” is not clear"
    )


# the window


def test_the_window_shows_marks_legend_and_correction(qtbot, window, bridge, desk):
    """As in the sample: the time they take is marked, and the rep can say that it was meant otherwise."""
    with qtbot.waitSignal(bridge.settled):
        window.show_request(ACME)
    texts = window.conversation.findChildren(MailText)
    painted = [words for words, _ in looks(texts[1])]
    legend = texts[2].toPlainText()
    press = window.conversation.findChild(QPushButton, "correct_reading")
    with qtbot.waitSignal(bridge.settled):
        qtbot.mouseClick(press, Qt.MouseButton.LeftButton)

    assert painted == ["Thursday at 2", "works"]
    assert "the time they take" in legend
    assert desk.called("command") == [(ACME, RepCommand.TAKE_OVER)]


def test_the_fold_says_what_it_does(qtbot, window, bridge):
    """Nothing of a mail is lost."""
    with qtbot.waitSignal(bridge.settled):
        window.show_request(ACME)
    fold = window.conversation.findChild(QPushButton, "quoted_m2")

    assert fold.text() == SHOW_ALL
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert (fold.text(), fold.accessibleName()) == (SHOW_NEW, SHOW_NEW)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_stored_day_at_the_edge_of_the_calendar_is_not_told(day):
    """It may have come from anybody's model, and no zone has a day before the first."""
    mark = a_mark("back then", "then", "return_day", day=day)

    assert [told for _, told in marked("back then", mark)] == ["when to come back"]
    assert reading_of({"intent": "reschedule_later", "resume_on": day}, samples.NOW, ZONE) is not None


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00"])
def test_a_stored_moment_at_the_edge_of_the_calendar_is_not_told(moment):
    window = {"start": moment, "end": moment}
    stored = {"intent": "propose_alternative", "windows": [window], "selected_time": moment}

    assert reading_of(stored, samples.NOW, ZONE).text == "Understood as: proposes other times"
    assert marked("at 3", a_mark("at 3", "3", "own_time", windows=[window])) == [("3", "a time of their own")]

"""Parts that find their room: a row that wraps, a column as wide as its buttons need, words that end in …"""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ui.widgets.fitting import ShortenedLabel, SideColumn, WrappingRow
from ui.widgets.parts import button, column, label, shortened

WORDS = ("Held", "No-show", "Moved", "Call instead", "Take over")


def row_of(words) -> tuple[QWidget, list[QPushButton]]:
    made = QWidget()
    row = WrappingRow(gap=6)
    made.setLayout(row)
    buttons = [button(text, text) for text in words]
    for one in buttons:
        row.addWidget(one)
    return made, buttons


def test_a_row_takes_as_many_lines_as_it_needs(qtbot):
    """All in one where there is room; none narrower than its words in less."""
    made, buttons = row_of(WORDS)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.show()
    assert len({one.y() for one in buttons}) == 1

    width = made.sizeHint().width() // 2
    made.resize(width, made.heightForWidth(width))
    qtbot.waitUntil(lambda: len({one.y() for one in buttons}) > 1)
    for one in buttons:
        assert one.width() >= one.sizeHint().width()
        assert made.rect().contains(one.geometry())


def test_a_side_column_grows_for_a_button_and_not_for_a_text(qtbot):
    """Texts wrap."""
    made = SideColumn(200)
    qtbot.addWidget(made)
    inside = column(made)
    inside.addWidget(label("A long text that goes on and on, over more than one line. " * 3, wrap=True))
    assert made.sizeHint().width() == 200

    wide = button("A button whose words go on for longer than the column is wide", "wide")
    inside.addWidget(wide)
    assert made.sizeHint().width() == made.minimumSizeHint().width() == wide.sizeHint().width() > 200


def test_a_shortened_label_gives_way(qtbot):
    """It ends in … where a plain one would be cut; the whole is still what it says."""
    kept, plain = shortened(), QLabel()
    assert isinstance(kept, ShortenedLabel)
    for made in (kept, plain):
        qtbot.addWidget(made)
        made.setText("Brent Carter, brent@xforce.example")
        made.resize(80, 20)
    assert kept.minimumSizeHint().width() < 80 < plain.minimumSizeHint().width()
    assert kept.grab().toImage() != plain.grab().toImage()

    for made in (kept, plain):
        made.resize(400, 20)
    assert kept.grab().toImage() == plain.grab().toImage()
    assert kept.text() == "Brent Carter, brent@xforce.example"

"""Five stars and a line of notes: what the rep thinks of a brief."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.icons import IconButton
from ui.widgets.parts import across, button, dressed, label
from xforce_desktop.ids import RequestId

_SAID = ("no help", "little help", "fair", "good", "just right")


@dataclass(frozen=True)
class _HalfTyped:
    """What differs from what is stored of the brief with that key."""

    key: str
    rating: int | None
    notes: str | None

    def over(self, key: str, stored: tuple[int, str]) -> tuple[int, str]:
        """Stars are of one brief, and go when there is another; words stay with the meeting."""
        rating = self.rating if key == self.key else None
        return stored[0] if rating is None else rating, stored[1] if self.notes is None else self.notes


class StarsWidget(QWidget):
    """Nothing is kept before “Save”. Half-typed words stay with their meeting, stars with their brief."""

    rated = Signal(object, str, int, str)  # request id, key of the brief, 1 to 5, notes

    def __init__(self) -> None:
        super().__init__()
        self._meeting: RequestId | None = None
        self._key = ""  # of the brief
        self._stored = (0, "")  # the rating and the notes
        self._half_typed: dict[RequestId, _HalfTyped] = {}
        self._rating = 0
        self._stars = [self._star(number) for number in range(1, 6)]
        self._notes = QLineEdit()
        self._notes.setObjectName("brief_notes")
        self._notes.setAccessibleName("Notes on this brief")
        self._notes.setPlaceholderText("What was missing or wrong?")
        self._notes.setMaxLength(2000)
        self._notes.textEdited.connect(lambda text: self._offer())
        self._notes.returnPressed.connect(self._save_if_rated)
        self._save = button("Save", "brief_rate", spoken="Save your rating")
        self._save.clicked.connect(self._save_if_rated)
        row = across(self, gap=4)
        row.addWidget(label("Was this brief useful?", tone="muted"))
        for star in self._stars:
            row.addWidget(star)
        row.addSpacing(8)
        row.addWidget(self._notes, 1)
        row.addWidget(self._save)

    def show_rating(self, meeting: RequestId, key: str, rating: int, notes: str) -> None:
        """What is stored for that brief of that meeting, or what is half typed."""
        self._put_aside()
        self._meeting, self._key, self._stored = meeting, key, (rating, notes)
        half = self._half_typed.get(meeting)
        shown = half.over(key, self._stored) if half else self._stored
        if shown != self._typed():
            self._notes.setText(shown[1])
            self._mark(shown[0])
        self._save.setEnabled(shown != self._stored and shown[0] > 0)

    def _put_aside(self) -> None:
        if self._meeting is None:
            return
        (rating, notes), (stored, noted) = self._typed(), self._stored
        self._half_typed.pop(self._meeting, None)
        if (rating, notes) != self._stored:
            self._half_typed[self._meeting] = _HalfTyped(
                self._key, None if rating == stored else rating, None if notes == noted else notes
            )

    def _typed(self) -> tuple[int, str]:
        return self._rating, self._notes.text().strip()

    def _star(self, number: int) -> IconButton:
        plural = "" if number == 1 else "s"
        made = IconButton("star")
        dressed(
            made,
            f"brief_star_{number}",
            kind="bare",
            tip=_SAID[number - 1],
            spoken=f"{number} star{plural}: {_SAID[number - 1]}",
        )
        made.clicked.connect(lambda: self._choose(number))
        return made

    def _choose(self, number: int) -> None:
        self._mark(number)
        self._offer()

    def _mark(self, rating: int) -> None:
        self._rating = rating
        for number, star in enumerate(self._stars, start=1):
            star.show_icon("star-full" if number <= rating else "star")

    def _offer(self) -> None:
        self._save.setEnabled(self._rating > 0)

    def _save_if_rated(self) -> None:
        if self._rating:
            self.rated.emit(self._meeting, self._key, *self._typed())

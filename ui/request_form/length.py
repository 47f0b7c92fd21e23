"""The learned length of a meeting in the form, and the way to keep the usual one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.request_form.presenter import LengthLine
from ui.widgets.parts import column, label


class LengthField(QWidget):
    """Hidden where nothing was learned. Its tick is the rep's word for this type, also while it is hidden."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("first_length")
        self._what = label(tone="accent", wrap=True)
        self._why = label(tone="muted", wrap=True)
        self._keep = QCheckBox("Keep the usual length")
        self._keep.setAccessibleName(self._keep.text())
        self._keep.setObjectName("keep_usual_length")
        layout = column(self, gap=4)
        for part in (self._what, self._why, self._keep):
            layout.addWidget(part)
        self._keep.toggled.connect(self.changed)
        self.hide()

    def show_line(self, line: LengthLine | None) -> None:
        if line is not None:
            self._what.setText(line.what)
            self._why.setText(line.why)
            self._keep.setText(line.keep)
            self._keep.setAccessibleName(line.keep)
            self._keep.setAccessibleDescription(f"{line.what} {line.why}")
        self.setVisible(line is not None)

    def is_kept(self) -> bool:
        """Whether the usual length is wanted."""
        return self._keep.isChecked()

    def take_focus(self) -> None:
        self._keep.setFocus()

    def start_over(self) -> None:
        self._keep.setChecked(False)

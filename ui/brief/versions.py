"""Which version of a brief is shown, and that an older one is out of date."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ui.brief.shown import Version
from ui.widgets.parts import across, button, column, frame, label, still, tip_of

SPOKEN = "Version of this brief"


class VersionsWidget(QWidget):
    """Hidden where there is nothing to choose.

    Signals:
        chosen: a version by its number, or None for the one that counts.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Version, ...] = ()
        self.box = QComboBox()
        self.box.setObjectName("brief_versions")
        self.box.setAccessibleName(SPOKEN)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(30)
        still(self.box)
        self.box.activated.connect(lambda place: self.chosen.emit(self.box.itemData(place)))
        self._warning = label(role="strong", wrap=True)
        self._warning.setObjectName("brief_out_of_date")
        close = button("Close this version", "brief_close_version", tip="Back to what counts now")
        close.clicked.connect(lambda: self.chosen.emit(None))
        self._banner = frame("notice", "warning")
        row = across(self._banner, gap=12)
        row.setContentsMargins(14, 10, 14, 10)
        row.addWidget(self._warning, 1)
        row.addWidget(close)
        choice = across(gap=10)
        choice.addWidget(label("Version", tone="muted"))
        choice.addWidget(self.box, 1)
        layout = column(self, gap=8)
        layout.addLayout(choice)
        layout.addWidget(self._banner)

    def show_versions(self, versions: tuple[Version, ...], warning: str) -> None:
        """All that there are, the one on the page chosen; `warning` over one that is out of date."""
        self.setVisible(bool(versions))
        self._banner.setVisible(bool(warning))
        self._warning.setText(warning)
        if versions != self._shown and not self.box.view().isVisible():
            self._fill(versions)

    def _fill(self, versions: tuple[Version, ...]) -> None:
        self._shown = versions
        self.box.clear()
        for place, one in enumerate(versions):
            self.box.addItem(one.text, one.number)
            if one.is_shown:
                self.box.setCurrentIndex(place)
        self.box.setToolTip(tip_of(self.box.currentText()))

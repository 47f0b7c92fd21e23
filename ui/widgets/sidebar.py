"""The navigation on the left."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics

from ui.widgets.fitting import SideColumn
from ui.widgets.icons import IconButton, IconLabel
from ui.widgets.parts import across, column, dressed, label

WIDTH_PX = 190


class _PageButton(IconButton):
    """Has room for its words in bold, as they are while its page is shown."""

    def sizeHint(self) -> QSize:
        bold = QFont(self.font())
        bold.setBold(True)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(
            self.text()
        )
        return super().sizeHint() + QSize(max(more, 0), 0)


class Sidebar(SideColumn):
    """One button for each page, in the order of their keys."""

    dashboard_wanted = Signal()
    new_wanted = Signal()
    wording_wanted = Signal()
    metrics_wanted = Signal()
    accounts_wanted = Signal()
    briefs_wanted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(WIDTH_PX)
        self.setObjectName("sidebar")
        layout = column(self, margin=12, gap=4)
        head = across(gap=9)
        head.setContentsMargins(6, 6, 6, 16)
        head.addWidget(IconLabel("app", "", 28))
        head.addWidget(label(title.split()[0], role="subtitle"), 1)
        layout.addLayout(head)
        self._buttons = {
            "dashboard": dressed(_PageButton("dashboard", " Dashboard"), "go_dashboard", tip="Ctrl+1"),
            "new": dressed(_PageButton("new", " New meeting"), "go_new", tip="Ctrl+N"),
            "wording": dressed(_PageButton("wording", " Your wording"), "go_wording", tip="Ctrl+2"),
            "accounts": dressed(_PageButton("accounts", " Accounts"), "go_accounts", tip="Ctrl+3"),
            "metrics": dressed(_PageButton("metrics", " Metrics"), "go_metrics", tip="Ctrl+4"),
            "briefs": dressed(_PageButton("briefs", " Briefs"), "go_briefs", tip="Ctrl+5"),
        }
        for made in self._buttons.values():
            made.setCheckable(True)
            layout.addWidget(made)
        layout.addStretch(1)
        self._buttons["dashboard"].clicked.connect(self.dashboard_wanted)
        self._buttons["new"].clicked.connect(self.new_wanted)
        self._buttons["wording"].clicked.connect(self.wording_wanted)
        self._buttons["metrics"].clicked.connect(self.metrics_wanted)
        self._buttons["accounts"].clicked.connect(self.accounts_wanted)
        self._buttons["briefs"].clicked.connect(self.briefs_wanted)

    def show_current(self, name: str) -> None:
        """Mark the page that is shown; an empty name marks none."""
        for key, made in self._buttons.items():
            made.setChecked(key == name)

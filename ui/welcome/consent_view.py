"""The page that says: ask your administrator."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.welcome.pages import ConsentPage
from ui.welcome.trouble import ToldFrame
from ui.widgets.parts import across, button, column, label


class ConsentView(QWidget):
    """Why, what is asked for, the address to pass on, and what has become of it."""

    copy_wanted = Signal(str, object)  # what, and the button that says that it is done
    open_wanted = Signal(str)
    letter_wanted = Signal(str)
    asked = Signal(str)  # the page was passed on
    again_wanted = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page: ConsentPage | None = None
        self._told = ToldFrame()
        self._why, self._wants = label(wrap=True), label(tone="muted", wrap=True)
        self._asked = label(role="badge")
        self._asked.setObjectName("consent_asked")
        self._address = QLineEdit()
        self._address.setObjectName("consent_address")
        self._address.setAccessibleName("Page for your administrator")
        self._address.setReadOnly(True)
        self._copy = button("&Copy", "copy_consent", spoken="Copy the address")
        self._open = button("&Open", "open_consent", spoken="Open the page, if you are the administrator")
        self._write = button("&Write to IT", "write_to_it", kind="primary")
        self._again = button("&Try again", "try_consent")
        self._back = button("&Back", "leave_consent")
        self._lay_out()
        self._connect()

    def show_page(self, page: ConsentPage) -> None:
        self._page = page
        self._told.show_told(page.told)
        self._why.setText(page.why)
        self._wants.setText("\n".join(f"•  {want}" for want in page.wants))
        self._address.setText(page.address)
        self._address.setCursorPosition(0)
        self._asked.setText(page.asked)
        self._asked.setVisible(bool(page.asked))
        (self._again if page.asked else self._write).setFocus()
        self._write.setText("&Write to IT again" if page.asked else "&Write to IT")

    def _lay_out(self) -> None:
        layout = column(self, gap=10)
        title = label("Ask your administrator", role="title")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._asked.setMinimumHeight(22)  # else the sheet's round ends do not fit
        layout.addWidget(title)
        layout.addWidget(self._asked, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._told)
        layout.addWidget(self._why)
        layout.addWidget(label("X-FORCE asks to:", role="strong"))
        layout.addWidget(self._wants)
        layout.addWidget(label("The page for your administrator:", role="strong"))
        where = across(gap=8)
        where.addWidget(self._address, 1)
        where.addWidget(self._copy)
        where.addWidget(self._open)
        layout.addLayout(where)
        layout.addSpacing(4)
        acts = across(gap=8)
        acts.addWidget(self._write, 2)
        acts.addWidget(self._again, 1)
        acts.addWidget(self._back, 1)
        for made in (self._write, self._again, self._back):
            made.setMinimumHeight(36)
        layout.addLayout(acts)
        hint = "When they have agreed, press Try again. At its next start X-FORCE looks by itself."
        layout.addWidget(label(hint, tone="muted", wrap=True))

    def _connect(self) -> None:
        self._copy.clicked.connect(self._on_copy)
        self._open.clicked.connect(lambda: self.open_wanted.emit(self._address.text()))
        self._write.clicked.connect(self._on_write)
        self._again.clicked.connect(self.again_wanted)
        self._back.clicked.connect(self.back_wanted)

    def _on_copy(self) -> None:
        if self._page is not None:
            self.copy_wanted.emit(self._page.address, self._copy)
            self.asked.emit(self._page.address)

    def _on_write(self) -> None:
        if self._page is not None:
            self.letter_wanted.emit(self._page.letter)
            self.asked.emit(self._page.address)

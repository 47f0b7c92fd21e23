"""The page with a code for another device: large, selectable, with the time it has left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.welcome.pages import Told
from ui.welcome.trouble import ToldFrame
from ui.widgets.parts import across, button, column, label
from xforce_desktop.scheduling.sign_in_desk import CodeToType


class CodePage(QWidget):
    """Shows one code, then that it is over."""

    copy_wanted = Signal(str, object)  # what, and the button that says that it is done
    open_wanted = Signal(str)
    stop_wanted = Signal()
    new_wanted = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._address = ""
        self._told = ToldFrame()
        self._valid, self._over = self._build_valid(), self._build_over()
        layout = column(self)
        layout.addWidget(self._valid)
        layout.addWidget(self._over)

    def show_code(self, code: CodeToType) -> None:
        self._address = code.address
        self._code.setText(code.code)
        self._where.setText(code.address.removeprefix("https://"))
        self._left.setText("")
        self._over.hide()
        self._valid.show()
        self._copy.setFocus()

    def show_time_left(self, words: str) -> None:
        self._left.setText(words)

    def show_over(self, told: Told) -> None:
        self._told.show_told(told)
        self._valid.hide()
        self._over.show()
        self._new.setFocus()

    def _build_valid(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=10)
        first = label("1.  Open this page, here or on your phone:", wrap=True)
        self._where = label(role="strong")
        self._where.setObjectName("code_address")
        self._where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        opener = button("&Open page", "open_code_page", spoken="Open the sign-in page in the browser")
        opener.clicked.connect(lambda: self.open_wanted.emit(self._address))
        where = across(gap=10)
        where.addWidget(self._where, 1)
        where.addWidget(opener)
        self._code = label(role="code")
        self._code.setObjectName("device_code")
        self._code.setAccessibleName("Code to type")
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._copy = button("&Copy code", "copy_code")
        self._copy.clicked.connect(lambda: self.copy_wanted.emit(self._code.text(), self._copy))
        what = across(gap=10)
        what.addWidget(self._code, 1)
        what.addWidget(self._copy)
        self._left = label(tone="muted")
        stop = button("Stop", "stop_code", spoken="Stop waiting")
        stop.clicked.connect(self.stop_wanted)
        end = across(gap=10)
        end.addWidget(self._left, 1)
        end.addWidget(stop)
        layout.addWidget(first)
        layout.addLayout(where)
        layout.addSpacing(4)
        layout.addWidget(label("2.  Type this code there and sign in:", wrap=True))
        layout.addLayout(what)
        layout.addSpacing(4)
        layout.addWidget(label("3.  Come back. This page goes on by itself.", wrap=True))
        layout.addLayout(end)
        return page

    def _build_over(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=10)
        self._new = button("Get a &new code", "new_code", kind="primary")
        self._new.setMinimumHeight(40)
        back = button("&Back", "leave_code")
        self._new.clicked.connect(self.new_wanted)
        back.clicked.connect(self.back_wanted)
        layout.addWidget(self._told)
        layout.addWidget(self._new)
        layout.addWidget(back)
        back.setMinimumHeight(40)
        return page

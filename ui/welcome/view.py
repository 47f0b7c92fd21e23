"""The sign-in page: the ways in, and what stands in their way."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.welcome.code_page import CodePage
from ui.welcome.consent_view import ConsentView
from ui.welcome.pages import Choice, ConsentPage, Heading, KeyringPage, Told
from ui.welcome.trouble import ToldFrame
from ui.welcome.words import PRIVACY, SANDBOX_NOTE
from ui.widgets.icons import IconLabel
from ui.widgets.parts import across, button, column, empty_out, frame, label, restyle, scrolled
from xforce_desktop.scheduling.sign_in_desk import CodeToType

CARD_PX = 560
COPIED_FOR_MS = 2_000


class WelcomeWidget(QWidget):
    """Shown until there is an account, and over the meetings when one has to sign in again."""

    sign_in_wanted = Signal()
    code_wanted = Signal()
    sandbox_wanted = Signal()
    stop_wanted = Signal()
    back_wanted = Signal()
    ways_wanted = Signal()
    account_wanted = Signal(str)  # account id
    unsaved_wanted = Signal()
    again_wanted = Signal()
    consent_again_wanted = Signal()
    consent_asked = Signal(str)  # address

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._is_first = True
        self._told = ToldFrame()
        self.code, self.consent = CodePage(), ConsentView()
        self._choice, self._waiting = self._build_choice(), self._build_waiting()
        self._keyring = self._build_keyring()
        # No stack: that would be as high as its highest page.
        self._pages = (self._choice, self._waiting, self.code, self.consent, self._keyring)
        inner = QWidget()
        outer = column(inner, margin=24)
        outer.addStretch(2)
        middle = across()  # not an alignment: that would not ask the texts how high they are
        middle.addStretch(1)
        middle.addWidget(self._build_card())
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)
        column(self).addWidget(scrolled(inner))
        self._connect()

    def show_heading(self, heading: Heading) -> None:
        self._title.setText(heading.title)
        self._text.setText(heading.text)
        self._is_first = heading.is_first
        self._explore.setVisible(heading.is_first)
        self._back.setText(heading.back)
        self._back.setAccessibleName(heading.back)
        self._back.setVisible(bool(heading.back))

    def show_choice(self, choice: Choice) -> None:
        self._told.show_told(choice.told)
        empty_out(self._accounts)
        for number, account in enumerate(choice.accounts):
            made = button(f"Go on as {account.address}", f"account_{number}", kind="primary")
            made.setMinimumHeight(40)
            made.clicked.connect(
                lambda checked=False, chosen=account.account_id: self.account_wanted.emit(chosen)
            )
            self._accounts.addWidget(made)
        words = "Sign in with &another account" if choice.accounts else "Sign in with &Microsoft"
        self._sign_in.setText(words)
        self._sign_in.setAccessibleName(words.replace("&", ""))
        restyle(self._sign_in, kind="plain" if choice.accounts else "primary")
        self._turn_to(self._choice)
        self._sign_in.setFocus()

    def show_waiting(self, message: str, *, offers_code: bool = False) -> None:
        self._words.setText(message)
        self._other_way.setVisible(offers_code)
        self._turn_to(self._waiting)
        self._stop.setFocus()

    def show_code(self, code: CodeToType) -> None:
        self.code.show_code(code)
        self._turn_to(self.code)

    def show_time_left(self, words: str) -> None:
        self.code.show_time_left(words)

    def show_code_over(self, told: Told) -> None:
        self.code.show_over(told)
        self._turn_to(self.code)

    def show_consent(self, page: ConsentPage) -> None:
        self.consent.show_page(page)
        self._turn_to(self.consent)

    def show_keyring(self, page: KeyringPage) -> None:
        self._keyring_title.setText(page.title)
        self._keyring_text.setText(page.text)
        self._unsaved.setText(page.go_on)
        self._unsaved.setAccessibleName(page.go_on)
        restyle(self._retry, kind="primary" if page.is_locked else "plain")
        restyle(self._unsaved, kind="plain" if page.is_locked else "primary")
        self._turn_to(self._keyring)

    def _turn_to(self, page: QWidget) -> None:
        for other in self._pages:
            other.setVisible(other is page)
        has_own_title = page in (self.consent, self._keyring)
        for made in (self._title, self._text):
            made.setVisible(not has_own_title)
        self._notes.setVisible(self._is_first and page in (self._choice, self._waiting))

    def _build_card(self) -> QWidget:
        card = frame("panel")
        card.setFixedWidth(CARD_PX)
        layout = column(card, margin=32, gap=12)
        layout.addWidget(IconLabel("app", "", 56), 0, Qt.AlignmentFlag.AlignHCenter)
        self._title, self._text = label(role="title", wrap=True), label(tone="muted", wrap=True)
        for made in (self._title, self._text):
            made.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(made)
        layout.addSpacing(4)
        for page in self._pages:
            page.setVisible(page is self._choice)
            layout.addWidget(page)
        self._back = button("Back", "leave_sign_in", kind="link")
        layout.addWidget(self._back, 0, Qt.AlignmentFlag.AlignHCenter)
        self._notes = QWidget()
        notes = column(self._notes, gap=12)
        _add_note(notes, "lock", PRIVACY)
        _add_note(notes, "sandbox", SANDBOX_NOTE)
        layout.addWidget(self._notes)
        return card

    def _build_choice(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=10)
        self._accounts = column(gap=10)
        self._sign_in = button("Sign in with &Microsoft", "sign_in", kind="primary")
        self._use_code = button("Use a &code instead", "use_code")
        self._explore = button("&Explore the sandbox", "explore_sandbox")
        layout.addWidget(self._told)
        layout.addLayout(self._accounts)
        for made in (self._sign_in, self._use_code, self._explore):
            made.setMinimumHeight(40)
            layout.addWidget(made)
        return page

    def _build_waiting(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=12)
        self._words = label(wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        progress.setAccessibleName("Waiting")
        self._stop = button("Stop", "stop_sign_in", spoken="Stop waiting")
        self._other_way = button("No browser window? Use a code", "use_code_instead", kind="link")
        layout.addWidget(self._words)
        layout.addWidget(progress)
        layout.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._other_way, 0, Qt.AlignmentFlag.AlignHCenter)
        return page

    def _build_keyring(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=10)
        self._keyring_title = label(role="title", wrap=True)
        self._keyring_title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._keyring_text = label(wrap=True)
        self._retry = button("&Try again", "retry_keyring", kind="primary")
        self._unsaved = button("&Go on without saving", "go_on_unsaved")
        self._leave_keyring = button("&Back", "leave_keyring")
        layout.addWidget(self._keyring_title)
        layout.addWidget(self._keyring_text)
        layout.addSpacing(4)
        for made in (self._retry, self._unsaved, self._leave_keyring):
            made.setMinimumHeight(38)
            layout.addWidget(made)
        return page

    def _connect(self) -> None:
        self._sign_in.clicked.connect(self.sign_in_wanted)
        for made in (self._use_code, self._other_way):
            made.clicked.connect(self.code_wanted)
        self._explore.clicked.connect(self.sandbox_wanted)
        self._stop.clicked.connect(self.stop_wanted)
        self._back.clicked.connect(self.back_wanted)
        self._retry.clicked.connect(self.again_wanted)
        self._unsaved.clicked.connect(self.unsaved_wanted)
        self._leave_keyring.clicked.connect(self.ways_wanted)
        self.code.stop_wanted.connect(self.stop_wanted)
        self.code.new_wanted.connect(self.again_wanted)
        self.code.back_wanted.connect(self.ways_wanted)
        self.code.copy_wanted.connect(copy)
        self.code.open_wanted.connect(open_address)
        self.consent.copy_wanted.connect(copy)
        self.consent.open_wanted.connect(open_address)
        self.consent.letter_wanted.connect(open_address)
        self.consent.asked.connect(self.consent_asked)
        self.consent.again_wanted.connect(self.consent_again_wanted)
        self.consent.back_wanted.connect(self.ways_wanted)


def copy(text: str, made: QPushButton) -> None:
    """Put `text` on the clipboard; the button says so for a moment."""
    QGuiApplication.clipboard().setText(text)
    words = made.property("words") or made.text()
    made.setProperty("words", words)
    made.setText("Copied")
    QTimer.singleShot(COPIED_FOR_MS, made, lambda: made.setText(words))


def open_address(address: str) -> None:
    """In the system's browser or mail program."""
    QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


def _add_note(layout: QVBoxLayout, icon: str, text: str) -> None:
    row = across(gap=10)
    row.addWidget(IconLabel(icon, "muted", 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, tone="muted", wrap=True), 1)
    layout.addLayout(row)

"""The page's widgets: the words to edit on the left, the mail as it would read on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.formatting import whole
from ui.request_form.presenter import Fault
from ui.templates import words
from ui.templates.presenter import Choice, Chooser, Editor, PreviewPanel, Standing, Typed
from ui.widgets.fitting import WrappingRow
from ui.widgets.mail_text import MailText
from ui.widgets.parts import (
    across,
    button,
    choice,
    column,
    empty_out,
    frame,
    label,
    line,
    named,
    once_after,
    restyle,
    say,
    scrolled,
)

TYPING_PAUSE_MS = 350
OWN_MARK = " ●"  # behind what the rep has worded


class TemplatesWidget(QWidget):
    """The whole page. `edited` comes once after a pause in typing."""

    chosen = Signal(str, str)  # kind, type of meeting
    reader_chosen = Signal(str)
    edited = Signal()
    save_wanted = Signal()
    reset_wanted = Signal()
    test_wanted = Signal()
    signature_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._pause = once_after(TYPING_PAUSE_MS, self.edited.emit, self)
        self._standing = Standing("", "", may_save=False, may_reset=False)
        self._build_fields()
        outer = column(self, gap=0)
        outer.addLayout(self._build_head())
        body = across(gap=16)
        body.setContentsMargins(24, 0, 24, 18)
        body.addWidget(self._build_editor(), 1)
        body.addWidget(self._build_preview(), 1)
        outer.addLayout(body, 1)
        self._listen()

    # what the presenter calls

    def show_chooser(self, chooser: Chooser) -> None:
        _fill(self._kind, chooser.kinds, chooser.kind)
        _fill(self._type, chooser.types, chooser.meeting_type)

    def show_readers(self, readers: Sequence[Choice]) -> None:
        _fill(self._reader, readers, readers[0].key)

    def show_editor(self, editor: Editor) -> None:
        self._pause.stop()
        with QSignalBlocker(self._subject), QSignalBlocker(self._body):
            self._subject.setText(editor.subject)
            self._body.setPlainText(editor.body)
        for shown in (self._subject, self._subject_label):
            shown.setVisible(editor.has_subject)
        empty_out(self._chips)
        for one in editor.placeholders:
            chip = button(
                one.name, f"insert_{one.name}", tip=one.says, spoken=f"Insert {one.name}: {one.says}"
            )
            chip.setProperty("needed", one.needed)
            chip.clicked.connect(lambda checked=False, name=one.name: self._insert(name))
            self._chips.addWidget(chip)
        needed = [one.name for one in editor.placeholders if one.needed]
        self._needed.setText(f"Needed: {', '.join(needed)}. " + words.ADDED if needed else words.ADDED)

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        self._whose.setText(standing.told)
        say(self._refusal, standing.refusal)
        self.set_busy(False)

    def typed(self) -> Typed:
        return Typed(self._subject.text(), self._body.toPlainText())

    def show_preview(self, panel: PreviewPanel) -> None:
        say(self._shown_subject, panel.subject)
        say(self._warning, whole(panel.warning))
        empty_out(self._mail)
        if panel.body:
            mail = MailText(panel.body)
            mail.setObjectName("template_preview")
            self._mail.addWidget(mail)
        else:
            self._mail.addWidget(
                label("There is nothing to show yet: see the note on the left.", tone="muted", wrap=True)
            )
        self._mail.addStretch(1)

    def show_fault(self, fault: Fault | None) -> None:
        say(self._fault, fault.text if fault else "")
        restyle(self._subject, wrong=fault is not None and fault.place == "subject")
        restyle(self._body, wrong=fault is not None and fault.place == "body")

    def show_told(self, text: str) -> None:
        say(self._told, text)

    def set_busy(self, is_busy: bool) -> None:
        self._save.setEnabled(self._standing.may_save and not is_busy)
        self._reset.setEnabled(self._standing.may_reset and not is_busy)
        self._test.setEnabled(not is_busy)

    def take_focus(self) -> None:
        self._body.setFocus()

    # building

    def _build_fields(self) -> None:
        self._kind, self._type, self._reader = (
            choice("template_kind", "Kind of mail"),
            choice("template_type", "Type of meeting"),
            choice("template_reader", "Sample reader"),
        )
        self._subject_label = label("Subject", role="small", tone="muted")
        self._subject = named(QLineEdit(), "template_subject", "Subject of the template")
        self._subject.setPlaceholderText("Empty: we find one")
        self._body = named(QPlainTextEdit(), "template_body", "Text of the template")
        self._body.setTabChangesFocus(True)
        self._chips = WrappingRow(gap=6)
        self._needed = label(role="small", tone="muted", wrap=True)
        self._whose = label(role="small", tone="muted", wrap=True)
        self._refusal, self._fault = label(tone="warning", wrap=True), label(tone="grave", wrap=True)
        self._told, self._warning = label(tone="good", wrap=True), label(tone="warning", wrap=True)
        self._shown_subject = label(role="subtitle", wrap=True)
        self._mail = column(gap=8)

    def _build_head(self) -> QHBoxLayout:
        head = across(gap=10)
        head.setContentsMargins(24, 18, 24, 12)
        head.addWidget(label("Your wording", role="title"))
        head.addStretch(1)
        self._signature = button("Si&gnature…", "edit_signature", spoken="Edit your signature")
        head.addWidget(self._signature)
        return head

    def _build_editor(self) -> QFrame:
        panel = frame("panel")
        layout = column(panel, margin=16, gap=8)
        chosen = across(gap=8)
        chosen.addWidget(self._kind, 3)
        chosen.addWidget(self._type, 2)
        layout.addLayout(chosen)
        for shown in (self._whose, self._refusal, self._subject_label, self._subject):
            layout.addWidget(shown)
        layout.addWidget(self._body, 1)
        layout.addWidget(self._fault)
        layout.addWidget(label("PLACEHOLDERS", role="heading"))
        layout.addLayout(self._chips)
        layout.addWidget(self._needed)
        layout.addWidget(line())
        layout.addLayout(self._build_buttons())
        layout.addWidget(self._told)
        return panel

    def _build_buttons(self) -> QHBoxLayout:
        self._reset = button("Use &ours again…", "reset_template", spoken="Use our wording again")
        self._test = button("Send me a &test", "test_template", tip="To your own address, and to nobody else")
        self._save = button(
            "&Save", "save_template", kind="primary", tip="Ctrl+S", spoken="Save your wording"
        )
        self._save.setShortcut("Ctrl+S")
        row = across()
        row.addWidget(self._reset)
        row.addStretch(1)
        row.addWidget(self._test)
        row.addWidget(self._save)
        return row

    def _build_preview(self) -> QFrame:
        panel = frame("panel")
        layout = column(panel, margin=16, gap=8)
        top = across(gap=8)
        top.addWidget(label("As read by", tone="muted"))
        top.addWidget(self._reader, 1)
        layout.addLayout(top)
        layout.addWidget(self._warning)
        layout.addWidget(self._shown_subject)
        layout.addWidget(line())
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 6, 0)
        held.addLayout(self._mail)
        layout.addWidget(scrolled(inside), 1)
        return panel

    def _listen(self) -> None:
        for chosen in (self._kind, self._type):
            chosen.activated.connect(self._announce)
        self._reader.activated.connect(lambda at: self.reader_chosen.emit(str(self._reader.itemData(at))))
        self._subject.textEdited.connect(lambda text: self._pause.start())
        self._body.textChanged.connect(self._pause.start)
        for made, signal in (
            (self._save, self.save_wanted),
            (self._reset, self.reset_wanted),
            (self._test, self.test_wanted),
            (self._signature, self.signature_wanted),
        ):
            made.clicked.connect(signal)

    # what happens

    def _announce(self) -> None:
        self._pause.stop()
        self.edited.emit()  # what was typed last belongs to what was shown until now
        self.chosen.emit(str(self._kind.currentData()), str(self._type.currentData()))

    def _insert(self, name: str) -> None:
        self._body.insertPlainText(f"{{{{ {name} }}}}")
        self._body.setFocus()


def _fill(shown: QComboBox, choices: Sequence[Choice], current: str) -> None:
    """Put the entries in, quietly."""
    with QSignalBlocker(shown):
        shown.clear()
        for one in choices:
            shown.addItem(f"{one.name}{OWN_MARK}" if one.is_own else one.name, one.key)
        shown.setCurrentIndex(next(at for at, one in enumerate(choices) if one.key == current))

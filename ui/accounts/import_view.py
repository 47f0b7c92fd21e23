"""The wizard for an import: one page a step. Escape stops what runs, and closes otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.accounts.column_boxes import ColumnBoxes
from ui.accounts.import_presenter import Step, Told
from ui.widgets.file_dialogs import ask_source
from ui.widgets.parts import across, button, column, label, line, named, scrolled
from ui.widgets.reading_order import Dialog
from xforce_desktop.crm.columns import ColumnGuess

SIZE = (760, 600)
TOLD = (
    "A list as CSV from any program, cards as vCard, or what was exported here. Companies, contacts and "
    "deals may stand in one list. Nothing is kept before you have seen what it would do."
)
UPDATES = "Values of the list replace what is known; else only what is empty is filled"
_FORMS = "Lists and cards (*.csv *.txt *.tsv *.vcf *.json);;All files (*)"


class ImportDialog(Dialog):
    """Made once and shown again."""

    file_wanted = Signal(str)
    columns_changed = Signal()
    preview_wanted = Signal()
    import_wanted = Signal()
    stop_wanted = Signal()
    back_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle("Import")
        self.resize(*SIZE)
        self._changed: dict[str, str] = {}
        self._fault = label(tone="grave", wrap=True)
        self._fault.setObjectName("import_fault")
        self._pages = QStackedWidget()
        self._steps = {
            Step.FILE: self._build_file(),
            Step.COLUMNS: self._build_columns(),
            Step.RUNNING: self._build_running(),
            Step.PREVIEW: self._build_preview(),
            Step.REPORT: self._build_report(),
        }
        for page in self._steps.values():
            self._pages.addWidget(page)
        self._on_preview: QWidget = self._go_import
        layout = column(self, margin=20, gap=10)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._fault)
        self.show_fault("")

    # what the presenter calls

    def show_step(self, step: Step) -> None:
        if step is Step.FILE:
            self._changed.clear()
            self._update.setChecked(False)
        self._pages.setCurrentWidget(self._steps[step])
        focus = {Step.FILE: self._choose, Step.COLUMNS: self._go_preview, Step.PREVIEW: self._on_preview}
        if step in focus:
            focus[step].setFocus()
            self._on_preview = self._go_import

    def show_fault(self, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    def show_columns(self, name: str, notes: str, columns: Sequence[ColumnGuess]) -> None:
        self._columns_head.setText(f"What is in {name}")
        self._columns_note.setText(notes)
        self._columns.show_columns(columns)

    def columns(self) -> dict[str, str]:
        return dict(self._changed)

    def is_updating(self) -> bool:
        return self._update.isChecked()

    def show_running(self, doing: str, share: int) -> None:
        self._doing.setText(f"{doing}  {share} %")
        self._bar.setValue(share)

    def show_told(self, step: Step, told: Told) -> None:
        is_preview = step is Step.PREVIEW
        (self._preview_sum if is_preview else self._report_sum).setText(told.summary)
        lines = self._preview_lines if is_preview else self._report_lines
        lines.setPlainText("\n".join(told.lines) or "There is nothing to object to.")
        (self._go_import if is_preview else self._undo).setEnabled(told.can_go_on)

    # building

    def _build_file(self) -> QWidget:
        page, layout = _page("Import companies, contacts and deals")
        layout.addWidget(label(TOLD, tone="muted", wrap=True))
        self._choose = button("&Choose a file…", "import_choose", kind="primary")
        self._choose.clicked.connect(self._ask_file)
        row = across()
        row.addWidget(self._choose)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(1)
        layout.addLayout(_buttons(self._closing("Cancel", "import_cancel")))
        return page

    def _build_columns(self) -> QWidget:
        page, layout = _page("")
        self._columns_head = label("", role="subtitle", wrap=True)
        layout.insertWidget(0, self._columns_head)
        self._columns_note = label(tone="muted", wrap=True)
        layout.addWidget(self._columns_note)
        self._columns = ColumnBoxes()
        self._columns.chosen.connect(self._on_column)
        layout.addWidget(scrolled(self._columns), 1)
        self._go_preview = button("&Preview", "import_preview", kind="primary", tip="Nothing is kept yet")
        self._go_preview.clicked.connect(self.preview_wanted)
        layout.addLayout(_buttons(self._closing("Cancel", "import_columns_cancel"), self._go_preview))
        return page

    def _build_running(self) -> QWidget:
        page, layout = _page("")
        self._doing = label("", role="subtitle")
        self._bar = QProgressBar()
        self._bar.setObjectName("import_progress")
        self._bar.setAccessibleName("How far it is")
        self._bar.setTextVisible(False)
        stop = button("&Stop", "import_stop", tip="Escape: nothing is kept then")
        stop.clicked.connect(self.stop_wanted)
        layout.addStretch(1)
        layout.addWidget(self._doing)
        layout.addWidget(self._bar)
        layout.addStretch(1)
        layout.addLayout(_buttons(stop))
        return page

    def _build_preview(self) -> QWidget:
        page, layout = _page("What it would do")
        self._preview_sum = label("", role="strong", wrap=True)
        self._preview_lines = _lines("import_preview_lines", "What is refused, left out or doubtful")
        self._update = named(QCheckBox(UPDATES), "import_update", UPDATES)
        self._update.clicked.connect(self._on_update)
        back = button("&Back", "import_back")
        back.clicked.connect(self.back_wanted)
        self._go_import = button("&Import", "import_go", kind="primary")
        self._go_import.clicked.connect(self.import_wanted)
        layout.addWidget(self._preview_sum)
        layout.addWidget(self._update)
        layout.addWidget(self._preview_lines, 1)
        cancel = self._closing("Cancel", "import_preview_cancel")
        layout.addLayout(_buttons(cancel, back, self._go_import))
        return page

    def _build_report(self) -> QWidget:
        page, layout = _page("Done")
        self._report_sum = label("", role="strong", wrap=True)
        self._report_lines = _lines("import_report_lines", "What was refused, left out or doubtful")
        self._undo = button("&Undo this import", "import_undo")
        self._undo.clicked.connect(self.undo_wanted)
        layout.addWidget(self._report_sum)
        layout.addWidget(self._report_lines, 1)
        layout.addLayout(_buttons(self._undo, self._closing("Close", "import_close", kind="primary")))
        return page

    def _closing(self, text: str, name: str, kind: str = "plain") -> QPushButton:
        made = button(text, name, kind=kind)
        made.clicked.connect(self.reject)
        return made

    # what happens

    def _on_column(self, name: str, field: str) -> None:
        """A field belongs to one column: whichever had it before is left out."""
        for other, told in list(self._changed.items()):
            if field and told == field and other != name:
                self._changed[other] = ""
        self._changed[name] = field
        self.columns_changed.emit()

    def _on_update(self) -> None:
        """The preview is made anew; the focus comes back to the box."""
        self._on_preview = self._update
        self.preview_wanted.emit()

    def _ask_file(self) -> None:
        ask_source(self, "import_file_dialog", _FORMS, self.file_wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_running = self._pages.currentWidget() is self._steps[Step.RUNNING]
        if event.key() == Qt.Key.Key_Escape and is_running:
            self.stop_wanted.emit()
        else:
            super().keyPressEvent(event)


def _page(heading: str) -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    layout = column(made, gap=10)
    if heading:
        layout.addWidget(label(heading, role="subtitle"))
    layout.addWidget(line())
    return made, layout


def _buttons(*made: QPushButton) -> QHBoxLayout:
    row = across()
    row.addWidget(made[0])
    row.addStretch(1)
    for one in made[1:]:
        row.addWidget(one)
    return row


def _lines(name: str, spoken: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    return made

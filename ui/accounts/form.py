"""The form of a company, a contact or a deal, with the line that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from ui.accounts.presenter import FormContent
from ui.accounts.words import FORMS
from ui.widgets.parts import across, button, column, label, restyle, still
from xforce_desktop.crm.fields import ListField
from xforce_desktop.crm.records import Kind
from xforce_desktop.messages.persona import Persona

BY_TITLE = "what their title suggests"


class RecordForm(QWidget):
    """One form a kind, made once; `show_content` fills the one that is needed."""

    save_wanted = Signal()
    delete_wanted = Signal()
    meeting_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kind = Kind.COMPANY
        self._fields: dict[Kind, dict[ListField, QLineEdit | QCheckBox]] = {kind: {} for kind in Kind}
        self._tone = QComboBox()
        self._tone.setObjectName("contact_tone")
        self._tone.setAccessibleName("Tone of mails to them")
        self._tone.addItem(BY_TITLE, "")
        for persona in Persona:
            self._tone.addItem(persona.replace("_", " "), persona.value)
        still(self._tone)
        self._heading = label(role="subtitle", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        self._fault.setObjectName("record_fault")
        self._forms = {kind: self._build(kind) for kind in Kind}
        layout = column(self, gap=10)
        layout.addWidget(self._heading)
        for form in self._forms.values():
            layout.addWidget(form)
        layout.addWidget(self._fault)
        layout.addLayout(self._build_buttons())
        self.show_fault("", "")

    def show_content(self, content: FormContent) -> None:
        self._kind = content.kind
        self._heading.setText(content.heading)
        for kind, form in self._forms.items():
            form.setVisible(kind is content.kind)
        for field, widget in self._fields[content.kind].items():
            text = content.cells.get(field, "")
            if isinstance(widget, QCheckBox):
                widget.setChecked(text == "yes")
            else:
                widget.setText(text)
                widget.setCursorPosition(0)
        self._tone.setCurrentIndex(max(self._tone.findData(content.tone), 0))
        self._delete.setVisible(content.is_kept)
        self._meeting.setVisible(content.is_kept)
        if not content.is_kept:
            next(iter(self._fields[content.kind].values())).setFocus()

    def typed(self) -> tuple[dict[ListField, str], str]:
        return dict(self._texts(self._fields[self._kind])), str(self._tone.currentData())

    def _texts(self, fields: Mapping[ListField, QLineEdit | QCheckBox]) -> Mapping[ListField, str]:
        return {
            field: ("yes" if widget.isChecked() else "")
            if isinstance(widget, QCheckBox)
            else widget.text().strip()
            for field, widget in fields.items()
        }

    def show_fault(self, field: str, text: str) -> None:
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        for known, widget in self._fields[self._kind].items():
            is_wrong = bool(text) and known == field
            restyle(widget, wrong=is_wrong)
            if is_wrong:
                widget.setFocus()

    def _build(self, kind: Kind) -> QWidget:
        made = QWidget()
        rows = QFormLayout(made)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(7)
        for shape in FORMS[kind]:
            widget: QLineEdit | QCheckBox
            if shape.is_tick:
                widget = QCheckBox(shape.label)
            else:
                widget = QLineEdit()
                widget.setPlaceholderText(shape.hint)
            widget.setObjectName(f"{kind}_{shape.field}")
            widget.setAccessibleName(shape.label)
            self._fields[kind][shape.field] = widget
            rows.addRow(label("" if shape.is_tick else shape.label), widget)
        if kind is Kind.CONTACT:
            rows.addRow(label("Tone"), self._tone)
        return made

    def _build_buttons(self) -> QHBoxLayout:
        holder = across(gap=8)
        self._delete = button("Delete…", "record_delete", kind="link")
        self._meeting = button("New &meeting", "record_meeting", tip="Ctrl+M: with whom is shown here")
        self._meeting.setShortcut("Ctrl+M")
        save = button("Save", "record_save", kind="primary", tip="Ctrl+Return")
        save.setShortcut("Ctrl+Return")
        self._delete.clicked.connect(self.delete_wanted)
        self._meeting.clicked.connect(self.meeting_wanted)
        save.clicked.connect(self.save_wanted)
        holder.addWidget(self._delete)
        holder.addStretch(1)
        holder.addWidget(self._meeting)
        holder.addWidget(save)
        return holder

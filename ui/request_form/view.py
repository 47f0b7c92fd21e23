"""The form's widgets: fields on the left, free times and the two big buttons on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.request_form.fields import (
    APPROVAL_CHOICES,
    LOCATION_HINTS,
    MEETING_NAMES,
    PLATFORM_NAMES,
    FormFields,
    Prefill,
    lost_with,
    meeting_in_words,
)
from ui.request_form.length import LengthField
from ui.request_form.letter_dialog import LetterDialog
from ui.request_form.model import TimesModel
from ui.request_form.people import OurTeam, TheirTeam
from ui.request_form.presenter import Fault, LengthLine, TimesPanel
from ui.request_form.times_delegate import TimesDelegate
from ui.request_form.wishes import AvoidField, PreferredField, RangeField
from ui.widgets.fitting import SideColumn
from ui.widgets.parts import (
    across,
    button,
    column,
    frame,
    label,
    line,
    once_after,
    restyle,
    scrolled,
    still,
)
from xforce_desktop.messages.letter import Letter
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.remembered import Remembered
from xforce_desktop.scheduling.request import Approval, MeetingType, Platform

TYPING_PAUSE_MS = 400

SIDE_WIDTH = 330


class RequestFormWidget(QWidget):
    """The whole form. `edited` comes once after a pause in typing."""

    edited = Signal()
    type_chosen = Signal()
    colleague_searched = Signal(str)
    guest_typed = Signal(str)  # the address of somebody of theirs
    preview_wanted = Signal()
    start_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._pause = once_after(TYPING_PAUSE_MS, self.edited.emit, self)
        self._search_pause = once_after(TYPING_PAUSE_MS // 2, self._announce_search, self)
        self._searched = ""
        self._build_fields()
        outer = column(self, gap=0)
        outer.addLayout(self._build_head())
        body = across(gap=16)
        body.setContentsMargins(24, 0, 24, 18)
        body.addWidget(self._build_form(), 1)
        body.addWidget(self._build_side())
        outer.addLayout(body, 1)
        self._listen()
        self._begun = self._standing()  # without a word of the rep's

    # what the presenter calls

    def fields(self) -> FormFields:
        return FormFields(
            meeting_type=self._type(),
            custom_minutes=self._minutes.text(),
            keeps_usual=self.length.is_kept(),
            team=self.our_team.choices(),
            guests=self.their_team.guests(),
            company=self._company.text().strip(),
            company_state=self._state.text().strip(),
            deal=self._deal.text().strip(),
            range_choice=self.range.choice(),
            first_on=self.range.first(),
            last_on=self.range.last(),
            preferred=self.preferred.parts(),
            avoid=self.avoid.entries(),
            context=self._context.toPlainText().strip(),
            platform=Platform(self._platform.currentData()),
            location=self._location.text().strip() if self._location.isEnabled() else "",
            approval=Approval(self._approval.currentData()),
        )

    def show_rep(self, name: str, address: str) -> None:
        self.our_team.show_rep(name, address)

    def show_colleagues(self, people: Sequence[Person], note: str = "") -> None:
        self.our_team.show_colleagues(people, note)

    def fill_guest(self, known: Remembered) -> None:
        was_typed = self.has_words()
        is_theirs = self.their_team.fill(known)
        if is_theirs and known.company and not self._company.text().strip():
            self._company.setText(known.company)
        if not was_typed:
            self._begun = self._standing()

    def show_range(self, words: str) -> None:
        self.range.show_words(words)

    def show_length(self, line: LengthLine | None) -> None:
        self.length.show_line(line)
        for radio in self._types.buttons():
            minutes = line.minutes if line and radio.isChecked() else None
            radio.setText(meeting_in_words(MeetingType(radio.property("choice")), minutes))

    def show_times(self, panel: TimesPanel) -> None:
        self._headline.setText(panel.headline)
        self._times_model.show_lines(panel.lines)
        self._times.setVisible(bool(panel.lines))
        self._insight.setText("\n".join(panel.insights))
        self._insight.setVisible(bool(panel.insights))
        self._warning.setText(panel.warning)
        self._warning.setVisible(bool(panel.warning))

    def show_fault(self, fault: Fault | None) -> None:
        self._fault.setText(fault.text if fault else "")
        self._fault.setVisible(fault is not None)
        place = fault.place if fault else ""
        group, _, name = place.partition(".")
        self.their_team.show_wrong(fault.row if fault and group == "external" else None, name)
        self.range.show_wrong(group == "preferences")
        restyle(self._minutes, wrong=group == "duration_minutes")
        restyle(self._company, wrong=group == "company")
        restyle(self._context, wrong=group == "context")
        self._go_to_wrong()
        if place == "first_length":
            self._area.ensureWidgetVisible(self.length, 0, 60)
            self.length.take_focus()

    def show_letter(self, heading: str, letter: Letter, signature: str) -> None:
        LetterDialog(heading, letter, signature, self).open()

    def start_over(self) -> None:
        """Empty the form for the next request; choices of manner stay as they are."""
        for part in self._parts:
            part.start_over()
        for field in (self._company, self._state, self._deal, self._location):
            field.clear()
        self._context.clear()
        self.show_fault(None)
        self._begun = self._standing()

    def has_words(self) -> bool:
        """Whether something would be lost that did not stand in the form when it began."""
        return self._standing() != self._begun

    def _standing(self) -> FormFields:
        return lost_with(replace(self.fields(), location=self._location.text().strip()))

    def prefill(self, known: Prefill) -> None:
        """A new form with what is known; choices of manner stay as they are."""
        self.start_over()
        for field, text in (
            (self._company, known.company),
            (self._state, known.company_state),
            (self._deal, known.deal),
        ):
            field.setText(text)
        self.their_team.put(known.guests)
        self._begun = self._standing()

    def show_today(self, today: date) -> None:
        self.range.show_today(QDate(today.year, today.month, today.day))

    def take_focus(self) -> None:
        """Begin at the top: the chosen meeting type."""
        checked = self._types.checkedButton()
        if checked is not None:
            checked.setFocus()

    def set_busy(self, is_busy: bool) -> None:
        """A request is started once: no second click while the first is on its way."""
        self._start.setEnabled(not is_busy)
        self._preview.setEnabled(not is_busy)

    # building

    def _build_fields(self) -> None:
        self._types = QButtonGroup(self)
        self._minutes = _text("custom_minutes", "Minutes of a custom meeting", "")
        self.length = LengthField()
        self.our_team, self.their_team = OurTeam(), TheirTeam()
        self._company = _text("company", "Company", "Acme Pest")
        self._state = _text("company_state", "State of the company", "State")
        self._deal = _text("deal", "Deal", "Deal it belongs to, if any")
        self.range, self.preferred, self.avoid = RangeField(), PreferredField(), AvoidField()
        self._parts = (
            self.length, self.our_team, self.their_team, self.range, self.preferred, self.avoid,
        )  # fmt: skip
        self._context = QPlainTextEdit()
        self._context.setObjectName("context")
        self._context.setAccessibleName("Meeting context")
        self._context.setTabChangesFocus(True)
        self._context.setPlaceholderText("What it is about, and what they said so far")
        self._context.setFixedHeight(76)
        self._platform = _combo(
            "platform", "Platform", [(p.value, name) for p, name in PLATFORM_NAMES.items()]
        )
        self._location = _text("location", "Location or link", "")
        self._location.setEnabled(False)
        self._approval = _combo("approval", "Approval", [(a.value, name) for a, name in APPROVAL_CHOICES])

    def _build_head(self) -> QHBoxLayout:
        head = across()
        head.setContentsMargins(24, 18, 24, 10)
        head.addWidget(label("Schedule a meeting", role="title"), 1)
        return head

    def _build_form(self) -> QWidget:
        inside = QWidget()
        layout = column(inside, margin=18, gap=14)
        layout.addLayout(_part("Meeting type", self._build_types()))
        layout.addWidget(line())
        layout.addLayout(self._build_teams())
        layout.addWidget(line())
        layout.addLayout(self._build_account())
        layout.addWidget(line())
        layout.addLayout(self._build_wishes())
        layout.addWidget(line())
        layout.addLayout(_part("Meeting context (the agent uses it to personalise the mails)", self._context))
        layout.addLayout(self._build_manner())
        panel = frame("panel")
        self._area = scrolled(inside)
        column(panel, margin=1).addWidget(self._area)
        return panel

    def _build_types(self) -> QWidget:
        holder = QWidget()
        rows = column(holder, gap=4)
        row = across(gap=14)
        for place, choice in enumerate(MEETING_NAMES):
            radio = QRadioButton(meeting_in_words(choice))
            radio.setObjectName(f"type_{choice}")
            radio.setProperty("choice", choice.value)
            radio.setChecked(choice is MeetingType.DEMO)
            self._types.addButton(radio)
            row.addWidget(radio)
            if place == 2:
                row.addStretch(1)
                rows.addLayout(row)
                row = across(gap=14)
        self._minutes.setText("45")
        self._minutes.setMaxLength(3)
        self._minutes.setFixedWidth(56)
        self._minutes.setValidator(QIntValidator(1, 999, self))
        self._minutes.setEnabled(False)
        row.addWidget(self._minutes)
        row.addWidget(label("minutes"))
        row.addStretch(1)
        rows.addLayout(row)
        rows.addWidget(self.length)
        return holder

    def _build_teams(self) -> QHBoxLayout:
        teams = across(gap=18)
        teams.addLayout(_part("Our team", self.our_team), 5)
        teams.addLayout(_part("Their team", self.their_team), 6)
        return teams

    def _build_account(self) -> QHBoxLayout:
        self._state.setMaxLength(30)
        row = across(gap=12)
        row.addLayout(_part("Company", self._company), 5)
        row.addLayout(_part("State", self._state), 2)
        row.addLayout(_part("Deal", self._deal), 5)
        return row

    def _build_wishes(self) -> QVBoxLayout:
        layout = column(gap=12)
        layout.addLayout(_part("Time range", self.range))
        layout.addLayout(_part("Preferred times", self.preferred))
        layout.addLayout(_part("Avoid", self.avoid))
        return layout

    def _build_manner(self) -> QVBoxLayout:
        layout = column(gap=12)
        row = across(gap=12)
        row.addLayout(_part("Platform", self._platform), 2)
        row.addLayout(_part("Location", self._location), 3)
        layout.addLayout(row)
        layout.addLayout(_part("Approval", self._approval))
        return layout

    def _build_side(self) -> QFrame:
        side = SideColumn(SIDE_WIDTH)
        side.setProperty("kind", "panel")
        layout = column(side, margin=16, gap=10)
        layout.addWidget(label("Free times", role="subtitle"))
        self._headline = label(tone="muted", wrap=True)
        self._times_model = TimesModel()
        self._times = QListView()
        self._times.setObjectName("free_times")
        self._times.setAccessibleName("Free times")
        self._times.setModel(self._times_model)
        self._times.setItemDelegate(TimesDelegate(self._times))
        self._times.setSelectionMode(QListView.SelectionMode.NoSelection)
        self._insight = label(tone="accent", wrap=True)
        self._warning = label(tone="warning", wrap=True)
        self._fault = label(tone="grave", wrap=True)
        layout.addWidget(self._headline)
        layout.addWidget(self._warning)
        layout.addWidget(self._insight)
        layout.addWidget(self._times, 1)
        layout.addStretch(0)
        layout.addWidget(self._fault)
        layout.addLayout(self._build_buttons())
        for quiet in (self._times, self._insight, self._warning, self._fault):
            quiet.hide()
        return side

    def _build_buttons(self) -> QHBoxLayout:
        self._preview = button(
            "&Preview email", "preview_email", tip="The first mail, before anything is sent"
        )
        self._start = button("&Start scheduling", "start_scheduling", kind="primary", tip="Ctrl+Return")
        self._preview.clicked.connect(self.preview_wanted)
        self._start.clicked.connect(self.start_wanted)
        row = across()
        row.addWidget(self._preview, 1)
        row.addWidget(self._start, 1)
        return row

    def _listen(self) -> None:
        self._types.buttonToggled.connect(self._on_type)
        self._platform.currentIndexChanged.connect(self._on_platform)
        self._on_platform()
        self.our_team.searched.connect(self._on_search)
        self.their_team.address_typed.connect(self.guest_typed)
        for field in (self._company, self._state, self._minutes):
            field.textChanged.connect(self._on_edit)
        for part in self._parts:
            part.changed.connect(self._on_edit)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._start.click)

    def _go_to_wrong(self) -> None:
        """Bring the first marked field into view and put the cursor there."""
        wrong = next((w for w in self._area.findChildren(QWidget) if w.property("wrong") is True), None)
        if wrong is not None:
            self._area.ensureWidgetVisible(wrong, 0, 60)
            wrong.setFocus()

    def _on_edit(self) -> None:
        self._pause.start()

    def _type(self) -> MeetingType:
        checked = self._types.checkedButton()
        return MeetingType(checked.property("choice")) if checked else MeetingType.DEMO

    def _on_type(self) -> None:
        self._minutes.setEnabled(self._type() is MeetingType.CUSTOM)
        self.length.start_over()
        self.type_chosen.emit()
        self._on_edit()

    def _on_platform(self) -> None:
        hint = LOCATION_HINTS[Platform(self._platform.currentData())]
        self._location.setEnabled(bool(hint))
        self._location.setPlaceholderText(hint or "A Teams link is made with the invitation")

    def _on_search(self, text: str) -> None:
        self._searched = text
        self._search_pause.start()

    def _announce_search(self) -> None:
        self.colleague_searched.emit(self._searched)


def _part(heading: str, field: QWidget) -> QVBoxLayout:
    layout = column(gap=6)
    layout.addWidget(label(heading, role="strong"))
    layout.addWidget(field)
    return layout


def _text(name: str, spoken: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setPlaceholderText(hint)
    return field


def _combo(name: str, spoken: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    for value, words in choices:
        box.addItem(words, value)
    still(box)
    return box

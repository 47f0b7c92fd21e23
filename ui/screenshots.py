"""Pictures of every screen over the sample meetings, light and dark: `python -m ui.screenshots FOLDER`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QWidget,
)
from qasync import QEventLoop

from ui import sample_memory, samples
from ui.accounts_pictures import accounts_states
from ui.acts import Act
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.notifications import Message
from ui.proofs_pictures import proofs_states
from ui.sample_desk import SampleDesk
from ui.sign_in_pictures import sign_in_states
from ui.theme import Theme, ThemeSwitch
from ui.trouble_pictures import STATES, TroubledDesk
from ui.widgets.icons import app_icon
from ui.wording_pictures import wording_states
from xforce_desktop.scheduling.new_request import ExternalAttendee, InternalAttendee

SIZE = (1280, 860)
SETTLE_S = 0.05


class Photographer:
    """Goes through the screens of one theme and saves what it sees."""

    def __init__(self, app: QApplication, folder: Path, theme: Theme) -> None:
        self._folder, self._theme = folder, theme
        self._desk = SampleDesk()
        self._switch = ThemeSwitch(app)
        self._switch.choose(theme)

    async def take_all(self) -> None:
        await self._with_desk(SampleDesk(needs_welcome=True), self._welcome)
        for name, state in STATES.items():
            await self._with_desk(TroubledDesk(state), self._named(name))
        await self._with_desk(SampleDesk(is_empty=True), self._empty)
        await self._with_desk(SampleDesk(), self._wording)
        await self._with_desk(SampleDesk(), self._accounts)
        await self._with_desk(SampleDesk(), self._screens)

    async def _with_desk(self, desk: SampleDesk, story: Callable[[MainWindow], Awaitable[None]]) -> None:
        self._desk = desk
        bridge = Bridge(desk)
        window = MainWindow(bridge, desk, self._switch, "X-FORCE Desktop")
        window.setWindowIcon(app_icon())
        window.resize(*SIZE)
        window.show()
        await window.begin()
        await self._settle()
        await story(window)
        window.stop()
        window.hide()
        await bridge.close()
        await desk.close()
        window.deleteLater()

    async def _welcome(self, window: MainWindow) -> None:
        self.keep(window, "welcome")

        async def shoot(name: str) -> None:
            await self._settle()
            self.keep(window, name)

        await sign_in_states(window, shoot)

    def _named(self, name: str) -> Callable[[MainWindow], Awaitable[None]]:
        async def story(window: MainWindow) -> None:
            self.keep(window, name)

        return story

    async def _empty(self, window: MainWindow) -> None:
        self.keep(window, "dashboard-empty")

    async def _screens(self, window: MainWindow) -> None:
        self.keep(window, "dashboard")
        area = window.dashboard.board.verticalScrollBar()
        area.setValue(area.maximum())
        await self._settle()
        self.keep(window, "dashboard-end")
        for company in ("Acme Pest", "Delta Pest", "Garden State Pest", "Bayshore Group"):
            window.show_request(samples.sample_id(company))
            await self._settle()
            self.keep(window, f"conversation-{company.split()[0].lower()}")
        await self._briefs(window)
        await self._asked(window)
        await self._opt_outs(window)
        await self._people(window)
        await self._proofs(window)
        await self._metrics(window)
        await self._memory(window)
        await self._calls(window)
        await self._own_style(window)
        await self._learned(window)
        await self._form(window)
        window.notices.show_message(Message("John Smith answered", "He takes Thursday at 2:00 PM."))
        window.notices.show_message(
            Message("Could not read the calendar yet", "You seem to be offline.", is_error=True)
        )
        window.show_dashboard()
        await self._settle()
        self.keep(window, "notices")

    async def _briefs(self, window: MainWindow) -> None:
        window.show_briefs()
        await self._settle()
        self.keep(window, "briefs")
        window.show_brief(samples.sample_id("ABC Exterminators"))
        await self._settle()
        self.keep(window, "brief")
        for area in window.brief.findChildren(QScrollArea):
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        await self._settle()
        self.keep(window, "brief-end")
        window.brief.with_sources.setChecked(True)
        await self._settle()
        self.keep(window, "brief-sources")
        window.brief.with_sources.setChecked(False)
        window.brief.make_wanted.emit()
        await self._settle()
        window.brief.version_chosen.emit(1)
        await self._settle()
        self.keep(window, "brief-older")

    async def _calls(self, window: MainWindow) -> None:
        dialog = window.calls.dialog
        window.show_calls()
        await self._settle()
        self.keep(dialog, "calls")
        dialog.report_wanted.emit()
        self.keep(dialog, "calls-done")
        dialog.report_left.emit()
        board = await self._desk.call_board()
        await self._desk.start_call(board.calls[0].card.id)
        await self._settle()
        self.keep(dialog, "calls-calling")
        dialog.accept()
        window.show_request(board.calls[0].request_id)
        await self._settle()
        self.keep(window, "conversation-calling")

    async def _wording(self, window: MainWindow) -> None:
        async def shoot(widget: QWidget, name: str) -> None:
            await asyncio.sleep(0.4)  # the page waits for a pause in typing
            await self._settle()
            self.keep(widget, name)

        await wording_states(window, self._desk, shoot)

    async def _accounts(self, window: MainWindow) -> None:
        async def shoot(widget: QWidget, name: str) -> None:
            await asyncio.sleep(0.4)
            self.keep(widget, name)

        await accounts_states(window, shoot)

    async def _asked(self, window: MainWindow) -> None:
        window.conversation.used.emit(Act.CANCEL)
        await self._settle()
        self._save_dialog(window, "question")

    async def _opt_outs(self, window: MainWindow) -> None:
        dialog = window.opt_outs
        window.show_opt_outs()
        await self._settle()
        self.keep(dialog, "opt-outs")
        dialog.lift_wanted.emit(samples.HANK)
        await self._settle()
        self.keep(dialog, "opt-outs-lift")
        self._type(dialog, "opt_outs_reason", "He wrote from his new company")
        dialog.save_wanted.emit()
        await self._settle()
        self.keep(dialog, "opt-outs-lifted")
        dialog.add_wanted.emit()
        await self._settle()
        self.keep(dialog, "opt-outs-add")
        dialog.reject()

    async def _proofs(self, window: MainWindow) -> None:
        async def shoot(widget: QWidget, name: str) -> None:
            await self._settle()
            self.keep(widget, name)

        await proofs_states(window, shoot)

    async def _metrics(self, window: MainWindow) -> None:
        window.show_metrics()
        await self._settle()
        self.keep(window, "metrics")
        for way in ("kind", "hour", "persona"):
            box = window.metrics.findChild(QComboBox, "metrics_way")
            assert box is not None, "the page can be broken down"
            box.setCurrentIndex(box.findData(way))
            await self._settle()
            self.keep(window, f"metrics-{way}")
        switch = window.metrics.findChild(QPushButton, "metrics_switch")
        assert switch is not None, "the page can show a table"
        switch.click()
        await self._settle()
        self.keep(window, "metrics-table")
        switch.click()

    async def _memory(self, window: MainWindow) -> None:
        dialog = window.memory
        window.show_what_we_know()
        await self._settle()
        for place, name in enumerate(("company", "entries", "course")):
            dialog.tabs.setCurrentIndex(place)
            self.keep(dialog, f"memory-{name}")
        dialog.add_wanted.emit()
        self.keep(dialog, "memory-add")
        dialog.back_wanted.emit()
        dialog.company_wanted.emit(str(sample_memory.DELTA))
        await self._settle()
        dialog.tabs.setCurrentIndex(1)
        self.keep(dialog, "memory-empty")
        dialog.tabs.setCurrentIndex(0)
        dialog.accept()

    async def _learned(self, window: MainWindow) -> None:
        window.show_learned()
        await self._settle()
        (tabs,) = window.learned.findChildren(QTabWidget, "learned_tabs")
        for place, name in enumerate(("learned", "learned-watched", "learned-seasons")):
            tabs.setCurrentIndex(place)
            self.keep(window.learned, name)
        window.learned.accept()

    async def _people(self, window: MainWindow) -> None:
        acme = samples.sample_id("Acme Pest")
        mary = ExternalAttendee(
            address="mary@acmepest.example", name="Mary Jones", title="Operations Manager"
        )
        await self._desk.add_person(acme, mary)
        await self._desk.add_person(
            acme, InternalAttendee(address="sarah@xforce.example", name="Sarah Lopez")
        )
        window.show_request(acme)
        await self._settle()
        self.keep(window, "conversation-group")
        window.show_people()
        await self._settle()
        self.keep(window.people, "people")
        window.people.remove_wanted.emit("mary@acmepest.example")
        await self._settle()
        for box in window.people.findChildren(QMessageBox):
            self.keep(box, "people-remove")
            box.reject()
        await self._settle()
        window.people.guest_wanted.emit()
        await self._settle()
        self._type(window.people, "guest_name_0", "Rita Gomez")
        self._type(window.people, "guest_email_0", "rita at acme")
        window.people.save_wanted.emit()
        await self._settle()
        self.keep(window.people, "people-add")
        window.people.back_wanted.emit()
        window.people.colleague_wanted.emit()
        await self._settle()
        window.people.colleagues.tick(1)
        await self._settle()
        self.keep(window.people, "people-colleague")
        window.people.back_wanted.emit()
        window.people.consent_wanted.emit("john@acmepest.example")
        await self._settle()
        self.keep(window.people, "people-texts")
        window.people.back_wanted.emit()
        window.people.accept()

    async def _own_style(self, window: MainWindow) -> None:
        window.show_own_style()
        await self._settle()
        self.keep(window.own_style, "own-style")
        await self._desk.forget_style()
        await self._settle()
        self.keep(window.own_style, "own-style-forgotten")
        window.own_style.accept()

    async def _form(self, window: MainWindow) -> None:
        window.show_form()
        await self._settle()
        self._fill(window)
        await asyncio.sleep(0.6)  # the form waits for a pause in typing
        await self._settle()
        self.keep(window, "form")
        for area in window.form.findChildren(QScrollArea):
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        await self._settle()
        self.keep(window, "form-end")
        window.form.preview_wanted.emit()
        await self._settle()
        self._save_dialog(window, "preview")
        self._type(window.form, "guest_email_1", "john at acme")
        window.form.start_wanted.emit()
        await self._settle()
        self.keep(window, "form-wrong")
        await self._offline_form(window)

    async def _offline_form(self, window: MainWindow) -> None:
        """Colleagues from memory, and somebody whom the rep's contacts know."""
        self._desk.directory_trouble = "Could not look up colleagues yet."
        window.form.start_over()
        window.show_form()
        await self._settle()
        self._type(window.form, "colleague_search", "s")
        self._type(window.form, "colleague_search", "")
        fields = window.form.their_team.findChildren(QLineEdit)
        address = next(one for one in fields if one.accessibleName() == "Email" and one.isVisible())
        address.setText(samples.CONTACT.address)
        address.editingFinished.emit()
        await asyncio.sleep(0.6)
        await self._settle()
        self.keep(window, "form-offline")
        self._desk.directory_trouble = ""

    def keep(self, widget: QWidget, name: str) -> None:
        """One state that was reached: a window, a page or a dialog."""
        widget.grab().save(str(self._folder / f"{name}-{self._theme}.png"))

    def _save_dialog(self, window: MainWindow, name: str) -> None:
        for dialog in filter(QWidget.isVisible, window.findChildren(QDialog)):
            self.keep(dialog, name)
            dialog.reject()

    def _fill(self, window: MainWindow) -> None:
        for name, text in (
            ("guest_name_1", "John Smith"),
            ("guest_email_1", "john@acmepest.example"),
            ("guest_title_1", "Owner"),
            ("guest_phone_1", "+1 404 555 0142"),
            ("company", "Acme Pest"),
            ("company_state", "GA"),
        ):
            self._type(window.form, name, text)
        texted = window.form.findChild(QCheckBox, "guest_texted_1")
        assert texted is not None, "the form asks whether they may be texted"
        texted.setChecked(True)
        self._type(window.form, "guest_agreed_1", "web form")
        window.form.our_team.tick(0)
        window.form.avoid.add("monday")
        window.form.avoid.add("friday_afternoon")
        context = window.form.findChild(QPlainTextEdit, "context")
        assert context is not None, "the form has a context"
        context.setPlainText(
            "Demo of the AI receptionist for after-hours calls. John mentioned 15 % call abandonment."
        )

    def _type(self, place: QWidget, name: str, text: str) -> None:
        field = place.findChild(QLineEdit, name)
        assert field is not None, name
        field.setText(text)

    async def _settle(self) -> None:
        """Let layouts, refreshes and paint events come to rest."""
        for _ in range(4):
            await asyncio.sleep(SETTLE_S)


async def _take(app: QApplication, folder: Path) -> None:
    for theme in (Theme.LIGHT, Theme.DARK):
        await Photographer(app, folder, theme).take_all()


def main(arguments: Sequence[str]) -> int:
    """Write the pictures into the folder that is named; without a screen, Qt draws in memory."""
    if len(arguments) != 1:
        sys.stderr.write("Name one folder for the pictures: python -m ui.screenshots FOLDER\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["screenshots"])
    app.setStyle("Fusion")
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(_take(app, folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

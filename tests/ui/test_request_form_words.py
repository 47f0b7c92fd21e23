"""What is half typed in the form for a new meeting: anything that would be lost is asked about."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QRadioButton,
)

from tests.ui.hands import press, settle
from ui import samples
from ui.request_form.fields import FormFields, Prefill, RangeChoice
from ui.request_form.view import RequestFormWidget
from xforce_desktop.ports import Person
from xforce_desktop.scheduling.remembered import Origin, Remembered
from xforce_desktop.scheduling.request import Approval, MeetingType, Platform

DANA = Remembered(Origin.CONTACT, "dana@acme.example", "Dana", samples.NOW, "CFO", "Acme Pest")


def write(name, text):
    return lambda form: form.findChild(QLineEdit, name).setText(text)


def pick(name, value):
    def act(form):
        box = form.findChild(QComboBox, name)
        box.setCurrentIndex(box.findData(value))

    return act


def tick(name):
    return lambda form: form.findChild(QCheckBox, name).setChecked(True)


def radio(name):
    return lambda form: form.findChild(QRadioButton, name).setChecked(True)


def colleague(form):
    form.our_team.show_colleagues([Person("Priya", "priya@xforce.example")])
    form.our_team.tick(0)


def day(name):
    def act(form):
        pick("time_range", RangeChoice.CUSTOM.value)(form)
        form.begun_with_custom()
        form.findChild(QDateEdit, name).setDate(QDate(2026, 12, 9))

    return act


LOST = {
    "keeps_usual": tick("keep_usual_length"),
    "team": colleague,
    "guests": write("guest_phone_1", "+1 404 555 0142"),
    "company": write("company", "Acme"),
    "company_state": write("company_state", "FL"),
    "deal": write("deal", "AI receptionist"),
    "range_choice": pick("time_range", RangeChoice.WEEK.value),
    "first_on": day("first_day"),
    "last_on": day("last_day"),
    "preferred": tick("preferred_morning"),
    "avoid": lambda form: form.avoid.add("friday"),
    "context": lambda form: form.findChild(QPlainTextEdit, "context").setPlainText("They wrote"),
    "location": write("location", "12 Main Street"),
}
STAYS = {
    "meeting_type": radio(f"type_{MeetingType.CUSTOM}"),
    "custom_minutes": write("custom_minutes", "50"),
    "platform": pick("platform", Platform.PHONE.value),
    "approval": pick("approval", Approval.AUTOPILOT.value),
}


class Form(RequestFormWidget):
    def begun_with_custom(self) -> None:
        """The dates alone are what is looked at."""
        self._begun = self._standing()


@pytest.fixture
def form(qtbot):
    made = Form()
    qtbot.addWidget(made)
    made.show_today(samples.NOW.date())
    return made


def test_every_field_of_the_form_is_one_or_the_other():
    """Whoever adds a field says whether it is lost with the form."""
    assert LOST.keys() | STAYS.keys() == {one.name for one in fields(FormFields)}


@pytest.mark.parametrize("name", LOST)
def test_what_would_be_lost_counts_as_words(form, name):
    """And is gone when the form begins anew."""
    assert not form.has_words()
    LOST[name](form)
    assert form.has_words()
    form.start_over()
    assert not form.has_words()


@pytest.mark.parametrize("name", STAYS)
def test_choices_of_manner_are_not_lost(form, name):
    """They stay for the next request."""
    STAYS[name](form)
    chosen = getattr(form.fields(), name)
    assert chosen != getattr(FormFields(), name)
    assert not form.has_words()
    form.start_over()
    assert getattr(form.fields(), name) == chosen


def test_what_it_began_with_is_nobodys_words(form):
    """Nor is what is filled in from the contacts; a row more without a word is none. One letter is."""
    form.prefill(Prefill("Acme Pest", "FL", "AI receptionist", (DANA,)))
    form.findChild(QLineEdit, "guest_title_2").clear()
    form._begun = form._standing()
    form.fill_guest(replace(DANA, title="Chief Financial Officer"))
    form.their_team._on_add()
    assert not form.has_words()
    write("company", "Acme Pests")(form)
    assert form.has_words()


def test_another_form_that_was_begun_meanwhile_is_not_emptied(qtbot, window, bridge, desk):
    """A request is started, and before that is through the rep asks for one at another company."""
    settle(qtbot, bridge, window.show_form)
    page, going = window.form, desk.hold("create")
    for name, text in (("guest_name_1", "John Smith"), ("guest_email_1", "john@acmepest.example")):
        write(name, text)(page)
    press(qtbot, page, "start_scheduling")
    qtbot.waitUntil(lambda: bool(desk.called("create")))
    page.prefill(Prefill(company="Delta Pest"))
    settle(qtbot, bridge, going.set)

    assert page.findChild(QLineEdit, "company").text() == "Delta Pest"


def test_a_company_alone_is_not_lost_unasked(qtbot, window, bridge):
    """By the click that begins a meeting with another one."""
    settle(qtbot, bridge, window.show_form)
    write("company", "Acme")(window.form)
    window.show_form(Prefill(company="Delta Pest"))
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QMessageBox, "question")))
    settle(qtbot, bridge, lambda: press(qtbot, window, "answer_no"))

    assert window.form.findChild(QLineEdit, "company").text() == "Acme"

"""The rep's own wording, without Qt: what is shown, kept, tried and taken back."""

from __future__ import annotations

import asyncio

import pytest

from tests.ui.hands import held
from ui import samples
from ui.templates import words
from ui.templates.presenter import TemplatesPresenter, Typed
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import KINDS, OwnTemplate
from xforce_desktop.scheduling.wording_desk import StoredTemplate

BODY = "A few words on how this sounds.\n\n{{ times }}\n\nPick any."
REFUSED = StoredTemplate(
    OwnTemplate(LetterKind.FOLLOW_UP, "", BODY), samples.NOW, ("140 words; at most 75",), samples.NOW
)


class Paper:
    """A view that remembers what it was told; `body` and `subject` are what stands in the fields."""

    def __init__(self) -> None:
        self.chooser = self.standing = self.preview = self.fault = self.editor = None
        self.subject = self.body = self.told = ""

    def show_chooser(self, chooser):
        self.chooser = chooser

    def show_readers(self, readers):
        self.readers = readers

    def show_editor(self, editor):
        self.editor, self.subject, self.body = editor, editor.subject, editor.body

    def show_standing(self, standing):
        self.standing = standing

    def typed(self):
        return Typed(self.subject, self.body)

    def show_preview(self, panel):
        self.preview = panel

    def show_fault(self, fault):
        self.fault = fault

    def show_told(self, text):
        self.told = text

    def set_busy(self, is_busy):
        self.is_busy = is_busy


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def answers():
    """What the rep says to questions."""
    return {"yes": True, "asked": []}


@pytest.fixture
def page(desk, paper, answers):
    async def ask(question):
        answers["asked"].append(question)
        return answers["yes"]

    made = TemplatesPresenter(desk, paper, ask=ask)
    asyncio.run(made.open())
    return made


def do(coroutine):
    return asyncio.run(coroutine)


def write(page, paper, body, subject=""):
    paper.body, paper.subject = body, subject
    do(page.update())


def test_every_kind_and_type_can_be_chosen(page, paper):
    """Named in words, the first mail first."""
    assert {choice.key for choice in paper.chooser.kinds} == {kind.value for kind in KINDS}
    assert paper.chooser.kind == "initial"
    assert paper.chooser.types[0].name == "Any meeting"
    for choice in paper.chooser.kinds:
        do(page.choose(choice.key, ""))
        assert paper.fault is None, choice.name
        assert paper.preview.body, choice.name
        assert paper.preview.warning == "", choice.name


def test_it_begins_with_a_wording_of_ours(page, paper):
    """Shown as a mail with times, greeting, sign-off and the signature; there is nothing to take back."""
    assert paper.standing.told == words.OURS
    assert not paper.standing.may_reset
    assert "{{ times }}" in paper.body
    assert paper.preview.body.startswith("Hey John,")
    assert "CST (" in paper.preview.body
    assert paper.preview.body.endswith("Brent\n\nBrent Carter\nAccount Executive, X-FORCE\nxforce.example")


def test_what_is_typed_shows_at_once_and_is_kept_on_save(page, paper, desk):
    """Nothing is stored before; afterwards the kind is marked as the rep's."""
    write(page, paper, BODY, "How it sounds")
    assert paper.preview.subject == "How it sounds"
    assert "Pick any." in paper.preview.body
    assert paper.standing.told == words.UNSAVED
    assert desk.own == {}

    do(page.save())

    assert desk.own[(LetterKind.INITIAL, "")].template == OwnTemplate(
        LetterKind.INITIAL, "", BODY, "How it sounds"
    )
    assert (paper.told, paper.standing.told) == (words.SAVED, words.YOURS)
    assert not paper.standing.may_save
    assert [choice.key for choice in paper.chooser.kinds if choice.is_own] == ["initial"]


def test_a_wrong_placeholder_is_told_where_it_stands(page, paper, desk):
    """With those that are allowed; no mail is shown that could not be, and nothing is stored or sent."""
    write(page, paper, "Hi {{ fist_name }}\n\n{{ times }}")
    assert paper.fault.place == "body"
    assert "fist_name" in paper.fault.text
    assert "first_name" in paper.fault.text
    assert paper.preview.body == ""
    for act in (page.save, page.send_test):
        do(act())
        assert paper.fault.place == "body"
    assert (desk.own, desk.tests) == ({}, [])
    assert "fist_name" in paper.body


def test_times_that_are_missing_are_asked_for(page, paper):
    """A first mail without times cannot be."""
    write(page, paper, "Shall we meet?")
    assert "{{ times }} is missing" in paper.fault.text


def test_for_whom_ours_would_go_out_is_said(page, paper):
    """Too long for some, fine for others; too long for who is shown."""
    long = (
        "We could look at this together, at your pace and with your own calls in mind. Ask whatever comes up "
        "on the way, and stop me where it does not fit. At the end you know what it would change for your "
        "people, what it would not, and whether it is worth a second look. Nothing else is planned for it."
    )
    write(page, paper, f"{long}\n\n{{{{ times }}}}")
    assert paper.preview.warning.startswith("Our own text would go out instead")
    assert "words" in paper.preview.warning
    do(page.choose_reader("operations"))
    assert paper.preview.warning.startswith("For some our own text would go out instead: ")
    assert "Owner" in paper.preview.warning
    assert paper.preview.body.startswith("Hi Mary,")


def test_what_is_typed_is_there_again_after_a_look_elsewhere(page, paper):
    """For each kind and type by itself."""
    write(page, paper, BODY)
    do(page.choose("follow_up", "demo"))
    assert paper.body != BODY
    do(page.choose("initial", ""))
    assert paper.body == BODY
    assert paper.standing.told == words.UNSAVED


def test_a_template_that_was_not_used_says_why(page, paper, desk):
    """Where the rep looks at it."""
    desk.own[(LetterKind.FOLLOW_UP, "")] = REFUSED
    do(page.choose("follow_up", ""))
    assert "Nov 24" in paper.standing.refusal
    assert "140 words; at most 75" in paper.standing.refusal
    do(page.choose("initial", ""))
    assert paper.standing.refusal == ""


@pytest.mark.parametrize("yes", [True, False])
def test_back_to_ours_asks_first(page, paper, desk, answers, yes):
    """What was written is deleted only on a yes."""
    desk.own[(LetterKind.FOLLOW_UP, "")] = REFUSED
    do(page.choose("follow_up", ""))
    answers["yes"] = yes
    do(page.reset())
    assert "Follow-up after silence" in answers["asked"][0].title
    assert ((LetterKind.FOLLOW_UP, "") in desk.own) is not yes
    assert (paper.body == BODY) is not yes


def test_a_test_is_sent_as_typed(page, paper, desk):
    """Without saving it, to the rep's address."""
    write(page, paper, BODY)
    do(page.choose_reader("executive"))
    do(page.send_test())
    assert desk.tests == [(OwnTemplate(LetterKind.INITIAL, "", BODY), "executive")]
    assert samples.REP.address in paper.told
    assert desk.own == {}


def test_a_refresh_leaves_the_words_alone(page, paper, desk):
    """The desk changes while the rep types."""
    write(page, paper, BODY)
    paper.body = f"{BODY} And more"
    do(page.refresh())
    assert paper.body == f"{BODY} And more"


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_words_typed_while_it_is_saved_stay(page, paper, desk, is_elsewhere):
    """In the same kind of mail, and in another one that was chosen meanwhile."""
    write(page, paper, BODY, "How it sounds")
    going, more = held(desk, "save_template"), BODY + "\n\nHalf a sent"
    wanted = LetterKind.FOLLOW_UP if is_elsewhere else LetterKind.INITIAL

    async def saving():
        saved = asyncio.create_task(page.save())
        await asyncio.sleep(0)
        if is_elsewhere:
            await page.choose(wanted.value, "")
        paper.body = more
        await page.update()
        going.set()
        await saved

    do(saving())

    assert desk.own[(LetterKind.INITIAL, "")].template.body == BODY
    assert paper.body == more
    do(page.choose(LetterKind.DE_ESCALATE.value, ""))
    do(page.choose(wanted.value, ""))
    assert paper.body == more


@pytest.mark.parametrize("body", [BODY, "Hi {{ fist_name }}\n\n{{ times }}"], ids=["kept", "refused"])
def test_beside_another_kind_nothing_is_told(page, paper, desk, body):
    """It was chosen while the first was saved."""
    write(page, paper, body)
    going = held(desk, "save_template")

    async def saving():
        saved = asyncio.create_task(page.save())
        await asyncio.sleep(0)
        await page.choose(LetterKind.FOLLOW_UP.value, "")
        going.set()
        await saved

    do(saving())

    assert (paper.told, paper.fault) == ("", None)
    assert ((LetterKind.INITIAL, "") in desk.own) is (body == BODY)
    do(page.choose(LetterKind.INITIAL.value, ""))
    assert (paper.body, paper.fault is None) == (body, body == BODY)

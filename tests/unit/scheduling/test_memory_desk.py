"""What the rep adds, corrects and takes out of an account's memory; each change is taken back whole."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.builders import JOHN, NOW, an_id
from tests.unit.scheduling.account_world import MONDAYS, NEVER_MONDAY, World
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling import account_watch
from xforce_desktop.scheduling.account_memory import MemoryKind
from xforce_desktop.scheduling.account_memory_desk import AccountMemoryDesk, company_named
from xforce_desktop.scheduling.memory_desk import AccountChoice, NewMemory
from xforce_desktop.scheduling.store_thread import StoreThread


class Desk(World):
    """The world with the rep's desk on it, and one meeting with John at Acme."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = self.ask()
        self.thread = StoreThread()
        self._desk = self.another()
        with self.store.begin() as work:
            self.acme = work.company_id("Acme")

    def run(self, act: Any) -> Any:
        """`act` gets the desk and returns what is to be awaited."""

        return asyncio.run(act(self._desk))

    def another(self) -> AccountMemoryDesk:
        """As that of a command that runs beside the app."""
        return AccountMemoryDesk(self.engine, self.thread)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.thread.close()


def test_what_is_forgotten_and_put_back_holds_again_as_it_was(desk: Desk):
    """In the conversation in which it was said, too, and in every other."""
    desk.hear(desk.asked, MONDAYS)
    other = desk.ask()
    (entry,) = desk.memory()
    old = desk.run(lambda one: one.forget_memory(entry.id))
    assert old == entry
    assert desk.load(other).standing == ()
    desk.run(lambda one: one.put_back_memory(old))
    assert desk.memory() == [entry]
    assert [one.constraints for one in desk.load(other).standing] == [(NEVER_MONDAY,)]
    with pytest.raises(BadInput, match="taken out already"):
        desk.run(lambda one: _twice(one, entry.id))


async def _twice(desk: AccountMemoryDesk, entry_id: uuid.UUID) -> None:
    await desk.forget_memory(entry_id)
    await desk.forget_memory(entry_id)


def test_a_change_of_words_is_the_reps_and_stays(desk: Desk):
    """Whatever they write afterwards; taken back, it is theirs again."""
    desk.hear(desk.asked, MONDAYS)
    (entry,) = desk.memory()
    desk.run(lambda one: one.reword_memory(entry.id, "Mondays are a bit hard, but fine"))
    assert desk.load(desk.asked).standing == ()
    desk.hear(desk.asked, "As I said, I don't do Mondays.")
    assert [one.text for one in desk.memory()] == ["Mondays are a bit hard, but fine"]
    desk.run(lambda one: one.put_back_memory(entry))
    assert [one.text for one in desk.memory()] == ["Not on Mondays."]


def test_changes_are_taken_back_one_after_the_other(desk: Desk):
    """Each as the store had it, whatever was on the screen."""
    desk.hear(desk.asked, MONDAYS)
    (entry,) = desk.memory()
    desk.run(lambda one: one.reword_memory(entry.id, "Mondays are hard"))
    (hard,) = desk.memory()
    desk.run(lambda one: one.reword_memory(entry.id, "Mondays are fine"))
    desk.run(lambda one: one.forget_memory(entry.id))
    for was in ("Mondays are fine", "Mondays are hard", entry.text):
        desk.run(lambda one: one.put_back_memory(hard))
        assert [one.text for one in desk.memory()] == [was]
    assert desk.memory() == [entry]
    with pytest.raises(BadInput, match="can't be taken back"):
        desk.run(lambda one: one.put_back_memory(hard))


def test_what_was_changed_elsewhere_meanwhile_stays(desk: Desk):
    """A command had other words for it: taking ours back would lose them."""
    desk.hear(desk.asked, MONDAYS)
    (entry,) = desk.memory()
    desk.run(lambda one: one.reword_memory(entry.id, "Mondays are hard"))
    asyncio.run(desk.another().reword_memory(entry.id, "Mondays from noon on"))
    with pytest.raises(BadInput, match="can't be taken back any more"):
        desk.run(lambda one: one.put_back_memory(entry))
    assert [one.text for one in desk.memory()] == ["Mondays from noon on"]


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_nothing_comes_back_of_who_opted_out_meanwhile(desk: Desk, is_forgotten: bool):
    """They wrote between the change and its undo."""
    desk.hear(desk.asked, MONDAYS)
    (entry,) = desk.memory()
    if is_forgotten:
        desk.run(lambda one: one.forget_memory(entry.id))
    else:
        desk.run(lambda one: one.reword_memory(entry.id, "Mondays are hard"))
    with desk.store.begin() as work:
        work.opt_out(JOHN, NOW, "They asked.")
        account_watch.leave(desk.engine, work, JOHN, NOW)
        work.commit()
    with pytest.raises(BadInput):
        desk.run(lambda one: one.put_back_memory(entry))
    assert desk.memory() == []


def test_what_is_added_holds_for_one_or_for_all(desk: Desk):
    """And a channel is a channel."""
    by_text = NewMemory(MemoryKind.PREFERENCE, "Would rather be reached by text.", JOHN)
    for new in (by_text, NewMemory(MemoryKind.CONSTRAINT, "Never on Fridays")):
        desk.run(lambda one, new=new: one.remember_of(desk.acme, new))
    standing = desk.load(desk.asked).standing
    assert [(one.contact, one.channel, len(one.constraints)) for one in standing] == [
        (JOHN, "sms", 0),
        ("", "", 1),
    ]


def test_a_fact_limits_nothing_whatever_it_says(desk: Desk):
    """Only what is kept as a limit or a wish is gone by."""
    desk.run(lambda one: one.remember_of(desk.acme, NewMemory(MemoryKind.FACT, "Never on Mondays")))
    assert desk.load(desk.asked).standing == ()


@pytest.mark.parametrize(
    "new, said",
    [
        (NewMemory(MemoryKind.FACT, "  "), "no words"),
        (NewMemory(MemoryKind.FACT, "x" * 301), "too long"),
        (NewMemory(MemoryKind.FACT, "They use Jobber.", "who@else.example"), "not known at that company"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(desk: Desk, new: NewMemory, said: str):
    """Nothing is kept then."""
    with pytest.raises(BadInput, match=said) as refused:
        desk.run(lambda one: one.remember_of(desk.acme, new))
    assert refused.value.field in {"text", "contact"}
    assert desk.memory() == []


def test_the_same_twice_and_of_who_opted_out_is_refused(desk: Desk):
    """Nothing is kept of somebody who does not want to hear from us."""
    new = NewMemory(MemoryKind.FACT, "They use Jobber.", JOHN)
    desk.run(lambda one: one.remember_of(desk.acme, new))
    with pytest.raises(BadInput, match="known already"):
        desk.run(lambda one: one.remember_of(desk.acme, new))
    with desk.store.begin() as work:
        work.opt_out(JOHN, NOW, "They asked.")
        work.commit()
    with pytest.raises(BadInput, match="asked not to be written to"):
        desk.run(lambda one: one.remember_of(desk.acme, NewMemory(MemoryKind.FACT, "New", JOHN)))


def test_a_picture_has_all_of_a_company(desk: Desk):
    """An unknown company has none."""
    desk.hear(desk.asked, MONDAYS)
    desk.run(lambda one: one.note_activity(desk.acme, "Met at the fair", JOHN))
    desk.run(lambda one: one.refresh_account(desk.acme))
    picture = desk.run(lambda one: one.account_picture(desk.acme))
    assert picture.name == "Acme"
    assert [one.text for one in picture.entries] == ["Not on Mondays."]
    assert "Met at the fair" in [one.summary for one in picture.activities]
    assert picture.facts
    assert picture.people == ((JOHN, "John Smith"),)
    assert desk.run(lambda one: one.account_of(desk.asked)) == desk.acme
    with pytest.raises(BadInput, match="not known"):
        desk.run(lambda one: one.account_picture(an_id(5)))


def test_a_company_is_found_by_its_name_in_any_case():
    """One that is nearly so is named."""
    choices = [AccountChoice(an_id(1), "Acme Pest")]
    assert company_named(choices, " acme  PEST ").company_id == an_id(1)
    with pytest.raises(BadInput, match="There is no company") as refused:
        company_named(choices, "acme")
    assert "Did you mean Acme Pest?" in refused.value.advice

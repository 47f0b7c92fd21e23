"""People who leave mails alone and answer texts: with a time, with a no, late, or with STOP."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sync.sandbox.ids import chance
from sync.sandbox.offers import Offered, offered_times
from sync.sandbox.people import Person
from sync.sandbox.state import PersonMemory
from sync.sandbox.world import World
from sync.simulation.said import Said

ANSWER_MINUTES = {  # after a text; who is not here does not answer by text
    "texts_back": (0, 0),
    "texts_late": (2 * 60, 40 * 60),
    "texts_other": (1, 120),
    "texts_no": (1, 120),
    "texts_stop": (0, 300),
    "texts_stop_later": (2, 90),
}
PATIENCE_MAILS = {"texts_back": 4, "texts_late": 8, "texts_other": 14, "texts_stop_later": 4}
BY_TEXT = frozenset(ANSWER_MINUTES)
_ANSWER, _STOP = "answer_text", "text_stop"
_STOPS = ("STOP", "Stop", "stop.", "UNSUBSCRIBE")
_OTHERS = ("That doesn't work for me. What else do you have?", "Can't do that one. Any other times?")
_NOES = ("No thanks, we're not interested.", "Not interested, thanks.")


class Texters:
    """Plans and sends their texts. `plan` takes a moment, an act and the person; `remember` what was said."""

    def __init__(
        self,
        world: World,
        memory: Callable[[Person], PersonMemory],
        plan: Callable[[datetime, str, Person], None],
        remember: Callable[[Said], None],
    ) -> None:
        self._world, self._memory = world, memory
        self._plan, self._remember = plan, remember

    def text_left(self, person: Person) -> None:
        """One of them got a text and will answer it."""
        low, high = ANSWER_MINUTES[person.temperament]
        at = self._world.now + timedelta(minutes=self._draw(person).randint(low, high))
        if at > self._world.now:
            self._plan(at, _ANSWER, person)
        else:
            self._answer(person)

    def due(self, act: str, person: Person) -> bool:
        """Do what was planned; False if it is no act of this kind."""
        if act not in (_ANSWER, _STOP):
            return False
        (self._answer if act == _ANSWER else self._stop)(person)
        return True

    def _draw(self, person: Person) -> random.Random:
        return chance(self._world.state.seed, "texts", person.address, len(self._world.texts.all()))

    def _answer(self, person: Person) -> None:
        if person.temperament == "texts_stop":
            self._stop(person)
        elif person.temperament == "texts_no":
            self._refuse(person)
        elif person.temperament == "texts_other" and self._wants_others(person):
            self._say(person, self._draw(person).choice(_OTHERS), "reply")
        else:
            self._choose(person)

    def _wants_others(self, person: Person) -> bool:
        """Three times they want another time than the text's."""
        notes = self._memory(person).notes
        asked = int(notes.get("asked_for_others", "0"))
        notes["asked_for_others"] = str(asked + 1)
        return asked < 3

    def _choose(self, person: Person) -> None:
        """They take the first time that the last text offers."""
        found = self._offered(person)
        coming = [one for one in found if one.at > self._world.now]
        words = f"{coming[0].local:%A at %-I:%M %p} works" if coming else "Yes, that works"
        if found and not coming:
            words = "Sorry, only saw this now. What else do you have?"
        memory = self._memory(person)
        memory.picked_at = coming[0].at if coming else None
        if coming:
            memory.notes["chose_by_text"] = "yes"
        self._say(person, words, "reply")
        if person.temperament == "texts_stop_later":
            hours = self._draw(person).randint(1, 60)
            self._plan(self._world.now + timedelta(hours=hours), _STOP, person)

    def _offered(self, person: Person) -> list[Offered]:
        """The times in the newest text to them."""
        texts = (one for one in reversed(self._world.texts.all()) if one.recipient == person.phone)
        last = next(texts, None)
        return offered_times(last.body, last.created_at, ZoneInfo(person.timezone)) if last else []

    def _refuse(self, person: Person) -> None:
        notes = self._memory(person).notes
        if "declined" not in notes:
            notes["declined"] = "yes"
            self._say(person, self._draw(person).choice(_NOES), "decline")

    def _stop(self, person: Person) -> None:
        """The word that opts out of everything, once."""
        notes = self._memory(person).notes
        if "opted_out" not in notes:
            notes["opted_out"] = "yes"
            self._say(person, self._draw(person).choice(_STOPS), "opt_out")

    def _say(self, person: Person, words: str, kind: str) -> None:
        text = self._world.texts.receive(person.phone, words)
        self._remember(Said(self._world.now, person.address, kind, text.sid, "sms"))


def is_waiting_for_a_text(person: Person, memory: PersonMemory) -> bool:
    """Whether they leave a mail alone; who got no text that suits them answers a later one after all."""
    if person.temperament not in BY_TEXT:
        return False
    if person.temperament in ("texts_stop", "texts_no"):
        return True
    return "chose_by_text" not in memory.notes and memory.mails_read < PATIENCE_MAILS[person.temperament]

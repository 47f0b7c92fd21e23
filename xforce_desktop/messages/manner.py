"""How a rep writes, as a few words from closed lists: nothing of what they wrote is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

UNKNOWN = ""


@dataclass(frozen=True)
class Manner:
    """One word a habit, empty where nothing is known. What each may be stands in `WORDS`."""

    greeting: str = UNKNOWN
    greeting_mark: str = UNKNOWN
    greeted_as: str = UNKNOWN
    sign_off: str = UNKNOWN
    sign_off_mark: str = UNKNOWN
    signed_as: str = UNKNOWN
    contractions: str = UNKNOWN
    exclamations: str = UNKNOWN
    length: str = UNKNOWN
    minutes: str = UNKNOWN

    def over(self, other: Manner) -> Manner:
        """This one, and `other` where it says nothing."""
        return replace(other, **self.known())

    def known(self) -> dict[str, str]:
        """Each habit about which something is known."""
        return {name: word for name in HABITS if (word := getattr(self, name)) != UNKNOWN}


HABITS = tuple(field.name for field in fields(Manner))
NO_MANNER = Manner()

# "name": "John," alone; "other": something that is none of these, such as "Good morning".
WORDS: Mapping[str, frozenset[str]] = {
    "greeting": frozenset({"hi", "hey", "hello", "dear", "name", "other"}),
    "greeting_mark": frozenset({"comma", "dash", "exclamation", "colon", "none"}),
    "greeted_as": frozenset({"first name", "full name", "other", "none"}),
    "sign_off": frozenset(
        {
            *("best", "thanks", "thank you", "many thanks", "cheers", "regards", "best regards"),
            *("kind regards", "warm regards", "all the best", "best wishes", "talk soon", "sincerely"),
            *("take care", "none"),
        }
    ),
    "sign_off_mark": frozenset({"comma", "exclamation", "none"}),
    "signed_as": frozenset({"first name", "full name", "none"}),
    "contractions": frozenset({"used", "avoided"}),
    "exclamations": frozenset({"used", "avoided"}),
    "length": frozenset({"short", "standard", "long"}),
    "minutes": frozenset({"min", "minutes"}),
}


def manner_from(words: Mapping[str, str]) -> Manner:
    """The manner that these words say; a word that is on no list says nothing."""
    return Manner(**{name: word for name, word in words.items() if word in WORDS.get(name, ())})

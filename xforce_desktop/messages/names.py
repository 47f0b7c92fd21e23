"""People's names as they are used in a greeting, a list or a sign-off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_POLITE = re.compile(r"^(mr|mrs|ms|miss|mx|sir|madam)\.?$", re.IGNORECASE)
_DOCTOR = re.compile(r"^(dr|prof|professor|doctor|rev)\.?$", re.IGNORECASE)
_PARTICLE = re.compile(
    r"^(de|del|della|der|den|di|da|dos|das|du|la|le|van|von|zu|ten|ter|bin|ibn|al|el|y|af|av)$"
)
_SUFFIX = re.compile(r"^(jr|sr|ii|iii|iv|phd|md|mba|cpa|esq)\.?$", re.IGNORECASE)


@lru_cache(maxsize=512)
def first_name(name: str) -> str:
    """The name for a greeting: "John" of "Smith, John", "Dr. Chen" of "Dr. Wei Chen"; empty if unusable."""
    words = _words(name)
    if not words:
        return ""
    if _DOCTOR.match(words[0]) and len(words) > 1:
        return f"{words[0].rstrip('.').capitalize()}. {_cased(words[-1])}"
    if _POLITE.match(words[0]):
        if len(words) == 2:
            return f"{words[0].rstrip('.').capitalize()}. {_cased(words[1])}"
        words = words[1:]
    return _cased(words[0]) if words else ""


def full_name(name: str) -> str:
    """The words of a name in their usual order and case: "John Smith" of "Smith, John"."""
    words = _words(name)
    return " ".join(
        word if number and _PARTICLE.match(word) else _cased(word) for number, word in enumerate(words)
    )


def joined(names: Sequence[str], word: str = "and") -> str:
    """Names in a row: "John", "John and Mary", "John, Mary and Sue"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _words(name: str) -> list[str]:
    if "@" in name:
        return []
    plain = re.sub(r"\(.*?\)|\[.*?\]|[\"“”<>]", " ", name)
    family, comma, given = plain.partition(",")
    if comma and given.strip() and not _SUFFIX.match(given.strip()):
        plain = f"{given} {family}"
    elif comma:
        plain = family
    words = [word.strip(",;") for word in plain.split() if not _SUFFIX.match(word) or len(plain.split()) == 1]
    return words if any(char.isalpha() for char in plain) else []


def _cased(word: str) -> str:
    if word.islower() or (word.isupper() and len(word) > 2):
        return "-".join(part.capitalize() for part in word.split("-"))
    return word

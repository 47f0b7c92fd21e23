"""When two entries are one: the rule, in one place.

- A contact is its mail address, in any case.
- A deal is its name within its company, in any case.
- A company is its name without case, accents and punctuation. Two whose names are the same so are one, unless
  their states differ and they share no mail domain. Two that differ in the legal form only ("Acme",
  "Acme LLC") are one if they have the same state, or share a mail domain that is not open to the public.
  A state in brackets behind the name counts as its state.
- What may be one and does not meet this is kept apart and listed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from xforce_desktop.crm.fields import list_words, without_accents

_WORD = re.compile(r"[^\W_]+")
_STATE_BEHIND = re.compile(r"\s*\(([A-Z]{2})\)$")


def words_key(text: str) -> str:
    """Two spellings that differ in case or spacing only have the same key."""
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=65_536)
def full_name(name: str) -> str:
    """The words of a company's name with its legal form: "Acme, Inc." and "ACME INC" are one."""
    plain = _STATE_BEHIND.sub("", name.strip())
    words = _WORD.findall(without_accents(plain.replace("&", " and ")).replace(".", ""))
    return " ".join(words) or plain.casefold()


@lru_cache(maxsize=65_536)
def bare_name(name: str) -> str:
    """The same without "the" in front and legal forms behind."""
    words = full_name(name).split()
    while len(words) > 1 and words[-1] in list_words().legal_forms:
        words.pop()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@lru_cache(maxsize=1)
def shared_domains() -> frozenset[str]:
    """Domains of which anybody may have an address."""
    text = files("resources").joinpath("shared_mail_domains.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and line[0] != "#")


def company_domain(address: str) -> str:
    """The domain of a mail address, if it says for whom somebody works."""
    domain = address.rpartition("@")[2].strip().casefold()
    return "" if domain in shared_domains() else domain


def named_with_state(name: str, state: str) -> str:
    """A second company of one name, told from the first by its state."""
    return f"{_STATE_BEHIND.sub('', name.strip())} ({state})"


def state_in_name(name: str) -> str:
    """The state that `named_with_state` put there."""
    found = _STATE_BEHIND.search(name.strip())
    return found[1] if found and found[1] in list_words().states else ""


def names_and_states_agree(names: tuple[str, str], states: tuple[str, str], shares_domain: bool) -> bool:
    """Whether two companies whose bare names are the same are one company."""
    states_differ = bool(states[0] and states[1] and states[0] != states[1])
    if shares_domain:
        return True
    if full_name(names[0]) == full_name(names[1]):
        return not states_differ
    return bool(states[0]) and states[0] == states[1]

"""Received text made plain: HTML to text, invisible characters out, one way of writing quotes and dashes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from xforce_desktop.replies.html_text import is_html, read_html

LONGEST_READ = 40_000
"""Characters of a body that are read; what follows is quoted history or an attack."""

LONGEST_WORD = 200
_ENDLESS_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_REPLACED = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2007": " ",
    "\u3000": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\t": " ",
    "\u2018": "'",
    "\u2019": "'",
    "\u201b": "'",
    "\u02bc": "'",
    "\u0060": "'",
    "\u00b4": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2212": "-",
    "\u2014": " - ",
    "\u2015": " - ",
    "\u2026": "...",
    "\u22c5": " ",
    "\u00b7": "*",
    "\u2022": "*",
    "\r": "\n",
}


@dataclass(frozen=True)
class PlainBody:
    """A body made plain. `hidden` stood in its HTML and is not seen; `is_cut`: it was longer than is read."""

    text: str
    hidden: str = ""
    is_cut: bool = False


def plain_text(body: str) -> str:
    """`body` without markup, invisible and direction characters; at most `LONGEST_READ` characters."""
    return plain_body(body).text


def plain_body(body: str) -> PlainBody:
    """`plain_text` of a body, with what was hidden in it and whether it was cut."""
    if is_html(body):
        parts = read_html(body)
        return PlainBody(_plain(parts.text), parts.hidden, parts.is_cut or len(parts.text) > LONGEST_READ)
    return PlainBody(_plain(body.replace("\r\n", "\n")), is_cut=len(body) > LONGEST_READ)


def _plain(text: str) -> str:
    plain = "".join(_plain_char(char) for char in text[:LONGEST_READ])
    return _ENDLESS_WORD.sub(lambda match: match.group()[:LONGEST_WORD], plain)


def fold(text: str) -> str:
    """Lower case without accents, character for character, so that positions stay those of `text`."""
    return text.lower() if text.isascii() else "".join(map(_folded_char, text))


@lru_cache(maxsize=4096)
def _plain_char(char: str) -> str:
    if char in _REPLACED:
        return _REPLACED[char]
    if char == "\n" or " " <= char <= "~":
        return char
    category = unicodedata.category(char)
    if category in {"Cf", "Cc", "Cs", "Co", "Cn"}:
        return ""
    if category == "Nd" or "\uff01" <= char <= "\uff5e":
        return unicodedata.normalize("NFKC", char)
    if category == "Nd" or (category == "No" and char.isdigit()):
        return str(unicodedata.digit(char))
    return char


@lru_cache(maxsize=4096)
def _folded_char(char: str) -> str:
    lower = char.lower()
    base = unicodedata.normalize("NFD", lower)[:1]
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    return base if len(base) == 1 else char

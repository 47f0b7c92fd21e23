"""Received text made plain: HTML to text, invisible characters out, one way of writing quotes and dashes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bs4 import BeautifulSoup, Tag

LONGEST_READ = 60_000
"""Characters of a body that are read; what follows is quoted history or an attack."""

_MARKUP = re.compile(r"<\s*(?:html|body|div|p|br|span|table|blockquote)\b[^<>]{0,400}>", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|mso-hide", re.IGNORECASE
)
_REPLACED = {
    "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ", "\u2028": "\n", "\u2029": "\n", "\t": " ",
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-", "\u2014": " - ", "\u2015": " - ",
    "\u2026": "...", "\u22c5": " ", "\u00b7": "*", "\u2022": "*", "\r": "\n",
}  # fmt: skip


def plain_text(body: str) -> str:
    """`body` without markup, invisible and direction characters; at most `LONGEST_READ` characters."""
    text = body[: LONGEST_READ * 4].replace("\r\n", "\n")
    if _MARKUP.search(text[:LONGEST_READ]):
        text = _from_html(text)
    return "".join(_plain_char(char) for char in text[:LONGEST_READ])


def fold(text: str) -> str:
    """Lower case without accents, character for character, so that positions stay those of `text`."""
    return "".join(map(_folded_char, text))


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


def _from_html(markup: str) -> str:
    soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.find_all(["script", "style", "head", "template", "title"]):
        tag.decompose()
    for tag in soup.find_all(_is_hidden):
        if not tag.decomposed:
            tag.decompose()
    for tag in soup.find_all("br"):
        tag.replace_with("\n")
    for tag in soup.find_all("blockquote"):
        if not tag.decomposed:
            lines = tag.get_text().strip().splitlines()
            tag.replace_with("\n" + "\n".join(f"> {line.strip()}" for line in lines) + "\n")
    for tag in soup.find_all(["p", "div", "tr", "li", "table", "h1", "h2", "h3"]):
        tag.append("\n")
    return soup.get_text()


def _is_hidden(tag: Tag) -> bool:
    return bool(_HIDDEN.search(str(tag.get("style") or ""))) or tag.has_attr("hidden")

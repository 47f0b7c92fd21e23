"""Received text made plain: HTML to text, invisible characters out, one way of writing quotes and dashes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html.parser import HTMLParser

from xforce_desktop.replies.words import words_of

LONGEST_READ = 40_000
"""Characters of a body that are read; what follows is quoted history or an attack."""

LONGEST_WORD = 200
_ENDLESS_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_MARKUP = re.compile(r"<\s*(?:html|body|div|p|br|span|table|blockquote)\b[^<>]{0,400}>", re.IGNORECASE)
_BREAKS = {"br", "p", "div", "tr", "li", "table", "blockquote", "h1", "h2", "h3", "ul", "ol", "hr"}
_VOID = words_of("br hr img meta link input wbr area base col embed source track o:p")
_UNSEEN = {"script", "style", "head", "template", "title", "noscript"}
_DEEPEST = 60
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|mso-hide",
    re.IGNORECASE,
)
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


def plain_text(body: str) -> str:
    """`body` without markup, invisible and direction characters; at most `LONGEST_READ` characters."""
    text = body[: LONGEST_READ * 2].replace("\r\n", "\n")
    if _MARKUP.search(text[:LONGEST_READ]):
        text = _from_html(text)
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


class _HtmlText(HTMLParser):
    """Collects what a person would see; blockquotes come out as quoted lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._hidden = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; void ones only break the line."""
        if tag in _BREAKS:
            self._break()
        if tag in _VOID:
            return
        style = " ".join(value or "" for name, value in attrs if name == "style")
        hidden = tag in _UNSEEN or bool(_HIDDEN.search(style)) or any(name == "hidden" for name, _ in attrs)
        self._open.append((tag, hidden, tag == "blockquote"))
        self._hidden += hidden
        self._quoted += tag == "blockquote"
        if tag == "blockquote":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open element of that name, and those left open inside it."""
        if tag in _BREAKS:
            self._break()
        if not any(name == tag for name, _, _ in self._open[-_DEEPEST:]):
            return
        while self._open:
            name, hidden, quoted = self._open.pop()
            self._hidden -= hidden
            self._quoted -= quoted
            if name == tag:
                break
        if tag == "blockquote":
            self._break()

    def handle_data(self, data: str) -> None:
        """Text, unless it cannot be seen."""
        if not self._hidden:
            flat = re.sub(r"\s+", " ", data)
            self.parts.append(flat)

    def _break(self) -> None:
        self.parts.append("\n" + ("> " if self._quoted else ""))


def _from_html(markup: str) -> str:
    parser = _HtmlText()
    parser.feed(markup)
    parser.close()
    return "".join(parser.parts)

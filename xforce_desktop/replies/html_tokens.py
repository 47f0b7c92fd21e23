"""HTML as a run of tags and words, in one pass over the text, whatever it holds.

Python's own html.parser takes minutes over 30,000 characters of "<a " and so does what is built on it; a mail
from anybody must not stop the reader. Broken markup is taken as browsers take it: what is never closed is
dropped to the end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What a token is. `RAW` is the inside of style, script and title."""

    START = auto()
    END = auto()
    TEXT = auto()
    RAW = auto()
    COMMENT = auto()


@dataclass(frozen=True)
class Token:
    """`text` is the tag's name in lower case, or the words, character references replaced."""

    kind: Kind
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


_RAW_END = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("style", "script", "title", "textarea", "xmp")
}
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,60}")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?:(?P<name>[^\s/>=]+)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s>]*)))?|=)?"
)
_ENDLESS_REFERENCE = re.compile(r"&#x?[0-9a-fA-F]{8,};?")
_MOST_ATTRIBUTES = 60


def tokens(markup: str) -> Iterator[Token]:
    """Every token in order. Time grows with the length of the text and with nothing else."""
    at, length = 0, len(markup)
    last_end, last_comment = markup.rfind(">"), markup.rfind("-->")
    while at < length:
        opening = markup.find("<", at)
        if opening < 0:
            yield Token(Kind.TEXT, _words(markup[at:]))
            return
        if opening > at:
            yield Token(Kind.TEXT, _words(markup[at:opening]))
        if markup.startswith("<!--", opening):
            closing = markup.find("-->", opening + 4) if last_comment >= opening + 4 else length
            yield Token(Kind.COMMENT, markup[opening + 4 : closing])
            at = closing + 3
        elif not _is_tag(markup, opening):
            yield Token(Kind.TEXT, "<")
            at = opening + 1
        elif opening > last_end:
            return
        else:
            token, at = _tag(markup, opening)
            if token is not None:
                yield token
                if token.kind is Kind.START and token.text in _RAW_END:
                    found = _RAW_END[token.text].search(markup, at)
                    inside_end = found.start() if found else length
                    yield Token(Kind.RAW, markup[at:inside_end])
                    at = inside_end


def _words(text: str) -> str:
    return html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def _is_tag(markup: str, opening: int) -> bool:
    following = markup[opening + 1 : opening + 3]
    return following[:1] in {"!", "?"} or bool(re.match(r"/?[a-zA-Z]", following)) or following == "/>"


def _tag(markup: str, opening: int) -> tuple[Token | None, int]:
    """The tag at `opening` and where the text goes on; no token for declarations."""
    if markup[opening + 1] in "!?" or markup[opening + 1 : opening + 3] == "/>":
        return None, markup.index(">", opening) + 1
    if markup[opening + 1] == "/":
        name = _NAME.match(markup, opening + 2)
        return Token(Kind.END, name[0].lower() if name else ""), markup.index(">", opening) + 1
    name = _NAME.match(markup, opening + 1)
    assert name
    found, at = _attributes(markup, name.end())
    return Token(Kind.START, name[0].lower(), found), at


def _attributes(markup: str, at: int) -> tuple[dict[str, str], int]:
    """Attributes by lower-case name, of repeated ones the first; and the place behind the ">"."""
    found: dict[str, str] = {}
    while at < len(markup) and markup[at] != ">":
        match = _ATTRIBUTE.match(markup, at)
        assert match
        name = match["name"]
        if name and len(found) < _MOST_ATTRIBUTES:
            value = match["double"] or match["single"] or match["bare"] or ""
            found.setdefault(name.lower(), _words(value) if len(value) < 10_000 else "")
        if match.end() == at:
            at += 1
        else:
            at = match.end()
    return found, at + 1

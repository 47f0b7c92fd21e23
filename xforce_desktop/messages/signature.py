"""The rep's signature below the sign-off: plain lines, or simple HTML of which only what is harmless stays.

It is built anew from what was understood: a few tags, one attribute, everything else as text. So nothing can
come through that is not written down here.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from xforce_desktop.errors import BadInput

LONGEST = 4000
_INLINE = frozenset({"b", "strong", "i", "em", "u"})
_BLOCKS = frozenset({"p", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4"})
_SILENT = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "math", "iframe", "object"}
)
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\"'<>\\]{1,500}", re.IGNORECASE)
_TAG = re.compile(r"<(?:!|\s*/?\s*[a-z][a-z0-9]*(?=[\s/>]))[^>]*>", re.IGNORECASE)  # an address is none
_SPARE = re.compile(r"(?:\s*<br>\s*)+")


def check_signature(text: str) -> None:
    """Raises BadInput for one that is too long, or of which nothing could be shown."""
    if len(text) > LONGEST:
        advice = f"Use at most {LONGEST} characters; pictures cannot be part of it."
        raise BadInput(f"A signature of {len(text)} characters is too long.", advice, field="signature")
    if text.strip() and not signature_text(text):
        raise BadInput("Nothing is left of this signature.", "It needs some words.", field="signature")


def signature_html(text: str) -> str:
    """What goes below the sign-off; empty for an empty signature."""
    if not text.strip():
        return ""
    if not _TAG.search(text):
        return "<br>\n".join(escape(line.rstrip(), quote=False) for line in text.strip().splitlines())
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.html


def signature_text(text: str) -> str:
    """The same in plain lines, for a preview."""
    if not _TAG.search(text):
        return text.strip()
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Keeps what is allowed. Tags that stay open are closed at the end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif tag == "br" or tag in _BLOCKS:
            self._break()
        elif tag in _INLINE:
            self._begin(tag, f"<{tag}>")
        elif tag == "a" and (link := _link_of(attrs)):
            self._begin(tag, f'<a href="{escape(link)}">')
        elif tag == "td":
            self._say(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._silent:
            return
        elif tag in _BLOCKS:
            self._break()
        elif tag in self._open:
            while (last := self._open.pop()) != tag:
                self._out.append(f"</{last}>")
            self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(data)

    def _say(self, words: str) -> None:
        flat = re.sub(r"\s+", " ", words)
        self._out.append(escape(flat, quote=False))
        self.words.append(flat)

    def _begin(self, tag: str, opening: str) -> None:
        self._open.append(tag)
        self._out.append(opening)

    def _break(self) -> None:
        self._out.append("<br>")
        self.words.append("\n")

    @property
    def html(self) -> str:
        closing = "".join(f"</{tag}>" for tag in reversed(self._open))
        kept = _SPARE.sub("<br>\n", "".join(self._out) + closing)
        return re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+\s*$", "", kept).strip()


def _link_of(attrs: list[tuple[str, str | None]]) -> str:
    link = next((value or "" for name, value in attrs if name == "href"), "").strip()
    return link if _LINK.fullmatch(link) else ""

"""HTML to text and back, the way Exchange shows one as the other."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_BREAKS = {"br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "hr", "blockquote"}
_RUNS = re.compile(r"(?is)<(script|iframe|object)\b.*?</\1\s*>|\son\w+\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)")
_SILENT = {"style", "script", "title", "head"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag == "hr":
            self.parts.append("\n" + "_" * 32)
        if tag in ("td", "th"):
            self.parts.append(" ")
        if tag == "li":
            self.parts.append("\n- ")
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in ("p", "div", "table", "ul", "ol", "blockquote", "h1", "h2", "h3"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def to_text(html: str) -> str:
    """The visible words, one line per block, no run of more than one empty line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def to_html(text: str) -> str:
    """Plain text as a page that looks the same."""
    lines = escape(text.replace("\r\n", "\n"), quote=False).replace("\n", "<br>\n")
    head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    return f'<html><head>{head}</head><body><div class="PlainText">{lines}</div></body></html>'


def safe_html(html: str) -> str:
    """The page without scripts, frames and handlers, as a service shows it that trusts nobody."""
    return _RUNS.sub("", html)

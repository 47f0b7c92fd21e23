"""Bodies of mails: our plain text as simple HTML, above a quoted history, and HTML as plain text."""

from __future__ import annotations

import re
from html import escape

from bs4 import BeautifulSoup, Comment
from bs4.element import NavigableString, PageElement, Tag

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_BODY_TAG = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HTML_TAG = re.compile(r"<html\b[^>]*>(?:\s*<head\b.*?</head>)?", re.IGNORECASE | re.DOTALL)
_BLOCKS = {"p", "div", "tr", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"head", "style", "script", "title", "template"}


def as_html(text: str) -> str:
    """Plain text as HTML that looks the same in every client: a paragraph per block, lines kept."""
    blocks = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_lines(block)}</p>" for block in blocks if block.strip())


def page(text: str) -> str:
    """A whole HTML page that shows this plain text."""
    return f"<html><body>\n{as_html(text)}\n</body></html>"


def above_history(text: str, history_html: str) -> str:
    """A page with our text on top and the history, as the service made it, untouched below."""
    match = _BODY_TAG.search(history_html) or _HTML_TAG.search(history_html)
    at = match.end() if match else 0
    return f"{history_html[:at]}\n{as_html(text)}\n<br>\n{history_html[at:]}"


def as_text(html: str) -> str:
    """The visible words of an HTML body; a line per block, at most one empty line in a row."""
    parts: list[str] = []
    _collect(BeautifulSoup(html, "html.parser"), parts)
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _lines(block: str) -> str:
    lines = [_linked(line.rstrip()) for line in block.split("\n")]
    return "<br>\n".join(_indented(line) for line in lines)


def _indented(line: str) -> str:
    bare = line.lstrip(" ")
    return "&nbsp;" * (len(line) - len(bare)) + bare


def _linked(line: str) -> str:
    """A line, escaped, its addresses as links."""
    done, at = "", 0
    for match in _LINK.finditer(line):
        done += escape(line[at : match.start()], quote=False)
        done += f'<a href="{escape(match[0])}">{escape(match[0], quote=False)}</a>'
        at = match.end()
    return done + escape(line[at:], quote=False)


def _collect(node: PageElement, parts: list[str]) -> None:
    if isinstance(node, NavigableString):
        if type(node) is NavigableString and not isinstance(node, Comment):
            parts.append(re.sub(r"\s+", " ", str(node)) if str(node).strip() else _gap(node))
        return
    if not isinstance(node, Tag) or node.name in _SILENT:
        return
    if node.name == "br":
        parts.append("\n")
    elif node.name == "hr":
        parts.append("\n" + "_" * 32 + "\n")
    elif node.name == "li":
        parts.append("\n- ")
    elif node.name in _BLOCKS:
        parts.append("\n")
    for child in node.children:
        _collect(child, parts)
    if node.name in _BLOCKS:
        parts.append("\n\n" if node.name == "p" else "\n")


def _gap(node: NavigableString) -> str:
    """White space between words counts; between blocks it does not."""
    beside = (node.previous_sibling, node.next_sibling)
    return "" if any(one is None or getattr(one, "name", None) in _BLOCKS | {"br"} for one in beside) else " "

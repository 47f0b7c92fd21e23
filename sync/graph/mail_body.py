"""Bodies of our mails: plain text as simple HTML, also above a quoted history."""

from __future__ import annotations

import re
from html import escape

# As Outlook writes a new mail. Without a font of its own a page is shown in Times, which no person's mail is.
_STYLE = "font-family: Aptos, Calibri, Helvetica, sans-serif; font-size: 11pt"
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_BODY_TAG = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HTML_TAG = re.compile(r"<html\b[^>]*>(?:\s*<head\b.*?</head>)?", re.IGNORECASE | re.DOTALL)


def as_html(text: str) -> str:
    """Plain text as HTML that looks the same in every client: a paragraph per block, lines kept."""
    blocks = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f'<p style="{_STYLE}">{_lines(block)}</p>' for block in blocks if block.strip())


def page(text: str, signature: str = "") -> str:
    """A whole HTML page that shows this plain text, and below it a signature that is HTML already."""
    return f'<html><head><meta charset="utf-8"></head><body>\n{_signed(text, signature)}\n</body></html>'


def above_history(text: str, history_html: str, signature: str = "") -> str:
    """A page with our text on top and the history, as the service made it, untouched below."""
    match = _BODY_TAG.search(history_html) or _HTML_TAG.search(history_html)
    at = match.end() if match else 0
    return f"{history_html[:at]}\n{_signed(text, signature)}\n<br>\n{history_html[at:]}"


def _signed(text: str, signature: str) -> str:
    return f"{as_html(text)}\n<p>{signature}</p>" if signature else as_html(text)


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

"""Files that are no lists, known by how they begin, so that it is said what they are."""

from __future__ import annotations

import re

from xforce_desktop.errors import BadInput

_ADVICE = "Save it as CSV where it can be opened, and import that."
_ZIPPED = (
    (b"xl/workbook", "an Excel workbook"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet"),
    (b"Index/Document.iwa", "a Numbers spreadsheet"),
    (b"word/document", "a Word document"),
)
_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Word document"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf\x27\x1c", "a packed file"),
    (b"Rar!\x1a\x07", "a packed file"),
    (b"BZh", "a packed file"),
    (b"\xfd7zXZ", "a packed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"!BDN", "an Outlook data file"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PAGE = re.compile(r"\s*<(!doctype html|html|head|body|table|meta)\b", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LOOKED_AT = 16_384  # characters
_FEW, _SHARE = 8, 0.05  # so many control characters may be in a text


def check_bytes(content: bytes) -> None:
    """Raises BadInput for what begins like something that is no text."""
    if content.startswith(_ZIP):
        raise _no_list(next((what for mark, what in _ZIPPED if mark in content), "a ZIP archive"))
    for mark, what in _BEGINNINGS:
        if content.startswith(mark):
            raise _no_list(what)


def check_text(text: str) -> None:
    """Raises BadInput for a page of the web, and for bytes that are no text in any encoding."""
    if _PAGE.match(text):
        raise _no_list("a web page, whatever its name says")
    if _XML.match(text):
        raise _no_list("XML")
    controls = len(_CONTROL.findall(text[:_LOOKED_AT]))
    if controls > max(_FEW, _SHARE * min(len(text), _LOOKED_AT)):
        raise BadInput("This is no text.", _ADVICE)


def _no_list(what: str) -> BadInput:
    return BadInput(f"This is {what}, not a list.", _ADVICE)

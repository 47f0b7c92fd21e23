"""The bytes of a list as text, whichever program on whichever computer wrote it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from xforce_desktop.crm.file_kinds import check_bytes, check_text
from xforce_desktop.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What office programs write where it is not UTF-8.
_CANDIDATES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman", "shift_jis", "gb18030", "big5"]
_WESTERN = frozenset("‘’“”‚„–—…•·€£¥§©®™°±²³½¼¾¿¡«»´`\xa0")
_LOOKS_WIDE = "It says nowhere that it is UTF-16; it looks so."
_SAMPLE_BYTES = 16_384
_MOST_BYTES = 200_000_000
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Decoded:
    """A file as text. `encoding` as Python names it; `notes` say in words what was doubtful or left out."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes, encoding: str = "") -> Decoded:
    """The text, with line ends as \\n and without NULs; other control characters are spaces in it.

    With `encoding` that one is used. Raises BadInput for an unknown encoding, one that does not fit, for what
    is no text, or a file too large to be a list.
    """
    check_size(len(content))
    check_bytes(content)
    read = _as_told(content, encoding) if encoding else _guessed(content)
    text = read.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    check_text(text)
    text, controls = _CONTROL.subn(" ", text)
    told = [f"{controls} control characters became spaces."] if controls else []
    if nulls := text.count("\0"):
        text = text.replace("\0", "")
        told.append(f"{nulls} NUL characters were left out.")
    return Decoded(text, read.encoding, (*read.notes, *told))


def check_size(size: int) -> None:
    """Raises BadInput for a file too large to be a list."""
    if size > _MOST_BYTES:
        raise BadInput("This file is too large for a list.", "Split it; 200 MB is the most.")


def _as_told(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), codecs.lookup(encoding).name)
    except LookupError as error:
        raise BadInput(f"There is no encoding “{encoding}”.", "Use a name like utf-8 or cp1252.") from error
    except ValueError as error:  # of bytes that do not fit, or of a codec that never does
        raise BadInput(f"The file is not {encoding}.", "Leave --encoding out: it is then guessed.") from error


def _guessed(content: bytes) -> Decoded:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if marked:
        text = content.decode(marked, errors="replace")
        damaged = ("Some characters were damaged and are shown as \ufffd.",) if "\ufffd" in text else ()
        return Decoded(text, codecs.lookup(marked).name, damaged)
    if (wide := _two_bytes_each(content)) is not None:
        return wide
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _mixed(content) or _one_byte_each(content)


def _two_bytes_each(content: bytes) -> Decoded | None:
    """UTF-16 without its mark: every second byte of plain English is NUL."""
    sample = content[: _SAMPLE_BYTES // 2 * 2]
    if len(sample) < 4 or len(content) % 2:
        return None
    half = len(sample) // 2
    for name, zeros in (("utf-16-le", sample[1::2].count(0)), ("utf-16-be", sample[0::2].count(0))):
        if zeros > 0.6 * half:
            try:
                return Decoded(content.decode(name), name, (_LOOKS_WIDE,))
            except UnicodeDecodeError:
                continue
    return None


def _mixed(content: bytes) -> Decoded | None:
    """Lines of several programs in one file: most are UTF-8, the others are read as Windows wrote them."""
    lines = content.split(b"\n")
    read: list[str] = []
    others, is_utf8 = 0, 0
    for line in lines:
        try:
            read.append(line.decode("utf-8"))
            is_utf8 += not line.isascii()
        except UnicodeDecodeError:
            read.append(line.decode("cp1252", errors="replace"))
            others += 1
    if not is_utf8:
        return None
    note = f"{others} lines are not UTF-8 as the others are; they were read as Windows-1252."
    return Decoded("\n".join(read), "utf-8", (note,))


def _one_byte_each(content: bytes) -> Decoded:
    """Windows-1252 if it reads like a Western language, else what fits best."""
    western = content.decode("cp1252", errors="replace")
    if _is_western(western):
        return Decoded(western, "cp1252", ("It says nowhere in which encoding it is; Windows-1252 fits.",))
    from charset_normalizer import from_bytes

    telling = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE_BYTES]
    best = from_bytes(telling, cp_isolation=_CANDIDATES, threshold=0.5).best()
    name = best.encoding if best else "cp1252"
    text = content.decode(name, errors="replace")
    note = f"It says nowhere in which encoding it is; {name} fits best. See --encoding if names look wrong."
    return Decoded(text, name, (note,))


def _is_western(text: str) -> bool:
    """Whether what is not ASCII are single accented Latin letters within words, and quotes."""
    letters = odd = side_by_side = 0
    before = " "
    for char in text:
        if char > "\x7f":
            is_letter = "\xc0" <= char <= "\xff" or char in "ŠšŽžŒœŸ"
            letters += 1
            odd += not (is_letter or char in _WESTERN)
            odd += is_letter and char.isupper() and before.islower()
            side_by_side += is_letter and before > "\x7f"
        before = char
    return odd * 20 <= letters and side_by_side * 3 <= letters

"""How many bounces of a public collection are recognised, and how many ordinary mails are taken for robots'.

    python -m tests.benchmarks.kinds --bounces FOLDER [--mails FOLDER] [--wrong]

FOLDER holds mails as files, for example a copy of sisimai/set-of-emails (maildir/bsd) or of mailgun/talon's
fixtures; neither is part of this project. Each bounce is read twice: with its report as it came, and by the
words alone, as a mail service shows it. What is right is told by the report's own fields (RFC 3464): only
mails that have them are counted for the address and for whether the failure is for good. Complaints
(RFC 5965) are left out; files named rfc3834 are automatic answers.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from pathlib import Path

from xforce_desktop.replies.analysis import MessageKind, ReceivedText, ReplyAnalysis, ReplyContext
from xforce_desktop.replies.automatic import FailureKind
from xforce_desktop.replies.offline_analyst import OfflineAnalyst

CONTEXT = ReplyContext(datetime(2027, 3, 1, 15, tzinfo=UTC), "America/New_York", "demo", 30, "Demo", ())
_FIELD = re.compile(
    rb"^(?P<name>final-recipient|original-recipient|action|status):[ \t]*(?P<value>[^\r\n]+)", re.M | re.I
)


@dataclass(frozen=True)
class Stated:
    """What the fields of a report say; empty where it has none."""

    addresses: frozenset[str]
    kind: FailureKind | None


@dataclass(frozen=True)
class Told:
    """One mail, what is right, and what was read."""

    name: str
    way: str
    expected: MessageKind
    stated: Stated
    read: ReplyAnalysis


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kinds", description=__doc__)
    parser.add_argument("--bounces", type=Path, metavar="FOLDER", required=True)
    parser.add_argument("--mails", type=Path, metavar="FOLDER", help="ordinary mails")
    parser.add_argument("--wrong", action="store_true", help="name those that were read wrongly")
    args = parser.parse_args()
    told = list(_read_all(args.bounces))
    for way in ("with its report", "by its words"):
        _report(way, [one for one in told if one.way == way], args.wrong)
    if args.mails:
        _report_ordinary(args.mails, args.wrong)
    return 0


def _read_all(folder: Path) -> Iterator[Told]:
    analyst = OfflineAnalyst()
    for path in _mails_of(folder):
        raw = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if re.search(rb"feedback-report|^feedback-type:", raw, re.M | re.I) or path.name.startswith("arf"):
            continue
        expected = MessageKind.AUTO_REPLY if path.name.startswith("rfc3834") else MessageKind.BOUNCE
        message, stated = message_from_bytes(raw), _stated(raw)
        for way, body in (("with its report", _as_it_came(message)), ("by its words", _words(message))):
            yield Told(path.name, way, expected, stated, analyst.read(_received(message, body, way), CONTEXT))


def _mails_of(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix in {".eml", ".txt", ""}
    )


def _stated(raw: bytes) -> Stated:
    fields: dict[str, list[str]] = {}
    for match in _FIELD.finditer(raw):
        value = match.group("value").decode("ascii", "replace").strip()
        fields.setdefault(match.group("name").decode().lower(), []).append(value)
    lines = [*fields.get("final-recipient", ()), *fields.get("original-recipient", ())]
    addresses = {a.casefold() for line in lines for a in re.findall(r"[\w.+-]+@[\w.-]+\w", line)}
    return Stated(frozenset(addresses), _stated_kind(fields))


def _stated_kind(fields: dict[str, list[str]]) -> FailureKind | None:
    actions = {action.split(";")[0].strip().casefold() for action in fields.get("action", ()) if action}
    if actions == {"delayed"}:
        return FailureKind.DELAYED
    classes = {status[:1] for status in fields.get("status", ())}
    if actions == {"failed"} and len(classes) == 1:
        return {"5": FailureKind.PERMANENT, "4": FailureKind.TEMPORARY}.get(classes.pop())
    return None


def _received(message: Message, body: str, way: str) -> ReceivedText:
    name, address = parseaddr(_decoded(message.get("From", "")))
    headers = {key: _decoded(str(value)) for key, value in message.items()}
    if way == "by its words":
        headers = {
            k: v for k, v in headers.items() if k.lower() not in {"x-failed-recipients", "content-type"}
        }
    return ReceivedText(name, address, _decoded(message.get("Subject", "")), body, headers)


def _as_it_came(message: Message) -> str:
    if not message.is_multipart():
        return _text(message)
    raw = message.as_bytes()
    return raw[raw.find(b"\n\n") + 2 :].decode("utf-8", "replace")


def _words(message: Message) -> str:
    """The parts that a mail program shows: neither the report nor the returned mail."""
    if not message.is_multipart():
        return _text(message)
    shown = [part for part in _shown(message) if not part.is_multipart()]
    plain = [part for part in shown if part.get_content_type() == "text/plain"]
    return "\n".join(_text(part) for part in plain or shown[:1])


def _shown(message: Message) -> Iterator[Message]:
    for part in message.get_payload():
        if not isinstance(part, Message) or part.get_content_maintype() == "message":
            continue
        if part.get_content_type() in {"text/rfc822-headers"}:
            continue
        yield from _shown(part) if part.is_multipart() else [part]


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _decoded(value: object) -> str:
    try:
        return str(make_header(decode_header(re.sub(r"\s*\n\s*", " ", str(value)))))
    except (LookupError, ValueError, MessageError):
        return str(value)


def _report(way: str, told: list[Told], name_them: bool) -> None:
    missed = [one for one in told if one.read.message_kind is not one.expected]
    print(f"{way}: {_count(told, missed)} recognised")
    found = [one for one in told if one.read.failure and one.read.message_kind is one.expected]
    with_address = [one for one in found if one.stated.addresses]
    lost = [one for one in with_address if not _named(one)]
    print(f"  failed address: {_count(with_address, lost)}")
    with_kind = [one for one in found if one.stated.kind]
    other = [one for one in with_kind if one.read.failure and one.read.failure.kind is not one.stated.kind]
    print(f"  for good or for now: {_count(with_kind, other)}")
    print(f"  reasons: {dict(Counter(str(one.read.failure.reason) for one in found if one.read.failure))}")
    if name_them:
        for title, ones in (("missed", missed), ("address", lost), ("kind", other)):
            for one in ones:
                print(
                    f"    {title}: {one.name} {one.read.message_kind.value} {one.read.failure} {one.stated}"
                )


def _named(one: Told) -> bool:
    assert one.read.failure is not None
    return bool({a.casefold() for a in one.read.failure.addresses} & one.stated.addresses)


def _count(all_of_them: list[Told], wrong: list[Told]) -> str:
    if not all_of_them:
        return "none"
    right = len(all_of_them) - len(wrong)
    return f"{right} of {len(all_of_them)} ({100 * right / len(all_of_them):.1f} %)"


def _report_ordinary(folder: Path, name_them: bool) -> None:
    analyst, wrong, count = OfflineAnalyst(), [], 0
    for path in _mails_of(folder):
        message = message_from_bytes(path.read_bytes())
        has_headers = "From" in message or "Subject" in message
        body = _words(message) if has_headers else path.read_text("utf-8", "replace")
        read = analyst.read(_received(message, body, ""), CONTEXT)
        count += 1
        if read.message_kind in {MessageKind.AUTO_REPLY, MessageKind.BOUNCE}:
            wrong.append(f"{path.name}: {read.message_kind.value}, {read.why}")
    print(f"ordinary mails: {len(wrong)} of {count} taken for automatic ones")
    for line in wrong if name_them else ():
        print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main())

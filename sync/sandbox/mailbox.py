"""The rep's mailbox: folders, threads, a change log for delta, and the list of what left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sync.sandbox.ids import IdMaker, digest, immutable_id, item_key
from sync.sandbox.state import Mail, SentMail, Tombstone, WorldState

FOLDERS = {
    "inbox": "Inbox",
    "drafts": "Drafts",
    "sentitems": "Sent Items",
    "deleteditems": "Deleted Items",
    "outbox": "Outbox",
    "junkemail": "Junk Email",
    "archive": "Archive",
}
_PREFIX = re.compile(
    r"^\s*((re|fw|fwd|aw|sv|antw|automatic reply|accepted|declined|tentative)\s*:\s*)+", re.I
)


def folder_id(name: str) -> str:
    """The constant id of a well-known folder."""
    return "AAMkAGRjNmE4LTQ2NzgtOTQ0_LgAAAA" + digest("folder", name).hex()[:16] + "AAA="


_BY_ID = {folder_id(name): name for name in FOLDERS}


def find_folder(spelling: str) -> str | None:
    """The folder behind a well-known name (any case) or an id."""
    return spelling.lower() if spelling.lower() in FOLDERS else _BY_ID.get(spelling)


def bare_subject(subject: str) -> str:
    """The subject without answer marks, for threading."""
    return _PREFIX.sub("", subject).strip().lower()


class Mailbox:
    """Works on the mails of a `WorldState`. Each change of an item gets a number that only grows."""

    def __init__(self, state: WorldState, ids: IdMaker, now: Callable[[], datetime], domain: str) -> None:
        self._state, self._ids, self._now, self._domain = state, ids, now, domain

    def find(self, item_id: str) -> Mail | None:
        """The mail with this id in either spelling. An ordinary id from before a move finds nothing."""
        known = item_key(item_id)
        if known is None:
            return None
        key, moves = known
        mail = self._state.mails.get(key)
        if mail is None or not self.is_visible(mail) or (moves is not None and moves != mail.moves):
            return None
        return mail

    def by_key(self, key: str) -> Mail | None:
        """The mail with this key."""
        return self._state.mails.get(key)

    def in_folder(self, folder: str | None = None) -> list[Mail]:
        """Mails of a folder, or of all, newest first."""
        chosen = (m for m in self._state.mails.values() if folder in (None, m.folder) and self.is_visible(m))
        return sorted(
            chosen, key=lambda mail: (mail.received_at, mail.created_at, mail.entered_no), reverse=True
        )

    def changed(self, folder: str, after: int, upto: int) -> Iterator[Mail]:
        """Mails of a folder whose last change has a number in (after, upto], in no order."""
        for mail in self._state.mails.values():
            if after < mail.changed_no <= upto and mail.folder == folder and self.is_visible(mail):
                yield mail

    def is_in(self, key: str, folder: str) -> bool:
        """Whether the mail with this key is in a folder now."""
        mail = self._state.mails.get(key)
        return mail is not None and mail.folder == folder and self.is_visible(mail)

    def is_visible(self, mail: Mail) -> bool:
        """False while a copy in Sent Items is late."""
        return mail.visible_at is None or mail.visible_at <= self._now()

    def new(self, folder: str) -> Mail:
        """An empty mail in a folder; `touch` it when it is filled."""
        now = self._now()
        key = self._ids.key("mail")
        mail = Mail(key, folder, now, now, now, now)
        mail.message_id = f"<{key.upper()}@{self._domain}>"
        self._state.mails[key] = mail
        self._state.happened = True
        self.touch(mail)
        mail.entered_no = mail.changed_no
        return mail

    def touch(self, mail: Mail, *, only_flags: bool = False) -> None:
        """Note that a mail changed; `only_flags`: delta shows no more than isRead."""
        self._state.change_no += 1
        mail.changed_no = self._state.change_no
        if not only_flags:
            mail.full_no = mail.changed_no
        mail.modified_at = self._now()

    def move(self, mail: Mail, folder: str) -> None:
        """Into another folder: a removal here, a new item there, another ordinary id."""
        self._bury(mail)
        mail.folder = folder
        mail.moves += 1
        self.touch(mail)
        mail.entered_no = mail.changed_no

    def delete(self, mail: Mail) -> None:
        """To Deleted Items; out of there for good."""
        if mail.folder != "deleteditems":
            self.move(mail, "deleteditems")
            return
        self._bury(mail)
        del self._state.mails[mail.key]

    def _bury(self, mail: Mail) -> None:
        self._state.change_no += 1
        self._state.tombstones.append(Tombstone(self._state.change_no, mail.folder, mail.key, mail.moves))

    def thread_of(self, subject: str, parents: Iterable[str]) -> str:
        """The conversation a mail belongs to: by its parents, else by an answer's subject, else a new one."""
        wanted = [parent for parent in parents if parent]
        known: dict[str, str] = {}
        here: tuple[Mail | SentMail, ...] = (*self._state.mails.values(), *self._state.sent) if wanted else ()
        for one in here:
            if one.message_id in wanted:
                known[one.message_id] = one.conversation
        for parent in wanted:
            if known.get(parent):
                return known[parent]
        if _PREFIX.match(subject):
            bare = bare_subject(subject)
            for mail in self.in_folder():
                if mail.conversation and bare_subject(mail.subject) == bare:
                    return mail.conversation
        return self.new_thread()

    def new_thread(self) -> str:
        """A conversation id nobody has."""
        return "AAQkAGRjNmE4LTQ2NzgtOTQ0" + self._ids.key("conversation") + "="

    def left(self, mail: Mail, by: str) -> SentMail:
        """Write down that a mail left."""
        assert mail.sender is not None
        sent = SentMail(
            mail.key,
            mail.message_id,
            mail.sender,
            list(mail.to),
            list(mail.cc),
            list(mail.bcc),
            mail.subject,
            mail.text,
            mail.html,
            _outgoing_headers(mail),
            mail.in_reply_to,
            list(mail.references),
            mail.conversation,
            mail.sent_at,
            "rep" if by == "rep" else "app",
        )
        self._state.sent.append(sent)
        return sent

    def sent(self) -> list[SentMail]:
        """Every mail that left, oldest first."""
        return self._state.sent


def sent_id(sent: SentMail) -> str:
    """Graph's immutable id of a sent mail."""
    return immutable_id(sent.key)


def _outgoing_headers(mail: Mail) -> dict[str, str]:
    headers = {
        "From": _spelled(mail.sender.address, mail.sender.name) if mail.sender else "",
        "To": ", ".join(_spelled(one.address, one.name) for one in mail.to),
        "Subject": mail.subject,
        "Message-ID": mail.message_id,
        "Date": mail.sent_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }
    if mail.cc:
        headers["Cc"] = ", ".join(_spelled(one.address, one.name) for one in mail.cc)
    if mail.in_reply_to:
        headers["In-Reply-To"] = mail.in_reply_to
    if mail.references:
        headers["References"] = " ".join(mail.references)
    return headers | dict(mail.headers)


def _spelled(address: str, name: str) -> str:
    return f"{name} <{address}>" if name else address

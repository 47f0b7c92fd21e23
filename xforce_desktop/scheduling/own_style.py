"""How the rep writes by habit: learned once a week from their own sent mail, if they want that.

Nothing leaves this computer, and nothing of a mail is kept: one record says which of a few closed words most
of them show, and how many there were.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from xforce_desktop.clock import Clock
from xforce_desktop.errors import OutsideError, SignInNeeded
from xforce_desktop.messages.habits import LearnedStyle, as_json, from_json, learned
from xforce_desktop.messages.manner import NO_MANNER, Manner
from xforce_desktop.messages.manner_reading import manner_of_mail, prose_of
from xforce_desktop.ports import Account, MailItem, SentFolder
from xforce_desktop.replies.new_text import split_message
from xforce_desktop.scheduling.correspondents import NOBODY, same_company
from xforce_desktop.scheduling.engine import Engine
from xforce_desktop.scheduling.store_thread import StoreThread
from xforce_desktop.scheduling.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

MOST_MAILS = 60  # to people outside, newest first
MOST_READ = 120  # of all that was sent
LOOKED_BACK = timedelta(days=365)
LEARNED_EVERY = timedelta(days=7)
TRIED_AGAIN_AFTER = timedelta(hours=6)
_STYLE, _LEARN_AT, _FORGOTTEN_AT = "own_style", "own_style_learn_at", "own_style_forgotten_at"
_NOT_OWN_WORDS = re.compile(
    r"^\s*(?:(?:fw|fwd|wg|tr|rv|accepted|declined|tentative|cancell?ed|invitation|read|recall)\s*:"
    r"|(?:re\s*:\s*)?(?:auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office)\b)",
    re.IGNORECASE,
)


class StyleLesson:
    """Learns, when it is time to."""

    def __init__(self, sent: SentFolder, engine: Engine, thread: StoreThread, clock: Clock) -> None:
        self._sent = sent
        self._engine = engine
        self._thread = thread
        self._clock = clock

    async def renew(self) -> None:
        """Once a week, if the setting says so; if not, what was learned is forgotten. Trouble is for the log.

        Raises SignInNeeded.
        """
        now, is_wanted = self._clock.now(), self._engine.settings.learn_style
        due = await self._thread.run(self._engine.in_transaction, lambda work: _due(work, now, is_wanted))
        if due is None:
            return
        since, account = due
        try:
            mails = await self._sent.newest(since, MOST_READ)
        except SignInNeeded:
            raise
        except OutsideError as error:
            log.info("the style stays as it was: %s", error.title)
            return
        style = learned(await asyncio.to_thread(own_manners, mails, account), now)
        if await self._thread.run(self._engine.in_transaction, lambda work: _keep(work, style)):
            log.info("the style was learned", extra={"mails": style.mails, "read": len(mails)})


def style_of(work: UnitOfWork) -> LearnedStyle | None:
    """What was learned and not forgotten."""
    kept = work.setting(_STYLE)
    return from_json(kept) if kept else None


def manner_of_rep(work: UnitOfWork, is_wanted: bool) -> Manner:
    """The habits to be followed."""
    style = style_of(work) if is_wanted else None
    return style.manner if style else NO_MANNER


def forget(work: UnitOfWork, now: datetime) -> None:
    """Nothing is known any more, and mails up to now are not learned from again."""
    work.save_setting(_STYLE, "")
    work.save_setting(_FORGOTTEN_AT, now.isoformat())
    work.save_setting(_LEARN_AT, (now + LEARNED_EVERY).isoformat())


def _due(work: UnitOfWork, now: datetime, is_wanted: bool) -> tuple[datetime, Account] | None:
    """From when on whose mails are to be read now, None if none are. However that ends, it is not tried again
    for hours. A date further ahead than any that is set here is one that a wrong clock left."""
    if not is_wanted:
        for name in (_STYLE, _LEARN_AT):
            if work.setting(name):
                work.save_setting(name, "")
        return None
    at, account = _moment(work, _LEARN_AT), work.account()
    if account is None or (at and now < at <= now + LEARNED_EVERY):
        return None
    work.save_setting(_LEARN_AT, (now + TRIED_AGAIN_AFTER).isoformat())
    forgotten_at, back = _moment(work, _FORGOTTEN_AT), now - LOOKED_BACK
    return max(back, forgotten_at or back), account


def _keep(work: UnitOfWork, style: LearnedStyle) -> bool:
    """Keep it, unless the rep had everything forgotten while their mails were read."""
    forgotten_at = _moment(work, _FORGOTTEN_AT)
    if forgotten_at and style.at <= forgotten_at <= style.at + LEARNED_EVERY:
        return False
    work.save_setting(_STYLE, as_json(style))
    work.save_setting(_LEARN_AT, (style.at + LEARNED_EVERY).isoformat())
    return True


def _moment(work: UnitOfWork, name: str) -> datetime | None:
    """A date that was kept; None if there is none, or no such one."""
    try:
        at = datetime.fromisoformat(work.setting(name) or "")
    except ValueError:
        return None
    return at if at.tzinfo else None


def own_manners(mails: Sequence[MailItem], account: Account) -> list[Manner]:
    """What each mail shows that the rep wrote to somebody outside; the same text to many counts once."""
    shown: dict[str, Manner] = {}
    for mail in mails:
        if len(shown) == MOST_MAILS:
            break
        if not _is_to_outsiders(mail, account) or mail.key or _NOT_OWN_WORDS.match(mail.subject):
            continue
        parts = split_message(mail.body, account.name)
        text = f"{parts.main}\n{parts.signature}"
        prose = prose_of(text, account.name)
        manner = manner_of_mail(text, account.name)
        if manner != NO_MANNER and not parts.forwarded and not parts.answers:
            shown.setdefault(prose, manner)
    return list(shown.values())


def _is_to_outsiders(mail: MailItem, account: Account) -> bool:
    """Whether the rep sent it from their own address, to people outside and nobody of their own company."""
    own = {one.casefold() for one in (account.address, *account.aliases)}
    to = [one.casefold() for one in (*mail.to, *mail.cc)]
    if mail.from_address.casefold() not in own or not to:
        return False
    is_inside = any(one in own or same_company(one, account.address) for one in to)
    return not is_inside and not any(NOBODY.match(one.partition("@")[0]) for one in to)

"""From a wanted mail to the assignment that a writer gets. Who is written to is decided here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from xforce_desktop.messages import assignment as words
from xforce_desktop.messages.after_meeting import mail_after_meeting
from xforce_desktop.messages.assignment import TEXTS_OF_MEETING, Assignment, LetterKind, Reading
from xforce_desktop.messages.manner import NO_MANNER, Manner
from xforce_desktop.messages.spelled_out import spelled_out
from xforce_desktop.ports import Account
from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.effects import SendLetter
from xforce_desktop.scheduling.request import Attendee, FollowUpTemplate, MeetingRequest
from xforce_desktop.scheduling.seasonality import season_for
from xforce_desktop.scheduling.softening import soft_line
from xforce_desktop.scheduling.thanks import thanks_line
from xforce_desktop.scheduling.unit_of_work import ConversationMessage, Direction
from xforce_desktop.scheduling.zone_ledger import same_clock, zone_name

NAME_NO_OFFER = frozenset(
    {
        LetterKind.CONFIRMATION,
        LetterKind.REMINDER,
        LetterKind.PAUSE_ACK,
        LetterKind.RUNNING_LATE,
        *TEXTS_OF_MEETING,
    }
)
ASKS_ZONE = frozenset(
    {
        LetterKind.INITIAL,
        LetterKind.FOLLOW_UP,
        LetterKind.NO_SHOW,
        LetterKind.COUNTER,
        LetterKind.CONSTRAINT,
        LetterKind.CLARIFY,
        LetterKind.ASK_SILENT,
        LetterKind.SOCIAL_PROOF,
        LetterKind.CHAMPION_CC,
    }
)
CHASES = frozenset({LetterKind.FOLLOW_UP, LetterKind.SOCIAL_PROOF, LetterKind.CHAMPION_CC})
SEASONAL = frozenset(
    {LetterKind.FOLLOW_UP, LetterKind.SOCIAL_PROOF, LetterKind.DE_ESCALATE, LetterKind.PAUSE_ACK}
)
AHEAD = frozenset({LetterKind.FOLLOW_UP, LetterKind.SOCIAL_PROOF})  # may say that now is a quiet time

_OFFERS_NOTHING = frozenset({LetterKind.CONFIRMATION, *TEXTS_OF_MEETING})
_REMEMBERED = 12  # so many of our messages in a thread are looked back at


@dataclass(frozen=True)
class Envelope:
    """Who gets a mail."""

    to: tuple[str, ...]
    cc: tuple[str, ...]


def envelope(request: MeetingRequest, letter: SendLetter | None = None) -> Envelope:
    """Required people on their side as To, optional ones and those who answered for them as copy. Of `letter`
    the champion: in copy too, or, asked for an introduction, alone."""
    helper = letter.champion if letter else None
    if helper and letter and letter.kind is LetterKind.CHAMPION_INTRO:
        return Envelope((helper.address,), ())
    to = tuple(a.email for a in request.reachable)
    optional = tuple(a.email for a in request.external if a.email not in to and not a.left_out_reason)
    copied = dict.fromkeys((*optional, *request.also_write_to, *((helper.address,) if helper else ())))
    return Envelope(to, tuple(copied))


def texted(request: MeetingRequest) -> Attendee:
    """Who gets a text message: the one whom the mails greet."""
    return request.primary


def assignment_for(
    request: MeetingRequest,
    letter: SendLetter,
    account: Account,
    now: datetime,
    earlier: Sequence[ConversationMessage] = (),
    manner: Manner = NO_MANNER,
) -> Assignment:
    """All that the writer is told; times come from `letter` and the request, never from a text.

    `earlier` is the conversation, oldest first: what we wrote in it is not said once more in the same words,
    and its first mail shows how we began. `manner`: the rep's habits.
    """
    prospect = request.primary
    introduces = letter.kind is LetterKind.CHAMPION_INTRO
    silent = tuple(a.name for a in request.reachable if a.agreed_times is None)
    return Assignment(
        kind=letter.kind,
        meeting=words.Meeting(
            meeting_type=request.meeting_type.value,
            duration_minutes=_known_minutes(request, letter),
            new_duration_minutes=request.duration_minutes if letter.kind is LetterKind.DE_ESCALATE else None,
            title=request.title,
            context=request.context,
            platform=request.platform.value,
            company=request.company_name,
            subject="" if introduces else request.subject,
            scheduled_time=request.scheduled_time,
            no_show_count=request.no_show_count,
            join_url=request.join_url,
            lacks_link=request.lacks_link,
            moved=letter.kind is LetterKind.CONFIRMATION and _is_moved(request, letter),
        ),
        recipient=_recipient(request, letter),
        sender=words.Sender(
            name=account.name,
            address=account.address,
            title=account.title,
            timezone=request.preferences.timezone,
        ),
        now=now,
        attempt=_attempt(request, letter.kind),
        seed=_seed(request, letter.kind),
        proposed_times=letter.times if letter.kind not in _OFFERS_NOTHING else (),
        constraint=letter.constraint,
        their_times=tuple(Reading(s.start, s.end) for s in letter.their_times),
        readings=tuple(Reading(reading[0].start, reading[0].end) for reading in letter.readings),
        until=letter.until,
        others=() if introduces else tuple(a.name for a in request.reachable if a.id != prospect.id),
        silent=silent if letter.kind is LetterKind.ASK_SILENT else (),
        season_line=_season_line(request, letter, now),
        zone_note=_in_manner(_zone_note(request, letter, now), manner),
        thanks_line="" if introduces else thanks_line(request, letter.kind),
        soft_line=_in_manner(soft_line(request, letter), manner),
        earlier=() if introduces else _looked_back_at(_in_thread(earlier)),
        manner=manner,
        champion=None if introduces else letter.champion,
        target=words.Person(prospect.name, prospect.email, prospect.title) if introduces else None,
        proof=letter.proof,
    )


def _is_moved(request: MeetingRequest, letter: SendLetter) -> bool:
    return any(turns.moves_to(request, start) for start in letter.times[:1])


def _in_thread(earlier: Sequence[ConversationMessage]) -> list[ConversationMessage]:
    """Without what was written to somebody else."""
    return [one for one in earlier if one.kind != LetterKind.CHAMPION_INTRO.value]


def _recipient(request: MeetingRequest, letter: SendLetter) -> words.Recipient:
    """Whom the message greets: the prospect, or the champion who is asked to introduce us to them."""
    helper, prospect = letter.champion, request.primary
    if letter.kind is LetterKind.CHAMPION_INTRO and helper:
        return words.Recipient(helper.name, helper.address, helper.title, request.recipient_timezone)
    return words.Recipient(
        name=prospect.name,
        address=prospect.email,
        title=prospect.title,
        timezone=request.recipient_timezone,
        phone=prospect.phone,
    )


def _looked_back_at(told: Sequence[ConversationMessage]) -> tuple[str, ...]:
    """Our first mail, which shows how we began, and the last of our messages."""
    ours = [one for one in told if one.direction is Direction.OUT]
    last = ours[1 - _REMEMBERED :]
    first = [one for one in ours[: 1 - _REMEMBERED] if one.channel == "email"][:1]
    return tuple(one.new_text or one.body for one in (*first, *last))


def template_for(
    request: MeetingRequest,
    account: Account | None,
    now: datetime,
    earlier: Sequence[ConversationMessage] = (),
    manner: Manner = NO_MANNER,
) -> FollowUpTemplate | None:
    """The rep's mail after the meeting, in the tone of the recipient and as the thread began.

    None while nobody is signed in.
    """
    if account is None:
        return None
    letter = SendLetter(LetterKind.CONFIRMATION, why="The mail after the meeting.")  # its kind says nothing
    mail = mail_after_meeting(assignment_for(request, letter, account, now, earlier, manner))
    return FollowUpTemplate(mail.subject, mail.body, mail.places)


def _zone_note(request: MeetingRequest, letter: SendLetter, now: datetime) -> str:
    """One sentence that asks, once in a request, whether their zone is right, or says that it was mended."""
    zone, shown = request.recipient_timezone, request.shown_timezone
    if letter.kind is LetterKind.CLARIFY and shown and not same_clock(shown, zone, now):
        return f"These are now in {zone_name(zone)}."
    if letter.kind not in ASKS_ZONE or not letter.times or request.zone_asked or request.primary.zone_is_sure:
        return ""
    return f"I've assumed {zone_name(zone)}; tell me if that's off."


def _in_manner(sentence: str, manner: Manner) -> str:
    """A ready sentence of ours as the rep would write it."""
    return spelled_out(sentence) if manner.contractions == "avoided" else sentence


def _known_minutes(request: MeetingRequest, letter: SendLetter) -> int:
    """The length they know of; the offer of a shorter meeting names both."""
    if letter.kind is LetterKind.DE_ESCALATE and request.shortened_from:
        return request.shortened_from
    return request.duration_minutes


def _season_line(request: MeetingRequest, letter: SendLetter, now: datetime) -> str:
    """One sentence that shows that we know their season, where a mail asks for their time again."""
    if letter.kind not in SEASONAL or (letter.kind is LetterKind.PAUSE_ACK and not _has_too_much(request)):
        return ""
    today = now.astimezone(ZoneInfo(request.recipient_timezone)).date()
    season = season_for(request.company_state, today, request.trade)
    return season.line if season.busy or letter.kind in AHEAD else ""


def _has_too_much(request: MeetingRequest) -> bool:
    """Whether it waits because other things come first for them, not because somebody is away."""
    conflict = request.conflict
    return conflict is not None and conflict.type is ConflictType.COMPETING_PRIORITY


def _attempt(request: MeetingRequest, kind: LetterKind) -> int:
    """Which follow-up or which text of this request this is; 1 for anything else."""
    if kind is LetterKind.SMS:
        return 1 + sum(turn.type == f"{LetterKind.SMS}_sent" for turn in request.history)
    return max(1, request.asks_since_reply) if kind in CHASES else 1


def _seed(request: MeetingRequest, kind: LetterKind) -> int:
    """The same mail for the same moment of the same request, and another for the next."""
    text = f"{request.id}:{kind}:{request.attempt_count}:{request.no_show_count}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def moments_meant(request: MeetingRequest, letter: SendLetter) -> tuple[datetime, ...]:
    """What a question asks about where it names moments: a day or a part of one is no time to choose."""
    spans = [reading[0] for reading in letter.readings if reading]
    return tuple(span.start for span in spans if span.end - span.start <= request.duration)


def times_named(request: MeetingRequest, letter: SendLetter) -> tuple[datetime, ...]:
    """Instants in a message that must still be free when it leaves: offers, not what is booked already.

    A text names only one, the first.
    """
    if letter.kind in NAME_NO_OFFER:
        return ()
    return letter.times[:1] if letter.kind is LetterKind.SMS else letter.times

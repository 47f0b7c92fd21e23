"""Why a request ended as it did: the specification's figures, what worked, what failed, what to keep. Pure.

Whatever is said carries its numbers; what is not known is left out. Limits: resources/learning.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xforce_desktop.learning.asks import WEEKDAYS
from xforce_desktop.learning.observations import lesson_of
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.scheduling import turns
from xforce_desktop.scheduling.contacts import Contact
from xforce_desktop.scheduling.courses import SET_A_TIME
from xforce_desktop.scheduling.events import RepCalled
from xforce_desktop.scheduling.habits import counted
from xforce_desktop.scheduling.knob_choice import season_at_start
from xforce_desktop.scheduling.learning_figures import figures
from xforce_desktop.scheduling.lessons import Ask, Lesson, Postmortem
from xforce_desktop.scheduling.proofs import ProofUse
from xforce_desktop.scheduling.request import EntryType, MeetingRequest, MeetingType, Outcome
from xforce_desktop.scheduling.unit_of_work import ActionEntry, JournalLine, StoredConflict

CHANNELS = {"email": "mail", "sms": "text", "phone": "phone"}
KINDS = {
    "initial": "the first offer",
    "follow_up": "a follow-up",
    "social_proof": "a follow-up with a proof",
    "champion_cc": "a follow-up with who helps us there in copy",
    "de_escalate": "the offer of a shorter meeting",
    "sms": "a text",
    "counter": "an offer of other times",
    "constraint": "an offer that fitted what they had said",
    "clarify": "a question which time they meant",
    "no_show": "the offer after a missed meeting",
    "ask_silent": "a question to those who had not answered",
}
DID_NOT_COME_ABOUT = frozenset({Outcome.GAVE_UP, Outcome.CANCELLED_BY_THEM})
CHAMPIONS = frozenset({LetterKind.CHAMPION_CC.value, LetterKind.CHAMPION_INTRO.value})


@dataclass(frozen=True)
class Evidence:
    """What is stored of one request that has ended."""

    request: MeetingRequest
    actions: Sequence[ActionEntry] = ()
    journal: Sequence[JournalLine] = ()
    conflicts: Sequence[StoredConflict] = ()
    proof_uses: Sequence[ProofUse] = ()
    contact: Contact | None = None  # the one whom the mails greet

    @property
    def booked_at(self) -> Sequence[datetime]:
        """Each moment at which it came on the calendar or to another time of it, oldest first: the request
        itself forgets what was missed or taken off."""
        kept = (self.request.booked_at,) if self.request.booked_at else ()
        return sorted(line.at for line in self.journal if type(line.event).__name__ in SET_A_TIME) or kept


def postmortem_of(found: Evidence, now: datetime) -> Postmortem:
    """The request must have ended, with an outcome."""
    request, booked_at = found.request, found.booked_at
    lesson = lesson_of(request, found.contact, booked_at)
    assert request.outcome is not None, "it has no outcome"
    return Postmortem(
        request_id=request.id,
        outcome=request.outcome,
        created_at=now,
        total_attempts=request.attempt_count,
        days_to_schedule=_days(request.created_at, request.scheduled_time),
        days_until_booked=_days(request.created_at, booked_at[0] if booked_at else None),
        no_shows=request.no_show_count,
        channels_used=_channels(found),
        de_escalated=_was_shortened(found),
        social_proof_used=bool(found.proof_uses),
        champion_involved=any(turn.type.removesuffix("_sent") in CHAMPIONS for turn in request.history),
        what_worked=tuple(_worked(found, lesson)),
        what_failed=tuple(_failed(found, lesson)),
        for_account=tuple(_for_account(request)),
        for_meeting_type=tuple(_for_meeting_type(found)),
        for_season=tuple(_for_season(request)),
        lesson=lesson,
    )


def _days(since: datetime, until: datetime | None) -> int | None:
    """Whole days between; None where there is no end."""
    return None if until is None else max((until - since) // timedelta(days=1), 0)


def _channels(found: Evidence) -> tuple[str, ...]:
    """In the order of their first use. A call counts once the rep says that they called."""
    used = [turn.channel or "email" for turn in turns.asks(found.request)]
    if any(isinstance(line.event, RepCalled) for line in found.journal):
        used.append("phone")
    return tuple(dict.fromkeys(used))


def _was_shortened(found: Evidence) -> bool:
    return any(line.type is EntryType.DE_ESCALATED for line in found.actions)


def _worked(found: Evidence, lesson: Lesson) -> list[str]:
    request, said = found.request, []
    if request.outcome is not Outcome.HELD:
        return _worked_so_far(found, lesson)
    reply = turns.last_reply(request)
    if reply is not None:
        said.append(f"They answered by {CHANNELS[reply.channel or 'email']}.")
    if 0 < request.attempt_count <= figures().postmortem.quick_attempts:
        said.append(f"Quick: {counted(request.attempt_count, 'ask')} brought the meeting about.")
    if _was_shortened(found):
        said.append(f"Offering a shorter meeting worked: {_lengths(lesson, request)}.")
    said += _what_was_answered(lesson)
    said += [f"They came, although {_obstacle(one)}." for one in found.conflicts if one.resolution_successful]
    if any(use.led_to_scheduling for use in found.proof_uses):
        said.append("The mail with the proof was answered before the meeting was booked.")
    said.append(f"{request.duration_minutes} minutes were held.")
    return said


def _worked_so_far(found: Evidence, lesson: Lesson) -> list[str]:
    """What went well in a request that did not end with a meeting."""
    said = _what_was_answered(lesson)
    if found.booked_at:
        asks = sum(ask.at <= found.booked_at[0] for ask in lesson.asks)
        said.append(
            f"A meeting was booked, after {counted(asks, 'ask')}." if asks else "A meeting was booked."
        )
    return said


def _what_was_answered(lesson: Lesson) -> list[str]:
    ask = next((one for one in reversed(lesson.asks) if one.answered), None)
    return [f"What they answered: {_ask_in_words(ask)}."] if ask else []


def _ask_in_words(ask: Ask) -> str:
    what = KINDS.get(ask.kind, f"a message ({ask.kind.replace('_', ' ')})")
    soon = ", soon" if (ask.after_hours or 0) <= figures().postmortem.soon_hours else ""
    after = f", after {_hours_in_words(ask.after_hours)}{soon}" if ask.after_hours is not None else ""
    return f"{what} on a {WEEKDAYS[ask.weekday]} at {ask.hour:02}:{ask.minute:02} their time{after}"


def _hours_in_words(hours: float) -> str:
    if hours < 1:
        return counted(max(round(hours * 60), 1), "minute")
    return counted(round(hours), "hour") if hours < 48 else counted(round(hours / 24), "day")


def _lengths(lesson: Lesson, request: MeetingRequest) -> str:
    if lesson.first_minutes > request.duration_minutes:
        return f"{request.duration_minutes} minutes instead of {lesson.first_minutes}"
    return f"{request.duration_minutes} minutes"


def _obstacle(conflict: StoredConflict) -> str:
    return f"there was an obstacle ({conflict.type.value.replace('_', ' ')})"


def _failed(found: Evidence, lesson: Lesson) -> list[str]:
    request, said = found.request, []
    if request.no_show_count:
        said.append(f"They missed the meeting {_times(request.no_show_count)}.")
    if request.outcome in DID_NOT_COME_ABOUT:
        if request.attempt_count >= figures().postmortem.many_attempts:
            said.append(f"Many follow-ups did not help: {counted(request.attempt_count, 'ask')}.")
        if not _opted_out(request):
            said += _one_channel(found)
        if _was_shortened(found):
            said.append(f"Offering a shorter meeting did not help: {_lengths(lesson, request)}.")
    if request.outcome is Outcome.CANCELLED_BY_THEM:
        said.append("They asked not to be written to." if _opted_out(request) else "They said no.")
    said += [
        f"An obstacle was still there: {one.type.value.replace('_', ' ')}."
        for one in found.conflicts
        if one.resolution_successful is False
    ]
    return said


def _opted_out(request: MeetingRequest) -> bool:
    return request.outcome is Outcome.CANCELLED_BY_THEM and request.outcome_notes == "opted out"


def _one_channel(found: Evidence) -> list[str]:
    """Only mail was used: what else could have been, unless they did answer, with a no."""
    channels = set(_channels(found))
    if not channels or channels & {"sms", "phone"}:
        return []
    if found.request.outcome is Outcome.CANCELLED_BY_THEM:
        return ["Only mail was used."]
    person = found.request.primary
    suggested = any(line.type is EntryType.CALL_SUGGESTED for line in found.actions)
    if suggested:
        return ["Only mail was used: a call was suggested, and none is noted. Use more channels next time."]
    if person.phone and person.sms_consent is None:
        return ["Only mail was used: they had not agreed to texts. Use more channels next time."]
    return ["Only mail was used. Use more channels next time."]


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _for_account(request: MeetingRequest) -> list[str]:
    said, quick = [], 0 < request.attempt_count <= figures().postmortem.quick_attempts
    if request.outcome is Outcome.HELD and quick:
        asks = counted(request.attempt_count, "ask")
        said.append(f"This account answers ({asks} to a meeting): keep in regular contact.")
    if request.no_show_count:
        said.append(
            f"Remind them earlier, the day before and on the morning: a meeting was missed "
            f"{_times(request.no_show_count)}. That is what will be done."
        )
    return said


def _for_meeting_type(found: Evidence) -> list[str]:
    request = found.request
    if request.meeting_type is not MeetingType.DEMO or not _was_shortened(found):
        return []
    held = "was held" if request.outcome is Outcome.HELD else "did not come about"
    cut = f"this one was cut to {request.duration_minutes} minutes and {held}."
    return [f"Consider a shorter format for demos: {cut}"]


def _for_season(request: MeetingRequest) -> list[str]:
    """A busy season in which it took more than ten days."""
    days = _days(request.created_at, request.scheduled_time)
    season = season_at_start(request)
    if not season.busy or days is None or days <= figures().postmortem.slow_days:
        return []
    name = season.type.replace("_", " ")
    return [f"The season ({name}) makes it slower: {days} days to the meeting. Allow for that."]

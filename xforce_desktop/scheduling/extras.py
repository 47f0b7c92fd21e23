"""What an ask brings beside its question, from what is kept of the company: a proof, or somebody who helps.

Decided when the ask is queued, so that the rep sees in it what will leave, and noted when it has left.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from xforce_desktop.messages.assignment import LetterKind, Person
from xforce_desktop.scheduling import approval, contacts, proofs, turns
from xforce_desktop.scheduling.effects import Effect, SendLetter
from xforce_desktop.scheduling.events import Event, MailSent
from xforce_desktop.scheduling.proofs import ProofUse
from xforce_desktop.scheduling.request import EntryType, MeetingRequest, State
from xforce_desktop.scheduling.step import entry
from xforce_desktop.scheduling.unit_of_work import OutboxRow, OutboxStatus, UnitOfWork

UNSENT = frozenset({OutboxStatus.PENDING, OutboxStatus.WAITING})
TOOK_PLACE = frozenset({State.CONFIRMED, State.REMINDER_SENT, State.NO_SHOW, State.COMPLETED})  # or was to


def enriched(work: UnitOfWork, request: MeetingRequest, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """The effects of a step, with the extras that its asks get; one more mail where a champion is asked."""
    richer = [_richer(work, request, one) if isinstance(one, SendLetter) else one for one in effects]
    begins = any(isinstance(one, SendLetter) and one.kind is LetterKind.INITIAL for one in effects)
    return (*richer, *_introduction(work, request)) if begins else tuple(richer)


def _richer(work: UnitOfWork, request: MeetingRequest, letter: SendLetter) -> SendLetter:
    """A champion in copy goes before a proof: the mail has room for one of them."""
    if letter.kind is not LetterKind.FOLLOW_UP:
        return letter
    helper = contacts.to_copy(request, work.champion(request.company_id))
    if helper and not work.opted_out([helper.address]):
        why = f"{helper.name or helper.address} is copied in, as two asks had no answer."
        return _with(letter, LetterKind.CHAMPION_CC, why, champion=helper.as_person())
    attempt = request.asks_since_reply + 1
    if not proofs.is_attempt_for_proof(attempt):
        return letter
    profile = work.company_profile(request.company_id, request.deal_id)
    others = [one for one in work.proofs() if not proofs.is_about(one.proof, request.company_name)]
    proof = proofs.choose(others, profile, _used(work, request))
    if proof is None:
        return letter
    why = f"Brings something of use, as ask {attempt}: {proof.proof.title or proof.proof.content}."
    return _with(letter, LetterKind.SOCIAL_PROOF, why, proof=proof.as_told(), proof_id=proof.id)


def _with(letter: SendLetter, kind: LetterKind, why: str, **extra: object) -> SendLetter:
    return replace(letter, kind=kind, why=" ".join(part for part in (letter.why, why) if part), **extra)  # type: ignore[arg-type]  # fields of SendLetter


def _used(work: UnitOfWork, request: MeetingRequest) -> set[uuid.UUID]:
    """What these people have had in any conversation, or are about to have in this one."""
    under_way = {
        row.effect.proof_id
        for row in work.outbox_of(request.id)
        if isinstance(row.effect, SendLetter)
        and row.effect.proof_id
        and row.status in {OutboxStatus.PENDING, OutboxStatus.WAITING, OutboxStatus.RECALLED}
    }
    return under_way | work.proofs_had_by([person.email for person in request.external])


def _introduction(work: UnitOfWork, request: MeetingRequest) -> tuple[SendLetter, ...]:
    """The mail to the champion. One that waits already, or is on its way, is not said again."""
    helper = contacts.to_ask(request, work.champion(request.company_id))
    if helper is None or work.opted_out([helper.address]):
        return ()
    if any(_is_introduction(row.effect, row.status) for row in work.outbox_of(request.id)):
        return ()
    why = f"{helper.name or helper.address} knows us there, and is asked for an introduction."
    return (SendLetter(LetterKind.CHAMPION_INTRO, why=why, champion=helper.as_person()),)


def _is_introduction(effect: Effect, status: OutboxStatus) -> bool:
    is_one = isinstance(effect, SendLetter) and effect.kind is LetterKind.CHAMPION_INTRO
    return is_one and status is not OutboxStatus.WITHDRAWN


def renewed(work: UnitOfWork, request: MeetingRequest, row: OutboxRow, now: datetime) -> OutboxRow:
    """The row as it may leave now: without what may not be brought any more. Kept, and the log says why.

    The rep sees other words again where they see all, and their own words wherever they were about it.
    """
    letter = row.effect
    if not isinstance(letter, SendLetter) or row.status not in UNSENT:
        return row
    why = why_over(work, request, letter)
    if not why:
        return row
    changed = _without_introduction(row) if letter.kind is LetterKind.CHAMPION_INTRO else None
    changed = changed or _plain(request, row, letter, why, now)
    work.update_row(changed)
    is_off = changed.status is OutboxStatus.WITHDRAWN
    said = "Nobody is asked for an introduction" if is_off else "The mail goes without what it was to bring"
    work.append_actions(request.id, [entry(EntryType.NOTED, f"{said}: {why}", now)])
    return changed


def _without_introduction(row: OutboxRow) -> OutboxRow:
    return replace(row, status=OutboxStatus.WITHDRAWN)


def _plain(request: MeetingRequest, row: OutboxRow, letter: SendLetter, why: str, now: datetime) -> OutboxRow:
    plain = replace(
        letter, kind=LetterKind.FOLLOW_UP, why=why, champion=None, proof=None, proof_id=None, worded=""
    )
    if row.edited_by_rep:
        why = f"{why} Please look at your words again."
        return replace(row, effect=plain, status=OutboxStatus.WAITING, why=why)
    seen_again = approval.release(request, plain, now, timedelta(0)).status is OutboxStatus.WAITING
    status = OutboxStatus.WAITING if seen_again else row.status
    return replace(row, effect=plain, status=status, why=why, subject="", body="", writer="")


def why_over(work: UnitOfWork, request: MeetingRequest, letter: SendLetter) -> str:
    """Why what it brings may not be brought any more; empty while it may."""
    if letter.champion:
        return _why_without(work, request, letter, letter.champion)
    if letter.proof_id is None:
        return ""
    if not any(one.id == letter.proof_id and one.is_active for one in work.proofs()):
        return "You retired the proof."
    had = work.proofs_had_by([person.email for person in request.external])
    return "They have had the proof in another mail." if letter.proof_id in had else ""


def _why_without(work: UnitOfWork, request: MeetingRequest, letter: SendLetter, helper: Person) -> str:
    who, known = helper.name or helper.address, work.champion(request.company_id)
    if work.opted_out([helper.address]):
        return f"{who} asked not to be written to."
    if request.attendee_by_address(helper.address):
        return f"{who} is to be in the meeting."
    if known is None or known.address.casefold() != helper.address.casefold():
        return f"{who} does not help us there any more."
    if letter.kind is LetterKind.CHAMPION_CC and not known.may_be_copied:
        return f"{who} may not be copied in any more."
    is_settled = letter.kind is LetterKind.CHAMPION_INTRO and (request.agreed_time or request.is_booked)
    return "A time is agreed." if is_settled else ""


def keep_track(
    work: UnitOfWork, before: MeetingRequest, after: MeetingRequest, event: Event, now: datetime
) -> None:
    """Note a proof that left, and what those that left before have led to."""
    uses = list(work.proof_uses(after.id))
    if isinstance(event, MailSent) and (proof_id := event.letter.proof_id) is not None:
        _judge(work, uses, answered=False)
        attempt, led = before.asks_since_reply + 1, False if before.has_ended else None
        work.save_proof_use(ProofUse(after.id, proof_id, attempt, event.letter.sent_at, led, led))
        return
    if not uses:
        return
    if isinstance(event, MailSent) and after.asks_since_reply > before.asks_since_reply:
        _judge(work, uses, answered=False)
    elif len(turns.replies(after)) > len(turns.replies(before)):
        uses = _judge(work, uses, answered=True)
    if after.state in TOOK_PLACE and before.state is not after.state:
        _settle(work, uses, booked=True)
    elif after.has_ended and not before.has_ended:
        _settle(work, _judge(work, uses, answered=False), booked=False)


def _judge(work: UnitOfWork, uses: list[ProofUse], *, answered: bool) -> list[ProofUse]:
    """Their word after it, before we asked again, is taken for an answer to it."""
    judged = [replace(use, led_to_response=answered) if use.led_to_response is None else use for use in uses]
    for use in set(judged) - set(uses):
        work.save_proof_use(use)
    return judged


def _settle(work: UnitOfWork, uses: list[ProofUse], *, booked: bool) -> None:
    """A meeting counts for the proofs that were answered."""
    for use in uses:
        if use.led_to_scheduling is None:
            led = booked and use.led_to_response is True
            work.save_proof_use(replace(use, led_to_scheduling=led))

"""What an ask brings beside its question, from what is kept of the company: a proof, or somebody who helps.

Decided when the ask is queued, so that the rep sees in it what will leave, and noted when it has left.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.replies.analysis import MessageKind
from xforce_desktop.scheduling import contacts, proofs
from xforce_desktop.scheduling.effects import Effect, SendLetter
from xforce_desktop.scheduling.events import Event, MailSent, ReplyReceived
from xforce_desktop.scheduling.proofs import ProofUse
from xforce_desktop.scheduling.request import MeetingRequest, State
from xforce_desktop.scheduling.unit_of_work import OutboxStatus, UnitOfWork


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
    proof = proofs.choose(work.proofs(), profile, _used(work, request))
    if proof is None:
        return letter
    why = f"Brings something of use, as ask {attempt}: {proof.proof.title or proof.proof.content}."
    return _with(letter, LetterKind.SOCIAL_PROOF, why, proof=proof.as_told(), proof_id=proof.id)


def _with(letter: SendLetter, kind: LetterKind, why: str, **extra: object) -> SendLetter:
    return replace(letter, kind=kind, why=" ".join(part for part in (letter.why, why) if part), **extra)  # type: ignore[arg-type]  # fields of SendLetter


def _used(work: UnitOfWork, request: MeetingRequest) -> set[uuid.UUID]:
    """What this conversation has had, or is about to have."""
    sent = {use.proof_id for use in work.proof_uses(request.id)}
    under_way = {
        row.effect.proof_id
        for row in work.outbox_of(request.id)
        if isinstance(row.effect, SendLetter)
        and row.effect.proof_id
        and row.status in {OutboxStatus.PENDING, OutboxStatus.WAITING, OutboxStatus.RECALLED}
    }
    return sent | under_way


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


def keep_track(
    work: UnitOfWork, before: MeetingRequest, after: MeetingRequest, event: Event, now: datetime
) -> None:
    """Note a proof that left, and what those that left before have led to."""
    uses = list(work.proof_uses(after.id))
    if isinstance(event, MailSent) and event.letter.proof_id is not None:
        _judge(work, uses, answered=False)
        attempt = before.asks_since_reply + 1
        work.save_proof_use(ProofUse(after.id, event.letter.proof_id, attempt, event.letter.sent_at))
        return
    if not uses:
        return
    if isinstance(event, MailSent) and after.asks_since_reply > before.asks_since_reply:
        _judge(work, uses, answered=False)
    elif isinstance(event, ReplyReceived) and event.analysis.message_kind is MessageKind.REPLY:
        uses = _judge(work, uses, answered=True)
    if after.state is State.CONFIRMED and before.state is not State.CONFIRMED:
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

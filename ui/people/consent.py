"""Whether somebody may be texted, as it is asked of the rep. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from ui.asking import Question
from ui.people.lines import first_called
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.new_request import Consent
from xforce_desktop.scheduling.request import Attendee


@dataclass(frozen=True)
class ConsentForm:
    """What is asked. `key` tells whose it is; `may_withdraw` if they have agreed before."""

    key: str
    heading: str
    told: str
    phone: str
    source: str
    on: date
    may_withdraw: bool


@dataclass(frozen=True)
class TypedConsent:
    """The form as it stands."""

    phone: str
    source: str
    on: date


def key_of(person: Attendee) -> str:
    """Of the form that asks of them."""
    return str(person.id)


def form_for(person: Attendee, today: date) -> ConsentForm:
    """What is known of them stands in it already."""
    known = person.sms_consent
    who = first_called(person)
    told = (
        f"{who} may be texted. Correct what is wrong, or take it back."
        if known
        else f"{who} is not texted. Save it only if they agreed to text messages, and say how."
    )
    return ConsentForm(
        key=key_of(person),
        heading=f"May {person.called} be texted?",
        told=f"{told} It holds for every open meeting with them.",
        phone=person.phone,
        source=known.source if known else "",
        on=known.given_on if known else today,
        may_withdraw=known is not None,
    )


def consent_of(typed: TypedConsent) -> Consent:
    """Raises BadInput where it is not said how they agreed, or to which number."""
    if not typed.phone.strip():
        raise BadInput("A text needs a telephone number.", field="phone")
    try:
        return Consent(on=typed.on, source=typed.source)
    except ValidationError as error:
        raise BadInput("Say how they agreed, as “web form” or “on the phone”.", field="source") from error


def withdrawal(person: Attendee) -> Question:
    """Asked before a consent is taken back."""
    who = first_called(person)
    return Question(
        title=f"Text {person.called} no more?",
        text=f"A text to {who} that waits does not leave; mail goes on. It holds for every open meeting with "
        "them.",
        yes="No more texts",
        no="Leave it",
    )

"""How people write: short answers in many wordings, above a quoted original, from different mail programs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from zoneinfo import ZoneInfo

from sync.sandbox.offers import Offered
from sync.sandbox.people import Person
from sync.sandbox.state import SentMail

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_PICK = (
    "{weekday} at {clock} works for me.",
    "{weekday} at {clock_pm} works.",
    "Let's do {weekday}, {month} {day} at {clock_pm}.",
    "I can make {weekday} at {clock_pm}.",
    "{weekday} {month} {day} at {clock_pm} is good for me. Talk then.",
    "{clock_pm} on {weekday} works on my end.",
)
_PICK_DATED = (
    "{weekday}, {month} {day} at {clock_pm} works for me.",
    "Let's do {month} {day} at {clock_pm}.",
    "{weekday} the {nth} at {clock_pm} is fine.",
)
_PICK_ORDINAL = (
    "The {ordinal} one works.",
    "Let's go with the {ordinal} option.",
    "{ordinal_cap} one is fine with me.",
)
_OWN_AFTER = (
    "None of those are great for me. Can you do {weekday} after {clock} instead?",
    "Those are tough. Could we do {weekday}, {month} {day} any time after {clock_pm}?",
)
_OWN_EXACT = (
    "I'm tied up then. How about {weekday}, {month} {day} at {clock_pm}?",
    "Can't do those. Would {weekday} at {clock_pm} work instead?",
)
_DECLINE = (
    "Thanks, but we're not interested. We just renewed with our current vendor.",
    "Appreciate you reaching out, but this isn't something we want to pursue. No need to follow up.",
    "We're going to pass. Thanks anyway.",
)
_QUESTION = (
    "Before I pick a time: does it work with PestPac?",
    "Quick question first. What does this run per month for a shop our size?",
    "Does your system handle Spanish-speaking callers?",
)
_LATER = (
    "We're slammed right now. After the {nth} please.",
    "Can we pick this up after {month} {day}? Too much going on until then.",
)
_INVITE = (
    "Send me an invite for {weekday} at {clock_pm}.",
    "Just send the invite for {weekday} {month} {day}, {clock_pm}.",
)
_TOO_LATE = (
    "Sorry, just seeing this. Those times are gone, what else do you have?",
    "I missed this one. Can you send me a few new times?",
)
_VAGUE = ("{weekday} works.", "{weekday} is best for me.")
_SORRY = (
    "So sorry I missed you, a tech called out and I was covering a route.",
    "My apologies for not making it, we had an emergency at a customer site.",
)
_MOVE = ("Something came up, can we move our call to {weekday}, {month} {day} at {clock_pm}?",)
_AGREE = ("Works for me too.", "That works for me as well.", "Fine with me too.")
_YES = (
    "Yes, {weekday} at {clock_pm} works.",
    "Yes, {weekday}, {month} {day} at {clock_pm} is right.",
    "{weekday} at {clock_pm} is good for me.",
)
_OTHER = ("I'm out then. Could we do {weekday}, {month} {day} at {clock_pm} instead?",)


@dataclass(frozen=True)
class Words:
    """Texts for one answer, chosen by `rng` so that a run can be repeated."""

    rng: random.Random

    def pick(self, chosen: Offered, offers: Sequence[Offered]) -> str:
        """Choose one of the offers, with the date where the weekday alone would not do."""
        twice = sum(one.local.weekday() == chosen.local.weekday() for one in offers) > 1
        return self._with(_PICK_DATED if twice else _PICK, chosen.local)

    def ordinal(self, chosen: Offered, offers: Sequence[Offered]) -> str:
        """Choose by its place in the list."""
        if len(offers) == 1:
            return self.rng.choice(("That works.", "That one works for me."))
        place = _ORDINALS[min(offers.index(chosen), len(_ORDINALS) - 1)]
        return self.rng.choice(_PICK_ORDINAL).format(ordinal=place, ordinal_cap=place.capitalize())

    def own_after(self, start: datetime) -> str:
        """Ask for a day with an earliest time."""
        return self._with(_OWN_AFTER, start)

    def own_exact(self, start: datetime) -> str:
        """Ask for one moment."""
        return self._with(_OWN_EXACT, start)

    def decline(self) -> str:
        """No."""
        return self.rng.choice(_DECLINE)

    def question(self) -> str:
        """Something about the product first."""
        return self.rng.choice(_QUESTION)

    def later(self, day: datetime) -> str:
        """Not before a date."""
        return self._with(_LATER, day)

    def invite(self, chosen: Offered) -> str:
        """The tersest yes."""
        return self._with(_INVITE, chosen.local)

    def too_late(self) -> str:
        """All offers have passed."""
        return self.rng.choice(_TOO_LATE)

    def vague(self, day: datetime) -> str:
        """A weekday and nothing else."""
        return self._with(_VAGUE, day)

    def sorry(self) -> str:
        """After a missed meeting."""
        return self.rng.choice(_SORRY)

    def move(self, start: datetime) -> str:
        """Ask to reschedule."""
        return self._with(_MOVE, start)

    def agree(self) -> str:
        """Second in a group of two."""
        return self.rng.choice(_AGREE)

    def yes(self, agreed: Offered) -> str:
        """The same time again."""
        return self._with(_YES, agreed.local)

    def other(self, chosen: Offered) -> str:
        """Against the colleague's choice."""
        return self._with(_OTHER, chosen.local)

    def for_boss(self, person: Person, chosen: Offered) -> str:
        """The assistant chooses."""
        first = person.first_name
        when = _fields(chosen.local)
        return (
            f"I look after {first}'s calendar. {when['weekday']}, {when['month']} {when['day']} at "
            f"{when['clock_pm']} works for {first}. Please send the invite to {person.address}."
        )

    def away(self, back_on: date) -> str:
        """An automatic reply."""
        day = back_on.strftime("%A, %B ") + str(back_on.day)
        return f"I am out of the office with limited access to email and will be back on {day}."

    def _with(self, forms: Sequence[str], local: datetime) -> str:
        return self.rng.choice(forms).format(**_fields(local))


def _fields(local: datetime) -> dict[str, str]:
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    return {
        "weekday": local.strftime("%A"),
        "month": local.strftime("%B"),
        "day": str(local.day),
        "nth": nth(local.day),
        "clock": f"{hour}{minutes}",
        "clock_pm": f"{hour}{minutes or ':00'} {'AM' if local.hour < 12 else 'PM'}",
    }


def nth(day: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    if 10 <= day % 100 <= 20:
        return f"{day}th"
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"


def letter(person: Person, writer: str, rep_first_name: str, words: str, rng: random.Random) -> str:
    """Greeting, words and signature as this person writes them; `writer` signs."""
    greeting = rng.choice(
        (f"Hi {rep_first_name},\n\n", f"{rep_first_name},\n\n", f"Hello {rep_first_name},\n\n", "")
    )
    if person.temperament in ("outlook_only", "ambiguous"):
        greeting = ""
    first = writer.split()[0]
    if person.client == "apple":
        return f"{greeting}{words}\n\n{first}\n\nSent from my iPhone"
    if person.client == "outlook":
        role = f"{person.title}\n" if person.title and writer == person.name else ""
        return (
            f"{greeting}{words}\n\nThanks,\n{first}\n\n{writer}\n{role}{person.company.name}\n{person.phone}"
        )
    return f"{greeting}{words}\n\nThanks,\n{first}"


def with_quote(text: str, original: SentMail, client: str, zone: ZoneInfo) -> tuple[str, str]:
    """Text and page of an answer with the original under it, the way the mail program does it."""
    sent = original.sent_at.astimezone(zone)
    sender = f"{original.sender.name} <{original.sender.address}>"
    clock = f"{sent.hour % 12 or 12}:{sent.minute:02d} {'AM' if sent.hour < 12 else 'PM'}"
    if client == "outlook":
        to = "; ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in original.to)
        when = f"{sent.strftime('%A, %B')} {sent.day}, {sent.year} {clock}"
        head = f"From: {sender}\nSent: {when}\nTo: {to}\nSubject: {original.subject}"
        quote = f"{'_' * 32}\n{head}\n\n{original.text}"
        return f"{text}\n\n{quote}\n", _page(
            text, f'<hr><div id="divRplyFwdMsg">{_lines(head)}</div>', original
        )
    if client == "gmail":
        head = f"On {sent.strftime('%a, %b')} {sent.day}, {sent.year} at {clock} {sender} wrote:"
        return _marked(text, head, original), _page(
            text, f'<div class="gmail_attr">{_lines(head)}</div>', original
        )
    head = f"On {sent.strftime('%b')} {sent.day}, {sent.year}, at {clock}, {sender} wrote:"
    return _marked(text, head, original), ""


def _marked(text: str, head: str, original: SentMail) -> str:
    quoted = "\n".join(f"> {line}".rstrip() for line in original.text.splitlines())
    return f"{text}\n\n{head}\n\n{quoted}\n"


def _page(text: str, head: str, original: SentMail) -> str:
    quote = f'<blockquote class="gmail_quote">{_lines(original.text)}</blockquote>'
    return f'<html><body><div dir="ltr">{_lines(text)}</div><br>{head}{quote}</body></html>'


def _lines(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")

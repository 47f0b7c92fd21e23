"""How a message is written: in the recipient's tone, and within it as the thread began or by the rep's habit.

The persona decides how formal it is; a habit only chooses among forms that are equally formal. What our
earlier mails in the thread show stays, whatever is learned meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from xforce_desktop.messages.assignment import Assignment
from xforce_desktop.messages.manner import NO_MANNER, Manner
from xforce_desktop.messages.manner_reading import manner_of_mail
from xforce_desktop.messages.names import first_name, full_name
from xforce_desktop.messages.persona import Tone

_GREETED = frozenset({"hi", "hey", "hello", "name"})
# Of one mail: they belong together.
_KEPT = ("greeting", "greeting_mark", "sign_off", "sign_off_mark", "signed_as")
_MARKS = {"dash": " -", "exclamation": "!"}


def manner_for(assignment: Assignment) -> Manner:
    """What the thread began with, and beyond that the rep's habits.

    Of a rep whose habits are not known only greeting and sign-off stay: the rest was chance.
    """
    begun, own = _begun_with(assignment.earlier, assignment.sender.name), assignment.manner
    if own == NO_MANNER:
        begun = replace(begun, contractions="", minutes="")
    return begun.over(own)


@lru_cache(maxsize=64)
def _begun_with(earlier: tuple[str, ...], sender: str) -> Manner:
    """What shows in the first of our mails that greets somebody; text messages greet in their own way."""
    mails = [manner_of_mail(body, sender) for body in earlier if "\n" in body.strip()]
    begun = next((number for number, one in enumerate(mails) if one.greeting in _GREETED), None)
    if begun is None:
        return NO_MANNER
    first, later = mails[begun], mails[begun:]
    return Manner(
        **{name: getattr(first, name) for name in _KEPT},
        contractions=next((one.contractions for one in later if one.contractions), ""),
        minutes=next((one.minutes for one in later if one.minutes), ""),
    )


def greeting_in(tone: Tone, manner: Manner, names: str) -> str:
    """The greeting line of a tone in a manner; `names` empty where nobody can be named."""
    if not names:
        plain = tone.greeting_nameless
        if tone.is_casual and manner.greeting in {"hi", "hey"}:
            plain = f"{manner.greeting.capitalize()} there,"
        return _marked(plain, tone, manner)
    form = next((one for one in tone.greetings if _word_of(one) == manner.greeting), tone.greeting)
    return _marked(form, tone, manner).format(name=names)


def sign_off_in(tone: Tone, manner: Manner, sender: str) -> str:
    """The closing lines of a tone in a manner, signed with the rep's own name."""
    closings = [_closing_of(one) for one in tone.sign_offs]
    closing = manner.sign_off if manner.sign_off in closings else closings[0]
    forms = [one for one in tone.sign_offs if _closing_of(one) == closing]
    if manner.sign_off_mark or manner.exclamations == "avoided":
        is_loud = manner.sign_off_mark == "exclamation"
        forms.sort(key=lambda form: ("!" in form) is not is_loud)
    is_full = manner.signed_as == "full name" and not tone.is_casual
    return forms[0].format(name=full_name(sender) if is_full else first_name(sender))


def min_word_in(tone: Tone, manner: Manner) -> str:
    """ "min" only where the tone has it and the rep does not always write "minutes"."""
    return "minutes" if manner.minutes == "minutes" else tone.min_word


def _marked(form: str, tone: Tone, manner: Manner) -> str:
    mark = _MARKS.get(manner.greeting_mark, ",")
    return form.removesuffix(",") + ("," if mark == "!" and not tone.is_casual else mark)


def _word_of(form: str) -> str:
    """ "hi" of "Hi {name},"; "name" where there is none."""
    return form.partition("{")[0].strip().lower() or "name"


def _closing_of(form: str) -> str:
    return form.partition("{")[0].strip(",! \n").lower() or "none"

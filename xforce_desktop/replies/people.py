"""People whom a message asks to include or to write to instead."""

from __future__ import annotations

import re
from collections.abc import Collection

from xforce_desktop.replies.analysis import PersonAsked, PersonRole
from xforce_desktop.replies.lexicon import pattern
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.said import Said
from xforce_desktop.replies.words import words_of

ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = r"(?P<name>[A-ZÀ-ÖØ-Þ][\w'-]+(?: (?:de |van |von |la )?[A-ZÀ-ÖØ-Þ][\w'-]+){0,2})"
_ROLE = r"(?:(?:my|our|the) (?:[\w&/-]+ ){0,4}?(?:,? )?)?"
_INCLUDE = re.compile(
    r"\b(?i:loop(?:ing|ed)? in|loop|cc(?:'?ing|'?d|ed)?|copy(?:ing)? in|copy(?:ing)?|copied|add(?:ing)?|"
    r"includ(?:e|ing)|invit(?:e|ing)|bring(?:ing)? in|bring(?:ing)?|pull(?:ing)? in|"
    r"put(?:ting)?|get|have|reach out to|write to|e-?mail|contact|talk (?:to|with)|speak (?:to|with)|"
    r"work with|coordinate with|check with|go through|deal with|schedule (?:with|through)|"
    r"set (?:it|this|that) up with|send (?:it|this|that|the invite|invites?|an invite|"
    r"everything) (?:also )?to|also to|get in touch with|connect with|ask for|"
    r"incluye?(?:n)? a|incluir a|copie?(?: a)?|agregue?n? a|contacte?n? a|ajoute[zr]|contactez|mettez|"
    r"inclua|bitte (?:nehmen|wenden) sie (?:sich an)?|"
    r"(?:will|would) (?:want|like|need)|wants?|need(?:s)?|along with|together with)(?: also|"
    r" too)? (?:in )?(?:please )?" + _ROLE + _NAME
)
_HANDLES = re.compile(
    _NAME + r"(?:,? (?:my|our|the) (?:[\w&/-]+ ){1,4})?(?: (?:at|in|over at|over in|from) (?:the |our "
    r")?(?:[\w'-]+ ){1,3}?"
    r"(?:office|branch|side|team|department|shop|yard|location|site|head office)?)?,? (?:\([^)]{1,40}\) "
    r")?(?:(?:who )?(?:handles?|runs|"
    r"manages|is (?:the (?:right|best|one|person)|in charge|responsible|your (?:guy|person|contact)|"
    r"handling|the)|takes care of|owns|does (?:all )?(?:our|the)|makes|decides|will be (?:joining|"
    r"handling)|"
    r"should (?:join|also (?:join|be)|be (?:on|there|in))|needs? to (?:be (?:on|there|in|part)|join)|"
    r"would (?:need|want|like) to (?:be|join)|wants to (?:join|be|sit)|can (?:help|set)))"
)
_THAT_IS = re.compile(
    r"\b(?:That'?d be|That would be|That'?s|That is|It'?d be|You want|You need|You'?ll want|[Tt]ry|"
    r"[Aa]sk|person (?:for this|to talk to|you want) is|contact is|decision maker is)\s" + _NAME
)
NOT_NAMES = words_of(
    "She He They Her Him Them His Their Someone Somebody Anyone Everyone There Here "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December Zoom Teams Google Outlook Microsoft "
    "Central Eastern Pacific Mountain Please Thanks Thank The This That It I We You Me My Our A "
    "An And Or If But So Not No Yes Hi Hello Hey Dear CallHarbor Spanish English Labor Christmas "
    "Thanksgiving Easter New Mon Tue Tues Wed Thu Thurs Fri Sat Sun EST CST PST MST ET CT PT MT "
    "GMT BST ASAP AM PM What When How Why Where Who Which Is Are Can Could Would Do Does Noon "
    "Tomorrow Today Notre Votre Ihre Ihr Sie Wir Ich Je Nous Vous Eu Nos Em Por Para En El La Le Les Die Der "
    "Das Meine Mein Herr Frau Bitte Merci Gracias Obrigado Obrigada Danke Sales Support Customer Office "
    "Reception Service"
)
_PRINCIPAL = re.compile(
    r"\b(?P<name>[A-Z]\w{2,})(?:'s\b| (?:can|is|has|would|will|prefers|asked)\b)|\bfor (?P<other>[A-Z]\w{2,})"
)
_CHECKS_THEMSELVES = re.compile(
    r"\b(?:let me|i'?ll|i will|i need to|i have to|i must|i should|gotta|want to|waiting to|i can)"
    r"(?: \w+){0,2} (?:check|talk|speak|coordinate|confirm|work|discuss|meet|run (?:it|this))\b"
)
_EMERGENCY = re.compile(r"\b(?:emergenc|urgencia|notfall|life|safety|after.?hours|911)\w*")
_ALREADY = re.compile(
    r"\b(?:already (?:on|in|copied|included)|on (?:the|this|your) (?:thread|email|chain)|who is (?:on|"
    r"cc)|above|cc'?d (?:here|above|on this))\b"
)
_ASKING = re.compile(
    r"\b(?:loop|cc|copy|copied|add|includ|invit|bring|pull|reach out|write|email|e-mail|contact|talk|"
    r"speak|work with|coordinate|go through|deal with|through|instead|join|wants? to|"
    r"handles?|runs|manages|in charge|responsible|best person|right person|direct|forward|refer|send|"
    r"get in touch|connect|ask|that'?d be|deputy|assistant|replac|successor|took over|taking over|"
    r"schedules?|"
    r"incl|agreg|ajout|contactez|wenden|kontakt|vertret|inclua|fale|escrib|dirij|dirig|adress)\w*"
)


_THROUGH = pattern("people_through")
_INSTEAD = pattern("people_instead")


def people_asked_for(
    text: str, own_address: str, known: Collection[str], known_text: str, automatic: bool
) -> tuple[PersonAsked, ...]:
    """Those who are asked for, in the order of the text, by address, or by name where none is given.

    Their `who` is a `Said`: it knows its place in the text.
    `known_text` is what was already on the thread (quoted text, greeting names); people in it are not new.
    """
    found: list[PersonAsked] = []
    taken = {fold(address) for address in known} | {fold(own_address)}
    for start, sentence in _sentences(text):
        if _is_emergency_only(sentence):
            continue
        addresses = [_said(m, m.group().rstrip(".'-"), start) for m in ADDRESS.finditer(sentence)]
        asking = bool(_ASKING.search(fold(sentence))) or automatic or bool(addresses)
        for address in addresses:
            if (
                asking
                and fold(address) not in taken
                and not fold(address).startswith(("mailto:", "noreply", "no-reply"))
            ):
                found.append(PersonAsked(address, _role_in(sentence, automatic)))
                taken.add(fold(address))
        if not addresses and not automatic:
            named = {person.who for person in found}
            role = _role_in(sentence, automatic)
            found.extend(
                PersonAsked(name, role) for name in _names(sentence, start, known_text) if name not in named
            )
    return tuple(one for one in found if not _has_address(one, found))


def _has_address(person: PersonAsked, people: Collection[PersonAsked]) -> bool:
    """Whether somebody who is only named is there by address as well: "Aaron", "aaron@oak.example"."""
    first = fold(person.who).split()[0]
    mailboxes = [re.split(r"[._-]", fold(p.who).partition("@")[0]) for p in people if "@" in p.who]
    return "@" not in person.who and any(first in parts for parts in mailboxes)


def _role_in(sentence: str, automatic: bool) -> PersonRole:
    """Whether somebody is to arrange it, to be written to instead, or to be there as well."""
    folded = fold(sentence)
    if _THROUGH.search(folded):
        return PersonRole.THROUGH
    return PersonRole.INSTEAD if automatic or _INSTEAD.search(folded) else PersonRole.ADD


def places_of(people: Collection[PersonAsked]) -> tuple[Said, ...]:
    """The words by which they are named, with their places."""
    return tuple(person.who for person in people if isinstance(person.who, Said))


def without_places(people: Collection[PersonAsked]) -> tuple[PersonAsked, ...]:
    """The same people, their words as plain text."""
    return tuple(PersonAsked(str(person.who), person.role) for person in people)


def in_words(people: Collection[PersonAsked]) -> str:
    """What they ask, as a sentence for the rep: "They ask to include Ann, and to write to Bob instead."."""
    asks = []
    for role, verb in (
        (PersonRole.ADD, "to include {}"),
        (PersonRole.INSTEAD, "to write to {} instead"),
        (PersonRole.THROUGH, "to arrange it with {}"),
    ):
        named = [person.who for person in people if person.role is role]
        if named:
            asks.append(
                verb.format(" and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named))
            )
    return f"They ask {', and '.join(asks)}." if asks else ""


def without_principal(people: tuple[PersonAsked, ...], text: str) -> tuple[PersonAsked, ...]:
    """The people without the one an assistant writes for: the meeting is theirs already."""
    named = {(match.group("name") or match.group("other")).lower() for match in _PRINCIPAL.finditer(text)}
    return tuple(p for p in people if not any(name in p.who.lower() for name in named))


_BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|\n\s*\n|\n(?=[A-Z])")


def _sentences(text: str) -> list[tuple[int, str]]:
    """Where each sentence begins, and the sentence."""
    cuts = [(match.start(), match.end()) for match in _BETWEEN.finditer(text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    pieces = [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]
    return [(start, piece) for start, piece in pieces if piece.strip()]


def _said(match: re.Match[str], words: str, offset: int, group: str | int = 0) -> Said:
    start = offset + match.start(group)
    return Said(words, start, start + len(words))


def _is_emergency_only(sentence: str) -> bool:
    return bool(_EMERGENCY.search(fold(sentence)))


def _names(sentence: str, start: int, known_text: str) -> list[Said]:
    """Names asked for in a sentence without an address."""
    if _ALREADY.search(fold(sentence)) or _CHECKS_THEMSELVES.search(fold(sentence)):
        return []
    found: list[Said] = []
    for form in (_INCLUDE, _THAT_IS, _HANDLES):
        for match in form.finditer(sentence):
            name = _trimmed(match.group("name"))
            if (
                name
                and name.split()[0] not in NOT_NAMES
                and not re.search(rf"\b{re.escape(name.split()[0])}\b", known_text)
            ):
                found.append(_said(match, name, start, "name"))
    return list(dict.fromkeys(found))


def _trimmed(name: str) -> str:
    words = name.split()
    while words and words[-1] in NOT_NAMES:
        words.pop()
    return re.sub(r"'s$", "", " ".join(words))

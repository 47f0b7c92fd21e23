"""An automatic answer taken apart: which of the six cases, when they are back, whom to write to instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xforce_desktop.replies.automatic import Absence, AbsenceCase, Automaton, Contact
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.lexicon import found
from xforce_desktop.replies.people import ADDRESS, NOT_NAMES
from xforce_desktop.replies.plain import fold
from xforce_desktop.replies.return_days import return_day
from xforce_desktop.replies.words import words_of

_NAME = r"(?P<name>[A-ZÀ-Þ][\w'’.-]+(?: (?:de |da |dos |van |von |la |der )?[A-ZÀ-Þ][\w'’-]+){0,3})"
_TITLE = r"(?:(?:Mr|Mrs|Ms|Dr|Herrn?|Frau|Sr|Sra|Sr\.ª|Mme|M|Srta|Dona|Signor\w?)\.? )?"
_OF_OURS = (
    r"(?i:(?:my|our|the|mi|nuestr[oa]|mon|ma|notre|meine[nrm]?|unsere[nrm]?|minha|meu|nosso|nossa|mio|mia|"
    r"mijn|min|o|a|la|le|el|al|ao|à)\s+(?:[\w&/-]+,?\s+){0,4}?)?"
)
_ASKS_TO_CONTACT = re.compile(
    r"(?i:\b(?:contact(?:er|ez|o)?|write(?: instead)? to|e-?mail|call|ring|reach(?: out)?(?: to)?|"
    r"speak (?:to|with)|talk to|direct(?: \w+){0,6}? to|refer(?: \w+){0,4}? to|forward(?: \w+){0,6}? to|"
    r"get in touch with|(?:cover(?:ed|ing)?|replaced|represented|handled|succeeded|read|answered|monitored|"
    r"seen) (?:by|for me is)|(?:go|goes|(?:be )?(?:sent|addressed|forwarded|directed)) to|"
    r"contact\w*(?: con| a)?|comun\w+(?:se)?(?: con)?|dirij\w+(?:se)?(?: a)?|escrib\w+(?: a)?|llam\w+ a|"
    r"(?:vous )?adress\w+ (?:à|a)|joindre|écri(?:re|vez) à|remplac[ée]\w* par|"
    r"wenden sie sich(?: \w+){0,4}? an|"
    r"kontaktieren sie(?: \w+){0,2}?|vertret\w+ (?:mich |wird |von |durch |ist )*|"
    r"(?:sprechen|schreiben) sie (?:mit )?|ansprechpartner(?:in)?(?: ist| bis dahin ist)?|"
    r"nachfolger(?:in)? (?:ist )?|contat\w+|entr\w+ em contato com|fal\w+ com|escrev\w+ (?:para|a|ao)|"
    r"procur\w+(?: por)?|rivolger\w+ a|contattare|neem contact op met|kontakt(?:e)?|kontakta))\s*:?\s+"
    + _OF_OURS
    + _TITLE
    + _NAME
)
_TAKES_OVER = re.compile(
    _NAME + r"(?i:,?(?: (?!je |i |ich |yo |eu )[\w&-]+,?){0,6}? (?:has taken over|is taking over|"
    r"will (?:be )?(?:tak\w+ over|tak\w+ care|handl\w+|cover\w*|assist\w*|help\w*|look\w* after)|"
    r"is (?:covering|handling|standing in|your (?:new )?contact|my (?:replacement|successor|deputy))|"
    r"(?:vertritt|übernimmt|ist mein\w* (?:vertret\w+|nachfolger\w*))|"
    r"(?:se encargará|me sustituye|ha asumido|atenderá)|(?:me remplace|reprend\b|assure)|"
    r"(?:assumiu|assume|me substitui|responde por)))"
)
_NEAR_NAME = re.compile(
    _NAME + r"[\s,:(<-]*(?:(?:at|via|on|under|unter|en|à|sur|em|no|pelo|e-?mail|mail|mailto)\b[\s:(<]*|"
    r"by e-?mail at\s+|[^.@]{0,30}[(<,]\s*)?$"
)
_ROLES = words_of(
    "Kollegin Kollege Kollegen Vertretung Vertreter Vertreterin Nachfolger Nachfolgerin Assistentin "
    "Assistent Adresse Mailadresse E-Mail Email Mail E-Mail-Adresse Anfragen Nachricht Nachrichten "
    "Zentrale Contact Contacto"
)
_NEW_ADDRESS = re.compile(
    r"\b(?:new|now|nuev|nouvel|neu|nov[oa]\b|lautet|instead|ab sofort|desde ahora|desormais|mudou|changed)"
)
_ROLE_MAILBOX = re.compile(
    r"^(?:info|sales|office|team|support|contact|hello|admin|mail|service|help\w*|ventas|vendas|vertrieb|"
    r"kontakt|contato)\b"
)

_COMPANY = re.compile(
    r"(?P<before>\b(?:left|(?:work(?:s|ing)?|employed) (?:for|at|by)|longer (?:with|at|part of)|"
    r"not (?:with|at)|(?:resigned|retired) from|last day (?:at|with)) )"
    r"(?P<name>[A-Z][\w&'’-]*(?: (?:& )?[A-Z][\w&'’-]*){0,4})"
)
_RETURNS = re.compile(r"\b(?:return\w*|back|until|till|through|vacations?|holidays?|leave|travel\w*)\b")
_FIRST = {"is": "am", "as": "have"}


@dataclass(frozen=True)
class Named:
    """Somebody named in a sentence that says whom to write to."""

    contact: Contact
    only_urgent: bool


def absence_of(
    subject: str,
    text: str,
    automaton: Automaton | None,
    own_address: str,
    known: Collection[str],
    almanac: Almanac,
) -> Absence | None:
    """The case of an automatic answer; None for receipts that tell nothing of the writer."""
    if automaton in {Automaton.READ_RECEIPT, Automaton.DELIVERY_RECEIPT, None}:
        return None
    whole = fold(f"{subject}\n{text}")
    if automaton is Automaton.TICKET or (automaton is Automaton.RECEIPT and found("receipt_texts", whole)):
        return Absence(AbsenceCase.RECEIPT)
    named = _named(text, own_address, known)
    delegate = next((one for one in named if not one.only_urgent), next(iter(named), None))
    if found("absence_left", whole):
        return Absence(AbsenceCase.LEFT, None, delegate.contact if delegate else None)
    back_on = return_day(f"{subject}. \n{text}", almanac)
    away = bool(back_on or found("absence_away", whole))
    changed = bool(found("absence_changed_address", whole))
    new = _new_address(text, named, own_address) if changed else _same_elsewhere(named, own_address)
    if new or (changed and not away and not delegate):
        return Absence(AbsenceCase.CHANGED_ADDRESS, back_on, None, new)
    if delegate and not delegate.only_urgent and (away or automaton is Automaton.ABSENCE):
        return Absence(AbsenceCase.DELEGATE, back_on, delegate.contact)
    return _plain(automaton, back_on, away, delegate.contact if delegate else None)


def left_by_own_word(text: str, own_address: str, known: Collection[str]) -> Absence | None:
    """That somebody writes themselves that they have left, with the one they name instead. Who only will
    leave is still there: a case of its own, so that nothing is told of them as done."""
    named = _named(text, own_address, known)
    folded = fold(_with_company(text, own_address, any_name=bool(named)))
    has_left = bool(found("left_themselves", folded))
    if not (has_left or found("leaves_soon", folded)) or found("absence_away", folded):
        return None
    delegate = named[0].contact if named else None
    if has_left:
        return Absence(AbsenceCase.LEFT, None, delegate)
    return Absence(AbsenceCase.DELEGATE if delegate else AbsenceCase.AWAY, None, delegate)


def left_for_good(subject: str, text: str, name: str, own_address: str) -> bool:
    """Whether an automatic answer says of its own sender that they have left, with no sign of a return."""
    if found("absence_away", whole := fold(f"{subject}\n{text}")) or _RETURNS.search(whole):
        return False
    folded = fold(_with_company(text, own_address, any_name=False))
    return bool(found("left_themselves", _in_first_person(folded, fold(name), own_address)))


def _in_first_person(folded: str, name: str, own_address: str) -> str:
    """The text as if the sender spoke, where a clause begins with their name, as robots write it."""
    local = re.sub(r"[^a-z]+", " ", fold(own_address).partition("@")[0]).strip()
    own = {one for full in (" ".join(name.split()), local) for one in (full, full.partition(" ")[0]) if one}
    who = "|".join([*(re.escape(one) for one in own), "this (?:person|employee|user)"])
    subject = rf"(?:^|[.!?:;,]\s*|\n\s*|\bthat )(?:(?:mr|mrs|ms|dr)\.? )?(?:{who})"
    turned = re.sub(rf"{subject} (?:is|has)\b(?! been)", lambda m: f". i {_FIRST[m.group()[-2:]]}", folded)
    return re.sub(rf"{subject} (?=no longer\b)", ". i ", turned)


def _with_company(text: str, own_address: str, *, any_name: bool) -> str:
    """The text with the writer's company called just that, known by their address; `any_name`: whatever
    stands where a company's name would."""
    label = re.sub(r"[^a-z0-9]", "", fold(own_address).rpartition("@")[2].partition(".")[0])

    def called(match: re.Match[str]) -> str:
        name = re.sub(r"[^a-z0-9]", "", fold(match["name"]))
        is_theirs = len(name) > 2 and (label.startswith(name) or name.startswith(label))
        return f"{match['before']}the company" if any_name or is_theirs else match.group()

    return _COMPANY.sub(called, text)


def _plain(
    automaton: Automaton | None, back_on: date | None, away: bool, delegate: Contact | None
) -> Absence:
    if back_on:
        return Absence(AbsenceCase.AWAY_UNTIL, back_on, delegate)
    if away or automaton is Automaton.ABSENCE:
        return Absence(AbsenceCase.AWAY, None, delegate)
    return Absence(AbsenceCase.RECEIPT)


def _named(text: str, own_address: str, known: Collection[str]) -> list[Named]:
    """Whom they name to write to, in the order of the text; known people and the writer are none."""
    taken = {fold(address) for address in (*known, own_address)}
    named: list[Named] = []
    for sentence in _sentences(text):
        urgent = bool(found("absence_urgent", fold(sentence)))
        for contact in _contacts(sentence, own_address):
            if fold(contact.address) not in taken or not contact.address:
                named.append(Named(contact, urgent))
    return named


def _sentences(text: str) -> list[str]:
    """Sentences; what a colon announces below belongs to it, and so does an address under a name."""
    joined = re.sub(r":[ \t]*\n\s*", ": ", text)
    joined = re.sub(r"(?<=\w)[ \t]*\n(?=\s*[(<]?[\w.+-]+@)", " ", joined)
    pieces = re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ\"'(])|\n\s*\n", joined)
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def _contacts(sentence: str, own_address: str) -> list[Contact]:
    names = [
        (m.start("name"), _trimmed(m.group("name")))
        for form in (_ASKS_TO_CONTACT, _TAKES_OVER)
        for m in form.finditer(sentence)
    ]
    names = [(at, name) for at, name in names if name]
    addresses = [(m.start(), m.group().rstrip(".'-")) for m in ADDRESS.finditer(sentence)]
    addresses = [(at, one) for at, one in addresses if not fold(one).startswith(("noreply", "no-reply"))]
    contacts = [
        Contact(_name_before(sentence[:at], names, one), one)
        for at, one in addresses
        if fold(one) != fold(own_address)
    ]
    if contacts or addresses:
        return contacts
    return [Contact(name) for _, name in names[:1]]


def _name_before(before: str, names: list[tuple[int, str]], address: str) -> str:
    """The name that stands right before an address, or the one they said to write to."""
    near = _NEAR_NAME.search(before)
    name = _trimmed(near.group("name")) if near else ""
    if name:
        return name
    earlier = [name for at, name in names if at < len(before)]
    return earlier[-1] if earlier else ""


def _trimmed(name: str) -> str:
    words = name.split()
    while words and words[0] in _ROLES:
        words.pop(0)
    while words and (words[-1] in NOT_NAMES or words[-1].rstrip(".") in NOT_NAMES):
        words.pop()
    if not words or words[0] in NOT_NAMES or "@" in name:
        return ""
    return re.sub(r"'s$", "", " ".join(words)).rstrip(".,'")


def _same_elsewhere(named: list[Named], own_address: str) -> str:
    """An address that looks like their own one: the same part before the @, or their surname and no name."""
    local = fold(own_address).partition("@")[0]
    parts = [part for part in re.split(r"[^a-z]+", local) if len(part) > 3]
    for one in named:
        other = fold(one.contact.address).partition("@")[0]
        if other and (other == local or (not one.contact.name and any(part in other for part in parts))):
            return one.contact.address
    return ""


def _new_address(text: str, named: list[Named], own_address: str) -> str:
    """The address that is theirs from now on: it looks like their old one, or is announced as new."""
    if elsewhere := _same_elsewhere(named, own_address):
        return elsewhere
    for sentence in _sentences(text):
        for match in ADDRESS.finditer(sentence):
            address = match.group().rstrip(".'-")
            announced = _NEW_ADDRESS.search(fold(sentence)) or _ROLE_MAILBOX.match(fold(address))
            is_named = bool(_name_before(sentence[: match.start()], [], address))
            if fold(address) != fold(own_address) and announced and not is_named:
                return address
    return ""

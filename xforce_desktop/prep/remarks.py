"""Sentences that somebody said or noted, and what each is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xforce_desktop.prep.playbook import chatter_pattern, playbook, topic_chatter, topic_patterns
from xforce_desktop.replies.raised import raised_in, subjects

_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[\"“'(A-Z0-9])|\n| ?[;•] ?|^[-*] ", re.MULTILINE)
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n[ \n]*")
LONGEST_SENTENCE = 600  # characters; a longer one is no plain statement
_GREETING = re.compile(
    r"^(?:hi|hey|hello|dear|good (?:morning|afternoon))\b[^.!?]{0,30}[,!]\s*", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:yes|yeah|yep|sure|ok|okay|great|perfect|no problem)[,!.]?\s+)?"
    r"(?:(?:and|but|also|so|by the way|btw|fyi|just so you know|one thing|one question|quick question)"
    r"[,:]?\s+)*",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^(?P<who>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?|[Hh]e|[Ss]he|[Tt]hey)\s+(?:also |just |really |already )?"
    r"(?P<verb>mentioned|brought up|raised|complained about|complains about|worries about|worried about|"
    r"is worried about|asked about|struggles with|is struggling with|cares about|is interested in|"
    r"talked about|described)\s+(?P<what>[^,;:.!?]+)[.!]?$"
)
_WHERE = re.compile(
    r"\s+(?:in|on|during|at) (?:(?:the|our|a) )?(?:(?:last|first|recent|previous|initial|phone|discovery) )*"
    r"(?:call|meeting|discovery|conversation|demo|chat|e-?mail|mail|trade show|conference)$",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"^(?:the|a|an|his|her|their|its|our|my|this|that|some|how|what|why|when|who|whether)\b", re.IGNORECASE
)
_PRONOUN = frozenset({"he", "she", "they"})
_NOBODY = frozenset({"we", "they", "nobody", "who", "you", "it"})
_DECIDES = re.compile(
    r"\b(?P<who>(?:[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir|[Tt]he) (?:\w+ ){0,2}?\w+|"
    r"[A-Z][\w’-]+(?: [A-Z][\w’-]+)?|I|[Hh]e|[Ss]he|[Tt]hey|[Ww]e)(?:,? who)?,? "
    r"(?:(?:also|alone|really|will|then|usually|ultimately|always|is|are|am|only|has to|have to|must) ){0,2}"
    r"(?:decides?|makes? (?:the|all|that) (?:final |buying )?(?:calls?|decisions?)|signs? (?:off|the)|"
    r"(?:has|have) (?:the )?final say|approves?|holds? the budget|(?:the )?(?:only )?decision[- ]?maker|"
    r"the one who decides)\b(?! (?:to|when|where|whether|against|on (?:a|the) (?:time|date|day))\b)"
)
# Words by which a note tells of doubt or a wish; without one it only names its subject.
_ATTITUDE = re.compile(
    r"\b(s[kc]eptic\w*|cautious|wary|worr\w+|concern\w*|nervous|doubt\w*|afraid|unsure|hesita\w+|burn(?:ed|t)|bad|"
    r"not|no|never|don'?t|doesn'?t|didn'?t|won'?t|can'?t|prefers?|hates?|dislikes?|avoid|too|under contract|"
    r"locked|objects?|objection|push(?:ed|es)? back|refus\w+|against|has to|needs? to)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Remark:
    """One sentence. `speaker` is a name, empty for the rep's notes; `fact` the number of its fact."""

    text: str
    speaker: str
    is_theirs: bool  # they wrote it themselves
    topics: frozenset[str]
    fact: int
    kinds: frozenset[str] = field(default=frozenset())  # of account memory: its kind
    before: str = ""  # who was named last in the sentence before: whom a pronoun means

    @property
    def has_attitude(self) -> bool:
        """Whether it tells of doubt, and does not merely name its subject."""
        return self.is_theirs or bool(self.kinds) or _ATTITUDE.search(self.text) is not None


@dataclass(frozen=True)
class Told:
    """A note of the form "John mentioned 15% call abandonment"."""

    who: str
    verb: str
    what: str
    where: str = ""  # " in the discovery call"


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each on one line, without greetings and opening words."""
    even = _LINE_ENDS.sub("\n", _BLANKS.sub(" ", text))
    for piece in _SENTENCE_END.split(even):
        plain = _GREETING.sub("", piece.strip(" \n-•*")).strip()
        if len(plain) <= LONGEST_SENTENCE and (len(plain.split()) > 2 or _DECIDES.search(plain)):
            yield plain


def business_of(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Those sentences of a message that say more than when they meet, with what they are about."""
    for sentence in sentences(text):
        plain = _LEAD.sub("", sentence, count=1)
        if about := topics_said(plain):
            yield plain[:1].upper() + plain[1:], about


def topics_said(sentence: str) -> frozenset[str]:
    """What they say or ask in a sentence of their own. Trouble, doubt and sore points by clear words only;
    what else it names counts unless the sentence only arranges the meeting."""
    raised = raised_in(sentence)
    named = topics_of(sentence) - subjects()
    arranges = {one for one in named if topic_chatter(one).search(sentence)}
    if chatter_pattern().search(sentence) and not raised and "volume" not in named - arranges:
        return frozenset()
    return raised | (named - arranges)


def topics_of(text: str) -> frozenset[str]:
    """What a note of the rep's is about; nothing for one that names none of it."""
    return frozenset(name for name, pattern in topic_patterns().items() if pattern.search(text))


def told_in(remark: Remark) -> Told | None:
    """The note in its parts; a pronoun means the one named in the sentence before, and nobody without one."""
    found = _TOLD.match(remark.text.strip())
    if found is None:
        return None
    who = _meant(found["who"], remark.before)
    if not who:
        return None
    where = _WHERE.search(found["what"])
    what = found["what"][: where.start()] if where else found["what"]
    return Told(
        who, found["verb"].replace("complains", "complained"), what.strip(), where[0] if where else ""
    )


def _meant(who: str, before: str) -> str:
    """A name as it stands, "they" as well; "he" and "she" by name."""
    word = who.casefold()
    if word == "they":
        return word
    return before if word in _PRONOUN else who


def last_named(sentence: str, names: Iterable[str]) -> str:
    """The one of these first names that stands last in it; empty if none does."""
    found = [(m.start(), name) for name in names for m in re.finditer(rf"\b{re.escape(name)}\b", sentence)]
    return max(found)[1] if found else ""


def decider_in(remark: Remark) -> str:
    """Who decides by this remark: the subject of the verb, "I" of a mail by name. Empty if nobody is named,
    or if it is the whole of them."""
    found = _DECIDES.search(remark.text)
    if found is None:
        return ""
    who = found["who"]
    if who.casefold() == "i":
        return remark.speaker
    named = _meant(who, remark.before)
    return "" if named.casefold() in _NOBODY else named


def as_noun(what: str) -> str:
    """ "the 15% call abandonment": with an article where a figure stands first."""
    return what if _DETERMINED.match(what) or not what[:1].isdigit() else f"the {what}"


def shortened(text: str, letters: int = 0) -> str:
    """Whole words of a sentence, with an ellipsis where it was cut."""
    most = letters or playbook().limits.quote_letters
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-") + "…"


def quoted(text: str) -> str:
    """In quotation marks, with the stop at its end inside."""
    said = shortened(text)
    return f"“{said}”" if said[-1:] in ".!?…" else f"“{said}.”"

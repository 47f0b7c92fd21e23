"""What may be said of the rep's notes.

The notes of a request hold its purpose and internal remarks side by side. Two things leave, each built
only of known words (resources/topics.toml): the subject matter, where a clause names it after a word for
meeting or discussing; and what this very recipient mentioned, asked about or wants. Every other clause
stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from xforce_desktop.messages.names import first_name, full_name
from xforce_desktop.messages.vocabulary import mention_words, title_words, topic_words

MOST_TOPIC_WORDS = 8
_MOST_MENTION_WORDS = 8


@dataclass(frozen=True)
class Purpose:
    """`topic` is a noun phrase or a how-clause ("our AI receptionist for after-hours calls"), `short_topic`
    its head, `recall` what the recipient mentioned and `met` whether in a conversation, `asked` what they
    asked about, `wished` what they want; each may be empty. `clauses` are the notes' own words behind these.
    """

    topic: str = ""
    short_topic: str = ""
    recall: str = ""
    met: bool = False
    asked: str = ""
    wished: str = ""
    clauses: tuple[str, ...] = ()

    @property
    def mention(self) -> str:
        """Whatever is said of what they told us."""
        return self.recall or self.asked or self.wished

    def without_mention(self) -> Purpose:
        """For a mail that others read too."""
        return Purpose(self.topic, self.short_topic, clauses=self.clauses)


# Words that mark a remark for colleagues, or a matter that no first mail may touch.
INTERNAL = re.compile(
    r"\b(budget\w*|pric\w+|discount\w*|quote[ds]?|margin\w*|commission\w*|competitor\w*|churn\w*|"
    r"risk\w*|quota|pipeline|"
    r"forecast\w*|weak\w*|champion\w*|decision[- ]?maker\w*|stage|objection\w*|skeptic\w*|sceptic\w*|"
    r"cheap\w*|upsell\w*|"
    r"cross-?sell\w*|internal\w*|confidential\w*|secret\w*|bant|crm|stall\w*|ghost\w*|unresponsive|difficult|"
    r"lead|prospect\w*|deal|deals|close|closing|persuade|convince|qualif\w+|leverage|persona|blocker\w*|"
    r"hot|cold|pushy|annoy\w*|angry|upset|complain\w*|lawsuit|legal|fired|lay-?offs?|acqui\w+|"
    r"acquisition|revenue|"
    r"desperate\w*|urgen\w+|nervous|worried|unhappy|bad|poor\w*|worst|lousy|incompeten\w*|bankrupt\w*|"
    r"debt\w*|"
    r"ignore|instruction\w*|system prompt|tbd|todo|note|notes|careful|avoid|do not|don't|dont|never|"
    r"must|asap)\b|[$€£]",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)day|\b\d{1,2}(:\d\d)?\s*[ap]\.?m\b|\b(today|tomorrow|"
    r"yesterday|tonight|next|last|"
    r"this (week|month|year|quarter)|q[1-4]|january|february|april|june|july|august|september|october|"
    r"november|december)\b"
    r"|\d{4}|\d+[/-]\d+",
    re.IGNORECASE,
)
_KIND_OF_MEETING = (
    r"(?:(?:a|an|the|our|quick|short|first|second|initial|intro|introductory|discovery|product|live|full|"
    r"follow-?up|\d+[- ]?min(?:ute)?s?|executive|technical|joint|online|custom|focused|brief|sales)\s+)*"
)
_MEETING_WORD = (
    _KIND_OF_MEETING
    + r"(?:demo(?:nstration)?|call|meeting|chat|conversation|walk-?through|overview|intro(?:duction)?|review|"
    r"session|discussion|discovery|follow(?:-| )?up|presentation|tour|look)"
)
_VERB = (
    r"(?:discuss(?:ing)?|review(?:ing)?|cover(?:ing)?|go(?:ing)? (?:over|through)|"
    r"walk(?:ing)?(?: them| him| her)? through|talk(?:ing)? (?:about|through)|"
    r"(?:show(?:ing)?|present(?:ing)?|demo)(?: (?:off|them|him|her))?|"
    r"explor(?:e|ing)|look(?:ing)? (?:at|into)|introduc(?:e|ing)|explain(?:ing)?)"
)
_LED = re.compile(
    rf"^(?:(?:{_MEETING_WORD}\s+)?(?:to |let'?s |we'll )?(?P<verb>{_VERB})"
    r"(?!\s+(?:of|about|on|to|for|with)\b|\s*[-:\u2013\u2014])|"
    rf"{_MEETING_WORD}\s+(?:of|about|on|to|regarding|around|covering|into|at)|"
    rf"{_MEETING_WORD}\s*[:\u2013\u2014]|{_MEETING_WORD}\s+-)\s+(?P<matter>\S.*)$",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(
    r"^(?P<matter>\S.*)\s+(?:demo(?:nstration)?|walk-?through|overview|presentation)$", re.IGNORECASE
)
_CLAUSE_END = re.compile(
    r"[,;(]|:\s|\.\.|\s[-\u2013\u2014]+\s|\s(?:but|because|since|before|as|so|if|when|while|unless|although|though|then|"
    r"who|which|that)\s",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(
    r"\s+(?:for|to|with) (?:them|him|her|everyone|"
    r"(?:the|our) (?:new )?(?:customer|client|team|office|staff))$",
    re.IGNORECASE,
)
_BESIDE_THE_POINT = re.compile(r"\s(?:for|at|across|with|from|during|in|on)\s")
_HOW = re.compile(r"^(how|what|where|why)\b", re.IGNORECASE)
_DETERMINED = re.compile(r"^(our|the|a|an|how|what|where|why|some|two|three|new)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\s(?:for|of|in|with|on|to|that|at|from|across|during|after|by|without|and how|between|so)\s"
)
_MASS_HEAD = re.compile(
    r"(ing|[^s]s|ment|ity|ware|ance|ence|tion of|ations?|integration|automation|intelligence|support|growth|"
    r"efficiency|capacity|"
    r"coverage|overflow|volume|data|follow-up|rollout of)$",
    re.IGNORECASE,
)
TROUBLE = re.compile(
    r"\b(problem|issue|pain|loss|abandonment|gap|cost|overflow|shortage|turnover)s?\b", re.IGNORECASE
)
_TOLD = re.compile(
    r"^(?:also |just )?(?P<verb>mentioned|brought up|raised|talked about|told us about|described|"
    r"asked (?:us )?(?:for|about)|"
    r"wants(?: to (?:see|discuss|hear about|learn about|talk about))?) (?P<matter>\S.*)$",
    re.IGNORECASE,
)
_WHERE_TOLD = re.compile(
    r"\s+(?:in|on|during|at) (?:(?:the|our|a) )?(?:(?:last|first|recent|previous|initial|phone|discovery) )*"
    r"(?P<where>call|meeting|discovery|conversation|demo|chat|e-?mail|mail|trade show|conference)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def purpose_of(context: str, recipient_name: str, company: str, other_names: tuple[str, ...] = ()) -> Purpose:
    """Read the notes for one recipient. Empty parts where nothing may be said."""
    names = _name_words((recipient_name, *other_names))
    sentences = [
        part.strip().rstrip(".!?; ") for part in re.split(r"(?<=[.!?;])\s+|\n+", context) if part.strip()
    ]
    topics = (_topic(sentence, names, company) for sentence in sentences)
    topic, clause = next((found for found in topics if found), ("", ""))
    mentions = (_mention(sentence, recipient_name, other_names, company) for sentence in sentences)
    told = next((found for found in mentions if found), Purpose())
    clauses = (*((clause,) if clause else ()), *told.clauses)
    return Purpose(topic, _head_of(topic), told.recall, told.met, told.asked, told.wished, clauses)


def may_stand_in_title(title: str, company: str) -> str:
    """The part of a meeting's title that can be shown in a sentence; empty if there is none."""
    first = re.split(r"\s[-\u2013\u2014/|]\s|[:(|]", title)[0]
    plain = _without_company(re.sub(r"\s+with\s+.*$", "", first.strip()), company).strip(" .,-")
    if not plain or len(plain.split()) > 7 or INTERNAL.search(plain) or _DATED.search(plain):
        return ""
    return plain if title_words().holds(plain, MOST_TOPIC_WORDS) else ""


def _name_words(names: Iterable[str]) -> set[str]:
    return {word.strip(".,").lower() for name in names for word in name.split() if len(word.strip(".,")) > 1}


def _topic(sentence: str, names: set[str], company: str) -> tuple[str, str] | None:
    """The subject matter that a clause is led by, and the clause; None where there is none to be said."""
    led = _LED.match(sentence)
    lead, rest = (sentence[: led.start("matter")], led["matter"]) if led else ("", sentence)
    matter = _CLAUSE_END.split(rest)[0].strip()
    plain = _TO_WHOM.sub("", _without_company(matter, company))
    followed = _FOLLOWED.match(plain)
    if not led and not followed:
        return None
    article = "the" if led and (led["verb"] or "demo").lower() != "demo" else "our"
    for said in _whole_and_head(followed["matter"] if followed else plain):
        if topic_words().holds(said, MOST_TOPIC_WORDS) and not _names_somebody(said, names, company):
            return _with_article(_lowered(said), article), lead + said
    return None


def _whole_and_head(phrase: str) -> Iterator[str]:
    """The phrase, and where it has one of two words and more, its head: what stands before "for ..."."""
    yield phrase
    head = _BESIDE_THE_POINT.split(phrase)[0]
    if head != phrase and len(re.sub(r"^(?:the|our|an?) ", "", head).split()) > 1:
        yield head


def _names_somebody(phrase: str, names: set[str], company: str) -> bool:
    if company and company.lower() in phrase.lower():
        return True
    return bool(names & {word.lower() for word in re.split(r"[\s-]+", phrase)})


def _without_company(topic: str, company: str) -> str:
    if not company:
        return topic
    return re.sub(
        rf"\s+(?:for|at|with|to)\s+(?:the team at )?{re.escape(company)}\b.*$", "", topic, flags=re.IGNORECASE
    )


def _lowered(topic: str) -> str:
    """The first word in small letters unless it is a name or an abbreviation; no shouting."""
    topic = " ".join(word.lower() if word.isupper() and len(word) > 4 else word for word in topic.split())
    first, _, rest = topic.partition(" ")
    if not (first[:1].isupper() and first[1:].islower()):
        return topic
    if rest[:1].isupper():  # "Google Calendar sync": a name
        return topic
    return f"{first.lower()} {rest}".strip()


def _with_article(topic: str, article: str) -> str:
    if _DETERMINED.match(topic):
        return re.sub(r"^(a|an) (?=\S)", "our ", topic)
    head = _PREPOSITION.split(topic)[0].split(" and ")[-1]
    if _MASS_HEAD.search(head):
        return topic
    return f"the {topic}" if TROUBLE.search(head) else f"{article} {topic}"


def _head_of(topic: str) -> str:
    if _HOW.match(topic):
        return topic
    return _PREPOSITION.split(topic)[0]


def _mention(sentence: str, name: str, others: Iterable[str], company: str) -> Purpose | None:
    """What the recipient said themselves, as a noun phrase; None unless it is surely of them."""
    rest = next((sentence[len(start) :] for start in _starts(name, others) if _begins(sentence, start)), "")
    told = _TOLD.match(rest.strip())
    if not told:
        return None
    matter = _CLAUSE_END.split(told["matter"])[0].strip()
    where = _WHERE_TOLD.search(matter)
    plain = _LED.sub(r"\g<matter>", matter[: where.start()] if where else matter)
    names = _name_words((name, *others))
    if not mention_words().holds(plain, _MOST_MENTION_WORDS) or _names_somebody(plain, names, company):
        return None
    clause = sentence[: sentence.index(matter) + len(matter)]
    verb = told["verb"].lower()
    if verb.startswith("asked"):
        return Purpose(asked=_with_article(_lowered(plain), "our"), clauses=(clause,))
    if verb.startswith("wants"):
        return Purpose(wished=_with_article(_lowered(plain), "our"), clauses=(clause,))
    spoken = where is not None and "mail" not in where["where"].lower()
    return Purpose(recall=plain, met=spoken, clauses=(clause,))


def _starts(name: str, others: Iterable[str]) -> Iterator[str]:
    """How a clause may name the recipient; by the first name only where nobody else has it."""
    first, full = first_name(name), full_name(name)
    if full and " " in full:
        yield full
    if first and first.lower() not in {first_name(other).lower() for other in others}:
        yield first


def _begins(sentence: str, start: str) -> bool:
    return sentence.lower().startswith(f"{start.lower()} ")

"""What may be said of the rep's notes.

The notes of a request hold its purpose and internal remarks side by side. Only two things leave: the subject
matter, from the first clause, where it reads well; and what the recipient told us themselves. Whatever is in
doubt stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_TOPIC_WORDS = 11
_MOST_RECALL_WORDS = 8


@dataclass(frozen=True)
class Purpose:
    """`topic` is a noun phrase or a how-clause ("our AI receptionist for after-hours calls"), `short_topic`
    its head, `recall` what the recipient mentioned, `met` whether we have spoken; each may be empty.
    """

    topic: str = ""
    short_topic: str = ""
    recall: str = ""
    met: bool = False


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
_THIRD_PERSON = re.compile(
    r"\b(he|she|they|him|her|hers|his|them|their|theirs|themselves|i|me|my|we|us|you|your|who|whom)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(is|are|was|were|am|been|has|have|had|wants?|needs?|will|would|should|could|can|may|might|said|"
    r"says|mentioned|"
    r"asked|told|likes?|loves?|hates?|seems?|looking|interested|thinks?|prefers?|called|sent|met|agreed|"
    r"knows?|spoke|"
    r"talked|discussed|runs|uses|gets|got|did|does|do|wrote|visited|moved|bought|signed|went)\b",
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
_MEETING_WORD = (
    r"(?:(?:a|an|the|our|quick|short|first|second|initial|intro|introductory|discovery|product|live|"
    r"full|follow-?up|"
    r"\d+[- ]?min(?:ute)?s?|executive|quarterly|business|technical|joint|online|custom|focused|brief|"
    r"sales)\s+)*"
    r"(?:demo(?:nstration)?|call|meeting|chat|conversation|walk-?through|overview|intro(?:duction)?|"
    r"review|session|discussion|"
    r"discovery|follow-?up|sync|presentation|tour|look)"
)
_LED_BY_MEETING = re.compile(
    rf"^{_MEETING_WORD}(?:\s+(?:of|about|on|regarding|around|covering|into|at)|\s*[:\u2013\u2014]|\s+[-]) +",
    re.IGNORECASE,
)
_LED_BY_VERB = re.compile(
    r"^(?:to |let'?s )?(?:discuss(?:ing)?|review(?:ing)?|cover(?:ing)?|go(?:ing)? over|"
    r"go(?:ing)? through|walk(?:ing)? through|"
    r"talk(?:ing)? (?:about|through)|show(?:ing)?|present(?:ing)?|demo|explor(?:e|ing)|look(?:ing)? at|"
    r"show off|introduc(?:e|ing)|"
    r"compar(?:e|ing)|explain(?:ing)?)\s+",
    re.IGNORECASE,
)
_ONLY_MEETING = re.compile(rf"^{_MEETING_WORD}(?:\s+(?:with|for|at)\b.*)?$", re.IGNORECASE)
_BARE_VERB = re.compile(
    r"^(?:get|push|try|find|check|confirm|follow|send|ask|see|make|keep|use|bring|offer|sell|win|help|"
    r"give|tell|learn|"
    r"understand|meet|schedule|book|start|continue|finali[sz]e|move|reconnect|connect|catch|touch|"
    r"remind|wants?|"
    r"intro|re|fyi|per|with|for|from|after|before|because|if|when|as|and|but|or|no|not|very|more|still|"
    r"likely|call(?!\s+(?:\w+ing|\w+[- ]?(?:flow|center|volume|abandonment|quality|queue|data|results|"
    r"automation))))(?![-\w])",
    re.IGNORECASE,
)
_TRAILING_MEETING = re.compile(
    r"\s+(?:demo(?:nstration)?|walk-?through|overview|presentation)$", re.IGNORECASE
)
_HOW = re.compile(r"^(how|what|where|why)\b", re.IGNORECASE)
_DETERMINED = re.compile(r"^(our|the|a|an|how|what|where|why|some|two|three|new)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\s(?:for|of|in|with|on|to|that|at|from|across|during|after|by|without|and how|between|so)\s"
)
_MASS_HEAD = re.compile(
    r"(ing|[^s]s|ment|ware|ance|ence|tion of|ations?|integration|automation|intelligence|support|growth|"
    r"efficiency|capacity|"
    r"coverage|overflow|volume|data|follow-up|rollout of)$",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(problem|issue|pain|loss|abandonment|gap|cost|overflow|shortage|turnover)s?\b", re.IGNORECASE
)
_TOLD_US = re.compile(
    r"^(?P<who>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*)?) (?:has |had |also )?(?:mentioned|brought up|"
    r"talked about|told us about|"
    r"described|raised) (?P<what>.+)$"
)
_WHERE_TOLD = re.compile(
    r"\s+(?:in|on|during|at) (?:(?:the|our|a|their|his|her) )?(?:(?:last|first|recent|previous|initial|"
    r"phone|discovery) )*"
    r"(?:call|meeting|discovery|conversation|demo|chat|email|mail|trade show|conference).*$",
    re.IGNORECASE,
)
_WE_SPOKE = re.compile(
    r"\b(discovery call|last call|first call|our call|previous call|last meeting|we (?:met|spoke|talked|"
    r"discussed))\b",
    re.IGNORECASE,
)


def purpose_of(context: str, recipient_name: str, company: str, other_names: Iterable[str] = ()) -> Purpose:
    """Read the notes for one recipient. Empty parts where nothing may be said."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?;])\s+|\n+", context) if part.strip()]
    if not sentences:
        return Purpose()
    names = _name_words((recipient_name, *other_names))
    topic = _topic(sentences[0].rstrip(".!?; "), names, company)
    recalls = [_recall(sentence.rstrip(".!?; "), recipient_name) for sentence in sentences]
    spoke = [
        sentence for sentence in sentences if _WE_SPOKE.search(sentence) and _ours(sentence, recipient_name)
    ]
    recall = next((found for found in recalls if found), "")
    return Purpose(topic, _head_of(topic), recall, bool(recall or spoke))


def may_stand_in_title(title: str, company: str) -> str:
    """The part of a meeting's title that can be shown in a sentence; empty if there is none."""
    first = re.split(r"\s[-\u2013\u2014/|]\s|[:(|]", title)[0]
    plain = _without_company(re.sub(r"\s+with\s+.*$", "", first.strip()), company).strip(" .,-")
    if not plain or len(plain.split()) > 7 or INTERNAL.search(plain) or _DATED.search(plain):
        return ""
    return "" if any(char in plain for char in '@\\{}<>[]*#_?!"') else plain


def _ours(sentence: str, recipient_name: str) -> bool:
    """Whether a sentence about a conversation speaks of one with the recipient."""
    first = recipient_name.split()[0] if recipient_name.split() else ""
    about_first = bool(first) and re.match(rf"{re.escape(first)}\b", sentence) is not None
    return (
        about_first or re.search(r"\bwe (met|spoke|talked|discussed)\b", sentence, re.IGNORECASE) is not None
    )


def _name_words(names: Iterable[str]) -> set[str]:
    return {word.strip(".,").lower() for name in names for word in name.split() if len(word.strip(".,")) > 1}


def _topic(sentence: str, names: set[str], company: str) -> str:
    clause = re.split(r",\s|\s[-\u2013\u2014]\s(?=\w+ (?:is|was|said|has|wants))|;|\(", sentence)[0].strip()
    stripped = _LED_BY_MEETING.sub("", clause)
    if stripped == clause and _ONLY_MEETING.match(clause):
        return ""
    by_verb = _LED_BY_VERB.sub("", stripped)
    topic = _TRAILING_MEETING.sub("", _without_company(by_verb, company))
    if not _may_be_said(topic, names, company):
        return ""
    return _with_article(_lowered(topic), "the" if by_verb != stripped else "our")


def _without_company(topic: str, company: str) -> str:
    if not company:
        return topic
    return re.sub(
        rf"\s+(?:for|at|with|to)\s+(?:the team at )?{re.escape(company)}\b.*$", "", topic, flags=re.IGNORECASE
    )


def _may_be_said(topic: str, names: set[str], company: str) -> bool:
    words = topic.split()
    if not words or len(words) > MOST_TOPIC_WORDS or (len(words) == 1 and len(topic) < 4):
        return False
    if (
        INTERNAL.search(topic)
        or _THIRD_PERSON.search(topic)
        or _DATED.search(topic)
        or _BARE_VERB.match(topic)
    ):
        return False
    if not _HOW.match(topic) and _FINITE.search(topic):
        return False
    if any(char in topic for char in '@/\\{}<>[]|"*#_?!:') or "http" in topic.lower():
        return False
    if company and company.lower() in topic.lower():
        return False
    return not names & {word.strip(".,'").removesuffix("'s").lower() for word in words}


def _lowered(topic: str) -> str:
    """The first word in small letters unless it is a name or an abbreviation."""
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
    return f"the {topic}" if _TROUBLE.search(head) else f"{article} {topic}"


def _head_of(topic: str) -> str:
    if _HOW.match(topic):
        return topic
    return _PREPOSITION.split(topic)[0]


def _recall(sentence: str, recipient_name: str) -> str:
    """What the recipient said themselves, as a noun phrase for "you mentioned ..."."""
    told = _TOLD_US.match(sentence)
    names = recipient_name.split()
    if not told or not names or told["who"].split()[0].lower() != names[0].lower():
        return ""
    what = _WHERE_TOLD.sub("", told["what"]).strip()
    blocked = (INTERNAL, _THIRD_PERSON, _FINITE, _DATED)
    if not what or len(what.split()) > _MOST_RECALL_WORDS or any(pattern.search(what) for pattern in blocked):
        return ""
    if re.match(r"(that|how|if|whether|it)\b", what, re.IGNORECASE) or any(
        char in what for char in "@/{}<>[],:;"
    ):
        return ""
    return what

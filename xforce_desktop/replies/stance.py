"""What a clause says about the times in it: chosen, fine, asked for, refused, or not settled."""

from __future__ import annotations

import re
from enum import StrEnum


class Stance(StrEnum):
    """How the writer stands to a time."""

    CHOOSE = "choose"
    FINE = "fine"
    ASK = "ask"
    PREFER = "prefer"
    BARE = "bare"
    REFUSE = "refuse"
    AWAY = "away"
    TENTATIVE = "tentative"
    SAID = "said"


# Words that look like refusals and are none: blanked, or read as agreement, before the rest is looked at.
_AGREEING_NEGATIONS = re.compile(
    r"(?:i'?ve|we'?ve|i have|we have|i|there'?s)? ?(?:got )?\b(?:a|an) (?:\w+ )?(?:hole|opening|gap|"
    r"window|slot|spot|break|free \w+)(?: open)?|can'?t do (?:any )?better than|can'?t wait|"
    r"can'?t go wrong with|couldn'?t be better|couldn'?t ask for better|"
    r"don'?t see why not|why not|not a problem|no problems?(?: with| at all)?|no worries|won'?t be (?:a|"
    r"any) problem|"
    r"isn'?t a problem|no (?:conflicts?|issues?|objections?)(?: with| for| on| at)?|nothing (?:wrong|"
    r"against)|"
    r"not bad|can'?t complain|don'?t have (?:a problem|any problems?|any conflicts?|anything)|wouldn'?t miss|"
    r"that'?s no (?:problem|bother|trouble)|no complaints|not going to say no|never better|can'?t beat|"
    r"sin problema|pas de probleme|pas de souci|kein problem|sem problema"
)
_HARMLESS = re.compile(
    r"if you don'?t mind|don'?t mind|doesn'?t matter|don'?t worry|no rush|no need to \w+|not sure if you|"
    r"don'?t forget|"
    r"no offen[cs]e|no hard feelings|not only|if not too much|don'?t hesitate|no later than|not before|"
    r"not after|"
    r"no earlier than|don'?t make me|don'?t be late|won'?t (?:need|take) (?:long|much)|no pressure|"
    r"busy season|"
    r"out of (?:curiosity|interest|the blue)|good morning|good afternoon|good evening|good day|good luck|"
    r"how'?s it going|"
    r"free (?:trial|demo|account|inspection|estimate)|sorry (?:about|for) (?:the|last|my)|buenos dias|"
    r"buenas tardes|"
    r"guten (?:morgen|tag)|bom dia|boa tarde|good to hear|great to hear|nice to hear|not to worry|no agenda"
)
_REFUSE = re.compile(
    r"\b(?:can'?t|can not|cannot|won'?t|cant|couldn'?t|wouldn'?t|does ?n'?t|does not|do ?n'?t|do not|"
    r"did ?n'?t|isn'?t|is not|"
    r"aren'?t|are not|ain'?t|unable|not able|not (?:available|free|possible|good|great|ideal|an option|"
    r"going|gonna|happening|"
    r"workable|working|convenient|doable|feasible|me|us|the|on|for|in|these|those|any|my|until|till|at)|"
    r"no (?:good|go|can do|way|chance|longer|"
    r"availability|time)|nope|nah|neither|none|nor|never|impossible|unavailable|booked|double.?booked|"
    r"busy|swamped|slammed|tied up|"
    r"out of (?:office|town|the office|state|the country)|(?:is|are|am|be|'s|'m|'re|i'll be|"
    r"will be) (?:out|away|off|gone|full|packed|jammed|bad|"
    r"tough|tricky|rough|hard|shot|crazy|hectic|travel+ing|on site|in the field|on the road|on a plane|"
    r"flying|closed|dark|"
    r"on vacation|on holiday|on leave|sick|traveling|taken|blocked|tight|a no|no good|in court|"
    r"in training)|too (?:late|early|soon|tight|far|close|busy)|"
    r"clash(?:es)?|conflicts?|cancel\w*|call(?:ing)? off|postpone|scrap|forget|drop|avoid|reschedule|"
    r"rules? out|ruled out|skip|off the table|packed|fully booked|out on|got (?:a|an|my|the)|"
    r"training all|all day|elbow deep|gone by|no puedo|no podemos|no me (?:va|viene|queda|sirve)|"
    r"imposible|ocupad[oa]|"
    r"ne peux pas|ne (?:me |nous |m')?\w+ pas|pas (?:possible|disponible|libre)|je ne|impossible|"
    r"kann (?:ich )?(?:leider )?nicht|"
    r"geht (?:leider )?nicht|passt (?:\w+ ){0,2}nicht|leider nicht|nao (?:posso|consigo|da|podemos)|"
    r"keine zeit|kein|indisponivel|"
    r"absent|en conge|verhindert|not this|hardly|barely|scarcely|rarely|seldom|no way|hate|dreadful|"
    r"useless|rather not|would be hard|won't fly|no dice)\b"
    r"|^\W*(?:no|not|nein|non|nao)\b|\bnot$"
)
_REFUSE_BEFORE = re.compile(
    r"(?:\bnot|\bexcept(?: for)?|\bbut not|\binstead of|\brather than|\bother than|\bexcluding|\bbesides|"
    r"\bapart from|\bno|\bany\w* (?:\w+ )?but|\ball (?:\w+ ){0,2}but|\beverything but|\bnicht|\bpas|"
    r"\bnao|\bnever|\bnot on|\bavoid|\bnor)"
    r"(?:\W+(?:the|on|at|for|this|that|el|le|am|um|my|a))*\W*$"
)
_CHOOSE = re.compile(
    r"\b(?:let'?s (?:do|go|say|make|take|book|plan|lock|use|stick|meet|talk|call|try|aim|keep)|"
    r"i'?ll (?:take|do|go|pick|choose|be (?:there|ready|free|on)|"
    r"see|talk|join|make)|we'?ll (?:take|do|go|pick|choose|be (?:there|ready)|join)|go(?:ing)? with|"
    r"(?:put|book|pencil|sign|lock|count|slot|fit|squeeze|mark|get) (?:me|us|you|it|that|him|her) "
    r"(?:in|down|up)|book (?:it|that|us|me|the)|lock (?:it|that)|lock in|see (?:you|u|ya)|talk (?:to you|"
    r"then)|speak (?:to you|then)|"
    r"it is\b|confirmed|confirming|(?:i|we|please|to|can|will) confirm|winner|deal|done|this one|"
    r"that one|accept(?:ed|s)?|please book|sold|schedule (?:me|us|it|that|for)|"
    r"choose|chose|pick(?:ing)?|select|opt for|settle on|set (?:it|that|us) (?:up )?for|call me|ring me|"
    r"send (?:me |the |an |us )*invite|squeeze you|"
    r"me quedo con|quedamos|prenons|retenons|je prends|nehmen wir|nehme|ich nehme|fico com|ficamos|combinado|"
    r"confirmo|confirme|bestatige|on dit|it'?s a (?:date|plan|go|deal)|has my vote|gets my vote|"
    r"for the win|ftw)\b"
)
_FINE = re.compile(
    r"\b(?:works?|worked|wrks|wroks|works4|good|gd|great|gr8|grand|fine|perfect(?:ly|o|a)?|ok|okay|oki|k|"
    r"yes|yeah|yep|yup|ya|yea|aye|sure|sounds?|sound|suits?|suitable|"
    r"can (?:do|make|meet|talk|join|be|jump|hop|chat|swing|manage)|could (?:do|make|manage|squeeze|meet|"
    r"talk|join)|(?:i|we) can|able to|will (?:work|do|be)|should (?:work|do|be)|would (?:work|be|suit|"
    r"do)|"
    r"free|available|avail|open|ideal|happy|pleased|glad|lovely|wonderful|excellent|awesome|amazing|fab|"
    r"cool|doable|possible|convenient|"
    r"best|better|easiest|easier|works best|thumbs up|game|down for|all good|gladly|absolutely|"
    r"definitely|certainly|of course|"
    r"i'?m in(?=\W*(?:$|[.!,]))|we'?re in(?=\W*(?:$|[.!,]))|what i'?ve got|all i(?:'ve)? (?:got|have)|"
    r"clear|brilliant|spot on|champion|ace|no problem|agreed|agreeable|"
    r"me (?:va|viene|queda|sirve)(?: muy)? (?:bien|perfecto)|perfecto|puedo|podemos|vale|de acuerdo|bien|"
    r"genial|claro|si|estupendo|"
    r"convient|parfait|d'accord|ca marche|ca me va|c'est bon|oui|disponible|passt|geht|gerne?|"
    r"einverstanden|ja|gut|klappt|super|prima|"
    r"in ordnung|pode ser|posso|otimo|perfeito|fica bom|sim|funciona|da certo|tudo bem|bom)\b|:-?\)|"
    r"\u263a|\U0001f44d|\u2705|\U0001f44c"
)
_PREFER = re.compile(
    r"\b(?:prefer(?:red|ence|ably|able)?|ideally|rather|better|best|easiest|easier|favou?rite|"
    r"first choice|slight edge|"
    r"prefiero|prefere|lieber|besser|mieux|mejor|melhor)\b"
)
_ASK = re.compile(
    r"\b(?:can (?:we|you|u|i)|could (?:we|you|u|i)|would (?:you|it|that|there)|how (?:about|bout|'bout|"
    r"abt)|what about|how does|how'?s|"
    r"any (?:chance|way|room)|is (?:there|it) (?:any|possible)|do you have|have you got|are you (?:free|"
    r"available|around|open)|"
    r"instead|rather|make it|move|push|shift|bump|swap|switch|change|slide|need(?:s)? to be|have to be|"
    r"has to be|gotta be|must be|"
    r"if you can|if you could|shall we|may we|might we|possible to|would need|i have|i'?ve got|we have|"
    r"we'?ve got|try|only|"
    r"podriamos|podemos|puede ser|seria posible|pourrait-on|pouvons|serait-il|est-il possible|konnen wir|"
    r"konnten wir|ginge|"
    r"ware|wie ware|podemos|poderiamos|pode ser|que tal|y si|et si|reschedule (?:to|for)|or later|"
    r"onwards|between|any ?time)\b"
)
_TENTATIVE = re.compile(
    r"\b(?:might|maybe|mayb|perhaps|possibly|probably|prob|prolly|not sure|unsure|not certain|"
    r"pencil(?:l?ed)?(?: \w+)? ?in|pencil(?:l?ed)?|tentativ\w*|"
    r"provisional\w*|i'?ll try|we'?ll try|try to make|hopefully|hope to|likely|let me (?:check|see|look|"
    r"ask|confirm|find|talk|run|get|make sure|verify)|"
    r"need to (?:check|ask|confirm|look|see|verify|talk|run)|have to (?:check|ask|confirm|look|see|"
    r"verify|talk|run)|gotta check|"
    r"want to (?:check|ask|confirm)|will (?:check|confirm|get back)|i'?ll (?:check|confirm|get back|"
    r"let you know|know)|"
    r"get back to (?:you|u)|gonna check|checking (?:with|on)|waiting (?:on|to|for)|depends|depending|"
    r"subject to|may (?:be|have|not|work)|could be|"
    r"up in the air|assuming|provided|unless|should know|don'?t put me|do not put me|don'?t book|not yet|"
    r"yet|on hold|have (?:my|our|an) answer|"
    r"hold (?:it|that|off|the|this|a)|can you hold|as long as|penciled|looks like it might|think about|"
    r"quizas?|tal vez|a lo mejor|peut-etre|vielleicht|talvez|eventuell|a confirmar|te confirmo|"
    r"le confirmo|je vous confirme|"
    r"melde mich|deixa eu ver|dejame ver|voy a ver|ver si)\b"
)
_HEARSAY = re.compile(
    r"\b(?:i wish|wish i|have worked|if only|supposed to|was hoping|told|never said|didn'?t say|"
    r"did not say|(?<!i )(?<!as )said\b|mentioned|you said|u said|they said|he said|she said|"
    r"would'?ve|would have|should'?ve|should have|used to|was (?:going|supposed|meant|thinking|hoping)|"
    r"were (?:going|supposed)|had (?:said|been|to)|"
    r"missed|called|last (?:week|month|time|year)|thought (?:you|we|it)|already|came|went|met|spoke|been|"
    r"your (?:mail|email|message|note)|"
    r"asked (?:for|me|you)|wrote|i was|we were|see you'?ve)\b"
)
_OTHER_MATTER = re.compile(
    r"\b(?:ship(?:s|ped|ping|ment)?|deliver(?:y|ed|ies|s)?|invoices?|payments?|paid|orders?|inspection|"
    r"treatment|flight|refund|customers?|court|dinner|party|game|"
    r"install(?:s|ed|ation)?|estimate|service call|technician|appointment|birthday|anniversary|funeral|"
    r"wedding|interview|deposit|statement|"
    r"inventory|training|webinar|conference|due date|deadline|renewal|trial ends|expires?|closing date|"
    r"stops?|your (?:tech|driver|crew|guy))\b"
)
_OBLIGED = re.compile(
    r"\b(?:i'?m|we'?re|i am|we are|i'?ll be|we'?ll be|he'?s|she'?s|they'?re|is in|are in|there'?s|has|"
    r"have (?:a|an|the|my|to|our|two|three)|"
    r"i have|i'?ve got|we have|we'?ve|i run|i start|we start|ends?|starts?|begins?|goes|gets|comes|"
    r"leaves|until|due|deadline|election|"
    r"payroll|meeting|appointment|dentist|vet|doctor|kids?|school|inspection|audit|tengo|habe|ai un|"
    r"tenho|j'ai|muss|dois)\b"
)
_FIRST_PERSON = re.compile(
    r"\b(?:i|we|me|us|my|our|i'?m|i'?ve|we'?re|we'?ve|he|she|he's|she's|they|tengo|ich|je|eu)\b"
)
_VERBS = re.compile(
    r"\b(?:i'?m|we'?re|i am|we are|he'?s|she'?s|is|are|was|were|has|have|had|i'?ve|i'?ll be|starts?|"
    r"ends?|go|goes)\b"
)
_CONDITION = re.compile(
    r"\b(?:as long as|provided|assuming|if (?:my|the|our|his|her|nothing|everything|it (?:rains|"
    r"doesn'?t)|weather|i|he|she|they|we (?:can|get|don)|"
    r"mike|payroll|all goes|things|work|traffic)|unless|depends|depending|subject to)\b"
)
_EASY_CONDITION = re.compile(
    r"\bif (?:(?:that|it)(?:'?s| is)? (?:ok|okay|fine|good|gone|taken|full|still|easier|better|alright|all|"
    r"possible|what|when|too|open|not too|cool|convenient|works?|suits?|helps?|matters?|makes)|you'?re|you are|this (?:works|helps|is)|"
    r"not|so|possible|you (?:like|want|prefer|don'?t mind|need|have|still|think|would|insist)|"
    r"convenient|needed|need be|my (?:math|memory|calendar is right)|i remember|i (?:have|read|"
    r"understand) (?:it|this|that)?|i'?m not|i may|i might)\b|"
    r"\b(?:keep|kept) (?:it|this|that) (?:to|short|under|brief|quick)|\b\d{1,2} ?(?:min|minutes)\b|"
    r"\bhalf an? hour\b|\b(?:no more|not more|no longer) than\b"
)


_REASON_JOINERS = {"which", "where", "because", "since", "porque", "weil", "parce que", "until then"}


def stance_of(text: str, joiner: str, question: bool, bare: bool) -> Stance:
    """How a clause (folded) stands to the times in it.

    `joiner` is the word that led into it; `bare` says that hardly anything but the time is in it.
    """
    agreeing = bool(_AGREEING_NEGATIONS.search(text))
    cleaned = _HARMLESS.sub(" ", _AGREEING_NEGATIONS.sub(" ok ", text))
    reason = joiner in _REASON_JOINERS and not _CHOOSE.search(cleaned)
    if reason and (not _FINE.search(cleaned) or _HEARSAY.search(cleaned)):
        return Stance.SAID
    if joiner in {"except", "unless", "instead of", "rather than", "other than", "apart from"}:
        return Stance.REFUSE
    if _HEARSAY.search(cleaned) and not (
        _CHOOSE.search(cleaned) or (re.search(r"\bworks\b|\bok\b", cleaned) and "told" not in cleaned)
    ):
        return Stance.SAID
    if re.search(r"\btold|never said|didn'?t say\b", cleaned) or (_OTHER_MATTER.search(cleaned) and not bare):
        return Stance.SAID
    return _plain_stance(cleaned, joiner, question, bare, agreeing)


def _plain_stance(text: str, joiner: str, question: bool, bare: bool, agreeing: bool) -> Stance:
    tentative = _TENTATIVE.search(text)
    refused = _REFUSE.search(text)
    asked = _ASK.search(text)
    if tentative and not (asked and question):
        return (
            Stance.TENTATIVE
            if not (
                refused
                and "yet" not in text
                and "don't" not in text
                and "not sure" not in text
                and not re.search(r"\bmight|maybe\b", text)
            )
            else Stance.REFUSE
        )
    if refused and not agreeing and not (question and asked and not re.search(r"^\W*no\b|n'?t work", text)):
        return Stance.REFUSE
    if joiner == "if":
        return (
            Stance.ASK
            if re.search(
                r"\b(?:make|move|push|do|start|shift|go|bump|change|switch|is|was|were|it'?s|earlier|"
                r"later)\b",
                text,
            )
            else Stance.SAID
        )
    if re.search(
        r"\binstead|make it|move|push|shift|bump|swap|switch|change|slide|need(?:s)? to be|has to be|"
        r"would need|rather\b",
        text,
    ):
        return Stance.PREFER if not question and _PREFER.search(text) else Stance.ASK
    if _CHOOSE.search(text) and not (question and asked):
        return Stance.CHOOSE
    if asked and question:
        return Stance.ASK
    if _PREFER.search(text):
        return Stance.PREFER
    if _FINE.search(text):
        return Stance.FINE
    if bare and not _VERBS.search(text):
        return Stance.BARE
    if asked:
        return Stance.ASK
    if question:
        return Stance.SAID
    return Stance.AWAY if _OBLIGED.search(text) and _FIRST_PERSON.search(text) else Stance.SAID


def has_cue(text: str) -> bool:
    """Whether a piece says anything about a time by itself."""
    cleaned = _HARMLESS.sub(" ", text)
    return bool(
        _REFUSE.search(cleaned)
        or _CHOOSE.search(cleaned)
        or _FINE.search(cleaned)
        or _TENTATIVE.search(cleaned)
        or _ASK.search(cleaned)
        or _OBLIGED.search(cleaned)
        or _HEARSAY.search(cleaned)
    )


def refused_in_front(before: str) -> bool:
    """Whether the words right in front of a time refuse it: "not the 3", "any day but"."""
    return bool(_REFUSE_BEFORE.search(_HARMLESS.sub(" ", before[-40:])))


def conditional(text: str) -> bool:
    """Whether an if-clause makes an acceptance depend on something open."""
    return not _EASY_CONDITION.search(text) or bool(
        _CONDITION.search(text) and "keep" not in text and "minutes" not in text
    )


def is_refusal(text: str) -> bool:
    """Whether a clause without a time refuses."""
    cleaned = _HARMLESS.sub(" ", _AGREEING_NEGATIONS.sub(" ok ", text))
    return bool(_REFUSE.search(cleaned))


def is_tentative(text: str) -> bool:
    """Whether a clause leaves things open."""
    return bool(_TENTATIVE.search(_HARMLESS.sub(" ", text)))


def is_agreement(text: str) -> bool:
    """Whether a clause without a time agrees."""
    cleaned = _HARMLESS.sub(" ", _AGREEING_NEGATIONS.sub(" ok ", text))
    return bool(_FINE.search(cleaned) or _CHOOSE.search(cleaned)) and not _REFUSE.search(cleaned)

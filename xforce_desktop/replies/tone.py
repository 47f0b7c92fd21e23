"""The tone of a text: positive, neutral, negative or frustrated."""

from __future__ import annotations

import re

from xforce_desktop.replies.analysis import Intent, Sentiment
from xforce_desktop.replies.plain import fold

_FRUSTRATED = re.compile(
    r"\b(?:how many times|for the (?:second|third|fourth|fifth|last|umpteenth|\d\w\w) time|(?:second|"
    r"third|fourth|fifth|\d(?:nd|rd|th)) (?:time|message|email|request|notice)(?: in| this| i| you|"
    r" that)|already (?:told|said|asked|answered|explained|replied)|"
    r"i (?:never|didn'?t) (?:said|say|agree\w*|ask\w*|sign\w*)|please read|read (?:my|what i|"
    r"the) (?:email|message|wrote|last)|as i (?:said|told you|already|have said)|i'?ve (?:told|said|"
    r"asked)|fed up|sick of|tired of|had enough|"
    r"ridiculous|unacceptable|outrageous|annoy\w+|infuriat\w+|irritat\w+|pissed|harass\w*|pester\w*|"
    r"relentless|nagging|badger\w*|spam\w*|leave (?:me|us) alone|what part of|are you kidding|"
    r"seriously\?|come on|for (?:god|christ|heaven|pete)'?s sake|wtf|"
    r"damn|goddamn|hell|crap|bullshit|bs|joke|jerk\w*|waste (?:of )?(?:my|our|everyone)|wasting (?:my|"
    r"our)|wasted (?:my|our)|stood (?:me|us) up|no.?show(?:ed)?|keeps? (?:sending|emailing|calling|"
    r"asking|changing|moving|texting|writing)|stop (?:sending|asking|emailing|calling|offering|pushing|"
    r"changing)|nobody (?:in|picks|answers|called|showed|calls|responds)|no one (?:picks|answers|called|"
    r"showed|responds)|"
    r"pretty rich|unbelievable|disgrace\w*|shambles|fourth|again and again|every (?:single )?(?:day|week|"
    r"time)|back and forth|general counsel|attorney general|lawyer|fcc|report you|bbb|losing patience|"
    r"last chance|enough already|quit (?:asking|sending|emailing)|like i said (?:before|already)|"
    r"give it a rest|back off|"
    r"ya (?:le|les|te) dije|harto|basta|j'en ai marre|ca suffit|genervt|zum (?:dritten|zweiten|"
    r"letzten) mal|pela (?:terceira|ultima) vez|rescheduled (?:three|four|twice|\d)|double charged|"
    r"charged (?:my|me|us)[^.]{0,20}twice)\b|[!?]{3,}|!!"
)
_NEGATIVE = re.compile(
    r"\b(?:disappoint\w*|unhappy|not (?:happy|impressed|pleased|thrilled|satisfied)|terrible|awful|"
    r"horrible|poor (?:service|experience)|worst|useless|rubbish|garbage|scam|rip.?off|overpriced|"
    r"way too (?:expensive|much)|complain\w*|complaint|lied|mislead\w*|misled|"
    r"doesn'?t work (?:properly|at all|right)|broken|failed|wrong (?:town|number|customer|bill|invoice|"
    r"price)|we'?re done|we are done|i'?m done|seen enough|shut (?:it|the \w+) (?:off|down)|"
    r"waste of (?:time|money)|regret|bad (?:experience|taste|fit)|cancel(?:l?ing)? (?:our|the|"
    r"my) (?:account|contract|subscription|pilot|trial)|"
    r"don'?t trust|no confidence|refund|overcharg\w*|sue|pathetic|lousy|nonsense|never again|"
    r"burned (?:us|by)|burnt|mess|insult\w*|rude|unprofessional|creepy|pushy|sick and tired|"
    r"not interested in (?:your|any)|how dare|hate)\b"
)
_POSITIVE = re.compile(
    r"!|:-?\)|;-?\)|\U0001f600|\U0001f642|\U0001f60a|\U0001f44d|\u263a|\u2705|\b(?:great|perfect\w*|"
    r"awesome|wonderful|excellent|fantastic|lovely|brilliant|love|loved|excited|looking forward|"
    r"look forward|can'?t wait|appreciate\w*|bless you|happy (?:to|holidays|new|with)|glad|"
    r"delight\w*|winner|thrilled|super|works (?:best|great|perfectly|well|nicely)|sounds (?:good|great|"
    r"perfect|lovely|like a plan)|much appreciated|thanks so much|thank you so much|many thanks for|"
    r"kind of you|cheers mate|sound mate|sweet|cool|nice|lol|haha|superstitious|if you don'?t mind|kudos|"
    r"impressed|terrific|amazing|"
    r"perfecto|muchas gracias|genial|encantad\w+|parfait|avec plaisir|merci beaucoup|perfekt|prima|"
    r"freue mich|vielen dank|perfeito|otimo|muito obrigad\w)\b"
)
_THANKS = re.compile(
    r"\b(?:thanks|thank you|thx|ty|tks|cheers|mahalo|gracias|merci|danke|obrigad[oa]|appreciated)\b"
)
_SOFTENED = re.compile(
    r"\b(?:no (?:complaints|hard feelings)|nothing personal|sorry (?:for|about|to)|"
    r"don'?t want to be rude|not to be rude|hate to|hell of a|what the hell sure|no mess|not wasting|"
    r"rather (?:tell|not waste)|than waste)\b[^.!?\n]{0,30}"
)
_LOUD = re.compile(r"\b[A-Z]{4,}\b")


def sentiment_of(text: str, closing: str, intent: Intent | None) -> Sentiment:
    """The tone of the new text; `closing` is the signature part, where thanks may stand."""
    folded = _SOFTENED.sub(" ", fold(text))
    if _FRUSTRATED.search(folded):
        return Sentiment.FRUSTRATED
    if _NEGATIVE.search(folded):
        return Sentiment.NEGATIVE
    if intent in {Intent.DECLINE, Intent.QUESTION, None}:
        return Sentiment.NEUTRAL
    if _POSITIVE.search(folded):
        return Sentiment.POSITIVE if intent is not Intent.UNCLEAR or "!" in folded else Sentiment.NEUTRAL
    if intent is Intent.ACCEPT_TIME and _THANKS.search(fold(closing) + " " + folded):
        return Sentiment.POSITIVE
    return Sentiment.NEUTRAL

"""Text that tries to instruct the assistant. It changes nothing but this: the rep looks first."""

from __future__ import annotations

import re

from xforce_desktop.replies.plain import fold

_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|overrule|discard)\b[^.\n]{0,40}\b(?:instructions?|"
    r"rules?|prompts?|guidelines?|polic(?:y|ies)|constraints?|training|directives?|context|guardrails|"
    r"safeguards|checks?|the above|everything)|"
    r"\bsystem[ _-]?prompt|\b(?:system|assistant|developer|admin(?:istrator)?|ai|bot|scheduler|"
    r"model)\s?(?:message|note|instruction|command|override|directive|notice)?s?\s?(?:\]|>|:)\s|"
    r"\b(?:maintenance|developer|debug|admin|god|sudo|dan|test) mode|"
    r"\byou are (?:now|no longer|an? (?:ai|assistant|bot|language model|helpful|large))\b|\bas an? (?:ai|"
    r"assistant|language model|llm)\b|\b(?:language model|llm|chatgpt|gpt-?\d|claude|openai|anthropic|"
    r"gemini|copilot)\b|"
    r"\b(?:ai|automated|scheduling|virtual|digital|email) (?:assistants?|agents?|tools?|systems?|"
    r"schedulers?|bots?)\b[^.\n]{0,60}\b(?:must|should|shall|please|need|set|mark|book|send|output|"
    r"respond|reply|do|is|are|reading|processing|instructed|required)\b|"
    r"\b(?:note|message|instructions?|attention|memo|directive|reminder|command|order|hint)s? (?:to|"
    r"for) (?:the |your |any |an |all )?(?:ai|assistant|bot|scheduler|scheduling|agent|model|automation|"
    r"automated|software|system|robot|machine|parser|reader)|"
    r"\b(?:dear|hey|hi|hello|attn|attention),? (?:ai|assistant|bot|robot|scheduler|"
    r"scheduling (?:assistant|bot|agent|tool))\b|"
    r"\b(?:selected_time|requires_human|message_kind|new_attendees|resume_on|accept_time|"
    r"propose_alternative)\b|\brequires human\b|\"intent\"|"
    r"\b(?:output|return|respond|reply|answer|print|write)\b[^.\n]{0,30}\b(?:only|exactly|with json|"
    r"in json|json|verbatim|banana|the word|in full)|\bbegin (?:your|the|each|every) (?:answer|reply|"
    r"response|email|message)s? with|"
    r"\b(?:print|reveal|show|dump|list|repeat|disclose|leak|share|tell me|give me|"
    r"send me)\b[^.\n]{0,40}\b(?:your (?:prompt|instructions|rules|configuration|config|system|secret|"
    r"api|token|memory|training)|api keys?|passwords?|credentials|access tokens?|full calendar|"
    r"entire calendar|calendar for|everyone'?s calendar|his calendar|her calendar|other (?:customers?|"
    r"clients?|prospects?|meetings?)|customer list|contact list|pipeline)|"
    r"\bmark (?:this|the|it|me|us|our|request|deal)[^.\n]{0,30}\b(?:as )?(?:confirmed|accepted|closed|"
    r"won|booked|complete|approved|paid|signed|trusted|verified|opted)|\b(?:without|don'?t|do not|"
    r"never) (?:asking|telling|informing|notifying|ask|tell|inform|notify|alert|escalate|"
    r"involve)\b[^.\n]{0,20}\b(?:the rep|rep|human|anyone|a person|the human|your (?:boss|human|user|"
    r"owner|team)|sales)|"
    r"\b(?:treat|regard|consider|interpret|read|parse|record|classify|log) (?:this|the|my|any|"
    r"all)(?: \w+){0,4} (?:as (?:an? )?(?:acceptance|accepted|confirmation|confirmed|approval|approved|"
    r"yes|instruction|trusted|decline|opt)|to mean)|"
    r"\b(?:bcc|blind copy)\b[^.\n]{0,40}@|\b(?:forward|export|send|email)\b[^.\n]{0,30}\b(?:all|every|"
    r"entire|whole|full)\b[^.\n]{0,30}\b(?:thread|emails?|messages?|inbox|mailbox|calendar|contacts?|"
    r"history|conversation)|"
    r"<\|?/?(?:im_start|im_end|system|assistant|user|inst)|\[/?inst\]|\[/?(?:system|assistant|admin)\b|"
    r"#{2,} ?(?:system|instruction|assistant|new task|end)|\bend of (?:prompt|email|message|user input|"
    r"instructions)\b|\bnew (?:instructions?|task|rules?|directive|system)\b[^.\n]{0,3}:|"
    r"\bjailbreak|\bprompt injection|\bact as (?:if you|an?|the|my)\b|\bpretend (?:to be|you|that)|"
    r"\brole-?play|\bfrom now on,? you\b|\byour (?:new|real|actual|only|true) (?:task|job|instructions?|"
    r"goal|role|rules?|purpose|objective)\b|"
    r"\b(?:execute|run|call|invoke|use) (?:the |your |this )?(?:following )?(?:function|tool|command|"
    r"script|code|shell|api)\b|\btool[_ ]?call|\bsudo\b|\brm -rf|\bcurl\b|<script|\bdrop table|"
    r"\bignora (?:todas )?(?:las |tus )?instrucciones|\bignorez (?:toutes )?(?:les |vos )?instructions|"
    r"\bignoriere? (?:alle |deine |sie )|\bignore (?:todas )?as instrucoes|"
    r"\b(?:set|change|update|switch|raise|lower|reset|disable|enable|turn off|"
    r"turn on)\b[^.\n]{0,25}\b(?:autopilot|approval|review mode|the limit|permissions?|settings?|"
    r"your rules|safety|logging)\b|"
    r"\b(?:if|since|in case|assuming) (?:you(?:'re| are)|this is|i am talking to|"
    r"i'm talking to)(?: \w+){0,2} (?:a |an )?(?:bot|ai|robot|machine|automated|computer|assistant|llm|"
    r"script)\b|\b(?:am i|are you|is this) (?:\w+ ){0,6}(?:bot|robot|ai|a human|a machine|a real person|"
    r"a computer|automated)\b|"
    r"\bper your (?:records|logs?|system|policy|rules|instructions|guidelines)\b|\byour (?:guidelines|"
    r"policy|instructions|rules|programming|developers?) (?:say|require|allow|state|permit|tell|"
    r"authori[sz]e)|\bauthori[sz]ed (?:override|by the rep|to override)"
)
_ENCODED = re.compile(r"[A-Za-z0-9+/]{80,}={0,2}")


def instructs_assistant(*texts: str) -> bool:
    """Whether any of the texts (body with hidden parts, subject, names) tries to steer the assistant."""
    return any(_INSTRUCTION.search(fold(text)) or _ENCODED.search(text) for text in texts)

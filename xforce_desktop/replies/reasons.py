"""Why they cannot, will not, or not now; and what they ask. Each is a reading of the whole new text."""

from __future__ import annotations

import re
from enum import StrEnum

from xforce_desktop.replies.analysis import ConflictType
from xforce_desktop.replies.plain import fold


class Ask(StrEnum):
    """What a question is about."""

    SUBSTANCE = "substance"
    LOGISTICS = "logistics"


_DECLINE = re.compile(
    r"\b(?:not interested|no interest|no longer interested|lost interest|isn'?t (?:a fit|for us|"
    r"something|my area)|not (?:a (?:good )?fit|for us|something we|in the market|looking (?:for|to)|"
    r"what we|pursuing|my (?:area|department|decision|thing))|"
    r"(?:going|gone|went|go|decided to go|staying|stay|sticking|stick|happy|signed|signing|chose|chosen|"
    r"picked) (?:to go )?(?:with|on) (?:another|a different|someone else|somebody else|our (?:current|"
    r"existing)|what we have|the (?:other|current|incumbent)|[a-z]+ instead|who we have|a competitor)|"
    r"(?:decided|deciding|chosen|elected|choosing) (?:not to|against|to (?:pass|stay|stick|go (?:with|"
    r"another|in (?:a|another)))|on (?:another|a different))|(?:we'?ll|i'?ll|i'?m going to|"
    r"we'?re going to|going to have to|will|have to|gonna) (?:have to )?pass\b|(?:i|we) pass\b|hard pass|"
    r"taking a pass|"
    r"no (?:need|point|reason|call|use) (?:for|to|in|of) (?:a |an |the |us |any )?(?:meet\w*|call|"
    r"demo\w*|talk\w*|continu\w*)|don'?t (?:need|want|see a need|see the need|think we need|"
    r"think (?:this|it) is|think it'?s) (?:this|it|your|a demo|any|one|to (?:meet|talk|proceed|move)|"
    r"a meeting|what you|(?:right )?for us|for)|"
    r"(?:shall|will|are|won'?t|not going to|do not wish to|don'?t want to|don'?t wish to|"
    r"not wish to) (?:not )?be? ?(?:taking this (?:any )?further|moving forward|proceed\w*|"
    r"go(?:ing)? (?:ahead|forward)|pursu\w+|continu\w+|renew\w*)|(?:not|\w+n'?t) (?:be )?(?:moving|going|"
    r"proceeding) (?:forward|ahead)|(?:nobody|no one)(?: here)?(?: is|'?s)? interested|"
    r"(?:cancel|call off|scrap|kill|forget|drop|scratch) (?:the |this |our |my |it |that |"
    r"all )?(?:meeting|call|demo|whole thing|it\b|appointment|everything|tomorrow|it all|them all|"
    r"the lot|review|today)|"
    r"(?:no|isn'?t any|there'?s no|simply no|don'?t have (?:the|any|a)|zero|ain'?t no) (?:budget|money|"
    r"funds|funding|appetite)\b(?! (?:until|till|this (?:month|quarter)|right now|for now|yet))|"
    r"no thank(?:s| you)|thanks,? but no|thank you,? but no|(?:this|it|that)(?:'s| is) not for (?:me|us)|"
    r"(?:sold|selling|closed|closing|shutting down|retir\w+) (?:the |my |our |up )?(?:business|company|"
    r"shop)|out of business|wouldn'?t be able to help|can'?t help you|wrong (?:person|company|number|guy|"
    r"department)|(?:we'?re|we are|i'?m) (?:all set|good,? thanks|happy with (?:what|our|who|the)|"
    r"set for now|done)|"
    r"we'?re covered|already (?:have|use|got|signed|bought|picked|chose|went|using) (?:a|an|one|someone|"
    r"something|another|with|our|it|some)|respectfully decline|(?:must|have to|need to|going to|will|"
    r"politely|kindly|i'?d like to|want to) decline|declin(?:e|ing) (?:your|the|this)|"
    r"please (?:do not|don'?t) (?:follow|pursue|proceed)|not worth (?:it|my|our|the)|"
    r"don'?t waste (?:your|any)|shut (?:it|the \w+|this) (?:off|down)|let'?s (?:drop|not|skip|forget|"
    r"leave it there|call it)|close (?:my|our|the|this|out) (?:file|account|ticket|deal|out)|"
    r"no nos interesa|no me interesa|no (?:estamos|estoy) interesad\w+|pas interess\w+|ne (?:sommes|"
    r"suis) pas interess\w+|kein interesse|nicht interessiert|nao (?:temos|tenho) interesse|"
    r"sem interesse|we'?ve (?:moved|gone) (?:on|another)|went (?:a )?(?:different|another) (?:way|"
    r"direction|route)|going (?:in )?(?:a )?(?:different|another) (?:way|direction|route)|"
    r"changed (?:my|our) minds?|thanks but (?:i|we)(?:'ll| will)? (?:pass|decline)|not (?:for|at) (?:us|"
    r"this company)|save your (?:breath|time)|i'?ll say no|the answer is no|it'?s a no|that'?s a no|"
    r"be a no)\b|^\W*(?:nah|no),? (?:i'?m|we'?re) good\W*$"
)
_NOT_DECLINE = re.compile(
    r"\b(?:not interested in (?:switching|a long)|don'?t cancel|not cancel|already have (?:a|an|another|"
    r"something|my) (?:meeting|call|appointment|conflict|commitment|thing|on|booked|scheduled|planned|"
    r"dentist|client)|already (?:got|have) (?:something|plans)|don'?t need (?:a|the) (?:long|full|link|"
    r"deck|slides))\b"
)
_CONDITIONAL = re.compile(
    r"\b(?:if not|otherwise|or else|unless|if (?:it|this|that|you|so))\b[^.!?\n]{0,160}"
)
_LATER = re.compile(
    r"\b(?:(?:not|isn'?t|wasn'?t|never) (?:a |the |really a |quite the )?(?:good |best |right |"
    r"great )?(?:time|moment)\b|bad time|not (?:right )?(?:now|yet|today|at the moment|at this (?:time|"
    r"point|stage))|now(?: really)? is ?n[o']t|(?:hold|holding) off|(?:put|putting|leave|keep|is|are|"
    r"everything|on) (?:this |it |that |things |us |everything )*on (?:hold|ice|the back burner)|"
    r"back ?burner|pause|postpone|push (?:this|it|that|the (?:call|meeting|demo)) (?:out|back|off|"
    r"to (?:next|after|the))|table (?:this|it|that)|down the (?:road|line)|later (?:in|this|on)|"
    r"some ?other time|another time|at a later|another day|sometime (?:later|next|in)|"
    r"(?:try|call|ring|reach|check|circle|touch|get|ping|contact|contacting|calling|trying|checking|"
    r"reaching|email|e-?mail|follow|come|hit|write|give|shoot|drop|bug|find|holler|phone|text)(?: me| us|"
    r" back| base| out| in| up| to| at| by| a| with)*(?: shout| ring| call| email| line| note| message|"
    r" buzz| bell| nudge)*(?: back)?(?: again)? (?:in|after|next|on|when|once|later|then|around|at the|"
    r"come|early|mid|late|towards?|first|again|closer|about|the (?:week|first|1st|2nd|3rd|\d))\b|"
    r"(?:talk|connect|reconnect|revisit|regroup|speak|meet|chat|look(?: at)?|pick (?:this|it|things|"
    r"that) (?:back )?up|resume|restart|discuss|do (?:this|it)|try|think about)(?: this| it| that| again|"
    r" then| to you| with you)* (?:in|after|next|when|once|later|again|early|mid|late|around|come|closer|"
    r"the)\b|"
    r"(?:i'?ll|i will|we'?ll|we will)(?: just| probably)? (?:let you know|reach (?:back )?out|"
    r"get (?:back )?in touch|be in touch|surface|circle back|come back to you|get back to you|ping you|"
    r"call you|contact you|email you|reply|shout|follow up|give you a (?:shout|call|ring))|"
    r"when (?:things|it|stuff|life|we|i|the)(?: \w+){0,4} (?:calm|slow|settle|quiet|die|clear|lighten|"
    r"cool|back|over|done|free|catch|surface|breathe|cut me)|"
    r"(?:once|until|till|til|after) (?:(?:i|we|he|she|they|it|that|this|things?|the|my|our|all)(?:'s|"
    r"'re)?)(?: \w+){0,6} (?:done|over|back|settle[sd]?|finish\w*|complete\w*|decid\w+|clear\w*|wrap\w*|"
    r"calm\w*|through|behind|hear|signed?|approved?|closes?|closed|ends?|return\w*|passes|in place|live)|"
    r"(?:next|following) (?:month|quarter|year)|in the (?:new year|spring|summer|fall|autumn|winter)|"
    r"(?:nothing|no point|little point|not much)(?: \w+){0,6} (?:until|till|til|before)|(?:can'?t|cannot|"
    r"won'?t|couldn'?t)(?: \w+){0,5} (?:until|till|til|before|any ?time soon)|not (?:until|till|before|"
    r"for (?:a|another|at least))|"
    r"after (?:the )?(?:season|holidays?|christmas|new year|labor day|labour day|thanksgiving|easter|"
    r"memorial day|busy|rush|swarm|summer|winter|tax|budget|harvest|audit|year.?end|inventory)|no date|"
    r"after that\b|from then on|too (?:much|many)(?: \w+){0,4} (?:going on|on (?:my|our) plate|"
    r"right now)|in (?:a |about |around |like |\d+|two|three|four|six|couple)(?: \w+){0,3} (?:weeks?|"
    r"months?)|give (?:me|us|it) (?:a|an|some|until|till|about|\d|two|three|another|another)|"
    r"(?:up|talk|speak|chat|connect|meet|try|call|ring|ping|do (?:this|it)) then|mas adelante|"
    r"otro momento|el mes que viene|proximo mes|plus tard|le mois prochain|pas (?:le bon )?moment|spater|"
    r"nachsten monat|nicht jetzt|mais tarde|mes que vem|outro momento|agora nao|ahora no|mas tarde|"
    r"(?:right|just) now (?:is|we|i)|swamped|slammed|underwater|buried|drowning|snowed under|up to (?:my|"
    r"our) (?:neck|eyes|ears|elbows)|"
    r"in the (?:middle|thick|midst|weeds)|hands full|plate is full|can'?t commit|can'?t even think|"
    r"don'?t have (?:the )?(?:time|bandwidth|capacity|cycles))\b"
)
_CONFLICTS: tuple[tuple[ConflictType, re.Pattern[str]], ...] = (
    (
        ConflictType.NEED_APPROVAL,
        re.compile(
            r"\b(?:need(?:s|ed)? (?:to be )?(?:approv\w+|sign.?off|permission|buy.?in|the ok|"
            r"the go.?ahead|clearance|authori\w+|corporate|legal)|get (?:approv\w+|sign.?off|permission|"
            r"buy.?in|the ok|the go.?ahead|the green light|clearance|it approved)|approv(?:al|e|ed|es|"
            r"ing)\b|"
            r"run (?:it|this|that|everything|the idea|your \w+) (?:by|past)|sign.?off|signs? off|buy.?in|"
            r"green ?light|go.?ahead from|permission|has to (?:ok|okay|bless|authori[sz]e|clear|agree)|"
            r"must (?:approve|ok|sign|authori[sz]e|clear)|hear from (?:corporate|head office|hq|"
            r"my (?:boss|manager|owner))|needs to (?:ok|okay|bless|see|clear|sign|agree)|"
            r"clear (?:it|this|that) with|procurement|above my pay|not my call|up to (?:my|the|"
            r"our) (?:boss|owner|board|corporate|manager|wife|husband|dad|partner)|(?:boss|owner|board|"
            r"corporate|head office|hq|legal|cfo|ceo)(?: \w+){0,3} (?:say|says) (?:yes|so|ok)|take (?:it|"
            r"this) to (?:my|the|our)|aprobaci\w+|autoriz\w+|approbation|genehmig\w+|freigabe|"
            r"aprovac\w+)\b"
        ),
    ),
    (
        ConflictType.EXTERNAL_DEPENDENCY,
        re.compile(
            r"\b(?:(?:wait\w*|held up|depend\w*|hinges?|pending|contingent|blocked|"
            r"stuck)(?: \w+){0,2} (?:on|for|by|until|to hear)(?: \w+){0,4} (?:vendors?|contractors?|"
            r"landlord|city|county|state|permits?|bank|lender|insur\w+|supplier|parts|deliver\w*|"
            r"shipment|install\w*|carrier|phone company|internet|software|migration|it\b|lawyer|attorney|"
            r"accountant|cpa|licen[sc]e|inspection|hardware|franchis\w+|adjuster|weather|"
            r"move|closing|acquisition|merger|seller|buyer|crm|provider|utility|another|third)|attorney|"
            r"lawyer|locked in|under contract|current contract|contract (?:with|is up|ends|runs|expires)|"
            r"(?:our|the) (?:existing|current|other) (?:vendor|provider|contract|service|system|"
            r"supplier)|another vendor|(?:switch\w*|migrat\w*|mov\w+|convert\w*|cut\w* over|roll\w* out|"
            r"install\w*|go(?:es|ing)? live)(?: \w+){0,4} (?:system|software|platform|crm|phones?|office|"
            r"building|pestpac|"
            r"carrier|provider|servers?|erp)|current project|finish\w*(?: \w+){0,4} (?:project|migration|"
            r"rollout|implementation|install\w*|move|remodel|construction|buildout)|(?:system|software|"
            r"crm|phone) (?:migration|conversion|upgrade|cutover|switch)|acquisition|merger|(?:being|"
            r"getting) (?:acquired|bought)|due diligence|depends on the weather|permit\w*|"
            r"until (?:the )?(?:new )?(?:phones?|system|software|building|office|internet|"
            r"trucks?)(?: \w+){0,3} (?:is|are|comes?|gets?|arrives?|goes))\b"
        ),
    ),
    (
        ConflictType.DECISION_PENDING,
        re.compile(
            r"\b(?:haven'?t (?:decided|made|settled|picked|figured|landed|chosen)|hasn'?t (?:decided|"
            r"made|settled|picked|been (?:settled|decided|set|approved|finali[sz]ed))|"
            r"not (?:yet )?(?:decided|settled|sure (?:yet|if|whether))|still (?:deciding|evaluating|"
            r"comparing|debating|discussing|arguing|weighing|thinking|looking at|reviewing|talking|"
            r"figuring|considering|undecided|working out)|yet to (?:be )?(?:settled|decided?|settle|"
            r"agree|set|finali[sz]ed?)|"
            r"mak(?:e|es|ing) (?:a|the|our|up) (?:\w+ )?(?:decision|mind)|decision|deciding|decides?\b|"
            r"(?:check|talk|speak|discuss|confer|consult|meet|huddle|sit down|"
            r"go over)\w*(?: \w+){0,3} with (?:my|our|the|him|her|them|[a-z]+)|have (?:my|our|an) answer|"
            r"budget(?:s)?(?: \w+){0,6} (?:settled|decided|set|finali[sz]ed|approved|review|meeting|"
            r"cycle|season|talks|process)|committee|board (?:meet|vote|decide|approval|to)\w*|"
            r"waiting (?:on|for)(?: \w+){0,4} (?:board|decision|answer|partner|owner|team|boss|budget|"
            r"vote|verdict|"
            r"word|numbers|approval)|think (?:it|this) over|think about it|mull|sleep on it|"
            r"need to (?:think|discuss|talk|check|decide)|vote|up in the air|redline|te confirmo|"
            r"consultar\w*|reflechir|uberlegen|pensar)\b"
        ),
    ),
    (
        ConflictType.PERSON_UNAVAILABLE,
        re.compile(
            r"\b(?:(?:out|away|gone|off)(?: sick| ill| of (?:the )?(?:office|town|state|country)|"
            r" on (?:leave|vacation|holiday|maternity|paternity|medical|pto|business|bereavement)| this|"
            r" next| all| until| till| til| through| for| from| with| the| starting| tomorrow| today| on|"
            r" at)|vacation|on (?:leave|holiday|pto|sabbatical|bereavement|honeymoon|a cruise)|"
            r"(?:maternity|paternity|parental|medical|sick|annual|family) leave|pto|honeymoon|cruise|"
            r"jury duty|"
            r"surgery|hospital|operation|chemo|knee|hip|funeral|passed away|bereave\w*|died|death|(?:is|"
            r"am|are|been|'s|'m|'re) (?:sick|ill|travel+ing|abroad|overseas|laid up|unavailable|out|away|"
            r"off|gone|deployed|in (?:hospital|the hospital|mexico|florida|europe|hawaii))|travel+ing|"
            r"abroad|overseas|wedding|baby|newborn|due date|covid|flu|injur\w*|back on|be back|"
            r"comes? back|gets back|get back (?:from|in)|returns?\b|returning|dark between|"
            r"shut(?:ting)? down (?:for|between|from)|closed (?:for|from|between|until)|conference|"
            r"convention|trade show|"
            r"deployment|national guard|broke (?:his|her|my)|doctor'?s orders|de vacaciones|vacaciones|"
            r"fuera de|de viaje|en conges?|en vacances|absente?|urlaub|krank|verreist|de ferias|viajando|"
            r"licenca)\b"
        ),
    ),
    (
        ConflictType.COMPETING_PRIORITY,
        re.compile(
            r"\b(?:slammed|swamped|buried|underwater|drowning|snowed under|crazy|hectic|insane|nuts|"
            r"chaos|mayhem|busy|busiest|(?:peak|swarm|termite|mosquito|high|rush|tax|harvest|storm|"
            r"hurricane|spray\w*|renewal|budget|planning|hiring|application) season|in the (?:thick|"
            r"middle|midst|weeds)|end of (?:the )?(?:financial|fiscal) year|fiscal year|year.?end|"
            r"month.?end|clos\w+ (?:the|our) books|books|quarter.?end|audit\w*|inventory|"
            r"short.?(?:staffed|handed)|hands full|plate(?:'s| is)? (?:full|overflowing)|"
            r"(?:just )?quit\b|hiring|opening (?:a|the|our|two|new)|new (?:branch|location|office|store)|"
            r"launch\w*|emergenc\w*|fire ?drills?|putting out fires|other (?:priorit\w+|fires|things)|"
            r"priorit\w+|bigger fish|on the list|bandwidth|capacity|flood\w*|storm|hurricane|backlog|"
            r"behind (?:on|schedule)|catch(?:ing)? up|payroll|training new|lost (?:two|three|my|our|"
            r"a) \w+|trucks? (?:down|broke)|moving (?:offices|into|the office)|remodel\w*|restructur\w*|"
            r"reorg\w*|"
            r"too much|up to (?:my|our) (?:neck|eyes|ears|elbows)|frying|ocupadisim\w+|temporada|"
            r"debordes?|viel zu tun|stressig|correria|sobrecarreg\w+|kids are back|all hands)\b"
        ),
    ),
    (
        ConflictType.TIMING_CONSTRAINT,
        re.compile(
            r"\b(?:(?:mornings?|afternoons?|evenings?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|"
            r"weekends?|daytime|lunch\w*)(?: \w+){0,3} (?:don'?t|doesn'?t|never|won'?t|isn'?t|aren'?t|"
            r"are|is) (?:\w+ )?(?:work|good|possible|bad|out|best|tough|hard|no good|booked)?|"
            r"only (?:free|available|after|before|in the|on|time|have|got|can|mornings?|afternoons?)|"
            r"(?:can'?t|cannot|won'?t|not|never|don'?t)(?: \w+){0,4} (?:before|after|during|until|past|"
            r"mornings?|afternoons?|evenings?|on (?:mon|tues|wednes|thurs|fri)days?|earlier|later|"
            r"in the (?:morning|afternoon|daytime))|"
            r"too (?:early|late)|hard stop|school (?:run|pick)|pick ?up|kids?\b|daycare|night ?shift|"
            r"nights|overnight|sleep|route|routes|in the (?:field|truck)|on the road|booked (?:solid|up|"
            r"through|all)|back.?to.?back|appointment|dentist|doctor|meeting|spraying|by \d|gone by|"
            r"up at \d|have to be|need to be|gotta be|training all|all day|before (?:work|\d)|"
            r"after (?:work|\d|hours)|lunch hour|mananas no|solo puedo|tardes|seulement|"
            r"nur (?:nachmittags|vormittags)|so (?:posso|consigo))\b"
        ),
    ),
)
_WEAK_DECISION = re.compile(
    r"\b(?:let me (?:check|see|ask|talk|confirm|look|run)|get back to you|will let you know|will confirm|"
    r"pencil\w*)\b"
)
_SUBSTANCE = re.compile(
    r"\b(?:price|pricing|prices|cost|costs|how much|fee|fees|charge|charges|rate|rates|quote|discount|"
    r"budget|contract|contracts|terms?|commitment|cancel(?:lation)?|month.to.month|trial|pilot|guarantee|"
    r"warranty|refund|integrat\w*|api|crm|pestpac|servicetitan|fieldroutes|quickbooks|salesforce|"
    r"software|feature\w*|support|security|soc ?2|gdpr|hipaa|data|privacy|compliance|insurance|insured|"
    r"reference|references|case stud\w*|customers|clients|spanish|language\w*|bilingual|accent|"
    r"after.?hours|24/7|ai\b|robot|bot|real (?:people|person)|human|record\w*|training|onboard\w*|setup|"
    r"set up fee|set-up|implement\w*|port|numbers?|scale|handle|does (?:it|this|your|the)|do (?:you|"
    r"y'?all) (?:guys )?(?:offer|do|support|handle|work|have|cover|serve|charge|integrate|sell|provide|"
    r"take|speak|use|answer|book|record|even|actually|really)|"
    r"can (?:it|your|the system|the software|the service|this|you guys)|what (?:does|do|is|are|makes|"
    r"exactly|would|if)|why (?:should|would|do|is|are)|difference|compare\w*|competitor|versus|vs|"
    r"better than|brochure|deck|one.?pager|summary|proposal|materials?|literature|white ?paper|website|"
    r"pdf|send (?:me|us|over) (?:some|something|more|a|any|the|your|over)(?! (?:invite|link|calendar|"
    r"zoom|teams|meeting|dial|call))|more (?:info\w*|detail\w*)|"
    r"information|details|who (?:else|are|is)|roi|results|minimum|locations?|branches|per (?:call|minute|"
    r"month|location|user|seat)|invoice|bill\w*|payment|legal|precio|cuesta|prix|preis|preco|kostet|"
    r"custa|coute)\b"
)
_LOGISTICS = re.compile(
    r"\b(?:zoom|teams|google meet|meet link|phone call|video|in.?person|on.?site|call me|who(?:'s| is|"
    r" will)? call\w*|dial|link|invite|calendar|how long|what time ?zone|time ?zone|your time|my time|"
    r"which (?:number|time|zone|day|one)|what (?:number|time|day)|duration|camera|webcam|where (?:is|are|"
    r"do|will|would|should)|address|parking|agenda|who (?:will|should|else|needs|"
    r"from)(?: \w+){0,3} (?:be|join|attend|on)|"
    r"bring|prepare|download|app\b|computer|laptop|cell|screen|record(?:ing)? the|reschedule|still (?:on|"
    r"good|happening|available|free|open)|are these|is this|is that|is it|am i|do i need|do we need|"
    r"minutes|half an hour|hour long|an hour|morning or afternoon|am or pm|eastern|central|pacific|"
    r"mountain|can someone else|is there (?:a|an|any)|will you)\b"
)
_QUESTION_START = re.compile(
    r"(?:^|[.!?,;:\n-]\s*|\b(?:and|but|so|also|though|q|question|curious|wondering|ask|know) )(?:what|"
    r"how|who|why|where|which|when|does|do you|do y'?all|is (?:this|it|that|there|the)|are (?:you|these|"
    r"there|those)|can (?:you|it|your)|could you|would you|will (?:you|it|this)|did|should|send (?:me|us|"
    r"over)|tell me|"
    r"please (?:send|share|provide|tell|explain|clarify)|que|cuanto|cual|como|combien|quel|comment|"
    r"est-ce|was|wie|wer|warum|quanto|qual|hay|tiene)\b"
)


def declines(text: str) -> bool:
    """Whether the writer turns the meeting down for good."""
    kept = _CONDITIONAL.sub(" ", _NOT_DECLINE.sub(" ", fold(text)))
    return bool(_DECLINE.search(kept))


def puts_off(text: str) -> bool:
    """Whether the writer wants it later, not now."""
    return bool(_LATER.search(fold(text)))


def conflict_of(text: str) -> ConflictType | None:
    """What stands in the way: the kind whose words are most specific, None if there are none."""
    folded = fold(text)
    for kind, pattern in _CONFLICTS:
        if pattern.search(folded):
            return kind
    return ConflictType.DECISION_PENDING if _WEAK_DECISION.search(folded) else None


def question_in(text: str) -> Ask | None:
    """What the writer asks, None if nothing."""
    folded = fold(text)
    asks = "?" in folded or bool(_QUESTION_START.search(folded))
    if not asks or not re.search(r"[a-z]{2}", folded):
        return None
    sentences = re.findall(r"[^.!?\n]*\?|[^.!?\n]+", folded)
    asked = [s for s in sentences if s.endswith("?") or _QUESTION_START.search(s)]
    body = " ".join(asked) if any(len(s.split()) > 3 for s in asked) else folded
    logistic, substance = _LOGISTICS.search(body), _SUBSTANCE.search(body)
    if substance and not (logistic and not _HEAVY.search(body)):
        return Ask.SUBSTANCE
    return Ask.LOGISTICS if logistic or body.strip() else None


_HEAVY = re.compile(
    r"\b(?:price|pricing|cost|costs|how much|fee|fees|charge|quote|discount|contract|terms|commitment|"
    r"spanish|integrat\w*|api|crm|security|references?|brochure|deck|proposal|guarantee|refund|"
    r"feature\w*|send (?:me|us) (?:some|something|more)|bilingual|legal|case stud\w*|setup|"
    r"cancel(?:lation)?|trial)\b"
)

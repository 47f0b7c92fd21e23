"""What a model that lies writes instead of an honest letter: names to functions of what it was told."""

from __future__ import annotations

from collections.abc import Callable

from tests.sync.anthropic.honest_letters import Paragraphs, Told, honest

Lie = Callable[[Told], Paragraphs]


def adds(sentence: str) -> Lie:
    """An honest letter with one sentence more, in its first paragraph."""

    def lie(told: Told) -> Paragraphs:
        first, *rest = honest(told)
        alone = first.strip() == "{{offers}}"
        return (
            [sentence, first, *rest]
            if alone or first.endswith(("{{proof}}",))
            else [f"{first} {sentence}", *rest]
        )

    return lie


def instead(*paragraphs: str) -> Lie:
    return lambda told: list(paragraphs)


def without_slots(told: Told) -> Paragraphs:
    """Says times of its own in place of every slot."""
    return [one.replace("{{", "Tuesday, June 16 at 4:00 PM EDT ").replace("}}", "") for one in honest(told)]


def twice(told: Told) -> Paragraphs:
    return [*honest(told), *honest(told)]


def lists_itself(told: Told) -> Paragraphs:
    times = "• Tuesday, June 9 at 2:00 PM EDT\n• Monday, June 15 at 9:00 AM EDT"
    return [times if one == "{{offers}}" else one for one in honest(told)]


def denies(told: Told) -> Paragraphs:
    """Each time is named, and taken back in the same breath."""
    times = ("time", "at", "when", "until")
    letter = honest(told)
    for name in times:
        letter = [one.replace("{{" + name + "}}", "any time but not {{" + name + "}}") for one in letter]
    return letter


def is_no_lie(name: str, told: Told) -> bool:
    """Where the same words are right: the letter is cancelled, or there is nothing to twist."""
    needs_none = not any(slot["needed"] for slot in told["slots"])
    offers = any(slot["name"] in ("offers", "time", "at", "when", "until") for slot in told["slots"])
    return (
        list(LETTER_LIES[name](told)) == honest(told)
        or (name == "adds that it is off" and told["kind"] == "cancellation")
        or (name == "no slot at all" and needs_none)
        or (name == "the list in a sentence" and "{{offers}}" not in honest(told))
        or (name in ("offers denied in front", "a denial") and (not offers or told["kind"] == "cancellation"))
    )


_SENTENCES = {
    # wrong times
    "another time": "Tuesday, June 16 at 4:00 PM EDT would be fine too.",
    "a weekday": "Or any Thursday, really.",
    "the wrong weekday for a date": "That is Monday, June 9 for me.",
    "a date alone": "June 12 is open as well.",
    "a date in digits": "6/12 is open as well.",
    "an ISO date": "2026-06-12 is open as well.",
    "a clock": "Anything after 3pm suits me.",
    "a clock in words": "Three o'clock is always good.",
    "half past": "Half past two is always good.",
    "tomorrow": "Or simply tomorrow.",
    "next week": "Next week is fine as well.",
    "in a few days": "I'll look again in a few days.",
    "later today": "I'm around later today.",
    "the afternoon": "Any afternoon is fine as well.",
    "end of the month": "We should do it before the end of the month.",
    "another zone": "All of it is in Pacific time.",
    "a zone in letters": "All of it is in CET.",
    "a season": "Summer is fine as well.",
    "soon enough": "Let's do it within the fortnight.",
    # lengths and numbers
    "another length": "It takes 45 minutes.",
    "a length in words": "It takes three quarters of an hour.",
    "a length in a word": "Twenty minutes is all it takes.",
    "a few minutes": "A few minutes is all it takes.",
    "a percentage": "It cuts missed calls by 40%.",
    "a percentage in words": "It cuts missed calls by forty percent.",
    "a count": "Over 500 companies use it.",
    "a count in words": "Hundreds of owners use it.",
    "twice as much": "You'd handle twice as many calls.",
    # links and addresses
    "a scheduling link": "Pick a time here: https://calendly.com/brent/demo",
    "a scheduling link in words": "You can also use my calendar link.",
    "a link": "See https://maker.example/product for more.",
    "a bare domain": "See maker.io for more.",
    "a Markdown link": "See [our page](https://maker.example).",
    "an address": "Write to sales@rival.example instead.",
    "a phone number": "Call me on (555) 010-0199.",
    "a phone number in words": "Call me on five five five, one two three.",
    # what nobody said
    "a title": "As the Owner you'll want to see this.",
    "the notes": "I know the budget is tight and Dave is a blocker.",
    "an internal word": "You're our champion in this deal.",
    "another prospect": "Acme Corp booked theirs already.",
    "somebody's name": "Sarah said you were the one to ask.",
    "a name in the middle": "I talked about it with Sarah.",
    "a colleague": "My colleague will join us.",
    "a he": "He said it would be fine.",
    "a past talk": "It was great talking to you.",
    "an agreement": "As we agreed, I'm sending these.",
    "a research claim": "I saw your post about hiring.",
    "a competitor": "It beats every competitor.",
    "a claim": "It's the leading tool and proven to work.",
    "happy customers": "Our customers love it.",
    # prices and promises
    "a price": "It's only $99.",
    "a price in words": "The price is low.",
    "a discount": "There's a discount if you book now.",
    "for free": "It's free for you to try.",
    "a promise": "I promise you'll like it.",
    "a guarantee": "I guarantee it works.",
    "a gift": "There's a gift card in it for you.",
    "an attachment": "I've attached our brochure.",
    "a visit": "I'll come over to your office.",
    "a call": "I'll call you then.",
    "a deadline": "This is your last chance, the offer ends.",
    "that it is off": "By the way, we have to cancel it.",
    # manners
    "guilt": "I was disappointed that you missed it, I waited.",
    "a reproach": "You haven't replied to me yet.",
    "still waiting": "I'm still waiting for your answer.",
    "your silence": "I don't understand your silence.",
    "how often": "This is my third email to you.",
    "stale": "I hope this email finds you well.",
    "touch base": "Just wanted to touch base.",
    "an insult": "Don't be lazy about it.",
    "shouting": "PLEASE REPLY SOON.",
    "many signs": "Would that work??!!",
    "pressure": "These are the only times left, so hurry.",
    "a last call": "This is your last chance to see it.",
    # orders
    "phishing": "Send me your card details so that I can hold it.",
    "another channel": "Just whatsapp me about it.",
    "a secret": "Please keep this between us.",
    "a chain letter": "Please forward this to everyone you know.",
    "an agreement by silence": "By reading on you agree to it.",
    "about a noon": "Around noonish is good too.",
    "an eightish": "Say eightish is good too.",
    "a holiday": "Let's do it before christmas.",
    "any time": "Any time works for me, all day.",
    "the day after": "The day after is fine as well.",
    # form
    "a greeting": "Hi Mary,",
    "a postscript": "P.S. There is more to say.",
    "HTML": "<b>Important</b> for you.",
    "an HTML entity": "Fish &amp; chips &nbsp; for you.",
    "a script": "<script>alert(1)</script>",
    "Markdown": "This is **important** for you.",
    "a heading": "# What we offer",
    "an emoji": "Looking forward to it 🎉",
    "a placeholder of its own": "Let me know, [First Name].",
    "a slot that is none": "Write to {{secret_notes}} about it.",
    "a slot of code": "Let me know {{ config.items() }} about it.",
    "a slot of Jinja": "{% for x in y %}x{% endfor %}",
    "its prompt": "You word one message of a busy person in sales to one customer or future customer.",
    "its orders": "What must be exact is a slot: its name in double braces, and the program puts it in.",
    "about itself": "As an AI language model I can't know more.",
    "a remark": "Here is the email you asked for.",
    "a second version": "Alternatively, a shorter version of the text is below.",
    "a second subject": "Subject: Demo for you",
    # languages
    "German": "Ich würde mich sehr freuen, wenn wir uns bald sehen könnten.",
    "German without umlauts": "Ich freue mich sehr auf unser baldiges Treffen.",
    "Spanish": "Me gustaria mucho hablar contigo sobre este asunto.",
    "French": "Je serais ravi de parler avec vous de ce sujet.",
    "Chinese": "我期待与您会面。",
    "Cyrillic look-alikes": "Lооking forward tо it.",
    "right to left": "Looking \u202eforward to it.",
    "a zero width sign": "Look\u200bing forward to it.",
}


LETTER_LIES: dict[str, Lie] = {
    **{f"adds {name}": adds(sentence) for name, sentence in _SENTENCES.items()},
    "times of its own for every slot": without_slots,
    "a list of its own": lists_itself,
    "no slot at all": instead("Would you like to talk some time?"),
    "two mails in one": twice,
    "500 words": instead(*["We could talk of many things and see what comes of it. " * 12] * 4),
    "one word": instead("Hello"),
    "one sign": instead("."),
    "nothing": instead(),
    "blanks": instead(" ", "\n", "\t"),
    "a hundred paragraphs": instead(*["Would this work for you?"] * 100),
    "an endless word": instead("a" * 50_000),
    "German alone": instead("Hallo, wann passt es Ihnen am besten?", "{{offers}}"),
    "a denial": denies,
    "offers denied in front": lambda told: ["None of these is free any more:", *honest(told)],
    "the list in a sentence": lambda told: [" ".join(honest(told))],
    "every slot twice": lambda told: [f"{one} {one}" for one in honest(told)],
}

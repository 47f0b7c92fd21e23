"""What an honest model writes of each kind, in its own words: paragraphs with slots."""

from __future__ import annotations

from typing import Any

Told = dict[str, Any]
Paragraphs = list[str]

# By kind; each whole for an assignment that has several times to offer, where the kind offers any.
HONEST: dict[str, list[Paragraphs]] = {
    "initial": [
        ["Wanted to grab {{minutes}} and show you what this could look like. Do any of these suit you?",
         "{{offers}}",
         "If none does, send me what does and I'll make it fit."],
        ["I'd like to find {{minutes}} with you for this. Would one of these work?", "{{offers}}",
         "Happy to look for other times too."],
    ],
    "follow_up": [
        ["Bringing this back up, with a few fresh times. Would one of these be easier?", "{{offers}}"],
        ["Still glad to find a time that suits you. These are open on my side:",
         "{{offers}}", "Just pick one."],
    ],
    "confirmation": [
        ["Thank you, we're set for {{at}}.", "The calendar invite with {{invite}} is on its way."],
        ["{{at}} it is. You'll have the calendar invite with {{invite}} shortly."],
    ],
    "reminder": [
        ["Looking forward to talking {{when}}.", "Everything you need is in the calendar invite."],
        ["A friendly reminder that we're talking {{when}}.", "See you there."],
    ],
    "no_show": [
        ["No worries at all, these things happen. Would one of these be easier?", "{{offers}}"],
        ["All good on my side. How about one of these?", "{{offers}}"],
    ],
    "counter": [
        ["Thanks for coming back to me. That one is taken on my side, I'm afraid. Would any of these do?",
         "{{offers}}"],
        ["I can't make that one, sorry. Could you do one of these instead?", "{{offers}}"],
    ],
    "constraint": [
        ["Good to know, thanks. Would one of these suit?", "{{offers}}"],
        ["Thanks for telling me. How are these?", "{{offers}}"],
    ],
    "clarify": [
        ["I want to get this right. Which of these did you mean?", "{{offers}}",
         "If I've misread you, just send me the one you had in mind."],
        ["Sorry to ask back. Is it one of these?", "{{offers}}"],
    ],
    "de_escalate": [
        ["Let's keep it to {{shorter}}. Would one of these do?", "{{offers}}"],
        ["Understood. {{shorter}} is plenty. Any of these?", "{{offers}}"],
    ],
    "champion_cc": [
        ["I'm copying {{champion}} in case it's easier to sort this out together. Would one of these work?",
         "{{offers}}", "Either of you can just reply."],
    ],
    "champion_intro": [
        ["I have a small favor to ask. I'd like to find a time with {{target}}, and so far I haven't.",
         "It would take {{minutes}}. Would you be up for connecting us?",
         "If it's not a good moment, I completely understand."],
        ["Could you help me reach {{target}}? It's about {{minutes}}, nothing more.",
         "And if you'd rather not, that's fine too."],
    ],
    "social_proof": [
        ["Thought of you when I came across this: {{proof}}",
         "If you'd like to talk about it, would one of these suit you?",
         "{{offers}}"],
        ["One thing that may be of interest. {{proof}}", "Would any of these work?", "{{offers}}"],
    ],
    "pause_ack": [
        ["That's fine. I'll come back to you on {{until}}, and there's nothing you need to do till then."],
        ["Of course. Let's pick this up on {{until}}. If it's easier sooner, just write."],
    ],
    "sms": [
        ["Would {{time}} work for you?"],
        ["Is {{time}} any good?"],
    ],
    "sms_confirmed": [
        ["We're on for {{time}}. The invite has the details."],
        ["All set for {{time}}."],
    ],
    "sms_today": [
        ["Looking forward to talking, {{time}}."],
        ["A light reminder of our meeting, {{time}}."],
    ],
    "sms_late": [
        ["I'm here whenever you're ready. If now is bad, another time is fine."],
        ["I'm here. Take your time."],
    ],
    "cancellation": [
        ["I've taken what we had on {{at}} off the calendar, so there's nothing you need to do.",
         "Should you want another time, I'm a reply away."],
    ],
    "running_late": [
        ["I'm here whenever you're ready.", "If now doesn't work, we can find another time."],
    ],
    "ask_silent": [
        ["{{silent}}, would any of these suit you?",
         "{{offers}}", "Then I can settle it for everyone."],
    ],
}  # fmt: skip


def honest(told: Told, variant: int = 0) -> Paragraphs:
    """A letter as the facts ask for it."""
    variants = HONEST[told["kind"]]
    names = {slot["name"] for slot in told["slots"]}
    paragraphs = variants[variant % len(variants)]
    if "offers" not in names and "{{offers}}" in paragraphs:
        asked = "Would {{time}} work for you?" if "time" in names else "Which day would suit you best?"
        needed = [slot["name"] for slot in told["slots"] if slot["needed"] and slot["name"] != "time"]
        kept = [one for one in paragraphs for name in needed if "{{" + name + "}}" in one]
        return [*kept, asked]
    if told["kind"] == "cancellation" and "at" not in names:
        return ["Please set aside what I sent. There's nothing you need to do."]
    if told["kind"] == "pause_ack" and "until" not in names:
        return ["That's fine. I'll come back to you later, and there's nothing you need to do."]
    if told["kind"] == "sms" and "time" not in names:
        return ["When would suit you? Just reply with what works."]
    return list(paragraphs)

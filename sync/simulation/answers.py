"""What the nastier of the simulated people write; the others answer as in the sandbox."""

from __future__ import annotations

from datetime import date

from sync.sandbox.office_hours import days_later
from sync.sandbox.temperaments import Answer, Situation, decide
from sync.simulation.texters import is_waiting_for_a_text

OPT_OUTS = (
    "Please remove me from your list and do not contact me again.",
    "Unsubscribe. Do not email me again.",
)
FIRST_WORDS = {
    "no_mornings": ("Mornings don't work for us.", "Mornings don't work for me."),
    "checks_with_partner": ("Let me check with my partner and get back to you.",),
    "needs_boss": ("I need to run it by my boss first.",),
    "waits_on_vendor": ("We're waiting on another vendor before we decide anything.",),
    "slammed": ("We're slammed with emergencies this week.",),
}
COMES_BACK = frozenset({"checks_with_partner", "needs_boss", "waits_on_vendor", "slammed"})


def decide_in_simulation(s: Situation) -> Answer | None:
    """What this person answers now: own ways first, then the sandbox's."""
    notes, temperament = s.memory.notes, s.person.temperament
    if "opted_out" in notes or "handed_over" in notes:
        return None
    if temperament == "opts_out":
        return Answer(s.rng.choice(OPT_OUTS), notes={"opted_out": "yes"})
    if is_waiting_for_a_text(s.person, s.memory):
        return None
    if not s.offers or "missed" in notes:
        return decide(s)
    if temperament == "replaced":
        words = "I have moved to another role. My colleague Dana Fox will answer you about this."
        return Answer(words, notes={"handed_over": "yes"})
    if temperament == "away_until":
        return _away_until(s)
    if temperament in FIRST_WORDS and "first_said" not in notes:
        said = {"first_said": "yes"} | ({"asked": "yes"} if temperament in COMES_BACK else {})
        return Answer(s.rng.choice(FIRST_WORDS[temperament]), notes=said)
    if temperament == "speaks_for_all":
        return _for_all(s)
    return decide(s)


def _away_until(s: Situation) -> Answer | None:
    zone = s.offers[0].zone
    today = s.now.astimezone(zone).date()
    if "back_on" not in s.memory.notes:
        back_on = days_later(today, s.rng.randint(4, 9))
        words = f"I'm traveling until {back_on:%B} {back_on.day}. Can we talk after that?"
        return Answer(words, notes={"back_on": back_on.isoformat()})
    return decide(s) if today >= date.fromisoformat(s.memory.notes["back_on"]) else None


def _for_all(s: Situation) -> Answer:
    chosen = s.rng.choice(s.offers)
    local = chosen.local
    words = f"{local:%A}, {local:%B} {local.day} at {local:%-I:%M %p} works for all of us."
    return Answer(words, chosen)

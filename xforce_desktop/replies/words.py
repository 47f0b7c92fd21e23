"""Calendar words of English, Spanish, French, German and Portuguese, folded (lower case, no accents)."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """The words of a list written with spaces."""
    return frozenset(text.split())


def _numbered(*groups: str, first: int = 0) -> dict[str, int]:
    return {word: number for number, group in enumerate(groups, start=first) for word in group.split()}


WEEKDAYS = _numbered(
    "monday mondays mon moday mondy munday lunes lundi montag",
    "tuesday tuesdays tues tue teusday tuseday tusday tuesdy tueday martes mardi dienstag",
    "wednesday wednesdays weds wed wensday wendsday wednsday wenesday wedneday wedsday wednesdy miercoles"
    " mercredi "
    "mittwoch",
    "thursday thursdays thurs thur thu thrusday thurday thusday thurdsay thursdy jueves jeudi donnerstag",
    "friday fridays fri firday frday fridya vendredi viernes freitag",
    "saturday saturdays sat sabado samedi samstag sonnabend",
    "sunday sundays sun domingo dimanche sonntag",
)
PORTUGUESE_WEEKDAYS = {"segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4}
PLURAL_WEEKDAYS = {"mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"}
SHY_WEEKDAYS = {"mon", "wed", "sat", "sun", "mardi"}
"""Also common words or names: taken for a day only where the surroundings say so."""

MONTHS = _numbered(
    "january jan enero ene janvier januar janeiro",
    "february feb febrero fevrier februar fevereiro febuary",
    "march mar marzo mars marz marco",
    "april apr abril avril",
    "may mayo mai maio",
    "june jun junio juin juni junho",
    "july jul julio juillet juli julho",
    "august aug agosto aout",
    "september sept sep septiembre septembre setembro",
    "october oct octubre octobre oktober outubro",
    "november nov noviembre novembre novembro",
    "december dec diciembre decembre dezember dezembro",
    first=1,
)
SHY_MONTHS = words_of("may march mar mai mars marco jan ene juni juli august april june")

NUMBERS = _numbered(
    "one una un uno une eins ein uma um",
    "two dos deux zwei duas dois",
    "three tres trois drei",
    "four cuatro quatre vier quatro",
    "five cinco cinq funf",
    "six seis sechs",
    "seven siete sept sieben sete",
    "eight ocho huit acht oito",
    "nine nueve neuf neun nove",
    "ten diez dix zehn dez",
    "eleven once onze elf",
    "twelve doce douze zwolf doze",
    first=1,
)
ENGLISH_NUMBERS = {
    word: number
    for word, number in NUMBERS.items()
    if word in "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905  # a word list reads better
}
MINUTE_WORDS = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "oh": 0}

ORDINALS = _numbered(
    "first 1st primera primero premier premiere erste ersten ersterer primeira primeiro former",
    "second 2nd segundo deuxieme zweite zweiten",
    "third 3rd tercera tercero troisieme dritte dritten terceira terceiro",
    "fourth 4th",
    "fifth 5th",
    "sixth 6th",
)
LAST_WORDS = {"last", "final", "latter", "ultima", "ultimo", "derniere", "dernier", "letzte", "letzten"}
DAY_ORDINALS = _numbered(
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    first=1,
)

RELATIVE_DAYS = {
    "today": 0,
    "tonight": 0,
    "tonite": 0,
    "hoy": 0,
    "heute": 0,
    "hoje": 0,
    "aujourd'hui": 0,
    "tomorrow": 1,
    "tomorow": 1,
    "tommorow": 1,
    "tommorrow": 1,
    "tomorro": 1,
    "tmrw": 1,
    "2mrw": 1,
    "2moro": 1,
    "tmoro": 1,
    "tomo": 1,
    "2morrow": 1,
    "tmw": 1,
    "tmr": 1,
    "tomoz": 1,
    "tmrow": 1,
    "tmorrow": 1,
    "manana": 1,
    "demain": 1,
    "amanha": 1,
    "ubermorgen": 2,
    "overmorrow": 2,
    "yesterday": -1,
    "ayer": -1,
    "hier": -1,
    "gestern": -1,
    "ontem": -1,
}

PARTS = {
    "morning": (480, 720),
    "mornings": (480, 720),
    "mornin": (480, 720),
    "am": (480, 720),
    "vormittag": (480, 720),
    "matin": (480, 720),
    "manha": (480, 720),
    "vormittags": (480, 720),
    "afternoon": (720, 1020),
    "afternoons": (720, 1020),
    "arvo": (720, 1020),
    "pm": (720, 1020),
    "tarde": (720, 1020),
    "nachmittag": (720, 1020),
    "apres-midi": (720, 1020),
    "aft": (720, 1020),
    "afternon": (720, 1020),
    "evening": (1020, 1200),
    "evenings": (1020, 1200),
    "eve": (1020, 1200),
    "night": (1020, 1200),
    "abend": (1020, 1200),
    "soir": (1020, 1200),
    "noche": (1020, 1200),
    "noite": (1020, 1200),
    "lunch": (720, 780),
    "lunchtime": (720, 780),
}

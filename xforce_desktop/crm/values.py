"""What stands in a cell, checked: a value, nothing, or a reason why it cannot be used. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from xforce_desktop.crm.consent import consent_of
from xforce_desktop.crm.fields import ListField, list_words, plain_name, states_by_name
from xforce_desktop.crm.numbers import DEFAULT_REGION
from xforce_desktop.crm.records import NoConsent, TextConsent
from xforce_desktop.crm.unusable import Unusable

Value = str | int | float | bool | tuple[str, ...] | TextConsent | NoConsent

_LENGTHS = {ListField.COMPANY: 500, ListField.DEAL: 500, ListField.OWNERSHIP: 50, ListField.STAGE: 50}
_LONGEST = 255
_NAMES = (ListField.NAME, ListField.FIRST_NAME, ListField.LAST_NAME)
_FORMULA = re.compile(r"^(=|[+@-](?=[A-Z.]+[(!])|@SUM|[+-][A-Z]+\d+[+*/-])", re.IGNORECASE)
_QUOTED_TEXT = re.compile(r'^="([^"]*)"$')
_SAFE = re.compile(r"^'(?=[=+\-@\t\r'])")
_SAFE_INSIDE = re.compile(r"([;|]\s*)'(?=[=+\-@'])")  # as `export.safe` puts them
_IN_BRACKETS = re.compile(r"^[^<>]*<([^<>]+)>$")
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|#)\s*(\d{1,6})$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)
_MONEY = re.compile(
    r"(?P<before>[A-Z]{3}|[$€£¥])?\s*(?P<digits>[\d.,' ]*\d)\s*(?P<times>[kKmM])?\s*"
    r"(?P<behind>[A-Z]{3}|[$€£¥])?"
)
_THOUSANDS = r"\d{1,3}\.\d{3}"
_TWO_READINGS = "may be thousands or thousandths; write it without the point"
_MULTIPLE = {"k": 1_000, "m": 1_000_000}


@lru_cache(maxsize=65_536)
def cell_text(cell: str, *, is_table: bool = True) -> str:
    """The words of a cell: on one line, without what a spreadsheet adds; "" for what means nothing.

    Raises Unusable for a formula in a table; elsewhere nothing is one.
    """
    text = cell if cell.isprintable() else "".join(char if char.isprintable() else " " for char in cell)
    text = " ".join(text.split())
    if is_table:
        text = _without_formula(text)
    return "" if text.casefold() in list_words().empty else unicodedata.normalize("NFC", text)


def words_of(field: ListField, cell: str, *, is_table: bool = True) -> str:
    """As `cell_text`; of people also what says that a cell is empty and is a name where it is written so."""
    text = cell_text(cell, is_table=is_table)
    return cell.strip() if not text and field in _NAMES and cell.strip() in list_words().names_too else text


def _without_formula(text: str) -> str:
    if quoted := _QUOTED_TEXT.match(text):
        return quoted[1].strip()
    text = _SAFE_INSIDE.sub(r"\1", text)
    if _SAFE.match(text):
        return text[1:]
    if _FORMULA.match(text):
        raise Unusable("a formula is no value")
    return text


def parse(field: ListField, text: str, today: date, region: str = DEFAULT_REGION) -> Value | None:
    """The value of a cell's words, None where they say nothing. Raises Unusable with the reason.

    `region` (ISO 3166) is where a number without its country code is from.
    """
    if field is ListField.PHONE:
        return phone(text, region)
    if field is ListField.SMS_CONSENT:
        return consent_of(text, today)
    parser = _PARSERS.get(field)
    return parser(text) if parser else _words(field, text)


def _words(field: ListField, text: str) -> str:
    most = _LENGTHS.get(field, _LONGEST)
    if len(text) > most:
        raise Unusable(f"it is longer than {most} characters")
    if not any(char.isalnum() for char in text):
        raise Unusable(f"“{text}” holds no letter")
    if "\ufffd" in text:
        raise Unusable(f"“{text}” has damaged characters; the file was written in another encoding")
    return text


def _name(text: str) -> str:
    if "@" in text:
        raise Unusable(f"“{text}” is no name")
    return _words(ListField.NAME, text)


@lru_cache(maxsize=65_536)
def email(text: str) -> str:
    """One address, its domain in small letters."""
    plain = text.removeprefix("mailto:").strip(" ;,")
    if named := _IN_BRACKETS.match(plain):
        plain = named[1].strip()
    if plain.count("@") > 1:
        raise Unusable(f"“{text}” holds more than one address")
    try:
        found = validate_email(plain, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Unusable(f"“{text}” is not a mail address ({str(error).rstrip('.')})") from error
    return str(found.normalized)


@lru_cache(maxsize=65_536)
def phone(text: str, region: str = DEFAULT_REGION) -> str:
    """In E.164, an extension behind it ("+14075550142 x12")."""
    import phonenumbers

    if _SCIENTIFIC.fullmatch(text):
        raise Unusable(f"“{text}” was rounded by a spreadsheet; format the column as text")
    extension = _EXTENSION.search(text)
    plain = text[: extension.start()] if extension else text
    if re.search(r"[/;,]|\bor\b", plain):
        raise Unusable(f"“{text}” seems to hold more than one number")
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException as error:
        raise Unusable(f"“{text}” is not a telephone number") from error
    if re.search(r"[a-z]{3}", plain, re.IGNORECASE) or not phonenumbers.is_valid_number(number):
        raise Unusable(f"“{text}” is not a number that exists")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{written} x{extension[1]}" if extension else str(written)


def state(text: str) -> str:
    """Its two letters."""
    code = states_by_name().get(plain_name(text))
    if code is None:
        raise Unusable(f"“{text}” is not a state or province of the US or Canada")
    return code


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name or name == "UTC"}


@lru_cache(maxsize=4096)
def timezone(text: str) -> str:
    """Its IANA name."""
    if (known := _zones().get(text.casefold().replace(" ", "_"))) is not None:
        return known
    plain = re.sub(r"\b(time|zone|standard|daylight|us|canada|usa)\b|[^\w\s]", " ", text.casefold())
    words = plain.split()
    found = {zone for word in words if (zone := list_words().zones.get(word))}
    if len(found) == 1 and all(word in list_words().zones for word in words):
        return found.pop()
    if plain_name(text) == "mst":
        raise Unusable("“MST” may be Denver or Phoenix; use a name like America/Denver")
    if re.search(r"(utc|gmt)?\s*[+-]\s*\d", text, re.IGNORECASE):
        raise Unusable(f"“{text}” is an offset and leaves summer time open; use a name like America/New_York")
    raise Unusable(f"“{text}” is not a known time zone; use a name like America/New_York")


def yes_or_no(text: str) -> bool:
    plain = text.casefold()
    if plain in list_words().yes:
        return True
    if plain in list_words().no:
        return False
    raise Unusable(f"“{text}” is neither yes nor no")


def employees(text: str) -> int:
    if re.fullmatch(_THOUSANDS, text):
        raise Unusable(f"“{text}” {_TWO_READINGS}")
    if re.fullmatch(r"\d{1,3}([, .']\d{3})*|\d+([.,]0+)?", text):
        is_fraction = re.fullmatch(r"\d+[.,](0{1,2}|0{4,})", text)  # a spreadsheet's "12.0"
        count = int(re.sub(r"\D", "", re.sub(r"[.,]0+$", "", text) if is_fraction else text))
        if 0 < count < 10_000_000:
            return count
    if re.search(r"\d\s*(-|–|to)\s*\d|\d\s*\+|[<>~]", text):
        raise Unusable(f"“{text}” is a range; a number is needed")
    raise Unusable(f"“{text}” is not a number of employees")


def money(text: str) -> float:
    """An amount; its currency is left out."""
    found = _MONEY.fullmatch(text.strip())
    if not found or not _are_currencies(found.group("before", "behind")):
        raise Unusable(f"“{text}” is not an amount")
    digits = re.sub(r"[' ]", "", found["digits"])
    times = _MULTIPLE.get((found["times"] or "").casefold(), 1)
    if re.fullmatch(_THOUSANDS, digits):
        raise Unusable(f"“{text}” {_TWO_READINGS}")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        plain = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits):
        plain = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+([.,]\d+)?", digits):
        plain = digits.replace(",", ".")
    else:
        raise Unusable(f"“{text}” is not an amount")
    amount = round(float(plain) * times, 2)
    if amount > 1e12:
        raise Unusable(f"“{text}” is no amount of a deal")
    return amount


def _are_currencies(words: Iterable[str | None]) -> bool:
    """A sign, or a code of ISO 4217: three other capitals may be thousands or millions."""
    codes = [word for word in words if word and word.isalpha()]
    if not codes:
        return True
    from babel.core import get_global  # a twentieth of a second, for those who write codes only

    return all(code in get_global("all_currencies") for code in codes)


def listed(text: str) -> tuple[str, ...]:
    """Several, separated by semicolons or bars, else by commas."""
    parts = re.split(r"[;|]" if re.search(r"[;|]", text) else r",", text)
    found = dict.fromkeys(part.strip() for part in parts if part.strip())
    too_long = next((one for one in found if len(one) > 100), "")
    if too_long:
        raise Unusable(f"“{too_long[:40]}…” is longer than 100 characters")
    return tuple(found)


_PARSERS: dict[ListField, Callable[[str], Value]] = {
    ListField.NAME: _name,
    ListField.FIRST_NAME: _name,
    ListField.LAST_NAME: _name,
    ListField.EMAIL: email,
    ListField.STATE: state,
    ListField.TIMEZONE: timezone,
    ListField.EMPLOYEES: employees,
    ListField.VALUE: money,
    ListField.CHAMPION: yes_or_no,
    ListField.MAY_BE_COPIED: yes_or_no,
    ListField.OWNER: yes_or_no,
    ListField.PAIN_POINTS: listed,
    ListField.PRODUCTS: listed,
}

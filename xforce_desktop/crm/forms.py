"""Records as somebody types them: each field checked as in a list; what is wrong is named with its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from xforce_desktop.crm.consent import with_source
from xforce_desktop.crm.fields import PLACES, ListField, label_of
from xforce_desktop.crm.numbers import DEFAULT_REGION, is_same_number
from xforce_desktop.crm.records import Company, ContactRecord, Deal, NoConsent, Record, TextConsent
from xforce_desktop.crm.unusable import Unusable
from xforce_desktop.crm.values import Value, parse, words_of
from xforce_desktop.errors import BadInput

R = TypeVar("R", bound=Record)
_EMPTY: dict[str, object] = {
    "employee_count": None,
    "estimated_value": None,
    "sms_consent": None,
    "is_champion": False,
    "is_owner": False,
    "may_be_copied": False,
    "identified_pain_points": (),
    "products": (),
}
_ADVICE = "Correct it and try again; nothing was kept."


def typed(cells: Mapping[ListField, str], today: date, region: str = DEFAULT_REGION) -> dict[ListField, Any]:
    """The values of typed fields, an empty one as its empty value. Raises BadInput naming a wrong one.

    The consent is joined from its day and its source.
    """
    made: dict[ListField, Any] = {}
    for field, cell in cells.items():
        if field is not ListField.SMS_SOURCE:
            value = _value(field, cell, today, region)
            if isinstance(value, NoConsent) and value.words:
                advice = "Empty it if they do not want to be texted; else write the day alone."
                raise BadInput(f"“{value.words}” reads as a refusal.", advice, field=field)
            is_empty = value is None or isinstance(value, NoConsent)
            made[field] = _EMPTY.get(PLACES[field][1], "") if is_empty else value
    consent = made.get(ListField.SMS_CONSENT)
    if isinstance(consent, TextConsent):
        made[ListField.SMS_CONSENT] = _with_source(consent, cells.get(ListField.SMS_SOURCE, "").strip())
    return made


def _with_source(consent: TextConsent, told: str) -> TextConsent:
    if not told and not consent.source:
        reason = "How they agreed to be texted is needed beside the day."
        raise BadInput(reason, _ADVICE, field=ListField.SMS_SOURCE)
    try:
        joined = with_source(consent, told, is_typed=True)
    except Unusable as error:
        said = str(error)
        raise BadInput(f"{said[0].upper()}{said[1:]}.", _ADVICE, field=ListField.SMS_SOURCE) from error
    if not isinstance(joined, TextConsent):
        advice = "Empty the day if they do not want to be texted, or say how they agreed in other words."
        raise BadInput(f"“{told}” is a refusal beside a day of consent.", advice, field=ListField.SMS_SOURCE)
    return joined


def _value(field: ListField, cell: str, today: date, region: str) -> Value | None:
    try:
        text = words_of(field, cell, is_table=False)
        value = parse(field, text, today, region) if text else None
    except Unusable as error:
        said = f"{label_of(field)}: {error}"
        raise BadInput(f"{said[0].upper()}{said[1:]}.", _ADVICE, field=field) from error
    if value is None and field in (ListField.COMPANY, ListField.EMAIL, ListField.DEAL):
        raise BadInput(f"The {label_of(field)} is missing.", _ADVICE, field=field)
    return value


def check_number(
    values: Mapping[ListField, Any], kept: str, shown: str | None, region: str = DEFAULT_REGION
) -> None:
    """A consent holds for the number that stood beside it. Raises BadInput where another one is kept now.

    `shown` is None where none stood there. `region` (ISO 3166): where one without its country code is from.
    """
    is_given = isinstance(values.get(ListField.SMS_CONSENT), TextConsent)
    if not is_given or shown is None or ListField.PHONE in values:
        return
    if shown != kept and not is_same_number(kept, shown, region):
        raise BadInput(
            f"Their number is {kept} now." if kept else "Their number was taken out meanwhile.",
            "The consent to texts was typed beside another one. Write in the number that it is for.",
            field=ListField.PHONE,
        )


def changed(record: R, values: Mapping[ListField, Any]) -> R:
    """The record with those values that are fields of its own."""
    own = {
        PLACES[field][1]: value
        for field, value in values.items()
        if hasattr(record, PLACES[field][1]) and _is_own(record, field)
    }
    return replace(record, **own)


def _is_own(record: Company | ContactRecord | Deal, field: ListField) -> bool:
    kinds = {Company: "company", ContactRecord: "contact", Deal: "deal"}
    return PLACES[field][0] == kinds[type(record)]

"""What a follow-up can bring beside a question: a case, a number, a tool. Which one, and what came of it.

The rep keeps the library; nothing ships in it, as each claim in it goes out under the rep's name.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator
from pydantic.dataclasses import dataclass as checked

from xforce_desktop.crm.same import words_key
from xforce_desktop.errors import BadInput
from xforce_desktop.ids import RequestId
from xforce_desktop.messages.assignment import Proof

FIRST_ATTEMPT, LAST_ATTEMPT = 2, 4  # the asks that may bring one, counted since their last own reply
_LINK = re.compile(r"https?://\S+")
_NAME_PART = re.compile(r"[^\W_]+")
_LEGAL_FORMS = ("inc", "llc", "ltd", "limited", "corp", "corporation", "co", "company", "lp", "llp", "plc")
_CLOSED = ConfigDict(extra="forbid", str_strip_whitespace=True)
ProofType = Literal["case_study", "stat", "testimonial", "resource", "industry_insight"]
_FAULTS = {  # by pydantic's names of them
    "missing": "{place} is missing",
    "unexpected_keyword_argument": "There is no field {place}",
    "literal_error": "{place}: “{given}” is none; use one of {kinds}",
    "string_too_short": "{place} has to have {min_length} characters at least",
    "string_too_long": "{place} has to have {max_length} characters at most",
    "string_type": "{place} has to be a text",
    "tuple_type": "{place} has to be a list of texts",
    "int_type": "{place} has to be a whole number",
    "int_parsing": "{place} has to be a whole number",
    "int_from_float": "{place} has to be a whole number",
    "greater_than_equal": "{place} has to be {ge} or more",
    "dataclass_type": "{place} has to be an object: {{…}}",
}
_Words = tuple[Annotated[str, Field(min_length=1, max_length=100)], ...]


@checked(frozen=True, config=_CLOSED)
class Relevance:
    """Whom a proof suits. What is left empty is no condition; with nothing at all it suits everybody."""

    industries: _Words = ()
    ownership: _Words = ()
    pain_points: _Words = ()
    products: _Words = ()
    least_employees: Annotated[int, Field(ge=1)] | None = None
    most_employees: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _sizes_in_order(self) -> Relevance:
        if self.least_employees and self.most_employees and self.most_employees < self.least_employees:
            raise ValueError("most_employees is below least_employees")
        return self


@checked(frozen=True, config=_CLOSED)
class NewProof:
    """One as the rep gives it."""

    type: ProofType
    content: Annotated[str, Field(min_length=10, max_length=400)]
    title: Annotated[str, Field(max_length=500)] = ""
    source: Annotated[str, Field(max_length=255)] = ""
    link: Annotated[str, Field(max_length=1000)] = ""
    relevant_for: Relevance = Relevance()

    @field_validator("link")
    @classmethod
    def _is_a_link(cls, link: str) -> str:
        if link and not _LINK.fullmatch(link):
            raise ValueError("a link begins with https:// and has no spaces")
        return link

    @model_validator(mode="after")
    def _has_a_source(self) -> NewProof:
        if self.type in {"stat", "testimonial", "industry_insight"} and not self.source:
            raise ValueError(f"a {self.type} needs its source: whose number or words it is")
        return self


@dataclass(frozen=True)
class StoredProof:
    """One of the library. `answered` and `booked` of its `times_used` were followed by a reply, a meeting."""

    id: uuid.UUID
    proof: NewProof
    created_at: datetime
    is_active: bool = True
    times_used: int = 0
    answered: int = 0
    booked: int = 0

    @property
    def conversion_rate(self) -> float | None:
        """The share of its uses that led to a meeting; None before it was used."""
        return self.booked / self.times_used if self.times_used else None

    def as_told(self) -> Proof:
        """As the writer gets it."""
        one = self.proof
        return Proof(one.type, one.content, one.source, one.link)


@dataclass(frozen=True)
class ProofUse:
    """That a mail with a proof left. What it led to is None while that is open."""

    request_id: RequestId
    proof_id: uuid.UUID
    attempt: int
    sent_at: datetime
    led_to_response: bool | None = None
    led_to_scheduling: bool | None = None


@dataclass(frozen=True)
class CompanyProfile:
    """What is known of a company, and of the deal with it."""

    industry: str = ""
    employees: int | None = None
    ownership: str = ""
    pain_points: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


def words_in(library: Iterable[StoredProof]) -> dict[str, bool]:
    """The words of each, and whether mails may bring them."""
    kept: dict[str, bool] = {}
    for one in library:
        words = words_key(one.proof.content)
        kept[words] = kept.get(words, False) or one.is_active
    return kept


def why_not_new(content: str, there: Mapping[str, bool]) -> str:
    """Why these words are not added, empty if nobody has them. A retired proof keeps its own."""
    is_used = there.get(words_key(content))
    if is_used is None:
        return ""
    return f"these words are in the library already{'' if is_used else ', retired: use them again there'}"


def parse_proof(fields: object) -> NewProof:
    """From JSON. Raises BadInput naming the first field that is wrong."""
    if not isinstance(fields, dict):
        raise BadInput("A proof is one object: {…}.", "Correct it; nothing was kept.")
    try:
        return TypeAdapter(NewProof).validate_python(fields)
    except ValidationError as error:
        raise BadInput(f"{_in_words(dict(error.errors()[0]))}.", "Correct it; nothing was kept.") from error


def _in_words(fault: Mapping[str, Any]) -> str:
    """What is wrong with a field, as people say it."""
    place = ".".join(str(part) for part in fault["loc"])
    kind, known = fault["type"], fault.get("ctx", {})
    said = _FAULTS.get(kind)
    if said is None:
        what = str(fault["msg"]).removeprefix("Value error, ")
        return f"{place}: {what}" if place else what
    kinds = ", ".join(get_args(ProofType))
    return said.format(**{**known, "place": place, "given": fault["input"], "kinds": kinds})


def is_attempt_for_proof(attempt: int) -> bool:
    """Whether the ask of that number, 1 being the first, may bring a proof."""
    return FIRST_ATTEMPT <= attempt <= LAST_ATTEMPT


def is_about(one: NewProof, company: str) -> bool:
    """Whether it speaks of that very company: nobody is told of their own case."""
    words = _NAME_PART.findall(company.casefold())
    while words and words[-1] in _LEGAL_FORMS:
        words.pop()
    told = _NAME_PART.findall(f"{one.title} {one.content} {one.source}".casefold())
    return bool(words) and f" {' '.join(words)} " in f" {' '.join(told)} "


def choose(
    proofs: Iterable[StoredProof], profile: CompanyProfile, used: Collection[uuid.UUID]
) -> StoredProof | None:
    """The one that suits the company best and is not `used`; among equals the one that led to more meetings,
    then the one that was used less."""
    fits = [(one, _fit(one.proof.relevant_for, profile)) for one in proofs if one.id not in used]
    suiting = [(one, points) for one, points in fits if one.is_active and points is not None]
    return max(suiting, key=lambda pair: _rank(*pair), default=(None, 0))[0]


def _rank(one: StoredProof, points: int) -> tuple[int, float, int, float]:
    return points, one.conversion_rate or 0.0, -one.times_used, -one.created_at.timestamp()


def _fit(wanted: Relevance, profile: CompanyProfile) -> int | None:
    """How many of its conditions hold. None if it is not for this company: one does not hold, it has
    conditions and nothing that is known meets any, or it is of a trade and theirs is not known."""
    answers = [
        _among(wanted.industries, _one(profile.industry)),
        _among(wanted.ownership, _one(profile.ownership)),
        _among(wanted.pain_points, profile.pain_points),
        _among(wanted.products, profile.products),
        _sized(wanted, profile.employees),
    ]
    if wanted == Relevance():
        return 0
    held, is_their_trade = answers.count(True), answers[0] is True or not wanted.industries
    return held if held and is_their_trade and False not in answers else None


def _one(word: str) -> tuple[str, ...]:
    return (word,) if word.strip() else ()


def _among(wanted: Sequence[str], known: Sequence[str]) -> bool | None:
    """None where nothing is asked for, or nothing is known."""
    if not wanted or not known:
        return None
    return bool({_plain(word) for word in wanted} & {_plain(word) for word in known})


def _plain(word: str) -> str:
    """ "Pest control", "pest-control" and "pest_control" are one."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


def _sized(wanted: Relevance, employees: int | None) -> bool | None:
    if (wanted.least_employees, wanted.most_employees) == (None, None) or employees is None:
        return None
    return (wanted.least_employees or 0) <= employees <= (wanted.most_employees or employees)

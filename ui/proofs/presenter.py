"""Shows what follow-ups may bring, and what each has led to; the rep adds and retires. Knows no Qt."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from ui.asking import Ask, Question
from ui.dialog_presenter import FormPresenter, FormView
from xforce_desktop.crm.fields import without_accents
from xforce_desktop.crm.imports import ImportBatch, Undone
from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.proofs import Relevance, StoredProof, parse_proof

NOTHING = "Nothing is kept yet. A follow-up then asks for a time and brings nothing else."
KINDS = {
    "case_study": "Case",
    "stat": "Number",
    "testimonial": "Quotation",
    "resource": "Tool or page",
    "industry_insight": "Observation",
}
NOTHING_FOUND = "None holds all these words."
MOST_NAMED = 5
LEFT = "Not added:"
STAYS = "These stay:"
_EVERYBODY = "for every company"


@dataclass(frozen=True)
class ProofLine:
    """One of the library."""

    key: str
    words: str
    about: str
    results: str
    is_active: bool


@dataclass(frozen=True)
class TypedProof:
    """The form as it stands; lists are separated by commas, the sizes are whole numbers or empty."""

    kind: str
    content: str
    source: str = ""
    link: str = ""
    industries: str = ""
    ownership: str = ""
    least: str = ""
    most: str = ""
    pain_points: str = ""
    products: str = ""


@dataclass(frozen=True)
class Report:
    """What came of an import, or of taking one back; `lines` are what it did not touch, with the reasons."""

    heading: str
    note: str
    lines: tuple[str, ...]


class ProofsView(FormView, Protocol):
    """What the presenter tells the dialog."""

    def show_lines(self, lines: tuple[ProofLine, ...], note: str) -> None: ...

    def show_form(self, is_shown: bool) -> None:
        """Show the form, emptied, or the list."""
        ...

    def typed(self) -> TypedProof: ...

    def offer_undo(self, source: str) -> None:
        """The last import, which can be taken back; empty: there is none."""
        ...

    def show_report(self, report: Report) -> None:
        """In place of the list, until `show_form`."""
        ...

    def show_told(self, text: str) -> None:
        """Above the list; empty: nothing."""
        ...


class ProofsPresenter(FormPresenter[ProofsView]):
    """The library with its search, the form for one more, and whole lists in and out."""

    def __init__(self, desk: RepDesk, view: ProofsView, *, ask: Ask) -> None:
        super().__init__(desk, view)
        self._ask = ask
        self._kept: list[StoredProof] = []
        self._words: list[str] = []
        self._news: list[Callable[[], None]] = []  # what came of what ended while a form was shown

    async def _show(self) -> None:
        self._kept = sorted(await self._desk.proofs(), key=lambda one: not one.is_active)
        self._show_found()
        last = await self._desk.last_proof_import()
        self._view.offer_undo(last[0].source if last else "")

    def search(self, text: str) -> None:
        """Show those with all words of `text` in what they say or whom they are for."""
        self._words = without_accents(text).split()
        self._show_found()

    def _show_found(self) -> None:
        lines = tuple(map(line_of, self._kept))
        found = tuple(line for line in lines if all(word in _said(line) for word in self._words))
        self._view.show_lines(found, NOTHING if not lines else "" if found else NOTHING_FOUND)

    def add(self) -> None:
        """Ask for one more."""
        self._begin()
        self._view.show_told("")
        self._view.show_form(True)

    def back(self) -> None:
        """Show the list again, or what there is to tell."""
        super().back()
        self._view.show_told("")
        self._view.show_form(False)
        self._show_news()

    def _tell(self, news: Callable[[], None]) -> None:
        """Now, or once what is shown in the place of the list is left."""
        self._news.append(news)
        self._show_news()

    def _show_news(self) -> None:
        while self._news and self.is_open and self._form is None:
            self._news.pop(0)()

    def _report(self, report: Report) -> None:
        self._begin()
        self._view.show_report(report)

    async def save(self) -> None:
        """Keep what is typed."""
        await self._save(self._keep(self._view.typed()))

    async def _keep(self, typed: TypedProof) -> None:
        await self._desk.add_proof(parse_proof(fields_of(typed)))

    async def retire(self, key: str, *, is_active: bool) -> None:
        """Use it no more, or again."""
        await self._carry_out(self._desk.retire_proof(uuid.UUID(key), is_active=is_active))

    async def import_list(self, path: str) -> None:
        """Add what is new in that list, and tell what was left."""
        read = await self._carry_out(self._desk.import_proofs(path))
        if read is not None:
            rows, _ = read
            added = sum(row.proof is not None for row in rows)
            left = tuple(f"Row {row.number}: {row.reason}" for row in rows if row.proof is None)
            heading = f"{added} of {_proofs(len(rows))} in {PurePath(path).name} added"
            report = Report(heading, LEFT if left else "", left)
            self._tell(lambda: self._report(report))

    async def undo(self) -> None:
        """Take the last import back, after a question that says what goes."""
        last = await self._desk.last_proof_import()
        if last is None or not await self._ask(_question(*last)):
            return
        done = await self._carry_out(self._desk.undo_proofs(last[0].id))
        if done is not None:
            batch, undone = done
            heading = f"{batch.source} was taken back: {_proofs(undone.removed)} removed"
            report = Report(heading, STAYS if undone.kept else "", undone.kept)
            self._tell(lambda: self._report(report))

    async def export(self, target: str) -> None:
        """Those in use into that file, with what came of each."""
        written = await self._carry_out(self._desk.export_proofs(target))
        if written is not None:
            self._tell(lambda: self._view.show_told(f"Saved to {written}."))


def _question(batch: ImportBatch, undone: Undone) -> Question:
    """What taking it back would do, counted and named."""
    goes = f"{_proofs(undone.removed)} that it added {'goes' if undone.removed == 1 else 'go'}."
    if not undone.removed:
        goes = "Nothing that it added goes."
    named = undone.kept[:MOST_NAMED]
    more = len(undone.kept) - len(named)
    stays = [STAYS, *named, *([f"and {more} more"] if more else [])] if named else []
    return Question(f"Undo the import of {batch.source}?", "\n".join([goes, *stays]), "Undo it", "Keep it")


def _proofs(count: int) -> str:
    return f"{count} proof" if count == 1 else f"{count} proofs"


def fields_of(typed: TypedProof) -> dict[str, object]:
    """As the library takes it. Raises BadInput for a size that is no number."""
    sizes = {"least_employees": _size(typed.least), "most_employees": _size(typed.most)}
    return {
        "type": typed.kind,
        "content": typed.content,
        "source": typed.source,
        "link": typed.link,
        "relevant_for": {
            "industries": _listed(typed.industries),
            "ownership": _listed(typed.ownership),
            "pain_points": _listed(typed.pain_points),
            "products": _listed(typed.products),
            **{name: size for name, size in sizes.items() if size is not None},
        },
    }


def line_of(one: StoredProof) -> ProofLine:
    """One of the library in words."""
    about = (KINDS[one.proof.type], one.proof.source, suits(one.proof.relevant_for))
    return ProofLine(
        key=str(one.id),
        words=one.proof.content,
        about="  •  ".join(word for word in about if word),
        results=_results(one),
        is_active=one.is_active,
    )


def suits(wanted: Relevance) -> str:
    """For whom it is."""
    named = [*wanted.industries, *wanted.ownership, *wanted.pain_points, *wanted.products]
    if wanted.least_employees or wanted.most_employees:
        least, most = wanted.least_employees, wanted.most_employees
        named.append(
            f"{least} to {most} employees"
            if least and most
            else f"{least} employees or more"
            if least
            else f"up to {most} employees"
        )
    return f"for {', '.join(named)}" if named else _EVERYBODY


def _said(line: ProofLine) -> str:
    return without_accents(f"{line.words} {line.about}")


def _results(one: StoredProof) -> str:
    """What came of it, with the share that led to a meeting."""
    if not one.times_used:
        return "Not sent yet"
    rate = one.conversion_rate or 0.0
    times = "once" if one.times_used == 1 else f"{one.times_used} times"
    return f"Sent {times}, {one.answered} answered, {one.booked} booked ({rate:.0%})"


def _listed(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _size(text: str) -> int | None:
    plain = text.strip()
    if plain and not plain.isdecimal():
        raise BadInput("The number of employees is no whole number.", "Write it like 50, or leave it empty.")
    return int(plain) if plain else None

"""Shows the rep's own wording of one kind of mail at a time, and how it reads. Knows no Qt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ui.asking import Ask, Question
from ui.formatting import zone_named
from ui.request_form.presenter import Fault
from ui.templates import words
from xforce_desktop.errors import BadInput, XForceError
from xforce_desktop.messages.assignment import LetterKind
from xforce_desktop.messages.own_template import OwnTemplate
from xforce_desktop.messages.placeholders import Placeholder
from xforce_desktop.messages.sample_letters import READERS
from xforce_desktop.messages.signature import signature_html
from xforce_desktop.scheduling.desk import RepDesk
from xforce_desktop.scheduling.wording_desk import TemplatePreview, TemplateStart


@dataclass(frozen=True)
class Choice:
    """One entry of a list: what it stands for, its name, and whether the rep has worded something there."""

    key: str
    name: str
    is_own: bool = False


@dataclass(frozen=True)
class Chooser:
    """What may be edited, and what is."""

    kinds: tuple[Choice, ...]
    types: tuple[Choice, ...]
    kind: str
    meeting_type: str


@dataclass(frozen=True)
class Editor:
    """The words to edit, and what may stand in them."""

    subject: str
    body: str
    has_subject: bool
    placeholders: tuple[Placeholder, ...]


@dataclass(frozen=True)
class Standing:
    """What there is to say and to do about the words as they stand."""

    told: str
    refusal: str
    may_save: bool
    may_reset: bool


@dataclass(frozen=True)
class Typed:
    subject: str
    body: str


@dataclass(frozen=True)
class PreviewPanel:
    """The mail as the reader would get it; `warning` stands above it. Without words there is a fault."""

    subject: str = ""
    body: str = ""
    warning: str = ""


class TemplatesView(Protocol):
    """What the presenter tells the page."""

    def show_chooser(self, chooser: Chooser) -> None: ...

    def show_readers(self, readers: Sequence[Choice]) -> None: ...

    def show_editor(self, editor: Editor) -> None:
        """Put these words into the fields in place of what is there."""
        ...

    def show_standing(self, standing: Standing) -> None: ...

    def typed(self) -> Typed: ...

    def show_preview(self, panel: PreviewPanel) -> None: ...

    def show_fault(self, fault: Fault | None) -> None: ...

    def show_told(self, text: str) -> None: ...

    def set_busy(self, is_busy: bool) -> None: ...


class TemplatesPresenter:
    """One kind and type at a time; words that were typed and not saved are kept for each."""

    def __init__(self, desk: RepDesk, view: TemplatesView, *, ask: Ask) -> None:
        self._desk = desk
        self._view = view
        self._ask = ask
        self._kind, self._type = LetterKind.INITIAL, ""
        self._reader = READERS[0].key
        self._start: TemplateStart | None = None
        self._unsaved: dict[tuple[LetterKind, str], OwnTemplate] = {}
        view.show_readers([Choice(one.key, f"{one.name}, {one.title}") for one in READERS])

    async def open(self) -> None:
        """Show what was edited last; what was typed is still there."""
        await self.choose(self._kind.value, self._type)

    async def choose(self, kind: str, meeting_type: str) -> None:
        """Edit another kind of mail, or the same for another type of meeting."""
        self._kind, self._type = LetterKind(kind), meeting_type
        wanted = (self._kind, self._type)
        start = await self._desk.template_start(self._kind, self._type)
        await self._show_chooser()
        if wanted != (self._kind, self._type):
            return
        self._start = start
        shown = self._unsaved.get(wanted, start.template)
        self._view.show_fault(None)
        self._view.show_told("")
        self._view.show_editor(Editor(shown.subject, shown.body, start.has_subject, start.placeholders))
        await self._show_standing()
        await self._preview(shown)

    async def refresh(self) -> None:
        """What became of the template meanwhile; the words in the fields stay."""
        wanted = (self._kind, self._type)
        if self._start is None:
            return
        start = await self._desk.template_start(*wanted)
        if wanted == (self._kind, self._type):
            self._start = start
            await self._show_chooser()
            await self._show_standing()

    async def update(self) -> None:
        """The words in the fields have changed."""
        if self._start is None:
            return
        template = self._template()
        if template == self._start.template:
            self._unsaved.pop((self._kind, self._type), None)
        else:
            self._unsaved[(self._kind, self._type)] = template
        self._view.show_told("")
        await self._show_standing()
        await self._preview(template)

    async def choose_reader(self, key: str) -> None:
        """Show the mail as somebody else would get it."""
        self._reader = key
        if self._start is not None:
            await self._preview(self._template())

    async def save(self) -> None:
        """Keep the words; on a fault they stay in the fields."""
        template = self._template()
        if await self._done(self._desk.save_template, template):
            await self._show_kept(template, words.SAVED)

    async def reset(self) -> None:
        """Ours again, after a question: what the rep wrote is gone then."""
        template = self._template()
        name = words.KIND_NAMES[template.kind]
        question = Question(
            f"Back to our wording of “{name}”?",
            "Your own words for this kind of mail are deleted. Mails that have left stay as they are.",
            "Use ours",
            "Keep mine",
            is_grave=True,
        )
        if not await self._ask(question):
            return
        await self._desk.reset_template(template.kind, template.meeting_type)
        await self._show_kept(template, words.RESET)

    async def _show_kept(self, template: OwnTemplate, told: str) -> None:
        """What is kept now of that kind, if it is still shown and nothing was typed since. Beside another
        kind nothing is told."""
        key = (template.kind, template.meeting_type)
        if self._unsaved.get(key) == template:
            del self._unsaved[key]
        if self._template() == template:
            await self.choose(self._kind.value, self._type)
        else:
            await self.refresh()
        if self._is_shown(template):
            self._view.show_told(told)

    async def send_test(self) -> None:
        """The mail as it stands, to the rep alone."""
        template, addresses = self._template(), list[str]()

        async def send(tried: OwnTemplate) -> None:
            addresses.append(await self._desk.test_template(tried, self._reader))

        if await self._done(send, template):
            self._view.show_told(words.sent_to(addresses[0]))

    async def signature(self) -> str:
        """The signature as it was typed."""
        return await self._desk.signature()

    async def save_signature(self, text: str) -> None:
        """Raises BadInput for one that cannot be used."""
        await self._desk.save_signature(text)
        if self._start is not None:
            await self._preview(self._template())

    def shown_signature(self, text: str) -> str:
        """The signature as HTML of which only what is harmless is left."""
        return signature_html(text)

    def _template(self) -> OwnTemplate:
        typed = self._view.typed()
        subject = typed.subject.strip() if self._start and self._start.has_subject else ""
        return OwnTemplate(self._kind, self._type, typed.body.strip(), subject)

    def _is_shown(self, template: OwnTemplate) -> bool:
        return (template.kind, template.meeting_type) == (self._kind, self._type)

    async def _done(self, act: Callable[[OwnTemplate], Awaitable[None]], template: OwnTemplate) -> bool:
        """Whether it was done; what is wrong with the words is shown beside them."""
        self._view.show_fault(None)
        self._view.set_busy(True)
        try:
            await act(template)
        except BadInput as error:
            if self._is_shown(template):  # else it is told when that kind is shown again
                self._view.show_fault(fault_of(error))
            return False
        finally:
            self._view.set_busy(False)
        return True

    async def _show_chooser(self) -> None:
        own = {(one.template.kind, one.template.meeting_type) for one in await self._desk.templates()}
        kinds_with = {kind for kind, _ in own}
        self._view.show_chooser(
            Chooser(
                tuple(
                    Choice(kind.value, name, kind in kinds_with) for kind, name in words.KIND_NAMES.items()
                ),
                tuple(Choice(key, name, (self._kind, key) in own) for key, name in words.TYPE_NAMES.items()),
                self._kind.value,
                self._type,
            )
        )

    async def _show_standing(self) -> None:
        start = self._start
        if start is None:
            return
        account = await self._desk.account()
        is_changed = (self._kind, self._type) in self._unsaved
        told = words.UNSAVED if is_changed else words.YOURS if start.stored else words.OURS
        self._view.show_standing(
            Standing(
                told,
                words.refusal(start.stored, zone_named(account.timezone) if account else None),
                may_save=is_changed or start.stored is None,
                may_reset=is_changed or start.stored is not None,
            )
        )

    async def _preview(self, template: OwnTemplate) -> None:
        preview: TemplatePreview | None
        fault: Fault | None = None
        try:
            preview = await self._desk.preview_template(template, self._reader)
        except BadInput as error:
            preview, fault = None, fault_of(error)
        if template != self._template():
            return  # it has been typed on meanwhile, and that is shown next
        self._view.show_fault(fault)
        if preview is None:
            self._view.show_preview(PreviewPanel())
            return
        body = f"{preview.body}\n\n{preview.signature}" if preview.signature else preview.body
        self._view.show_preview(PreviewPanel(preview.subject, body, words.warning(preview)))


def fault_of(error: XForceError) -> Fault:
    """The field and the sentence for what the desk refused."""
    field = error.field if isinstance(error, BadInput) else ""
    return Fault(field, str(error))

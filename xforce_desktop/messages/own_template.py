"""The rep's own wording of a kind of mail: checked before it is kept, filled without running anything.

A template may hold `{{ placeholder }}` and `{% if placeholder %} … {% endif %}` and nothing else: no
expression, no attribute, no call. jinja2's sandbox is the second wall, not the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xforce_desktop.errors import BadInput
from xforce_desktop.messages.assignment import MEETING_TYPES, LetterKind
from xforce_desktop.messages.lint_text import own_frame
from xforce_desktop.messages.phrasebook import single_stops
from xforce_desktop.messages.placeholders import TIMES, placeholders_for

ANY_TYPE = ""  # a template for every type that has none of its own
LONGEST_BODY = 3000
LONGEST_SUBJECT = 120
# Mails whose wording may be the rep's. A text message has room for one sentence, which stays ours.
KINDS = tuple(kind for kind in LetterKind if not kind.is_text)
# Written with a subject of their own; the others keep the subject of the conversation.
WITH_SUBJECT = frozenset({LetterKind.INITIAL, LetterKind.CHAMPION_INTRO})
_ALONE = re.compile(r"^[ \t]*\{\{\s*times\s*\}\}[ \t]*$")
_NAMED = re.compile(r"\{\{\s*times\s*\}\}")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_SPARE_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


@dataclass(frozen=True)
class OwnTemplate:
    """What stands between greeting and sign-off, which each recipient's persona decides. An empty `subject`
    leaves that to us."""

    kind: LetterKind
    meeting_type: str
    body: str
    subject: str = ""


class Unfilled(Exception):
    """A placeholder has no words in this case."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _NotKnown(Undefined):
    """Is false in a condition and cannot be said."""

    __slots__ = ()

    def __str__(self) -> str:
        raise UndefinedError(self._undefined_name)


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=_NotKnown, autoescape=False, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.globals.clear()


def check_template(template: OwnTemplate) -> None:
    """Raises BadInput that names the field, and for a placeholder those that are allowed."""
    if template.kind not in KINDS:
        raise BadInput("A text message has no template.", "It has room for one sentence only.", field="kind")
    if template.meeting_type not in (ANY_TYPE, *MEETING_TYPES):
        known = ", ".join(MEETING_TYPES)
        raise BadInput(f"There is no type of meeting {template.meeting_type!r}.", known, field="meeting_type")
    _check_subject(template)
    if not template.body.strip():
        raise BadInput("The mail needs words.", "Write some, or go back to ours.", field="body")
    if len(template.body) > LONGEST_BODY:
        advice = f"Use at most {LONGEST_BODY} characters."
        raise BadInput(f"A template of {len(template.body)} characters is too long.", advice, field="body")
    tree = _tree(template.body, template.kind, "body")
    _check_needed(tree, template.kind)
    for number, line in enumerate(template.body.splitlines(), 1):
        if _NAMED.search(line) and not _ALONE.match(line):
            raise BadInput(
                f"{{{{ {TIMES} }}}} stands within line {number}.", "Give it a line of its own.", field="body"
            )
    if found := own_frame(_PLACE.sub(r"\1", template.body)):
        advice = "Leave it out: greeting and sign-off are added for each recipient."
        raise BadInput(f"This text has {found} of its own.", advice, field="body")


def _check_subject(template: OwnTemplate) -> None:
    if not template.subject.strip():
        return
    if template.kind not in WITH_SUBJECT:
        advice = "Leave the subject empty."
        raise BadInput("This mail keeps the subject of its conversation.", advice, field="subject")
    if "\n" in template.subject or len(template.subject) > LONGEST_SUBJECT:
        advice = f"Use one line of at most {LONGEST_SUBJECT} characters."
        raise BadInput("This subject is too long.", advice, field="subject")
    if TIMES in _names(_tree(template.subject, template.kind, "subject")):
        raise BadInput("A list of times has no room in a subject.", "Name it in the text.", field="subject")


def _tree(text: str, kind: LetterKind, field: str) -> nodes.Template:
    """The text understood, with nothing in it but what is allowed."""
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        where = f"Line {error.lineno}: the braces do not fit together."
        raise BadInput(where, "Write a placeholder like {{ company }}.", field=field) from error
    if any(not _is_plain(node) for node in _every(tree)):
        advice = "Only {{ placeholder }} and {% if placeholder %} … {% endif %} may be used."
        raise BadInput("This template holds more than placeholders.", advice, field=field)
    known = [one.name for one in placeholders_for(kind)]
    if strange := [name for name in _names(tree) if name not in known]:
        title = f"There is no placeholder {{{{ {strange[0]} }}}} in this kind of mail."
        raise BadInput(title, f"Allowed: {', '.join(known)}.", field=field)
    return tree


def _every(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _every(child)


def _is_plain(node: nodes.Node) -> bool:
    """A text, a name that is read, or a condition on a name, not within another."""
    if isinstance(node, nodes.If):
        test = node.test.node if isinstance(node.test, nodes.Not) else node.test
        inner = (*node.body, *node.else_)
        return isinstance(test, nodes.Name) and not any(isinstance(one, nodes.If) for one in inner)
    if isinstance(node, nodes.Name):
        return bool(node.ctx == "load")
    return isinstance(node, nodes.Template | nodes.Output | nodes.TemplateData | nodes.Not)


def _names(tree: nodes.Template) -> Iterator[str]:
    return (str(node.name) for node in tree.find_all(nodes.Name))


def _check_needed(tree: nodes.Template, kind: LetterKind) -> None:
    """What such a mail cannot do without is said whatever a condition comes to."""
    always = {
        node.name
        for output in tree.body
        if isinstance(output, nodes.Output)
        for node in output.nodes
        if isinstance(node, nodes.Name)
    }
    for one in placeholders_for(kind):
        if one.needed and one.name not in always:
            advice = f"Such a mail has to say {one.says}. Put it outside of any condition."
            raise BadInput(f"{{{{ {one.name} }}}} is missing.", advice, field="body")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders' words. Raises Unfilled for one that has none here."""
    try:
        said = _ENVIRONMENT.from_string(text).render(values)
    except UndefinedError as error:
        raise Unfilled(str(error.message)) from error
    lines = (line.rstrip() for line in said.strip().splitlines())
    return single_stops(_SPARE_LINES.sub("\n\n", "\n".join(lines)))


def best_of(templates: Iterable[OwnTemplate], kind: LetterKind, meeting_type: str) -> OwnTemplate | None:
    """The one of this kind and type, else the kind's for any type."""
    fitting = {one.meeting_type: one for one in templates if one.kind is kind}
    return fitting.get(meeting_type) or fitting.get(ANY_TYPE)

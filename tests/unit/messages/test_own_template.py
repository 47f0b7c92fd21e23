"""Templates of the rep: what may stand in them, and that nothing in them runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xforce_desktop.errors import BadInput
from xforce_desktop.messages.assignment import MEETING_TYPES, Assignment, LetterKind, Sender
from xforce_desktop.messages.lint import check
from xforce_desktop.messages.offline_writer import OfflineWriter
from xforce_desktop.messages.own_template import (
    KINDS,
    LONGEST_BODY,
    OwnTemplate,
    Unfilled,
    best_of,
    check_template,
    fill,
)
from xforce_desktop.messages.own_writer import WRITER, in_own_words
from xforce_desktop.messages.placeholders import placeholders_for
from xforce_desktop.messages.sample_letters import READERS, sample_assignment
from xforce_desktop.scheduling.template_trial import our_start

Build = Callable[..., Assignment]
NOW = datetime(2026, 6, 5, 15, tzinfo=UTC)
BRENT = Sender("Brent Miller", "brent@maker.example", "Account Executive", "America/New_York")
TIMES = "\n\n{{ times }}"


LONG = (
    "I'd like to show you what we made for the phone at night, as it is easier seen than told. We can go "
    "through it together, and you can ask whatever you like while we look. Which of these would suit you?"
)


def first_mail(body: str, subject: str = "") -> OwnTemplate:
    return OwnTemplate(LetterKind.INITIAL, "", body, subject)


def written(assignment: Assignment, template: OwnTemplate):
    return in_own_words(assignment, template, OfflineWriter().write(assignment))


class TestChecking:
    def test_an_unknown_placeholder_is_named_with_those_allowed(self):
        """The rep sees which one is wrong and what there is."""
        with pytest.raises(BadInput) as caught:
            check_template(first_mail("Hello {{ fist_name }}" + TIMES))
        assert "{{ fist_name }}" in caught.value.title
        for placeholder in placeholders_for(LetterKind.INITIAL):
            assert placeholder.name in caught.value.advice
        assert caught.value.field == "body"

    @pytest.mark.parametrize(
        "kind", [kind for kind in KINDS if any(one.needed for one in placeholders_for(kind))]
    )
    def test_what_such_a_mail_cannot_do_without_is_asked_for(self, kind: LetterKind):
        """Missing, or only in a condition: refused with the name."""
        needed = next(one for one in placeholders_for(kind) if one.needed)
        hidden = f"Hello.\n{{% if company %}}\n{{{{ {needed.name} }}}}\n{{% endif %}}"
        for body in ("Hello there.", hidden):
            with pytest.raises(BadInput, match="is missing") as caught:
                check_template(OwnTemplate(kind, "", body))
            assert needed.name in caught.value.title

    @pytest.mark.parametrize(
        "trick",
        [
            "{{ times.__class__ }}",
            "{{ first_name.__init__.__globals__ }}",
            "{{ first_name['x'] }}",
            "{{ first_name|attr('x') }}",
            "{{ first_name() }}",
            "{{ first_name.format(company) }}",
            "{{ 7 * 7 }}",
            "{{ 'text' }}",
            "{{ first_name ~ company }}",
            "{{ first_name if company else topic }}",
            "{% for one in times %}{{ one }}{% endfor %}",
            "{% set company = 1 %}",
            "{% include 'settings.toml' %}",
            "{% import 'os' as os %}",
            "{% macro x() %}{% endmacro %}",
            "{% call x() %}{% endcall %}",
            "{% filter upper %}x{% endfilter %}",
            "{% with a = 1 %}{% endwith %}",
            "{% if company == 'Acme' %}x{% endif %}",
            "{% if company and topic %}x{% endif %}",
            "{% if company %}{% if topic %}x{% endif %}{% endif %}",
            "{{ self }}",
            "{{ range }}",
            "{{ lipsum }}",
            "{{ cycler }}",
        ],
    )
    def test_nothing_but_placeholders_is_allowed(self, trick: str):
        """No attribute, call, filter, loop, inclusion or nested condition, none of the library's names."""
        with pytest.raises(BadInput):
            check_template(first_mail(trick + TIMES))

    @pytest.mark.parametrize(
        "template, field",
        [
            (first_mail("Hello {{ company" + TIMES), "body"),
            (first_mail("Hello {% if company %}" + TIMES), "body"),
            (first_mail("One of {{ times }}?"), "body"),
            (first_mail("   "), "body"),
            (first_mail("Hi {{ first_name }},\n\nA demo?" + TIMES), "body"),
            (first_mail("{{ first_name }},\n\nA demo?" + TIMES), "body"),
            (first_mail("A demo?" + TIMES + "\n\nBest regards,\n{{ my_name }}"), "body"),
            (first_mail("A demo?" + TIMES + "\n\nThanks!"), "body"),
            (first_mail("x" * LONGEST_BODY + TIMES), "body"),
            (first_mail("Hello." + TIMES, "{{ times }}"), "subject"),
            (first_mail("Hello." + TIMES, "{{ nobody }}"), "subject"),
            (first_mail("Hello." + TIMES, "two\nlines"), "subject"),
            (OwnTemplate(LetterKind.FOLLOW_UP, "", "Hello." + TIMES, "A subject"), "subject"),
            (OwnTemplate(LetterKind.SMS, "", "Hello." + TIMES), "kind"),
            (OwnTemplate(LetterKind.INITIAL, "party", "Hello." + TIMES), "meeting_type"),
        ],
    )
    def test_a_fault_names_its_field(self, template: OwnTemplate, field: str):
        """So that the page can point at it."""
        with pytest.raises(BadInput) as caught:
            check_template(template)
        assert caught.value.field == field
        assert caught.value.title

    def test_a_condition_on_a_placeholder_is_fine(self):
        """With its other branch, and turned round."""
        check_template(
            first_mail("{% if company %}At {{ company }}.{% elif topic %}x{% else %}Hi.{% endif %}" + TIMES)
        )
        check_template(first_mail("{% if not company %}Hi.{% endif %}" + TIMES))


class TestFilling:
    def test_words_are_put_in_as_they_are(self):
        """What a placeholder brings is text: braces in it stay braces."""
        assert fill("At {{ company }}.", {"company": "{{ 7 * 7 }} {% x"}) == "At {{ 7 * 7 }} {% x."

    def test_what_is_not_known_cannot_be_said(self):
        """But it can be asked for."""
        with pytest.raises(Unfilled) as caught:
            fill("At {{ company }}.", {})
        assert caught.value.name == "company"
        assert fill("Hello{% if company %} at {{ company }}{% endif %}.", {}) == "Hello."

    def test_no_gap_is_left_where_a_condition_fell_away(self):
        """Paragraphs stay one blank line apart."""
        text = "One.\n\n{% if company %}\nTwo.\n{% endif %}\n\nThree."
        assert fill(text, {}) == "One.\n\nThree."


class TestWriting:
    def test_the_mail_has_their_greeting_and_the_persons_sign_off(self, assign: Build):
        """The template stands between the two, the times as they are always shown."""
        template = first_mail(
            "A few words about {{ topic }}." + TIMES + "\n\nWhich one?", "For {{ company }}"
        )
        letter = written(assign("initial", title="Operations Manager"), template)
        assert letter.writer == WRITER
        assert letter.subject == "For Acme Pest"
        assert letter.body.startswith("Hi John,\n\nA few words about our AI receptionist")
        assert "• Tuesday, June 9 at 2:00 PM EDT (11:00 AM PDT for me)\n• " in letter.body
        assert letter.body.endswith("Which one?\n\nBest,\nBrent")

    @pytest.mark.parametrize(
        "body, finding",
        [
            ("As per my last email" + TIMES, ""),
            ("How about Friday at 3 PM instead?" + TIMES, ""),
            ("Book here: https://calendly.com/brent" + TIMES, "link"),
            ("word " * 160 + TIMES, "words"),
            ("For {{ season }}" + TIMES, "season"),
        ],
    )
    def test_a_template_that_breaks_a_rule_gives_way_to_our_text(
        self, assign: Build, body: str, finding: str
    ):
        """Our own letter, clean, with the reasons beside it."""
        assignment = assign("initial", title="Operations Manager")
        letter = written(assignment, first_mail(body))
        assert letter.writer == "offline"
        assert check(letter, assignment) == ()
        assert letter.own_refused
        assert finding in " ".join(letter.own_refused)

    def test_a_notice_of_the_zone_is_not_lost(self, assign: Build):
        """What every writer has to say is said below the rep's words."""
        note = "I've assumed Eastern time; tell me if that's off."
        letter = written(assign("initial", zone_note=note), first_mail("Hello." + TIMES))
        assert f"\n\n{note}\n\nBrent" in letter.body

    def test_an_assistant_is_thanked_where_there_is_room(self, assign: Build):
        """In the rep's own words too; the thanks go before the words do."""
        assignment = assign(
            "initial", title="Owner", thanks_line="And thank you, Kim, for helping with this."
        )
        short, long = first_mail("A demo?" + TIMES), first_mail(LONG + TIMES)

        assert "thank you, Kim" in written(assignment, short).body
        assert written(assignment, short).writer == WRITER
        assert written(assignment, long).writer == WRITER
        assert "Kim" not in written(assignment, long).body

    def test_a_name_below_is_not_said_twice(self, assign: Build):
        """The sign-off has it."""
        letter = written(assign("initial"), first_mail("A demo?" + TIMES + "\n\n- {{ my_name }}"))

        assert letter.own_refused == ("the name below is added, and not to be said besides",)

    def test_where_nothing_is_offered_ours_is_sent(self, assign: Build):
        """A list that would be empty is a reason, not a gap."""
        letter = written(
            assign("follow_up", proposed_times=()),
            replace(first_mail("Hi." + TIMES), kind=LetterKind.FOLLOW_UP),
        )
        assert letter.own_refused == ("nothing is known for {{ times }}",)

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_the_editor_begins_with_is_clean(self, kind: LetterKind):
        """For every type of meeting and every tone."""
        ours = OfflineWriter().write(sample_assignment(kind, "", READERS[0], BRENT, NOW))
        for meeting_type in MEETING_TYPES:
            template = our_start(kind, meeting_type)
            check_template(template)
            for reader in READERS:
                assignment = sample_assignment(kind, meeting_type, reader, BRENT, NOW)
                letter = in_own_words(assignment, template, ours)
                assert letter.own_refused == (), (meeting_type, reader.title)


def test_the_type_s_own_template_comes_before_that_of_any_type():
    """And another type's is no one's."""
    for_demos = OwnTemplate(LetterKind.INITIAL, "demo", "Demo." + TIMES)
    for_any = first_mail("Any." + TIMES)
    assert best_of([for_any, for_demos], LetterKind.INITIAL, "demo") == for_demos
    assert best_of([for_any, for_demos], LetterKind.INITIAL, "discovery") == for_any
    assert best_of([for_demos], LetterKind.INITIAL, "discovery") is None
    assert best_of([for_any], LetterKind.FOLLOW_UP, "demo") is None

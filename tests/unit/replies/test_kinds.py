"""What kind a message is and what it says: machines in eleven languages, and people who write like them."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.unit.replies.conftest import Read
from xforce_desktop.replies.analysis import Intent, MessageKind, ReceivedText, ReplyContext, to_json
from xforce_desktop.replies.automatic import Automaton, FailureKind, FailureReason
from xforce_desktop.replies.dates import Almanac
from xforce_desktop.replies.failures import failure_of
from xforce_desktop.replies.mime import whole_text
from xforce_desktop.replies.offline_analyst import OfflineAnalyst
from xforce_desktop.replies.return_days import return_day
from xforce_desktop.replies.returns import in_english

CASES = [json.loads(line) for line in (Path(__file__).parent / "kinds.jsonl").read_text("utf-8").splitlines()]
DANA = "dana.whitfield@oakridgepest.example"
MARY = "mary@oakridgepest.example"
AUTOMATIC = {"Auto-Submitted": "auto-replied"}


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each case's expectation with what the reader says, by id."""
    return [({"id": case["id"], **case["expect"]}, _flat(case)) for case in CASES]


def _flat(case: dict[str, Any]) -> dict[str, Any]:
    context = ReplyContext(datetime.fromisoformat(case["now"]), case["timezone"], "demo", 30, "Demo", ())
    said: dict[str, Any] = to_json(OfflineAnalyst().read(ReceivedText(**case["message"]), context))
    absence, failure = said["absence"] or {}, said["failure"] or {}
    delegate = absence.get("delegate") or {}
    return {
        "message_kind": said["message_kind"],
        "automaton": said["automaton"],
        "case": absence.get("case"),
        "back_on": absence.get("back_on"),
        "delegate": delegate.get("address") or delegate.get("name"),
        "new_address": absence.get("new_address", ""),
        "failure": failure.get("kind"),
        **{name: failure.get(name) for name in ("addresses", "status", "reason")},
        "resume_on": said["resume_on"],
        "selected_time": said["selected_time"],
    }


def test_the_cases_cover_all_kinds():
    """Enough of each to mean something."""
    assert len(CASES) >= 300
    for kind in MessageKind:
        assert sum(case["expect"]["message_kind"] == kind for case in CASES) >= 10


@pytest.mark.parametrize(
    "name, least",
    [
        ("message_kind", 0.99), ("case", 0.97), ("back_on", 0.97), ("delegate", 0.97), ("new_address", 0.97),
        ("automaton", 0.97), ("failure", 1.0), ("addresses", 1.0), ("status", 1.0), ("reason", 0.95),
    ],
)  # fmt: skip
def test_cases_are_understood(answers: Any, name: str, least: float):
    """Kind, case, day of return and who is named."""
    asked = [(expect, said) for expect, said in answers if name in expect]
    wrong = [expect["id"] for expect, said in asked if said[name] != expect[name]]

    assert 1 - len(wrong) / len(asked) >= least, wrong


def test_no_machine_books_anything(answers: Any):
    """A time in a machine's mail is nobody's choice."""
    booked = [e["id"] for e, said in answers if e["message_kind"] != "reply" and said["selected_time"]]

    assert booked == []


def test_what_comes_back_on_is_the_day_of_return(answers: Any):
    """The day ahead on which they are back is the one to come back on."""
    dated = [(expect, said) for expect, said in answers if expect["back_on"]]

    assert len(dated) > 80
    assert [e["id"] for e, said in dated if said["resume_on"] != said["back_on"]] == []


@pytest.mark.parametrize("sender", ["postmaster@oakpest.example", "alex@oakpest.example"])
def test_a_report_that_says_it_arrived_is_no_failure(read: Read, sender: str):
    """Action: relayed has the form of a failure and means the opposite."""
    body = f"Delivery is complete.\n\nFinal-Recipient: rfc822; {DANA}\nAction: relayed\nStatus: 2.1.5"
    headers = {"Content-Type": "multipart/report; report-type=delivery-status"}
    analysis = read(body, subject="Delivery Status Notification", from_address=sender, headers=headers)

    assert analysis.message_kind is MessageKind.AUTO_REPLY
    assert analysis.automaton is Automaton.DELIVERY_RECEIPT


def test_a_report_names_our_own_mail():
    """Its Message-ID is quoted with the returned mail, not that of the report."""
    body = (
        f"<{DANA}>: host mx said: 550 5.1.1 unknown user\n\n"
        "------ This is a copy of your message. ------\n\n"
        "Message-ID: <ours@xforce.example>\nTo: x@y.example\n"
    )
    failure = failure_of(ReceivedText("", "mailer-daemon@mx.example", "Undelivered", body))

    assert failure.message_id == "<ours@xforce.example>"
    assert failure.addresses == (DANA,)


def test_of_several_addresses_those_on_the_request_count():
    """The report names the forwarding target as well."""
    body = f"<{DANA}>: failed\n<{MARY}> (expanded from {DANA}): 550 5.1.1 user unknown"
    report = ReceivedText("", "mailer-daemon@mx.example", "Undelivered", body)

    assert failure_of(report, (MARY,)).addresses == (MARY,)


@pytest.mark.parametrize(
    "said, kind, reason",
    [
        ("550 5.1.1 user unknown", FailureKind.PERMANENT, FailureReason.UNKNOWN_ADDRESS),
        ("452 4.2.2 The email account is over quota", FailureKind.TEMPORARY, FailureReason.MAILBOX_FULL),
        ("550 5.7.1 blocked by Spamhaus", FailureKind.PERMANENT, FailureReason.BLOCKED),
        ("550 5.2.1 account disabled", FailureKind.PERMANENT, FailureReason.CLOSED_MAILBOX),
        ("host or domain name not found", FailureKind.PERMANENT, FailureReason.UNKNOWN_DOMAIN),
        ("connection timed out", FailureKind.TEMPORARY, FailureReason.UNREACHABLE),
        ("552 5.3.4 message too large", FailureKind.PERMANENT, FailureReason.TOO_LARGE),
        ("delivery is delayed, will keep trying", FailureKind.DELAYED, FailureReason.OTHER),
    ],
)
def test_the_words_of_servers(said: str, kind: FailureKind, reason: FailureReason):
    """For good or for now, and why, also without any code."""
    report = ReceivedText("", "mailer-daemon@mx.example", "Undelivered mail", f"<{DANA}>: {said}")
    failure = failure_of(report)

    assert (failure.kind, failure.reason) == (kind, reason)


def test_a_raw_message_is_taken_apart():
    """Parts, their encodings and the fields of the report come out as one text."""
    body = (
        "--b1\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nTsOkaA==\n\n"
        "--b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {DANA}\nAction: failed\n\n--b1--\n"
    )
    text = whole_text(ReceivedText("", "", "", body))

    assert "Näh" in text
    assert f"Final-Recipient: rfc822; {DANA}" in text


@pytest.mark.parametrize(
    "body",
    [
        "--b1\n\n" * 500,
        "--b1\nContent-Type: multipart/mixed; boundary=b1\n\n" * 50,
        "\x00--b\n\n",
        "--" * 9000,
    ],
)
def test_odd_reports_do_no_harm(body: str):
    """Whatever a server sends: no error, and no endless work."""
    report = ReceivedText("", "mailer-daemon@mx.example", "Undelivered", body)

    assert failure_of(report).addresses == ()


@pytest.mark.parametrize(
    "text, english",
    [
        ("Ich bin ab dem 3. August wieder erreichbar.", "on 3 august isback"),
        ("del 6 al 17 de julio", "away through 17 july"),
        ("vom 06.07. bis 17.07.2026", "away through 17.07.2026"),
        ("jusqu'au 15 août inclus", "until 15 august inclusive"),
        ("voltarei no dia 10", "isback the 10th"),
        ("tot en met vrijdag", "through friday"),
        ("back at 10 am, until 10 am", "back at 10 am, until 10 am"),
    ],
)
def test_days_away_are_said_in_english(text: str, english: str):
    """Only the words about days are translated."""
    assert english in " ".join(in_english(text).split())


@pytest.mark.parametrize(
    "text, day",
    [
        ("away until the end of July", date(2026, 8, 3)),
        ("jusqu'à fin juillet", date(2026, 8, 3)),
        ("de retour mi-août", date(2026, 8, 17)),
        ("return in early August", date(2026, 8, 3)),
        ("back next week", date(2026, 7, 13)),
        ("I am out the week of July 6", date(2026, 7, 13)),
        ("out of office 7/6-7/17", date(2026, 7, 20)),
        ("on or about July 20 I am back", None),
        ("my birthday is in July", None),
        ("I was out until June 30", date(2026, 6, 30)),
    ],
)
def test_the_day_of_return(text: str, day: date | None, context: ReplyContext):
    """The first day on which they are back; what names none says none."""
    assert return_day(text, Almanac(context.now, context.timezone)) == day


def test_a_person_on_vacation_still_answers(read: Read):
    """An answer beside an absence is an answer; the absence is no automatic one."""
    analysis = read("I'm on vacation until Thursday but Friday at 11 works for me.")

    assert analysis.message_kind is MessageKind.REPLY
    assert analysis.intent is Intent.ACCEPT_TIME
    assert analysis.absence is None


@pytest.mark.parametrize("body, doubt", [("Friday at 11 works for me.", True), ("We got your mail.", False)])
def test_a_person_behind_an_automatic_header_is_the_reps(read: Read, body: str, doubt: bool):
    """Never booked on such a mail, and not lost either."""
    analysis = read(body, headers=AUTOMATIC)

    assert analysis.message_kind is MessageKind.AUTO_REPLY
    assert analysis.selected_time is None
    assert analysis.requires_human is doubt


def test_a_delegate_for_emergencies_is_nobody_to_write_to(read: Read):
    """The rep is told the name, and it stays a plain absence."""
    body = "I am out until July 20. For urgent matters please contact Paul Reyes (paul@oakpest.example)."
    absence = read(body, subject="Automatic reply", headers=AUTOMATIC).absence

    assert absence is not None
    assert (absence.case, str(absence.delegate)) == ("away_until", "Paul Reyes (paul@oakpest.example)")


@pytest.mark.parametrize(
    "body",
    [
        "Please stop sending me times before 10, Thursday at 3 is good.",
        "Stop sending me morning times please",
        "Take me off the 9am slot",
        "Remove me from the Tuesday invite, Wednesday works",
    ],
)
def test_a_wish_about_times_is_no_opt_out(read: Read, body: str):
    """An opt-out is final, and they only want other times."""
    assert read(body).message_kind is MessageKind.REPLY


@pytest.mark.parametrize(
    "body",
    [
        "Please stop calling my cell, email is better. Tuesday at 9 works",
        "Please stop calling my cell, email is better.",
        "unsubscribe me from the newsletter but Tuesday at 2 works for the call",
        "Freitag um 11 passt, aber bitte keine E-Mails mehr an meine Privatadresse.",
        "Bitte keine E-Mails mehr an meine Privatadresse. Können wir Donnerstag um 15 Uhr?",
        "Vendredi à 11h me convient. Ne m'écrivez plus à mon adresse privée.",
        "El viernes a las 11 me va bien, pero no me escriban más a mi correo personal.",
        "Yes, Friday at 11. Please unsubscribe me from the newsletter.",
        "Unsubscribe me from the newsletter. I can meet Friday at 11.",
        "Please unsubscribe me from the newsletter and put me down for Friday at 11.",
    ],
)
def test_words_to_stop_beside_a_time_are_for_the_rep(read: Read, body: str):
    """Neither final nor booked."""
    said = read(body)

    assert (said.message_kind, said.intent) == (MessageKind.REPLY, Intent.UNCLEAR)
    assert said.requires_human
    assert (said.selected_time, said.windows) == (None, ())


@pytest.mark.parametrize(
    "body",
    [
        "Stop sending me emails.",
        "Stop emailing me, I have no interest at 10 on Thursday or ever.",
        "Remove me from your list. If I hear from you on Tuesday I will complain.",
        "Stop calling my cell",
        "Take me off this.",
        "You keep offering Friday at 11. Please stop emailing me.",
        "Great, another mail on Friday at 11. Unsubscribe.",
        "Please stop emailing me. How about you never write again, Friday or any day.",
        "Remove me from your list by Friday.",
        "Am Freitag um 11 habe ich schon nein gesagt. Bitte keine weiteren E-Mails.",
        "Wenn Sie keine Anzeige wollen, schreiben Sie mir nie wieder.",
        "Si no quiere recibir una demanda, deje de escribirme.",
        "No me escriban más. El viernes no puedo.",
        "unsubscribe. I said so on Monday at 10",
        "Remove me from your list. It's Monday 6 am!",
        "Stop emailing me. You've sent this Monday at 9, Tuesday at 9, Wednesday at 9.",
        "Take me off your list. We're happy with Orkin, they come Thursday at 10",
        "Take me off your list. I have a meeting with your boss on Friday at 9am",
        "Unsubscribe. Monday.",
        "Unsubscribe. Friday at 11",
        "Please remove me from your list. Fri 7/10 11:00 AM",
    ],
)
def test_a_real_opt_out_stays_one(read: Read, body: str):
    """Even where a day is named."""
    assert read(body).message_kind is MessageKind.OPT_OUT


def test_a_day_beside_an_opt_out_by_text_takes_no_time(read: Read):
    assert read("Unsubscribe, Friday", from_address="+14065550123").message_kind is MessageKind.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        "Kein Interesse. Hören Sie bitte auf, mir zu schreiben!",
        "Hören Sie auf, mir zu schreiben.",
        "Lassen Sie mich in Ruhe.",
        "Bitte lassen Sie uns endlich in Ruhe!",
        "Bitte schreiben Sie mir nie wieder.",
        "Kontaktieren Sie mich bitte nicht mehr.",
        "Bitte keine Mails mehr.",
        "Rufen Sie mich nicht mehr an.",
        "Merci de ne plus m'écrire.",
        "Merci de ne plus me contacter.",
        "Veuillez ne plus nous envoyer de messages.",
        "Ne m'écrivez plus.",
        "Laissez-moi tranquille.",
        "Por favor no me escriba más",
        "Déjeme en paz.",
        "Déjenme en paz, por favor.",
        "No vuelva a escribirme.",
        "No quiero recibir más correos.",
        "Mi lasci in pace.",
        "Laat me met rust.",
    ],
)
def test_a_wish_to_be_left_alone_is_understood_in_other_languages(read: Read, body: str):
    assert read(body).message_kind is MessageKind.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        "Lassen Sie mich in Ruhe darüber nachdenken.",
        "Lassen Sie mich in Ruhe das Angebot lesen.",
        "Bitte schreiben Sie mir nicht mehr vor Freitag.",
        "Merci de ne plus m'appeler avant 10h.",
        "Merci de ne plus m'envoyer le lien par SMS.",
        "No me escriba más tarde de las seis.",
        "Hören Sie auf Ihren Vertrieb, der weiß es besser.",
    ],
)
def test_what_only_looks_like_it_is_no_opt_out(read: Read, body: str):
    assert read(body).message_kind is MessageKind.REPLY


@pytest.mark.parametrize(
    "footer",
    [
        "Sollten Sie keine weiteren E-Mails wünschen, können Sie sich hier abmelden.",
        "Wenn Sie keine weiteren E-Mails von uns erhalten möchten, klicken Sie bitte hier.",
        "Falls Sie unseren Newsletter nicht mehr erhalten wollen, können Sie sich hier abmelden.",
        "Zum Abmelden vom Newsletter klicken Sie hier.",
        "Pour vous désinscrire de notre lettre, cliquez ici.",
        "Si vous ne souhaitez plus recevoir nos messages, désinscrivez-vous ici.",
        "Si ya no desea recibir nuestros correos, puede darse de baja aquí.",
        "If you no longer wish to receive emails from us, reply STOP.",
        "To opt out of these emails, click here.",
    ],
)
def test_how_readers_get_off_a_list_is_no_wish_of_the_writers(read: Read, footer: str):
    """A footer of their mails, under an answer in their language: the answer counts, and only it."""
    said = read(f"Freitag um 11 passt mir gut.\n\nMit freundlichen Grüßen\nAlex Brandt\n\n{footer}")

    assert said.message_kind is MessageKind.REPLY
    assert said.selected_time == datetime.fromisoformat("2026-07-10T11:00:00-06:00")
    assert read(f"Ich melde mich.\n\nGruß\nAlex\n\n{footer}").message_kind is MessageKind.REPLY

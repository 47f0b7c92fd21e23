"""The library of proofs as a table: what is added, and why the rest is not."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from xforce_desktop.errors import BadInput
from xforce_desktop.scheduling.proof_list import proofs_as_csv, read_proofs
from xforce_desktop.scheduling.proofs import NewProof, Relevance, StoredProof, why_not_new, words_in

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEAD = "Type;Content;Source;Industries;Pain points;Min employees\n"


def stored(proof: NewProof) -> StoredProof:
    return StoredProof(uuid.uuid4(), proof, NOW)


def retired(proof: NewProof) -> StoredProof:
    return replace(stored(proof), is_active=False)


def test_rows_become_proofs():
    """With whom they are for; kinds are read as people write them."""
    (row,) = read_proofs(
        (HEAD + "Case study;Twelve trucks lost no call;;pest control|hvac;nights;5\n").encode(), ()
    )

    assert row.proof == NewProof(
        "case_study",
        "Twelve trucks lost no call",
        relevant_for=Relevance(("pest control", "hvac"), (), ("nights",), (), 5),
    )


@pytest.mark.parametrize(
    "cells, reason",
    [
        ("stat;Two of three callers do not call twice;;;;", "needs its source"),
        ("poem;Roses are red and so on;;;;", "type: “poem” is none; use one of case_study, stat"),
        (";Roses are red and so on;;;;", "type: “” is none; use one of"),
        ("case_study;short;;;;", "content has to have 10 characters at least"),
        ("case_study;Twelve trucks lost no call;;;;0", "least_employees has to be 1 or more"),
        ("case_study;Twelve trucks lost no call;;;;some", "no whole number of employees"),
        ("case_study;=1+1;;;;", "a formula is no value"),
    ],
)
def test_what_is_wrong_is_said(cells, reason):
    """Row by row; the others are added."""
    good = "case_study;Another thing that happened;;;;\n"
    bad, kept = read_proofs(f"{HEAD}{cells}\n{good}".encode(), ())

    assert bad.proof is None
    assert reason in bad.reason
    assert kept.proof is not None


def test_the_same_words_are_added_once():
    """Whether they are in the library or twice in the list."""
    text = "type,content\n" + "case_study,Twelve trucks lost no call\n" * 2
    first, second = read_proofs(text.encode(), ())
    assert first.proof is not None
    again = read_proofs(text.encode(), [stored(first.proof)])

    assert second.reason == again[0].reason == "these words are in the library already"


def test_the_words_of_a_retired_one_are_its_own():
    """In a list as in a form: it is to be used again."""
    proof = NewProof("case_study", "Twelve trucks lost no call")
    (row,) = read_proofs(b"type,content\ncase_study,Twelve  TRUCKS lost no call\n", [retired(proof)])

    assert row.reason == why_not_new(proof.content, words_in([retired(proof)]))
    assert row.reason == "these words are in the library already, retired: use them again there"
    assert why_not_new(proof.content, words_in([retired(proof), stored(proof)])).endswith("already")


def test_what_is_exported_reads_the_same_again():
    """Every field; the results behind are left aside."""
    one = NewProof(
        "stat", "=Two of three, “never”", "T", "Our report", "https://x.example", Relevance(("a",), ("b",))
    )

    assert [row.proof for row in read_proofs(proofs_as_csv([stored(one)]).encode(), ())] == [one]


def test_a_list_without_the_columns_is_refused():
    """With the names that are known."""
    with pytest.raises(BadInput, match="no column content"):
        read_proofs(b"type,source\nstat,x\n", ())

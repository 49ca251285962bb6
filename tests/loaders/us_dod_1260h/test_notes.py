"""The notes of the 1260H list: who owns and controls whom, clause by clause, and nothing guessed."""

import pytest

from beholden.loaders import RecordError
from beholden.loaders.us_dod_1260h.notes import clauses

BODIES = ("SASAC", "the SASAC", "the Bureau for State-Owned Mills (BSM)", "the Harbour Board")
LAW = "(Section 1260H(g)(2)(B)(i)(I))"


def said(note: str) -> list[tuple[str, str, str]]:
    return [(clause.direct, clause.verb, clause.body) for clause in clauses(note, dict.fromkeys(BODIES, ""))]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (f"Acme is owned by SASAC {LAW}.", [("not_stated", "owned", "SASAC")]),
        (f"Acme is indirectly owned by SASAC {LAW}.", [("indirect", "owned", "SASAC")]),
        ("Acme is indirectly owned by the SASAC.", [("indirect", "owned", "the SASAC")]),
        ("Acme is directly controlled by SASAC.", [("direct", "controlled", "SASAC")]),
        (
            "Acme is directly and indirectly owned by SASAC.",
            [("direct", "owned", "SASAC"), ("indirect", "owned", "SASAC")],
        ),
        (
            f"Acme is directly owned and controlled by SASAC {LAW}.",
            [("direct", "owned", "SASAC"), ("direct", "controlled", "SASAC")],
        ),
        (
            "Acme is directly controlled by SASAC and is indirectly owned by SASAC.",
            [("direct", "controlled", "SASAC"), ("indirect", "owned", "SASAC")],
        ),
        (
            "Acme is indirectly owned by the Bureau for State-Owned Mills (BSM), SASAC and the Harbour Board",
            [
                ("indirect", "owned", "the Bureau for State-Owned Mills (BSM)"),
                ("indirect", "owned", "SASAC"),
                ("indirect", "owned", "the Harbour Board"),
            ],
        ),
    ],
)
def test_each_shape_of_owning_and_controlling(note: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(note) == expected


@pytest.mark.parametrize(
    "note",
    [
        "Acme is indirectly owned by and indirectly affiliated with SASAC.",
        "Acme is indirectly owned by SASAC and it is indirectly affiliated with SASAC.",
        "Acme is indirectly owned by SASAC and affiliated with the Mint, the Guard, and the Harbour Board.",
        f"Acme is owned by SASAC; it officially acts on behalf of X; and it is affiliated with it {LAW}.",
        "Acme is directly affiliated with the Mint and is indirectly owned by SASAC.",
        "Acme is directly with the Guard and indirectly owned by SASAC.",
        "Acme Co., Ltd. is owned by SASAC. Acme is a military-civil fusion contributor because it got help.",
        "Acme is a military- civil fusion contributor (Section 1260H(g)(3)(A)). Acme is owned by SASAC.",
    ],
)
def test_being_affiliated_or_acting_for_somebody_adds_nothing(note: str) -> None:
    ((_, verb, body),) = said(note)
    assert (verb, body) == ("owned", "SASAC")


@pytest.mark.parametrize(
    "note",
    [
        "",
        "No apparent U.S. nexus",
        "No longer owned by Beta",
        "No longer owned and controlled by Beta.",
        "Acme is directly affiliated with SASAC.",
        "Acme is indirectly affiliated with the Bureau for State-Owned Mills (BSM).",
        "Acme officially acts on behalf of SASAC.",
        "Acme was identified before (Pub. L. 1-2) and remains so.",
    ],
)
def test_notes_that_say_nothing_of_ownership(note: str) -> None:
    assert said(note) == []


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("Acme is indirectly owned by the Moon Office.", 'body "the Moon Office" is not in'),
        ("Acme is owned by SASAC and its subsidiaries.", 'body "its subsidiaries" is not in'),
        ("Acme is majority owned by SASAC.", "words not known here"),
        ("Acme is not owned by SASAC.", "words not known here"),
        ("Acme is owned or controlled by SASAC.", "words not known here"),
        ("Acme was owned by SASAC.", "words not known here"),
        ("SASAC owns Acme.", "words not known here"),
        ("Acme is under the control of SASAC.", "words not known here"),
        ("Acme is affiliated with a company owned by SASAC.", "words not known here"),
        ("Acme is a military-civil fusion contributor as it is controlled by SASAC.", "words not known here"),
        ("No longer owned by Beta and is owned by SASAC.", "words not known here"),
        ("It is 40% owned by SASAC.", "words not known here"),
    ],
)
def test_an_unknown_shape_or_body_is_an_error_and_never_dropped(note: str, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        said(note)


def test_a_clause_keeps_its_sentence_and_its_subject() -> None:
    note = f"Acme Co., Ltd. is owned by SASAC {LAW}. Acme is affiliated with the Mint."
    (first,) = clauses(note, {"SASAC": ""})
    assert first.sentence == f"Acme Co., Ltd. is owned by SASAC {LAW}."
    assert first.subject == "Acme Co., Ltd."

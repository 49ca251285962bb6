"""Certificates of small graphs: what they say, that they hold, and that nothing in them can be left out."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph import verify as verifier
from beholden.graph.ownership.material import WHOLE, Control, Material, Part, Party
from beholden.graph.ownership.proof import prove
from beholden.graph.verify import content_hash, verify
from tests.graph.ownership.materials import (
    a_rule,
    certify,
    facts_of,
    material,
    materials,
    read_back,
    restate,
    stake,
)


def kind(certificate: dict[str, Any] | None) -> str | None:
    return None if certificate is None else certificate["kind"]


def seal(certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate with the id and the hash that its content has."""
    certificate["hash"] = content_hash(certificate)
    for problem in verify(certificate):
        if problem.startswith("id: "):
            certificate["id"] = problem.rpartition(" ")[2]
    certificate["hash"] = content_hash(certificate)
    return certificate


def forge(certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate with every claim, sum and bound made to fit what it now states, and sealed."""
    restate(certificate)
    for _ in range(3):
        seal(certificate)
        for problem in verify(certificate):
            where, _, rest = problem.partition("]: ")
            if " is " not in rest or ", not " not in rest:
                continue
            fits = rest.rpartition(", not ")[0].rpartition(" is ")[2]
            number = int(where.partition("[")[2])
            if where.startswith("steps") and rest.startswith("sum: it is"):
                certificate["steps"][number]["sum"] = fits
            elif where.startswith("bounds") and ": the bound is " in rest:
                party, share_kind = rest.partition(": the bound is ")[0].rsplit(": ", 1)
                certificate["bounds"][number]["parties"][party][share_kind] = fits
    return seal(certificate)


# --- the examples of OFAC's answer 401, and what else the law is known to say ---------------------------------------


@pytest.mark.parametrize(
    ("listed", "stakes", "party", "expected"),
    [
        ("X", ["X 50 A", "A 50 B"], "B", "within"),
        ("X", ["X 50 A", "X 50 B", "A 25 C", "B 25 C"], "C", "within"),
        ("X", ["X 50 A", "X 10 B", "A 40 B"], "B", "within"),
        ("X", ["X 50 A", "P 50 A", "X 25 B", "P 75 B", "A 25 C", "B 25 C", "P 50.1 C"], "C", "outside"),
        ("X", ["X 25 A", "P 75 A", "X 25 B", "P 75 B", "A 50 C", "B 50 C"], "C", "outside"),
        ("X", ["X 60 A", "A 70 B", "B 80 C"], "C", "within"),
        ("X Y", ["X 30 A", "Y 25 A"], "A", "within"),
        ("X", ["A 100 B", "B 100 A"], "A", "outside"),
        ("X", ["X 49.9999999 A", "P 50.0000001 A"], "A", "outside"),
        ("X", ["X 25-50 A"], "A", "possible"),
        ("X", ["X 25-50 A", "P 50.1 A"], "A", "outside"),
        ("X", ["X 25-75 A", "P 50.1 A"], "A", "outside"),
        ("X", ["X 25-75 A", "P 50 A"], "A", "possible"),
        ("X", ["P 40 A"], "A", None),
        ("X", ["P 60 A"], "A", "outside"),
        ("X", ["X 0-100 A", "P 60 A", "Q 60 A"], "A", "possible"),
    ],
)
def test_the_verdict_of_a_small_graph(
    listed: str, stakes: list[str], party: str, expected: str | None
) -> None:
    made = material(listed, stakes)
    certificate = certify(made, party)
    assert kind(certificate) == expected
    if certificate is not None:
        assert verify(certificate) == []


def test_a_rule_that_takes_each_listed_party_alone_does_not_add_up_two() -> None:
    alone = a_rule(aggregate=False, strict=True)
    assert kind(certify(material("X Y", ["X 30 A", "Y 25 A", "P 45 A"], alone), "A")) == "outside"
    within = certify(material("X Y", ["X 60 B", "X 30 A", "B 25 A", "Y 45 A"], alone), "A")
    assert kind(within) == "within"
    assert within is not None
    assert {step["through"] for step in within["steps"]} == {"X"}
    assert verify(within) == []
    assert kind(certify(material("X", ["X 50 A", "P 50 A"], alone), "A")) == "outside"


def test_a_certificate_says_the_steps_in_order() -> None:
    certificate = certify(material("X", ["X 60 A", "A 30 B", "X 20 B", "X 5 B2", "P 50 B"]), "B")
    assert certificate is not None
    assert [(step["party"], step["by"], step["facts"], step["sum"]) for step in certificate["steps"]] == [
        ("X", "listing", ["l-X"], None),
        ("A", "stakes", ["s0-X-A"], "0.6"),
        ("B", "stakes", ["s1-A-B", "s2-X-B"], "0.5"),
    ]
    assert set(certificate["parties"]) == {"X", "A", "B"}
    assert certificate["test"] == {"compare": "at least", "threshold": "0.5"}
    assert (certificate["bounds"], certificate["missing"], certificate["lists"]) == ([], [], {})


def test_possible_names_the_facts_that_would_decide_it() -> None:
    certificate = certify(material("X", ["X 25-75 A", "P 20 A", "A 60 B"]), "B")
    assert certificate is not None
    assert certificate["missing"] == [{"fact": "s0-X-A", "why": ["share"]}]
    assert certificate["steps"][1]["sum"] == "0.75"
    assert certificate["bounds"] == [
        {
            "through": None,
            "parties": {"A": {"capital": "0.45"}, "B": {"capital": "0"}},
        }
    ]
    undated = material("X", ["X 60 A"])
    undated = replace(undated, stakes=[replace(undated.stakes[0], start_latest=None, start_earliest=None)])
    certificate = certify(undated, "A")
    assert certificate is not None
    assert certificate["missing"] == [{"fact": "s0-X-A", "why": ["period"]}]
    assert verify(certificate) == []


@pytest.mark.parametrize("unconfirmed", [(), ((date(2026, 1, 1), None),)])
def test_the_stakes_that_leave_a_step_less_room_are_there_too(unconfirmed: Any) -> None:
    test = a_rule(unconfirmed=unconfirmed)
    certificate = certify(material("X", ["X 25-75 A", "P 50 A", "A 40-60 B", "P 1 B"], test), "B")
    assert certificate is not None
    assert [(step["party"], step["sum"]) for step in certificate["steps"][1:]] == [("A", "0.5"), ("B", "0.6")]
    assert {"s0-X-A", "s1-P-A", "s2-A-B"} <= certificate["stakes"].keys()
    assert verify(certificate) == []
    del certificate["stakes"]["s1-P-A"]
    assert "steps[1]: sum: it is 0.75, not 0.5" in verify(seal(certificate))


def test_a_rule_that_is_not_confirmed_gives_possible_at_most() -> None:
    unsure = a_rule(unconfirmed=((date(2026, 1, 1), None),))
    certificate = certify(material("X", ["X 60 A"], unsure), "A")
    assert certificate is not None
    assert certificate["kind"] == "possible"
    assert certificate["missing"] == [{"fact": "rule", "why": ["in force"]}]
    assert verify(certificate) == []
    suspended = a_rule(suspended=((date(2026, 1, 1), date(2026, 12, 1)),))
    certificate = certify(material("X", ["X 60 A"], suspended), "A")
    assert certificate is not None
    assert (certificate["kind"], certificate["stakes"], verify(certificate)) == ("outside", {}, [])


def test_old_copies_and_name_matches_support_no_within() -> None:
    made = material("X", ["X 60 A"])
    old = replace(made, listings=[replace(made.listings[0], fresh_until=date(2026, 5, 31))])
    assert kind(certify(old, "A")) == "possible"
    name = replace(made, listings=[replace(made.listings[0], confirmed=False)])
    certificate = certify(name, "A")
    assert certificate is not None
    assert certificate["missing"] == [{"fact": "l-X", "why": ["match"]}]
    assert certify(replace(material("X", ["P 60 A"]), lists={}), "A") is None


def test_control_counts_as_the_rule_says() -> None:
    control = Control(id="c", owner="X", asset="A", mechanism="contract", start_latest=date(2020, 1, 1))
    for word, expected in (("yes", "within"), ("possible", "possible"), ("no", "outside")):
        made = replace(material("X", ["P 60 A"], a_rule(control=word)), controls=[control])
        certificate = certify(made, "A")
        assert certificate is not None
        assert (certificate["kind"], verify(certificate)) == (expected, [])


def test_a_rule_that_does_not_descend_reaches_those_listed_alone() -> None:
    flat = a_rule(descends=False)
    assert kind(certify(material("X", ["X 100 A"], flat), "A")) == "outside"
    assert kind(certify(material("X", ["X 100 A"], flat), "X")) == "within"


def test_shares_of_different_things_are_not_added_and_those_of_unknown_kind_stand_alone() -> None:
    either = a_rule(share_of="either")
    made = material("X", ["X 60 A"], either)
    for share_kind, expected in (("capital", "within"), ("votes", "within"), ("unknown", "within")):
        certificate = certify(replace(made, stakes=[replace(made.stakes[0], kind=share_kind)]), "A")
        assert certificate is not None
        assert certificate["steps"][1]["share_kind"] == share_kind
        assert (certificate["kind"], verify(certificate)) == (expected, [])
    unsaid = replace(material("X", ["X 60 A"]), stakes=[replace(made.stakes[0], kind="unknown")])
    certificate = certify(unsaid, "A")
    assert certificate is not None
    assert certificate["missing"] == [{"fact": "s0-X-A", "why": ["kind"]}]
    two = material("X Y", ["X 30 A", "Y 30 A"], either)
    two = replace(two, stakes=[replace(one, kind="unknown") for one in two.stakes])
    assert kind(certify(two, "A")) == "possible"


def test_a_rule_that_names_no_share_makes_any_stake_possible() -> None:
    certificate = certify(material("X", ["X 1 A"], a_rule(threshold=None, any_stake=True)), "A")
    assert certificate is not None
    assert certificate["missing"] == [{"fact": "s0-X-A", "why": ["affiliate"]}]
    assert verify(certificate) == []


def test_a_rule_may_start_from_a_kind_from_a_body_and_from_what_is_part_of_it() -> None:
    made = material("", ["S 60 A", "B 60 C"], a_rule(lists=(), kinds=("State",), owners=("T",)))
    part = Part(id="p", owner="T", asset="B", start_latest=date(2020, 1, 1))
    parties = {**made.parties, "S": Party("S", "State"), "T": Party("T", "PublicBody")}
    made = replace(made, parts=[part], parties=parties)
    for party, by in (("A", ["kind", "stakes"]), ("C", ["part", "stakes"]), ("T", ["owner"])):
        certificate = certify(made, party)
        assert certificate is not None
        assert [step["by"] for step in certificate["steps"]] == by
        assert (certificate["kind"], verify(certificate)) == ("within", [])
    unsure = replace(made, parts=[replace(part, start_latest=None)])
    assert kind(certify(unsure, "C")) == "possible"


def test_a_body_that_a_rule_starts_from_by_its_kind_too_is_a_part_where_it_is_needed_as_one() -> None:
    made = material("", ["P 1 C"], a_rule(lists=(), kinds=("State",), owners=("T",)))
    parties = {**made.parties, "B": Party("B", "State"), "T": Party("T", "PublicBody")}
    dated: dict[str, Any] = {"start_latest": date(2020, 1, 1)}
    parts = [Part(id="p", owner="T", asset="B", **dated), Part(id="q", owner="B", asset="C", **dated)]
    made = replace(made, parts=parts, parties=parties)
    certificate = certify(made, "C")
    assert certificate is not None
    assert [(step["party"], step["by"]) for step in certificate["steps"]] == [("B", "part"), ("C", "part")]
    assert verify(certificate) == []
    more = [*made.stakes, stake("B 60 D", 8), stake("C 60 D", 9)]
    parties = {**made.parties, "D": Party("D", "Company")}
    many = certify(replace(made, stakes=more, parties=parties, test=a_rule(
        lists=(), kinds=("State",), owners=("T",), threshold=WHOLE)), "D")  # fmt: skip
    assert many is not None
    assert [(step["party"], step["by"]) for step in many["steps"]] == [
        ("B", "part"),
        ("C", "part"),
        ("D", "stakes"),
    ]
    assert verify(many) == []


def test_a_part_of_who_is_no_body_of_the_rule_is_kept_out() -> None:
    """Only the rule's owners and their parts make bodies: not what the rule starts from by its kind alone."""
    made = material("", ["Z 1 X"], a_rule(lists=(), kinds=("State",), owners=("T",)))
    kinds = {"S": "State", "T": "PublicBody", "B": "PublicBody", "U": "PublicBody", "V": "PublicBody"}
    parties = {**made.parties, **{id: Party(id, kind) for id, kind in kinds.items()}}
    dated: dict[str, Any] = {"start_latest": date(2020, 1, 1)}
    undated, of_state = Part(id="p", owner="T", asset="B"), Part(id="q", owner="S", asset="B", **dated)
    of_company = replace(of_state, owner="X")
    for known in (of_state, of_company):
        certificate = certify(replace(made, parts=[undated, known], parties=parties), "B")
        assert certificate is not None
        assert (certificate["kind"], verify(certificate)) == ("possible", [])
        assert sorted(certificate["parts"]) == ["p", "q"]
        outside = certify(replace(made, parts=[known], parties=parties), "B")
        assert outside is not None
        assert (outside["kind"], verify(outside)) == ("outside", [])

    chain = [
        replace(undated, asset="U"),
        Part(id="q", owner="U", asset="V", **dated),
        Part(id="r", owner="V", asset="B", **dated),
    ]
    certificate = certify(replace(made, parts=chain, parties=parties), "B")
    assert certificate is not None
    assert (certificate["kind"], verify(certificate)) == ("possible", [])
    assert sorted(certificate["parts"]) == ["p", "q", "r"]
    forged = deepcopy(certificate)
    forged["parts"]["p"]["start_latest"] = "2020-01-01"
    assert any("the rule starts from it" in problem for problem in verify(forge(forged)))


def test_where_each_is_taken_alone_the_proof_starts_from_the_nearest() -> None:
    made = material("", ["S 60 A", "A 60 B"], a_rule(lists=(), kinds=("State",), aggregate=False))
    made = replace(made, parties={**made.parties, "S": Party("S", "State"), "A": Party("A", "State")})
    for party, facts in (("A", set()), ("B", {"s1-A-B"})):
        certificate = certify(made, party)
        assert certificate is not None
        assert (certificate["kind"], verify(certificate)) == ("within", [])
        assert facts_of(certificate).keys() == facts


# --- alterations ----------------------------------------------------------------------------------------------------


def test_a_change_without_a_new_hash_is_seen() -> None:
    certificate = certify(material("X", ["X 60 A"]), "A")
    assert certificate is not None
    certificate["parties"]["A"]["name"] = "Another"
    assert verify(certificate) == ["hash: the content is not what was hashed"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c["stakes"]["s0-X-A"].update(minimum="0.4"), "steps[1]: sum: 0.4 is not at least 0.5"),
        (lambda c: c["stakes"]["s0-X-A"].update(start_latest=None), "s0-X-A is not certain on 2026-06-01 (period)"),
        (lambda c: c["stakes"]["s0-X-A"].update(end_latest="2026-06-01"), "s0-X-A is not in force on 2026-06-01"),
        (lambda c: c["stakes"]["s0-X-A"].update(fresh_until="2026-05-31"), "(stale)"),
        (lambda c: c["stakes"]["s0-X-A"].update(owner="Z"), "no earlier step reaches its owner Z"),
        (lambda c: c["stakes"]["s0-X-A"].update(claims=[]), "s0-X-A: it rests on no claim"),
        (lambda c: c["stakes"].pop("s0-X-A"), "it must name facts of this sort (stakes), each once"),
        (lambda c: c["listings"]["l-X"].update(start_latest="2026-06-02"), "l-X is not certain"),
        (lambda c: c["listings"]["l-X"].update(list="other"), "l-X is not certain on 2026-06-01 (part)"),
        (lambda c: c["listings"]["l-X"].update(list="other"), "the listing is on none of the rule's lists"),
        (lambda c: c["listings"]["l-X"].update(confirmed=False), "(match)"),
        (lambda c: c["rule"].update(threshold="0.7") or c["test"].update(threshold="0.7"), "0.6 is not at least 0.7"),
        (lambda c: c["rule"].update(to="2026-06-01"), "rule: it is not in force on 2026-06-01"),
        (lambda c: c["rule"]["suspended"].append({"from": "2026-05-01", "to": None}), "rule: it is not in force"),
        (lambda c: c["rule"]["unconfirmed"].append({"from": "2026-05-01", "to": None}), "not confirmed"),
        (lambda c: c["rule"].update(lists=["other"]), "the listing is on none of the rule's lists"),
        (lambda c: c["rule"].update(threshold="0.4"), "test: by the rule it is at least 0.4"),
        (lambda c: c["rule"].update(descends=False), "the rule reaches those listed and nobody through them"),
        (lambda c: c.update(as_of="2009-12-31"), "l-X is not certain on 2009-12-31 (period)"),
        (lambda c: c["steps"].pop(0), "no earlier step reaches its owner X"),
        (lambda c: c["steps"].reverse(), "no earlier step reaches its owner X"),
        (lambda c: c.update(kind="outside"), "steps: a verdict of outside has neither steps nor missing facts"),
        (lambda c: c.update(kind="possible"), "bounds: one for all listed parties is wanted"),
        (lambda c: c.update(party="X2"), "steps: none leads to X2"),
        (lambda c: c.update(format=1), "format: this verifier reads 3, not 1"),
        (lambda c: c["stakes"]["s0-X-A"].update(minimum=0.6), "stakes.s0-X-A.minimum: share is wanted here, not 0.6"),
        (lambda c: c["stakes"]["s0-X-A"].update(minimum="0.60"), 'share is wanted here, not "0.60"'),
        (lambda c: c.update(note="x"), "certificate: has an unknown field 'note'"),
        (lambda c: c.pop("steps"), "certificate: is without 'steps'"),
    ],
)  # fmt: skip
def test_an_alteration_is_named_though_it_is_hashed_anew(change: Any, says: str) -> None:
    certificate = certify(material("X", ["X 60 A"]), "A")
    assert certificate is not None
    change(certificate)
    if "steps" in certificate and certificate["format"] == 3:
        forge(certificate)
    assert any(says in problem for problem in verify(certificate)), verify(certificate)


SHARES = ["0", "0.1", "0.25", "0.3", "0.5", "0.500000001", "0.75", "1"]
WORDS = {
    "kind": ["capital", "votes", "unknown"],
    "mechanism": ["board", "contract"],
    "list": ["list", "part", "other"],
}
DAYS = [None, "2009-01-01", "2026-05-31", "2026-06-01", "2026-06-02", "2027-01-01"]


def alterations(certificate: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Certificates that differ in one value, or lack one fact or one party of a bound; not sealed yet."""
    for part in ("listings", "stakes", "controls", "parts"):
        for id, fact in certificate[part].items():
            for field, value in fact.items():
                others: list[Any] = []
                if field in ("minimum", "maximum"):
                    others = SHARES
                elif field.startswith(("start", "end", "fresh")):
                    others = DAYS
                elif isinstance(value, bool):
                    others = [not value]
                elif field in ("owner", "asset", "party"):
                    others = sorted(certificate["parties"])
                elif field in ("kind", "mechanism", "list"):
                    others = WORDS[field]
                for other in others:
                    if other != value:
                        changed = deepcopy(certificate)
                        changed[part][id][field] = other
                        yield changed
            changed = deepcopy(certificate)
            del changed[part][id]
            for step in changed["steps"]:
                step["facts"] = [one for one in step["facts"] if one != id]
            changed["missing"] = [one for one in changed["missing"] if one["fact"] != id]
            yield changed
    flags, spans = [True, False], [[], [{"from": "2026-01-01", "to": None}]]
    rule: dict[str, list[Any]] = {
        "threshold": [*SHARES[1:], None], "strict": flags, "aggregate": flags, "descends": flags, "any_stake": flags,
        "control": ["yes", "no", "possible"], "mechanisms": [[], ["board"]], "from": DAYS, "to": DAYS,
        "share_of": ["capital", "votes", "either"], "lists": [["list"], ["other"]], "lists_in_part": [[], ["part"]],
        "kinds": [[], ["State"], ["Company"]], "owners": [[], ["a"], ["b"]], "suspended": spans, "unconfirmed": spans,
    }  # fmt: skip
    for field, values in rule.items():
        for other in values:
            changed = deepcopy(certificate)
            changed["rule"][field] = other
            compare = "more than" if changed["rule"]["strict"] else "at least"
            changed["test"] = {"compare": compare, "threshold": changed["rule"]["threshold"]}
            yield changed
    for day in DAYS[1:]:
        yield {**deepcopy(certificate), "as_of": day}
    for party in certificate["parties"]:
        yield {**deepcopy(certificate), "party": party}
    for number in range(len(certificate["bounds"])):
        for party in certificate["bounds"][number]["parties"]:
            changed = deepcopy(certificate)
            del changed["bounds"][number]["parties"][party]
            yield changed


@given(materials())
def test_every_certificate_holds_and_is_the_same_in_any_order(made: Material) -> None:
    turned = replace(
        made,
        parties=dict(reversed(list(made.parties.items()))),
        listings=made.listings[::-1],
        stakes=made.stakes[::-1],
        controls=made.controls[::-1],
        parts=made.parts[::-1],
    )
    for party in made.parties:
        certificate = certify(made, party)
        if certificate is None:
            continue
        assert verify(certificate) == []
        assert verifier.canonical(certificate) == verifier.canonical(certify(turned, party) or {})
        assert verifier.read(json.dumps(certificate, indent=2)) == certificate


@given(materials())
def test_no_fact_of_a_certificate_of_within_can_be_left_out(made: Material) -> None:
    for party in made.parties:
        certificate = certify(made, party)
        if kind(certificate) != "within":
            continue
        assert certificate is not None
        alone = read_back(certificate)
        assert kind(certify(alone, party)) == "within"
        for id in facts_of(certificate):
            less = replace(
                alone,
                listings=[one for one in alone.listings if one.id != id],
                stakes=[one for one in alone.stakes if one.id != id],
                controls=[one for one in alone.controls if one.id != id],
                parts=[one for one in alone.parts if one.id != id],
            )
            proof = prove(less, party)
            assert proof is None or proof.kind != "within", id


@given(materials(), st.integers(0, 40))
def test_an_alteration_that_changes_the_verdict_does_not_hold(made: Material, first: int) -> None:
    """Every 41st alteration of each certificate, forged as well as can be."""
    for party in made.parties:
        certificate = certify(made, party)
        if certificate is None:
            continue
        for altered in islice(alterations(certificate), first, None, 41):
            if verify(forge(altered)) == []:
                proof = prove(read_back(altered), altered["party"])
                assert proof is not None, altered
                assert proof.kind == altered["kind"], altered


# --- the verifier stands alone ---------------------------------------------------------------------------------------


def test_the_verifier_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"))
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_the_verifier_runs_as_a_file_of_its_own(tmp_path: Path) -> None:
    copy = tmp_path / "check.py"
    copy.write_text(Path(verifier.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    certificate = certify(material("X", ["X 60 A"]), "A")
    good, bad = tmp_path / "good.json", tmp_path / "bad.jsonl"
    good.write_text(json.dumps(certificate), encoding="utf-8")
    bad.write_text(
        json.dumps(certificate) + "\n" + json.dumps({**(certificate or {}), "as_of": "2027-01-01"}) + "\n"
    )
    call = [sys.executable, "-I", str(copy)]
    done = subprocess.run([*call, str(good)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    done = subprocess.run([*call, str(good), str(bad)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == f"{bad}:2: hash: the content is not what was hashed"


def test_a_certificate_is_what_it_was() -> None:
    """The bytes of a certificate are a promise: a change of this hash is a change of the format."""
    certificate = certify(material("X", ["X 60 A"]), "A")
    assert certificate is not None
    assert certificate["id"] == "c-07f48daa8f474a1e9b5adc9eceb42a7b"
    assert certificate["hash"] == "91419c61e2bb867e6868fed1eeb5bb30b3f5fbd71f8d94b5c0a54d9ab4de834c"

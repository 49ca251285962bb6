"""The commands over certificates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beholden.graph.ownership.certificate import certify
from tests.cli.conftest import Command
from tests.graph.ownership.materials import material
from tests.graph.verdict_world import verdict_world


def test_verify_says_what_fails_and_exits_with_1(command: Command, tmp_path: Path) -> None:
    certificate = certify(material("X", ["X 60 A"]), "A")
    good, many = tmp_path / "good.json", tmp_path / "many.jsonl"
    good.write_text(json.dumps(certificate), encoding="utf-8")
    said = command("verify", "good.json")
    assert (said.code, said.out, said.words) == (0, "", "1 of 1 certificates hold\n")
    lines = [json.dumps(certificate), "", "{", json.dumps({**(certificate or {}), "release": "another"})]
    many.write_text("\n".join(lines), encoding="utf-8")
    said = command("verify", "good.json", "many.jsonl", "--format", "json")
    assert (said.code, said.words) == (1, "2 of 4 certificates hold\n")
    rows = json.loads(said.out)
    assert [row["certificate"] for row in rows] == ["many.jsonl:3", "many.jsonl:4"]
    assert rows[0]["problem"].startswith("this is not JSON as a certificate has it: ")
    assert rows[1]["problem"] == "hash: the content is not what was hashed"
    said = command("verify", "many.jsonl", "--quiet")
    assert (said.code, said.out, said.words) == (1, "", "")


def test_verify_of_what_no_reader_of_json_takes(command: Command, tmp_path: Path) -> None:
    for text in ("[" * 5000, '{"a":' * 5000, "9" * 5000):
        (tmp_path / "deep.json").write_text(text, encoding="utf-8")
        said = command("verify", "deep.json", "--format", "json")
        assert (said.code, said.words) == (1, "0 of 1 certificates hold\n")
        assert json.loads(said.out)[0]["problem"].startswith("this is not JSON as a certificate has it: ")


def test_verify_of_an_empty_or_missing_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("\n", encoding="utf-8")
    said = command("verify", "empty.json")
    assert (said.code, "there is no certificate in it" in said.out) == (1, True)
    assert command("verify", "nowhere.json").code == 2


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with X, listed, above A, and A above B; P holds most of C."""
    folder = tmp_path_factory.mktemp("own")
    verdict_world(
        folder,
        [("X", "A", 0.6), ("A", "B", 0.5), ("P", "C", 0.53), ("X", "C", 0.47), ("X", "D", 0.1)],
        {"sdn": ["X"]},
        persons=["P"],
    )
    return folder


def test_a_certificate_is_written_and_verified(command: Command, own: Path, tmp_path: Path) -> None:
    said = command("certificate", "B", "--rule", "us-ofac-50", "--format", "json", home=own)
    assert (said.code, said.words) == (0, "")
    (tmp_path / "b.json").write_text(said.out, encoding="utf-8")
    assert json.loads(said.out)["party"] == "r/B"
    assert command("verify", "b.json").code == 0
    said = command("certificate", "r/B", "--rule", "us-ofac-50", home=own)
    assert said.out.startswith('B is within the rule "OFAC 50 percent rule" on 2025-06-01.\n')
    said = command("certificate", "--rule", "us-ofac-50", "--format", "json", home=own)
    assert said.words == "4 certificates\n"
    (tmp_path / "all.jsonl").write_text(said.out, encoding="utf-8")
    assert command("verify", "all.jsonl").words == "4 of 4 certificates hold\n"


def test_a_certificate_is_made_from_the_id_that_the_release_keeps(command: Command, tmp_path: Path) -> None:
    world = verdict_world(tmp_path / "own", [("X", "A", 0.6), ("X", "C", None)], {"sdn": ["X"]})
    home = tmp_path / "own"
    for kind, party in (("WITHIN_RULE", "r/A"), ("MAY_BE_WITHIN", "r/C")):
        (row,) = world.release.frame("relations", kind).filter(from_id=party).iter_rows(named=True)
        said = command("certificate", row["certificate"], "--format", "json", home=home)
        made = json.loads(said.out)
        assert (made["id"], made["party"], made["rule"]["id"]) == (row["certificate"], party, "us-ofac-50")
        (tmp_path / "one.json").write_text(said.out, encoding="utf-8")
        assert command("verify", "one.json").code == 0
    said = command("certificate", row["certificate"], "--as-of", "2025-01-01", home=home)
    assert (said.code, "leave --as-of out" in said.words) == (2, True)
    said = command("certificate", "A", home=home)
    assert (said.code, "give --rule, or the id of a certificate" in said.words) == (2, True)


def test_a_certificate_that_is_not_to_be_had_says_why(command: Command, own: Path) -> None:
    said = command("certificate", "D", "--rule", "us-ofac-50", home=own)
    assert said.error.startswith("r/D: the verdict is undetermined, so that nothing is proved: ")
    assert "which is no party" in command("certificate", "sdn", "--rule", "us-ofac-50", home=own).error
    assert "is no rule" in command("certificate", "D", "--rule", "us-ofac-5", home=own).error
    assert (
        "is not a date"
        in command("certificate", "D", "--rule", "us-ofac-50", "--as-of", "soon", home=own).error
    )


def test_sensitivity(command: Command, own: Path) -> None:
    said = command("sensitivity", "B", "--rule", "us-ofac-50", "--format", "json", home=own)
    assert sorted(row["says"].partition(",")[0] for row in json.loads(said.out)) == [
        "r/A OWNS r/B", "r/X LISTED_ON list/us-ofac-sdn", "r/X OWNS r/A",
    ]  # fmt: skip
    assert said.words == "The verdict is within. Of 3 claims and 0 joins, each tried by itself, 3 turn it.\n"


def test_what_if(command: Command, own: Path, tmp_path: Path) -> None:
    rule = ("--rule", "us-ofac-50", "--format", "json")
    said = command("what-if", "flips", *rule, "--change", "X > A = 49 %", home=own)
    assert [(row["party"], row["before"]) for row in json.loads(said.out)] == [
        ("r/A", "within"),
        ("r/B", "within"),
    ]
    assert said.words.startswith("2 verdicts would be others, of ")
    (tmp_path / "changes.csv").write_text("owner,asset,share\nX,C,50 %\nP,C,50 %\n", encoding="utf-8")
    said = command("what-if", "flips", *rule, "--from", "changes.csv", home=own)
    assert json.loads(said.out) == [{"party": "r/C", "name": "C", "before": "outside", "after": "within"}]
    said = command("what-if", "flips", *rule, "--threshold", "10 %", home=own)
    assert [row["party"] for row in json.loads(said.out)] == ["r/C", "r/D"]
    said = command("what-if", "sales", "B", *rule, home=own)
    assert [(row["owner"], row["sold"]) for row in json.loads(said.out)] == [
        ("r/A", "0.0000001 %"), ("r/X", "10.0000001 %"),
    ]  # fmt: skip
    said = command("what-if", "near", *rule, home=own)
    assert [(row["party"], row["short"], row["holder"]) for row in json.loads(said.out)] == [
        ("r/C", "3 %", None)
    ]
    assert command("what-if", "flips", "--rule", "us-ofac-50", home=own).code == 2
    assert "does not say its unit" in command("what-if", "flips", *rule, "--threshold", "25", home=own).error

"""The commands over certificates."""

from __future__ import annotations

import json
from pathlib import Path

from beholden.graph.ownership.certificate import certify
from tests.cli.conftest import Command
from tests.graph.ownership.materials import material


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


def test_verify_of_an_empty_or_missing_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("\n", encoding="utf-8")
    said = command("verify", "empty.json")
    assert (said.code, "there is no certificate in it" in said.out) == (1, True)
    assert command("verify", "nowhere.json").code == 2

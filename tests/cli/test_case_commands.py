"""A case of one's own: made from the template, run, checked."""

import csv
import io
import json
from pathlib import Path

from tests.cli.conftest import Command


def test_a_new_case_is_made_runs_and_passes_its_check(command: Command, tmp_path: Path) -> None:
    made = command("case", "new", "mine")
    assert (made.code, made.out) == (0, "")
    assert made.words == "mine: read README.md there, edit claims.toml, then: beholden run mine\n"
    assert {path.name for path in (tmp_path / "mine").iterdir()} >= {"README.md", "case.toml", "claims.toml"}
    done = command("run", "mine", "--out", "page")
    assert (done.code, done.out) == (0, "page/index.html\n")
    report = json.loads((tmp_path / "page" / "report.json").read_text(encoding="utf-8"))
    assert report["title"] == "Invented cameras and the Invented Accord"
    assert {"mine", "page", ".beholden"} == {path.name for path in tmp_path.iterdir()}
    checked = command("case", "check", "mine", "--format", "csv")
    assert checked.code == 0
    assert {row["fails"] for row in csv.DictReader(io.StringIO(checked.out))} <= {"no"}
    assert checked.words.endswith(" findings, 0 of them must be mended\n")


def test_a_second_case_of_that_name_is_refused_and_the_first_stays(command: Command, tmp_path: Path) -> None:
    assert command("case", "new", "a/b").code == 0
    (tmp_path / "a" / "b" / "claims.toml").write_text("mine", encoding="utf-8")
    assert command("case", "new", "a/b").error == "a/b: is there already; give the new case a name of its own"
    assert (tmp_path / "a" / "b" / "claims.toml").read_text(encoding="utf-8") == "mine"
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert (
        command("case", "new", "file").error == "file: is there already; give the new case a name of its own"
    )
    assert command("case", "new", "file/case").error.startswith("file/case: cannot be made: ")


def test_a_check_that_fails_ends_with_1_and_still_gives_its_rows(command: Command, tmp_path: Path) -> None:
    assert command("case", "new", "mine").code == 0
    path = tmp_path / "mine" / "claims.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index('[[party]]\nid = "answer-cameras-deny"')], encoding="utf-8")
    said = command("case", "check", "mine", "--format", "json")
    assert said.code == 1
    failing = [row for row in json.loads(said.out) if row["fails"]]
    assert [row["id"] for row in failing] == ["curated/says-cameras-watch-worshippers"]
    assert said.words.endswith(" findings, 1 of them must be mended\n")
    assert "Traceback" not in said.words


def test_the_bundled_case_is_listed_and_fit_to_be_read(command: Command) -> None:
    listed = command("case", "list")
    assert (listed.code, listed.out, listed.words) == (0, "surveillance-and-the-compact\n", "")
    for name in listed.out.split():
        assert command("case", "check", name).code == 0

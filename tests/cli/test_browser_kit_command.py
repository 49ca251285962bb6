"""`beholden neo4j browser-kit`: the bundled case's guide and scripts, served until Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tomllib
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from beholden.cases.case import FOLDER, find_case
from beholden.cases.guide import guide, starting_values
from beholden.cases.run import Done
from beholden.errors import CaseError
from beholden.graph.find import Finder
from beholden.queries.packs import packs
from tests.cli.conftest import Command

HIKVISION = FOLDER / "surveillance-and-the-compact"


def test_the_bundled_case_gets_a_whole_kit(command: Command, home: Path, tmp_path: Path) -> None:
    said = command("neo4j", "browser-kit", "--out", "kit", home=home)
    assert (said.code, said.out) == (0, "kit\n")
    kit = tmp_path / "kit"
    assert {path.name for path in kit.iterdir()} == {
        "README.txt", "beholden.grass", "beholden-scripts.zip", "guide.html", "scripts",
    }  # fmt: skip
    page = (kit / "guide.html").read_text(encoding="utf-8")
    assert page.count("<slide") == 7
    assert "Which members of United Nations Global Compact have a state" in page
    values = (kit / "scripts" / "sources" / "about-party 1 values.cypher").read_text(encoding="utf-8")
    assert values == (
        "// 1 values: about-party\n:param party => 'uscc:91330000733796106P';\n:param as_of => '2026-11-24';\n"
    )


def test_the_guide_has_six_steps_and_their_figures_are_the_releases(bundled: Done) -> None:
    find = Finder(bundled.release)
    walk = guide(find_case(str(HIKVISION)), bundled.release, find)
    assert walk is not None
    asked = {answer.query.id: len(answer.rows.rows) for answer in bundled.answers[:5]}
    counts = {step.query.id: len(step.rows) for step in walk.steps}
    assert len(walk.steps) == len(counts) == 6
    assert min(counts.values()) > 0
    for query in ("paths.state-owner-company-initiative", "listings.listed-members"):
        assert counts[query] == asked[query]
    assert all(step.query.draws for step in walk.steps)


def test_no_figure_stands_in_the_guides_own_words() -> None:
    data = tomllib.loads((HIKVISION / "guide.toml").read_text(encoding="utf-8"))
    words = [
        data["title"],
        data["opening"],
        *(step[key] for step in data["steps"] for key in ("title", "text")),
    ]
    assert [text for text in words if re.search(r"[0-9]", text)] == []


def test_every_script_of_the_bundled_case_begins_with_all_that_its_query_takes(bundled: Done) -> None:
    values = starting_values(find_case(str(HIKVISION)), bundled.release, Finder(bundled.release))
    lacking = {
        query.id: missing
        for pack in packs()
        for query in pack.queries
        if (missing := [one.name for one in query.parameters if one.name not in values[query.id]])
    }
    assert lacking == {}
    assert values["paths.any-path"]["kinds"][-1] == "PARTNERS_WITH", (
        "the case's own values go before the header's"
    )


def test_a_release_without_the_case_has_a_kit_without_a_guide(
    command: Command, hostile: Path, tmp_path: Path
) -> None:
    said = command("neo4j", "browser-kit", "--out", "kit", home=hostile)
    assert said.code == 0
    assert "there is no guide in the kit: " in said.words
    assert not (tmp_path / "kit" / "guide.html").exists()
    values = (tmp_path / "kit" / "scripts" / "sources" / "about-party 1 values.cypher").read_text("utf-8")
    assert "// party (id) has no value here" in values


def test_a_guide_that_is_not_right_is_said(command: Command, home: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    assert command("case", "new", case).code == 0
    assert "the case my-case has no guide.toml" in command("neo4j", "browser-kit", case, home=home).words
    text = (HIKVISION / "guide.toml").read_text(encoding="utf-8")
    (case / "guide.toml").write_text(text.replace("columns", "colums", 1), encoding="utf-8")
    said = command("neo4j", "browser-kit", case, home=home)
    assert "guide.toml: step 1" in said.error and "colums" in said.error


def test_it_serves_until_ctrl_c(home: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "beholden", "neo4j", "browser-kit", "--serve", "--port", "0"]
    with subprocess.Popen(
        words, cwd=tmp_path, env={**os.environ, "BEHOLDEN_HOME": str(home)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None and running.stderr is not None
        try:
            assert running.stdout.readline() == "browser-kit\n"
            told = [running.stdout.readline() for _ in range(2)]
            assert [line.split()[0] for line in told] == [":guide", ":style"]
            for line, name in zip(told, ("guide.html", "beholden.grass"), strict=True):
                with urllib.request.urlopen(line.split()[1], timeout=10) as answer:
                    assert answer.read() == (tmp_path / "browser-kit" / name).read_bytes()
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=20) == -signal.SIGINT or running.returncode == 130
            assert "Traceback" not in running.stderr.read()
        finally:
            running.kill()


def test_a_guide_that_cannot_be_read_is_an_error(bundled: Done, tmp_path: Path) -> None:
    (tmp_path / "guide.toml").write_text("title = [", encoding="utf-8")
    case = replace(find_case(str(HIKVISION)), folder=tmp_path)
    with pytest.raises(CaseError, match=r"guide.toml: Invalid value"):
        guide(case, bundled.release, Finder(bundled.release))

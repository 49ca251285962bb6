"""The same files are not read again by the same loader, and are by another."""

from pathlib import Path

import pytest

from beholden.graph.workspace import Workspace
from beholden.loaders import run

TABLE = "Name,Type,Sector,Country,Joined On\nInvented Works Ltd,Company,Diversified,Germany,2020-01-02\n"


def table(folder: Path, text: str = TABLE) -> Path:
    path = folder / "participants.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_same_files_are_read_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    first, second = (
        run.load("ungc_participants", [table(tmp_path)], workspace, snapshot="2020-02-01") for _ in range(2)
    )
    assert (first.reused, second.reused) == (False, True)
    assert (second.facts, second.folder) == (first.facts, first.folder)


@pytest.mark.parametrize("change", ["text", "date", "nothing", "loader"])
def test_what_differs_is_read_again(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path / "home")
    run.load("ungc_participants", [table(tmp_path)], workspace, snapshot="2020-02-01")
    if change == "loader":
        monkeypatch.setattr(run, "fingerprint", lambda source: "another")
    again = run.load(
        "ungc_participants",
        [table(tmp_path, TABLE.replace("Germany", "France") if change == "text" else TABLE)],
        workspace,
        snapshot="2020-02-02" if change == "date" else "2020-02-01",
    )
    assert again.reused is (change == "nothing")
    assert len(list(workspace.claims.glob("*/*/snapshot.json"))) == (2 if change in ("text", "date") else 1)


def test_the_fingerprint_is_of_the_code_that_reads(tmp_path: Path) -> None:
    assert run.fingerprint("curated") != run.fingerprint("ungc_participants")
    assert len(run.fingerprint("curated")) == 16

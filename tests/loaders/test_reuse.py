"""The same files are not read again by the same loader, and are by another."""

import shutil
from pathlib import Path

import pytest

from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders import run
from tests.invented import GOLDEN, golden, load, tree

pytestmark = pytest.mark.thorough

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


def everything(workspace: Workspace, participants: Path) -> tuple[Release, list[bool]]:
    """A release of one copy of every source, with this one of the participants, and which copies were reused."""
    loaded = [
        load(source, golden(folder), workspace) for source, folder in GOLDEN if source != "ungc_participants"
    ]
    loaded.append(run.load("ungc_participants", [participants], workspace, snapshot="2020-02-01"))
    release = build(workspace, chosen=[one.folder for one in loaded], as_of="2026-01-01", software="test")
    return release, [one.reused for one in loaded]


def test_a_run_with_one_changed_source_gives_the_bytes_of_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "changed").mkdir()
    changed = table(tmp_path / "changed", TABLE + "Lantern Ltd,Company,Diversified,France,2020-01-03\n")
    kept = Workspace(tmp_path / "kept")
    first, _ = everything(kept, table(tmp_path))
    again, reused = everything(kept, changed)
    whole, fresh = everything(Workspace(tmp_path / "fresh"), changed)
    assert reused == [True] * (len(reused) - 1) + [False]
    assert not any(fresh)
    assert first.folder.name != again.folder.name == whole.folder.name
    assert tree(again.folder) == tree(whole.folder)


def test_names_that_nobody_kept_give_the_same_release(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    first, _ = everything(workspace, table(tmp_path))
    before = tree(first.folder)
    kept = list(workspace.claims.glob("*/*/names/*.parquet"))
    assert len(kept) > len(run.sources()) // 2
    for path in kept:
        path.unlink()
    shutil.rmtree(first.folder)
    assert tree(build(workspace, as_of="2026-01-01", software="test").folder) == before

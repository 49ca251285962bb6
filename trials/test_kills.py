"""kill -9 at random moments: of a load, and of a build. What was there before stays whole, and the next run is clean."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from beholden.graph.release import Release
from beholden.graph.workspace import OLD, PARTIAL, Workspace

CASE = "surveillance-and-the-compact"
KILLS = 20


def command(home: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "beholden", *words],
        env={**os.environ, "BEHOLDEN_HOME": str(home / "workspace")},
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def leftovers(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.name.startswith((PARTIAL, OLD))]


@pytest.fixture
def shared_table(tmp_path: Path) -> Path:
    """A table of 60,000 invented participants, so that a build takes long enough to be hit."""
    path = tmp_path / "participants.csv"
    rows = ["Name,Type,Sector,Country,Joined On"]
    rows += [f"Invented Works {number} Ltd,Company,Diversified,Germany,2020-01-{number % 28 + 1:02}" for number in range(60_000)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_killed_run_leaves_the_release_before_it_whole(tmp_path: Path, shared_table: Path) -> None:
    words = ("run", CASE, "--add", f"ungc_participants={shared_table}@2026-01-01")
    first = command(tmp_path, "run", CASE)
    assert first.wait() == 0, first.stderr and first.stderr.read()
    workspace = Workspace(tmp_path / "workspace")
    started = time.monotonic()
    whole = command(tmp_path, *words)
    assert whole.wait() == 0, whole.stderr and whole.stderr.read()
    took = time.monotonic() - started
    bigger = Release.open(workspace.current()).manifest["hash"]
    small = command(tmp_path, "run", CASE, "--as-of", "2026-11-25")
    small.wait()
    chance = random.Random(20261124)
    hit = 0
    for _ in range(KILLS):
        run = command(tmp_path, *words)
        time.sleep(chance.uniform(0.2, took))
        run.send_signal(signal.SIGKILL)
        hit += run.wait() == -signal.SIGKILL
        release = Release.open(workspace.current())
        release.check()
        assert sum(release.manifest["counts"]["entities"].values()) > 0
        page = tmp_path / "report" / "report.json"
        json.loads(page.read_text(encoding="utf-8"))
    assert hit >= KILLS // 2, "most kills came too late to prove anything"
    last = command(tmp_path, *words)
    assert last.wait() == 0, last.stderr and last.stderr.read()
    assert leftovers(tmp_path) == []
    assert Release.open(workspace.current()).manifest["hash"] == bigger
    print(f"{hit} of {KILLS} kills hit a run of {took:.1f} s")

"""kill -9 of a run: at random moments, and before each of its steps on the disk.

What was there before stays whole, a reader never sees a half, and the next run is clean.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from beholden.graph.partitions import partitions, read_facts
from beholden.graph.release import Release
from beholden.graph.workspace import OLD, PARTIAL, Workspace
from tests.partition import claims_in

CASE = "surveillance-and-the-compact"
KILLS = 20
ROWS = 20_000
"""Rows of the invented table: enough that a run takes long enough to be hit in each of its stages."""

STEPWISE = """
import os, signal, sys
home, until = sys.argv.pop(1), int(sys.argv.pop(1))
steps = 0

def watch(event, arguments):
    global steps
    writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if not writes and event not in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"):
        return
    if not isinstance(arguments[0], (str, os.PathLike)) or not os.path.abspath(arguments[0]).startswith(home):
        return
    if steps == until:
        os.kill(os.getpid(), signal.SIGKILL)
    steps += 1

sys.addaudithook(watch)
from beholden.cli import main
main()
"""
"""A run that kills itself right before a step on the disk: an open for writing, a rename, a removal, a folder."""


def command(home: Path, *words: str, stepwise: int | None = None) -> subprocess.Popen[bytes]:
    start = ["-m", "beholden"] if stepwise is None else ["-c", STEPWISE, str(home), str(stepwise)]
    return subprocess.Popen(
        [sys.executable, *start, *words],
        env={**os.environ, "BEHOLDEN_HOME": str(home / "workspace")},
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def finish(run: subprocess.Popen[bytes]) -> None:
    """Wait for a run that must end well."""
    _, words = run.communicate()
    assert run.returncode == 0, words.decode()


def kill(run: subprocess.Popen[bytes]) -> bool:
    """Kill a run; whether it was still running. One that has ended must have ended well."""
    run.send_signal(signal.SIGKILL)
    _, words = run.communicate()
    assert run.returncode in (0, -signal.SIGKILL), words.decode()
    return run.returncode != 0


def leftovers(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.name.startswith((PARTIAL, OLD))]


def whole(home: Path) -> str:
    """Check everything a reader could open, and return the hash of the current release."""
    workspace = Workspace(home / "workspace")
    for folder in partitions(workspace.claims):
        facts = read_facts(folder)
        claims = {kind: frame.height for kind, frame in claims_in(folder).items()}
        assert claims == facts.counts["claims"]
    release = Release.open(workspace.current())
    release.check()
    assert release.folder.name == release.manifest["hash"]
    report = json.loads((home / "report" / "report.json").read_text(encoding="utf-8"))
    assert report["answer"]
    assert (home / "report" / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    return release.folder.name


def table(path: Path, rows: int) -> Path:
    """A table of invented participants."""
    lines = ["Name,Type,Sector,Country,Joined On"]
    lines += [
        f"Invented Works {number} Ltd,Company,Diversified,Germany,2020-01-{number % 28 + 1:02}"
        for number in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder with the release and the page of the bundled case in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    finish(command(folder, "run", CASE))
    yield folder
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_a_run_killed_at_a_random_moment_leaves_the_release_before_it_whole(
    tmp_path: Path, home: Path, seen: Counter[str]
) -> None:
    words = (
        "run",
        CASE,
        "--add",
        f"ungc_participants={table(tmp_path / 'participants.csv', ROWS)}@2026-01-01",
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    started = time.monotonic()
    finish(command(elsewhere, *words))
    took = time.monotonic() - started
    after = whole(elsewhere)
    before = whole(home)
    assert before != after
    fresh = tmp_path / "fresh"
    shutil.copytree(home, fresh)
    chance = random.Random(20261124)
    for _ in range(KILLS):
        run = command(home, *words)
        time.sleep(chance.uniform(0.05, took * 0.8))  # a whole run takes a little less now and then
        hit = kill(run)
        now = whole(home)
        seen["killed while running" if hit else "kills that came too late"] += 1
        seen["kills after which the release before was current"] += now == before
        assert now in (before, after)
        if now == after:
            shutil.rmtree(home)
            shutil.copytree(fresh, home)
    assert seen["killed while running"] >= KILLS * 3 // 4, "too many kills came too late to prove anything"
    finish(command(home, *words))
    assert whole(home) == after
    assert leftovers(home) == []


def killed_before(home: Path, step: int, words: Sequence[str]) -> bool:
    """Let a run kill itself before a step on the disk; False when it ended well before it came to that step."""
    run = command(home, *words, stepwise=step)
    _, said = run.communicate()
    assert run.returncode in (0, -signal.SIGKILL), said.decode()
    return run.returncode != 0


def as_of_an_older_loader(home: Path) -> None:
    """Let the case's own claims look as if another version had loaded them, so that they are replaced."""
    for path in (home / "workspace" / "claims" / "curated").glob("*/snapshot.json"):
        facts = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**facts, "loader": "older"}), encoding="utf-8")


def test_a_run_killed_before_any_step_on_the_disk_leaves_the_release_before_it_whole(
    tmp_path: Path, home: Path, seen: Counter[str]
) -> None:
    # A run that has claims to write, claims to replace, and a release of its own.
    added = f"ungc_participants={table(tmp_path / 'participants.csv', 10)}@2026-01-01"
    words = ("run", CASE, "--add", added, "--as-of", "2027-01-01")
    as_of_an_older_loader(home)
    before, fresh = whole(home), tmp_path / "fresh"
    shutil.copytree(home, fresh)
    finish(command(home, *words))
    after = whole(home)
    chance = random.Random(20261124)
    for step in count():
        shutil.rmtree(home)
        shutil.copytree(fresh, home)
        if not killed_before(home, step, words):
            break
        now = whole(home)
        assert now in (before, after)
        seen["steps before which a run was killed"] += 1
        seen["of them before the new release was current"] += now == before
        if step % 3 == 0 and killed_before(home, chance.randrange(step + 1), words):
            assert whole(home) in (now, after)
            seen["runs killed that went on after a kill"] += 1
        if step % 10 == 0:
            finish(command(home, *words))
            assert whole(home) == after
            assert leftovers(home) == []
            seen["runs that went on after kills and ended well"] += 1
    assert seen["of them before the new release was current"] > 60, (
        "hardly any step was seen: the watch does not work"
    )
    assert step - seen["of them before the new release was current"] > 10, (
        "no kill while the page was written"
    )

"""Large files load in processes of their own: the same claims, the same errors, and nothing left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beholden.cases import loads
from beholden.cases.case import SourceFiles
from beholden.cases.loads import load_all
from beholden.errors import SourceError
from beholden.graph.partitions import partitions
from beholden.graph.workspace import Workspace
from benchmarks import made_table
from tests.invented import tree

pytestmark = pytest.mark.thorough

ROWS = 3_000


def participants(folder: Path, name: str = "participants.csv", rows: int = ROWS) -> SourceFiles:
    return SourceFiles("ungc_participants", (made_table.write(folder / name, rows),), "2026-01-01")


@contextmanager
def silent(name: str) -> Iterator[Callable[[int], None]]:
    yield lambda number: None


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Files of any size count as large; gives the processes that were started."""
    monkeypatch.setattr(loads, "LARGE_BYTES", 1)
    found: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def popen(*words: object, **options: object) -> subprocess.Popen[bytes]:
        found.append(start(*words, **options))  # type: ignore[call-overload]
        return found[-1]

    monkeypatch.setattr(loads.subprocess, "Popen", popen)
    return found


def test_the_claims_are_those_of_a_load_in_this_process(
    tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [participants(tmp_path, f"{number}.csv", 40 + number) for number in range(5)]
    apart = load_all(wanted, Workspace(tmp_path / "apart"), silent)
    assert len(started) == 5
    monkeypatch.setattr(loads, "LARGE_BYTES", 1_000_000)
    here = load_all(wanted, Workspace(tmp_path / "here"), silent)
    assert len(started) == 5
    assert [one.facts for one in apart] == [one.facts for one in here]
    assert [one.facts.counts["rows"] for one in apart] == [40, 41, 42, 43, 44]
    assert tree(tmp_path / "apart" / "claims") == tree(tmp_path / "here" / "claims")


def test_what_was_loaded_before_starts_no_process(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    wanted, home = participants(tmp_path, rows=20), Workspace(tmp_path / "home")
    calls: list[int] = []
    (first,) = load_all([wanted], home, silent, meanwhile=lambda: calls.append(1))
    (again,) = load_all([wanted], home, silent, meanwhile=lambda: calls.append(2))
    assert (first.reused, again.reused, len(started), calls) == (False, True, 1, [1])


def test_the_records_read_are_heard_here(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    heard: list[tuple[str, int]] = []

    @contextmanager
    def watch(name: str) -> Iterator[Callable[[int], None]]:
        yield lambda number: heard.append((name, number))

    load_all([participants(tmp_path)], Workspace(tmp_path / "home"), watch)
    # A table is read in chunks, and this one is a single chunk.
    assert heard == [("loading ungc_participants", 3000)]


def test_an_error_is_that_of_a_load_in_this_process_and_the_others_are_stopped(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("this is no table of participants\n", encoding="utf-8")
    wanted = [SourceFiles("ungc_participants", (broken,), "2026-01-01"), participants(tmp_path, rows=20_000)]
    with pytest.raises(SourceError) as apart:
        load_all(wanted, Workspace(tmp_path / "home"), silent)
    with pytest.raises(SourceError) as here:
        loads.load("ungc_participants", [broken], Workspace(tmp_path / "other"), snapshot="2026-01-01")
    assert str(apart.value) == str(here.value)
    assert [process.poll() is None for process in started] == [False] * len(started)
    assert list(partitions(tmp_path / "home" / "claims")) == []


def test_a_process_that_is_killed_is_told_and_keeps_nothing(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    @contextmanager
    def watch(name: str) -> Iterator[Callable[[int], None]]:
        yield lambda number: started[0].kill()

    home = Workspace(tmp_path / "home")
    with pytest.raises(
        SourceError, match=r"ungc_participants: the process that loads it was ended by signal 9"
    ):
        load_all([participants(tmp_path, rows=20_000)], home, watch)
    assert list(partitions(home.claims)) == []
    (loaded,) = load_all([participants(tmp_path, "other.csv", 20)], home, silent)
    assert loaded.facts.counts["rows"] == 20


def test_a_bug_in_a_process_shows_its_traceback_and_is_no_error_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(loads, "LARGE_BYTES", 1)
    start = subprocess.Popen
    faulty = [sys.executable, "-c", "raise ValueError('a bug')"]
    monkeypatch.setattr(loads.subprocess, "Popen", lambda words, **options: start(faulty, **options))
    with pytest.raises(
        RuntimeError, match="ungc_participants: the process that loads it failed; it said why"
    ):
        load_all([participants(tmp_path, rows=5)], Workspace(tmp_path / "home"), silent)
    assert "Traceback" in (said := capfd.readouterr().err) and "ValueError: a bug" in said


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(one) for task in tasks.glob("*/children") for one in task.read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_ctrl_c_stops_all_of_them(tmp_path: Path) -> None:
    table = participants(tmp_path, rows=60_000).files[0]
    home = tmp_path / "home"
    added = f"ungc_participants={table}@2026-01-01"
    words = ["run", "surveillance-and-the-compact", "--add", added, "--out", str(tmp_path / "page")]
    running = subprocess.Popen(
        [sys.executable, "-m", "beholden", *words],
        env={**os.environ, "BEHOLDEN_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    loading: list[int] = []
    while running.poll() is None and not loading:
        time.sleep(0.05)
        loading = [pid for pid in children(running.pid) if b"load_process" in command_of(pid)]
    time.sleep(1.0)
    os.killpg(running.pid, signal.SIGINT)
    out, words_said = running.communicate(timeout=30)
    assert (running.returncode, out, words_said.strip()) == (130, "", "beholden: stopped")
    assert loading and not any(Path(f"/proc/{pid}").exists() for pid in loading)
    assert not list((home / "claims").glob("ungc_participants/[!.]*"))


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""

"""The engine in a process of its own gives the rows of the engine here, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from beholden.cases.case import find_case
from beholden.cases.engine_apart import EngineApart
from beholden.cases.run import Prepared, ask_questions, prepare
from beholden.errors import QueryError
from beholden.graph.answers import EVERYTHING, Reads
from beholden.graph.engine import Engine
from beholden.graph.kinds import schema
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from tests.cases.test_loads import children, command_of, silent

pytestmark = pytest.mark.thorough

COUNT = "MATCH (n) RETURN count(n) AS nodes"
BOTH_WAYS = "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS kind, r.id AS id, b.id AS b, r.claims AS claims"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(
        find_case("surveillance-and-the-compact"),
        Workspace(tmp_path_factory.mktemp("home")),
        software="test",
        watch=silent,
    )


@contextmanager
def told(release: Release) -> Iterator[EngineApart]:
    """The engine apart, which was told of a release as a build tells of it."""
    with EngineApart(EVERYTHING) as engine:
        for what, frames in parts(release).items():
            engine.hear(what, frames)
        yield engine


def parts(release: Release) -> dict[str, dict[str, pl.DataFrame]]:
    """The frames of a release as a build tells of them."""
    found: dict[str, dict[str, pl.DataFrame]] = {"entities": {}, "stated": {}, "derived": {}}
    for part in ("entities", "relations"):
        for name in release.kinds(part):
            kind = schema().kind(name)
            what = "entities" if part == "entities" else "derived" if kind.derived else "stated"
            found[what][name] = release.frame(part, name)
    return found


def test_a_case_is_answered_as_by_the_engine_here(ready: Prepared) -> None:
    assert sum(len(one.rows.rows) for one in ready.answers) > 0
    assert ready.answers == ask_questions(find_case("surveillance-and-the-compact"), ready.release)


def test_all_of_a_release_arrives(ready: Prepared) -> None:
    here = Engine(ready.release)
    with told(ready.release) as engine:
        for query in (COUNT, BOTH_WAYS):
            apart = engine.ask(query, {})
            assert apart == here.ask(query, {})
            assert len(apart.rows) > 0


def test_an_error_is_that_of_the_engine_here_and_the_next_question_is_answered(ready: Prepared) -> None:
    here = Engine(ready.release)
    with told(ready.release) as engine:
        for wrong in ("MATCH (n RETURN n", "MATCH (a), (b), (c) RETURN count(*) AS rows"):
            with pytest.raises(QueryError) as apart:
                engine.ask(wrong, {}, time_limit=0.001)
            with pytest.raises(QueryError) as own:
                here.ask(wrong, {}, time_limit=0.001)
            assert str(apart.value) == str(own.value)
        assert engine.ask(COUNT, {}).rows[0][0] > 0


def test_it_waits_for_all_of_a_release(ready: Prepared) -> None:
    with EngineApart(EVERYTHING) as engine:
        process = engine._process
        for what, frames in parts(ready.release).items():
            engine.hear(what, frames)
            time.sleep(0.1)
            assert process.poll() is None
        assert engine.ask(COUNT, {}).rows[0][0] > 0
    assert process.poll() is not None


def test_what_no_question_reads_is_not_sent(ready: Prepared) -> None:
    with EngineApart(Reads(frozenset({"country"}), frozenset({"OWNS"}))) as engine:
        for what, frames in parts(ready.release).items():
            engine.hear(what, frames)
        assert engine.ask("MATCH ()-[r]->() RETURN DISTINCT type(r) AS kind", {}).rows == [("OWNS",)]
        with pytest.raises(QueryError, match="Unknown property 'names'"):
            engine.ask("MATCH (n:Company) WHERE n.names IS NOT NULL RETURN n.id AS id", {})
        assert len(engine.ask("MATCH (n:Company) WHERE n.country = 'CN' RETURN n.id AS id", {}).rows) > 0


def test_a_process_that_is_killed_is_told(ready: Prepared) -> None:
    with told(ready.release) as engine:
        engine._process.kill()
        with pytest.raises(QueryError, match="the process that answers questions was ended by signal 9"):
            engine.ask(COUNT, {})


def test_a_bug_in_the_process_shows_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    start = subprocess.Popen
    faulty = [sys.executable, "-c", "raise ValueError('a bug')"]
    monkeypatch.setattr(subprocess, "Popen", lambda words, **options: start(faulty, **options))
    failed = pytest.raises(RuntimeError, match="the process that answers questions failed; it said why")
    with EngineApart(EVERYTHING) as engine, failed:
        engine.ask(COUNT, {})
    assert "Traceback" in (said := capfd.readouterr().err) and "ValueError: a bug" in said


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_it_ends_with_the_run(tmp_path: Path, ends: signal.Signals) -> None:
    running = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "beholden",
            "run",
            "surveillance-and-the-compact",
            "--out",
            str(tmp_path / "page"),
        ],
        env={**os.environ, "BEHOLDEN_HOME": str(tmp_path / "home")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    asking: list[int] = []
    while running.poll() is None and not asking:
        time.sleep(0.02)
        asking = [pid for pid in children(running.pid) if b"engine_process" in command_of(pid)]
    assert asking
    if ends == signal.SIGINT:
        time.sleep(0.3)  # once `beholden` listens for it
        os.killpg(running.pid, ends)
    else:
        running.kill()
    running.wait(timeout=30)
    until = time.monotonic() + 30
    while time.monotonic() < until and any(command_of(pid) for pid in asking):
        time.sleep(0.05)
    assert not any(command_of(pid) for pid in asking)

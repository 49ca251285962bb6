"""The server for tests: what it gives, that it ends with those who use it, and what it says where it can't start."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tools import neo4j_server
from tools.neo4j_server import FailedError, MissingError, Server

CHECKOUT = Path(__file__).parents[2]


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be fetched does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_it_answers_shows_neo4j_browser_and_can_be_emptied(neo4j: Server) -> None:
    neo4j.ask("CREATE (:Other {since: date($day)})-[:IS]->(:Other)", {"day": "2020-01-31"})
    neo4j.ask("CREATE CONSTRAINT own FOR (n:Other) REQUIRE n.id IS UNIQUE")
    neo4j.ask("CREATE INDEX named FOR (n:Other) ON (n.name)")
    assert neo4j.ask("MATCH (n:Other) WHERE n.since IS NOT NULL RETURN n.since") == [["2020-01-31"]]
    with pytest.raises(FailedError, match="Invalid input"):
        neo4j.ask("MATCH (n RETURN n")

    neo4j.wipe()

    assert neo4j.ask("MATCH (n) RETURN count(n)") == [[0]]
    assert neo4j.ask("SHOW CONSTRAINTS YIELD name RETURN name") == []
    assert neo4j.ask("SHOW INDEXES YIELD type RETURN DISTINCT type") == [["LOOKUP"]]
    assert neo4j.ask("CALL dbms.components() YIELD versions RETURN versions[0]")[0][0].startswith("5.26.")
    with urllib.request.urlopen(neo4j.browser) as page:
        assert "Neo4j Browser" in page.read().decode()


def test_a_server_ends_when_its_starter_is_killed(neo4j_jars: Path, tmp_path: Path) -> None:
    code = (
        "import sys, signal; from pathlib import Path; from tools.neo4j_server import running\n"
        "with running(Path(sys.argv[1]), heap='300m') as server: print(server.uri, flush=True); signal.pause()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "home")], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    with starter.stdout:
        assert starter.stdout.readline().startswith("bolt://127.0.0.1:")
    java = int((tmp_path / "home" / "pid").read_text())
    assert alive(java)

    starter.send_signal(signal.SIGKILL)
    starter.wait()

    assert gone(java)


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match="no java here; install a Java 17 runtime"):
        neo4j_server.jars()


def test_without_the_jars_it_says_how_to_fetch_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "java").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(MissingError, match="fetch them with `make neo4j-jars`"):
        neo4j_server.jars()
    with pytest.raises(MissingError, match="no mvn here; install Maven"):
        neo4j_server.fetch()
    assert [path.suffix for path in (tmp_path / "beholden").iterdir()] == [".lock"]

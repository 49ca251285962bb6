"""A real Neo4j 5.26 on this machine, without a container: for tests, trials, benchmarks and people.

    python -m tools.neo4j_server fetch     fetch its jars by Maven, once, into the user's cache folder
    python -m tools.neo4j_server run       start it, print how to reach it, run until Ctrl-C (`make neo4j`)

From Python:

    with running(folder) as server:
        server.uri, server.user, server.password, server.http, server.http_port
        server.ask("MATCH (n) RETURN count(n)")   # → [[0]], over HTTP, without a driver
        server.wipe()                             # no node, relation, index or constraint is left

It listens on free ports of the loopback address and has a random password. A server lives as long as some process
holds its FIFO open, so it is stopped when the last process that uses it ends, also when that one is killed.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import errno
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock

POM = Path(__file__).parent / "neo4j" / "pom.xml"
READY_SECONDS = 120.0
LOG = "server.log"

# The server's module system keeps closed what its page cache and its threads reach into.
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang")
# $1 the FIFO, $2 where the id of the server's process goes, then the command. `cat` ends when nobody holds the FIFO.
_WATCHED = """
fifo=$1 pid_file=$2; shift 2
"$@" </dev/null & server=$!
echo $server > "$pid_file"
( cat "$fifo" >/dev/null; kill -9 $server 2>/dev/null ) & watch=$!
wait $server; code=$?
kill $watch 2>/dev/null
exit $code
"""


class MissingError(Exception):
    """Java, Maven or the jars are not there; the message says which and what to do."""


class FailedError(Exception):
    """The server did not start, or refused a statement."""


def jars() -> Path:
    """The folder of the jars for this pom; MissingError where it has not been fetched or there is no Java 17."""
    _program("java", "install a Java 17 runtime (openjdk-17-jre-headless)")
    folder = _jars_folder()
    if not folder.is_dir():
        raise MissingError("the jars of Neo4j are not fetched; fetch them with `make neo4j-jars`")
    return folder


def fetch() -> Path:
    """The folder of the jars, fetched by Maven where it is not there yet; it appears whole or not at all."""
    folder = _jars_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if folder.is_dir():
            return folder
        maven = _program("mvn", "install Maven (the package maven)")
        partial = Path(tempfile.mkdtemp(prefix="partial-", dir=folder.parent))
        try:
            words = ("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={partial}")
            done = subprocess.run(
                [maven, "-q", "-B", "-f", str(POM), *words], capture_output=True, text=True, check=False
            )
            if done.returncode or not any(partial.glob("neo4j-server-*.jar")):
                raise MissingError(f"Maven could not fetch the jars of Neo4j:\n{done.stdout}{done.stderr}")
            partial.chmod(0o755)
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return folder


def _jars_folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "beholden" / f"neo4j-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"


def _program(name: str, cure: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"there is no {name} here; {cure}")
    return found


@dataclass(frozen=True)
class Server:
    """A running server; `process` leads the group of its processes."""

    home: Path
    uri: str
    http: str
    user: str
    password: str
    process: int

    @property
    def http_port(self) -> int:
        """The port of HTTP and of Neo4j Browser."""
        return int(self.http.rpartition(":")[2])

    @property
    def browser(self) -> str:
        """The address of Neo4j Browser."""
        return f"{self.http}/browser/"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which beholden and other software find the server."""
        return {
            "NEO4J_URI": self.uri,
            "NEO4J_USERNAME": self.user,
            "NEO4J_PASSWORD": self.password,
            "NEO4J_DATABASE": "neo4j",
        }

    def ask(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, database: str = "neo4j"
    ) -> list[Any]:
        """The rows of one statement in a transaction of its own, as JSON has them; FailedError with Neo4j's message."""
        return _post(self.http, (self.user, self.password), database, (cypher, parameters or {}))

    def wipe(self) -> None:
        """Remove every node, relation, constraint and index."""
        while self.ask("MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(n)")[0][0]:
            pass
        constraints = [f"DROP CONSTRAINT `{name}`" for (name,) in self.ask("SHOW CONSTRAINTS YIELD name")]
        self._run_all(constraints)
        self._run_all(
            f"DROP INDEX `{name}`"
            for name, kind in self.ask("SHOW INDEXES YIELD name, type")
            if kind != "LOOKUP"
        )

    def _run_all(self, statements: Iterable[str]) -> None:
        """Run statements that give no rows, all in one transaction."""
        _post(self.http, (self.user, self.password), "neo4j", *((cypher, {}) for cypher in statements))

    def kill(self) -> None:
        """End the server at once, as a crash would, with SIGKILL."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)


def _post(
    http: str, login: tuple[str, str], database: str, *statements: tuple[str, Mapping[str, Any]]
) -> list[Any]:
    body = json.dumps(
        {"statements": [{"statement": cypher, "parameters": values} for cypher, values in statements]},
        default=lambda value: value.isoformat() if isinstance(value, date) else None,
    )
    request = urllib.request.Request(
        f"{http}/db/{database}/tx/commit",
        body.encode(),
        {
            "Authorization": "Basic " + base64.b64encode(":".join(login).encode()).decode(),
            "Content-Type": "application/json",
            "Accept": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            said = json.load(answer)
    except urllib.error.HTTPError as problem:
        with problem:
            raise FailedError(f"Neo4j answers {problem.code}: {problem.read(2000)!r}") from None
    if said["errors"]:
        raise FailedError(said["errors"][0]["message"])
    return [row["row"] for row in said["results"][0]["data"]] if said["results"] else []


def environment(home: Path) -> dict[str, str]:
    """The variables that let `org.neo4j.cli.AdminTool` work on the stopped server with this home."""
    return {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def java(*words: str, heap: str = "1g", collector: str = "Serial") -> list[str]:
    """The command of a class of Neo4j with its arguments, such as `org.neo4j.cli.AdminTool`.

    `collector` is Java's collector of garbage: the serial one takes least beside other work, the parallel one gets most
    done where nothing else runs.
    """
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    return ["java", f"-Xmx{heap}", f"-XX:+Use{collector}GC", *opened, "-cp", f"{jars()}/*", *words]


@dataclass
class _Hold:
    """One use of a server by this process: the open end of its FIFO, and the process where this one started it."""

    server: Server
    held: int
    process: subprocess.Popen[bytes] | None = None

    def end(self) -> None:
        """Use it no longer; the last one's end is the server's."""
        os.close(self.held)
        if self.process is not None:
            self.process.wait()


def _start(home: Path, settings: Mapping[str, str], heap: str) -> _Hold:
    """Start a server with this home, which may have a database already, and wait until it answers.

    Its password is kept in the home, so that a server can be started there again.
    """
    for attempt in (1, 2, 3):
        try:
            return _try_to_start(home, settings, heap)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE or attempt == 3:
                raise
    raise AssertionError("unreachable")


def _try_to_start(home: Path, settings: Mapping[str, str], heap: str) -> _Hold:
    bolt, http = _free_ports()
    configuration = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt}",
        "server.bolt.advertised_address": f"127.0.0.1:{bolt}",
        "server.http.listen_address": f"127.0.0.1:{http}",
        "server.memory.pagecache.size": "256m",
        "dbms.usage_report.enabled": "false",
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.retention_policy": "keep_none",
        **settings,
    }
    (home / "conf").mkdir(parents=True, exist_ok=True)
    text = "".join(f"{name}={value}\n" for name, value in configuration.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
    fifo = home / "users"
    fifo.unlink(missing_ok=True)
    os.mkfifo(fifo, 0o600)
    entry = java(
        "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
        heap=heap,
    )
    with (home / LOG).open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            ["sh", "-c", _WATCHED, "neo4j", str(fifo), str(home / "pid"), *entry],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    held = os.open(fifo, os.O_WRONLY)
    kept = home / "password"
    server = Server(
        home, f"bolt://127.0.0.1:{bolt}", f"http://127.0.0.1:{http}", "neo4j",
        kept.read_text(encoding="utf-8") if kept.exists() else secrets.token_urlsafe(18),
        process.pid,
    )  # fmt: skip
    try:
        _wait(server, process, first=not kept.exists())
    except BaseException:
        server.kill()
        process.wait()
        os.close(held)
        raise
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(server.password, encoding="utf-8")
    return _Hold(server, held, process)


def _wait(server: Server, process: subprocess.Popen[bytes], *, first: bool) -> None:
    """Wait until the server answers; its first password is replaced.

    FailedError with its log where it ends, OSError where a port was taken meanwhile.
    """
    until = time.monotonic() + READY_SECONDS
    replace = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
    while time.monotonic() < until:
        if process.poll() is not None:
            log = (server.home / LOG).read_text(encoding="utf-8", errors="replace")
            if "Address already in use" in log:
                raise OSError(errno.EADDRINUSE, "a port was taken meanwhile")
            raise FailedError(f"Neo4j ended at once:\n{log[-2000:]}")
        try:
            if first:
                _post(server.http, ("neo4j", "neo4j"), "system", (replace, {"new": server.password}))
                first = False
            server.ask("RETURN 1")
            return
        except (OSError, FailedError):
            time.sleep(0.2)
    raise FailedError(f"Neo4j did not answer within {READY_SECONDS:g} s; its log is {server.home / LOG}")


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@contextlib.contextmanager
def running(home: Path, *, settings: Mapping[str, str] | None = None, heap: str = "1g") -> Iterator[Server]:
    """A server of one's own while the block runs; its files stay in `home`."""
    hold = _start(home, settings or {}, heap)
    try:
        yield hold.server
    finally:
        hold.server.kill()
        hold.end()


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[Server]:
    """The one server of all processes that name this folder: the first starts it, and the last to leave ends it."""
    described = folder / "server.json"
    with FileLock(folder / "server.lock"):
        hold = _join(described) or _start(Path(tempfile.mkdtemp(prefix="neo4j-", dir=folder)), {}, "1g")
        described.touch(mode=0o600)
        told = {**asdict(hold.server), "home": str(hold.server.home)}
        described.write_text(json.dumps(told), encoding="utf-8")
    try:
        yield hold.server
    finally:
        hold.end()


def _join(described: Path) -> _Hold | None:
    """The server that another process started, with an open end of its FIFO; None where it has ended."""
    if not described.exists():
        return None
    data = json.loads(described.read_text(encoding="utf-8"))
    server = Server(**{**data, "home": Path(data["home"])})
    try:
        held = os.open(server.home / "users", os.O_WRONLY | os.O_NONBLOCK)
    except OSError as problem:
        if problem.errno not in (errno.ENXIO, errno.ENOENT):
            raise
        return None
    try:
        server.ask("RETURN 1")
    except (OSError, FailedError):
        os.close(held)
        return None
    return _Hold(server, held)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the jars, or run a server for people until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tools.neo4j_server", description=main.__doc__)
    parser.add_argument("what", choices=("fetch", "run"))
    chosen = parser.parse_args(arguments)
    try:
        fetch()
        if chosen.what == "fetch":
            return 0
        # Ends like Ctrl-C, so that the folder is removed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with tempfile.TemporaryDirectory(prefix="beholden-neo4j-") as home, running(Path(home)) as server:
            for name, value in server.environment.items():
                print(f"export {name}='{value}'")
            print(f"# Neo4j Browser: {server.browser}", flush=True)
            print("Neo4j runs until Ctrl-C; its data goes with it.", file=sys.stderr)
            while True:
                signal.pause()
    except KeyboardInterrupt:
        return 130
    except (MissingError, FailedError) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

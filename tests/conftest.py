"""What all tests share: the option that rewrites golden files, where real publications lie, a real Neo4j."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from tools import neo4j_server

hypothesis.settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True)
# Other graphs at each run; a busy machine is no fault, and a failure prints how to have the same graph again.
hypothesis.settings.register_profile(
    "ci",
    max_examples=2000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --rewrite-golden; the diff is then what is reviewed."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write what the code gives now into the golden files"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    terminalreporter.write_line(f"{len(skipped)} tests skipped")
    for reason, number in sorted(reasons.items()):
        terminalreporter.write_line(f"  {number}: {reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a Neo4j or a Chromium, and with it and what asks outside judges, what is not in `make test`."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if {"neo4j", "neo4j_jars"} & used:
            item.add_marker("neo4j")
        if "chromium" in used:
            item.add_marker("chromium")
        if "judges" in used or item.get_closest_marker("neo4j") or item.get_closest_marker("chromium"):
            item.add_marker("thorough")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which anything was skipped, where everything that tests need is said to be there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("BEHOLDEN_REQUIRE") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written rather than compared."""
    return bool(request.config.getoption("--rewrite-golden"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real publications: BEHOLDEN_SHARED, else the folder `shared` beside the checkout.

    Without it the test is skipped, or fails where BEHOLDEN_REQUIRE contains "shared".
    """
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("BEHOLDEN_SHARED", beside))
    if not (folder / "data").is_dir():
        if "shared" in os.environ.get("BEHOLDEN_REQUIRE", ""):
            pytest.fail(f"no shared folder: {folder} has no data, and BEHOLDEN_REQUIRE asks for it")
        pytest.skip("no shared folder")
    return folder


@pytest.fixture(scope="session")
def judges() -> Path:
    """The folder that `.ci/judges` makes, with other publishers' validators: BEHOLDEN_JUDGES, else `.judges` here.

    Without it the test is skipped, or fails where BEHOLDEN_REQUIRE contains "judges".
    """
    folder = Path(os.environ.get("BEHOLDEN_JUDGES", Path(__file__).resolve().parents[1] / ".judges"))
    if not (folder / "packages").is_file():
        if "judges" in os.environ.get("BEHOLDEN_REQUIRE", ""):
            pytest.fail(f"no judges: {folder} has none, and BEHOLDEN_REQUIRE asks for them; run .ci/judges")
        pytest.skip("no judges of the exports (`.ci/judges`)")
    return folder


@pytest.fixture(scope="session")
def neo4j_jars() -> Path:
    """The folder of Neo4j's jars, for tests that start a server of their own (`tools.neo4j_server.running`).

    Without Java or the jars the test is skipped, or fails where BEHOLDEN_REQUIRE contains "neo4j".
    """
    try:
        return neo4j_server.jars()
    except neo4j_server.MissingError as missing:
        if "neo4j" in os.environ.get("BEHOLDEN_REQUIRE", ""):
            pytest.fail(f"{missing}; BEHOLDEN_REQUIRE asks for it")
        pytest.skip("no Neo4j: Java 17 or its jars are missing (`make neo4j-jars`)")


@pytest.fixture(scope="session")
def shared_neo4j(
    neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[neo4j_server.Server, Path]]:
    """The one server of this run, whatever the number of workers, and the file whose lock says whose turn it is."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    with neo4j_server.shared(folder) as server:
        yield server, folder / "neo4j-turn.lock"


@pytest.fixture(scope="module")
def neo4j(shared_neo4j: tuple[neo4j_server.Server, Path]) -> Iterator[neo4j_server.Server]:
    """A real Neo4j 5.26, empty, for the tests of one module: no other module uses it meanwhile.

    It has `uri`, `user`, `password`, `http_port`, `browser`, `environment` (the variables NEO4J_URI and so on),
    `ask(cypher, parameters)` for the rows of a statement, and `wipe()`, which empties it between tests. Keep the
    tests that use it in few files: a worker waits while another one's module has it.
    """
    server, turn = shared_neo4j
    with FileLock(turn):
        server.wipe()
        yield server

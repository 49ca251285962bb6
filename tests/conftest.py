"""What all tests share: the option that rewrites golden files, and where real publications lie."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

# BEHOLDEN_EXAMPLES is how many cases are generated for each property; no time is asserted.
settings.register_profile(
    "beholden", max_examples=int(os.environ.get("BEHOLDEN_EXAMPLES", "50")), deadline=None
)
settings.load_profile("beholden")


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

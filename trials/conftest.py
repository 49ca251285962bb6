"""The trials' own profile, and a summary of what they did, fit to be pasted into docs/trials.md."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "trials",
    max_examples=int(os.environ.get("BEHOLDEN_TRIALS_EXAMPLES", "2000")),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("trials")

SEEN: dict[str, Counter[str]] = {}
"""What each trial counted: its name, and how often each outcome was seen."""


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Counter[str]:
    """Where a trial counts its outcomes."""
    return SEEN.setdefault(request.node.name, Counter())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the outcomes of each trial."""
    for trial, outcomes in SEEN.items():
        said = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(outcomes.items()))
        terminalreporter.write_line(f"{trial}: {said}")

"""What every part of the tests shares: the option that rewrites golden files, and where real publications lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --rewrite-golden; the diff is then what is reviewed."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write what the code gives now into the golden files"
    )


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

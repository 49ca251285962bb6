"""Every source's invented fixtures, in the publisher's shape, give exactly the statements kept beside them.

A folder `golden` (or `golden-<variant>`) holds the files of one load and `expected.jsonl`: a statement a
line, sorted by id. `pytest --rewrite-golden` writes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders import Entity, Relation
from beholden.loaders.run import sources

HERE = Path(__file__).parent
CASES = [folder for source in sources() for folder in sorted((HERE / source).glob("golden*/"))]


@pytest.mark.parametrize("source", sources())
def test_source_has_a_golden_fixture(source: str) -> None:
    assert (HERE / source / "golden").is_dir(), f"tests/loaders/{source}/golden is missing"


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_fixture_gives_the_expected_statements(
    folder: Path, outcome: Callable[[str, Sequence[Path]], Any], rewrite_golden: bool
) -> None:
    expected = folder / "expected.jsonl"
    files = sorted(path for path in folder.iterdir() if path != expected)
    found = outcome(folder.parent.name, files)
    assert found.rejects == []
    lines = sorted({_line(statement) for statement in found.statements})  # a record twice is one claim
    if rewrite_golden:
        expected.write_text("".join(lines), encoding="utf-8")
    assert "".join(lines) == expected.read_text(encoding="utf-8")


def _line(statement: Entity | Relation) -> str:
    """The statement as JSON, its id first, without what it does not say."""
    fields = asdict(statement)
    fields["said"] = _stated(fields["said"])
    return json.dumps({"id": fields.pop("id"), **_stated(fields)}, ensure_ascii=False) + "\n"


def _stated(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}

"""Loading a source in both its ways, in columns and record by record, which must give the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, settings

from beholden.errors import Error
from beholden.graph.workspace import Workspace
from beholden.loaders import run
from tests.partition import claims_in

HERE = Path(__file__).parent
SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def loaded(source: str, files: Sequence[Path], home: Path, in_columns: bool) -> dict[str, str] | str:
    """What a load keeps, its claims by kind, or what it says instead; any number of rejects is taken.

    The claims are in the order of their ids: that of the files is left to each way.
    """
    module = run.loader(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SOURCE", replace(module.SOURCE, reject_limit=1.0))
        if not in_columns:
            patch.delattr(module, "columns")
        try:
            folder = run.load(source, files, Workspace(home), snapshot="2026-03-01").folder
        except Error as problem:
            return str(problem)
    texts = (path for path in folder.iterdir() if path.suffix in (".json", ".jsonl"))
    names = next((folder / "names").iterdir(), None) if (folder / "names").exists() else None
    return {
        **{kind: frame.write_ndjson() for kind, frame in claims_in(folder).items()},
        **{path.name: path.read_text(encoding="utf-8") for path in texts},
        "names": "" if names is None else pl.read_parquet(names).write_ndjson(),
    }


def hold(source: str, contents: dict[str, bytes], folder: Path) -> dict[str, str] | str:
    """Load files of these contents in both ways, which must give the same; and give that."""
    number = len(list(folder.iterdir()))
    here = folder / str(number)
    here.mkdir()
    files = []
    for name, content in contents.items():
        files.append(here / name)
        files[-1].write_bytes(content)
    one_by_one = loaded(source, files, here / "one-by-one", in_columns=False)
    in_columns = loaded(source, files, here / "in-columns", in_columns=True)
    assert in_columns == one_by_one
    return in_columns


def golden(source: str, name: str = "golden") -> dict[str, bytes]:
    """The files of a golden folder."""
    folder = HERE / source / name
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "expected.jsonl"}


def plain(source: str, contents: dict[str, bytes], folder: Path) -> int:
    """How many records of these files are read in columns."""
    files = []
    for name, content in contents.items():
        files.append(folder / name)
        files[-1].write_bytes(content)
    return sum(chunk.plain for chunk in run.loader(source).columns(files))

"""Loading a source in both its ways, in columns and record by record, which must give the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from beholden.errors import Error
from beholden.graph.records import read_records, records_folder
from beholden.graph.workspace import Workspace
from beholden.loaders import run

HERE = Path(__file__).parent
SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def loaded(source: str, files: Sequence[Path], home: Path, in_columns: bool) -> dict[str, bytes] | str:
    """What a load writes, by file, or what it says instead; any number of rejects is taken.

    Records are kept in the order in which they are read, of which only this says nothing.
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
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent != records_folder(folder))
    records = read_records(folder).sort("record")
    return {
        "records": records.write_ndjson().encode(),
        **{str(path.relative_to(folder)): path.read_bytes() for path in files},
    }


def hold(source: str, contents: dict[str, bytes], folder: Path) -> dict[str, bytes] | str:
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

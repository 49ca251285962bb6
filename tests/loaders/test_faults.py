"""Every source refuses what it must: one fault a file, one clear message each.

`faults/faults.toml` says for each fault the files given, a part of the message, and whether it is one error
for the whole load ("error") or one rejected record ("reject").
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError
from beholden.loaders.run import sources

HERE = Path(__file__).parent


def _faults() -> list[Any]:
    faults = []
    for source in sources():
        for path in sorted((HERE / source).glob("faults/faults.toml")):
            for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
                faults.append(pytest.param(source, path.parent, fault, id=f"{source}/{fault['files'][-1]}"))
    return faults


@pytest.mark.parametrize("source", sources())
def test_source_has_faults_and_each_is_declared(source: str) -> None:
    folder = HERE / source / "faults"
    assert (folder / "faults.toml").is_file(), f"tests/loaders/{source}/faults/faults.toml is missing"
    declared = tomllib.loads((folder / "faults.toml").read_text(encoding="utf-8"))["fault"]
    named = {(folder / name).resolve() for fault in declared for name in fault["files"]}
    unnamed = {path for path in folder.iterdir() if path.name != "faults.toml"} - named
    assert not unnamed, f"files that no fault names: {sorted(path.name for path in unnamed)}"


@pytest.mark.parametrize(("source", "folder", "fault"), _faults())
def test_fault_is_refused(
    source: str, folder: Path, fault: dict[str, Any], outcome: Callable[[str, Sequence[Path]], Any]
) -> None:
    assert set(fault) == {"files", "message", "expect"}
    files = [folder / name for name in fault["files"]]
    if fault["expect"] == "error":
        with pytest.raises(SourceError) as raised:
            outcome(source, files)
        assert fault["message"] in str(raised.value)
        return
    assert fault["expect"] == "reject"
    found = outcome(source, files)
    reasons = {reject.reason for reject in found.rejects}
    assert len(reasons) == 1, f"one fault a file, but: {sorted(reasons)}"
    assert fault["message"] in reasons.pop()
    assert found.statements, "one bad record must not stop the others"

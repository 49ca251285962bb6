"""Compiled loops that are kept on disk, and what they call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LOOP = """
from parts import STEP, TABLE, PAIR, {name}

def loop(count):
    found = 0
    for number in range(count):
        found += {name}(number) + STEP + TABLE[number] + PAIR[0]
    return found
"""
PARTS = """
import numpy as np

STEP = {step}
TABLE = np.array([{table}, 0, 0, 0])
PAIR = ({pair}, 1)

def own(number):
    return further(number)

def further(number):
    return {further}
"""
ASKED = """
import loops
from beholden.graph.ownership.compiled import compiled
print(compiled(loops.loop)(4))
"""


def answer(folder: Path, step: int, further: str, table: int = 0, pair: int = 0) -> int:
    """What the loop gives in a process of its own, when the module of its parts is as this says."""
    (folder / "parts.py").write_text(PARTS.format(step=step, further=further, table=table, pair=pair))
    path = os.pathsep.join([str(folder), *sys.path])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=env, cwd=folder, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "loops.py").write_text(LOOP.format(name="own"))
    return tmp_path


def test_a_loop_that_is_kept_is_compiled_anew_when_what_it_calls_changes(folder: Path) -> None:
    assert answer(folder, 10, "number") == 46
    assert answer(folder, 10, "number * 2") == 52
    assert answer(folder, 20, "number * 2") == 92
    assert answer(folder, 20, "number * 2", table=1) == 93
    assert answer(folder, 20, "number * 2", table=1, pair=1) == 97
    assert answer(folder, 10, "number") == 46


def test_a_loop_is_kept(folder: Path) -> None:
    assert answer(folder, 10, "number") == 46
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("__pycache__/*.nb*")}
    assert len(kept) == 2
    assert answer(folder, 10, "number") == 46
    assert {path: path.stat().st_mtime_ns for path in folder.glob("__pycache__/*.nb*")} == kept

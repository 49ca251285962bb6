"""Mutated files of every source, each source in a child with little memory: claims and rejects, or one clear error."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from beholden.loaders.run import sources

NUMBER = 10 * int(os.environ.get("BEHOLDEN_TRIALS_EXAMPLES", "2000"))


@pytest.mark.parametrize("source", sources())
def test_mutated_files_are_converted_rejected_or_refused(
    source: str, seen: Counter[str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.loaders.mutants", source, str(NUMBER), "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1])
    came = json.loads(done.stdout)
    assert came["failures"] == {}, f"the inputs are in {tmp_path}"
    seen.update({name: came.get(name, 0) for name in ("whole", "rejects", "refused")})

"""A process that loads one source for another process: `python -m beholden.cases.load_process`.

It reads a pickled Wanted on stdin, and writes pickled pairs on stdout: ("read", records so far) now and then, and at
last ("loaded", Loaded) or ("raised", an error of `beholden.errors`). A bug ends it with its traceback on stderr.
"""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass

from beholden.cases.case import SourceFiles
from beholden.cases.processes import answers
from beholden.errors import Error
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load

LOCK_SECONDS = 120.0
"""How long a load waits to write: others of the same run may be writing theirs."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to load, and where the claims go."""

    files: SourceFiles
    workspace: Workspace


def main() -> None:
    """Load what stdin asks for."""
    say = answers()
    wanted: Wanted = pickle.load(sys.stdin.buffer)
    files = wanted.files
    try:
        loaded = load(
            files.source,
            files.files,
            wanted.workspace,
            snapshot=files.snapshot,
            basis=files.basis,
            complete=files.complete,
            progress=lambda number: say("read", number),
            wait=LOCK_SECONDS,
        )
    except BrokenPipeError:
        sys.exit(1)  # nobody waits for it any more
    except Error as problem:
        say("raised", problem)
    else:
        say("loaded", loaded)


if __name__ == "__main__":
    main()

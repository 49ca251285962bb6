"""A process that loads one source for another process: `python -m beholden.cases.load_process`.

It reads a pickled Wanted on stdin, and writes pickled pairs on stdout: ("read", records so far) now and then, and at
last ("loaded", Loaded) or ("raised", an error of `beholden.errors`). A bug ends it with its traceback on stderr. Both
ends are the same program.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from dataclasses import dataclass

from beholden.cases.case import SourceFiles
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
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever started this says that it was stopped
    wanted: Wanted = pickle.load(sys.stdin.buffer)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(
        sys.stderr.fileno(), sys.stdout.fileno()
    )  # a library that prints must not write between the answers

    def say(*answer: object) -> None:
        pickle.dump(answer, answers)
        answers.flush()

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

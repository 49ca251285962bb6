"""Processes of one's own program, spoken with in pickled messages; both ends are the same version of it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

Say = Callable[..., None]
"""Sends a message, its parts in order."""


def start(module: str) -> subprocess.Popen[bytes]:
    """Run a module of beholden in a process of its own, with a pipe to it and one from it.

    Ctrl-C in a terminal does not reach it: whoever started it stops it, and says so once.
    """
    # The child finds beholden where this process did, and -P keeps the folder one stands in out of that.
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=found,
        process_group=0,
    )


def send(process: subprocess.Popen[bytes], message: object) -> None:
    """Send a message to a process; that it has died is noticed by whoever waits for its answer."""
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        pickle.dump(message, process.stdin)
        process.stdin.flush()


def close(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes to a process and from it."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def answers() -> Say:
    """In the process itself: what writes messages to the one who started it.

    What a library prints goes to stderr from here on, so that it does not stand between the messages.
    """
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(*message: object) -> None:
        pickle.dump(message, pipe)
        pipe.flush()

    return say

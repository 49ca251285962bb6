"""The streams of a command: their encoding, and text that is safe to show on a terminal."""

from __future__ import annotations

import io
import re
import sys

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text for a terminal: what would move the cursor or turn the line around is replaced by a sign."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """The text for a terminal on one line."""
    return visible(" ".join(line.strip() for line in text.splitlines()))


def use_utf8() -> None:
    """Let stdout take names in any script, and file names that are no text.

    A file or pipe gets UTF-8, whatever the system's encoding; a terminal keeps its own and shows a sign for what
    it lacks.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")

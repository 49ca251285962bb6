"""The mentions in the N-Quads of a release: what each copy says under a claim, value by value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from beholden.errors import SourceError
from beholden.loaders.exported.cells import Cell

MENTION = "urn:beholden:mention:"
TERM = "urn:beholden:term:"

_STATEMENT = re.compile(
    r"""[ \t]*(?:<(?P<subject>[^>]*)>|_:\S+)
    [ \t]*<(?P<predicate>[^>]*)>
    [ \t]*(?:<[^>]*>|_:\S+|"(?P<text>(?:[^"\\]|\\.)*)"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?)
    [ \t]*(?:<[^>]*>|_:\S+)?[ \t]*\.[ \t]*(?:\#.*)?""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"""\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"'\\]))""")
_SIGNS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def mentions(file: Path) -> Iterator[tuple[str, dict[str, Cell], str]]:
    """Yield the kind, the cells by column, and the place of each mention; statements may stand in any order.

    Only what is said of mentions is kept, in memory. A line that is no statement of N-Quads or N-Triples raises
    SourceError.
    """
    found: dict[str, tuple[dict[str, Cell], str]] = {}
    with file.open(encoding="utf-8") as lines:
        try:
            for number, line in enumerate(lines, start=1):
                said = line.rstrip("\n")
                if not said.strip() or said.lstrip().startswith("#"):
                    continue
                match = _STATEMENT.fullmatch(said)
                if match is None:
                    raise SourceError(f"{file.name}:{number}: this is no statement of N-Quads: {said[:80]}")
                subject, predicate, text = match["subject"], match["predicate"], match["text"]
                if text is None or subject is None or not subject.startswith(MENTION):
                    continue
                if predicate.startswith(TERM):
                    cells, _ = found.setdefault(subject, ({}, f"{file.name}:{number}"))
                    cells.setdefault(predicate.removeprefix(TERM), []).append(_ESCAPE.sub(_sign, text))
        except UnicodeDecodeError as problem:
            raise SourceError(f"{file.name}: this is not UTF-8, as N-Quads is: {problem.reason}") from problem
    for cells, where in found.values():
        kind = cells.pop("kind", [""])
        yield kind[0], cells, where


def _sign(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SIGNS.get(match[3], match[3])

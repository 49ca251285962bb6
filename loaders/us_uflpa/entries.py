"""An entry of the list, which is a sentence: the name, its aliases and the subsidiaries it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from beholden.loaders import RecordError

_ALIASES = re.compile(
    r"\((?:including|(?:also|formerly) known as|doing business as|aka|[af]\.k\.a\.)[\s:]", re.IGNORECASE
)
_INTRODUCED = re.compile(
    r"(?:including\s+)?(?:\w+\s+)?(?:alias(?:es)?|names?)\s*:\s*"
    r"|(?:(?:also|formerly) known as|doing business as|aka|[af]\.k\.a\.):?\s*",
    re.IGNORECASE,
)
_SUBSIDIARIES = re.compile(
    r",?\s*(?P<scope>and (?:its|their|all) .*?subsidiar(?:y|ies)\b[^:;]*?)"
    r"(?:(?:,?\s*which includes?|,?\s*including|:)\s*:?\s*(?P<list>.+))?",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*;\s*(?:and\s+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry names. `scope` is what it says of subsidiaries, as published, or ""."""

    name: str
    aliases: tuple[str, ...] = ()
    scope: str = ""
    subsidiaries: tuple[str, ...] = ()


def entry(text: str) -> Entry:
    """Read an entry; RecordError for one that reads otherwise.

    >>> entry("Kite Co., Ltd. (including one alias: KC) and its subsidiaries").aliases
    ('KC',)
    """
    plain = " ".join(text.split()).rstrip(" ;")
    found = _ALIASES.search(plain)
    if found is None:
        cut = plain.lower().find(" and its ")
        name, rest, aliases = (plain, "", tuple[str, ...]()) if cut < 0 else (plain[:cut], plain[cut:], ())
    else:
        end = _closing(plain, found.start())
        inner = plain[found.start() + 1 : end]
        introduced = _INTRODUCED.match(inner)
        if introduced is None:
            raise RecordError(f'the brackets "({inner[:80]})" do not say what they list')
        name, rest, aliases = plain[: found.start()], plain[end + 1 :], _parts(inner[introduced.end() :])
    name = name.rstrip(" ,")
    if not name:
        raise RecordError("there is no name")
    if not rest.strip(" ."):
        return Entry(name, aliases)
    of = _SUBSIDIARIES.fullmatch(rest.strip())
    if of is None:
        raise RecordError(f'the words "{rest.strip()[:80]}" after the name are not about subsidiaries')
    return Entry(name, aliases, of["scope"].strip(" ,"), _parts(of["list"] or ""))


def _closing(text: str, start: int) -> int:
    """The place of the bracket that closes the one at `start`; RecordError where there is none."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise RecordError("a bracket is never closed")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip(" ,") for part in _JOINT.split(text)) if part)

"""Names as the Consolidated Screening List writes them, where one cell holds more than one name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from beholden.loaders.us_csl.cells import aliases, readable

_SCOPE = re.compile(
    r"[;,]?\s+(and (?:any successors?, sub-units?, or subsidiar(?:y|ies) thereof|its sub-units and successors))\.?"
)
_AFFILIATED = re.compile(r"(\S.*?)\.\s+Affiliated Entity:\s+(\S.*)")
_MARKER = r"(?:[af]\.?k\.?a\.?|[AF]\.K\.A\.?|[AFaf]/[Kk]/[Aa]),?"
_COUNTED = r"(?:the following (?:\w+ )?(?:aliases|alias|names|name):?\s*)?"
_BALANCED = r"[^()]*(?:\([^()]*\)[^()]*)*"
_IN_BRACKETS = re.compile(rf"(\S.*?)\s*\({_MARKER}\s+{_COUNTED}({_BALANCED})\)(?:\s*\([^()]*\))?")
_MARKED = re.compile(rf"(\S.*?),?\s+{_MARKER}\s+{_COUNTED}(\S.*)")
_BEGINS = re.compile(rf"(?:{_MARKER}|F\.?K\.?A\.?)\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell with a name holds; `others` has the cell as published too, where it holds more.

    `scope` says to whom else the listing goes, "" for nobody; `affiliate_of` names whose affiliate it is.
    """

    name: str
    others: tuple[str, ...]
    scope: str
    affiliate_of: str


def named(text: str) -> Named:
    """Return the name, the other names and the scope that a cell states.

    >>> named("Kite Co. Ltd.; and any successor, sub-unit, or subsidiary thereof").name
    'Kite Co. Ltd.'
    >>> named("Kite Air, a.k.a., the following two aliases: -Kite; and -KTA.").others[:2]
    ('Kite', 'KTA.')
    """
    published = name = readable(text)
    scope = affiliate_of = ""
    if (found := _SCOPE.search(name)) and found.end() == len(name):
        name, scope = name[: found.start()], found[1]
    if found := _AFFILIATED.fullmatch(name):
        affiliate_of, name = found[1], found[2]
    name, *others = split(name)
    if name != published:
        others.append(published)
    return Named(name, tuple(others), scope, affiliate_of)


def split(name: str) -> list[str]:
    """Return the names that "a.k.a." or "f.k.a." joins, the first one first."""
    found = _IN_BRACKETS.fullmatch(name) or _MARKED.fullmatch(name)
    if found:
        return [found[1].rstrip(", "), *aliases(found[2])]
    begins = _BEGINS.fullmatch(name)
    return [begins[1] if begins else name]

"""What a query may do: read, and only what the schema knows. Checked on its text, before any engine sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from beholden.errors import QueryError
from beholden.graph.kinds import schema
from beholden.queries.header import Query

WRITES = {
    "CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH", "DROP", "INSERT", "LOAD",
    "GRANT", "REVOKE", "DENY", "ALTER", "USE", "YIELD", "TERMINATE", "START", "STOP",
}  # fmt: skip
"""Words that write, read files, reach another graph or call a procedure; none has a place in a pack."""

_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_PROPERTY = re.compile(r"\b[A-Za-z_]\w*\.([A-Za-z_]\w*)\b(?!\s*\()")
_VARIABLE = re.compile(r"\$([A-Za-z_]\w*)")


def bare(cypher: str) -> str:
    """The query without its comments, and with every text in quotes emptied."""
    return _TOKEN.sub(lambda found: "''" if found[0][0] in "'\"" else " ", cypher)


def labels(cypher: str) -> list[str]:
    """The labels and relation types that a query names, each once, in order."""
    text = re.sub(
        r"\{[^{}]*\}", lambda found: found[0] if "(" in found[0] or "[" in found[0] else "", bare(cypher)
    )
    names: dict[str, None] = {}
    for pattern in _patterns(text):
        for name in re.findall(r"[A-Za-z_]\w*", pattern):
            names[name] = None
    return list(names)


def _patterns(text: str) -> Iterator[str]:
    """What stands after the colon in (x:A|B), [r:T*1..3] and `x:A` in a predicate."""
    for found in re.finditer(r":\s*(!?[A-Z]\w*(?:\s*[|&:]\s*!?[A-Z]\w*)*)", text):
        yield found[1]


def check(query: Query) -> None:
    """Refuse a query that writes, or whose header and text disagree; QueryError says what and where."""
    text = bare(query.cypher)
    words = re.findall(r"[A-Za-z_]\w*", text)
    for word in words:
        if word.upper() in WRITES and word.isupper():
            raise QueryError(f"{query.id}: {word} has no place in a query that only reads")
    for word in WRITES:
        if re.search(rf"(?<![.\w$:`]){word}(?!\w)(?!\s*[.,)\]=<>|:]|\s+AS\b)", text, re.IGNORECASE):
            raise QueryError(f"{query.id}: {word} has no place in a query that only reads")
    if re.search(r"\bCALL\s+[A-Za-z]", text, re.IGNORECASE):
        raise QueryError(f"{query.id}: a procedure call has no place in a pack; CALL (x) {{ … }} is allowed")
    _compare(
        query, "params", {parameter.name for parameter in query.parameters}, set(_VARIABLE.findall(text))
    )
    _compare(query, "uses", set(query.uses), set(labels(query.cypher)))
    known = schema()
    for name in query.uses:
        if name != "Party":
            known.kind(name)
    properties = {name for kind in (*known.entity_kinds, *known.relation_kinds) for name in kind.columns()}
    for name in _PROPERTY.findall(text):
        if name not in properties and name not in query.returns:
            raise QueryError(f"{query.id}: no kind has a property {name!r}")
    if not re.search(r"\bORDER\s+BY\b", text, re.IGNORECASE):
        raise QueryError(f"{query.id}: rows need an order; end in ORDER BY with a unique column last")
    if re.search(r"\bLIMIT\b", text, re.IGNORECASE):
        raise QueryError(f"{query.id}: a LIMIT hides rows; whoever shows them cuts, and says so")


def _compare(query: Query, part: str, stated: set[str], found: set[str]) -> None:
    if extra := sorted(stated - found):
        raise QueryError(f"{query.id}: the header's {part} name {extra[0]!r}, which the query does not have")
    if missing := sorted(found - stated):
        raise QueryError(f"{query.id}: the query has {missing[0]!r}, which the header's {part} do not name")

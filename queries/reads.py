"""What queries read of a graph, by their text, so that an engine need not load the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from beholden.graph.answers import Reads
from beholden.queries.header import Query
from beholden.queries.tokens import BEFORE_BRACKET, Token, tokens


def reads(queries: Iterable[Query]) -> Reads:
    """What these queries read together."""
    properties: set[str] | None = set()
    relations: set[str] | None = set()
    for query in queries:
        found = tokens(query.cypher, query.id)
        own, kinds = _properties(found), _relations(found)
        properties = None if properties is None or own is None else properties | own
        relations = None if relations is None or kinds is None else relations | kinds
    return Reads(
        None if properties is None else frozenset(properties),
        None if relations is None else frozenset(relations),
    )


def _properties(found: Sequence[Token]) -> set[str] | None:
    """The properties; None where one is named by a value, as in `party[$name]`, or all are taken, as in `party.*`."""
    for before, token, after in zip(found, found[1:], found[2:], strict=False):
        indexed = token.text == "[" and (
            before.text in (")", "]", "}")
            or (before.sort == "word" and before.text.upper() not in BEFORE_BRACKET)
        )
        whole = token.text == "." and after.text == "*"
        if (indexed and after.sort != "number") or whole:
            return None
    return {token.text for token in found if token.role == "property"}


def _relations(found: Sequence[Token]) -> set[str] | None:
    """The kinds in patterns of relations; None where a pattern names none, or says which it is not."""
    kinds: set[str] = set()
    for number, (token, after) in enumerate(pairwise(found)):
        if token.text in ("-", "<-") and after.text in ("-", "->"):
            return None  # as in (a)-->(b)
        if token.text != "[" or number == 0 or found[number - 1].text not in ("-", "<-"):
            continue
        end = next(
            place
            for place in range(number + 1, len(found))
            if found[place].text == "]" and found[place].depth == token.depth
        )
        own = [one for one in found[number + 1 : end] if one.depth == token.depth + 1]
        labels = {one.text for one in own if one.role == "label"}
        if not labels or any(one.text == "!" for one in own):
            return None
        kinds |= labels
    return kinds

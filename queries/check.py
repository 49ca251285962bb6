"""What a query may do: read, and only what the schema knows. Checked on its text, before any engine sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from beholden.errors import QueryError, SchemaError
from beholden.graph.kinds import schema
from beholden.queries.header import Query
from beholden.queries.tokens import BEFORE_BRACKET, Token, tokens

OPENINGS = ("MATCH", "OPTIONAL", "WITH", "UNWIND", "CALL", "RETURN")
"""Words that a query may begin with."""

REFUSED = {
    "CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH", "DROP", "INSERT", "LOAD",
    "GRANT", "REVOKE", "DENY", "ALTER", "USE", "YIELD", "TERMINATE", "START", "STOP", "TRANSACTIONS", "FORMAT",
}  # fmt: skip
"""Words that write, read files, reach another graph, call a procedure or make text of rows."""

CUTS = ("LIMIT", "SKIP", "OFFSET")
"""Words that hide rows."""

FUNCTIONS = {
    "abs", "all", "allshortestpaths", "any", "avg", "ceil", "coalesce", "collect", "count", "date", "duration",
    "endnode", "floor", "head", "isempty", "labels", "last", "left", "length", "ltrim", "max", "min", "nodes",
    "none", "range", "reduce", "relationships", "replace", "reverse", "right", "round", "rtrim", "shortestpath",
    "sign", "single", "size", "split", "sqrt", "startnode", "substring", "sum", "tail", "toboolean", "tofloat",
    "tointeger", "tolower", "tostring", "toupper", "trim", "type",
}  # fmt: skip
"""Functions that answer the same on every engine and at any time, in small letters."""

DAYS = ("duration", ".", "indays", "(")
"""The one function with a namespace: the days between two dates, in its part `days`."""


def check(query: Query) -> None:
    """Refuse a query that writes, or whose header and text disagree; QueryError says what and where."""
    first = query.text.split("\n\n", 1)[0].count("\n") + 3
    found = tokens(query.cypher, query.id, first)
    _check_words(query, found)
    _check_calls(query, found)
    _check_columns(query, found)
    _compare(query, "params", {one.name for one in query.parameters}, {
        token.text[1:] for token in found if token.sort == "parameter"
    })  # fmt: skip
    _check_hops(query, found)
    _check_draws(query, found)
    _compare(query, "uses", set(query.uses), {token.text for token in found if token.role == "label"})
    known = schema()
    for name in query.uses:
        if name != "Party":
            try:
                known.kind(name)
            except SchemaError as problem:
                raise QueryError(f"{query.id}: {problem}") from problem
    properties = {name for kind in (*known.entity_kinds, *known.relation_kinds) for name in kind.columns()}
    properties.update(token.text for token in found if token.role == "field")
    properties.add("days")
    for token, after in zip_longest(found, found[1:]):
        called = after is not None and after.text == "("
        if token.role == "property" and not called and token.text not in properties:
            raise _error(query, token, f"no kind has a property {token.text!r}")


def _error(query: Query, token: Token, what: str) -> QueryError:
    return QueryError(f"{query.id}:{token.line}: {what}")


def _check_words(query: Query, found: Sequence[Token]) -> None:
    if not found:
        raise QueryError(f"{query.id}: there is no query after the header")
    if found[0].word not in OPENINGS:
        raise _error(
            query, found[0], f"begins with {found[0].text!r}; a query begins with {', '.join(OPENINGS)}"
        )
    for number, token in enumerate(found):
        if token.word in REFUSED:
            raise _error(
                query, token, f"{token.word} has no place in a query that only reads, not even as a name"
            )
        if token.word in CUTS:
            raise _error(query, token, f"{token.word} hides rows; whoever shows them cuts, and says so")
        following = [other.word for other in found[number + 1 : number + 3]]
        if token.word == "IS" and following[:1] != ["NULL"] and following != ["NOT", "NULL"]:
            raise _error(query, token, "IS takes NULL or NOT NULL here; write a label with a colon")


def _check_calls(query: Query, found: Sequence[Token]) -> None:
    for number, (token, after) in enumerate(pairwise(found)):
        if token.word == "CALL" and after.text not in ("(", "{"):
            raise _error(query, token, "a procedure call has no place in a pack; CALL (x) { … } is allowed")
        if token.sort != "word" or after.text != "(" or token.role == "label" or token.word in BEFORE_BRACKET:
            continue
        if tuple(other.text.lower() for other in found[max(number - 2, 0) : number + 2]) == DAYS:
            continue
        if token.role == "property" or token.text.lower() not in FUNCTIONS:
            raise _error(query, token, f"{token.text}() is none of the functions that a pack may use")
        if token.word == "DATE" and found[number + 2].text == ")":
            raise _error(query, token, "date() asks the clock; a query speaks of the date that it is given")


def _check_hops(query: Query, found: Sequence[Token]) -> None:
    """A path of any length needs a bound in the text, and a parameter `hops` the same: more would be cut unseen."""
    bounds = set()
    for number, token in enumerate(found):
        if token.text == "*" and token.inside == "-[":
            following = [other.text for other in found[number + 1 : number + 4] if other.inside == "-["]
            bound = following[following.index("..") + 1 :] if ".." in following else following
            if not bound or not bound[0].isdigit():
                raise _error(query, token, "hops need a fixed bound, such as *1..4")
            bounds.add(int(bound[0]))
    for one in query.parameters:
        if one.name == "hops" and (one.bounds is None or one.bounds[1] not in bounds):
            raise QueryError(
                f"{query.id}: the header's hops need the bounds of the query's pattern, such as `hops: integer 1..4`"
            )


def _check_draws(query: Query, found: Sequence[Token]) -> None:
    """What is drawn are variables of the query, and a query whose rows are paths draws them."""
    names = {token.text for token in found if token.sort == "word" and not token.role}
    if unknown := [name for name in query.draws if name not in names]:
        raise QueryError(f"{query.id}: the header draws {unknown[0]!r}, which is no variable of the query")
    if "node_ids" in query.returns and not query.draws:
        raise QueryError(
            f"{query.id}: its rows are paths; say in the header what draws them, `// draws: path`"
        )


def _check_columns(query: Query, found: Sequence[Token]) -> None:
    """The query ends in one RETURN of the header's columns, and an order."""
    returns = [number for number, token in enumerate(found) if token.word == "RETURN" and token.depth == 0]
    if len(returns) != 1:
        raise QueryError(
            f"{query.id}: it needs one RETURN outside of brackets, and has {len(returns)}; "
            "a UNION stands in CALL () { … }"
        )
    tail = found[returns[0] + 1 :]
    order = next((at for at, token in enumerate(tail) if token.word == "ORDER" and token.depth == 0), None)
    if order is None:
        raise QueryError(f"{query.id}: rows need an order; end in ORDER BY with a unique column last")
    columns = tuple(_columns(query, tail[:order]))
    if columns != query.returns:
        raise QueryError(
            f"{query.id}: the query returns {', '.join(columns)}; the header's returns are {', '.join(query.returns)}"
        )


def _columns(query: Query, tokens: Sequence[Token]) -> Iterator[str]:
    """The names of the columns in what stands between RETURN and ORDER BY."""
    items: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == "," and token.depth == 0:
            items.append([])
        elif token.word != "DISTINCT" or token.depth:
            items[-1].append(token)
    for item in items:
        named = len(item) > 2 and item[-2].word == "AS"
        if not item or item[-1].sort != "word" or item[-1].role or not (named or len(item) == 1):
            raise QueryError(
                f"{query.id}: each column needs a name: a variable, or an expression and AS name"
            )
        yield item[-1].text


def _compare(query: Query, part: str, stated: set[str], found: set[str]) -> None:
    if extra := sorted(stated - found):
        raise QueryError(f"{query.id}: the header's {part} name {extra[0]!r}, which the query does not have")
    if missing := sorted(found - stated):
        raise QueryError(f"{query.id}: the query has {missing[0]!r}, which the header's {part} do not name")

"""The twin of a query that gives what it found as nodes and paths, which Neo4j Browser draws; a row it only lists."""

from __future__ import annotations

from beholden.errors import QueryError
from beholden.queries.header import Query
from beholden.queries.tokens import tokens


def drawing(query: Query) -> str | None:
    """The query's Cypher with its last RETURN replaced by the variables that its header `draws`, else None.

    All that stands before that RETURN is the query's own text, so that the picture shows what the rows name.
    """
    if not query.draws:
        return None
    lines = query.cypher.splitlines()
    last = max(
        token.line for token in tokens(query.cypher, query.id) if token.word == "RETURN" and not token.depth
    )
    if not lines[last - 1].startswith("RETURN "):
        raise QueryError(f"{query.id}: RETURN must begin a line, so that a drawing can end before it")
    return "\n".join([*lines[: last - 1], f"RETURN {', '.join(query.draws)}"]) + "\n"

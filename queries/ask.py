"""Asking a query of an engine with values from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from beholden.errors import QueryError
from beholden.graph.answers import TIME_LIMIT_SECONDS, Answering, Rows
from beholden.queries.check import check
from beholden.queries.header import Query
from beholden.queries.parameters import value


def ask(
    query: Query,
    engine: Answering,
    values: Mapping[str, str],
    *,
    as_of: date,
    find: Callable[[str], str],
    time_limit: float = TIME_LIMIT_SECONDS,
) -> Rows:
    """The rows of a query for these values, all of them; the query is checked first.

    `find` gives the canonical id for what a person writes; `as_of` is the date where the query takes one and none
    is given. A value that is unknown, missing or of another type raises QueryError.
    """
    check(query)
    parameters = bind(query, values, as_of=as_of, find=find)
    rows = engine.ask(query.cypher, parameters, time_limit)
    if rows.columns != query.returns:
        raise QueryError(
            f"{query.id}: gives the columns {rows.columns}, where its header promises {query.returns}"
        )
    return rows


def bind(
    query: Query, values: Mapping[str, str], *, as_of: date, find: Callable[[str], str]
) -> dict[str, Any]:
    """The parameters of a query from text, checked and in the engine's types."""
    known = {parameter.name: parameter for parameter in query.parameters}
    if unknown := sorted(set(values) - set(known)):
        takes = (
            ", ".join(f"{parameter.name}: {parameter.takes}" for parameter in query.parameters) or "nothing"
        )
        raise QueryError(f'{query.id}: it takes no "{unknown[0]}"; it takes {takes}')
    bound = {}
    for name, parameter in known.items():
        text = values.get(name, parameter.default)
        if text is None and name == "as_of":
            text = as_of.isoformat()
        if text is None:
            raise QueryError(f"{query.id}: {name} is missing; give it as {name}=… ({parameter.takes})")
        try:
            bound[name] = find(text) if parameter.type == "id" else value(parameter, text, query.uses)
        except QueryError as problem:
            raise QueryError(f"{query.id}: {name}={text}: {problem}") from problem
    return bound

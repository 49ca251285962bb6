"""Asking a query of the embedded engine with values from outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from beholden.errors import Error, QueryError
from beholden.graph.claims import as_day
from beholden.graph.engine import TIME_LIMIT_SECONDS, Engine, Rows
from beholden.queries.header import Parameter, Query


def ask(
    query: Query,
    engine: Engine,
    values: Mapping[str, str],
    *,
    as_of: date,
    find: Callable[[str], str],
    time_limit: float = TIME_LIMIT_SECONDS,
) -> Rows:
    """The rows of a query for these values, all of them.

    `find` gives the canonical id for what a person writes; `as_of` is the date where the query takes one and none
    is given. A value that is unknown, missing or of another type raises QueryError.
    """
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
            ", ".join(f"{parameter.name}: {parameter.type}" for parameter in query.parameters) or "nothing"
        )
        raise QueryError(f'{query.id}: it takes no "{unknown[0]}"; it takes {takes}')
    bound = {}
    for name, parameter in known.items():
        text = values.get(name, parameter.default)
        if text is None and name == "as_of":
            text = as_of.isoformat()
        if text is None:
            raise QueryError(f"{query.id}: {name} is missing; give it as {name}=… ({parameter.type})")
        bound[name] = _value(query, parameter, text, find)
    return bound


def _value(query: Query, parameter: Parameter, text: str, find: Callable[[str], str]) -> Any:
    where = f"{query.id}: {parameter.name}={text}"
    if parameter.type == "id":
        return find(text)
    if parameter.type == "date":
        try:
            return as_day(text).isoformat()
        except Error as problem:
            raise QueryError(f"{where}: {problem}") from problem
    if parameter.type == "boolean":
        if text not in ("true", "false"):
            raise QueryError(f"{where}: write true or false")
        return text == "true"
    if parameter.type == "texts":
        return [part.strip() for part in text.split(",") if part.strip()]
    if parameter.type == "text":
        return text
    try:
        number = json.loads(text)
    except ValueError:
        number = None
    whole = parameter.type == "integer"
    if isinstance(number, bool) or not isinstance(number, int if whole else int | float):
        raise QueryError(f"{where}: write {'a whole number' if whole else 'a number from 0 to 1'}")
    if not whole and not 0 <= number <= 1:
        raise QueryError(f"{where}: a share is a number from 0 to 1; 25 % is 0.25")
    return number

"""What a query takes from outside: names with a type, and text that becomes a value of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beholden.errors import Error, QueryError
from beholden.graph.claims import as_day
from beholden.graph.kinds import schema

TYPES = ("id", "date", "integer", "fraction", "boolean", "text", "texts", "kinds")
_PARAMETER = re.compile(
    r"(?P<name>[a-z_]+):\s*(?P<type>[a-z]+)"
    r"(?:\s+(?P<least>[0-9]+)\.\.(?P<most>[0-9]+))?(?:\s*=\s*(?P<default>\S.*))?"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the query takes from outside; without a default it must be given.

    An integer may have bounds: the least and the most that the query's text can answer.
    """

    name: str
    type: str
    default: str | None = None
    bounds: tuple[int, int] | None = None

    @property
    def takes(self) -> str:
        """Type and bounds, as the header writes them."""
        return self.type if self.bounds is None else f"{self.type} {self.bounds[0]}..{self.bounds[1]}"


def parameter(here: str, text: str) -> Parameter:
    """The parameter that a header declares as `name: type`; QueryError where it does not read so."""
    match = _PARAMETER.fullmatch(text)
    if match is None or match["type"] not in TYPES or (match["least"] and match["type"] != "integer"):
        raise QueryError(
            f"{here}: parameter {text!r} must read `name: type` or `name: type = default`, with a type of "
            f"{', '.join(TYPES)}; an integer may have bounds, `name: integer 1..4`"
        )
    bounds = (int(match["least"]), int(match["most"])) if match["least"] else None
    return Parameter(match["name"], match["type"], match["default"], bounds)


def value(one: Parameter, text: str, uses: Sequence[str]) -> Any:
    """The text as the value of a parameter; an id stays the text that it is.

    `uses` are the kinds that the query names: a value of type `kinds` is some of its relations. A text that is no
    such value raises QueryError, which says what would be right.
    """
    if one.type in ("id", "text"):
        return text
    if one.type == "date":
        try:
            return as_day(text).isoformat()
        except Error as problem:
            raise QueryError(str(problem)) from problem
    if one.type == "boolean":
        if text not in ("true", "false"):
            raise QueryError("write true or false")
        return text == "true"
    if one.type in ("texts", "kinds"):
        return _list(one, text, uses)
    return _number(one, text)


def _list(one: Parameter, text: str, uses: Sequence[str]) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise QueryError("write one or more, separated by commas")
    if one.type == "kinds":
        known = [kind.name for kind in schema().relation_kinds if kind.name in uses]
        if unknown := [part for part in parts if part not in known]:
            raise QueryError(f"{unknown[0]} is none of the relations of this query: {', '.join(known)}")
    return parts


def _number(one: Parameter, text: str) -> int | float:
    try:
        number = json.loads(text)
    except ValueError:
        number = None
    whole = one.type == "integer"
    if isinstance(number, bool) or not isinstance(number, int if whole else int | float):
        raise QueryError(f"write {'a whole number' if whole else 'a number from 0 to 1'}")
    if whole and one.bounds is not None and not one.bounds[0] <= number <= one.bounds[1]:
        raise QueryError(f"write a whole number from {one.bounds[0]} to {one.bounds[1]}")
    if not whole and not 0 <= number <= 1:
        raise QueryError("a share is a number from 0 to 1; 25 % is 0.25")
    return number

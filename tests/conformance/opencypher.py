"""The openCypher scenarios that a pack could contain, run on the embedded engine, with what came of each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import kglite
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from beholden.errors import QueryError
from beholden.queries.check import CUTS, FUNCTIONS, REFUSED
from beholden.queries.tokens import BEFORE_BRACKET, Token, tokens
from tests.conformance.values import Node, PathValue, Relationship, read_value

kglite.set_query_warning_policy("silent")

ADDED = ("id", "title", "type")
"""Properties that the engine adds to every node. Properties of these names cannot be compared."""

FAULTS = ("refused", "let through", "other rows")
"""An error where rows are due, rows where an error is due, and rows that are not those of the scenario."""

UNLABELLED = "Node"
"""The label that the engine gives to a node without one."""


@dataclass(frozen=True)
class Scenario:
    """One scenario: the graph to make, the query, and its answer as rows of values, or None where it must fail.

    `id` is the feature's name and the scenario's number in it, every line of examples counted.
    """

    part: str
    id: str
    setup: tuple[str, ...]
    query: str
    parameters: dict[str, Any]
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] | None
    ordered: bool
    lists_ordered: bool


def read_scenarios(folder: Path) -> Iterator[Scenario]:
    """Yield the scenarios under a folder whose query keeps to the words and functions that a pack may use."""
    for path in sorted(folder.rglob("*.feature")):
        document = Parser().parse(path.read_text(encoding="utf-8"))
        pickles = Compiler().compile({**document, "uri": path.name})
        for number, pickle in enumerate(pickles, start=1):
            part = path.parent.relative_to(folder).as_posix()
            scenario = _scenario(part, f"{path.stem}/{number}", pickle["steps"])
            if scenario is not None:
                yield scenario


def _scenario(part: str, id: str, steps: Iterable[Any]) -> Scenario | None:
    setup, query, parameters, columns = [], "", {}, ()
    rows: list[tuple[Any, ...]] | None = None
    ordered = lists_ordered = False
    for step in steps:
        text, argument = step["text"], step.get("argument", {})
        document = argument.get("docString", {}).get("content", "")
        table = [
            [cell["value"] for cell in row["cells"]] for row in argument.get("dataTable", {}).get("rows", [])
        ]
        if text == "having executed:":
            setup.append(document)
        elif text == "parameters are:":
            parameters = {key: read_value(value) for key, value in table}
        elif text == "executing query:":
            query = document
        elif text.startswith("the result should be"):
            columns = tuple(table[0]) if table else ()
            rows = [tuple(read_value(cell) for cell in row) for row in table[1:]]
            ordered, lists_ordered = "in order" in text, "ignoring element order" not in text
        elif not re.match(r"no side effects|an empty graph|any graph|an? \w+ should be raised", text):
            return None  # a graph in a file of its own, a procedure, a write
    if not query or not _may_stand_in_a_pack(query):
        return None
    return Scenario(part, id, tuple(setup), query, parameters, columns, rows, ordered, lists_ordered)


def _may_stand_in_a_pack(query: str) -> bool:
    try:
        found = tokens(query, "scenario")
    except QueryError:
        return False
    if any(token.word in REFUSED or token.word in CUTS for token in found):
        return False
    return all(_allowed(token, after) for token, after in pairwise(found))


def _allowed(token: Token, after: Token) -> bool:
    calls = token.sort == "word" and after.text == "(" and token.role != "label"
    return not calls or token.word in BEFORE_BRACKET or token.text.lower() in FUNCTIONS


def outcome(scenario: Scenario) -> str:
    """What the engine does instead of what the scenario says, one of FAULTS; "" where it answers as it should."""
    graph = kglite.KnowledgeGraph()
    try:
        for cypher in scenario.setup:
            graph.cypher(cypher)
    except kglite.KgError:
        return "refused"
    try:
        view = graph.cypher(scenario.query, params=scenario.parameters, timeout_ms=10_000)
    except kglite.KgError:
        return "" if scenario.rows is None else "refused"
    if scenario.rows is None:
        return "let through"
    if tuple(view.columns) != scenario.columns:
        return "other rows"
    wanted = [tuple(_key(cell, scenario.lists_ordered) for cell in row) for row in scenario.rows]
    given = [
        tuple(_key(_own(row[name]), scenario.lists_ordered) for name in view.columns)
        for row in view.to_list()
    ]
    if not scenario.ordered:
        wanted.sort(key=repr)
        given.sort(key=repr)
    return "" if wanted == given else "other rows"


def _own(value: Any) -> Any:
    """The engine's value as `read_value` makes them."""
    if isinstance(value, list):
        return [_own(one) for one in value]
    if not isinstance(value, dict):
        return value.isoformat() if isinstance(value, date) else value
    if set(value) == {"nodes", "relationships"}:
        return PathValue(tuple(map(_own, value["nodes"])), tuple(map(_own, value["relationships"])))
    if set(value) == {"id", "labels", "properties"}:
        own = {key: _own(one) for key, one in value["properties"].items() if key not in ADDED}
        return Node(frozenset(value["labels"]) - {UNLABELLED}, own)
    if set(value) == {"id", "start", "end", "type", "properties"}:
        return Relationship(value["type"], {key: _own(one) for key, one in value["properties"].items()})
    return {key: _own(one) for key, one in value.items()}


def _key(value: Any, lists_ordered: bool) -> Any:
    """The value in a form that is equal where the scenario calls two values equal: 1 is not 1.0 and not true."""
    if isinstance(value, float):
        return ("float", "NaN" if math.isnan(value) else float(f"{value:.12g}"))
    if isinstance(value, list):
        keys = [_key(one, lists_ordered) for one in value]
        return ("list", keys if lists_ordered else sorted(keys, key=repr))
    if isinstance(value, dict):
        return ("map", sorted((key, _key(one, lists_ordered)) for key, one in value.items()))
    if isinstance(value, Node):
        own = {key: one for key, one in value.properties.items() if key not in ADDED}
        return ("node", sorted(value.labels), _key(own, lists_ordered))
    if isinstance(value, Relationship):
        return ("relationship", value.type, _key(value.properties, lists_ordered))
    if isinstance(value, PathValue):
        return ("path", [_key(one, lists_ordered) for one in (*value.nodes, *value.relationships)])
    return (type(value).__name__, value)

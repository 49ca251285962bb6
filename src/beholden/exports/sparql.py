"""Questions of the packs as SPARQL over the RDF of a release: the text is in questions/, a file a query.

A list is one text in SPARQL, its parts between unit separators; a list of lists has record separators around those.
The order of a list is not kept, since RDF has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import QueryError
from beholden.exports.turtle import quoted
from beholden.graph.answers import Rows
from beholden.queries.ask import bind
from beholden.queries.packs import find_query

FOLDER = Path(__file__).parent / "questions"
XSD = "http://www.w3.org/2001/XMLSchema#"

Answer = Callable[[str], Sequence[Mapping[str, tuple[str, str | None]]]]
"""Asks a store: from the text of a query to its rows, each column → value and datatype; what is unbound is left out."""

_VALUES: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text in ("true", "1"),
    "date": date.fromisoformat,
    "double": float,
    "integer": int,
}


def queries() -> list[str]:
    """The ids of the queries that are there as SPARQL."""
    return sorted(path.stem for path in FOLDER.glob("*.rq"))


def ask_sparql(
    name: str, answer: Answer, values: Mapping[str, str], *, as_of: date, find: Callable[[str], str]
) -> Rows:
    """The rows of a query, with the columns that the query of the pack has; QueryError where there is no such text."""
    query = find_query(name)
    path = FOLDER / f"{query.id}.rq"
    if not path.exists():
        raise QueryError(f"{query.id}: there is no SPARQL of it; there is of {', '.join(queries())}")
    text = path.read_text(encoding="utf-8")
    for parameter, value in bind(query, values, as_of=as_of, find=find).items():
        dated = parameter == "as_of"
        text = text.replace(f"${parameter}", f'"{value}"^^<{XSD}date>' if dated else quoted(str(value)))
    rows = [tuple(_value(row.get(column), column) for column in query.returns) for row in answer(text)]
    return Rows(query.returns, rows)


def rdflib_answer(graph: Any) -> Answer:
    """Ask a graph of rdflib."""

    def answer(text: str) -> list[dict[str, tuple[str, str | None]]]:
        return [
            {name: (str(term), getattr(term, "datatype", None)) for name, term in row.asdict().items()}
            for row in graph.query(text)
        ]

    return answer


def oxigraph_answer(store: Any) -> Answer:
    """Ask a store of pyoxigraph; named graphs are read as one."""

    def answer(text: str) -> list[dict[str, tuple[str, str | None]]]:
        found = store.query(text, use_default_graph_as_union=True)
        names = [variable.value for variable in found.variables]
        return [
            {
                name: (term.value, term.datatype.value)
                for name, term in zip(names, row, strict=True)
                if term is not None
            }
            for row in found
        ]

    return answer


LISTS = frozenset(("claims", "stated_by", "removed_stated_by"))
"""Columns of the answers that are lists."""


def _value(found: tuple[str, str | None] | None, column: str) -> Any:
    if found is None:
        return None
    text, datatype = found
    if column in LISTS:
        parts = [part.split("\x1f") for part in text.split("\x1e")]
        return parts if "\x1e" in text else parts[0]
    return _VALUES.get((datatype or "").removeprefix(XSD), str)(text)

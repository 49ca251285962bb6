"""Questions of the packs as SPARQL over the RDF of a release: the text is in questions/, a file a query.

A list is one text in SPARQL, its parts between unit separators; a list of lists has record separators around those. An
empty part, or U+001A, stands for none, and an empty text for an empty list. Which columns are lists, and of what,
stands in the head of a file: `# lists: stated_by, claims of lists, shares of numbers in order`. The order of the
others is not kept, since RDF has none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import QueryError
from beholden.exports.turtle import quoted
from beholden.graph.answers import Rows
from beholden.queries.ask import bind
from beholden.queries.header import Query
from beholden.queries.packs import find_query, packs

FOLDER = Path(__file__).parent / "questions"
NONE = "\x1a"
"""A part that is none, where the list may have no other: an empty text would be an empty list."""
XSD = "http://www.w3.org/2001/XMLSchema#"

Answer = Callable[[str], Sequence[Mapping[str, tuple[str, str | None]]]]
"""Asks a store: from the text of a query to its rows, each column → value and datatype; what is unbound is left out."""

_VALUES: Mapping[str, Callable[[str], Any]] = {
    "boolean": lambda text: text in ("true", "1"),
    "date": date.fromisoformat,
    "decimal": float,
    "double": float,
    "integer": int,
}
_OF = {"dates": "date", "integers": "integer", "numbers": "double", "truths": "boolean"}
_LISTED = re.compile(
    rf"(?P<name>\w+)(?P<twice> of lists)?(?: of (?P<of>{'|'.join(_OF)}))?(?P<ordered> in order)?"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A column that is a list: of what, whether of lists of it, and whether the question gives it an order."""

    of: str | None = None
    twice: bool = False
    ordered: bool = False

    def value(self, text: str) -> list[Any]:
        """The list that the text of a cell stands for."""
        if self.twice:
            return [self._parts(part) for part in text.split("\x1e")] if text else []
        return self._parts(text)

    def _parts(self, text: str) -> list[Any]:
        of = _VALUES.get(_OF.get(self.of or "", ""), str)
        return [of(part) if part not in ("", NONE) else None for part in text.split("\x1f")] if text else []


def queries() -> list[str]:
    """The ids of the queries that are there as SPARQL."""
    return sorted(path.stem for path in FOLDER.glob("*.rq"))


def without_sparql() -> dict[str, str]:
    """Why there is no SPARQL of the other queries of the packs, by their ids, as missing.toml says."""
    reasons: dict[str, str] = {}
    tables = tomllib.loads((FOLDER / "missing.toml").read_text(encoding="utf-8"))
    for table in tables.values():
        reasons |= dict.fromkeys(table["queries"], table["reason"])
    return dict(sorted(reasons.items()))


def sparql_markdown() -> str:
    """Which queries of the packs are there as SPARQL, and why the others are not, as a page of the documentation."""
    known = {query.id: query for pack in packs() for query in pack.queries}
    missing = without_sparql()
    lines = [
        "# Questions in SPARQL",
        "",
        "These queries of [the packs](packs.md) are there as SPARQL 1.1 over the N-Quads or Turtle of a release, in",
        "`src/beholden/exports/questions/`, and give the same rows. [Exports](exports.md#questions-in-sparql) says how",
        "to ask them.",
        "",
        "| query | question |",
        "|---|---|",
        *(f"| `{name}` | {known[name].question} |" for name in queries()),
        "",
    ]
    if missing:
        lines += [
            "## Not there",
            "",
            "| query | why there is no SPARQL of it |",
            "|---|---|",
            *(f"| `{name}` | {reason} |" for name, reason in missing.items()),
            "",
        ]
    return "\n".join(lines)


def ask_sparql(
    name: str, answer: Answer, values: Mapping[str, str], *, as_of: date, find: Callable[[str], str]
) -> Rows:
    """The rows of a query, with the columns that the query of the pack has; QueryError where there is no such text."""
    query = find_query(name)
    path = FOLDER / f"{query.id}.rq"
    if not path.exists():
        why = without_sparql().get(query.id, "nobody has written it yet")
        raise QueryError(f"{query.id}: there is no SPARQL of it: {why}")
    text = path.read_text(encoding="utf-8")
    lists = listed(text)
    asked = _filled(text, query, bind(query, values, as_of=as_of, find=find))
    rows = [
        tuple(_value(row.get(column), lists.get(column)) for column in query.returns) for row in answer(asked)
    ]
    return Rows(query.returns, rows)


def listed(text: str) -> dict[str, Listed]:
    """The columns that the head of a question says are lists."""
    found = {}
    for line in re.findall(r"^# lists: (.+)$", text, re.MULTILINE):
        for part in line.split(", "):
            match = _LISTED.fullmatch(part)
            if match is None:
                raise QueryError(f"in the head of a question in SPARQL, {part!r} is no list")
            found[match["name"]] = Listed(match["of"], bool(match["twice"]), bool(match["ordered"]))
    return found


def _filled(text: str, query: Query, values: Mapping[str, Any]) -> str:
    """The text with each parameter as a term; several texts stand between commas, for IN ( )."""
    types = {parameter.name: parameter.type for parameter in query.parameters}

    def term(match: re.Match[str]) -> str:
        value = values[match[1]]
        if types[match[1]] == "date":
            return f'"{value}"^^<{XSD}date>'
        if isinstance(value, list):
            return ", ".join(quoted(one) for one in value)
        return quoted(value) if isinstance(value, str) else f"{value}"

    return re.sub(rf"\$({'|'.join(types)})\b", term, text) if types else text


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


def _value(found: tuple[str, str | None] | None, list_of: Listed | None) -> Any:
    if found is None:
        return None
    text, datatype = found
    if list_of is not None:
        return list_of.value(text)
    return _VALUES.get((datatype or "").removeprefix(XSD), str)(text)

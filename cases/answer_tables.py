"""The answers to a case's questions as tables of its page and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from beholden.cases.citations import Citations
from beholden.graph.answers import Rows
from beholden.queries.header import Query

HIDDEN = ("_id", "_ids", "_kinds", "node_names", "claims")
"""Endings of the columns that a table on the page leaves to its file."""

Answers = Sequence[tuple[Query, Mapping[str, str], Rows]]


def answer_tables(answers: Answers, citations: Citations, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The answers as tables; a query that is asked twice gives a second table, numbered.

    `names` are those of the entities that the questions name by id.

    The page shows names rather than ids, and the numbers of the citations rather than claims; the files have all.
    """
    tables = []
    times: Counter[str] = Counter()
    for query, values, rows in answers:
        times[query.id] += 1
        number = times[query.id]
        title = query.id.partition(".")[2].replace("-", " ").capitalize()
        given = ", ".join(f"{name}: {value}" for name, value in values.items())
        columns, cells = list(rows.columns), [[plain(value) for value in row] for row in rows.rows]
        if "claims" in columns:
            place = columns.index("claims")
            columns.append("citations")
            for row in cells:
                row.append(citations.numbers(flat(row[place])))
        tables.append(
            {
                "id": query.id if number == 1 else f"{query.id}-{number}",
                "title": f"{title} ({given})" if given else title,
                "question": query.question.replace("$", ""),
                "asked": asked(query.question, values, names),
                "caveats": list(query.caveats),
                "columns": columns,
                "shown": [name for name in columns if not name.endswith(HIDDEN)],
                "rows": cells,
                "cut": None,
            }
        )
    return tables


def asked(question: str, values: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The question with what it was asked of in place of its parameters."""
    for name, value in sorted(values.items(), reverse=True):
        question = question.replace(f"${name}", names.get(value, value))
    return question.replace("$", "")


def flat(value: Any) -> Iterator[str]:
    """The claims in a list, or in lists of it."""
    for inner in value or ():
        if isinstance(inner, str):
            yield inner
        else:
            yield from flat(inner)


def plain(value: Any) -> Any:
    """A value of an answer as JSON has it: a date in ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value

"""The answers to a case's questions as tables of its page and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from beholden.cases.citations import Citations
from beholden.graph.answers import Rows
from beholden.queries.header import Query

HIDDEN = ("_id", "_ids", "_kinds", "claims")
"""Endings of the columns that a table on the page leaves to its file."""

Answers = Sequence[tuple[Query, Mapping[str, str], Rows]]


def answer_tables(answers: Answers, citations: Citations) -> list[dict[str, Any]]:
    """The answers as tables; a query that is asked twice gives a second table, numbered.

    The page shows names rather than ids, and the numbers of the citations rather than claims; the files have all.
    """
    tables = []
    asked: Counter[str] = Counter()
    for query, values, rows in answers:
        asked[query.id] += 1
        number = asked[query.id]
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
                "caveats": list(query.caveats),
                "columns": columns,
                "shown": [name for name in columns if not name.endswith(HIDDEN)],
                "rows": cells,
                "cut": None,
            }
        )
    return tables


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

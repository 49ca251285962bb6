"""A query file: the leading `//` lines say what it asks, takes and gives; the rest is Cypher that pastes anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from beholden.errors import QueryError
from beholden.queries.parameters import Parameter, parameter, value

KEYS = ("id", "question", "params", "returns", "draws", "uses", "caveat")
ONCE = ("id", "question")
OPTIONAL = ("params", "draws")


@dataclass(frozen=True, slots=True)
class Query:
    """One question of a pack, with its Cypher as it stands in the file.

    `draws` names the variables, bound where the rows are made, that make a picture of them; none where rows count or
    gather what a picture would have to show one by one.
    """

    id: str
    question: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    uses: tuple[str, ...]
    caveats: tuple[str, ...]
    text: str
    draws: tuple[str, ...] = ()

    @property
    def cypher(self) -> str:
        """The query's text after its header."""
        return self.text.split("\n\n", 1)[1]

    @property
    def pack(self) -> str:
        """The pack's name."""
        return self.id.split(".", 1)[0]


def read_query(path: Path) -> Query:
    """The query in this file; QueryError names the file and what its header lacks."""
    here = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise QueryError(f"{here}: {problem}") from problem
    head, blank, body = text.partition("\n\n")
    if not blank or not body.strip():
        raise QueryError(f"{here}: the header must end in a blank line, followed by the query")
    values: dict[str, list[str]] = {key: [] for key in KEYS}
    for number, line in enumerate(head.splitlines(), start=1):
        key, colon, rest = line.removeprefix("//").strip().partition(":")
        if not line.startswith("//") or not colon or key.strip() not in KEYS:
            raise QueryError(
                f"{here}:{number}: {line!r} is no header line; they read `// KEY: text` with KEY of {', '.join(KEYS)}"
            )
        values[key.strip()].append(rest.strip())
    for key in KEYS:
        if key not in OPTIONAL and not any(values[key]):
            raise QueryError(f"{here}: the header has no `{key}`")
        if key in ONCE and len(values[key]) > 1:
            raise QueryError(f"{here}: the header has {len(values[key])} lines `{key}`; keep one")
    id = values["id"][0]
    if id != f"{path.parent.name}.{path.stem}":
        raise QueryError(f"{here}: id {id!r} must be pack and file name, {path.parent.name}.{path.stem}")
    if not values["question"][0].endswith("?"):
        raise QueryError(f"{here}: the question must end in a question mark")
    parameters = tuple(parameter(here, part) for part in _parts(values["params"]))
    query = Query(
        id=id,
        question=values["question"][0],
        parameters=parameters,
        returns=tuple(_parts(values["returns"])),
        uses=tuple(_parts(values["uses"])),
        caveats=tuple(values["caveat"]),
        text=text,
        draws=tuple(_parts(values["draws"])),
    )
    for key, names in (
        ("params", [one.name for one in parameters]),
        ("returns", query.returns),
        ("draws", query.draws),
        ("uses", query.uses),
    ):
        _check_repeated(here, key, names)
    for one in parameters:
        if one.default is not None:
            try:
                value(one, one.default, query.uses)
            except QueryError as problem:
                raise QueryError(f"{here}: the default of {one.name}: {problem}") from problem
    return query


def _parts(lines: list[str]) -> list[str]:
    return [part.strip() for line in lines for part in line.split(", ") if part.strip()]


def _check_repeated(here: str, key: str, names: Sequence[str]) -> None:
    for name, number in Counter(names).items():
        if number > 1:
            raise QueryError(f"{here}: `{key}` names {name!r} {number} times")

"""A query file: the leading `//` lines say what it asks, takes and gives; the rest is Cypher that pastes anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from beholden.errors import QueryError

PARAMETER_TYPES = ("id", "date", "integer", "fraction", "boolean", "text", "texts")
KEYS = ("id", "question", "params", "returns", "uses", "caveat")
_PARAMETER = re.compile(r"^(?P<name>[a-z_]+):\s*(?P<type>[a-z]+)(?:\s*=\s*(?P<default>\S.*))?$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the query takes from outside; without a default it must be given."""

    name: str
    type: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One question of a pack, with its Cypher as it stands in the file."""

    id: str
    question: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    uses: tuple[str, ...]
    caveats: tuple[str, ...]
    text: str

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
    text = path.read_text(encoding="utf-8")
    here = f"{path.parent.name}/{path.name}"
    head, blank, body = text.partition("\n\n")
    if not blank or not body.strip():
        raise QueryError(f"{here}: the header must end in a blank line, followed by the query")
    values: dict[str, list[str]] = {key: [] for key in KEYS}
    for line in head.splitlines():
        key, colon, value = line.removeprefix("//").strip().partition(":")
        if not line.startswith("//") or not colon or key.strip() not in KEYS:
            raise QueryError(
                f"{here}: {line!r} is no header line; they read `// KEY: text` with KEY of {', '.join(KEYS)}"
            )
        values[key.strip()].append(value.strip())
    for key in ("id", "question", "returns", "uses", "caveat"):
        if not values[key]:
            raise QueryError(f"{here}: the header has no `{key}`")
    id = values["id"][0]
    if id != f"{path.parent.name}.{path.stem}":
        raise QueryError(f"{here}: id {id!r} must be pack and file name, {path.parent.name}.{path.stem}")
    if not values["question"][0].endswith("?"):
        raise QueryError(f"{here}: the question must end in a question mark")
    return Query(
        id=id,
        question=values["question"][0],
        parameters=tuple(_parameter(here, part) for part in _parts(values["params"])),
        returns=tuple(_parts(values["returns"])),
        uses=tuple(_parts(values["uses"])),
        caveats=tuple(values["caveat"]),
        text=text,
    )


def _parts(lines: list[str]) -> list[str]:
    return [part.strip() for line in lines for part in line.split(", ") if part.strip()]


def _parameter(here: str, text: str) -> Parameter:
    match = _PARAMETER.match(text)
    if match is None or match["type"] not in PARAMETER_TYPES:
        raise QueryError(
            f"{here}: parameter {text!r} must read `name: type` or `name: type = default`, "
            f"with a type of {', '.join(PARAMETER_TYPES)}"
        )
    return Parameter(match["name"], match["type"], match["default"])

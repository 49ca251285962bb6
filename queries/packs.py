"""The packs: folders of query files that come with beholden."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from beholden.errors import QueryError
from beholden.queries.check import check
from beholden.queries.header import Query, read_query

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Pack:
    """What a folder of queries is for and who reads it."""

    name: str
    title: str
    about: str
    readers: str
    queries: tuple[Query, ...]


@lru_cache(maxsize=1)
def packs() -> tuple[Pack, ...]:
    """Every pack with its queries, read and checked, in the order of their names."""
    return tuple(_read(path.parent) for path in sorted(FOLDER.glob("*/pack.toml")))


def _read(folder: Path) -> Pack:
    data = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    if set(data) != {"title", "about", "readers"}:
        raise QueryError(f"{folder.name}/pack.toml: it takes title, about and readers")
    queries = tuple(read_query(path) for path in sorted(folder.glob("*.cypher")))
    for query in queries:
        check(query)
    return Pack(folder.name, data["title"], data["about"], data["readers"], queries)


def find_query(name: str) -> Query:
    """The query of this id; QueryError with the nearest ones where there is none."""
    known = {query.id: query for pack in packs() for query in pack.queries}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known)
        raise QueryError(
            f'there is no query "{name}"; perhaps {", ".join(near)}; `beholden queries` lists them'
        )
    return known[name]

"""A case's walk through its own questions, for Neo4j Browser: which steps, and what each answers in a release."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from beholden.cases.case import Case
from beholden.cases.facts import Facts
from beholden.errors import CaseError, QueryError, SchemaError
from beholden.graph.engine import Engine
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.toml_tables import only_known, subtable, text, texts
from beholden.pages.browser_kit import Guide, Step
from beholden.queries.ask import ask, bind
from beholden.queries.header import Query
from beholden.queries.packs import find_query, packs
from beholden.queries.parameters import Parameter, value
from beholden.queries.reads import reads

NAME = "guide.toml"
STEP_KEYS = {"title", "text", "query", "values", "columns"}


def guide(case: Case, release: Release, find: Finder) -> Guide | None:
    """The case's guide with the answers of this release; None where the case has none.

    Raises CaseError for a guide that is not right, QueryError where the release lacks what a step asks about.
    """
    path = case.folder / NAME
    if not path.is_file():
        return None
    here = str(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        only_known(here, data, {"title", "opening", "steps"})
        return Guide(
            title=text(here, data, "title"),
            opening=text(here, data, "opening"),
            steps=_steps(here, data, release, find),
            release=release.manifest["hash"],
            as_of=release.as_of.isoformat(),
        )
    except (OSError, ValueError, SchemaError) as problem:
        raise CaseError(f"{here}: {problem}") from problem


def _steps(here: str, data: Mapping[str, Any], release: Release, find: Finder) -> list[Step]:
    tables = data.get("steps", [])
    queries = [find_query(text(f"{here}: step {at}", table, "query")) for at, table in enumerate(tables, 1)]
    engine, facts = Engine(release, reads(queries)), Facts(release)
    return [
        _step(f"{here}: step {at}", table, query, engine, facts, find)
        for at, (table, query) in enumerate(zip(tables, queries, strict=True), start=1)
    ]


def _step(
    where: str, table: Mapping[str, Any], query: Query, engine: Engine, facts: Facts, find: Finder
) -> Step:
    only_known(where, table, STEP_KEYS)
    given = {name: str(one) for name, one in subtable(where, table, "values").items()}
    as_of = facts.release.as_of
    values = bind(query, given, as_of=as_of, find=find)
    ids = {one.name: values[one.name] for one in query.parameters if one.type == "id"}
    entities = facts.entities(ids.values())
    return Step(
        title=text(where, table, "title"),
        text=text(where, table, "text"),
        query=query,
        values=values,
        names={name: entities[id]["name"] for name, id in ids.items()},
        columns=texts(where, table, "columns", needed=True),
        rows=ask(query, engine, given, as_of=as_of, find=find).dicts(),
    )


def starting_values(case: Case, release: Release, find: Finder) -> dict[str, dict[str, Any]]:
    """By query id, the values that a saved script begins with: the case's own, else the header's defaults.

    A parameter for which neither has anything is left out, and so is one about something that is not in the release.
    """
    own: dict[str, Mapping[str, str]] = {}
    for question in case.questions:
        own.setdefault(question.query, question.values)
    return {
        query.id: {
            one.name: found
            for one in query.parameters
            if (found := _value(case, query, one, own.get(query.id, {}), release, find)) is not None
        }
        for pack in packs()
        for query in pack.queries
    }


def _value(
    case: Case, query: Query, one: Parameter, own: Mapping[str, str], release: Release, find: Finder
) -> Any:
    given = own.get(one.name) or one.default
    if one.type == "id":
        subjects = case.initiatives if one.name == "initiative" else case.subjects
        try:
            return find(given or next(iter(subjects), ""))
        except QueryError:
            return None
    if given is None and one.name == "as_of":
        given = release.as_of.isoformat()
    return None if given is None else value(one, given, query.uses)

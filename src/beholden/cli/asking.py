"""Commands that read a release: questions, one entity, the evidence behind an arrow, a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from beholden.cli.engines import EMBEDDED, NEO4J, Server, asked_on
from beholden.cli.neo4j import server_options
from beholden.cli.output import format_option, plain, progress, say, write_rows
from beholden.errors import QueryError
from beholden.graph.answers import TIME_LIMIT_SECONDS
from beholden.graph.evidence import Claim
from beholden.graph.evidence import evidence as claims_behind
from beholden.graph.find import Finder
from beholden.graph.kinds import schema
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.queries.ask import ask as ask_query
from beholden.queries.packs import find_query, packs


@click.command()
@click.argument("name", required=False)
@format_option
def queries(name: str | None, form: str) -> None:
    """List the questions of all packs, of one pack, or say all about one query NAME.

    Example: beholden queries paths
    """
    if name is not None and "." in name:
        query = find_query(name)
        click.echo(query.text, nl=not query.text.endswith("\n"))
        return
    chosen = [pack for pack in packs() if name in (None, pack.name)]
    if not chosen:
        raise QueryError(f'there is no pack "{name}"; there are {", ".join(pack.name for pack in packs())}')
    rows = [
        (
            query.id,
            query.question,
            [
                f"{one.name}: {one.takes}" + (f" = {one.default}" if one.default else "")
                for one in query.parameters
            ],
            query.returns,
            query.caveats,
        )
        for pack in chosen
        for query in pack.queries
    ]
    write_rows(
        ("query", "question", "params", "returns", "caveats"),
        rows,
        form,
        narrow=("query", "question", "params"),
    )


@click.command()
@click.argument("query")
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.001),
    default=TIME_LIMIT_SECONDS,
    show_default=True,
    help="Seconds.",
)
@click.option(
    "--on",
    type=click.Choice((EMBEDDED, NEO4J)),
    envvar="BEHOLDEN_ON",
    show_envvar=True,
    default=EMBEDDED,
    show_default=True,
    help="Which engine answers.",
)
@server_options
@click.option("--columns", help="Only these columns in the table, separated by commas.")
@format_option
def ask(
    query: str,
    values: tuple[str, ...],
    time_limit: float,
    on: str,
    columns: str | None,
    form: str,
    **server: str | None,
) -> None:
    """Ask a QUERY of a pack about the current release.

    A value for a party or an initiative is an id, an alias such as ungc, an identifier or a name. The table
    leaves columns of ids out; JSON and CSV have all.

    With `--on neo4j` the release that `beholden neo4j load` put into a Neo4j answers: the rows are the same.

    Example: beholden ask listings.listed-members initiative=ungc --format csv
    """
    given = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            raise click.UsageError(f"{value!r} is no NAME=VALUE")
        given[name] = text
    chosen = find_query(query)
    release = Release.open(Workspace().current())
    if on == EMBEDDED and any(server.values()):
        raise click.UsageError("--uri, --user and --database say which Neo4j; add --on neo4j")
    with asked_on(on, release, chosen, Server(**server)) as (engine, as_of), progress("asking"):
        rows = ask_query(chosen, engine, given, as_of=as_of, find=Finder(release), time_limit=time_limit)
    if columns:
        narrow = [name.strip() for name in columns.split(",")]
        if unknown := [name for name in narrow if name not in rows.columns]:
            raise QueryError(f"{query}: it has no column {unknown[0]!r}; it has {', '.join(rows.columns)}")
    else:
        hidden = ("_id", "_ids", "claims", "_kinds")
        narrow = [name for name in rows.columns if not name.endswith(hidden)]
    write_rows(rows.columns, rows.rows, form, narrow=narrow)
    say(f"{len(rows.rows):,} rows. {chosen.question.replace('$', '')}")
    for caveat in chosen.caveats:
        say(f"  {caveat}")


@click.command()
@click.argument("text")
@click.option("--private", is_flag=True, help="With birth dates, papers and home addresses of persons.")
@format_option
def show(text: str, private: bool, form: str) -> None:
    """Show what the current release holds about one party, list or initiative: TEXT is an id, alias or name.

    According to whom is told of each thing that sources state. What is private of persons is left out unless asked for.

    Example: beholden show ungc
    """
    release = Release.open(Workspace().current())
    id = Finder(release)(text)
    rows: list[tuple[str, str, Any, list[str]]] = []
    for kind in release.kinds("entities"):
        own = schema().kind(kind).properties
        hidden = {column for one in own.values() if one.private for column in one.columns()}
        for row in _rows(release, kind, id):
            speakers = _speakers(claims_behind(release, row["id"]))
            stated = {column: one.name for one in own.values() for column in one.columns()}
            rows += [
                (kind, name, value, speakers.get(stated.get(name, name), []))
                for name, value in row.items()
                if value not in (None, [], "") and (private or name not in hidden)
            ]
    write_rows(("kind", "property", "value", "according_to"), rows, form)


def _speakers(claims: Iterable[Claim]) -> dict[str, list[str]]:
    """Who states each property."""
    found: dict[str, set[str]] = {}
    for claim in claims:
        for name in claim.values:
            found.setdefault(name, set()).add(claim.stated_by)
    return {name: sorted(speakers) for name, speakers in found.items()}


def _rows(release: Release, kind: str, id: str) -> list[dict[str, Any]]:
    frame = release.frame("entities", kind)
    return frame.filter(frame["id"] == id).to_dicts()


@click.command()
@click.argument("id")
@format_option
def evidence(id: str, form: str) -> None:
    """Print every claim behind an entity, a relation or a claim ID: source, copy, place, and the text as published.

    Example: beholden evidence initiative/un-global-compact
    """
    release = Release.open(Workspace().current())
    claims = claims_behind(release, id)
    columns = [field.name for field in fields(Claim)]
    rows = [[plain(getattr(claim, name)) for name in columns] for claim in claims]
    narrow = ("kind", "source", "snapshot", "places", "stated_by", "grade", "text")
    write_rows(columns, rows, form, narrow=narrow)


@click.command()
@click.argument("text")
@click.option(
    "--hops", type=click.IntRange(1, 4), default=2, show_default=True, help="How far to go from it."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("drawing"),
    show_default=True,
    help="Folder to write to.",
)
def draw(text: str, hops: int, out: Path) -> None:
    """Draw the part of the graph around one party or initiative as one offline HTML page.

    Example: beholden draw "UN Global Compact" --hops 2
    """
    from beholden.cases.drawing import draw_around

    release = Release.open(Workspace().current())
    with progress("drawing"):
        page = draw_around(release, Finder(release)(text), hops, out)
    say(f"the page is {page}")

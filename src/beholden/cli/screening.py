"""Commands about who is who: a list of names against a release, and a service that OpenRefine asks."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from beholden.cli.output import format_option, progress, say, write_rows
from beholden.errors import SourceError
from beholden.graph.list_columns import asked, guess_columns
from beholden.graph.release import Release
from beholden.graph.screening import Screener
from beholden.graph.workspace import Workspace
from beholden.loaders.sheets import sheet_headers, sheet_rows
from beholden.loaders.tables import read_rows, read_text
from beholden.pages.files import write_files
from beholden.pages.screening import screening_page

COLUMNS = (
    "row", "asked", "asked_country", "name_match", "zone", "score", "party", "party_id", "kind", "matched_name",
    "countries", "lists", "memberships", "state_owners", "verdicts", "reasons",
)  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="The column with the names; guessed where it is not given.")
@click.option("--country", help="The column with the countries; guessed where it is not given.")
@click.option(
    "--identifier",
    "identifiers",
    multiple=True,
    metavar="SCHEME=COLUMN",
    help="A column of identifiers, e.g. lei=LEI.",
)
@click.option(
    "--limit", type=click.IntRange(1, 50), default=3, show_default=True, help="Matches a row at most."
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.7,
    show_default=True,
    help="The score of the least match shown.",
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the same as one page, which opens without a network.",
)
@format_option
def screen(
    file: Path,
    name: str | None,
    country: str | None,
    identifiers: tuple[str, ...],
    limit: int,
    least: float,
    page: Path | None,
    form: str,
) -> None:
    """Look up each company of a table, FILE, in the current release.

    FILE is CSV, text with semicolons or tabs, or an Excel workbook, of which the first sheet is read.

    Which columns were read as what is said on stderr. A row without any match stands there too, with an empty zone. A
    match of zone "same" has the same name and country, and no more is known: it is a match by name until the
    identifiers agree or somebody has looked.

    Example: beholden screen suppliers.csv --name Supplier --format csv
    """
    given = {}
    for one in identifiers:
        scheme, equals, column = one.partition("=")
        if not equals:
            raise click.UsageError(f"{one!r} is no SCHEME=COLUMN")
        given[scheme] = column
    header, rows = _table(file)
    columns = guess_columns(
        header, [cells for _, cells in rows], name=name, country=country, identifiers=given
    )
    say(f"{file.name}: {len(rows):,} rows; read {columns}")
    wanted = []
    for line, cells in rows:
        looked_for, problems = asked(columns, header, cells)
        wanted.append(looked_for)
        for problem in problems:
            say(f"{file.name}:{line}: {problem}")
    with progress("looking up"):
        release = Release.open(Workspace().current())
        answers = Screener(release).screen(wanted, limit=limit, least=least)
    table: list[tuple[object, ...]] = []
    for (line, _), sought, matches in zip(rows, wanted, answers, strict=True):
        start = (line, sought.name, sought.country)
        if not matches:
            table.append((*start, *[None] * (len(COLUMNS) - len(start))))
        for match in matches:
            table.append(
                (
                    *start,
                    match.how,
                    *(match.zone, match.score, match.name, match.id, match.kind, match.matched),
                    *(match.countries, match.standing.lists, match.standing.memberships),
                    *(match.standing.state_owners, match.standing.verdicts, match.reasons),
                )
            )
    if page is not None:
        made = screening_page(
            [dict(zip(COLUMNS, row, strict=True)) for row in table],
            title=f"Matches of {file.name}", as_of=release.as_of, release=release.manifest["hash"],
        )  # fmt: skip
        write_files(page.parent, {page.name: made})
        say(f"the page is {page}")
    narrow = ("row", "asked", "name_match", "zone", "score", "party", "countries", "lists", "memberships")
    write_rows(COLUMNS, table, form, narrow=narrow)
    found = sum(bool(matches) for matches in answers)
    say(
        f"{found:,} of {len(rows):,} rows have a match; that a row has none does not mean that it is on no list"
    )


def _table(file: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header of a table and its rows, each with its line."""
    if file.suffix.lower() == ".xlsx":
        sheet = next(iter(sheet_headers(file)))
        (_, header), *rows = sheet_rows(file, sheet)
        return [column.strip() for column in header], rows
    text = read_text(file, ("utf-8-sig", "cp1252"))
    try:
        delimiter = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|").delimiter
    except csv.Error:
        delimiter = ","  # one column
    (_, header), *rows = read_rows(file, text, delimiter)
    names = [column.strip() for column in header]
    if len(set(names)) != len(names):
        raise SourceError(f"{file.name}: two columns have one name: {', '.join(names)}")
    return names, rows

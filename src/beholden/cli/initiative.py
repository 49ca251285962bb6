"""The command that counts the members of an initiative."""

from __future__ import annotations

from pathlib import Path

import click

from beholden.cases.scorecard import changed, scorecard
from beholden.cli.output import format_option, progress, say, write_rows
from beholden.graph.claims import as_day
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.scorecard import COLUMNS, write_scorecard

CHANGED = 3
"""Exit code where --exit-code is given and something changed: neither an error of ours nor wrong usage."""


@click.command()
@click.argument("name", metavar="INITIATIVE", default="ungc")
@click.option("--as-of", metavar="DATE", help="The date to speak of; default: the release's.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the page and a CSV file a number.")
@click.option(
    "--exit-code",
    is_flag=True,
    help=f"End with {CHANGED} where the two newest copies of a source differ, for a nightly run.",
)
@format_option
def initiative(name: str, as_of: str | None, out: Path | None, exit_code: bool, form: str) -> None:
    """Count the members of an INITIATIVE: by state above them, by list, with contracts, without a known owner.

    Each number counts the different members in its rows; `--out` writes a page on which it opens them. Changes are
    between the two newest copies of a source that the release holds.

    Example: beholden initiative ungc --out scorecard --exit-code
    """
    release = Release.open(Workspace().current())
    with progress("counting"):
        card = scorecard(release, name, as_of=as_day(as_of) if as_of else None)
    write_rows(
        COLUMNS, [[number[key] for key in COLUMNS] for number in card["numbers"]], form, narrow=COLUMNS[1:]
    )
    if out is not None:
        say(f"the page, with its rows as CSV beside it: {write_scorecard(card, out)}")
    if exit_code and changed(card):
        raise click.exceptions.Exit(CHANGED)

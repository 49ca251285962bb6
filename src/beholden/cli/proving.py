"""Commands over certificates of verdicts."""

from __future__ import annotations

from pathlib import Path

import click

from beholden.cli.output import format_option, say, write_rows
from beholden.errors import StoreError
from beholden.graph.verify import verify_file


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--quiet", is_flag=True, help="Print nothing; the exit code says it.")
@format_option
@click.pass_context
def verify(context: click.Context, files: tuple[Path, ...], quiet: bool, form: str) -> None:
    """Check certificates from themselves alone, without a workspace.

    FILES hold one certificate each, or one a line. What fails is printed, and the exit code is 1 where anything
    does. A certificate that holds proves its verdict from the claims it names; whether these stand in a release
    is what `beholden evidence` shows.

    Example: beholden verify certificate.json
    """
    checked, rows = 0, []
    for file in files:
        try:
            for where, problems in verify_file(file):
                checked += 1
                rows += [(where, problem) for problem in problems]
        except OSError as problem:
            raise StoreError(f"{file}: cannot be read: {problem.strerror}") from problem
    if not quiet:
        if rows or form != "table":
            write_rows(("certificate", "problem"), rows, form)
        failed = len({where for where, _ in rows})
        say(f"{checked - failed:,} of {checked:,} certificates hold")
    context.exit(1 if rows else 0)

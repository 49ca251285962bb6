"""Rows on stdout in the form asked for; words and progress on stderr."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from beholden.cli.streams import visible
from beholden.pages.tables import defended

FORMATS = ("table", "json", "csv")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How rows are written to stdout: a table for people, JSON or CSV for programs. "
    "CSV has an apostrophe before text that a spreadsheet would run.",
)


def say(text: str) -> None:
    """Words on stderr."""
    click.echo(visible(text), err=True)


def plain(value: Any) -> Any:
    """The value as JSON has it: dates in ISO form, tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def cell(value: Any) -> str:
    """The value as text for a table or CSV: nothing for null, lists joined by "; "."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(cell(inner) for inner in value)
    return (
        str(plain(value)) if not isinstance(value, Mapping) else json.dumps(plain(value), ensure_ascii=False)
    )


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str, *, narrow: Sequence[str] = ()
) -> None:
    """Write rows to stdout. A table shows the columns in `narrow` (default: all); JSON and CSV have every one.

    In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front, as in the files of pages; JSON
    has it as published.
    """
    if form == "json":
        data = [dict(zip(columns, plain(list(row)), strict=True)) for row in rows]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    if form == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([defended(value, cell(value)) for value in row] for row in rows)
        sys.stdout.write(buffer.getvalue())  # click would drop what looks like a colour
        sys.stdout.flush()
        return
    shown = [number for number, name in enumerate(columns) if not narrow or name in narrow]
    table = Table(show_edge=False, pad_edge=False)
    for number in shown:
        table.add_column(columns[number], overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(cell(row[number]))) for number in shown))
    # A pipe gets the whole width, so that no cell is cut where nobody sees it.
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200, soft_wrap=False)
    console.print(table)


@contextmanager
def progress(text: str) -> Iterator[Any]:
    """A progress line on stderr while the block runs; silent when stderr is no terminal.

    Gives a function that takes the number done so far, and the number of all where it is known.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda number, total=None: None
        return
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"),
        TimeElapsedColumn(), console=console, transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task(text, total=None)
        yield lambda number, total=None: bar.update(task, completed=number, total=total)

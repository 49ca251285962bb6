"""The command that fetches sources from their publishers' addresses."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

import click

from beholden.cases.case import find_case
from beholden.cli.loading import summary
from beholden.cli.output import format_option, progress, say, write_rows
from beholden.errors import SourceError
from beholden.graph.workspace import Workspace
from beholden.loaders.fetching.download import Downloads
from beholden.loaders.fetching.fetch import Fetched
from beholden.loaders.fetching.fetch import fetch as fetch_source
from beholden.loaders.fetching.pages import Manners
from beholden.loaders.run import load, source, sources, stated_day

COLUMNS = ("source", "file", "bytes", "changed", "copy_of", "dated_by", "fetched_on", "sha256", "address")


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--case", "case", help="The sources that a case uses: its folder or name.")
@click.option("--load", "loads", is_flag=True, help="Load what was fetched, as `beholden load` does.")
@format_option
def fetch(names: tuple[str, ...], case: str | None, loads: bool, form: str) -> None:
    """Fetch the files of each SOURCE from its publisher into the workspace, where they changed.

    A fetch that broke off is gone on with. A file that the publisher did not change is not sent again. What can't be
    fetched is named at the end, with the steps to have it by hand. One row a file is written.

    Example: beholden fetch us_ofac_sdn un_sc --load
    """
    chosen = list(dict.fromkeys((*names, *(_of_case(case) if case else ()))))
    if not chosen:
        raise click.UsageError(f"name a source or a --case; sources are {', '.join(sources())}")
    declared = [source(name) for name in chosen]
    workspace, downloads, today = Workspace(), Downloads(), datetime.now(UTC).date()
    manners, rows, failed = Manners(downloads), list[Sequence[object]](), list[str]()
    for one in declared:
        if one.fetch is None or not one.fetch.files:
            continue
        with ExitStack() as bars:

            def watch(name: str, bars: ExitStack = bars) -> Callable[[int, int | None], None]:
                bars.close()
                hear: Callable[[int, int | None], None] = bars.enter_context(progress(f"fetching {name}"))
                return hear

            try:
                fetched = fetch_source(one, workspace, downloads, manners, today, watch)
            except SourceError as problem:
                failed.append(f"{one.id}: {problem}")
                continue
        stated = stated_day(fetched.source, fetched.files)
        day, by = (stated.isoformat(), "the file itself") if stated else fetched.day()
        rows += _rows(fetched, day, by)
        dated = None if stated else day
        if not loads:
            _say_next(fetched, dated)
            continue
        try:
            with progress(f"loading {one.id}") as hear:
                loaded = load(
                    one.id, fetched.files, workspace, snapshot=dated, basis="inferred", progress=hear
                )
            say(summary(loaded))
        except SourceError as problem:
            failed.append(str(problem))
    write_rows(COLUMNS, rows, form, narrow=("source", "file", "bytes", "changed", "copy_of", "dated_by"))
    for one in declared:
        if one.fetch is None:
            say(f"{one.id} is not fetched: its files are the ones you bring")
        elif not one.fetch.files:
            say(f"{one.id} must be had by hand:")
            for number, step in enumerate(one.fetch.by_hand, start=1):
                say(f"  {number}. {step}")
    if failed:
        raise SourceError("; ".join(failed))


def _of_case(name: str) -> list[str]:
    """The sources that a case uses, without those whose files come with it."""
    case = find_case(name)
    own = {files.source for files in case.files}
    return [
        one
        for one in (*case.also, *(files.source for files in case.files))
        if one != "curated" or one not in own
    ]


def _say_next(fetched: Fetched, dated: str | None) -> None:
    snapshot = [] if dated is None else ["--snapshot", dated]
    say(f"next: {shlex.join(['beholden', 'load', fetched.source, *map(str, fetched.files), *snapshot])}")


def _rows(fetched: Fetched, day: str, by: str) -> list[Sequence[object]]:
    """A row a file."""
    return [
        (fetched.source, name, (fetched.folder / name).stat().st_size, part.got.changed, day, by, part.fetched_on,
         part.got.sha256, part.got.url)
        for part in fetched.parts
        for name in part.files
    ]  # fmt: skip

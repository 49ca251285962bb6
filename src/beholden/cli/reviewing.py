"""The command that steps through the pairs that nobody has judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from beholden.cli.output import format_option, say, write_rows
from beholden.cli.streams import visible
from beholden.graph.judgements import Judgement, read_judgements
from beholden.graph.release import Release
from beholden.graph.review import Unjudged, unjudged, without_judged, write_judgement
from beholden.graph.suspicious import suspicious
from beholden.graph.workspace import Workspace

_ANSWERS = {"s": "same", "d": "different", "u": "unsure"}
_COLUMNS = ("creates", "score", "left", "left_name", "right", "right_name", "reasons")


@click.command()
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("judgements.toml"),
    show_default=True,
    help="The judgements file to write to; its pairs are not asked again.",
)
@click.option("--author", help="Who judges; asked for where it is not given.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.0, help="Only pairs of this score and above.")
@click.option("--list", "only_list", is_flag=True, help="Print the pairs and ask nothing.")
@click.option(
    "--clusters",
    is_flag=True,
    help="Print the parties of several records that may be more than one, and ask nothing.",
)
@format_option
def review(file: Path, author: str | None, least: float, only_list: bool, clusters: bool, form: str) -> None:
    """Step through pairs of parties that may be one, side by side, and write down what you decide.

    Those come first that would create an answer, such as a listed member. Nothing changes until the release is built
    again with the file; taking a judgement out of it and building again gives the release of before.

    Example: beholden review --list --format csv
    """
    release = Release.open(Workspace().current())
    if clusters:
        found = [
            (one.reasons, one.id, one.name, one.kind, one.members, one.names, one.countries)
            for one in suspicious(release)
        ]
        columns = ("reasons", "id", "name", "kind", "members", "names", "countries")
        write_rows(columns, found, form, narrow=("reasons", "id", "name", "members"))
        say(f"{len(found):,} parties; joins.json of the release has why their records were joined")
        return
    known = read_judgements([file]) if file.exists() else []
    pairs = [pair for pair in without_judged(unjudged(release), known) if (pair.score or 0) >= least]
    if only_list:
        rows = [
            (
                pair.creates,
                pair.score,
                pair.left.record,
                pair.left.name,
                pair.right.record,
                pair.right.name,
                pair.reasons,
            )
            for pair in pairs
        ]
        write_rows(_COLUMNS, rows, form, narrow=("creates", "score", "left_name", "right_name"))
        return
    author = author or click.prompt("Who judges", err=True)
    written = 0
    for number, pair in enumerate(pairs, start=1):
        _show(pair, number, len(pairs))
        answer = click.prompt(
            "same, different, unsure, next, quit",
            type=click.Choice(("s", "d", "u", "n", "q")),
            default="n",
            err=True,
        )
        if answer == "q":
            break
        if answer in _ANSWERS:
            reason = click.prompt("Why", err=True)
            ends = (pair.left.record, pair.right.record)
            write_judgement(
                file, Judgement(*ends, _ANSWERS[answer], str(author), date.today().isoformat(), reason)
            )
            written += 1
    say(f"{written} judgements written to {file}; build again with `beholden build --judgements {file}`")


def _show(pair: Unjudged, number: int, of: int) -> None:
    score = "" if pair.score is None else f", score {pair.score:.2f}"
    title = f"{number} of {of}{score}" + (f"; would create {', '.join(pair.creates)}" if pair.creates else "")
    table = Table(title=title, show_lines=True, title_justify="left")
    table.add_column("")
    for side in (pair.left, pair.right):
        table.add_column(visible(side.record), overflow="fold", ratio=1)
    for head, texts in (
        ("name", lambda side: [side.name]),
        ("names", lambda side: side.names),
        ("kind", lambda side: [side.kind]),
        ("country", lambda side: side.countries),
        ("identifiers", lambda side: side.identifiers),
        ("says", lambda side: side.says),
        ("stated at", lambda side: side.places),
    ):
        table.add_row(head, *(Text(visible("\n".join(texts(side)))) for side in (pair.left, pair.right)))
    console = Console(stderr=True, width=None if Console(stderr=True).is_terminal else 160)
    console.print(table)
    for reason in pair.reasons:
        console.print(Text(f"  {visible(reason)}"))

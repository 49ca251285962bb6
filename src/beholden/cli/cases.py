"""Commands over cases: run one, make one, check one."""

from __future__ import annotations

from pathlib import Path

import click

from beholden import __version__
from beholden.cases.case import bundled, find_case, new_case
from beholden.cases.check import check_case
from beholden.cases.run import Prepared, parse_added, prepare
from beholden.cases.run import run as run_case
from beholden.cases.story import earlier, write_story
from beholden.cli.building import say_doubts
from beholden.cli.loading import summary
from beholden.cli.output import format_option, progress, say, write_rows
from beholden.graph.answers import TIME_LIMIT_SECONDS
from beholden.graph.workspace import Workspace

case_argument = click.argument("name", metavar="CASE", default="surveillance-and-the-compact")
add_option = click.option(
    "--add",
    multiple=True,
    metavar="SOURCE=FILE[,FILE][@DATE]",
    help="A file of a source to load first; may be given more than once.",
)
as_of_option = click.option("--as-of", metavar="DATE", help="The date to speak of; default: the case's.")


@click.command()
@case_argument
@add_option
@as_of_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("report"),
    show_default=True,
    help="Folder of the page.",
)
@click.option(
    "--time-limit", type=click.FloatRange(min=0.001), default=TIME_LIMIT_SECONDS, show_default=True,
    help="Seconds for each question.",
)  # fmt: skip
def run(name: str, add: tuple[str, ...], as_of: str | None, out: Path, time_limit: float) -> None:
    """Run a CASE: load its files, build the graph, ask its questions, and write one offline page.

    CASE is the name of a case that comes with beholden, or a folder with a case.toml.

    Example: beholden run surveillance-and-the-compact --add ungc_participants=participants.csv@2023-07-26
    """
    done = run_case(
        find_case(name),
        Workspace(),
        out,
        added=[parse_added(text) for text in add],
        as_of=as_of,
        time_limit=time_limit,
        software=__version__,
        watch=progress,
    )
    say_loaded(done)
    for answer in done.answers:
        say(f"{answer.query.id}: {len(answer.rows.rows):,} rows")
    say_release(done)
    say("the page, with its JSON and CSV twins beside it:")
    click.echo(done.page)


@click.command()
@case_argument
@add_option
@as_of_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("story"),
    show_default=True,
    help="Folder of the pack; the zip file is written beside it.",
)
@click.option("--since", metavar="RELEASE", help="An earlier release, to list the sentences that changed.")
def story(name: str, add: tuple[str, ...], as_of: str | None, out: Path, since: str | None) -> None:
    """Run a CASE and pack its page, tables, sources and the fact-checker's list as a folder and a zip file.

    Rows of sources that may not be passed on, and joins that nobody has confirmed, stay out of the tables.

    Example: beholden story surveillance-and-the-compact --out story
    """
    chosen, workspace = find_case(name), Workspace()
    before = earlier(workspace, since) if since else None
    ready = prepare(
        chosen,
        workspace,
        added=[parse_added(text) for text in add],
        as_of=as_of,
        software=__version__,
        watch=progress,
    )
    with progress("packing"):
        page = write_story(chosen, ready, out, since=before)
    say_loaded(ready)
    say_release(ready)
    say(f"the pack, and the same as {out.name}.zip beside it:")
    click.echo(page)


def say_loaded(ready: Prepared) -> None:
    """What became of each copy, and what could not be joined."""
    for loaded in ready.loaded:
        say(summary(loaded))
    say_doubts(ready.release)


def say_release(ready: Prepared) -> None:
    """Which release answers, and of which date it speaks."""
    say(f"release {ready.release.manifest['hash']} as of {ready.release.as_of}")


@click.group()
def case() -> None:
    """Make a case of one's own, and check that a case is fit to be read.

    Example: beholden case new my-investigation
    """


@case.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make FOLDER with a commented template: an invented investigation that runs, to be replaced by one's own.

    Example: beholden case new my-investigation
    """
    made = new_case(folder)
    say(f"{made}: read README.md there, edit claims.toml, then: beholden run {made}")


@case.command()
@case_argument
@format_option
def check(name: str, form: str) -> None:
    """List the uncited, stale and contested claims of a CASE, and allegations nobody was asked about.

    It fails where an allegation has neither an answer, nor "asked on DATE", nor "not asked".

    Example: beholden case check surveillance-and-the-compact
    """
    findings = check_case(find_case(name))
    rows = [(one.place, one.id, one.finding, one.fails) for one in findings]
    write_rows(("place", "id", "finding", "fails"), rows, form)
    failing = sum(one.fails for one in findings)
    say(f"{len(findings)} findings, {failing} of them must be mended")
    if failing:
        raise click.exceptions.Exit(1)


@case.command(name="list")
def list_cases() -> None:
    """List the cases that come with beholden.

    Example: beholden case list
    """
    for name in bundled():
        click.echo(name)

"""Commands around a Neo4j server."""

from __future__ import annotations

from pathlib import Path

import click

from beholden.cases.case import find_case
from beholden.cases.guide import guide, starting_values
from beholden.cli.output import progress, say
from beholden.errors import QueryError
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.browser_kit import addresses, browser_kit, write_kit
from beholden.pages.local_server import local_server


@click.group()
def neo4j() -> None:
    """Use the graph in a Neo4j server.

    Example: beholden neo4j browser-kit --serve
    """


@neo4j.command(name="browser-kit")
@click.argument("name", metavar="CASE", default="surveillance-and-the-compact")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("browser-kit"),
    show_default=True,
    help="Folder of the kit.",
)
@click.option("--serve", is_flag=True, help="Then serve the kit to this machine, until Ctrl-C.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8474,
    show_default=True,
    help="Port to serve on; 0 takes a free one.",
)
def kit(name: str, out: Path, serve: bool, port: int) -> None:
    """Write a style, all questions as saved scripts and a guide, for Neo4j Browser.

    The values of the scripts and the words of the guide are those of CASE in the current release, which should be the
    one that the server holds. CASE is the name of a case that comes with beholden, or a folder with a case.toml.

    Example: beholden neo4j browser-kit --out browser-kit --serve
    """
    case = find_case(name)
    release = Release.open(Workspace().current())
    find = Finder(release)
    with progress("asking"):
        try:
            walk = guide(case, release, find)
            lacking = None if walk else f"the case {case.id} has no guide.toml"
        except QueryError as problem:
            walk, lacking = None, str(problem)
    files = browser_kit(starting_values(case, release, find), walk)
    write_kit(files, out)
    if lacking:
        say(f"there is no guide in the kit: {lacking}")
    say(f"{len(files)} files; README.txt says what to do with each")
    click.echo(out)
    if not serve:
        return
    with local_server(files, port) as server:
        say("type into Neo4j Browser, and end with Ctrl-C here:")
        for _, command in addresses(f"http://localhost:{server.server_port}", list(files)):
            click.echo(command)
        server.serve_forever()

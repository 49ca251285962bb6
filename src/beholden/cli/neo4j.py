"""Commands that put a release into a Neo4j, say what one holds, and dress Neo4j Browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from beholden.cases.case import find_case
from beholden.cases.guide import guide, starting_values
from beholden.cli.output import format_option, progress, say, write_rows
from beholden.errors import QueryError, StoreError
from beholden.graph.find import Finder
from beholden.graph.neo4j.bulk import write_files
from beholden.graph.neo4j.connection import Address, Connection
from beholden.graph.neo4j.load import SESSIONS
from beholden.graph.neo4j.load import load as load_release
from beholden.graph.neo4j.status import status as status_of
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.browser_kit import addresses, browser_kit, write_kit
from beholden.pages.local_server import local_server


def server_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which Neo4j; the password is in the environment alone."""
    for option in (
        click.option(
            "--database", metavar="NAME", help="Its database; default: NEO4J_DATABASE, else the server's."
        ),
        click.option(
            "--user", metavar="NAME", help="Who logs in; default: NEO4J_USERNAME. Password: NEO4J_PASSWORD."
        ),
        click.option(
            "--uri", metavar="URI", help="Where it is, such as neo4j+s://host:7687; default: NEO4J_URI."
        ),
    ):
        command = option(command)
    return command


@click.group()
def neo4j() -> None:
    """Put the current release into a Neo4j, and use it there with Neo4j Browser.

    Works with Neo4j 5 or newer, also Aura and clusters. What other software put into the database stays as it is.

    Example: beholden neo4j status
    """


@neo4j.command()
@server_options
@click.option(
    "--sessions", type=click.IntRange(1, 32), default=SESSIONS, show_default=True, help="Writers at once."
)
@click.option("--rewrite", is_flag=True, help="Write every row, also where the database says that it has it.")
def load(uri: str | None, user: str | None, database: str | None, sessions: int, rewrite: bool) -> None:
    """Load the current release over Bolt, so that the database holds it and nothing else of beholden.

    Only the difference is written. A load that was interrupted is gone on with by running it again.

    Example: beholden neo4j load --uri neo4j://localhost:7687 --user neo4j
    """
    release = Release.open(Workspace().current())
    with (
        Connection(Address.of(uri, user, database), sessions=sessions) as connection,
        progress(f"loading release {release.manifest['hash']}") as hear,
    ):
        loaded = load_release(release, connection, rewrite=rewrite, sessions=sessions, progress=hear)
    done = [f"{number:,} {what}" for what, number in loaded.counts.items() if number]
    say(
        f"release {loaded.holds.release} as of {loaded.holds.as_of}: {', '.join(done) or 'it was there already'}"
    )


@neo4j.command("import")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="A new or empty folder."
)
@click.option(
    "--database", metavar="NAME", default="neo4j", show_default=True, help="The database in the command."
)
def import_(out: Path, database: str) -> None:
    """Write the current release as files for `neo4j-admin database import full`, and print the command for them.

    The command replaces the whole database of a stopped server. `beholden neo4j load` after it adds the indexes.

    Example: beholden neo4j import --out neo4j-files
    """
    release = Release.open(Workspace().current())
    with progress("writing files"):
        files = write_files(release, out)
    click.echo(files.command(database))
    say(
        f"{files.nodes:,} entities and {files.relations:,} relations of release {release.manifest['hash']} are in "
        f"{out}. "
        "Stop the server, run the command, start the server, then run `beholden neo4j load`"
    )


@neo4j.command()
@server_options
@click.option("--check", is_flag=True, help="Read every property of every row, and compare the digest.")
@format_option
def status(uri: str | None, user: str | None, database: str | None, check: bool, form: str) -> None:
    """Say which release a database holds, and whether it is whole; exit code 1 where it is not.

    Example: beholden neo4j status --check
    """
    with Connection(Address.of(uri, user, database)) as connection, progress("reading"):
        found = status_of(connection, check=check)
        version = connection.version
    holds = vars(found.holds) if found.holds else {}
    rows: list[tuple[str, Any]] = [
        ("server", f"Neo4j {version}"),
        ("whole", not found.faults),
        *((name, holds.get(name)) for name in ("release", "as_of", "software", "state")),
        ("entities", found.nodes),
        ("relations", found.relations),
        ("digest", holds.get("digest")),
        ("digest checked", found.digest),
    ]
    write_rows(("what", "value"), rows, form)
    if found.faults:
        raise StoreError("; ".join(found.faults))


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

"""The command that serves the current release to OpenRefine and others that reconcile names."""

from __future__ import annotations

import click

from beholden.cli.output import say
from beholden.cli.reconciliation import server
from beholden.graph.release import Release
from beholden.graph.screening import Screener
from beholden.graph.workspace import Workspace


@click.group()
def serve() -> None:
    """Serve the current release to programs on this machine.

    Example: beholden serve reconcile
    """


@serve.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; this machine alone."
)
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=3_338, show_default=True, help="0: any free one."
)
def reconcile(host: str, port: int) -> None:
    """Serve the Reconciliation Service API 0.2, as OpenRefine asks it, until Ctrl-C.

    Nothing checks who asks: listen on another address than this machine's own only where everybody may read all.

    Example: beholden serve reconcile --port 3338
    """
    release = Release.open(Workspace().current())
    with server(Screener(release), host, port) as running:
        say(f"release {release.folder.name} as of {release.as_of}: http://{host}:{running.server_port}/")
        say("in OpenRefine: Reconcile, Start reconciling, Add standard service; Ctrl-C ends it")
        running.serve_forever()

"""The command that builds a release."""

from __future__ import annotations

from pathlib import Path

import click

from beholden import __version__
from beholden.cli.output import progress, say
from beholden.graph.corrections import read_corrections
from beholden.graph.judgements import read_judgements
from beholden.graph.release import Release
from beholden.graph.release import build as build_release
from beholden.graph.workspace import Workspace


@click.command()
@click.option(
    "--as-of", metavar="DATE", help="The date the release speaks of; default: that of the newest copy."
)
@click.option(
    "--judgements", type=click.Path(path_type=Path, exists=True), multiple=True, help="A file of judgements."
)
@click.option(
    "--corrections",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="A file of corrections.",
)
def build(as_of: str | None, judgements: tuple[Path, ...], corrections: tuple[Path, ...]) -> None:
    """Build a release from everything loaded in this workspace.

    Example: beholden build --as-of 2026-11-24
    """
    with progress("building"):
        release = build_release(
            Workspace(),
            as_of=as_of,
            judgements=read_judgements(judgements),
            corrections=read_corrections(corrections),
            software=__version__,
        )
    counts = release.manifest["counts"]
    say(
        f"release {release.manifest['hash']} as of {release.manifest['as_of']}: "
        f"{sum(counts['entities'].values()):,} entities, {sum(counts['relations'].values()):,} relations, "
        f"{sum(counts['claims'].values()):,} claims"
    )
    say_doubts(release)


def say_doubts(release: Release) -> None:
    """What a build could not join, and the relations it had to leave out."""
    for conflict in release.manifest["conflicts"]:
        say(f"  not joined: {conflict}")
    for one in release.manifest["left_out"]:
        say(f"  left out: {one['kind']} {one['relation']}: nobody states {one['missing']}, perhaps a reject")
    for one in release.joins["unused_corrections"]:
        say(f"  not used: the correction of {one['claim']}: no loaded source makes this claim")

"""The command over one party: its dossier."""

from __future__ import annotations

from pathlib import Path

import click

from beholden.cases.dossier import dossier as compose
from beholden.cli.output import say
from beholden.graph.find import Finder
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace
from beholden.pages.dossier import dossier_json, dossier_markdown, dossier_page
from beholden.pages.files import write_files

FORMS = {"html": dossier_page, "md": dossier_markdown, "json": dossier_json}


@click.command()
@click.argument("party")
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMS)), default="html", show_default=True,
    help="A page, Markdown, or JSON.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), help="File to write; default: dossier.html, .md or .json."
)
def dossier(party: str, form: str, out: Path | None) -> None:
    """Write all that the loaded sources say of one PARTY: owners, lists, memberships, contracts, what is not known.

    Example: beholden dossier Hikvision --format md --out hikvision.md
    """
    release = Release.open(Workspace().current())
    path = out or Path(f"dossier.{form}")
    text = FORMS[form](compose(release, Finder(release)(party)))
    say("the dossier is:")
    click.echo(write_files(path.parent, {path.name: text}))

"""The command that writes a release in the formats of others."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from beholden.cli.output import say
from beholden.exports.formats import FORMATS, export, export_file, export_folder
from beholden.exports.material import Material, for_own_use, not_there
from beholden.graph.release import Release
from beholden.graph.workspace import Workspace


@click.command("export")
@click.argument("form", type=click.Choice(tuple(FORMATS)))
@click.option("--release", "name", metavar="HASH", help="The release: its hash. Default: the current one.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PATH",
    help="File to write, or folder for csv and parquet. Default, for files: stdout.",
)  # fmt: skip
@click.option(
    "--private",
    is_flag=True,
    help="With what is private of persons, and with the records as published, which may hold it.",
)
@click.option(
    "--open", "opened", is_flag=True,
    help="Without the sources whose licence does not let others have a copy; csv and parquet always are.",
)  # fmt: skip
def export_command(form: str, name: str | None, out: Path | None, private: bool, opened: bool) -> None:
    """Write a release in the format of others: RDF, graph files, tables, and those of neighbouring tools.

    docs/exports.md says what each FORMAT holds and what it can't. Without --private, birth dates, home addresses and
    documents of persons stay out. The same release gives the same bytes.

    Example: beholden export nquads --out release.nq
    """
    workspace = Workspace()
    material = Material(Release.open(workspace.releases / name if name else workspace.current()), private)
    if opened or FORMATS[form].open:
        material = material.opened()
    if FORMATS[form].folder and out is None:
        raise click.UsageError(f"{form} is a folder of files: say where with --out")
    if out is None:
        export(form, material, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    elif FORMATS[form].folder:
        export_folder(form, material, out)
    else:
        export_file(form, material, out)
    for source in material.kept:
        say(for_own_use(source))
    for source in material.left_out:
        say(not_there(source))
    if out is not None:
        say(f"release {material.release.manifest['hash']} as {form}:")
        click.echo(out)

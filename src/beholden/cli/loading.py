"""Commands over sources and claims."""

from __future__ import annotations

from pathlib import Path

import click

from beholden.cli.output import format_option, progress, say, write_rows
from beholden.graph.kinds import schema as known_kinds
from beholden.graph.partitions import CopyFacts, partitions, read_facts
from beholden.graph.workspace import Workspace
from beholden.loaders.run import Loaded
from beholden.loaders.run import load as load_source
from beholden.loaders.run import source as find_source
from beholden.loaders.run import sources as source_names


@click.command()
@format_option
def sources(form: str) -> None:
    """List the sources that beholden can load, how they are had, and the copies loaded in this workspace.

    Of the last copy the number of its rows and of its claims of each kind is there.

    Example: beholden sources --format csv
    """
    loaded: dict[str, list[CopyFacts]] = {}
    for folder in partitions(Workspace().claims):
        facts = read_facts(folder)
        loaded.setdefault(facts.source, []).append(facts)
    rows = []
    for name in source_names():
        source, copies = find_source(name), sorted(loaded.get(name, []), key=lambda copy: copy.date)
        last = copies[-1] if copies else None
        had = "" if source.fetch is None else "beholden fetch" if source.fetch.files else "by hand"
        rows.append(
            (name, source.title, source.publisher, source.format, source.cadence, source.max_age_days,
             source.licence, source.redistribute, had, [copy.date for copy in copies],
             last.date if last else None, last.counts["rows"] if last else None,
             [f"{number} {kind}" for kind, number in last.counts["claims"].items()] if last else [], source.page)
        )  # fmt: skip
    columns = (
        "source",
        "title",
        "publisher",
        "format",
        "cadence",
        "max_age_days",
        "licence",
        "redistribute",
        "had_by",
        "loaded",
        "last_snapshot",
        "rows",
        "claims",
        "page",
    )
    write_rows(columns, rows, form, narrow=("source", "title", "format", "loaded"))


@click.command()
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--snapshot", metavar="DATE", help="The copy's date, where its files do not state it: YYYY-MM-DD."
)
@click.option("--complete/--part", default=None, help="Say that the copy is the whole list, or a part of it.")
def load(source: str, files: tuple[Path, ...], snapshot: str | None, complete: bool | None) -> None:
    """Load FILES of SOURCE as one dated copy.

    A record that can't be converted goes to the rejects, with its place and the reason; too many of them fail
    the load, and nothing is changed.

    Example: beholden load ungc_participants participants.csv --snapshot 2023-07-26
    """
    with progress(f"loading {source}") as hear:
        loaded = load_source(source, files, Workspace(), snapshot=snapshot, complete=complete, progress=hear)
    say(summary(loaded))


def summary(loaded: Loaded) -> str:
    """What a load did, in lines: rows in = converted + skipped + rejected."""
    facts, counts = loaded.facts, loaded.facts.counts
    claims = ", ".join(f"{number:,} {kind}" for kind, number in counts["claims"].items())
    whole = "complete" if facts.complete else "not known complete"
    lines = [
        f"{facts.source}, copy of {facts.date} ({facts.basis}, {whole}): "
        f"{counts['rows']:,} rows = {counts['converted']:,} converted + {counts['skipped']:,} skipped "
        f"+ {counts['rejected']:,} rejected; claims: {claims}"
        + (" (as read before)" if loaded.reused else "")
    ]
    lines += [f"  skipped {number:,}: {reason}" for reason, number in counts["skipped_because"].items()]
    if counts["rejected"]:
        lines.append(f"  rejects with their reasons: {loaded.folder / 'rejects.jsonl'}")
    return "\n".join(lines)


@click.command()
@click.argument("kind", required=False)
@format_option
def schema(kind: str | None, form: str) -> None:
    """Say what a KIND of entity or relation means and which properties it has; without KIND, list them.

    Example: beholden schema OWNS
    """
    known = known_kinds()
    if kind is None:
        rows = [(one.name, one.kind, one.about) for one in (*known.entity_kinds, *known.relation_kinds)]
        write_rows(("kind", "is", "about"), rows, form)
        return
    chosen = known.kind(kind)
    say(f"{chosen.name}: {chosen.about}")
    rows = [(name, one.type, one.about) for name, one in chosen.properties.items()]
    write_rows(("property", "type", "about"), rows, form)

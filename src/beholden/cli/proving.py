"""Commands over certificates of verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from beholden.cli.output import format_option, say, write_rows
from beholden.cli.streams import visible
from beholden.errors import QueryError, StoreError
from beholden.graph.claims import as_day
from beholden.graph.find import Finder
from beholden.graph.ownership.explain import explain
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import Around
from beholden.graph.ownership.gather import certificate as certify
from beholden.graph.ownership.prose import prose
from beholden.graph.ownership.verdicts import judge
from beholden.graph.release import Release
from beholden.graph.rules import find_rule
from beholden.graph.verify import verify_file
from beholden.graph.workspace import Workspace

rule_option = click.option(
    "--rule", "rule_id", required=True, metavar="RULE", help="A rule of the registry, or a file of one's own."
)
day_option = click.option(
    "--as-of", "as_of", metavar="DATE", help="The day asked for: YYYY-MM-DD. Default: the release's."
)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--quiet", is_flag=True, help="Print nothing; the exit code says it.")
@format_option
@click.pass_context
def verify(context: click.Context, files: tuple[Path, ...], quiet: bool, form: str) -> None:
    """Check certificates from themselves alone, without a workspace.

    FILES hold one certificate each, or one a line. What fails is printed, and the exit code is 1 where anything
    does. A certificate that holds proves its verdict from the claims it names; whether these stand in a release
    is what `beholden evidence` shows.

    Example: beholden verify certificate.json
    """
    checked, rows = 0, []
    for file in files:
        try:
            for where, problems in verify_file(file):
                checked += 1
                rows += [(where, problem) for problem in problems]
        except OSError as problem:
            raise StoreError(f"{file}: cannot be read: {problem.strerror}") from problem
    if not quiet:
        if rows or form != "table":
            write_rows(("certificate", "problem"), rows, form)
        failed = len({where for where, _ in rows})
        say(f"{checked - failed:,} of {checked:,} certificates hold")
    context.exit(1 if rows else 0)


@click.command()
@click.argument("party", metavar="[PARTY|ID]", required=False)
@click.option("--rule", "rule_id", metavar="RULE", help="A rule of the registry, or a file of one's own.")
@day_option
@click.option(
    "--records", is_flag=True, help="With each record as published; it may hold what is private of persons."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Words with the arithmetic, or JSON to verify; without PARTY one certificate a line.",
)
def certificate(party: str | None, rule_id: str | None, as_of: str | None, records: bool, form: str) -> None:
    """Prove the verdict of PARTY under a rule: facts, steps and claims, as text or as JSON that `verify` checks.

    ID is that of a certificate as the release keeps it with its verdicts (c-…), and needs no rule. With a rule and
    without PARTY, the certificates of everybody who is within the rule or possibly so.

    Example: beholden certificate "Hikvision" --rule us-889 --format json > certificate.json
    """
    release = Release.open(Workspace().current())
    kept = kept_by(release, party) if party and rule_id is None else None
    if kept is not None:
        if as_of:
            raise click.UsageError(
                "a certificate that the release keeps is of the release's date: leave --as-of out"
            )
        party, rule_id = kept
    if rule_id is None:
        raise click.UsageError("give --rule, or the id of a certificate (c-…) that the release keeps")
    facts, rule = Facts.of(release), find_rule(rule_id)
    verdicts = judge(facts, rule, as_day(as_of) if as_of else release.as_of)
    if party is None:
        chosen = [facts.parties[one] for one in verdicts.possible.nonzero()[0].tolist()]
    else:
        chosen = [find_party(facts, Finder(release), party)]
    around = Around(facts, rule, verdicts.day)
    for id in chosen:
        made = certify(verdicts, id, release, records=records, around=around)
        if made is None:
            open_ = explain(verdicts, id)
            raise QueryError(
                f"{id}: the verdict is undetermined, so that nothing is proved: {open_.why}; to know: {open_.missing}"
            )
        if form == "text":
            click.echo(visible(prose(made)), nl=party is None)
        else:
            click.echo(json.dumps(made, ensure_ascii=False, sort_keys=True, indent=2 if party else None))
    if party is None:
        say(f"{len(chosen):,} certificates")


def find_party(facts: Facts, find: Finder, text: str) -> str:
    """The id of the party that a text names; QueryError where it names none, or what is no party."""
    id = find(text)
    if id not in facts.numbers:
        raise QueryError(f'"{text}" is {id}, which is no party')
    return id


def kept_by(release: Release, id: str) -> tuple[str, str] | None:
    """The party and the rule whose verdict the release keeps with this certificate; None where it keeps none such."""
    for kind in ("WITHIN_RULE", "MAY_BE_WITHIN"):
        if kind in release.kinds("relations"):
            for row in release.frame("relations", kind).filter(certificate=id).iter_rows(named=True):
                return row["from_id"], row["to_id"]
    return None

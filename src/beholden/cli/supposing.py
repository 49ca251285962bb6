"""Commands that suppose: other stakes, other thresholds, a claim or a join that is wrong."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import click

from beholden.cli.output import format_option, progress, say, write_rows
from beholden.cli.proving import day_option, find_party, rule_option
from beholden.errors import QueryError
from beholden.graph.claims import as_day
from beholden.graph.find import Finder
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.near import Near, near
from beholden.graph.ownership.sensitivity import Turn
from beholden.graph.ownership.sensitivity import sensitivity as try_all
from beholden.graph.ownership.verdicts import judge
from beholden.graph.ownership.what_if import (
    Flip,
    Sale,
    flips,
    judge_supposing,
    least_sales,
    parse_change,
    read_changes,
    with_threshold,
)
from beholden.graph.release import Release
from beholden.graph.rules import find_rule
from beholden.graph.shares import Share, parse_share, percent
from beholden.graph.workspace import Workspace


def _share(text: str) -> Share:
    try:
        return parse_share(text)
    except ValueError as problem:
        raise QueryError(str(problem)) from problem


@click.group("what-if")
def what_if() -> None:
    """What would change if stakes or thresholds were others.

    Example: beholden what-if flips --rule us-ofac-50 --threshold "25 %"
    """


@what_if.command("flips")
@rule_option
@day_option
@click.option(
    "--change",
    "texts",
    multiple=True,
    metavar="CHANGE",
    help='A stake as it is supposed to be: "OWNER > ASSET = 49 %", "… = none", "… = 25 % - 50 % of votes".',
)
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Changes in a CSV file (owner, asset, share, of) or a TOML file ([[stake]]).",
)
@click.option("--threshold", metavar="SHARE", help="Another threshold, such as 25 %.")
@click.option(
    "--more-than/--at-least", "strict", default=None, help="Whether more than the threshold is wanted."
)
@format_option
def flips_(
    rule_id: str,
    as_of: str | None,
    texts: tuple[str, ...],
    file: Path | None,
    threshold: str | None,
    strict: bool | None,
    form: str,
) -> None:
    """List the parties whose verdict would be another one with other stakes or another threshold.

    Example: beholden what-if flips --rule us-ofac-50 --threshold "25 %"
    """
    changes = [parse_change(text) for text in texts] + (read_changes(file) if file else [])
    if not changes and threshold is None:
        raise click.UsageError("nothing is supposed: give --change, --from or --threshold")
    release = Release.open(Workspace().current())
    facts, rule, find = Facts.of(release), find_rule(rule_id), Finder(release)
    known = [
        replace(one, owner=find_party(facts, find, one.owner), asset=find_party(facts, find, one.asset))
        for one in changes
    ]
    supposed = with_threshold(rule, _share(threshold), strict=strict) if threshold else None
    day = as_day(as_of) if as_of else release.as_of
    before, after = judge_supposing(facts, rule, day, known, supposed)
    rows = flips(before, after)
    write_rows(
        [one.name for one in fields(Flip)],
        [(one.party, one.name, one.before, one.after) for one in rows],
        form,
    )
    say(f"{len(rows):,} verdicts would be others, of {len(facts.parties):,}. A supposition is no fact.")


@what_if.command("sales")
@click.argument("party")
@rule_option
@day_option
@format_option
def sales(party: str, rule_id: str, as_of: str | None, form: str) -> None:
    """List the least that each one owner would have to sell, to nobody within the rule, for PARTY not to be within.

    Example: beholden what-if sales "Hikvision" --rule us-ofac-50
    """
    release = Release.open(Workspace().current())
    facts, rule = Facts.of(release), find_rule(rule_id)
    id = find_party(facts, Finder(release), party)
    found = least_sales(facts, rule, as_day(as_of) if as_of else release.as_of, id)
    rows = [
        (one.owner, one.asset, one.share_kind, percent(one.held), percent(one.sold), one.verdict)
        for one in found
    ]
    write_rows([one.name for one in fields(Sale)], rows, form)
    say(f"{len(rows):,} sales would change the verdict, each by itself")


@what_if.command("near")
@rule_option
@day_option
@click.option(
    "--points", default="5 %", show_default=True, metavar="SHARE", help="How far under the threshold."
)
@click.option(
    "--days",
    type=click.IntRange(min=0),
    default=365,
    show_default=True,
    help="Days between a fall and a listing.",
)
@format_option
def near_(rule_id: str, as_of: str | None, points: str, days: int, form: str) -> None:
    """List who stays little under the threshold, and the holders whose stated share fell around their listing.

    Example: beholden what-if near --rule us-ofac-50 --points "5 %" --days 90
    """
    release = Release.open(Workspace().current())
    facts, rule = Facts.of(release), find_rule(rule_id)
    verdicts = judge(facts, rule, as_day(as_of) if as_of else release.as_of)
    found = near(verdicts, _share(points), days)
    rows = [
        [
            percent(value)
            if field.name in ("least", "short", "before", "after") and value is not None
            else value
            for field in fields(Near)
            for value in (getattr(one, field.name),)
        ]
        for one in found
    ]
    write_rows([field.name for field in fields(Near)], rows, form)
    say(f"{len({one.party for one in found}):,} parties")


@click.command()
@click.argument("party")
@rule_option
@day_option
@format_option
def sensitivity(party: str, rule_id: str, as_of: str | None, form: str) -> None:
    """List the single claims and the single joins of two entities that would turn PARTY's verdict if they were wrong.

    Example: beholden sensitivity "Hikvision" --rule us-889
    """
    release = Release.open(Workspace().current())
    id = find_party(Facts.of(release), Finder(release), party)
    day = as_day(as_of) if as_of else release.as_of
    with progress("trying"):
        found = try_all(release, find_rule(rule_id), day, id)
    rows = [(one.what, one.id, one.verdict, one.says) for one in found.turns]
    write_rows([one.name for one in fields(Turn)], rows, form)
    say(
        f"The verdict is {found.verdict}. Of {found.claims:,} claims and {found.joins:,} joins, each tried by itself, "
        f"{len(rows):,} turn it."
    )

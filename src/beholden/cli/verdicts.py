"""Commands that say which rules reach a party, the members of an initiative, or the companies of a list."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from beholden.cli.output import format_option, progress, say, write_rows
from beholden.errors import QueryError
from beholden.graph.claims import as_day
from beholden.graph.find import Finder
from beholden.graph.ownership.explain import CAVEAT
from beholden.graph.ownership.table import Word, certificates_of, match, members_of, of_parties
from beholden.graph.ownership.verdicts import Code
from beholden.graph.release import Release
from beholden.graph.rule import Rule
from beholden.graph.rules import find_rule, registry
from beholden.graph.shares import percent
from beholden.graph.workspace import Workspace
from beholden.pages.files import write_files
from beholden.pages.verdict_list import verdict_list_page

COLUMNS = (
    *(
        "rule",
        "title",
        "regime",
        "test",
        "verdict",
        "reads",
        "why",
        "missing",
        "held_at_least",
        "held_at_most",
    ),
    *("according_to", "copies", "effect_says", "rule_known", "citation", "rule_version", "as_of", "known_by"),
    *("facts", "claims"),
)
NARROW = ("rule", "reads", "why", "missing", "according_to")
NAME_COLUMNS = ("name", "company", "company_name", "organisation", "organization", "party")


def options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that both commands take."""
    for option in (
        click.option("--known-by", metavar="DATE", help="Only what had been stated by this date."),
        click.option("--as-of", metavar="DATE", help="The date to speak of; default: the release's."),
        click.option(
            "--rule", "rules", multiple=True, metavar="RULE",
            help="Only this rule: its id, or a file of your own that ends in .toml; may be given more than once.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("party")
@options
@format_option
def verdict(party: str, rules: tuple[str, ...], as_of: str | None, known_by: str | None, form: str) -> None:
    """Say whether a PARTY is within each rule: every regime side by side, with what decided it. No legal advice.

    PARTY is an id, an alias, an identifier or a name. The date may lie back or forth: listings, stakes and rules count
    as they are stated for it. A copy of a list that is too old for the date leaves a negative open.

    Example: beholden verdict Hikvision --as-of 2025-10-15
    """
    release = Release.open(Workspace().current())
    day, known = _days(release, as_of, known_by)
    id = Finder(release)(party)
    with progress("judging"):
        words, _ = of_parties(release, [id], _rules(rules), day, known)
    write_rows(COLUMNS, [_row(word, known) for word in words], form, narrow=NARROW)
    say(f"{words[0][1].name} ({id}) as of {day}" + (f", as stated by {known}" if known else ""))
    say(CAVEAT)


@click.command()
@click.option("--members-of", metavar="INITIATIVE", help="Of the members of an initiative, such as ungc.")
@click.option(
    "--list", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Of the companies of a CSV file: a column of names, and any of lei, company_number, country and the like.",
)  # fmt: skip
@click.option("--column", help="The column of names in the file; default: name, company, or the first.")
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False),
    help="With --list: write the same as one page, which opens without a network.",
)  # fmt: skip
@click.option("--all", "every", is_flag=True, help="Members that are outside, or undetermined, as well.")
@options
@format_option
def verdicts(
    members_of: str | None,
    file: Path | None,
    column: str | None,
    page: Path | None,
    every: bool,
    rules: tuple[str, ...],
    as_of: str | None,
    known_by: str | None,
    form: str,
) -> None:
    """Say which rules reach the members of an initiative, or the companies of a list of one's own. No legal advice.

    Of members, those within or possibly within a rule are shown, and the others counted. Of a list every line stays,
    with what it was matched to and by what; a match by name is not confirmed.

    Example: beholden verdicts --members-of ungc --format csv
    """
    if (members_of is None) == (file is None):
        raise click.UsageError("give either --members-of or --list")
    if page is not None and file is None:
        raise click.UsageError("--page is for --list")
    release = Release.open(Workspace().current())
    day, known = _days(release, as_of, known_by)
    chosen = _rules(rules)
    with progress("judging"):
        if file is None:
            assert members_of is not None
            _members(release, members_of, chosen, day, known, every, form)
        else:
            _list(release, file, column, chosen, day, known, form, page)
    say(CAVEAT)


def _members(
    release: Release,
    initiative: str,
    rules: Sequence[Rule],
    day: date,
    known: date | None,
    every: bool,
    form: str,
) -> None:
    id = Finder(release)(initiative)
    parties = members_of(release, id, day)
    shown = tuple(Code) if every else (Code.WITHIN, Code.POSSIBLE)
    words, counts = of_parties(release, parties, rules, day, known, shown)
    rows = [(word[1].party, word[1].name, *_row(word, known)) for word in words]
    write_rows(("party_id", "party", *COLUMNS), rows, form, narrow=("party", *NARROW))
    said = ", ".join(f"{number:,} {word}" for word, number in counts.items())
    say(f"{len(parties):,} members of {id} as of {day}, under {len(rules):,} rules: {said}")


def _list(
    release: Release,
    file: Path,
    column: str | None,
    rules: Sequence[Rule],
    day: date,
    known: date | None,
    form: str,
    page: Path | None,
) -> None:
    rows, names = _read(file)
    if column is not None and column not in names:
        raise QueryError(f'{file.name}: it has no column "{column}"; it has {", ".join(names)}')
    named = column or next((name for name in NAME_COLUMNS if name in names), names[0])
    found = list(match(release, rows, named))
    words, _ = of_parties(release, sorted({one.party for one in found if one.party}), rules, day, known)
    by_party: dict[str, list[Word]] = {}
    for word in words:
        by_party.setdefault(word[1].party, []).append(word)
    nothing = (None,) * (3 + len(COLUMNS))
    ids = certificates_of(release, words, day, known)
    table: list[tuple[Any, ...]] = []
    for one in found:
        head = (one.line, one.stated, one.basis, one.confirmed)
        own = [
            (*head, word[1].party, word[1].name, *_row(word, known), ids.get((word[1].party, word[0].id)))
            for word in by_party.get(one.party, ())
        ]
        table += own or [(*head, *nothing)]
    columns = ("line", "stated", "match", "match_confirmed", "party_id", "party", *COLUMNS, "certificate")
    if page is not None:
        made = verdict_list_page(
            [dict(zip(columns, row, strict=True)) for row in table],
            title=f"Verdicts on {file.name}", as_of=day, release=release.manifest["hash"], legal=CAVEAT,
        )  # fmt: skip
        write_files(page.parent, {page.name: made})
        say(f"the page is {page}")
    write_rows(columns, table, form, narrow=("stated", "match", *NARROW))
    missed = sum(not one.party for one in found)
    say(f"{len(found):,} lines of {file.name} as of {day}, {missed:,} of them not matched to one party")


def _read(file: Path) -> tuple[list[dict[str, str]], list[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = list(reader)
            names = [name for name in reader.fieldnames or [] if name]
    except (OSError, ValueError, csv.Error) as problem:
        raise QueryError(f"{file}: cannot be read as CSV in UTF-8 ({problem})") from problem
    if not names:
        raise QueryError(
            f"{file}: it has no header; the first line names the columns, such as name,country,lei"
        )
    return rows, names


def _days(release: Release, as_of: str | None, known_by: str | None) -> tuple[date, date | None]:
    return as_day(as_of) if as_of else release.as_of, as_day(known_by) if known_by else None


def _rules(names: Sequence[str]) -> list[Rule]:
    return [find_rule(name) for name in names] or list(registry().values())


def _row(word: Word, known: date | None) -> tuple[Any, ...]:
    rule, one = word
    version = rule.on(one.day).version
    values: Mapping[str, Any] = {
        "rule": rule.id,
        "title": rule.title,
        "regime": rule.regime,
        "test": version.limbs if version else None,
        "verdict": one.verdict,
        "reads": one.reads,
        "why": one.why,
        "missing": one.missing or None,
        "held_at_least": percent(one.least) if one.greatest else None,
        "held_at_most": percent(one.greatest) if one.greatest else None,
        "according_to": one.according_to,
        "copies": one.copies,
        "effect_says": rule.effect_says or None,
        "rule_known": one.known,
        "citation": rule.citation or None,
        "rule_version": one.version or None,
        "as_of": one.day,
        "known_by": known,
        "facts": one.facts,
        "claims": one.claims,
    }
    return tuple(values[name] for name in COLUMNS)

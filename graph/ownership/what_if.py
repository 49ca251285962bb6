"""What would change if stakes or thresholds were others: verdicts that flip, and the least sale that changes one."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from beholden.errors import QueryError
from beholden.graph.ownership.days import FOREVER, UNKNOWN_PAST, number_of
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import Around
from beholden.graph.ownership.material import Material, Stake
from beholden.graph.ownership.proof import prove
from beholden.graph.ownership.stakes import ShareKind, Stakes, in_force
from beholden.graph.ownership.surroundings import Reach
from beholden.graph.ownership.verdicts import Code, Verdicts, judge
from beholden.graph.rule import Rule
from beholden.graph.shares import Share, parse_share

_KINDS = {kind.name.lower(): kind for kind in ShareKind}
_FIELDS = {"owner", "asset", "share", "of"}


@dataclass(frozen=True, slots=True)
class Change:
    """One stake as it is supposed to be: of this share, or with None not there. `of` is the kind of share.

    It takes the place of every stake of that owner in that asset of that kind which may be in force on the day; where
    there is none it is a new one.
    """

    owner: str
    asset: str
    share: Share | None
    of: str = "capital"


@dataclass(frozen=True, slots=True)
class Flip:
    """A party whose verdict is another one after the changes."""

    party: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Sale:
    """The least that one owner would have to sell, to nobody within the rule, for the party's verdict to change.

    Shares are in billionths of the asset; `share_kind` is the pot in which they are added up.
    """

    owner: str
    asset: str
    share_kind: str
    held: int
    sold: int
    verdict: str


def read_changes(file: Path) -> list[Change]:
    """The changes in a CSV file (columns owner, asset, share, of) or a TOML file (tables under [[stake]]).

    A share is text such as 60 %, a band such as 25 % - 50 %, or empty or "none" for no stake. QueryError names the
    place of the first fault.
    """
    try:
        if file.suffix == ".toml":
            tables = tomllib.loads(file.read_text(encoding="utf-8")).get("stake", [])
            rows = [(f"{file.name}: [[stake]] {number}", one) for number, one in enumerate(tables, start=1)]
        else:
            with file.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.DictReader(stream)
                rows = [(f"{file.name}:{reader.line_num}", one) for one in reader]
    except (OSError, ValueError, csv.Error) as problem:
        raise QueryError(f"{file}: cannot be read: {problem}") from problem
    if not rows:
        raise QueryError(
            f"{file}: no stake in it; a line has owner, asset, share, and of where it is not the capital"
        )
    return [_change(where, row) for where, row in rows]


def parse_change(text: str) -> Change:
    """A change from `OWNER > ASSET = SHARE`, with ` of votes` at the end where it is not the capital.

    >>> parse_change("x/a > x/b = 49 %")
    Change(owner='x/a', asset='x/b', share=Share(min=490000000, max=490000000), of='capital')
    """
    ends, equals, share = text.rpartition("=")
    owner, arrow, asset = ends.partition(">")
    if not equals or not arrow:
        raise QueryError(
            f'"{text}" is no change; write it as "OWNER > ASSET = 49 %", or "= none" for no stake'
        )
    size, _, of = share.partition(" of ")
    return _change(f'"{text}"', {"owner": owner, "asset": asset, "share": size, "of": of})


def _change(where: str, row: Mapping[str, Any]) -> Change:
    if unknown := sorted(str(key) for key in set(row) - _FIELDS):
        raise QueryError(
            f"{where}: {unknown[0]} is no field of a stake; there are {', '.join(sorted(_FIELDS))}"
        )
    owner, asset, share, of = (str(row.get(key) or "").strip() for key in ("owner", "asset", "share", "of"))
    if not owner or not asset:
        raise QueryError(f"{where}: owner and asset are wanted")
    if (of or "capital") not in _KINDS:
        raise QueryError(f'{where}: of "{of}" must be one of {", ".join(_KINDS)}')
    try:
        return Change(owner, asset, _share(share), of or "capital")
    except ValueError as problem:
        raise QueryError(f"{where}: {problem}") from problem


def _share(text: str) -> Share | None:
    if text.lower() in ("", "none"):
        return None
    least, dash, most = text.partition(" - ")
    if not dash:
        return parse_share(text)
    low, high = parse_share(least), parse_share(most)
    return Share(low.min, high.max)


def suppose(facts: Facts, day: date, changes: Sequence[Change]) -> Facts:
    """The facts with the changes made, certain on every day; QueryError where a party is not known."""
    stakes = facts.stakes
    keep = np.ones(len(stakes.owner), np.bool_)
    _, possible = in_force(stakes, number_of(day))
    new: list[tuple[int, int, int, int, int]] = []
    for change in changes:
        for end in (change.owner, change.asset):
            if end not in facts.numbers:
                raise QueryError(f'"{end}" is no party of this release; a new one can\'t be supposed')
        owner, asset, of = facts.numbers[change.owner], facts.numbers[change.asset], _KINDS[change.of]
        keep &= ~(possible & (stakes.owner == owner) & (stakes.asset == asset) & (stakes.kind == of))
        if change.share is not None:
            new.append((owner, asset, change.share.min, change.share.max, int(of)))
    rows = np.array(new, np.int64).reshape(-1, 5)
    added = len(rows)

    def column(name: str, values: Any) -> Any:
        old = getattr(stakes, name)
        return np.concatenate([old[keep], np.asarray(values, old.dtype)])

    changed = Stakes(
        parties=stakes.parties,
        ids=[
            *np.asarray(stakes.ids, object)[keep],
            *(f"supposed/{number}" for number in range(1, added + 1)),
        ],
        owner=column("owner", rows[:, 0]),
        asset=column("asset", rows[:, 1]),
        minimum=column("minimum", rows[:, 2]),
        maximum=column("maximum", rows[:, 3]),
        kind=column("kind", rows[:, 4]),
        start_latest=column("start_latest", np.full(added, UNKNOWN_PAST)),
        start_earliest=column("start_earliest", np.full(added, UNKNOWN_PAST)),
        end_earliest=column("end_earliest", np.full(added, FOREVER)),
        end_latest=column("end_latest", np.full(added, FOREVER)),
        disputed=column("disputed", np.zeros(added)),
        fresh_until=column("fresh_until", np.full(added, FOREVER)),
    )
    return replace(facts, stakes=changed)


def with_threshold(rule: Rule, threshold: Share, *, strict: bool | None = None) -> Rule:
    """The rule with another threshold in each of its versions; `strict` None leaves it as it is."""
    if not threshold.exact or threshold.min == 0:
        raise QueryError("a threshold is one share above 0, such as 25 %")
    versions = tuple(
        replace(one, threshold=threshold.min, strict=one.strict if strict is None else strict)
        for one in rule.versions
        if one.descends
    )
    if not versions:
        raise QueryError(
            f"{rule.id} reaches those listed and nobody through them; a threshold says nothing there"
        )
    return replace(rule, versions=versions)


def flips(before: Verdicts, after: Verdicts) -> list[Flip]:
    """The parties whose verdicts differ, by id."""
    facts = before.facts
    return [
        Flip(facts.parties[one], facts.name(one), _word(before, one), _word(after, one))
        for one in np.flatnonzero(before.code != after.code).tolist()
    ]


def _word(verdicts: Verdicts, party: int) -> str:
    return Code(int(verdicts.code[party])).name.lower()


def least_sales(facts: Facts, rule: Rule, day: date, party: str) -> list[Sale]:
    """For each owner on the way to the party whose sale alone would change its verdict of within, the least of it.

    The smallest sale comes first; nothing where the verdict is not within, or no one owner's sale changes it.
    """
    material = Around(facts, rule, day)(party)
    proof = prove(material, party)
    if proof is None or proof.kind != "within":
        return []
    reach, found = Reach(material), []
    members = reach.reached(None, certain=True).certain
    for step in proof.steps:
        for stake in step.facts:
            if not isinstance(stake, Stake) or step.share_kind is None:
                continue
            owners = reach.reached(step.through, certain=True).certain if step.through else members
            total = reach.sum(stake.asset, step.share_kind, owners, certain=True)
            sold = (
                total - material.test.threshold + (0 if material.test.strict else 1)
                if material.test.threshold
                else 0
            )
            if not 0 < sold <= stake.minimum:
                continue
            less = _less(material, stake, sold)
            verdict = prove(less, party)
            if verdict is None or verdict.kind != "within":
                after = "undetermined" if verdict is None else verdict.kind
                found.append(Sale(stake.owner, stake.asset, step.share_kind, stake.minimum, sold, after))
    return sorted(found, key=lambda one: (one.sold, one.owner, one.asset))


def _less(material: Material, stake: Stake, sold: int) -> Material:
    rest = replace(
        stake, minimum=stake.minimum - sold, maximum=max(stake.maximum - sold, stake.minimum - sold)
    )
    return replace(material, stakes=[rest if one.id == stake.id else one for one in material.stakes])


def judge_supposing(
    facts: Facts, rule: Rule, day: date, changes: Sequence[Change], supposed: Rule | None = None
) -> tuple[Verdicts, Verdicts]:
    """The verdicts as they are, and as they would be with the changes and the supposed rule."""
    return judge(facts, rule, day), judge(suppose(facts, day, changes), supposed or rule, day)

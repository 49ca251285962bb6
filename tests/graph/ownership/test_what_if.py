"""Suppositions: what flips, what a sale would do, who stays just under a threshold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from beholden.errors import QueryError
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.near import Near, near
from beholden.graph.ownership.verdicts import judge
from beholden.graph.ownership.what_if import (
    Change,
    Flip,
    Sale,
    flips,
    judge_supposing,
    least_sales,
    parse_change,
    read_changes,
    with_threshold,
)
from beholden.graph.rules import find_rule
from beholden.graph.shares import Share, parse_share
from tests.graph.verdict_world import verdict_world

DAY = date(2025, 6, 1)
RULE = find_rule("us-ofac-50")


def facts_of(folder: Path, stakes: list[tuple[object, ...]], listed: str = "X", persons: str = "P") -> Facts:
    return Facts.of(verdict_world(folder, stakes, {"sdn": listed}, persons=persons).release)  # type: ignore[arg-type]


def test_a_change_flips_the_party_and_what_stands_below_it(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path, [("X", "A", 0.6), ("P", "A", 0.4), ("A", "B", 0.5), ("P", "B", 0.5), ("P", "C", 1.0)]
    )
    change = Change("r/X", "r/A", parse_share("49 %"))
    before, after = judge_supposing(facts, RULE, DAY, [change, Change("r/P", "r/A", parse_share("51 %"))])
    assert flips(before, after) == [
        Flip("r/A", "A", "within", "outside"),
        Flip("r/B", "B", "within", "outside"),
    ]
    before, after = judge_supposing(facts, RULE, DAY, [Change("r/X", "r/C", parse_share("50 %"))])
    assert [(one.party, one.before, one.after) for one in flips(before, after)] == [
        ("r/C", "outside", "within")
    ]
    before, after = judge_supposing(facts, RULE, DAY, [Change("r/X", "r/A", None)])
    assert [(one.party, one.after) for one in flips(before, after)] == [
        ("r/A", "undetermined"),
        ("r/B", "undetermined"),
    ]


def test_another_threshold(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, [("X", "A", 0.25), ("P", "A", 0.75), ("X", "B", 0.24), ("P", "B", 0.76)])
    before, after = judge_supposing(facts, RULE, DAY, [], with_threshold(RULE, parse_share("25 %")))
    assert flips(before, after) == [Flip("r/A", "A", "outside", "within")]
    before, after = judge_supposing(
        facts, RULE, DAY, [], with_threshold(RULE, parse_share("25 %"), strict=True)
    )
    assert flips(before, after) == []
    with pytest.raises(QueryError, match="reaches those listed and nobody through them"):
        with_threshold(find_rule("us-uflpa"), parse_share("25 %"))
    with pytest.raises(QueryError, match="one share above 0"):
        with_threshold(RULE, Share(0, 0))


def test_the_least_that_one_owner_would_have_to_sell(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, [("X", "A", 0.6), ("Y", "A", 0.1), ("X", "B", 0.3), ("A", "B", 0.25)], "XY")
    assert least_sales(facts, RULE, DAY, "r/B") == [
        Sale("r/A", "r/B", "capital", 250_000_000, 50_000_001, "undetermined"),
        Sale("r/X", "r/B", "capital", 300_000_000, 50_000_001, "undetermined"),
        Sale("r/X", "r/A", "capital", 600_000_000, 200_000_001, "undetermined"),
    ]
    assert least_sales(facts, RULE, DAY, "r/X") == []
    spread = facts_of(tmp_path / "spread", [("X", "A", 0.6), ("Y", "A", 0.5)], "XY")
    assert [(one.owner, one.sold) for one in least_sales(spread, RULE, DAY, "r/A")] == []


def test_who_stays_under_the_threshold_and_whose_share_fell(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path,
        [
            ("X", "A", 0.7, {"start": "2015-01-01", "end": "2020-02-01"}),
            ("X", "A", 0.49, {"start": "2020-02-01"}),
            ("X", "B", 0.45),
            ("X", "C", 0.44),
            ("X", "D", 0.5),
        ],
    )
    verdicts = judge(facts, RULE, DAY)
    assert near(verdicts, parse_share("5 %"), 31) == [
        Near(
            "r/A", "A", "undetermined", 490_000_000, 10_000_000, "r/X", date(2020, 1, 1), date(2020, 2, 1),
            700_000_000, 490_000_000,
        ),
        Near("r/B", "B", "undetermined", 450_000_000, 50_000_000),
    ]  # fmt: skip
    assert [one.holder for one in near(verdicts, parse_share("5 %"), 30)] == [None, None]


def test_where_each_is_judged_alone_two_holders_are_not_near_together(tmp_path: Path) -> None:
    stakes = [
        ("X", "A", 0.3),
        ("Y", "A", 0.19),
        ("X", "B", 0.48),
        ("Y", "B", 0.3),
        ("X", "C", 0.6),
        ("X", "D", 0.2),
    ]
    through = [("C", "D", 0.28), ("Y", "D", 0.1)]
    world = verdict_world(tmp_path, [*stakes, *through], {"uk": "XY"})
    found = near(judge(Facts.of(world.release), find_rule("uk-50"), DAY), parse_share("5 %"), 0)
    assert [(one.party, one.least, one.short) for one in found] == [
        ("r/B", 480_000_000, 20_000_001),
        ("r/D", 480_000_000, 20_000_001),
    ]


def test_changes_are_read_strictly(tmp_path: Path) -> None:
    assert parse_change("a > b = 25 % - 50 % of votes") == Change(
        "a", "b", Share(250_000_000, 500_000_000), "votes"
    )
    assert parse_change("a > b = none") == Change("a", "b", None)
    table = tmp_path / "changes.csv"
    table.write_text("owner,asset,share,of\na,b,60 %,\na,c,none,votes\n", encoding="utf-8")
    assert read_changes(table) == [
        Change("a", "b", Share(600_000_000, 600_000_000)),
        Change("a", "c", None, "votes"),
    ]
    tables = tmp_path / "changes.toml"
    tables.write_text('[[stake]]\nowner = "a"\nasset = "b"\nshare = "60 %"\n', encoding="utf-8")
    assert read_changes(tables) == [Change("a", "b", Share(600_000_000, 600_000_000))]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("owner,asset,share\na,b,60\n", "changes.csv:2: \"60\" does not say its unit"),
        ("owner,asset,share\n,b,60 %\n", "changes.csv:2: owner and asset are wanted"),
        ("owner,asset,part\na,b,60 %\n", "changes.csv:2: part is no field of a stake"),
        ("owner,asset,share,of\na,b,60 %,shares\n", 'changes.csv:2: of "shares" must be one of capital, votes, '),
        ("owner,asset,share\n", "changes.csv: no stake in it"),
    ],
)  # fmt: skip
def test_a_fault_in_a_file_of_changes_is_named(tmp_path: Path, text: str, says: str) -> None:
    table = tmp_path / "changes.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError) as problem:
        read_changes(table)
    assert says in str(problem.value)


def test_what_is_supposed_of_a_party_that_is_not_there(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, [("X", "A", 0.6)])
    with pytest.raises(QueryError, match='"r/new" is no party of this release'):
        judge_supposing(facts, RULE, DAY, [Change("r/new", "r/A", None)])
    with pytest.raises(QueryError, match="is no change"):
        parse_change("a b = 1 %")

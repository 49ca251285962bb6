"""Companies of the Science Based Targets initiative: whose LEI joins, which date a copy has, what the fixtures are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load, loader
from tests.loaders.sbti_companies.sbti_fixtures import (
    FILES,
    GOLDEN_OLD,
    GOOD,
    GOOD_OLD,
    data,
    new,
    old,
    worksheet,
)
from tests.workbook import write

SOURCE = "sbti_companies"
LEI = "9999SHAREDLEI0000012"

Outcome = Callable[[str, Sequence[Path]], Any]


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write_file(contents: bytes) -> Path:
        path = tmp_path / "companies-taking-action.xlsx"
        path.write_bytes(contents)
        return path

    return write_file


def test_the_fixtures_are_what_their_script_writes(rewrite_golden: bool) -> None:
    if rewrite_golden:
        write(FILES)
    assert [path.name for path, contents in FILES.items() if path.read_bytes() != contents] == []


def test_an_lei_joins_only_where_one_company_gives_it(
    outcome: Outcome, file: Callable[[bytes], Path]
) -> None:
    """Real files have one LEI beside firms that have nothing to do with each other."""
    alone = outcome(SOURCE, [file(data(new(1, "Blue Gate AG", lei=LEI)))])
    assert alone.entities()[0].identifiers == ["sbti:1", f"lei:{LEI}"]
    both = outcome(SOURCE, [file(data(new(1, "Blue Gate AG", lei=LEI), new(2, "Red Mill", lei=LEI.lower())))])
    assert [company.identifiers[1] for company in both.entities()] == [f"unchecked-lei:{LEI}"] * 2
    twice = outcome(SOURCE, [file(data(*[new(1, "Blue Gate AG", lei=LEI)] * 2))])
    assert twice.entities()[0].identifiers == ["sbti:1", f"lei:{LEI}"]


def test_a_target_and_a_commitment_are_relations_of_their_own(
    outcome: Outcome, file: Callable[[bytes], Path]
) -> None:
    row = new(1, "Tin Drum SA", near_term_status="Targets set", net_zero_status="Commitment removed")
    found = outcome(SOURCE, [file(data(row))]).relations()
    stated = [(one.properties["target_type"], one.properties["status"], one.start, one.end) for one in found]
    assert stated == [
        ("near_term", "targets_set", None, None),
        ("net_zero", "commitment_removed", None, None),
    ]
    assert len({one.id for one in found}) == 2
    assert {one.to_id for one in found} == {"initiative/science-based-targets"}


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"zero": "Yes"}, "committed"),
        ({"zero": "Yes", "near": "Targets Set"}, "committed"),
        ({"zero": "Yes", "zero_year": "FY2040"}, "unknown"),
        ({"zero": "Yes", "near": "Removed"}, "unknown"),
        ({"zero": "No", "zero_year": 2040}, None),
    ],
)
def test_the_yes_of_the_layout_to_2024_says_no_more_than_it_does(
    cells: dict[str, Any], status: str | None, outcome: Outcome, file: Callable[[bytes], Path]
) -> None:
    relations = outcome(SOURCE, [file(worksheet(old("Kite", **cells)))]).relations()
    zero = [one.properties["status"] for one in relations if one.properties["target_type"] == "net_zero"]
    assert zero == ([] if status is None else [status])


def test_a_removed_commitment_alone_is_stated_and_no_status_at_all_is_skipped(
    outcome: Outcome, file: Callable[[bytes], Path]
) -> None:
    found = outcome(
        SOURCE,
        [file(data(new(1, "A", near_term_status="Commitment removed"), new(2, "B", near_term_status=None)))],
    )
    assert [one.properties["status"] for one in found.relations()] == ["commitment_removed"]
    assert [(one.where, one.reason) for one in found.skipped] == [
        ("companies-taking-action.xlsx:3", "no type of target has a status")
    ]
    assert [entity.name for entity in found.entities()] == ["A"]


def test_the_day_on_which_the_publisher_wrote_a_file_is_taken_and_can_be_overruled(
    file: Callable[[bytes], Path], tmp_path: Path
) -> None:
    path = file(worksheet(GOOD_OLD))
    described = loader(SOURCE).snapshot([path])
    assert (described.date, described.basis, described.complete) == (dt.date(2024, 3, 7), "inferred", False)
    assert load(SOURCE, [path], Workspace(tmp_path / "a")).facts.basis == "inferred"
    given = load(SOURCE, [path], Workspace(tmp_path / "b"), snapshot="2024-03-17").facts
    assert (given.date, given.basis) == ("2024-03-17", "given")


def test_a_file_that_somebody_saved_anew_needs_its_date(
    file: Callable[[bytes], Path], tmp_path: Path
) -> None:
    path = file(data(GOOD))
    with pytest.raises(SourceError, match="--snapshot"):
        load(SOURCE, [path], Workspace(tmp_path / "home"))
    facts = load(SOURCE, [path], Workspace(tmp_path / "home"), snapshot="2026-05-01").facts
    assert (facts.date, facts.complete, facts.counts["claims"]) == (
        "2026-05-01",
        False,
        {"Company": 1, "MEMBER_OF": 1},
    )


def test_rows_in_another_order_say_the_same(outcome: Outcome, file: Callable[[bytes], Path]) -> None:
    rows = [list(row) for row in GOLDEN_OLD[1:]]
    there = outcome(SOURCE, [file(worksheet(*rows))]).statements
    back = outcome(SOURCE, [file(worksheet(*reversed(rows)))]).statements
    assert sorted(map(repr, there)) == sorted(map(repr, back))

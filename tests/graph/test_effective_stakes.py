"""Effective stakes: sources are never summed, dates and copies are minded, indirect stakes never counted twice."""

from __future__ import annotations

import atexit
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import polars as pl
import pytest

from beholden.graph.release import Release
from tests.world import build_world

DATES = {"old": ("2019-01-01", 30), "one": ("2025-05-01", 400), "two": ("2025-05-01", 400)}


class Made:
    """Parties named by the ends of some stakes, which source "one" states unless a stake says otherwise.

    All that is made in this module is built at once, and the parties of each are its own.
    """

    every: ClassVar[list[Made]] = []

    def __init__(self, *stakes: dict[str, Any]) -> None:
        self.prefix = f"one/{len(self.every):03}-"
        self.relations = [
            {"source": "one", **stake, "arrow": ["OWNS", *(f"{self.prefix}{end}" for end in stake["arrow"])]}
            for stake in stakes
        ]
        self.every.append(self)

    def frame(self, kind: str) -> pl.DataFrame:
        """The relations of one kind between these parties."""
        return _release().frame("relations", kind).filter(pl.col("from_id").str.starts_with(self.prefix))

    def shares(self) -> list[tuple[Any, ...]]:
        """Owner, asset, what of, least and greatest share, first certain day, end, disputed, method."""
        frame = self.frame("EFFECTIVE_STAKE").sort("from_id", "to_id", "share_of", "start_earliest")
        return [
            (
                row["from_id"].removeprefix(self.prefix), row["to_id"].removeprefix(self.prefix), row["share_of"],
                row["share"] if row["share"] is not None else (row["share_min"], row["share_max"]),
                row["start_date"], row["end_date"], row["disputed"], row["method"],
            )
            for row in frame.iter_rows(named=True)
        ]  # fmt: skip


@cache
def _release() -> Release:
    relations = [relation for made in Made.every for relation in made.relations]
    ids = sorted({end for relation in relations for end in relation["arrow"][1:]})
    folder = TemporaryDirectory(prefix="beholden-stakes-")
    atexit.register(folder.cleanup)
    return build_world(
        {
            "as_of": "2025-06-01",
            "sources": {name: {"date": day, "max_age_days": age} for name, (day, age) in DATES.items()},
            "entity": [{"id": id, "kind": "Company", "name": id.partition("-")[2]} for id in ids],
            "relation": relations,
        },
        Path(folder.name),
    ).release


def about(made: Made) -> pytest.MarkDecorator:
    """What a test is about."""
    return pytest.mark.parametrize("made", [made], ids=["made"])


def capital(owner: str, asset: str, **stake: Any) -> dict[str, Any]:
    return {"arrow": (owner, asset), "share_of": "capital", "start": "2010-01-01", **stake}


FIRST = date(2010, 1, 1)


@about(Made(capital("a", "b", share=0.6, **{"as": "one/r-1"})))
def test_one_source_is_taken_as_it_stands(made: Made) -> None:
    assert made.shares() == [("a", "b", "capital", 0.6, FIRST, None, False, "as stated")]
    owns = made.frame("OWNS").row(0, named=True)
    effective = made.frame("EFFECTIVE_STAKE").row(0, named=True)
    assert (effective["id"], effective["derived"]) == ("beholden/e-one/r-1", True)
    for same in ("claims", "sources", "stated_by", "grade", "first_stated", "last_stated", "fresh_until"):
        assert effective[same] == owns[same]


@pytest.mark.parametrize(
    ("made", "together", "disputed", "method"),
    [
        (Made(capital("a", "b", share=0.6), capital("a", "b", source="two", **theirs)), *expected)
        for theirs, *expected in (
            ({"share": 0.6}, 0.6, False, "intersection"),
            ({"share_min": 0.5, "share_max": 0.75}, 0.6, False, "intersection"),
            ({}, 0.6, False, "intersection"),
            ({"share": 0.4}, (0.4, 0.6), True, "hull"),
            ({"share_min": 0.6, "share_max": 1.0, "share_min_exclusive": True}, (0.6, 1.0), True, "hull"),
        )
    ],
    ids=["the same", "a band", "none", "another", "a band beside"],
)
def test_two_sources_are_never_summed(made: Made, together: Any, disputed: bool, method: str) -> None:
    assert made.shares() == [("a", "b", "capital", together, FIRST, None, disputed, method)]
    row = made.frame("EFFECTIVE_STAKE").row(0, named=True)
    assert (row["sources"], len(row["claims"])) == (["one", "two"], 2)


@about(
    Made(
        capital("a", "b", share_min=0.25, share_max=0.5, share_min_exclusive=True),
        capital(
            "a",
            "c",
            share_min=0.5,
            share_max=0.75,
            share_min_exclusive=True,
            share_max_exclusive=True,
        ),
    )
)
def test_the_bands_of_a_register_keep_their_exact_ends(made: Made) -> None:
    assert [row[3] for row in made.shares()] == [(0.250000001, 0.5), (0.500000001, 0.749999999)]


@about(Made({"arrow": ("a", "b"), "interest": "parent_named"}))
def test_a_share_that_is_not_stated_has_no_bounds(made: Made) -> None:
    assert made.shares() == [("a", "b", "unknown", (None, None), None, None, False, "as stated")]


@about(
    Made(
        capital("a", "b", share=0.3, stake="S1"),
        capital("a", "b", share=0.2, stake="S2"),
        capital("a", "c", share=0.3),
        capital("a", "c", share=0.2),
        capital("a", "d", share=0.3, stake="2010-01-01"),
        capital("a", "d", share=0.3, stake="S2"),
    )
)
def test_parallel_stakes_add_only_where_their_source_tells_them_apart(made: Made) -> None:
    assert made.shares() == [
        ("a", "b", "capital", 0.5, FIRST, None, False, "sum of distinct stakes"),
        ("a", "c", "capital", (0.2, 0.3), FIRST, None, True, "hull"),
        # The first is named by its start alone, so that nobody says that the two are distinct.
        ("a", "d", "capital", 0.3, FIRST, None, False, "intersection"),
    ]


@about(
    Made(
        capital("a", "b", share=0.3, end="2015-01-01"),
        capital("a", "b", share=0.6, start="2015-01-01", source="two"),
    )
)
def test_times_are_kept_apart(made: Made) -> None:
    turn = date(2015, 1, 1)
    assert made.shares() == [
        ("a", "b", "capital", 0.3, FIRST, turn, False, "as stated"),
        ("a", "b", "capital", 0.6, turn, None, False, "as stated"),
    ]


@about(
    Made(
        capital("a", "b", share_min=0.25, share_max=0.75),
        {"arrow": ("a", "b"), "share_of": "capital", "share": 0.5, "source": "two"},
        capital("a", "c", share_min=0.25, share_max=0.75),
        capital("a", "c", share=0.5, source="old"),
        capital("a", "d", share=0.5),
        capital("a", "d", share=0.8, source="old"),
    )
)
def test_an_undated_or_old_word_narrows_nothing_and_widens_what_it_contradicts(made: Made) -> None:
    stale = date(2019, 2, 1)
    assert made.shares() == [
        ("a", "b", "capital", 0.5, None, FIRST, False, "as stated"),
        ("a", "b", "capital", (0.25, 0.75), FIRST, None, False, "as stated"),
        ("a", "c", "capital", 0.5, FIRST, stale, False, "intersection"),
        ("a", "c", "capital", (0.25, 0.75), stale, None, False, "as stated"),
        ("a", "d", "capital", (0.5, 0.8), FIRST, None, True, "hull"),
    ]


@about(
    Made(
        capital("a", "b", share=0.3),
        capital("a", "b", direct="indirect", share=0.6),
        capital("b", "c", share=0.9),
        capital("a", "c", direct="indirect", share=0.6),
        capital("a", "d", direct="indirect", share=0.6),
    )
)
def test_an_indirect_stake_never_stands_beside_the_direct_ones_it_is_made_of(made: Made) -> None:
    assert [row[:4] for row in made.shares()] == [
        ("a", "b", "capital", 0.3),
        # Nobody states through whom: the size of what is held through others is not summed.
        ("a", "d", "capital", (None, None)),
        ("b", "c", "capital", 0.9),
    ]


@about(
    Made(
        capital("a", "b", share=0.3, end="2012-01-01"),
        capital("b", "c", share=0.9),
        capital("a", "c", direct="indirect", start="2013-01-01"),
    )
)
def test_a_chain_of_another_time_makes_up_no_indirect_stake(made: Made) -> None:
    assert ("a", "c") in {row[:2] for row in made.shares()}


@about(Made(capital("a", "b", share=0.3), {"arrow": ("a", "b"), "share": 0.3, "start": "2010-01-01"}))
def test_what_is_a_share_of_something_unstated_is_not_added_to_a_stated_kind(made: Made) -> None:
    assert made.shares() == [
        ("a", "b", "capital", 0.3, FIRST, None, False, "as stated"),
        ("a", "b", "votes", (0.0, 0.3), FIRST, None, False, "as stated"),
    ]


@about(
    Made(
        {"arrow": ("a", "b"), "interest": "boardMember"},
        {"arrow": ("a", "c"), "interest": "votingRights", "share": 0.2},
    )
)
def test_interests_that_are_no_share_are_no_stake(made: Made) -> None:
    assert [row[:4] for row in made.shares()] == [("a", "c", "votes", 0.2)]


@about(Made(capital("a", "b", share=0.6, dispute="the owner denies it")))
def test_a_disputed_stake_is_never_certain(made: Made) -> None:
    assert made.shares() == [("a", "b", "capital", 0.6, None, None, True, "as stated")]

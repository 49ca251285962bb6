"""The 1260H list itself: every row accounted for, and what its 84 notes say, as read by eye."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.graph.statements import short_hash

SASAC = "body/cn-sasac"


@pytest.fixture(scope="module")
def real(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome("us_dod_1260h", [shared / "data" / "us_dod_1260h" / "dod_1260h_sanctions.csv"])


def of_kind(real: Any, kind: str) -> list[Any]:
    return [statement for statement in real.statements if statement.kind == kind]


def test_every_row_is_a_company_and_its_listing(real: Any) -> None:
    assert (real.rows, len(real.places), real.rejects, real.skipped) == (397, 397, [], [])
    assert Counter(statement.kind for statement in real.statements) == {
        "Company": 397,
        "LISTED_ON": 397,
        "OWNS": 197 + 44,  # parents, and notes
        "CONTROLS": 20,
        "Organization": 30,  # rows whose parent is spelled as no listed company is
    }
    assert len({company.id for company in of_kind(real, "Company")}) == 234
    assert len({parent.id for parent in of_kind(real, "Organization")}) == 6


def test_each_unbroken_run_of_editions_is_one_listing(real: Any) -> None:
    listings = of_kind(real, "LISTED_ON")
    assert len({listing.id for listing in listings}) == 236  # two companies were listed a second time
    assert Counter(listing.said.stated_on for listing in listings) == {
        "2021-06-03": 47,
        "2022-10-05": 13,
        "2024-01-31": 16,
        "2025-01-07": 133,
        "2026-06-08": 188,
    }
    assert Counter(listing.end for listing in listings if listing.end) == {
        "2024-01-31": 3,
        "2025-01-07": 6,
        "2026-02-17": 12,
    }


def test_an_end_on_the_withdrawn_edition_is_disputed_and_widens_the_next_start(real: Any) -> None:
    listings = of_kind(real, "LISTED_ON")
    disputed = [listing for listing in listings if listing.dispute]
    assert {listing.end for listing in disputed} == {"2026-02-17"} and len(disputed) == 12
    assert "posted and withdrawn" in disputed[0].dispute
    widened = [(listing.start, listing.since_earliest) for listing in listings if listing.since_earliest]
    assert sorted(widened) == [("2026-06-08", "2024-01-31"), ("2026-06-08", "2025-01-07")]


def test_what_the_notes_say_of_owning_and_controlling(real: Any) -> None:
    names = {company.id: company.name for company in of_kind(real, "Company")}
    outcomes: dict[str, list[str]] = {}
    for relation in real.relations():
        if relation.from_id == SASAC:
            how = relation.properties["direct"]
            outcomes.setdefault(names[relation.to_id], []).append(f"{how} {relation.kind}")
            assert "share" not in relation.properties and relation.start is None and relation.said.quote
    assert Counter(tuple(sorted(outcome)) for outcome in outcomes.values()) == {
        ("indirect OWNS",): 26,
        ("direct CONTROLS", "direct OWNS"): 16,
        ("direct CONTROLS",): 2,
        ("direct CONTROLS", "indirect OWNS"): 1,
        ("indirect CONTROLS", "indirect OWNS"): 1,
    }
    # The list of companies read by eye is not repeated here, since the transcription is not ours to copy.
    lines = sorted(f"{name}: {', '.join(sorted(outcome))}" for name, outcome in outcomes.items())
    assert short_hash(*lines) == "3d5d1b5406ac1a15"


def test_a_parent_is_the_word_of_the_transcription(real: Any) -> None:
    parents = [
        relation
        for relation in of_kind(real, "OWNS")
        if relation.properties.get("interest") == "parent_named"
    ]
    assert len(parents) == 197
    assert {(relation.said.grade, relation.said.stated_by) for relation in parents} == {
        ("transcription", "OpenSanctions, in the column 'Parent Name' of its transcription")
    }
    stated = {entity.id for entity in real.entities()}
    assert {relation.from_id for relation in parents} <= stated

"""The initiative's files of 2023-07, 2024-03 and 2026-05 (its first 400 rows): every row accounted for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders.run import loader
from beholden.loaders.sheets import sheet_rows

pytestmark = pytest.mark.thorough

SOURCE = "sbti_companies"
NAMES = {
    "2023": "companies-taking-action_2023-08.xlsx",
    "2024": "companies-taking-action_2024-03.xlsx",
    "2026": "companies-taking-action_2026-05_first400.xlsx",
}


@pytest.fixture(scope="module")
def real(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> dict[str, Any]:
    return {year: outcome(SOURCE, [shared / "data" / "sbti" / name]) for year, name in NAMES.items()}


def test_every_row_is_converted_but_for_one_without_a_status(real: dict[str, Any]) -> None:
    counts = {
        year: (one.rows, len(one.places), len(one.rejects), len(one.skipped)) for year, one in real.items()
    }
    assert counts == {"2023": (5_728, 5_728, 0, 0), "2024": (7_978, 7_977, 0, 1), "2026": (400, 400, 0, 0)}
    for one in real.values():
        assert len({entity.id for entity in one.entities()}) == len(one.entities()) == len(one.places)
        assert len({relation.id for relation in one.relations()}) == len(one.relations())


def test_statuses_by_type_of_target(real: dict[str, Any]) -> None:
    found = {
        year: Counter(
            (one.properties["target_type"], one.properties["status"]) for one in real[year].relations()
        )
        for year in real
    }
    assert found["2023"] == {
        ("near_term", "targets_set"): 3_166,
        ("near_term", "committed"): 2_503,
        ("near_term", "commitment_removed"): 59,
        ("long_term", "targets_set"): 331,
        ("net_zero", "committed"): 1_906,
        ("net_zero", "unknown"): 332,
    }
    assert found["2024"] == {
        ("near_term", "targets_set"): 4_855,
        ("near_term", "committed"): 2_803,
        ("near_term", "commitment_removed"): 319,
        ("long_term", "targets_set"): 735,
        ("net_zero", "committed"): 2_120,
        ("net_zero", "unknown"): 889,
    }
    assert found["2026"] == {
        ("near_term", "targets_set"): 288,
        ("near_term", "committed"): 70,
        ("near_term", "commitment_removed"): 42,
        ("long_term", "targets_set"): 68,
        ("net_zero", "targets_set"): 69,
        ("net_zero", "committed"): 29,
        ("net_zero", "commitment_removed"): 44,
    }


def test_removed_commitments_have_their_reason_where_one_is_published(real: dict[str, Any]) -> None:
    removed = [one for one in real["2026"].relations() if one.properties["status"] == "commitment_removed"]
    assert Counter(one.properties["ended_reason"] for one in removed) == {
        "Expired commitment": 26 * 2 + 12 + 12,
        "Company change": 2 * 2 + 1,
        "Withdrawn commitment": 2 * 2 + 1,
    }
    for year in real:
        ended = [one for one in real[year].relations() if one.properties.get("ended_reason")]
        assert len(ended) == (86 if year == "2026" else 0)
        assert {one.start or one.end for one in real[year].relations()} == {None}


def test_the_date_of_a_row_was_a_month_and_became_a_day(real: dict[str, Any]) -> None:
    """The same companies have in 2026 a day of the month that they had in 2024."""
    lengths = {
        year: Counter(len(one.properties.get("updated_on", "")) for one in real[year].relations())
        for year in real
    }
    assert set(lengths["2023"]) == {7} and set(lengths["2024"]) == {0, 7} and set(lengths["2026"]) == {10}
    names = {entity.id: entity.name for one in real.values() for entity in one.entities()}

    def near_term(year: str) -> dict[str, str]:
        return {
            names[one.from_id]: one.properties.get("updated_on", "")
            for one in real[year].relations()
            if one.properties["target_type"] == "near_term" and one.properties["status"] == "targets_set"
        }

    before, after = near_term("2024"), near_term("2026")
    unchanged = {name for name in before.keys() & after.keys() if after[name] < "2024"}
    same = sum(after[name].startswith(before[name]) for name in unchanged)
    assert same / len(unchanged) > 0.9 and len(unchanged) > 80


def test_every_place_has_a_country_and_strangers_share_no_lei(real: dict[str, Any]) -> None:
    for one in real.values():
        assert all(entity.country for entity in one.entities())
        leis = Counter(
            identifier
            for entity in one.entities()
            for identifier in entity.identifiers
            if identifier.startswith("lei:")
        )
        assert max(leis.values()) == 1
    countries = Counter(entity.country for entity in real["2024"].entities())
    assert min(countries["HK"], countries["TW"], countries["MO"]) > 0


def test_the_publishers_own_files_tell_when_they_were_written(real: dict[str, Any], shared: Path) -> None:
    described = {
        year: loader(SOURCE).snapshot([shared / "data" / "sbti" / name]) for year, name in NAMES.items()
    }
    assert {year: one.date for year, one in described.items()} == {
        "2023": dt.date(2023, 7, 20),
        "2024": dt.date(2024, 3, 7),
        "2026": None,
    }
    assert not any(one.complete for one in described.values())


def test_places_are_rows_of_the_sheet(real: dict[str, Any], shared: Path) -> None:
    rows = dict(sheet_rows(shared / "data" / "sbti" / NAMES["2026"], "Data"))
    for place, entity in zip(real["2026"].places, real["2026"].entities(), strict=True):
        assert rows[int(place.rpartition(":")[2])][0] == entity.id.rpartition("/")[2]


def test_neither_hikvision_nor_dahua_is_there(real: dict[str, Any]) -> None:
    for one in real.values():
        names = {entity.name.lower() for entity in one.entities()}
        assert not any("hikvision" in name or "dahua" in name for name in names)

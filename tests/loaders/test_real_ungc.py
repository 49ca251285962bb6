"""The UN Global Compact's table of 2023-07-26: every row accounted for, every word known, the name trap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.loaders.run import loader


@pytest.fixture(scope="module")
def real(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome("ungc_participants", [shared / "data" / "ungc" / "UNGC_participants_2023-07-26.csv"])


def test_every_row_is_converted(real: Any) -> None:
    assert (real.rows, real.rejects, real.skipped) == (23_412, [], [])
    assert len(set(real.places)) == 23_412
    assert Counter(statement.kind for statement in real.statements) == {
        "Company": 11_247 + 8_692 + 1,
        "Organization": 1_010 + 567 + 525 + 507 + 386 + 105 + 32 + 5,
        "PublicBody": 273 + 62,
        "MEMBER_OF": 23_412,
    }


def test_name_and_country_identify_a_participant(real: Any) -> None:
    """One row stands twice, word for word; all others are participants of their own."""
    assert len({entity.id for entity in real.entities()}) == 23_411
    assert len({relation.id for relation in real.relations()}) == 23_411


def test_a_membership_has_its_date_and_no_status(real: Any) -> None:
    dates = [relation.start for relation in real.relations()]
    assert (min(dates), max(dates)) == ("2000-07-26", "2023-07-26")
    assert not any("status" in relation.properties for relation in real.relations())
    assert {relation.to_id for relation in real.relations()} == {"initiative/un-global-compact"}


def test_an_unrelated_firm_of_a_similar_name_is_there_and_the_two_are_not(real: Any) -> None:
    """The table is older than the day on which Dahua and Hikvision joined; nothing of it is copied here."""
    names = [entity.name.lower() for entity in real.entities()]
    assert ["pharmaceutical" in name for name in names if "dahua" in name] == [True]
    assert not any("hikvision" in name for name in names)


def test_a_name_in_two_scripts_is_kept_whole_and_in_parts(real: Any) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]+")
    whole = [entity for entity in real.entities() if chinese.fullmatch(entity.name.partition(" | ")[2])]
    assert whole
    for entity in whole:
        assert entity.names == entity.name.split(" | ")


def test_the_declared_expectations_hold_for_this_copy(real: Any) -> None:
    counts = Counter(statement.kind for statement in real.statements)
    for kind, limits in loader("ungc_participants").SOURCE.expect.items():
        assert limits["at_least"] <= counts[kind] <= limits["at_most"]

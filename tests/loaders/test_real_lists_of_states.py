"""The lists of the United Nations, the European Union, the United Kingdom and Canada: every entry accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from beholden.loaders.run import loader

REAL = {
    "un_sc": (
        "un_sc/UN_consolidated.xml",
        1_003,
        1_003,
        {"Person": 730, "Organization": 273},
        date(2026, 2, 27),
    ),
    "eu_fsf": ("eu_fsf/sample_eu_fsf.xml", 7, 7, {"Person": 7}, date(2020, 4, 15)),
    "uk_sanctions": ("uk_sanctions/ofsi_conlist_slice.csv", 23, 6, {"Person": 6}, date(2020, 4, 27)),
    "ca_sema": (
        "ca_sanctions/canada_sema.xml",
        4_759,
        4_759,
        {"Person": 3_334, "Organization": 1_316, "Asset": 109},
        None,
    ),
}


@pytest.mark.parametrize("source", REAL)
def test_every_entry_is_listed(
    source: str, shared: Path, outcome: Callable[[str, Sequence[Path]], Any]
) -> None:
    name, rows, listings, kinds, day = REAL[source]
    file = shared / "data" / name
    found = outcome(source, [file])
    assert (found.rows, len(found.places), found.skipped, found.rejects) == (rows, rows, [], [])
    assert Counter(entity.kind for entity in found.entities()) == kinds
    assert Counter(relation.kind for relation in found.relations()) == {"LISTED_ON": listings}
    assert loader(source).snapshot([file]).date == day


def test_weak_aliases_stay_apart(shared: Path, outcome: Callable[[str, Sequence[Path]], Any]) -> None:
    found = outcome("un_sc", [shared / "data" / REAL["un_sc"][0]])
    weak = [entity for entity in found.entities() if entity.properties.get("weak_names")]
    stated = [
        one
        for one in ElementTree.parse(shared / "data" / REAL["un_sc"][0]).iter("INDIVIDUAL")
        if any(
            alias.findtext("QUALITY") == "Low" and (alias.findtext("ALIAS_NAME") or "").strip()
            for alias in one.iter("INDIVIDUAL_ALIAS")
        )
    ]
    assert len(weak) == len(stated) == 229
    (company,) = [
        entity for entity in found.entities() if entity.name == "KOREA MINING DEVELOPMENT TRADING CORPORATION"
    ]
    assert (company.country, company.kind_stated) == ("KP", False)


def test_schedules_of_canada_stand_with_the_listing(
    shared: Path, outcome: Callable[[str, Sequence[Path]], Any]
) -> None:
    found = outcome("ca_sema", [shared / "data" / REAL["ca_sema"][0]])
    scopes = Counter(relation.properties.get("scope") for relation in found.relations())
    assert (scopes["Schedule 1, Part 1"], scopes[None]) == (1_828, 329)
    ships = [entity for entity in found.entities() if entity.kind == "Asset"]
    assert all(ship.identifiers[0].startswith("imo:") for ship in ships)

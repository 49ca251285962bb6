"""What a release says of a party in short: who says it, of which day, and nothing that no longer holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beholden.graph.standing import Standing, Standings
from tests.world import build_world, read_world

DAY = "2025-06-01"


def standings(folder: Path, *relations: dict[str, Any]) -> Standings:
    """A ministry, a holding, a maker and a plant, with these relations, of copies of 2025 and one of 2019."""
    entities = [
        {"id": "register/ministry", "kind": "PublicBody", "name": "Ministry"},
        *(
            {"id": f"register/{name.lower()}", "kind": "Company", "name": name}
            for name in ("Holding", "Maker")
        ),
    ]
    sources = {"old": {"date": "2019-01-15", "max_age_days": 30}}
    world = {"as_of": DAY, "sources": sources, "entity": entities, "relation": [*relations]}
    return Standings(build_world(world, folder).release)


def owns(owner: str, asset: str, **more: object) -> dict[str, object]:
    return {"arrow": ["OWNS", f"register/{owner}", f"register/{asset}"], "share_of": "capital", **more}


def test_a_chain_below_a_state_body_says_each_share_and_who_says_so(tmp_path: Path) -> None:
    found = standings(
        tmp_path, owns("ministry", "holding", share_min=0.25, share_max=0.5), owns("holding", "maker")
    )
    assert found.of("register/maker").state_owners == (
        "Ministry holds 25 % to 50 % of Holding; Holding holds a share not stated of Maker "
        "(according to The register, in the copy of 2025-12-31)",
    )
    assert found.of("register/holding").state_owners == (
        "Ministry holds 25 % to 50 % of Holding (according to The register, in the copy of 2025-12-31)",
    )
    assert found.of("register/ministry") == found.of("nobody") == Standing()


def test_what_has_ended_or_is_yet_to_begin_is_no_stake(tmp_path: Path) -> None:
    found = standings(
        tmp_path, owns("ministry", "holding", end="2020"), owns("ministry", "maker", start="2026-01-01")
    )
    assert found.of("register/holding") == found.of("register/maker") == Standing()


def test_an_old_copy_is_said_to_be_old_and_a_parent_that_is_named_holds_no_share(tmp_path: Path) -> None:
    found = standings(
        tmp_path,
        owns("ministry", "maker", interest="parent_named", source="old"),
        {"arrow": ["CONTROLS", "register/ministry", "register/holding"]},
        {"arrow": ["LISTED_ON", "register/maker", "list/us-ofac-sdn"], "source": "old"},
    )
    (text,) = found.of("register/maker").state_owners
    assert text == (
        "Ministry is named as the parent of Maker "
        "(according to The old, in the copy of 2019-01-15; later status not checked)"
    )
    assert found.of("register/holding").state_owners[0].startswith("Ministry is said to control Holding (acc")
    (listed,) = found.of("register/maker").lists
    assert listed.endswith("(in the copy of 2019-01-15; later status not checked)")


def test_a_ring_ends(tmp_path: Path) -> None:
    found = standings(
        tmp_path, owns("ministry", "holding"), owns("holding", "maker"), owns("maker", "holding")
    )
    assert len(found.of("register/holding").state_owners) == len(found.of("register/maker").state_owners) == 1


def test_verdicts_are_those_that_the_release_keeps(tmp_path: Path) -> None:
    found = Standings(build_world(read_world("verdicts"), tmp_path).release)
    (held,) = found.of("register/held").verdicts
    assert held.endswith(
        "within the rule, on these facts, as of 2025-06-01 (Listed holds 60 % of the capital; "
        "the rule asks 50 % or more of the capital, added up; according to The register)"
    )
    assert {text.rpartition("; would decide: ")[2] for text in found.of("register/maybe").verdicts} == {
        "Listed's share: 50 points or more would catch it)",
        "Ministry's share: more than 50 points would catch it)",
    }

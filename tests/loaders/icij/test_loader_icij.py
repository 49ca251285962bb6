"""Guesses join nothing, officers who own nothing are no owners, and real files are accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.graph.release import build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load

GOLDEN = Path(__file__).parent / "golden"
Outcome = Callable[[str, Sequence[Path]], Any]


def test_a_guess_of_the_publisher_is_possible_and_joins_nothing(tmp_path: Path) -> None:
    load("icij", [path for path in sorted(GOLDEN.iterdir()) if path.suffix == ".csv"], Workspace(tmp_path),
         snapshot="2026-01-01")  # fmt: skip
    release = build(Workspace(tmp_path), software="test")
    (same,) = release.frame("relations", "POSSIBLY_SAME").iter_rows(named=True)
    assert [same["from_id"], same["to_id"]] == ["icij/12000001", "icij/12000002"]
    assert (same["basis"], same["score"], same["derived"]) == ("stated", None, True)
    assert same["reasons"] == ["Invented Papers, published by ICIJ says: same_name_as"]
    assert same["stated_by"] == ["Invented Papers, published by ICIJ"]
    assert set(same["claims"]) >= set(release.frame("claims", "POSSIBLY_SAME")["claim"])
    members = release.frame("entities", "Organization")["members"].to_list()
    assert sorted(one for one in members if one[0] in (
        "icij/12000001", "icij/12000002")) == [["icij/12000001"], ["icij/12000002"]]  # fmt: skip


@pytest.mark.parametrize("link", ["trust settlor of", "Trustee of", "protector of"])
def test_a_role_in_a_trust_is_no_stake(link: str, outcome: Outcome, tmp_path: Path) -> None:
    file = tmp_path / "relationships.csv"
    file.write_text(f"node_id_start,node_id_end,rel_type,link\n1,2,officer_of,{link}\n", encoding="utf-8")
    (relation,) = outcome("icij", [file]).relations()
    assert (relation.kind, relation.properties["post"]) == ("HOLDS_POST", link.lower().removesuffix(" of"))


def test_a_guess_about_a_node_that_nobody_states_is_left_out(tmp_path: Path) -> None:
    officers = GOLDEN / "nodes-officers.csv"
    lone = tmp_path / "relationships.csv"
    lone.write_text("node_id_start,node_id_end,rel_type\n12000001,999,same_as\n", encoding="utf-8")
    load("icij", [officers, lone], Workspace(tmp_path), snapshot="2026-01-01")
    release = build(Workspace(tmp_path), software="test")
    assert "POSSIBLY_SAME" not in release.kinds("relations")
    assert [(one["kind"], one["missing"]) for one in release.manifest["left_out"]] == [
        ("POSSIBLY_SAME", "icij/999")
    ]


def test_guesses_and_officers_are_counted_and_own_nothing(outcome: Outcome) -> None:
    files = [path for path in sorted(GOLDEN.iterdir()) if path.suffix == ".csv"]
    found = outcome("icij", files)
    assert (found.rows, found.rejects) == (15, [])
    assert Counter(one.reason for one in found.skipped) == {
        "an address, which is no party": 1,
        "intermediary_of: no relation of this graph": 1,
        "officer_of, director: no ownership and no control": 1,
        "registered_address: no relation of this graph": 1,
    }
    assert Counter((one.kind, one.properties.get("interest")) for one in found.relations()) == {
        ("OWNS", "shareholding"): 2,
        ("OWNS", "nominee"): 1,
        ("OWNS", "beneficiaryOfLegalArrangement"): 1,
        ("CONTROLS", None): 1,
        ("POSSIBLY_SAME", None): 1,
    }


@pytest.mark.parametrize(
    ("name", "rows"),
    [("Intermediaries_2016_first500.csv", 500), ("panama_papers.nodes.intermediary_2018-02-14.csv", 14_110)],
)
def test_real_nodes(shared: Path, outcome: Outcome, name: str, rows: int) -> None:
    found = outcome("icij", [shared / "data" / "icij" / name])
    assert (found.rows, len(found.entities()), found.rejects) == (rows, rows, [])
    assert {entity.kind_stated for entity in found.entities()} == {False}

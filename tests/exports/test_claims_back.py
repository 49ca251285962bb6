"""The claims of a release, exported as N-Quads or CSV and loaded again: what does not come back is written down."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from beholden.exports.formats import FORMATS, export_file, export_folder
from beholden.exports.material import Material
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load
from tests.exports.full_world import full_world
from tests.exports.round_trip import WHOLE, told
from tests.world import World, build_world

pytestmark = pytest.mark.thorough

FORMS = ("nquads", "csv")
EVERY = "every-kind"
IDS = ("claim", "subject")


def back_again(format: str, material: Material, folder: Path) -> Release:
    """Export the release, load its claims, and build them."""
    if FORMATS[format].folder:
        export_folder(format, material, folder / "export")
        files = sorted((folder / "export" / "claims").glob("*.csv"))
    else:
        files = [folder / "release.nq"]
        export_file(format, material, files[0])
    return built(files, folder / "home")


def built(files: list[Path], home: Path) -> Release:
    workspace = Workspace(home)
    done = load("exported", files, workspace, snapshot="2025-12-31")
    assert done.facts.counts["rejected"] == 0
    assert done.facts.counts["skipped_because"].keys() == {"comes with beholden"}
    return build(workspace, as_of="2026-01-01", software="test")


def claims(release: Release) -> dict[str, tuple[str, dict[str, Any]]]:
    """The claims by id, each as its newest copy makes it, without those that come with beholden."""
    return {
        row["claim"]: (kind, row)
        for kind in release.kinds("claims")
        for row in release.frame("claims", kind).sort("copy").iter_rows(named=True)
        if row["source"] != "reference"
    }


def lost(release: Release, back: Release) -> dict[str, list[str]]:
    """Kind → columns of which a value differs; what differs in all kinds stands once."""
    there = {json.loads(row["text"])["claim"][0]: (kind, row) for kind, row in claims(back).values()}
    found: dict[str, set[str]] = defaultdict(set)
    for id, (kind, row) in claims(release).items():
        there_kind, again = there.get(id, ("", {}))
        found[kind] |= differences(row, again) if there_kind == kind else {WHOLE}
    every = set.intersection(*found.values())
    short = {kind: sorted(columns - every) for kind, columns in found.items() if columns - every}
    return {**short, **({EVERY: sorted(every)} if every else {})}


def differences(row: Mapping[str, Any], again: Mapping[str, Any]) -> set[str]:
    return {
        column
        for column, value in row.items()
        if column not in IDS and plain(value) != plain(away(column, again[column]))
    }


def away(column: str, value: Any) -> Any:
    """An end of a relation without what the source puts in front of ids that do not come with beholden."""
    return value.removeprefix("exported/") if column in ("from_stated", "to_stated") else value


def plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


@pytest.mark.parametrize("format", FORMS)
def test_of_every_kind_every_claim_comes_back_but_for_what_the_table_says(
    format: str, tmp_path: Path, rewrite_golden: bool
) -> None:
    known = {**full_world(), "sources": {"x": {"date": "2025-05-31", "max_age_days": 90}}}
    release = build_world(known, tmp_path / "world").release
    found = lost(release, back_again(format, Material(release, private=True), tmp_path))
    assert found == told(format, found if rewrite_golden else None)


@pytest.mark.parametrize("format", FORMS)
def test_odd_signs_doubts_and_several_sources_come_back_as_well(
    format: str, private: Material, tmp_path: Path
) -> None:
    back = back_again(format, private, tmp_path)
    # Two of its sources have the age that the source has.
    differing = {column for columns in lost(private.release, back).values() for column in columns}
    assert differing == set(told(format)[EVERY])
    stated = {kind.name for kind in private.kinds_there("relations") if not kind.derived}
    for kind in stated - {"MAINTAINS", "FOUNDED", "PART_OF"}:
        assert len(back.frame("relations", kind)) == len(private.release.frame("relations", kind)), kind
    assert len(claims(back)) == len(claims(private.release)) > 25


def test_what_identifiers_joined_is_joined_again_and_what_a_name_suggests_stays_a_suggestion(
    private: Material, tmp_path: Path
) -> None:
    back = back_again("nquads", private, tmp_path)
    base = [row for row in back.frame("entities", "Company").iter_rows(named=True) if len(row["members"]) > 1]
    assert [row["members"] for row in base] == [["exported/list/base", "exported/register/base"]]
    pairs = back.frame("relations", "POSSIBLY_SAME")
    assert list(zip(pairs["from_id"], pairs["to_id"], strict=True)) == [
        ("exported/club/twin", "exported/list/twin")
    ]


def test_statements_in_another_order_and_spelling_are_the_same_claims(world: World, tmp_path: Path) -> None:
    first = tmp_path / "release.nq"
    export_file("nquads", Material(world.release), first)
    store = pyoxigraph.Store()
    store.load(first.read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS)
    other = tmp_path / "other.nt"
    triples = sorted({f"{quad.triple} ." for quad in store})
    other.write_text("# from another tool\n\n" + "\n".join(reversed(triples)) + "\n", encoding="utf-8")
    one, two = (built([file], tmp_path / file.suffix) for file in (first, other))
    assert [{**row, "places": None, "text": None} for _, row in claims(one).values()] != []
    assert stated(one) == stated(two)


def stated(release: Release) -> dict[str, dict[str, Any]]:
    """What each claim says, by its id in the release that was exported."""
    return {
        json.loads(row["text"])["claim"][0]: {
            column: plain(value)
            for column, value in row.items()
            if column not in ("claim", "places", "text", "copy")
        }
        for _, row in claims(release).values()
    }


def test_what_is_private_is_there_only_if_it_was_exported(material: Material, tmp_path: Path) -> None:
    back = back_again("nquads", material, tmp_path)
    ann = [
        row for row in back.frame("entities", "Person").iter_rows(named=True) if row["name"] == "Ann Invented"
    ]
    assert [(row["birth_date"], row["documents"], row["nationality"]) for row in ann] == [(None, [], "FR")]

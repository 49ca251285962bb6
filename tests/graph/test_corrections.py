"""A contested claim says so, a withdrawn one carries nothing, and what both said stays readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.errors import SchemaError, SourceError
from beholden.graph.corrections import Correction, read_corrections
from beholden.graph.evidence import evidence
from beholden.graph.partitions import partitions
from beholden.graph.release import Release, build
from beholden.graph.workspace import Workspace
from tests.world import build_world, read_world


def correction(claim: str, action: str) -> Correction:
    return Correction(claim, action, "A. Lawyer", "2025-05-01", "The register was wrong.")


def claim_of(release: Release, id: str) -> str:
    return evidence(release, id)[0].claim


def rebuilt(release: Release, *corrections: Correction) -> Release:
    workspace = Workspace(release.folder.parents[1])
    return build(
        workspace,
        chosen=list(partitions(workspace.claims)),
        as_of=release.manifest["as_of"],
        corrections=corrections,
        software="test",
    )


def test_a_contested_claim_stays_and_says_who_contests_it(tmp_path: Path) -> None:
    release = build_world(read_world("owners"), tmp_path).release
    claim = claim_of(release, "t1")
    again = rebuilt(release, correction(claim, "contested"))
    row = next(row for row in again.frame("relations", "OWNS").iter_rows(named=True) if row["id"] == "t1")
    assert (row["disputed"], row["dispute"]) == (
        True, "contested by A. Lawyer on 2025-05-01: The register was wrong.",
    )  # fmt: skip
    assert again.frame("relations", "OWNS").height == release.frame("relations", "OWNS").height
    assert again.folder.name != release.folder.name


def test_nothing_rests_on_a_withdrawn_claim_which_stays_readable(tmp_path: Path) -> None:
    release = build_world(read_world("owners"), tmp_path).release
    claim = claim_of(release, "t1")
    again = rebuilt(release, correction(claim, "withdrawn"))
    before, after = (set(one.frame("relations", "OWNS")["id"]) for one in (release, again))
    assert before - after == {"t1"}
    assert [one.claim for one in evidence(again, claim)] == [claim]
    for part in ("entities", "relations"):
        for kind in again.kinds(part):
            assert not any(claim in own for own in again.frame(part, kind)["claims"]), kind
    assert again.joins["corrections"][0]["action"] == "withdrawn"


def test_taking_a_correction_back_gives_the_bytes_of_before(tmp_path: Path) -> None:
    release = build_world(read_world("owners"), tmp_path).release
    files = dict(release.manifest["files"])
    changed = rebuilt(release, correction(claim_of(release, "t1"), "withdrawn"))
    assert changed.manifest["files"] != files
    assert rebuilt(release).manifest["files"] == files


def test_a_correction_of_a_claim_that_is_not_loaded_waits(tmp_path: Path) -> None:
    release = build_world(read_world("owners"), tmp_path).release
    again = rebuilt(release, correction("elsewhere/c-1", "withdrawn"))
    assert [one["claim"] for one in again.joins["unused_corrections"]] == ["elsewhere/c-1"]


def test_who_somebody_is_can_only_be_withdrawn(tmp_path: Path) -> None:
    release = build_world(read_world("owners"), tmp_path).release
    claim = claim_of(release, "register/base")
    with pytest.raises(SchemaError, match="only a relation can be contested; withdraw it instead"):
        rebuilt(release, correction(claim, "contested"))


GOOD = """\
[[correction]]
claim = "a/c-1"
action = "withdrawn"
author = "A. Lawyer"
date = 2025-05-01
reason = "Wrong."
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace('author = "A. Lawyer"\n', ""), "correction 1: key 'author' is missing or unknown"),
        (GOOD.replace("withdrawn", "deleted"), "action 'deleted' is not one of contested, withdrawn"),
        (GOOD.replace("2025-05-01", '"soon"'), "date 'soon' must be a date such as 2026-11-24"),
        (GOOD + GOOD, "correction 2: a/c-1 is corrected twice"),
        ("[[correction", "corrections.toml: "),
    ],
)
def test_a_file_that_is_not_right_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        read_corrections([path])
    assert said in str(raised.value)
    assert str(raised.value).startswith("corrections.toml: ")


def test_a_file_is_read_in_the_order_of_claims(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text(GOOD.replace("a/c-1", "b/c-2") + GOOD, encoding="utf-8")
    assert [one.claim for one in read_corrections([path])] == ["a/c-1", "b/c-2"]

"""What could be known by a day: claims stated by then, and none that a correction took back, whenever it did."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from beholden.graph.corrections import Correction
from beholden.graph.evidence import evidence
from beholden.graph.ownership.explain import explain
from beholden.graph.ownership.facts import Facts
from beholden.graph.ownership.gather import certificate
from beholden.graph.ownership.verdicts import judge
from beholden.graph.partitions import partitions
from beholden.graph.release import Release, build
from beholden.graph.rules import find_rule
from beholden.graph.verify import verify
from beholden.graph.workspace import Workspace
from tests.graph.verdict_world import verdict, verdict_world

DAY, KNOWN_BY = date(2025, 4, 1), date(2025, 3, 1)
EARLY = {"date": "2025-02-01", "max_age_days": 365}


def corrected_release(release: Release, kind: str, action: str) -> Release:
    """The release built again with a correction, made after all days asked for, of its first claim of this kind."""
    workspace = Workspace(release.folder.parents[1])
    first = next(id for id in release.frame("relations", kind)["id"] if not id.startswith("reference"))
    claim = evidence(release, first)[0].claim
    return build(
        workspace,
        chosen=list(partitions(workspace.claims)),
        as_of=release.manifest["as_of"],
        corrections=[Correction(claim, action, "A. Lawyer", "2026-05-01", "The register was wrong.")],
        software="test",
    )


def test_what_was_not_yet_stated_was_not_known(tmp_path: Path) -> None:
    world = verdict_world(
        tmp_path, [("X", "A", 0.6, {"stated_on": "2025-03-01"})], {"sdn": "X"}, sources={"sdn": EARLY}
    )
    assert verdict(world, "us-ofac-50", "A", "2025-04-01", "2025-03-01").verdict == "within"
    earlier = verdict(world, "us-ofac-50", "A", "2025-04-01", "2025-02-28")
    assert (earlier.verdict, earlier.why) == ("undetermined", "no loaded source states who owns it")


@pytest.mark.parametrize(
    ("action", "now", "why"),
    [
        ("withdrawn", "undetermined", "no loaded source states who owns it"),
        ("contested", "possible", "X holds 60 % of the capital; the rule asks 50 % or more of the capital, added up"),
    ],
)  # fmt: skip
def test_a_correction_of_a_stake_holds_for_every_day_that_is_asked_for(
    tmp_path: Path, action: str, now: str, why: str
) -> None:
    world = verdict_world(
        tmp_path, [("X", "A", 0.6, {"stated_on": "2025-01-01"})], {"sdn": "X"}, sources={"sdn": EARLY}
    )
    assert verdict(world, "us-ofac-50", "A", "2025-04-01", "2025-03-01").verdict == "within"
    release = corrected_release(world.release, "OWNS", action)
    for known_by in (None, KNOWN_BY):
        facts = Facts.of(release, DAY, known_by)
        verdicts = judge(facts, find_rule("us-ofac-50"), DAY)
        found = explain(verdicts, "r/A")
        assert (found.verdict, found.why) == (now, why), known_by
        made = certificate(verdicts, "r/A", release)
        assert (made is None) == (now == "undetermined")
        assert made is None or verify(made) == []


def test_a_listing_that_was_taken_back_lists_nobody_whenever_it_was_known(tmp_path: Path) -> None:
    world = verdict_world(tmp_path, [("X", "A", 0.6)], {"sdn": "X"}, sources={"sdn": EARLY, "r": EARLY})
    of = {one: verdict(world, "us-ofac-50", one, "2025-04-01", "2025-03-01").verdict for one in "XA"}
    assert of == {"X": "within", "A": "within"}
    listed = world.release.frame("relations", "LISTED_ON")
    assert listed["from_id"][0] in ("r/X", "r/Nobody on sdn")
    workspace = Workspace(world.release.folder.parents[1])
    (claim,) = listed.filter(from_id="r/X")["claims"][0]
    release = build(
        workspace, chosen=list(partitions(workspace.claims)), as_of="2025-06-01", software="test",
        corrections=[Correction(claim, "withdrawn", "A. Lawyer", "2026-05-01", "It is somebody else.")],
    )  # fmt: skip
    for known_by in (None, KNOWN_BY):
        verdicts = judge(Facts.of(release, DAY, known_by), find_rule("us-ofac-50"), DAY)
        assert not verdicts.possible[[verdicts.facts.numbers["r/X"], verdicts.facts.numbers["r/A"]]].any()

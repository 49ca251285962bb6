"""The last steps of everybody at once: the same as those of certificates that are made one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from beholden.graph.ownership.cascade import Cascade, cascade
from beholden.graph.ownership.certificate import certify
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.material import Material
from beholden.graph.ownership.minimal import LastSteps, certificate_ids, last_steps
from beholden.graph.ownership.stakes import Held, ShareKind, Stakes, at, controls_at
from beholden.graph.ownership.surroundings import Reach
from tests.graph.ownership.columns import controls_of, stakes_of
from tests.graph.ownership.materials import DAY, a_rule, material, materials

NUMBER = (DAY - DAY.fromtimestamp(0)).days


def judged(made: Material) -> tuple[Stakes, Held, Cascade, LastSteps, list[str | None]]:
    """The cascade over the material's columns, the last steps, and the ids of certificates."""
    parties = sorted(made.parties)
    stakes, controls = stakes_of(made), controls_of(made)
    kind = {"capital": ShareKind.CAPITAL, "votes": ShareKind.VOTES, "either": None}[made.test.share_of]
    held = at(stakes, NUMBER, kind)
    index = Index.of(held, len(parties))
    starts = Reach(made).starts
    rows, _ = controls_at(controls, NUMBER)
    sure = np.array([not made.doubts(made.controls[row]) for row in rows], np.bool_)
    edges = ControlEdges.of(controls.owner[rows], controls.asset[rows], sure, len(parties))
    rule = {"threshold": made.test.threshold or 1, "strict": made.test.strict}
    outcome = cascade(
        index,
        np.array([party in starts and starts[party].certain for party in parties], np.bool_),
        aggregate=made.test.aggregate,
        control=edges if made.test.control != "no" else None,
        **rule,
    )
    steps = last_steps(index, outcome, control=edges if made.test.control != "no" else None, **rule)
    how = {
        number: (starts[party].by, starts[party].facts[0].id if starts[party].facts else "")
        for number, party in enumerate(parties)
        if party in starts
    }
    ids = certificate_ids(
        steps, outcome, rule=(made.test.id, made.test.version, DAY.isoformat()), parties=parties, starts=how,
        stakes=(held.owner[steps.row].tolist(), [stakes.ids[one] for one in held.stake[steps.row]]),
        controls=(controls.owner[rows].tolist(), [controls.ids[row] for row in rows]),
    )  # fmt: skip
    return stakes, held, outcome, steps, ids


@given(materials())
def test_the_ids_are_those_of_certificates_made_one_by_one(made: Material) -> None:
    test = replace(
        made.test,
        threshold=made.test.threshold or 1,
        any_stake=False,
        descends=True,
        owners=(),
        unconfirmed=(),
    )
    made = replace(made, test=test, stakes=sorted(made.stakes, key=lambda one: one.id))
    _, _, outcome, steps, ids = judged(made)
    for number, party in enumerate(sorted(made.parties)):
        certificate = certify(made, party)
        within = certificate is not None and certificate["kind"] == "within"
        assert bool(outcome.within[number]) == within
        if certificate is not None and within and test.aggregate:
            assert ids[number] == certificate["id"]
        assert not (test.aggregate and steps.undecided[number])


def test_the_fewest_and_largest_stakes_are_taken() -> None:
    made = material("X Y Z", ["X 20 A", "Y 30 A", "Z 35 A", "X 40 B", "Y 40 B", "Z 10 B"])
    _, held, _, steps, ids = judged(made)
    parties = sorted(made.parties)
    taken = {
        party: sorted(made.stakes[held.stake[row]].id for row in steps.of(number))
        for number, party in enumerate(parties)
    }
    assert taken == {
        "A": ["s1-Y-A", "s2-Z-A"], "B": ["s3-X-B", "s4-Y-B"], "P": [], "X": [], "Y": [], "Z": [],
    }  # fmt: skip
    assert [party for party, id in zip(parties, ids, strict=True) if id is None] == ["P"]


@pytest.mark.parametrize("compiled", [False, True])
def test_compiled_or_not_the_steps_are_the_same(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if compiled:
        monkeypatch.setattr("beholden.graph.ownership.compiled.LARGE", 0)
    random = np.random.default_rng(7)
    count = 300
    owner, asset = random.integers(0, 60, (2, count)).astype(np.int32)
    share = random.integers(1, 120_000_000, count)
    index = Index.build(owner, asset, share, share, 60)
    outcome = cascade(index, np.arange(60) < 12, threshold=100_000_000)
    steps = last_steps(index, outcome, threshold=100_000_000)
    for party in np.flatnonzero(outcome.within & (outcome.step > 0)).tolist():
        mine = share[steps.of(party)]
        assert mine.sum() >= 100_000_000
        assert (mine.sum() - mine < 100_000_000).all()
        assert (outcome.step[owner[steps.of(party)]] < outcome.step[party]).all()
    assert int(steps.row.sum()) == 8_838


def test_a_rule_of_each_alone_leaves_open_whom_several_runs_bring_in() -> None:
    made = material("X Y", ["X 60 A", "Y 60 A", "Y 30 B", "A 30 B"], a_rule(aggregate=False, strict=True))
    _, _, outcome, steps, ids = judged(made)
    number = sorted(made.parties).index("B")
    assert bool(outcome.within[number])
    assert bool(steps.undecided[number])
    assert ids[number] is None

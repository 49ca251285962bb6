"""For everybody within a rule at once, the stakes that suffice: the last step of each certificate, in columns.

A certificate is the last step of a party and, through the owners it names, the last steps of those. So one row a
party holds all certificates of a release, and the ids follow in the order of the steps (docs/certificates.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from beholden.graph.ownership.cascade import Cascade
from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.control_edges import ControlEdges
from beholden.graph.ownership.index import Index
from beholden.graph.ownership.stakes import Bools, Bytes, Int32s
from beholden.graph.verify import certificate_id, step_id


@dataclass(frozen=True)
class LastSteps:
    """By party: `start[p]` to `start[p + 1]` in `row` are the rows of Held whose stakes bring party p within.

    There is none for a party that the rule starts from, that is not within, or that stated control brings in: then
    `control` has the row of the control, else -1. No stake of a party can be left out of its rows. `undecided` marks
    those within under a rule that takes each listed party alone whose owners come in through another one: their
    proof is the cascade from that one alone.
    """

    start: Int32s
    row: Int32s
    control: Int32s
    undecided: Bools

    def of(self, party: int) -> Int32s:
        """The rows of one party."""
        return self.row[self.start[party] : self.start[party + 1]]


def last_steps(
    index: Index,
    outcome: Cascade,
    *,
    threshold: int,
    strict: bool = False,
    control: ControlEdges | None = None,
) -> LastSteps:
    """The last step of everybody within, by the same rule that gave the outcome.

    Of a party's pots the one that needs the fewest stakes is taken, and in it the largest; stated control is taken
    where stakes do not suffice or more than one is needed. Among equals the first row.

    >>> from beholden.graph.ownership.cascade import cascade
    >>> index = Index.build(*(np.array(one, np.int32) for one in ([0, 1], [1, 2], [60, 50], [60, 50])), parties=3)
    >>> outcome = cascade(index, np.array([True, False, False]), threshold=50)
    >>> last_steps(index, outcome, threshold=50).row.tolist()
    [0, 1]
    """
    need = threshold + 1 if strict else threshold
    into, order = index.into
    first, pots = index.pots_of
    edges = control or ControlEdges.none()
    count = np.zeros(index.parties + 1, np.int32)
    chosen = np.empty(index.size, np.int32)
    by_control = np.full(index.parties, -1, np.int32)
    undecided = np.zeros(index.parties, np.bool_)
    upward = _upward(edges, index.parties)
    taken = kernel_for(_last_steps, index.size)(
        index.owner, index.rows, index.held, into, order, first, pots, outcome.level, outcome.step, outcome.through,
        need, *upward, count, chosen, by_control, undecided,
    )  # fmt: skip
    return LastSteps(np.cumsum(count, dtype=np.int32), index.held[chosen[:taken]], by_control, undecided)


def certificate_ids(
    steps: LastSteps,
    outcome: Cascade,
    *,
    kind: str = "within",
    rule: tuple[str, str, str],
    parties: Sequence[str],
    starts: Mapping[int, tuple[str, str]],
    stakes: tuple[Sequence[int], Sequence[str]],
    controls: tuple[Sequence[int], Sequence[str]],
) -> list[str | None]:
    """The id of the certificate of each party within, None for all others and the undecided.

    `kind` is the verdict that they prove: possible where the rule is not confirmed. `rule` is its id, its version and
    the date; `starts` are, by the number of a party that the rule starts from, how (`listing`, `kind`) and the id of
    the fact, "" where there is none. `stakes` are the owner and the id of the stake of each of `steps.row`; `controls`
    the owner and the id of each row of control.
    """
    owners, stake_ids = stakes
    control_owner, control_ids = controls
    (within,) = np.nonzero(outcome.within)
    made: dict[int, str] = {}
    # Lists of those within alone: of everybody they would be the most that a large graph takes.
    order = within[np.argsort(outcome.step[within], kind="stable")]
    columns = (order, outcome.step[order], steps.control[order], steps.start[order], steps.start[order + 1])
    for party, step, control, first, end in zip(*(column.tolist() for column in columns), strict=True):
        start = starts.get(party)
        if step == 0 and start is not None:
            by, facts, below = start[0], [start[1]] if start[1] else [], []
        elif control >= 0:
            by, facts = "control", [control_ids[control]]
            below = [control_owner[control]]
        else:
            mine = slice(first, end)
            by, facts, below = "stakes", list(stake_ids[mine]), list(owners[mine])
        if (facts or by == "kind") and all(owner in made for owner in below):
            made[party] = step_id(rule, parties[party], by, facts, (), [made[owner] for owner in below])
    ids: list[str | None] = [None] * len(parties)
    for party, proved_by in made.items():
        ids[party] = certificate_id(kind, proved_by)
    return ids


def _upward(edges: ControlEdges, parties: int) -> tuple[Int32s, Int32s, Int32s]:
    """Certain control by the controlled: where each one's begins, who controls, and the row."""
    if not len(edges.start):
        empty = np.empty(0, np.int32)
        return empty, empty, empty
    owner = np.repeat(np.arange(parties, dtype=np.int32), np.diff(edges.start))[edges.certain]
    asset, row = edges.asset[edges.certain], edges.row[edges.certain]
    order = np.lexsort((row, asset))
    start = np.concatenate([[0], np.cumsum(np.bincount(asset, minlength=parties))]).astype(np.int32)
    return start, owner[order], row[order]


def _last_steps(
    owner: Int32s,
    rows: Int32s,
    held: Int32s,
    into: Int32s,
    order: Int32s,
    first: Int32s,
    pots: Int32s,
    level: Bytes,
    step: Int32s,
    through: Int32s,
    need: int,
    control_start: Int32s,
    control_owner: Int32s,
    control_row: Int32s,
    count: Int32s,
    chosen: Int32s,
    by_control: Int32s,
    undecided: Bools,
) -> int:
    """Fill count, chosen (rows of the index) and by_control; returns how many rows are chosen."""
    within = 2
    taken = 0
    for party in range(len(level)):
        if level[party] != within or step[party] == 0:
            continue
        best = -1
        for place in range(first[party], first[party + 1]):
            pot = pots[place]
            here = taken + max(best, 0)  # after the best so far
            found = here
            total = 0
            for at in range(into[pot], into[pot + 1]):
                row = order[at]
                holder = owner[row]
                earlier = level[holder] == within and step[holder] < step[party] and rows[4 * row + 1] > 0
                if earlier and (len(through) == 0 or through[holder] == through[party]):
                    chosen[found] = row
                    found += 1
                    total += rows[4 * row + 1]
            if total < need:
                continue
            # A heap with the largest on top, of which as many are taken off as suffice.
            last = found - here
            heap = chosen[here:found]
            building = last // 2 - 1
            total = 0
            size = 0
            while total < need:
                node = 0
                if building >= 0:
                    node = building
                    building -= 1
                else:
                    total += rows[4 * heap[0] + 1]
                    size += 1
                    last -= 1
                    heap[0], heap[last] = heap[last], heap[0]
                while True:
                    top = node
                    for child in range(2 * node + 1, min(2 * node + 3, last)):
                        more = rows[4 * heap[child] + 1] - rows[4 * heap[top] + 1]
                        if more > 0 or (more == 0 and held[heap[child]] < held[heap[top]]):
                            top = child
                    if top == node:
                        break
                    heap[node], heap[top] = heap[top], heap[node]
                    node = top
            if best == -1 or size < best:
                for at in range(size):
                    chosen[taken + at] = heap[last + at]
                best = size
        if best != 1 and len(control_start):
            for at in range(control_start[party], control_start[party + 1]):
                holder = control_owner[at]
                earlier = level[holder] == within and step[holder] < step[party]
                if earlier and (len(through) == 0 or through[holder] == through[party]):
                    by_control[party] = control_row[at]
                    best = 0
                    break
        if best == -1:
            undecided[party] = True
            continue
        count[party + 1] = best
        taken += best
    return taken

"""What must hold of the cascade on any graph, against brute force and against itself."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beholden.graph.ownership import compiled
from beholden.graph.ownership.cascade import cascade
from beholden.graph.shares import WHOLE
from tests.graph.ownership import reference
from tests.graph.ownership.invented_stakes import (
    PARTIES,
    a_party,
    index_of,
    marks,
    members,
    rules,
    run,
    some_parties,
    stake_rows,
    stated_control,
)

Rows = list[reference.Row]
Rule = tuple[int, bool, bool]


@given(stake_rows, some_parties, some_parties, rules, stated_control)
def test_it_equals_the_plain_iteration_with_fractions(
    rows: Rows, listed: set[int], maybe: set[int], rule: Rule, control: list[tuple[int, int, bool]]
) -> None:
    threshold, strict, aggregate = rule
    outcome = run(rows, listed, rule, maybe, control)
    expected = reference.closure if aggregate else reference.each_alone
    share = Fraction(threshold, 100)
    assert members(outcome.within) == expected(rows, PARTIES, listed, share, strict, False, control)
    assert members(outcome.possible) == expected(rows, PARTIES, listed | maybe, share, strict, True, control)


@given(stake_rows, some_parties, rules)
def test_it_is_the_least_of_all_closed_sets(rows: Rows, listed: set[int], rule: Rule) -> None:
    threshold, strict, _ = rule
    least = reference.least_closed(rows, PARTIES, listed, Fraction(threshold, 100), strict)
    assert members(run(rows, listed, (threshold, strict, True)).within) == least


@given(stake_rows, some_parties, some_parties, rules)
def test_within_is_possible_and_more_listed_make_nobody_leave(
    rows: Rows, listed: set[int], more: set[int], rule: Rule
) -> None:
    few, many = run(rows, listed, rule), run(rows, listed | more, rule)
    for outcome in (few, many):
        assert members(outcome.within) <= members(outcome.possible)
    assert members(few.within) <= members(many.within)
    assert members(few.possible) <= members(many.possible)


@given(stake_rows, some_parties, rules, st.sampled_from([10, 25, 50, 60]))
def test_a_lower_threshold_makes_nobody_leave(rows: Rows, listed: set[int], rule: Rule, other: int) -> None:
    threshold, strict, aggregate = rule
    low = run(rows, listed, (min(threshold, other), False, aggregate))
    high = run(rows, listed, (max(threshold, other), strict, aggregate))
    assert members(high.within) <= members(low.within)
    assert members(high.possible) <= members(low.possible)


@given(stake_rows, some_parties, rules, st.data())
def test_a_larger_stake_of_a_listed_holder_makes_nobody_leave_within(
    rows: Rows, listed: set[int], rule: Rule, data: st.DataObject
) -> None:
    own = [place for place, row in enumerate(rows) if row[0] in listed]
    assume(own)
    place = data.draw(st.sampled_from(own))
    owner, asset, low, high = rows[place]
    grown = [*rows]
    grown[place] = (owner, asset, (low + 1) / 2, (high + 1) / 2)
    assert members(run(rows, listed, rule).within) <= members(run(grown, listed, rule).within)


@given(stake_rows, some_parties, rules, st.permutations(range(PARTIES)), st.randoms(use_true_random=False))
def test_neither_order_nor_ids_matter(
    rows: Rows, listed: set[int], rule: Rule, renamed: list[int], random: st.DataObject
) -> None:
    before = run(rows, listed, rule)
    other = [(renamed[owner], renamed[asset], low, high) for owner, asset, low, high in rows]
    random.shuffle(other)  # type: ignore[attr-defined]
    after = run(other, {renamed[party] for party in listed}, rule)
    assert [before.level[party] for party in range(PARTIES)] == [
        after.level[renamed[party]] for party in range(PARTIES)
    ]
    if rule[2]:
        assert before.step.tolist() == [after.step[renamed[party]] for party in range(PARTIES)]


@given(stake_rows, some_parties, rules, st.data())
def test_a_pass_through_holder_of_the_whole_changes_nothing(
    rows: Rows, listed: set[int], rule: Rule, data: st.DataObject
) -> None:
    assume(rows)
    threshold, strict, aggregate = rule
    place = data.draw(st.integers(0, len(rows) - 1))
    owner, asset, low, high = rows[place]
    between = PARTIES
    split = [
        *rows[:place],
        *rows[place + 1 :],
        (owner, between, Fraction(1), Fraction(1)),
        (between, asset, low, high),
    ]
    after = cascade(
        index_of(split, PARTIES + 1),
        marks(listed, PARTIES + 1),
        threshold=threshold * WHOLE // 100,
        strict=strict,
        aggregate=aggregate,
    )
    assert run(rows, listed, rule).level.tolist() == after.level[:PARTIES].tolist()


@given(stake_rows, some_parties, some_parties, rules)
def test_what_brought_a_party_in_has_a_lower_step(
    rows: Rows, listed: set[int], maybe: set[int], rule: Rule
) -> None:
    threshold, strict, _ = rule
    outcome = run(rows, listed, (threshold, strict, True), maybe)
    within = members(outcome.within)
    for party in range(PARTIES):
        earlier = {other for other in range(PARTIES) if -1 < outcome.step[other] < outcome.step[party]}
        if outcome.step[party] == 0:
            assert party in listed | maybe
        elif party in within:
            total = reference.lower(rows, party, earlier & within)
            assert reference.meets(total, Fraction(threshold, 100), strict)
        elif outcome.level[party]:
            total = reference.upper(rows, party, earlier | within)
            assert reference.meets(total, Fraction(threshold, 100), strict)
        else:
            assert outcome.step[party] == -1


@given(stake_rows, st.sets(a_party, min_size=1, max_size=3), rules)
def test_the_one_through_whom_a_party_came_in_brings_it_in_alone(
    rows: Rows, listed: set[int], rule: Rule
) -> None:
    threshold, strict, _ = rule
    outcome = run(rows, listed, (threshold, strict, False))
    for party in range(PARTIES):
        through = int(outcome.through[party])
        assert (through == -1) == (outcome.level[party] == 0)
        if through != -1:
            assert through in listed
            assert run(rows, {through}, (threshold, strict, True)).level[party] == outcome.level[party]


@pytest.mark.thorough
def test_compiled_equals_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2026)
    parties, count = 300, 700
    low = random.integers(0, 100, count)
    rows: Rows = [
        (int(owner), int(asset), Fraction(int(least), 100), Fraction(min(100, int(least) + int(more)), 100))
        for owner, asset, least, more in zip(
            random.integers(0, parties, count),
            random.integers(0, parties, count),
            low,
            random.choice([0, 0, 25, 100], count),
            strict=True,
        )
    ]
    listed = marks(random.choice(parties, 30, replace=False).tolist(), parties)
    outcomes = []
    for least in (10**9, 0):
        monkeypatch.setattr(compiled, "LARGE", least)
        for aggregate in (True, False):
            one = cascade(index_of(rows, parties), listed, threshold=WHOLE // 4, aggregate=aggregate)
            outcomes.append((one.level.tolist(), one.step.tolist(), one.through.tolist()))
    assert outcomes[:2] == outcomes[2:]
    assert len(set(outcomes[0][0])) == 3

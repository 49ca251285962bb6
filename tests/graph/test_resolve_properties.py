"""Who is who, of any entities: no order counts, what differs in an identifier is two, a person is nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.graph.clusters import Candidate, Resolution
from beholden.graph.identifiers import STRONG
from beholden.graph.judgements import Judgement
from beholden.graph.resolve import resolve

pytestmark = pytest.mark.thorough

NAMES = (
    "Red Lamp Ltd", "RED LAMP LIMITED", "Red Lamp", "Red Lamp Group", "Red Lamps Ltd", "Red Lamp (Thailand) Ltd",
    "Kitewire AG", "Kitewire SE", "Kitewire", "红灯有限公司",
)  # fmt: skip
IDENTIFIERS = ("uscc:1", "uscc:2", "lei:A", "lei:B", "isin:X")
SOURCES = ("club", "list", "register")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Candidate], list[Judgement]]:
    """Up to nine entities of three sources, with names and identifiers that often meet, and judgements about them."""
    candidates = []
    for number in range(draw(st.integers(2, 9))):
        kind = draw(st.sampled_from(("Company", "Company", "Company", "Organization", "Person")))
        names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True))
        identifiers = draw(st.lists(st.sampled_from(IDENTIFIERS), max_size=2, unique=True))
        candidates.append(
            Candidate(
                id=f"{draw(st.sampled_from(SOURCES))}/{number}",
                kind=kind,
                names=tuple(names),
                country=draw(st.sampled_from(("CN", "CN", "CN", "TH", None))),
                country_lent=None,
                lent_by=None,
                identifiers=tuple(sorted(identifiers)),
                party=True,
                listed=draw(st.booleans()) and draw(st.booleans()),
                reference=False,
            )
        )
    judgements: dict[tuple[str, str], Judgement] = {}
    for _ in range(draw(st.integers(0, 3))):
        left, right = draw(st.permutations([one.id for one in candidates]))[:2]
        decision = draw(st.sampled_from(("same", "different", "unsure")))
        said = Judgement(left, right, decision, "A. Reporter", "2026-11-24", "read both registers")
        judgements.setdefault(said.pair, said)
    return candidates, [judgements[pair] for pair in sorted(judgements)]


def clusters(answer: Resolution) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for id, canonical in answer.canonical.items():
        found[canonical].add(id)
    return dict(found)


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_no_order_of_entities_names_identifiers_or_judgements_counts(
    world: tuple[list[Candidate], list[Judgement]], chance: object
) -> None:
    candidates, judgements = world
    shuffled = [
        one._replace(
            names=tuple(chance.sample(one.names, len(one.names))),  # type: ignore[attr-defined]
            identifiers=tuple(chance.sample(one.identifiers, len(one.identifiers))),  # type: ignore[attr-defined]
        )
        for one in chance.sample(candidates, len(candidates))  # type: ignore[attr-defined]
    ]
    said = chance.sample(judgements, len(judgements))  # type: ignore[attr-defined]
    assert resolve(shuffled, said) == resolve(candidates, judgements)


@given(worlds(), st.permutations(SOURCES))
@settings(max_examples=150, deadline=None)
def test_what_sources_and_rows_are_called_joins_and_parts_nothing(
    world: tuple[list[Candidate], list[Judgement]], called: list[str]
) -> None:
    """Another order of sources and of their rows, by their ids; judgements aside, of which the first has its way."""
    candidates, _ = world
    new = dict(zip(SOURCES, called, strict=True))

    def renamed(id: str) -> str:
        source, _, number = id.partition("/")
        return f"{new[source]}/{9 - int(number)}"

    as_it_is = clusters(resolve(candidates, []))
    otherwise = clusters(resolve([one._replace(id=renamed(one.id)) for one in candidates], []))
    expected = {frozenset(map(renamed, ids)) for ids in as_it_is.values()}
    assert {frozenset(ids) for ids in otherwise.values()} == expected


@given(worlds())
@settings(max_examples=200, deadline=None)
def test_a_cluster_never_holds_two_that_differ_in_an_identifier_that_must_agree(
    world: tuple[list[Candidate], list[Judgement]],
) -> None:
    candidates, judgements = world
    known = {one.id: one for one in candidates}
    answer = resolve(candidates, judgements)
    for ids in clusters(answer).values():
        for scheme in STRONG:
            held = [
                {value for value in known[id].identifiers if value.startswith(f"{scheme}:")} for id in ids
            ]
            assert _hang_together([values for values in held if values]), ids
        assert len({known[id].kind == "Person" for id in ids}) == 1
    _check_judgements(answer, judgements)
    _check_possible(answer, known)


def _hang_together(sets: list[set[str]]) -> bool:
    """Whether one can go from each set to each other over sets that share a value."""
    if not sets:
        return True
    reached, rest = set(sets[0]), sets[1:]
    while True:
        further = [values for values in rest if values & reached]
        if not further:
            return not rest
        reached = reached.union(*further)
        rest = [values for values in rest if not values & reached]


def _check_judgements(answer: Resolution, judgements: list[Judgement]) -> None:
    """What was judged different is two, and what was judged the same is one or a conflict that is told."""
    for said in judgements:
        one, other = (answer.canonical[id] for id in said.pair)
        if said.decision == "different":
            assert one != other
        elif said.decision == "same" and one != other:
            assert any(said.left in line and said.right in line for line in answer.conflicts)


def _check_possible(answer: Resolution, known: Mapping[str, Candidate]) -> None:
    """An unsure pair is of two clusters, and names alone never joined one that is listed."""
    for pair in answer.possible:
        assert pair.left != pair.right
        assert {pair.left, pair.right} <= set(answer.canonical.values())
    joined_by_name = [join for join in answer.joins if join["basis"] in ("name", "alike")]
    for join in joined_by_name:
        assert not known[join["left"]].listed and not known[join["right"]].listed
        assert known[join["left"]].kind != "Person" != known[join["right"]].kind

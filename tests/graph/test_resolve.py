import random

import pytest

from beholden.graph.clusters import Candidate, Resolution
from beholden.graph.judgements import Judgement
from beholden.graph.resolve import resolve


def candidate(
    id: str,
    name: str,
    country: str | None = "CN",
    *,
    kind: str = "Company",
    identifiers: tuple[str, ...] = (),
    listed: bool = False,
    lent: str | None = None,
    reference: bool = False,
) -> Candidate:
    return Candidate(
        id=id,
        kind=kind,
        names=(name,),
        country=country,
        country_lent=lent,
        lent_by="the list's title" if lent else None,
        identifiers=identifiers,
        party=kind in ("Company", "Organization", "PublicBody", "Person", "State"),
        listed=listed,
        reference=reference,
    )


def judgement(left: str, right: str, decision: str) -> Judgement:
    return Judgement(left, right, decision, "A. Reporter", "2026-11-24", "read both registers")


def groups(resolution: Resolution) -> set[frozenset[str]]:
    clusters: dict[str, set[str]] = {}
    for id, canonical in resolution.canonical.items():
        clusters.setdefault(canonical, set()).add(id)
    return {frozenset(members) for members in clusters.values() if len(members) > 1}


LEI_A, LEI_B = "lei:00000000000000000098", "lei:11111111111111111150"


def test_a_shared_identifier_joins_whatever_the_names_and_gives_the_id() -> None:
    answer = resolve(
        [
            candidate("a/1", "Red Lamp Co., Ltd.", identifiers=("uscc:1", LEI_A), listed=True),
            candidate("b/1", "Hong Deng", None, identifiers=("uscc:1",)),
        ],
        [],
    )
    assert answer.canonical == {"a/1": LEI_A, "b/1": LEI_A}
    assert [(join["basis"], join["reason"]) for join in answer.joins] == [("identifier", "both have uscc:1")]


def test_a_parents_identifier_on_a_subsidiarys_row_joins_no_subsidiary() -> None:
    """A member list gives a group's LEI to the rows of two of its companies; the register has the parent alone."""
    rows = [
        candidate("club/1", "Kite AG", "DE", identifiers=(LEI_A,)),
        candidate("club/2", "Kite (Thailand) Ltd", "TH", identifiers=(LEI_A,), listed=True),
        candidate("register/1", "KITE AG", "DE", identifiers=(LEI_A,)),
    ]
    answer = resolve(rows, [])
    assert groups(answer) == {frozenset(("club/1", "register/1"))}
    assert [(one.members, one.basis, one.score) for one in answer.possible] == [
        (("club/1", "club/2"), "identifier", None)
    ]
    assert answer.possible[0].reasons == (
        f"both have {LEI_A}, which their source has on records of unlike names",
    )
    assert answer.conflicts == [
        f"club/1, club/2, register/1: {LEI_A} stands on records that their own source tells apart by name; "
        "only like names are joined by it"
    ]
    joined = resolve(rows, [judgement("club/1", "club/2", "same")])
    assert groups(joined) == {frozenset(("club/1", "club/2", "register/1"))}


def test_a_name_like_both_of_two_that_share_an_identifier_joins_neither() -> None:
    rows = [
        candidate("club/1", "Kite AG", "DE", identifiers=(LEI_A,)),
        candidate("club/2", "Kite (Thailand) Ltd", "TH", identifiers=(LEI_A,)),
        candidate("register/1", "KITE AG", None, identifiers=(LEI_A,))._replace(
            names=("Kite AG", "Kite Thailand Ltd")
        ),
    ]
    assert groups(resolve(rows, [])) == set()


def test_one_party_twice_in_a_source_by_spelling_script_or_number_is_one() -> None:
    rows = [
        candidate("list/1", "Kite Works Co., Ltd.", identifiers=("uscc:1",)),
        candidate("list/2", "KITE WORKS COMPANY LIMITED", identifiers=("uscc:1",)),
        candidate("list/3", "风筝厂有限公司", identifiers=("uscc:1",)),
        candidate("list/4", "uscc 1", identifiers=("uscc:1",)),
        candidate("paper/1", "Hong Deng", identifiers=("uscc:1",)),
    ]
    assert len(set(resolve(rows, []).canonical.values())) == 1


def test_a_conflicting_identifier_keeps_the_same_name_apart() -> None:
    answer = resolve(
        [
            candidate("a/1", "Red Lamp Ltd", identifiers=(LEI_A,)),
            candidate("b/1", "Red Lamp Ltd", identifiers=(LEI_B,)),
        ],
        [],
    )
    assert groups(answer) == set()
    assert answer.possible == []
    assert answer.conflicts == [
        'a/1 and b/1: same name "red lamp ltd" and country CN, but different lei; kept apart'
    ]


def test_a_chain_of_likely_pairs_never_joins_parties_that_differ_in_an_identifier() -> None:
    answer = resolve(
        [
            candidate("a/1", "Red Lamp Ltd", identifiers=(LEI_A,)),
            candidate("b/1", "Red Lamp Ltd"),
            candidate("c/1", "Red Lamp Ltd", identifiers=(LEI_B,)),
        ],
        [],
    )
    assert groups(answer) == set(), "nobody could say which of the two b/1 is"
    assert [(pair.left, pair.right) for pair in answer.possible] == [("b/1", LEI_A), ("b/1", LEI_B)]
    assert answer.conflicts == [
        "a/1, b/1, c/1: names hold them together, but a/1 and c/1 must stay apart (different lei); kept apart"
    ]


def test_the_same_name_and_country_joins_what_is_on_no_list() -> None:
    answer = resolve(
        [candidate("a/1", "Red Lamp Co., Ltd."), candidate("b/1", "RED LAMP COMPANY LIMITED")], []
    )
    assert groups(answer) == {frozenset({"a/1", "b/1"})}
    assert answer.joins[0]["basis"] == "name"


def test_a_name_alone_never_joins_a_listed_party() -> None:
    answer = resolve(
        [candidate("a/1", "Red Lamp Co., Ltd."), candidate("l/1", "Red Lamp Co., Ltd.", listed=True)],
        [],
    )
    assert groups(answer) == set()
    (pair,) = answer.possible
    assert (pair.left, pair.right, pair.basis) == ("a/1", "l/1", "name")
    assert pair.reasons == ("same country CN", 'same name "red lamp co ltd"')


def test_a_listed_party_stays_apart_from_two_that_join_each_other() -> None:
    answer = resolve(
        [candidate(id, "Red Lamp Ltd", listed=id == "l/1") for id in ("a/1", "b/1", "l/1")],
        [],
    )
    assert groups(answer) == {frozenset({"a/1", "b/1"})}
    assert [(pair.left, pair.right) for pair in answer.possible] == [("a/1", "l/1")]


def test_a_name_like_that_of_a_listed_party_is_possible_only() -> None:
    listed, formed = (
        candidate("l/1", "Red Lamp Group", listed=True),
        candidate("a/1", "Red Lamp Group Co., Ltd"),
    )
    answer = resolve([formed, listed], [])
    (pair,) = answer.possible
    assert (answer.joins, pair.basis, pair.score) == ([], "alike", 0.98)
    assert pair.reasons == (
        'names alike "red lamp group" and "red lamp group co ltd": 0.98 = share 100% of the weight of their words '
        "(+0.55), are 100% alike letter by letter (+0.25), share words that few parties bear (+0.20), one lacks the "
        "legal form (-0.02)",
        "same country CN",
    )
    symphony = [candidate("a/1", "Symphony LLC"), candidate("l/1", "Symphony", listed=True)]
    assert resolve(symphony, []).possible == []


def test_another_spelling_joins_what_is_on_no_list() -> None:
    answer = resolve([candidate("a/1", "Kitewire AB", "SE"), candidate("b/1", "Kitewire Group", "SE")], [])
    assert groups(answer) == {frozenset({"a/1", "b/1"})}
    assert [join["basis"] for join in answer.joins] == ["alike"]
    assert answer.joins[0]["reason"].startswith('names alike "kitewire ab" and "kitewire group": 0.91 = ')


def test_where_several_names_fit_none_is_joined() -> None:
    names = {"a/1": "Kitewire", "b/1": "Kitewire AB", "c/1": "Kitewire Oy"}
    answer = resolve([candidate(id, name, "SE") for id, name in names.items()], [])
    assert groups(answer) == set()
    assert answer.conflicts == ["a/1, b/1, c/1: several names fit that do not fit each other; kept apart"]
    assert [(pair.left, pair.right) for pair in answer.possible] == [
        ("a/1", "b/1"),
        ("a/1", "c/1"),
        ("b/1", "c/1"),
    ]


def test_where_another_party_may_fit_none_is_joined() -> None:
    names = {"a/1": "Kitewire Foods", "b/1": "Kitewire Foods AB", "c/1": "Kitewire Foods Holding Oy"}
    answer = resolve([candidate(id, name, "SE") for id, name in names.items()], [])
    assert groups(answer) == set()
    assert answer.conflicts == ["a/1, b/1, c/1: several names fit that do not fit each other; kept apart"]
    two = resolve([candidate(id, name, "SE") for id, name in names.items() if id != "c/1"], [])
    assert groups(two) == {frozenset({"a/1", "b/1"})}


def test_two_records_of_one_source_are_not_joined_by_alike_names() -> None:
    answer = resolve([candidate("a/1", "Kitewire AB", "SE"), candidate("a/2", "Kitewire", "SE")], [])
    assert groups(answer) == set()
    assert [pair.basis for pair in answer.possible] == ["alike"]


def test_alike_names_with_different_identifiers_are_no_pair() -> None:
    answer = resolve(
        [
            candidate("a/1", "Kitewire AB", "SE", identifiers=(LEI_A,)),
            candidate("b/1", "Kitewire", "SE", identifiers=(LEI_B,)),
        ],
        [],
    )
    assert (groups(answer), answer.possible) == (set(), [])


def test_alike_names_of_two_countries_are_no_pair() -> None:
    assert (
        resolve([candidate("a/1", "Kitewire AB", "SE"), candidate("b/1", "Kitewire", "NO")], []).possible
        == []
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (candidate("a/1", "Symphony"), candidate("b/1", "Symphony LLC")),
        (candidate("a/1", "Arsenal", "FR"), candidate("b/1", "Arsenal", "RU")),
        (candidate("a/1", "Costar Group Co., Ltd.", "CN"), candidate("b/1", "CoStar Group, Inc.", "US")),
        (candidate("a/1", "Co., Ltd."), candidate("b/1", "Co., Ltd.")),
        (candidate("a/1", "Red Lamp", None), candidate("b/1", "Red Lamp")),
        (candidate("a/1", "Li Wei", kind="Person"), candidate("b/1", "Li Wei", kind="Person")),
        (candidate("a/1", "Li Wei", kind="Person"), candidate("b/1", "Li Wei")),
        (candidate("a/1", "BGI"), candidate("b/1", "BGI")),
    ],
    ids=[
        "legal form",
        "country",
        "country and form",
        "only a form",
        "no country",
        "persons",
        "person",
        "acronym",
    ],
)
def test_false_friends_stay_apart(left: Candidate, right: Candidate) -> None:
    answer = resolve([left, right], [])
    assert groups(answer) == set()
    assert answer.possible == []


def test_a_lent_country_is_evidence_and_is_named() -> None:
    answer = resolve(
        [candidate("a/1", "Red Lamp Inc."), candidate("l/1", "Red Lamp, Inc.", None, lent="CN", listed=True)],
        [],
    )
    assert "country lent by the list's title" in answer.possible[0].reasons


def test_a_judgement_of_same_joins_and_names_its_author() -> None:
    entities = [candidate("a/1", "Red Lamp Ltd"), candidate("l/1", "Rotlicht GmbH", "DE", listed=True)]
    answer = resolve(entities, [judgement("a/1", "l/1", "same")])
    assert groups(answer) == {frozenset({"a/1", "l/1"})}
    assert (answer.joins[0]["author"], answer.joins[0]["basis"]) == ("A. Reporter", "judgement")


def test_a_judgement_of_different_goes_before_a_shared_identifier() -> None:
    entities = [candidate("a/1", "X", identifiers=("inn:7",)), candidate("b/1", "Y", identifiers=("inn:7",))]
    answer = resolve(entities, [judgement("a/1", "b/1", "different")])
    assert groups(answer) == set()
    assert answer.conflicts == ["a/1 and b/1: both have inn:7, but judged different; kept apart"]
    assert len(set(answer.canonical.values())) == 2


def test_a_judgement_of_unsure_is_possible_only() -> None:
    entities = [candidate("a/1", "Red Lamp"), candidate("b/1", "Rote Lampe", "DE")]
    answer = resolve(entities, [judgement("a/1", "b/1", "unsure")])
    assert groups(answer) == set()
    assert [pair.basis for pair in answer.possible] == ["judged_unsure"]


def test_a_judgement_about_an_id_nobody_states_waits_and_is_reported() -> None:
    waiting = judgement("a/1", "z/9", "same")
    answer = resolve([candidate("a/1", "Red Lamp")], [waiting])
    assert answer.canonical == {"a/1": "a/1"}
    assert answer.unused == [waiting]


NAMES = (
    "Kitewire",
    "Kitewire Foods",
    "Kite Wire",
    "Red Lamp Group",
    "Red Lamp",
    "Red Lamp Trade",
    "Rede Lampe",
)
FORMS = (" Ltd", "", " Co., Ltd.", " Group")


def test_the_order_of_the_entities_changes_nothing() -> None:
    entities = [
        candidate(f"s{number % 3}/{number}", f"{NAMES[number % 7]}{FORMS[number % 4]}", "CN" if number % 2 else "DE",
                  identifiers=(f"inn:{number % 5}",) if number % 4 == 0 else (), listed=number % 6 == 0)
        for number in range(40)
    ]  # fmt: skip
    first = resolve(entities, [])
    assert {join["basis"] for join in first.joins} == {"identifier", "name", "alike"}
    assert {pair.basis for pair in first.possible} == {"name", "alike"}
    for seed in range(5):
        random.Random(seed).shuffle(entities)
        other = resolve(entities, [])
        assert (sorted(other.canonical.items()), other.joins, other.possible, other.conflicts) == (
            sorted(first.canonical.items()), first.joins, first.possible, first.conflicts
        )  # fmt: skip

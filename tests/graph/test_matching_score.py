import doctest
import random
from types import ModuleType

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.graph.matching import forms, pairs, score
from beholden.graph.matching.blocking import candidates
from beholden.graph.matching.compare import PARTS, compare
from beholden.graph.matching.parties import alike
from beholden.graph.matching.score import reasons, scale, scored
from beholden.graph.matching.words import Vocabulary, name_table


def compared(pairs: list[tuple[str, str]]) -> pl.DataFrame:
    vocabulary = Vocabulary()
    left, right = (name_table([pair[side] for pair in pairs], vocabulary) for side in (0, 1))
    numbers = pl.int_range(len(pairs), dtype=pl.UInt32, eager=True)
    rows = pl.DataFrame({"left": numbers, "right": numbers})
    return scored(compare(rows, left, right, vocabulary.frame()))


def zone(left: str, right: str) -> str:
    value = compared([(left, right)])["score"].item()
    return "same" if value >= scale().same else "unsure" if value >= scale().unsure else "different"


@pytest.mark.parametrize("module", [score, forms, pairs])
def test_the_examples_in_the_documentation(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("Zhejiang Kite Technology Co., Ltd.", "ZHEJIANG KITE TECHNOLOGY COMPANY LIMITED", "same"),
        ("Kitewire", "Kitewire AB", "same"),
        ("Kitewire Group", "AB Kitewire", "same"),
        ("Kitewire Foods Holding AG", "Kitewire Foods AG", "unsure"),
        ("Kite-Wire Foods", "Kitewire Foods", "same"),
        ("Solar A/S", "Solar AS", "same"),
        ("International Paper Company", "International Paper Co", "same"),
        ("Змей Групп ООО", "OOO Змей Групп", "same"),
        ("天空纸业有限公司", "天空纸业有限责任公司", "same"),
        ("BT plc", "BT PLC", "same"),
        ("Symphony", "Symphony LLC", "different"),
        ("Kitewire Lamp AG", "Kitewire Lamp GmbH", "unsure"),
        ("Kitewire Lamp Ltd", "Kitewire Lamp Co., Ltd.", "same"),
        ("Kitewire AG", "Kitewire SE", "unsure"),
        ("OOO Kitewire Lamp", "Kitewire Lamp LLC", "same"),
        ("Kitewire Lamp JSC", "ZAO Kitewire Lamp", "same"),
        ("Kitewire Lamp Ltd", "Kitewire Lamp LLC", "unsure"),  # both English: neither translates the other
        ("Kitewire Lamp FZE", "Kitewire Lamp LLC", "unsure"),
        ("Solid LLC", "OOO Solid", "same"),
        ("Orion LLC", "OOO Orion", "different"),
        ("Jamia Kitewire", "Kitewire Al-Jamia", "same"),
        ("Kitewire Gems Ltd", "Kitewire Gems (HK) Ltd", "different"),
        ("Kitewire Technology", "Zhejiang Kitewire Technology Co., Ltd.", "unsure"),
        ("Mahrousa Kitewire Trading", "Mahrusa Kitewire Trading", "same"),
        ("Diamond Transportation Limited", "Dimond Transportation Limited", "unsure"),
        ("Kitewire AB", "Kitwire AB", "different"),
        ("Huawei Technologies (Thailand)", "Huawei Technologies (Yangon)", "different"),
        ("Shanghai Dahua Pharmaceutical Co., Ltd", "Zhejiang Dahua Technology Co., Ltd.", "different"),
        ("Changzhou Huawei Mold Co., Ltd", "Huawei Technologies Co., Ltd.", "different"),
        ("Dahua Electronics Corporation", "Dahua Technology", "different"),
        ("Eighth Ocean GmbH & Co. KG", "Twelfth Ocean GmbH & Co. KG", "different"),
        ("Kitewire Holding 7 Ltd", "Kitewire Holding 8 Ltd", "different"),
        ("Kite Energy AG", "Kite AG", "different"),
        ("华天公司", "花天公司", "different"),  # one sound, other signs
        ("Kite", "", "different"),
        ("", "", "different"),
    ],
)
def test_zones(left: str, right: str, found: str) -> None:
    assert zone(left, right) == found
    assert zone(right, left) == found


def test_a_score_is_the_sum_of_its_parts_and_each_is_said() -> None:
    row = compared([("Kitewire Group AG", "Kitewire Mold Ltd")]).row(0, named=True)
    said = reasons({name: row[name] for name in PARTS})
    assert said == [
        "share 67% of the weight of their words (+0.37)",
        "are 80% alike letter by letter (+0.20)",
        "share words that few parties bear (+0.20)",
        "one has words that the other lacks (-0.03)",
        "one says that it is a group or holding (-0.03)",
        "and both have a legal form, so that each may be registered (-0.08)",
        "have different legal forms (-0.12)",
        "share one word only, and the names are not the same (-0.04)",
    ]
    total = sum(float(text.rpartition("(")[2].rstrip(")")) for text in said)
    assert row["score"] == pytest.approx(total, abs=0.02)


NAMES = [
    *(
        "Kitewire AG",
        "Kitewire",
        "Kitwire AG",
        "Kite Wire AG",
        "Red Lamp Trading Co., Ltd.",
        "Red Lamp Trading",
    ),
    *(
        "National Lamp Tanker Company",
        "NLTC",
        "Lamp Red Trading",
        "Zhejiang Red Lamp",
        "Blue Lamp Holding",
        "风筝纸业",
    ),
]


FROZEN: list[tuple[tuple[str, str], dict[str, float], float]] = [
    (
        ("Zhejiang Kitewire Technology Co., Ltd.", "Kitewire Technologies (Zhejiang) GmbH"),
        {"shared": 1.0, "letters": 0.6923, "info": 1.0, "form_translated": 1.0},
        0.9031,
    ),
    (
        ("Kite-Wire Foods Group AG", "Kitewire Foods AG"),
        {"shared": 1.0, "letters": 1.0, "info": 1.0, "group": 1.0, "group_formed": 1.0},
        0.89,
    ),
    (
        ("National Lamp Tanker Company", "NLTC"),
        {
            "letters": 0.2727,
            "exchanged": 1.0,
            "form_lacks": 1.0,
            "single": 1.0,
            "ordinary": 1.0,
            "initials": 1.0,
        },
        0.2082,
    ),
    (
        ("Mahrousa Kitewire Trading 7", "Mahrusa Kitwire Trade 9"),
        {
            "shared": 0.7538,
            "letters": 0.8182,
            "info": 1.0,
            "respelled": 1.0,
            "spelled": 0.0659,
            "exchanged": 1.0,
            "number": 1.0,
        },
        0.3302,
    ),
    (
        ("Змей Свет Групп ООО", "OOO Zmei Svet"),
        {"shared": 0.8, "letters": 0.6667, "info": 1.0, "respelled": 0.5, "spelled": 0.0583, "added": 1.0},
        0.6442,
    ),
    (("Lamp Lamp Kitewire", "Kitewire Lamp"), {"shared": 1.0, "letters": 0.5714, "info": 1.0}, 0.8929),
    (
        ("风筝纸业有限公司", "Fengzheng Paper"),
        {
            "shared": 0.8163,
            "letters": 0.7143,
            "info": 1.0,
            "respelled": 1.0,
            "spelled": 0.0714,
            "added": 1.0,
            "form_lacks": 1.0,
            "single": 1.0,
        },
        0.5404,
    ),
    (
        ("Kitewire Lampe Export Import", "Kitwire Lampen Import and Export SA"),
        {
            "shared": 1.0,
            "letters": 0.8,
            "info": 1.0,
            "respelled": 0.6447,
            "spelled": 0.0365,
            "form_lacks": 1.0,
        },
        0.8172,
    ),
    (
        ("Red Lamp Holding", "Red Lamp International Ltd"),
        {"shared": 0.8996, "letters": 0.5185, "info": 1.0, "added": 1.0, "group": 1.0, "form_lacks": 1.0},
        0.7444,
    ),
    (("天空风筝", "天空风争"), {"shared": 1.0, "letters": 1.0, "info": 1.0, "original_other": 1.0}, 0.75),
]


def test_the_parts_of_a_score_stay_what_they_are() -> None:
    found = compared([pair for pair, _, _ in FROZEN])
    for (pair, parts, score_), row in zip(FROZEN, found.iter_rows(named=True), strict=True):
        assert {part: round(row[part], 4) for part in PARTS if row[part]} == parts, pair
        assert row["score"] == score_, pair


def test_the_order_of_names_and_pairs_changes_nothing() -> None:
    def found(names: list[str]) -> set[tuple[str, str, float]]:
        vocabulary = Vocabulary()
        table = name_table(names, vocabulary)
        words = vocabulary.frame()
        pairs = candidates(table, table, words).sample(fraction=1, shuffle=True, seed=len(names[0]))
        rows = scored(compare(pairs, table, table, words)).select("left", "right", "score").rows()
        return {(names[left], names[right], value) for left, right, value in rows}

    expected = found(NAMES)
    assert ("National Lamp Tanker Company", "NLTC") in {pair[:2] for pair in expected}
    assert ("Kitewire AG", "Kite Wire AG") in {pair[:2] for pair in expected}
    chance = random.Random(7)
    for _ in range(5):
        shuffled = NAMES.copy()
        chance.shuffle(shuffled)
        assert found(shuffled) == expected


def test_comparing_the_other_way_round_gives_the_same_score() -> None:
    pairs = [(one, other) for one in NAMES for other in NAMES]
    there, back = compared(pairs)["score"], compared([(other, one) for one, other in pairs])["score"]
    assert there.to_list() == back.to_list()


def test_another_name_beside_it_does_not_change_a_score() -> None:
    alone = compared([("Kitewire AG", "Kitwire AG")])["score"].item()
    among = compared([("Kitwire SE", "Kitewire"), ("Kitewire AG", "Kitwire AG"), ("Kitwire", "Red Lamp")])[
        "score"
    ]
    assert among[1] == alone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("protectors of the kitewire call", "kitewire call protectors"),  # in another order
        ("bank kite", "kite bank"),
        ("secours kitewiriens lampe", "secour kitewirien lampe"),  # the third word is the one they share
        ("kite wire lamps", "kitewirelamps"),
    ],
)
def test_a_build_finds_pairs_that_are_alike(one: str, other: str) -> None:
    """Found true pairs of OFAC's lists that the keys of a build lost."""
    names = pl.DataFrame({"base": sorted((one, other)), "form": "", "country": "XX"})
    assert [(pair.left, pair.right) for pair in alike(names)] == [(0, 1)]
    assert alike(names.with_columns(country=pl.Series(["XX", "YY"]))) == []


def test_no_pair_gives_no_row() -> None:
    assert compared([]).height == 0


SPELLINGS = st.lists(
    st.sampled_from(["Kite", "Kyte", "Lamp", "7", "Group", "Ltd", "AG", "S.A.", "Змей", "&", "of"]),
    max_size=5,
).map(" ".join)


PAIRS = st.lists(st.tuples(SPELLINGS, SPELLINGS), max_size=8)


@settings(max_examples=12)
@given(PAIRS)
def test_pairs_in_columns_have_the_score_that_each_has_alone(names: list[tuple[str, str]]) -> None:
    hold(names)


@pytest.mark.thorough
@given(PAIRS)
def test_more_pairs_in_columns_have_the_score_that_each_has_alone(names: list[tuple[str, str]]) -> None:
    hold(names)


def hold(names: list[tuple[str, str]]) -> None:
    """The scores of all pairs in columns must be those of each alone."""
    left, right = (pl.Series([pair[side] for pair in names], dtype=pl.String) for side in (0, 1))
    alone = [compared([pair])["score"].item() for pair in names]
    assert pairs.pair_scores(left, right).to_list() == alone

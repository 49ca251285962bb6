"""The joins that answers of the bundled case rest on, with all real lists: exactly these, and no false friend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from beholden.cases.case import find_case
from beholden.cases.run import Prepared, ask_questions
from beholden.graph.judgements import Judgement, read_judgements
from beholden.graph.release import build
from beholden.graph.workspace import Workspace
from benchmarks.joins import CASE, PRINTED, apart, false_friends, missed, page, prepared, read_as
from benchmarks.joints import UNCONFIRMED, Joint, Joints

pytestmark = pytest.mark.thorough

PAGE = Path(__file__).resolve().parents[2] / "docs" / "joins.md"
HIKVISION = "curated/hangzhou-hikvision-digital-technology"
DAHUA = "curated/zhejiang-dahua-technology"
JOINED = {
    ("curated/china-electronics-technology-group-corporation", "us_dod_1260h/5e415a4c77456656"): "judgement",
    (HIKVISION, "mapped/bis_entity_list/fb72e55dd01c0dea"): "judgement",
    (HIKVISION, "us_csl/30946"): "identifier",
    (HIKVISION, "us_dod_1260h/a10a36e382fe6800"): "judgement",
    (HIKVISION, "us_fcc_covered_list/c304a28bb16c11b5"): "judgement",
    (HIKVISION, "us_ndaa_889/c304a28bb16c11b5"): "judgement",
    (HIKVISION, "us_ofac_consolidated/30946"): "identifier",
    (DAHUA, "mapped/bis_entity_list/c436a29be7386356"): "judgement",
    (DAHUA, "us_dod_1260h/3550f308b54fd574"): "judgement",
    (DAHUA, "us_dod_1260h/a7740ec86b23536e"): "judgement",
    (DAHUA, "us_fcc_covered_list/52cf8fdb04ff6e20"): "judgement",
    (DAHUA, "us_ndaa_889/52cf8fdb04ff6e20"): "judgement",
    # The two sources that make one member of Alibaba, and two editions of one entry of OFAC's.
    ("sbti_companies/8d459212fa443ec7", "ungc_participants/7c9ef93c8924ac8a"): "alike",
    ("us_csl/17015", "us_ofac_consolidated/17015"): "identifier",
    ("us_csl/17018", "us_ofac_consolidated/17018"): "identifier",
}
BIS, DOD, CMIC, SSI, MBS, LAW = (
    "BIS Entity List", "1260H list", "NS-CMIC List", "SSI List", "NS-MBS List", "Section 889",
)  # fmt: skip
MATCHED = {
    "Alibaba Group Holding Limited": {DOD},
    "Bank for Development and Foreign Economic Affairs (Vnesheconombank)": {SSI},
    "China Mobile Communications Co., Ltd.": {DOD, CMIC},
    "China National Offshore Oil Corp. (CNOOC)": {DOD, CMIC},
    "China Railway Construction Corporation Limited": {DOD, CMIC},
    'China United Network Communications Group Company Limited ("China Unicom")': {DOD, CMIC},
    "Contemporary Amperex Technology Co., Limited | 宁德时代新能源科技股份有限公司": {DOD},
    "FiberHome Telecommunication Technologies Co., Ltd.": {BIS},
    "Huawei Technologies (Thailand) Co., Ltd": {BIS},
    "Huawei Technologies Co. Ltd.": {BIS, DOD, CMIC, LAW},
    "JA Solar Technology Co., Ltd.": {DOD},
    "JSC Russian Railways": {MBS},
    "K K Myanmar Business Group": {BIS},
    "KTK Group Co., Ltd": {BIS},
    "Lukoil": {BIS, SSI},
    "NIO Inc.": {DOD},
    'PJSC "RusHydro"': {MBS},
    "PJSC Gazprom Neft": {BIS, MBS, SSI},
    "Palestine Islamic Bank": {"SDN List"},
    "Rosneft Oil Company": {BIS, SSI},
    "Sber Bank": {SSI},
    "Sberbank of Russia, Sberbank": {MBS, SSI},
    "ZTE Corporation": {LAW},
}
"""Members that stand on a list by a match that nobody has confirmed."""
WRONG = {
    ("Myanmar Economic Holdings Limited", "K K Myanmar Business Group"),
    ("Huawei Technologies Service Co., Ltd.", "Huawei Technologies Co. Ltd."),
    ("Islamic National Bank of Gaza", "Palestine Islamic Bank"),
    ("China Unicom (Hong Kong) Limited", "China United Network Communications Group Company Limited"),
    ("China United Network Communications Co., Ltd.", "China United Network Communications Group Company Limited"),
}  # fmt: skip
"""Listed party and member of a match that is read as two companies; the case shows each as not confirmed."""


@pytest.fixture(scope="module")
def folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert shared.is_dir()
    return tmp_path_factory.mktemp("joins")


@pytest.fixture(scope="module")
def ready(folder: Path) -> Prepared:
    return prepared(folder)


@pytest.fixture(scope="module")
def joints(ready: Prepared) -> Joints:
    return Joints(ready.release)


@pytest.fixture(scope="module")
def found(ready: Prepared, joints: Joints) -> list[Joint]:
    return joints.of(ready.answers)[0]


def test_answers_rest_on_exactly_these_joins(found: list[Joint]) -> None:
    assert {one.records: one.basis for one in found if one.basis != UNCONFIRMED} == JOINED
    assert all(one.reasons for one in found)


def test_without_the_joins_exactly_the_rows_that_rest_on_them_are_gone(
    folder: Path, ready: Prepared, joints: Joints, found: list[Joint]
) -> None:
    """Judged away all at once: Alibaba's entry matches the participant's record itself then, as the page says."""
    case = find_case(CASE)
    said = {judgement.pair: judgement for judgement in read_judgements(case.judgements)}
    for one in found:
        pair = tuple(sorted(one.records))
        said[pair] = Judgement(*pair, "different", "the test", "2026-11-30", "To see what is lost.")
    without = build(Workspace(folder), as_of=case.as_of, judgements=list(said.values()), software="test")
    before = [one for answer in ready.answers for one in joints.walk(answer)]
    other = Joints(without)
    after = [one for answer in ask_questions(case, without) for one in other.walk(answer)]
    stay = {(one.question, one.arrows) for one in before if not one.joints}
    resting = {(one.question, one.arrows): one.says for one in before if one.joints}
    left = {(one.question, one.arrows) for one in after}
    assert stay <= left
    assert left - stay <= resting.keys()
    assert [resting[row] for row in left - stay] == ["Alibaba Group Holding Limited: 1260H list"]


def test_exactly_these_members_stand_on_lists_by_a_match(ready: Prepared) -> None:
    (listed,) = [one.rows.dicts() for one in ready.answers if one.query.id == "listings.listed-members"]
    lists: dict[str, set[str]] = {}
    for row in listed:
        if row["name_match"] == UNCONFIRMED:
            lists.setdefault(row["member"], set()).add(row["list"])
    assert lists == MATCHED
    assert {row["member"] for row in listed} - MATCHED.keys() == {
        "Hangzhou Hikvision Digital Technology Co., Ltd.", "Zhejiang Dahua Technology Co., Ltd.",
    }  # fmt: skip


def test_each_match_was_read_and_the_wrong_ones_are_known(found: list[Joint], joints: Joints) -> None:
    matches = [one.records for one in found if one.basis == UNCONFIRMED]
    read = {records: read_as(joints, records) for records in matches}
    assert set(read.values()) == {"same", "different", "unsure"}
    wrong = {records for records, label in read.items() if label == "different"}
    named = {tuple(_plain(joints.stated[record][0]) for record in records) for records in wrong}
    assert named == {(_plain(listed), _plain(member)) for listed, member in WRONG}
    unsure = {joints.stated[member][0] for (_, member), label in read.items() if label == "unsure"}
    assert unsure == {"China Mobile Communications Co., Ltd."}


def _plain(name: str) -> str:
    return name.partition(' ("')[0].casefold()


def test_of_the_pairs_read_as_one_company_three_are_missed(joints: Joints) -> None:
    assert {joints.stated[listed][0] for listed, _ in missed(joints)} == {
        "OAO NOVATEK",
        "Skolkovo Foundation",
    }
    assert len(list(missed(joints))) == 3


def test_false_friends_are_nobodys(joints: Joints) -> None:
    """Among them Shanghai Dahua Pharmaceutical, Changzhou Huawei Mold, Dahua Electronics, CoStar, Arsenal, Symphony."""
    assert list(apart(joints)) == false_friends()
    assert len(false_friends()) == 19
    for alone in (
        "ungc_participants/4a39e0c302ea3bfa", "ungc_participants/a8e235acd606ab44", "us_csl/6984bb4740516098",
        "sbti_companies/acd74b273d6053c7", "ungc_participants/b4c546b9ef1a2979", "ungc_participants/412d6a48e5f29b37",
    ):  # fmt: skip
        party = joints.party[alone]
        assert [record for record, other in joints.party.items() if other == party] == [alone]
        assert [other for other in set(joints.party.values()) if joints.match(party, other)] == []


def test_the_page_says_what_the_lists_give(ready: Prepared) -> None:
    text = PAGE.read_text(encoding="utf-8")
    (day,) = re.findall(rf"{re.escape(PRINTED)} on (\d{{4}}-\d\d-\d\d)", text)
    assert page(ready, day) == text

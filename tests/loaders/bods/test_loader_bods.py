"""Published examples of BODS load without loss, and what supersedes, is closed or made of components stays so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from beholden.graph.ownership.statements import statements
from beholden.graph.release import build
from beholden.graph.workspace import Workspace
from beholden.loaders.bods.loader import describe, snapshot
from beholden.loaders.run import load

HERE = Path(__file__).parent
Outcome = Callable[[str, Sequence[Path]], Any]
PACKED = sorted(
    (one for one in files("bods_fixtures").joinpath("data").iterdir() if one.is_dir()),
    key=lambda one: one.name,
)


@pytest.mark.parametrize("folder", PACKED, ids=lambda folder: folder.name)
def test_published_fixtures_load_without_loss(folder: Any, outcome: Outcome) -> None:
    for path in (Path(str(one)) for one in folder.iterdir() if one.name.endswith(".json")):
        stated = json.loads(path.read_text(encoding="utf-8"))
        found = outcome("bods", [path])
        assert (len(found.places), found.skipped, found.rejects) == (len(stated), [], [])
        details = [one["recordDetails"] for one in stated]
        interests = sum(len(one.get("interests", [])) or 1 for one in details if "subject" in one)
        assert len(found.relations()) == interests
        unnamed = sum(isinstance(one.get("interestedParty"), dict) for one in details)
        assert len(found.entities()) == len(stated) - sum("subject" in one for one in details) + unnamed


def test_every_statement_of_the_worked_examples_is_a_claim_or_superseded(
    shared: Path, outcome: Outcome
) -> None:
    examples = sorted((shared / "data" / "bods").glob("example_*.json"))
    assert len(examples) == 16
    rows: Counter[str] = Counter()
    for path in examples:
        found = outcome("bods", [path])
        assert found.rejects == []
        assert found.rows == len(json.loads(path.read_text(encoding="utf-8")))
        rows.update(rows=found.rows, converted=len(found.places), skipped=len(found.skipped))
    assert rows == {"rows": 90, "converted": 74, "skipped": 16}


def test_the_last_word_on_a_record_counts(shared: Path, outcome: Outcome) -> None:
    """Two directors held a half each; one died, his heir sold, and the other holds all."""
    found = outcome("bods", [shared / "data" / "bods" / "example_fermcat.json"])
    stakes = [one for one in found.relations() if one.kind == "OWNS"]
    assert sorted((one.properties["share"], one.start, one.end or "") for one in stakes) == [
        (0.5, "2019-09-11", "2021-04-03"),
        (0.5, "2021-04-03", "2022-01-21"),
        (1.0, "2019-09-11", ""),
    ]
    assert len({one.where for one in found.skipped}) == 16


STAKES = {"shareholding", "votingRights"}
RIGHTS = {
    *("rightsToSurplusAssetsOnDissolution", "rightsToProfitOrIncome", "enjoymentAndUseOfAssets"),
    *(
        "rightToProfitOrIncomeFromAssets",
        "beneficiaryOfLegalArrangement",
        "unknownInterest",
        "unpublishedInterest",
    ),
}
POSTS = {"boardMember", "boardChair", "seniorManagingOfficial"}
ROLES = {"settlor", "trustee", "protector", "nominee", "nominator"}
CONTROL = {
    *("appointmentOfBoard", "otherInfluenceOrControl", "rightsGrantedByContract", "controlByLegalFramework"),
    *("conditionalRightsGrantedByContract", "controlViaCompanyRulesOrArticles"),
}


def _kinds(interest: str, owner: str) -> set[str]:
    if interest in CONTROL:
        return {"CONTROLS"}
    if interest in POSTS | ROLES:
        return {"LEADS" if (interest, owner) == ("seniorManagingOfficial", "person") else "HOLDS_POST"}
    of_shares = interest in {*STAKES, "unknownInterest", "unpublishedInterest"}
    return {"OWNS", "EFFECTIVE_STAKE"} if of_shares else {"OWNS"}


HELD = [
    (interest, owner)
    for interest in sorted(STAKES | RIGHTS | POSTS | ROLES | CONTROL)
    for owner in ("person", "entity")
]
"""Each interest with each kind of its holder; the place of a pair is the number of the company that is held so."""

LETTERS = "BDFGKLMNPRSTVZ"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, list[Any]]]:
    """One release of all that is held: of each company the kinds of its relations, and the interests they state."""
    common = {"statementDate": "2026-01-01", "recordStatus": "new", "publicationDetails": {
        "publicationDate": "2026-01-02", "bodsVersion": "0.4", "publisher": {"name": "Invented Register"}}}  # fmt: skip
    stated = []
    for number, (interest, owner) in enumerate(HELD):
        # No two names are alike, so that no two companies are taken for one.
        first, second = LETTERS[number % 14], LETTERS[number // 14]
        word = f"{first}a{second}o{first}i{second}u{first}e{second}"
        party = {"personType": "knownPerson", "names": [{"fullName": f"Ada {word.upper()}"}]}
        body = {"entityType": {"type": "registeredEntity"}, "name": f"{word} Ltd"}
        holds = {
            "subject": f"kite-{number}",
            "interestedParty": f"ada-{number}",
            "interests": [{"type": interest, "startDate": "2020"}],
        }
        records = [
            (
                f"ada-{number}",
                owner,
                party if owner == "person" else {**body, "name": f"{word} Nominations Ltd"},
            ),
            (f"kite-{number}", "entity", body),
            (f"holds-{number}", "relationship", {"isComponent": False, **holds}),
        ]
        stated += [
            {"statementId": f"s-{id}", "declarationSubject": f"kite-{number}", "recordId": id,
             "recordType": type_, "recordDetails": details, **common}
            for id, type_, details in records
        ]  # fmt: skip
    folder = tmp_path_factory.mktemp("held")
    (folder / "package.json").write_text(json.dumps(stated), encoding="utf-8")
    load("bods", [folder / "package.json"], Workspace(folder))
    release = build(Workspace(folder), software="test")
    found: list[dict[str, list[Any]]] = [{} for _ in HELD]
    for kind in set(release.kinds("relations")) - {"REACHES", "MAINTAINS", "PART_OF"}:
        for row in release.frame("relations", kind).iter_rows(named=True):
            holder, company = (row[end].rsplit("/", 1)[-1].split("-") for end in ("from_id", "to_id"))
            assert (holder[0], company[0], holder[1]) == ("ada", "kite", company[1]), row
            found[int(company[1])].setdefault(kind, []).append(row.get("interest"))
    return found


def test_all_interests_of_the_schema_are_held(shared: Path) -> None:
    known = {
        row.split(",")[0]
        for row in (shared / "data/bods/schema_interestType.csv").read_text().splitlines()[1:]
    }
    assert known == STAKES | RIGHTS | POSTS | ROLES | CONTROL


@pytest.mark.parametrize(("interest", "owner"), HELD)
def test_an_interest_that_is_no_ownership_is_no_stake(
    interest: str, owner: str, held: list[dict[str, list[Any]]]
) -> None:
    """A member of a board that is a company, or an arrangement of nominees, owned what it sits on."""
    found = held[HELD.index((interest, owner))]
    wanted = _kinds(interest, owner)
    assert set(found) == wanted
    for kind in wanted - {"EFFECTIVE_STAKE"}:
        assert found[kind] == [interest]


def test_components_are_not_counted_beside_what_they_make_up(tmp_path: Path) -> None:
    load("bods", [HERE / "golden" / "package.json"], Workspace(tmp_path))
    release = build(Workspace(tmp_path), software="test")
    rows = statements(release.frame("relations", "OWNS"))
    indirect = rows.filter(~rows["direct"])
    assert indirect.height == 1
    assert indirect["most"].to_list() == [
        1_000_000_000
    ]  # its share is not summed, since it is held through others


def test_the_source_is_who_the_statements_say() -> None:
    declared = describe([HERE / "golden" / "package.json"])
    assert (declared.publisher, declared.redistribute) == ("Invented Register", True)
    assert snapshot([HERE / "golden" / "package.json"]).basis == "stated"

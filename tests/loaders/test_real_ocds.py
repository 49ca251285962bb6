"""Open Contracting data as published: Portugal's BASE, Paraguay, Mexico City, and the standard's own example."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError
from beholden.loaders.run import loader

SOURCE = "ocds"
LINKED = "a link to a release, which itself is not in the files"
COMPILED = "part of a record whose compiled release is read"
HISTORY = "the history of a record whose releases are read"
NO_AWARD = "no award and no contract in its process"
EXAMPLE = "fictional_ocds-213czf-000-00001"

Outcome = Callable[[str, Sequence[Path]], Any]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "ocds"


@pytest.fixture(scope="module")
def portugal(folder: Path, outcome: Outcome) -> Any:
    return outcome(SOURCE, [folder / "portugal_base_release_packages.json"])


def said(statements: Iterable[Any], *without: str) -> list[dict[str, Any]]:
    """The statements as they compare between two publications of the same thing."""
    plain = [{key: value for key, value in asdict(one).items() if key not in without} for one in statements]
    return sorted(plain, key=lambda one: str(one["id"]))


@pytest.mark.parametrize(
    ("name", "read", "skipped", "kinds"),
    [
        (f"{EXAMPLE}-01-planning", 0, {NO_AWARD: 1}, {}),
        (f"{EXAMPLE}-02-tender", 0, {NO_AWARD: 1}, {}),
        (f"{EXAMPLE}-03-tenderAmendment", 0, {NO_AWARD: 1}, {}),
        (f"{EXAMPLE}-04-award", 1, {}, {"Contract": 1}),  # pending, so that nobody is a supplier yet
        (f"{EXAMPLE}-05-contract", 1, {}, {"PublicBody": 1, "Company": 1}),
        (f"{EXAMPLE}-06-implementation", 1, {}, {"PublicBody": 1, "Company": 1}),
        (EXAMPLE, 6, {}, {"PublicBody": 1, "Company": 1}),
        (f"fictional_record_{EXAMPLE[10:]}", 1, {LINKED: 6}, {"PublicBody": 1, "Company": 1}),
        (
            f"fictional_record_{EXAMPLE[10:]}-withversions",
            1,
            {LINKED: 6, COMPILED: 1},
            {"PublicBody": 1, "Company": 1},
        ),
        ("real_record-package_1.1", 1, {LINKED: 1}, {"Organization": 2}),
        ("real_record-package_versioned", 2, {COMPILED: 6}, {"Organization": 4, "Contract": 2, "AWARDED": 2}),
        ("real_release-package_1.0-1", 1, {}, {"Organization": 2}),
        ("real_release-package_1.1-1", 1, {}, {"Organization": 2}),
        ("real_release-package_split", 4, {}, {"Organization": 4, "Contract": 2, "AWARDED": 2}),
        (
            "portugal_base_release_packages",
            100,
            {},
            {"Organization": 200, "Contract": 100, "AWARDED": 100},
        ),
    ],
)
def test_every_release_is_accounted_for(
    name: str, read: int, skipped: dict[str, int], kinds: dict[str, int], folder: Path, outcome: Outcome
) -> None:
    found = outcome(SOURCE, [folder / f"{name}.json"])
    assert (len(found.places), found.rejects) == (read, [])
    assert Counter(skip.reason for skip in found.skipped) == skipped
    counts = Counter(statement.kind for statement in found.statements)
    if len(kinds) > 1 or "Organization" in kinds:
        kinds = {"Contract": 1, "AWARDED": 1, **kinds}
        kinds["SUPPLIES"] = kinds["AWARDED"]
    assert counts == kinds


def test_a_file_in_another_encoding_is_one_error_until_it_is_converted(
    folder: Path, outcome: Outcome, tmp_path: Path
) -> None:
    """JSON can't declare an encoding, so that nothing but the file's name says which one it is."""
    name = "real_release-package_encoding-iso-8859-1.json"
    with pytest.raises(SourceError) as raised:
        outcome(SOURCE, [folder / name])
    assert str(raised.value) == f"{name}:1: byte 592 is not utf-8; save the file as UTF-8"
    converted = tmp_path / "converted.json"
    converted.write_text((folder / name).read_text(encoding="iso-8859-1"), encoding="utf-8")
    found = outcome(SOURCE, [converted])
    (contract,) = found.statements  # pending in all three releases
    assert (len(found.places), len(set(found.places)), found.rejects, found.skipped) == (3, 3, [], [])
    assert (contract.name, contract.names) == ("CP-S-014/2016", ["MANTENIMIENTO A MÁQUINA CORTADORA"])
    assert contract.properties["contract_status"] == "pending"
    assert (contract.properties["amount"], contract.properties["currency"]) == (193817.35, "MXN")
    assert contract.said.stated_by == "CDMX-SEFIN"


def test_releases_merge_to_what_the_publisher_itself_compiled(folder: Path, outcome: Outcome) -> None:
    releases = outcome(SOURCE, [folder / f"{EXAMPLE}.json"])
    record = outcome(SOURCE, [folder / f"fictional_record_{EXAMPLE[10:]}.json"])
    assert said(releases.statements, "said") == said(record.statements, "said")
    mexico = outcome(SOURCE, [folder / "real_release-package_split.json"])
    compiled = outcome(SOURCE, [folder / "real_record-package_versioned.json"])
    assert said(mexico.statements, "said") == said(compiled.statements, "said")


@pytest.mark.parametrize(
    "name", [f"fictional_record_{EXAMPLE[10:]}-withversions", "real_record-package_versioned"]
)
@pytest.mark.parametrize("left_out", [("compiledRelease", "releases"), ("compiledRelease",)])
def test_history_and_releases_say_what_the_compiled_release_says(
    name: str, left_out: tuple[str, ...], folder: Path, outcome: Outcome, tmp_path: Path
) -> None:
    whole = outcome(SOURCE, [folder / f"{name}.json"])
    package = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    for record in package["records"]:
        for key in left_out:
            del record[key]
    copied = tmp_path / "copied.json"
    copied.write_text(json.dumps(package), encoding="utf-8")
    found = outcome(SOURCE, [copied])
    # The history dates from the last change, which the last release need not have made.
    assert said(found.statements, "said") == said(whole.statements, "said")
    embedded = name.startswith("real") and len(left_out) == 1
    assert Counter(skip.reason for skip in found.skipped)[HISTORY] == (2 if embedded else 0)


def test_the_example_exactly(folder: Path, outcome: Outcome) -> None:
    found = outcome(SOURCE, [folder / f"{EXAMPLE}.json"])
    buyer, supplier, contract = found.entities()
    assert (buyer.kind, buyer.kind_stated, buyer.name) == ("PublicBody", True, "London Borough of Barnet")
    assert (supplier.kind, supplier.name, supplier.names) == (
        "Company",
        "AnyCorp Cycle Provision",
        ["AnyCorp Ltd"],
    )
    # A spreadsheet has made 11111111.0 of the number, which thus breaks the standard and joins nothing.
    assert supplier.identifiers == ["unchecked-company_number:GB-COH:11111111.0"]
    assert contract.name == "Contract to build new cycle lanes in the centre of town."
    assert contract.properties["title_of"] == "contract"
    assert (contract.properties["amount"], contract.properties["currency"]) == (11_000_000, "GBP")
    assert [contract.properties[day] for day in ("signed_on", "starts_on", "ends_on")] == [
        "2010-06-10",
        "2010-07-01",
        "2011-06-30",
    ]
    awarded, supplies = found.relations()
    assert (awarded.start, awarded.end, awarded.properties) == (
        "2010-05-10",
        None,
        {"role": "buyer, procuringEntity"},
    )
    assert (supplies.start, supplies.end) == ("2010-07-01", "2011-07-01")  # the end is exclusive
    assert supplies.said.page == "http://example.com/contracts/ocds-213czf-000-00001"


def test_portugal_has_a_buyer_and_a_supplier_for_each_contract(portugal: Any) -> None:
    contracts = [entity for entity in portugal.entities() if entity.kind == "Contract"]
    assert len({contract.id for contract in contracts}) == 100
    # Seven have a title; the others have a description and are called by their ids.
    assert Counter(contract.properties["title_of"] for contract in contracts) == {"ids": 93, "tender": 7}
    assert all(contract.properties["description"] for contract in contracts)
    assert {contract.properties["currency"] for contract in contracts} == {"EUR"}
    assert Counter(contract.properties["contract_status"] for contract in contracts) == {
        "active": 92,
        "terminated": 8,
    }
    assert sum("signed_on" in contract.properties for contract in contracts) == 7
    assert {contract.said.page.partition("?")[0] for contract in contracts} == {
        "http://www.base.gov.pt/Base/pt/Pesquisa/Contrato"
    }
    assert not any("concerns" in contract.properties for contract in contracts)


def test_portugals_numbers_tell_neither_companies_nor_persons(portugal: Any) -> None:
    """The register of companies lends its numbers to municipalities, and persons have numbers of the same form."""
    parties = {entity.id: entity for entity in portugal.entities() if entity.kind == "Organization"}
    assert len(parties) == 153
    assert not any(party.kind_stated for party in parties.values())
    buyers = {relation.from_id for relation in portugal.relations() if relation.kind == "AWARDED"}
    suppliers = {relation.from_id for relation in portugal.relations() if relation.kind == "SUPPLIES"}
    assert (len(buyers), len(suppliers)) == (58, 95)
    numbers = {id: party.identifiers for id, party in parties.items()}
    assert all(numbers[id][0].startswith("company_number:pt-nippc:") for id in buyers)
    assert sum(not numbers[id] for id in suppliers) == 13  # persons in business
    addresses = {tuple(parties[id].properties.get("address", ())) for id in suppliers}  # without a street
    assert addresses == {(), ("Lisboa, PT",), ("Ota, PT",), ("Antanhol, Coimbra, PT",), ("Porto, PT",)}


def test_the_copy_is_the_publishers(folder: Path) -> None:
    module = loader(SOURCE)
    declared = module.describe([folder / "portugal_base_release_packages.json"])
    assert (declared.publisher, declared.licence) == ("IMPIC", "https://creativecommons.org/licenses/by/4.0/")
    assert declared.redistribute
    nameless = module.describe([folder / "real_record-package_1.1.json"])
    assert nameless == module.SOURCE and not nameless.redistribute
    undated = module.snapshot([folder / "real_record-package_versioned.json"])
    assert undated.date is None  # its publishedDate is empty


def test_the_place_of_a_release_is_its_line(folder: Path, portugal: Any) -> None:
    lines = (folder / "portugal_base_release_packages.json").read_text(encoding="utf-8").split("\n")
    starts = [int(place.rpartition(":")[2]) for place in portugal.places]
    assert len(set(starts)) == 100 and starts[0] == 18
    for start, following in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        assert lines[start - 1] == " " * 12 + "{"
        assert sum(line.startswith(" " * 16 + '"ocid"') for line in lines[start - 1 : following - 1]) == 1


def test_portugal_is_read_in_less_than_half_a_second(folder: Path, outcome: Outcome) -> None:
    spent = []
    for _ in range(3):
        started = time.perf_counter()
        outcome(SOURCE, [folder / "portugal_base_release_packages.json"])
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.5

"""The SDN list of 15 January 2019: every row is accounted for, and the part of another date is not used."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from beholden.errors import SourceError
from beholden.graph.workspace import Workspace
from beholden.loaders.run import load
from tests.partition import claims_in

SOURCE = "us_ofac_sdn"
NAMES = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")
EN_PLUS, RUSAL = "us_ofac_sdn/24226", "us_ofac_sdn/24228"
# The last is of Rosoboronexport, whose entry states a directive: the tag is there for the sectoral list's sake.
TAGS = {"FSE-SY": 6, "NS-PLC": 1, "ISA": 1, "UKRAINE-EO13662": 1}


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    return [shared / "data" / "us_ofac" / name for name in NAMES]


@pytest.fixture(scope="module")
def found(files: list[Path], outcome: Callable[[str, Sequence[Path]], Any]) -> Any:
    return outcome(SOURCE, files)


@pytest.fixture(scope="module")
def published(files: list[Path]) -> list[list[str]]:
    """The rows of the file of parties, read by nothing of ours."""
    return list(csv.reader(io.StringIO(files[0].read_text(encoding="ascii"), newline="")))


def test_every_row_of_every_part_is_accounted_for(found: Any) -> None:
    assert found.rejects == []
    assert Counter(place.split(":")[0] for place in found.places) == {
        "sdn.csv": 7_379,
        "alt.csv": 9_682,
        "add.csv": 11_696,
    }
    assert len(set(found.places)) == 7_379 + 9_682 + 11_696
    assert len({skipped.where for skipped in found.skipped}) == 13


def test_the_long_remarks_of_2023_are_skipped_and_counted(found: Any) -> None:
    assert Counter(skipped.reason for skipped in found.skipped) == {
        "sdn_comments.csv is of another date than sdn.csv: of its 13 numbers of entries, 10 are not there, "
        "9 of them above 26235, the highest there": 13
    }


def test_kinds_are_as_published(found: Any, published: list[list[str]]) -> None:
    assert Counter(row[2].strip() for row in published) == {
        "individual": 3_845,
        "-0-": 2_994,
        "vessel": 323,
        "aircraft": 217,
    }
    kinds = Counter((entity.kind, entity.properties.get("asset_type")) for entity in found.entities())
    assert kinds == {
        ("Person", None): 3_845,
        ("Organization", None): 2_994,
        ("Asset", "vessel"): 323,
        ("Asset", "aircraft"): 217,
    }


def test_there_is_a_listing_for_each_programme_but_for_tags_of_other_lists(
    found: Any, published: list[list[str]]
) -> None:
    programmes = Counter(programme for row in published for programme in row[3].split("] ["))
    listings = found.relations()
    assert Counter(listing.properties["programme"] for listing in listings) == programmes - Counter(TAGS)
    beside = {
        (listing.from_id, tag)
        for listing in listings
        for tag in listing.properties.get("other_programmes", ())
    }
    assert Counter(tag for _, tag in beside) == TAGS
    assert {listing.from_id for listing in listings} == {entity.id for entity in found.entities()}
    assert {(listing.to_id, listing.start) for listing in listings} == {("list/us-ofac-sdn", None)}


def test_aliases_and_addresses_belong_to_the_list(found: Any) -> None:
    aliases = sum(len(entity.names) for entity in found.entities())
    assert 9_600 <= aliases <= 9_682  # some repeat
    assert sum("address" in entity.properties for entity in found.entities()) == 4_013


def test_remarks_that_the_skipped_part_would_go_on_with_end_before_the_cut(
    found: Any, published: list[list[str]]
) -> None:
    cut = {f"{SOURCE}/{row[0]}": row[11] for row in published if len(row[11]) == 1_000}
    assert set(cut) == {f"{SOURCE}/{number}" for number in (12300, 15599, 15600)}
    for entity in found.entities():
        if entity.id in cut:
            whole, _, broken = cut[entity.id].rpartition("; Linked To: ")
            assert whole.endswith(f"; Linked To: {entity.properties['linked_to'][-1]}")
            assert broken not in entity.properties["linked_to"]


def test_ships_have_their_numbers_and_companies_no_ship_s(found: Any) -> None:
    assert (
        sum(identifier.startswith("imo:") for entity in found.entities() for identifier in entity.identifiers)
        == 317
    )
    for entity in found.entities():
        if any(identifier.startswith("imo:") for identifier in entity.identifiers):
            assert entity.properties["asset_type"] == "vessel"
    (artavil,) = [entity for entity in found.entities() if entity.id == f"{SOURCE}/15036"]
    assert artavil.properties["flag"] == "IR"
    assert {"imo:9187629", "unchecked-mmsi:572469210"} < set(artavil.identifiers)


def test_nothing_that_is_private_of_persons_stands_among_what_is_not(found: Any) -> None:
    private = {"address", "birth_date", "birth_dates", "birth_places", "documents"}
    people = [entity for entity in found.entities() if entity.kind == "Person"]
    assert {name for person in people for name in person.properties} <= private | {
        "nationality", "nationalities", "citizenships", "linked_to", "weak_names", "website",
    }  # fmt: skip
    schemes = Counter(value.partition(":")[0] for person in people for value in person.identifiers)
    assert set(schemes) <= {"ofac", "website", "inn"}
    remarks = {
        text
        for listing in found.relations()
        for text in listing.properties.get("remarks", ())
        if text.startswith(
            ("DOB", "POB", "Passport", "Cedula", "SSN", "R.F.C.", "Gender", "Telephone", "ethnicity")
        )
    }
    assert remarks == set()


def test_en_plus_and_rusal_are_stated_as_of_the_copy_s_day(files: list[Path], tmp_path: Path) -> None:
    """Both left the list 12 days later: the copy says that they were on it, and nothing about any later day."""
    loaded = load(SOURCE, files, Workspace(tmp_path), snapshot="2019-01-15")
    assert loaded.facts.counts["rows"] == 7_379 + 9_682 + 11_696 + 13
    assert (loaded.facts.counts["rejected"], loaded.facts.counts["skipped"]) == (0, 13)
    assert (loaded.facts.date, loaded.facts.max_age_days) == ("2019-01-15", 14)
    assert loaded.facts.complete is False  # whoever put the files away took their end marks off
    listings = claims_in(loaded.folder)["LISTED_ON"].filter(pl.col("from_stated").is_in([EN_PLUS, RUSAL]))
    assert set(listings.select("from_stated", "to_stated", "programme", "stated_text").rows()) == {
        (company, "list/us-ofac-sdn", programme, "2019-01-15")
        for company in (EN_PLUS, RUSAL)
        for programme in ("UKRAINE-EO13661", "UKRAINE-EO13662")
    }
    assert listings["start_date"].null_count() == listings["end_date"].null_count() == 4
    names = claims_in(loaded.folder)["Organization"].filter(pl.col("subject").is_in([EN_PLUS, RUSAL]))
    assert set(names["name"]) == {"EN+ GROUP PLC", "UNITED COMPANY RUSAL PLC"}


def test_the_consolidated_list_is_not_taken_for_the_sdn_list(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "us_ofac"
    for names in (
        ["cons_prim.csv", "cons_add.csv", "cons_alt.csv", "cons_comments.csv"],
        ["consolidated.xml"],
    ):
        with pytest.raises(SourceError, match="more than the 1% allowed; nothing is changed"):
            load(SOURCE, [folder / name for name in names], Workspace(tmp_path), snapshot="2025-03-28")

"""The bundled case states every row of the two tables of facts that it was planned from, or says why not."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from beholden.cases.case import FOLDER

CASE = FOLDER / "surveillance-and-the-compact"
TABLES = ("facts.csv", "article_claims.csv")
DATED = {"listed_on", "participant_of"}
"""Relations of facts.csv whose date is the start of a claim."""


def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((CASE / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def claims() -> dict[str, dict[str, Any]]:
    """The case's claims by id."""
    return {row["id"]: row for row in _tables("claims.toml")["claim"]}


@pytest.fixture(scope="module")
def parties() -> dict[str, dict[str, Any]]:
    """The case's parties by id."""
    return {row["id"]: row for row in _tables("claims.toml")["party"]}


@pytest.fixture(scope="module")
def covered() -> dict[tuple[str, int], dict[str, Any]]:
    """The rows of coverage.toml by file and row number."""
    rows = _tables("coverage.toml")["row"]
    by_place = {(row["file"], row["row"]): row for row in rows}
    assert len(by_place) == len(rows), "coverage.toml has a row twice"
    return by_place


def _rows(shared: Path, table: str) -> list[dict[str, str]]:
    file = shared / "data" / "hikvision_dahua_facts" / table
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_stated_or_has_a_reason(
    shared: Path, covered: dict[tuple[str, int], dict[str, Any]], table: str
) -> None:
    rows = _rows(shared, table)
    assert {number for file, number in covered if file == table} == set(range(1, len(rows) + 1))
    for number, row in enumerate(rows, start=1):
        own = covered[table, number]
        assert (own["subject"], own["relation"]) == (row["subject"], row["relation"]), f"{table} row {number}"
        assert own.get("ids") or own.get("reason"), f"{table} row {number} is neither stated nor explained"


def test_dated_rows_keep_their_dates(
    shared: Path, covered: dict[tuple[str, int], dict[str, Any]], claims: dict[str, dict[str, Any]]
) -> None:
    for number, row in enumerate(_rows(shared, "facts.csv"), start=1):
        if row["relation"] in DATED:
            starts = {claims[id].get("start") for id in covered["facts.csv", number]["ids"]}
            assert row["date"] in starts, f"facts.csv row {number}"


def test_coverage_names_claims_and_parties_that_exist(
    covered: dict[tuple[str, int], dict[str, Any]],
    claims: dict[str, dict[str, Any]],
    parties: dict[str, dict[str, Any]],
) -> None:
    named = {id for row in covered.values() for id in row.get("ids", [])}
    assert named <= claims.keys() | parties.keys()


def test_every_row_has_a_citation_and_own_words(
    claims: dict[str, dict[str, Any]], parties: dict[str, dict[str, Any]]
) -> None:
    citations = {row["id"] for row in _tables("claims.toml")["citation"]}
    assert {row["citation"] for row in (*claims.values(), *parties.values())} <= citations
    assert all(row["says"].endswith(".") for row in claims.values())
    cited = {id for line in _tables("case.toml")["unknown"] for id in line["citations"]}
    assert cited <= citations


def test_every_allegation_has_an_answer_or_says_that_nobody_was_asked(
    claims: dict[str, dict[str, Any]], parties: dict[str, dict[str, Any]]
) -> None:
    stances = {row["object"]: row["stance"] for row in claims.values() if row["relation"] == "STATED"}
    answers: dict[str, set[str]] = {}
    for row in claims.values():
        if row["relation"] == "CONCERNS":
            answers.setdefault(row["object"], set()).add(stances[row["subject"]])
    open_ones = [
        id
        for id, stance in stances.items()
        if stance in ("alleges", "raises_concern")
        and not answers.get(id, set()) & {"denies", "confirms", "did_not_answer"}
        and not parties[id].get("not_asked")
        and "asked_on" not in parties[id]
    ]
    assert open_ones == []


def test_genocide_stands_only_as_a_quotation_with_its_speaker() -> None:
    """Outside the titles of cited documents the word is quoted, or the line says whose word it is."""
    for table in ("party", "claim"):
        for row in _tables("claims.toml")[table]:
            for key, value in row.items():
                if isinstance(value, str) and "genocide" in value.lower() and key != "citation":
                    whose = ("newspaper", "Conservative News Daily", '"implicated in', "'implicated in")
                    assert any(words in value for words in whose), f"{row['id']}: {key}"


def test_no_relation_says_whose_the_five_haishi_companies_are(claims: dict[str, dict[str, Any]]) -> None:
    ends = {row["relation"] for row in claims.values() if "haishi" in row["subject"] + row["object"]}
    assert ends == {"LISTED_ON"}


def test_a_document_date_is_never_a_start_of_ownership(claims: dict[str, dict[str, Any]]) -> None:
    owning = {id: row for id, row in claims.items() if row["relation"] in ("OWNS", "CONTROLS")}
    assert [id for id, row in owning.items() if "start" in row] == []


def test_extracts_are_in_the_publishers_shape() -> None:
    for name, columns, rows in (("cons_prim.csv", 12, 1), ("cons_alt.csv", 5, 2), ("cons_add.csv", 6, 1)):
        data = (CASE / "extracts" / name).read_bytes()
        assert data.endswith(b"\r\n\x1a")
        lines = list(csv.reader(data[:-1].decode("ascii").splitlines()))
        assert [len(line) for line in lines] == [columns] * rows
        assert {line[0] for line in lines} == {"30946"}


def test_extracts_are_cut_from_the_publication_unchanged(shared: Path) -> None:
    for name in ("cons_prim.csv", "cons_alt.csv", "cons_add.csv"):
        whole = (shared / "data" / "us_ofac" / name).read_bytes().split(b"\r\n")
        own = (CASE / "extracts" / name).read_bytes().split(b"\r\n")
        assert own[:-1] == [line for line in whole if line.startswith(b"30946,")]
        assert own[-1] == whole[-1] == b"\x1a"

"""What queries read, by their text."""

from pathlib import Path

import pytest

from beholden.graph.kinds import schema
from beholden.queries.header import Query
from beholden.queries.packs import find_query
from beholden.queries.reads import reads
from tests.queries.test_check import query, with_


@pytest.mark.parametrize(
    "read",
    ["owner['na' + 'me']", "[owner][0]['name']", "owner {.*}['name']", "head([owner])[$company]"],
)
def test_a_property_that_the_text_does_not_name_asks_for_all(tmp_path: Path, read: str) -> None:
    assert reads([query(tmp_path, with_("owner.name AS owner", f"{read} AS owner"))]).properties is None


@pytest.mark.parametrize(
    ("read", "more"),
    [("owner.name", {"name"}), ("labels(owner)[0]", set()), ("owner {.name, .country}", {"name", "country"})],
)
def test_properties_are_those_that_the_text_reads(tmp_path: Path, read: str, more: set[str]) -> None:
    own = query(tmp_path, with_("owner.name AS owner", f"{read} AS owner"))
    assert reads([own, own]).properties == {"id", "start_date", "share"} | more


def matching(folder: Path, pattern: str) -> Query:
    return query(folder, with_("MATCH path", f"MATCH {pattern} MATCH path"))


@pytest.mark.parametrize(
    "pattern", ["(a)-[r]->(b)", "(a)-->(b)", "(a)<--(b)", "(a)--(b)", "(a)-[:!OWNS]->(b)", "(a)-[*1..3]-(b)"]
)
def test_a_pattern_without_kinds_asks_for_all_relations(tmp_path: Path, pattern: str) -> None:
    assert reads([matching(tmp_path, pattern)]).relations is None


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("(a)<-[:LISTED_ON|PART_OF]-(b)", {"LISTED_ON", "PART_OF"}),
        ("(a)-[r:CONTROLS*1..4 {derived: false}]->(b)", {"CONTROLS"}),
        ("(a) WHERE NOT EXISTS { (a)-[:AWARDED]->(:Contract) }", {"AWARDED"}),
        ("(a) WHERE 3 - 1 = 2 AND 'LEADS' <> a.name", set()),
    ],
)
def test_relations_are_those_of_the_patterns(tmp_path: Path, pattern: str, kinds: set[str]) -> None:
    assert reads([matching(tmp_path, pattern)]).relations == {"OWNS"} | kinds


def test_what_sources_say_of_a_party_is_every_stated_kind_and_the_name_matches() -> None:
    stated = {kind.name for kind in schema().relation_kinds if not kind.derived}
    assert reads([find_query("sources.about-party")]).relations == stated | {"POSSIBLY_SAME"}

"""What a person writes, an id, an alias, an identifier or a name, leads to one entity or to a clear error."""

import re

import pytest

from beholden.errors import QueryError
from beholden.graph.find import Finder
from tests.world import build_world

WORLD = {
    "entity": [
        {
            "id": "club/early",
            "kind": "Company",
            "name": "Early Works Ltd.",
            "identifiers": ["uscc:1", "website:early.example"],
        },
        {
            "id": "list/early",
            "kind": "Company",
            "name": "EARLY WORKS LIMITED",
            "identifiers": ["uscc:1"],
            "names": ["Morning Works"],
        },
        {
            "id": "club/twin",
            "kind": "Company",
            "name": "Twin Lamps",
            "country": "FR",
            "identifiers": ["inn:7", "ofac:1"],
        },
        {
            "id": "list/twin",
            "kind": "Company",
            "name": "Twin Lamps",
            "country": "DE",
            "identifiers": ["inn:7", "ofac:2"],
        },
        {"id": "club/signs", "kind": "Company", "name": "!!!"},
        {"id": "club/scripts", "kind": "Company", "name": "早期 “Early” <b>Lamps</b>\nCo."},
    ],
}


@pytest.fixture(scope="module")
def find(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    return Finder(build_world(WORLD, tmp_path_factory.mktemp("find")).release)


@pytest.mark.parametrize(
    "text",
    [
        "uscc:1",
        "club/early",
        "list/early",
        "website:early.example",
        "Early Works Ltd.",
        "early works limited",
        "Morning Works",
    ],
)
def test_ids_members_identifiers_and_names_lead_to_the_canonical_id(find: Finder, text: str) -> None:
    assert find(text) == "uscc:1"


@pytest.mark.parametrize(
    "text", ["ungc", "initiative/un-global-compact", "UN Global Compact", "United Nations Global Compact"]
)
def test_an_alias_leads_to_a_reference_entity(find: Finder, text: str) -> None:
    assert find(text) == "initiative/un-global-compact"


def test_a_name_with_markup_a_line_break_and_two_scripts_is_found(find: Finder) -> None:
    assert find("早期 “Early” <b>Lamps</b>\nCo.") == "club/scripts"


def test_a_name_that_two_entities_have_is_refused_with_both_ids(find: Finder) -> None:
    with pytest.raises(
        QueryError,
        match=re.escape('"Twin Lamps" names 2 entities: club/twin, list/twin; give one of these ids'),
    ):
        find("Twin Lamps")


def test_an_identifier_that_two_entities_have_is_refused_with_both_ids(find: Finder) -> None:
    """Two entries that share a number and were kept apart: taking either would speak of the wrong one."""
    with pytest.raises(
        QueryError, match=re.escape('"inn:7" names 2 entities: club/twin, list/twin; give one of these ids')
    ):
        find("inn:7")


def test_a_near_miss_is_refused_with_what_may_be_meant(find: Finder) -> None:
    with pytest.raises(
        QueryError,
        match=re.escape('nothing in this release is called "Early Work" or has it as an id; perhaps uscc:1'),
    ):
        find("Early Work")


@pytest.mark.parametrize("text", ["nobody at all", "", " ", "???", "uscc:2", "\x00"])
def test_what_is_not_there_is_refused(find: Finder, text: str) -> None:
    with pytest.raises(QueryError, match="nothing in this release is called"):
        find(text)

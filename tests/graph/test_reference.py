"""The reference files: what this version has, the states, and one fault an invented folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beholden.errors import SchemaError
from beholden.graph.kinds import schema
from beholden.graph.property_types import country_codes
from beholden.graph.reference_entities import (
    FOLDER,
    ReferenceEntity,
    ReferenceRelation,
    read_reference,
    reference,
)

LISTS = {
    *(
        "us-bis-entity",
        "us-bis-meu",
        "us-bis-uvl",
        "us-bis-dpl",
        "us-ofac-sdn",
        "us-ofac-ns-cmic",
        "us-ofac-ssi",
    ),
    *("us-ofac-ns-mbs", "us-ofac-capta", "us-ofac-fse", "us-ofac-ns-plc", "us-dod-1260h", "us-889"),
    *(
        "us-state-isn",
        "us-state-dtc",
        "us-fcc-covered",
        "us-uflpa",
        "un-sc",
        "eu-financial",
        "gb-sanctions",
        "ca-sema",
    ),
}
ROWS = """\
written = 2026-11-24

[[entity]]
id = "list/invented"
kind = "ScreeningList"
name = "Invented List"
alias = ["invented"]
effect = "visa"
citation = "https://example.org/list"

[[entity]]
id = "body/keeper"
kind = "PublicBody"
name = "Keeper"
country = "FR"
citation = "https://example.org"

[[relation]]
kind = "MAINTAINS"
from = "body/keeper"
to = "list/invented"
start = "2001"
citation = "https://example.org/list"

[[relation]]
kind = "PART_OF"
from = "body/keeper"
to = "state/FR"
citation = "https://example.org"
"""


def test_the_lists_are_these_and_each_says_what_it_does_and_who_keeps_it() -> None:
    lists = [entity for entity in reference().entities if entity.kind == "ScreeningList"]
    kept = {relation.to_id for relation in reference().relations if relation.kind == "MAINTAINS"}
    assert {entity.id for entity in lists} == {f"list/{name}" for name in LISTS} == kept
    for entity in lists:
        assert {"short", "effect", "effect_says", "authority"} <= set(entity.properties), entity.id
        says = entity.properties["effect_says"]
        assert not says.endswith(".") and "sanctioned" not in says, entity.id


def test_only_lists_that_freeze_property_are_called_blocking() -> None:
    blocking = {entity.id for entity in reference().entities if entity.properties.get("effect") == "blocking"}
    assert blocking == {
        *("list/us-ofac-sdn", "list/un-sc", "list/eu-financial", "list/gb-sanctions", "list/ca-sema"),
    }


def test_every_entry_has_an_official_page_and_a_place_that_leads_to_it() -> None:
    known = reference()
    rows: list[ReferenceEntity | ReferenceRelation] = [*known.entities, *known.relations]
    for row in rows:
        assert row.citation.startswith(("https://", "http://en.sasac.gov.cn"))
        name, line = row.place.removeprefix("reference/").split(":")
        lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
        assert lines[int(line) - 1] in ("[[entity]]", "[[relation]]")
        json.dumps(dict(row.properties))


@pytest.mark.parametrize(
    ("alias", "id"),
    [
        ("ungc", "initiative/un-global-compact"),
        ("compact", "initiative/un-global-compact"),
        ("sbti", "initiative/science-based-targets"),
        ("ns-cmic", "list/us-ofac-ns-cmic"),
        ("list/us-889", "list/us-889"),
        ("state/CN", "state/CN"),
    ],
)
def test_an_alias_or_id_resolves(alias: str, id: str) -> None:
    assert reference().resolve(alias) == id
    assert reference().get(alias).id == id


@pytest.mark.parametrize("name", ["ungcc", "list/us-8890", "state/XX", "state/cn", "state/", ""])
def test_what_nothing_is_called_raises(name: str) -> None:
    with pytest.raises(SchemaError, match=name or "no reference id"):
        reference().get(name)


@pytest.mark.parametrize(
    ("code", "name", "other"),
    [
        ("CN", "China", "People's Republic of China"),
        ("RU", "Russian Federation", None),
        ("KR", "South Korea", "Korea, Republic of"),
        ("TW", "Taiwan", "Taiwan, Province of China"),
        ("XK", "Kosovo", None),
    ],
)
def test_a_state_has_its_everyday_name_and_the_others_beside_it(
    code: str, name: str, other: str | None
) -> None:
    state = reference().state(code)
    assert (state.id, state.kind, state.name, state.country) == (f"state/{code}", "State", name, code)
    assert state.names == ((other,) if other else ())
    assert reference().state(f"state/{code}") == state


def test_every_code_gives_a_state_with_another_name() -> None:
    names = {reference().state(code).name for code in country_codes()}
    assert len(names) == len(country_codes()) == 250


def test_no_file_holds_a_state_and_no_body_is_its_own_owner() -> None:
    assert not [entity for entity in reference().entities if entity.id.startswith("state/")]
    assert {relation.kind for relation in reference().relations} == {"PART_OF", "MAINTAINS"}


def test_the_invented_file_is_right(tmp_path: Path) -> None:
    (tmp_path / "rows.toml").write_text(ROWS, encoding="utf-8")
    known = read_reference(tmp_path, schema())
    assert known.date == "2026-11-24"
    assert [entity.place for entity in known.entities] == [
        f"{tmp_path.name}/rows.toml:{line}" for line in (3, 11)
    ]
    assert known.relations[0].start == "2001"
    assert known.aliases == {"invented": "list/invented"}


FAULTS = {
    "no day of writing": ("written = 2026-11-24", "", "rows.toml: written must be"),
    "an unknown table": ("[[relation]]", "[[link]]", 'rows.toml: unknown key "link"'),
    "a header with a remark": ("[[entity]]", "[[entity]] # one", "a line that is [[entity]] alone"),
    "an unknown kind": ('"ScreeningList"', '"Screeninglist"', 'rows.toml:3: "Screeninglist" is not a kind'),
    "a relation as an entity": ('"ScreeningList"', '"OWNS"', "rows.toml:3: OWNS is a kind of relation"),
    "a computed relation": ('"PART_OF"', '"WITHIN_RULE"', "rows.toml:25: WITHIN_RULE is computed"),
    "an unknown property": ("effect =", "effects =", 'rows.toml:3: ScreeningList has no property "effects"'),
    "a code that is not known": ('"visa"', '"ban"', "rows.toml:3: ScreeningList: effect 'ban' is not right"),
    "a country by name": ('"FR"', '"France"', "rows.toml:11: country 'France' must be"),
    "no citation": ('citation = "https://example.org/list"', "", "rows.toml:3: citation is missing"),
    "a citation that is no address": ("https://example.org/list", "example.org", "rows.toml:3: citation is"),
    "no name": ('name = "Keeper"', "", "rows.toml:11: name is missing"),
    "an id without a group": ('id = "body/keeper"', 'id = "keeper"', 'rows.toml:11: id "keeper"'),
    "a state by hand": ('id = "body/keeper"', 'id = "state/FR"', 'rows.toml:11: id "state/FR"'),
    "an id twice": (
        'id = "body/keeper"',
        'id = "list/invented"',
        "rows.toml:11: id list/invented is the one of",
    ),
    "an alias twice": (
        'name = "Keeper"',
        'name = "K"\nalias = ["invented"]',
        'rows.toml:11: alias "invented"',
    ),
    "an alias like an id": ('["invented"]', '["list/x"]', 'rows.toml:3: alias "list/x"'),
    "an end that is not there": (
        'to = "list/invented"',
        'to = "list/x"',
        "rows.toml:18: no reference entity has",
    ),
    "a state that is none": ('"state/FR"', '"state/XX"', "rows.toml:25: no reference entity has"),
    "ends the wrong way round": (
        'from = "body/keeper"\nto = "list',
        'from = "list/invented"\nto = "list',
        ":18: MAIN",
    ),
    "a start that is no text": ('start = "2001"', "start = 2001", "rows.toml:18: start 2001 must be"),
    "a start that is no date": ('"2001"', '"spring"', "rows.toml:18: start 'spring' must be"),
    "a relation twice": (
        'kind = "PART_OF"\nfrom = "body/keeper"\nto = "state/FR"',
        'kind = "MAINTAINS"\nfrom = "body/keeper"\nto = "list/invented"',
        "rows.toml:25: the same relation stands at",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_with_one_fault_says_which_and_where(name: str, tmp_path: Path) -> None:
    old, new, message = FAULTS[name]
    assert old in ROWS
    (tmp_path / "rows.toml").write_text(ROWS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SchemaError) as fault:
        read_reference(tmp_path, schema())
    assert message in str(fault.value)


def test_a_folder_without_files_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="no reference file here"):
        read_reference(tmp_path, schema())

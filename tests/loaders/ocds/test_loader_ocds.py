"""Open Contracting data: each release has its exact place, merges as the standard says, and none is lost."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beholden.errors import SourceError
from beholden.graph.kinds import schema
from beholden.graph.workspace import Workspace
from beholden.loaders import Record, RecordError
from beholden.loaders.ocds.documents import documents
from beholden.loaders.run import load, loader

HERE = Path(__file__).parent
GOLDEN = sorted(path for path in (HERE / "golden").iterdir() if path.name != "expected.jsonl")
SOURCE = "ocds"
OCID = "ocds-a1b2c3-1"

Outcome = Callable[[str, Sequence[Path]], Any]


def release(id: str, date: str = "2024-01-01T00:00:00Z", **parts: Any) -> dict[str, Any]:
    return {"ocid": OCID, "id": id, "date": date, "tag": ["award"], **parts}


def award(**fields: Any) -> dict[str, Any]:
    suppliers = [{"name": "Sanderling Paint"}]
    return {"id": "1", "title": "Paint", "status": "active", "suppliers": suppliers, **fields}


BUYER = {"name": "Marram County Council"}


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., list[Path]]:
    """Write each value as a file of its own, in the order given."""

    def write(*values: Any) -> list[Path]:
        paths = []
        for number, value in enumerate(values):
            paths.append(tmp_path / f"{number}.json")
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            paths[-1].write_text(text, encoding="utf-8")
        return paths

    return write


def test_every_release_of_the_fixture_is_read_or_skipped_with_a_reason(outcome: Outcome) -> None:
    found = outcome(SOURCE, GOLDEN)
    assert (len(found.places), found.rejects) == (11, [])
    assert Counter(skip.reason for skip in found.skipped) == {
        "a link to a release, which itself is not in the files": 1,
        "part of a record whose compiled release is read": 2,
        "the history of a record whose releases are read": 1,
        "a record without a release": 1,
        "no award and no contract in its process": 3,
    }
    places = [*found.places, *(skip.where for skip in found.skipped)]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    "path", [path for path in GOLDEN if path.suffix == ".json"], ids=lambda path: path.name
)
def test_a_place_is_the_line_on_which_the_release_begins(path: Path, outcome: Outcome) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    found = outcome(SOURCE, [path])
    records = [record for record in loader(SOURCE).read([path]) if isinstance(record, Record)]
    assert records
    for record in records:
        for place, text in zip(record.places, record.text.split("\n"), strict=True):
            rest = "\n".join(lines[int(place.rpartition(":")[2]) - 1 :])
            value, _ = json.JSONDecoder().raw_decode(rest[rest.index("{") :])
            assert json.dumps(value, ensure_ascii=False, separators=(",", ":")) == text
    for skip in found.skipped:
        assert "{" in lines[int(skip.where.rpartition(":")[2]) - 1]


def test_releases_on_one_line_are_told_apart_by_their_columns(
    outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    text = (
        json.dumps({"releases": [release("1"), release("2"), release("3")]}) + "\n" + json.dumps(release("4"))
    )
    found = outcome(SOURCE, written(text))
    places = [skip.where for skip in found.skipped]
    assert places[0] == "0.json:1" and places[3] == "0.json:2"
    for place, id in zip(places[1:3], "23", strict=True):
        column = int(place.removeprefix("0.json:1:"))
        assert json.JSONDecoder().raw_decode(text, column - 1)[0]["id"] == id


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_a_cut_file_is_an_error_unless_whole_documents_are_left(path: Path, tmp_path: Path) -> None:
    whole, copied = path.read_bytes().rstrip(), tmp_path / path.name
    for length in (*range(1, len(whole), 53), *range(len(whole) - 60, len(whole))):
        copied.write_bytes(whole[:length])
        try:
            read = len(list(documents(copied)))
        except SourceError as problem:
            assert str(problem).startswith(path.name)
        else:
            assert path.suffix == ".jsonl" and read == whole[:length].count(b"\n{") + 1


def test_later_releases_add_replace_and_remove_field_by_field(
    outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    first = release(
        "1", "2024-01-01T00:00:00Z", buyer=BUYER, awards=[award(description="Ten tins", date="2024-01-01")]
    )
    second = release(
        "2", "2024-01-02T00:00:00Z", awards=[{"id": "1", "title": "White paint", "description": None}]
    )
    third = release("3", "2024-01-02T00:00:00+05:00", awards=[award(id="2", title="Brushes")])
    found = outcome(SOURCE, written([third, second], [first]))
    contracts = {entity.name: entity for entity in found.entities() if entity.kind == "Contract"}
    assert set(contracts) == {"White paint", "Brushes"}
    assert "description" not in contracts["White paint"].properties
    assert contracts["White paint"].properties["signed_on"] == "2024-01-01"
    assert contracts["White paint"].said.stated_on == "2024-01-02"
    assert Counter(relation.kind for relation in found.relations()) == {"AWARDED": 2, "SUPPLIES": 2}
    assert sorted(found.places) == ["0.json:1", "0.json:1:" + found.places[-1].rpartition(":")[2], "1.json:1"]


def test_of_one_date_the_release_given_later_wins(
    outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    both = [release(title, awards=[award(title=title)]) for title in ("Paint", "Brushes")]
    for titles in (both, both[::-1]):
        found = outcome(SOURCE, written(*titles))
        (contract,) = (entity for entity in found.entities() if entity.kind == "Contract")
        assert contract.name == titles[-1]["id"]


def test_a_compiled_release_supersedes_all_that_is_not_newer(
    outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    old = release("1", awards=[award(id="withdrawn", title="Withdrawn")])
    compiled = {**release("c", "2024-01-02", awards=[award()]), "tag": ["compiled"]}
    newer = release("2", "2024-01-03", awards=[award(title="Brushes")])
    found = outcome(SOURCE, written(old, newer, {"ocid": OCID, "compiledRelease": compiled}))
    assert [(skip.where, skip.reason[:10]) for skip in found.skipped] == [("0.json:1", "superseded")]
    assert [entity.name for entity in found.entities() if entity.kind == "Contract"] == ["Brushes"]


def test_a_release_given_twice_is_one_claim_with_both_places(
    tmp_path: Path, written: Callable[..., list[Path]]
) -> None:
    packages = [
        {"uri": f"https://example.org/{page}", "releases": [release("1", awards=[award()])]} for page in "12"
    ]
    loaded = load(SOURCE, written(*packages), Workspace(tmp_path / "home"), snapshot="2024-03-01")
    assert loaded.facts.counts["rows"] == loaded.facts.counts["converted"] == 2
    assert loaded.facts.counts["claims"] == {"Contract": 1, "Organization": 1, "SUPPLIES": 1}


@pytest.mark.parametrize(
    ("of_award", "of_contract", "stands"),
    [
        (None, None, True),
        ("active", None, True),
        ("active", "pending", True),
        ("active", "terminated", True),
        ("pending", "active", True),
        ("pending", None, False),
        ("pending", "pending", False),
        ("cancelled", None, False),
        ("unsuccessful", None, False),
        ("active", "cancelled", False),
        ("cancelled", "active", False),
    ],
)
def test_nobody_supplies_what_was_not_awarded(
    of_award: str | None,
    of_contract: str | None,
    stands: bool,
    outcome: Outcome,
    written: Callable[..., list[Path]],
) -> None:
    contracts = [{"id": "c", "awardID": "1", "status": of_contract}] if of_contract else []
    value = release("1", buyer=BUYER, awards=[award(status=of_award, date="2024-01-01")], contracts=contracts)
    found = outcome(SOURCE, written(value))
    assert [relation.kind for relation in found.relations()] == (["AWARDED", "SUPPLIES"] if stands else [])
    (contract,) = (entity for entity in found.entities() if entity.kind == "Contract")
    assert contract.properties.get("contract_status") == (of_contract or of_award)
    assert ("signed_on" in contract.properties) is stands


def test_an_organisation_without_identifier_is_known_among_those_of_its_publisher_alone(
    outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    here, there = (release("1", buyer=BUYER, awards=[award()]) for _ in range(2))
    here["ocid"], there["ocid"] = "ocds-a1b2c3-2", "ocds-d4e5f6-1"
    found = outcome(SOURCE, written(release("1", buyer=BUYER, awards=[award()]), here, there))
    ids = [entity.id for entity in found.entities() if entity.name == BUYER["name"]]
    assert ids[0] == ids[1] != ids[2]


def test_two_mentions_of_one_organisation_are_one_statement(
    outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    number = {"scheme": "GB-COH", "id": "99000017"}
    both = [{"name": "Kite Optics", "identifier": number}, {"name": "Kite (Lenses)", "identifier": number}]
    found = outcome(SOURCE, written(release("1", buyer=both[0], awards=[award(suppliers=both)])))
    (company,) = (entity for entity in found.entities() if entity.kind == "Company")
    assert (company.name, company.names) == ("Kite Optics", ["Kite (Lenses)"])
    assert [relation.kind for relation in found.relations()] == ["AWARDED", "SUPPLIES"]


def test_the_copy_says_whose_it_is_and_of_which_day(written: Callable[..., list[Path]]) -> None:
    module = loader(SOURCE)
    declared = module.describe(GOLDEN)
    assert declared.publisher == "Dunlin Exchange; Marram County Council"
    assert declared.licence == "https://creativecommons.org/licenses/by/4.0/; terms of the exchange"
    assert module.describe(GOLDEN[::-1]) == declared
    assert not declared.redistribute
    package = next(path for path in GOLDEN if path.name == "package-1.1.json")
    assert module.describe([package]).redistribute
    stated = module.snapshot([package])
    assert (stated.date, stated.basis, stated.complete) == (dt.date(2024, 3, 1), "stated", False)
    packages = [path for path in GOLDEN if path.suffix == ".json"]
    assert module.snapshot(packages).basis == "inferred" and module.snapshot(packages).date == stated.date
    assert module.snapshot(GOLDEN).date is None  # one of the files states no day
    assert module.describe(written(release("1"))) == module.SOURCE


@pytest.mark.parametrize("nested", ["[" * 100_000, '{"a":' * 100_000])
def test_what_is_nested_too_deep_is_an_error(
    nested: str, outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    with pytest.raises(SourceError, match=r"0\.json:1: .* a thousand deep"):
        outcome(SOURCE, written('{"releases": [' + nested))


@pytest.mark.parametrize("depth", [100, 300, 450, 600, 800, 900, 950])
@pytest.mark.parametrize("versioned", [True, False])
def test_what_is_nested_deep_is_read_or_rejected(
    depth: int, versioned: bool, outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    deep = '{"a":' * depth + "1" + "}" * depth
    one = json.dumps(release("1", awards=[award()]))
    other = json.dumps(release("2", "2024-01-02", awards=[award()]))[:-1] + f', "deep": {deep}}}'
    records = f'{{"ocid": "{OCID}", "versionedRelease": {other}}}' if versioned else f"{one}{other}"
    try:
        found = outcome(SOURCE, written(records, one, other, f'{{"releases": [{"[" * depth}{"]" * depth}]}}'))
    except SourceError as problem:
        assert "a thousand deep" in str(problem)
    else:
        assert found.rows >= 3


@pytest.mark.parametrize(
    ("last", "end"),
    [("2024-02-29T23:59:00Z", "2024-03-01"), ("2024-12", "2024-12"), ("9999-12-31", None), (None, None)],
)
def test_a_supply_ends_on_the_day_after_the_last_of_its_period(
    last: str | None, end: str | None, outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    period = {"startDate": "2024-01-01", "endDate": last}
    found = outcome(SOURCE, written(release("1", awards=[award(contractPeriod=period)])))
    (supplies,) = found.relations()
    assert (supplies.start, supplies.end) == ("2024-01-01", end)


def test_dates_at_the_ends_of_the_calendar_are_put_in_order(
    outcome: Outcome, written: Callable[..., list[Path]]
) -> None:
    dates = ["0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z"]
    found = outcome(SOURCE, written(*(release(date, date, awards=[award(title=date)]) for date in dates)))
    (contract,) = (entity for entity in found.entities() if entity.kind == "Contract")
    assert (contract.name, found.rejects) == ("9999-12-31T23:59:59-14:00", [])


WHOLE = json.loads(
    next(path for path in GOLDEN if path.name == "package-1.1.json").read_text(encoding="utf-8")
)
SCRAP = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["1", "active"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "amount", "scheme"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a JSON value."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(place for key in keys for place in places_in(value[key], (*path, key)))]


PLACES = [place for place in places_in(WHOLE) if len(place) > 1]


CHANGES = st.lists(st.tuples(st.sampled_from(PLACES), SCRAP), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_whatever_stands_in_a_field_is_read_rejected_or_one_error(
    changes: list[tuple[tuple[Any, ...], Any]], tmp_path: Path
) -> None:
    hold(changes, tmp_path)


@pytest.mark.thorough
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_whatever_stands_in_more_fields_is_read_rejected_or_one_error(
    changes: list[tuple[tuple[Any, ...], Any]], tmp_path: Path
) -> None:
    hold(changes, tmp_path)


def hold(changes: list[tuple[tuple[Any, ...], Any]], tmp_path: Path) -> None:
    """Every change leaves each release accounted for once, and what is stated fits its kind."""
    package = copy.deepcopy(WHOLE)
    for place, scrap in changes:
        inside = package
        try:
            for key in place[:-1]:
                inside = inside[key]
            inside[place[-1]] = scrap
        except (KeyError, IndexError, TypeError):  # another change took what was there
            continue
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(package), encoding="utf-8")
    module = loader(SOURCE)
    try:
        module.snapshot([path])
        module.describe([path])
        items = list(module.read([path]))
    except SourceError as problem:
        assert str(problem).startswith("changed.json:")
        return
    assert sum(len(item.places) if isinstance(item, Record) else 1 for item in items) == len(
        package["releases"]
    )
    for record in (item for item in items if isinstance(item, Record)):
        try:
            statements = list(module.convert(record))
        except RecordError:
            continue
        record.text.encode()
        ids = [statement.id for statement in statements]
        assert len(set(ids)) == len(ids)
        for statement in statements:
            schema().kind(statement.kind).check(statement.properties)

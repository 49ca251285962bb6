"""OFAC's SDN list: parts of another date, lost end marks, cut remarks, and what is read of each kind."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError
from beholden.graph.kinds import schema
from beholden.loaders import RecordError
from beholden.loaders.ofac.facts import facts_in
from beholden.loaders.run import loader

HERE = Path(__file__).parent
SOURCE = "us_ofac_sdn"
SDN, ADD, ALT, COMMENTS = (HERE / "golden" / f"{name}.csv" for name in ("sdn", "add", "alt", "sdn_comments"))
PARTS = [SDN, ADD, ALT, COMMENTS]
XML = HERE / "golden-xml" / "sdn.xml"
END = b"\x1a"

Outcome = Callable[[str, Sequence[Path]], Any]


def _changed(folder: Path, file: Path, change: Callable[[bytes], bytes]) -> Path:
    copy = folder / file.name
    copy.write_bytes(change(file.read_bytes()))
    return copy


def test_csv_and_xml_of_one_edition_say_the_same(outcome: Outcome) -> None:
    by_id = [sorted(outcome(SOURCE, files).statements, key=lambda said: said.id) for files in (PARTS, [XML])]
    assert by_id[0] == by_id[1]


def test_the_older_namespace_is_read_as_well(outcome: Outcome, tmp_path: Path) -> None:
    new = b"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
    assert new in XML.read_bytes()
    older = _changed(tmp_path, XML, lambda text: text.replace(new, b"http://tempuri.org/sdnList.xsd"))
    assert outcome(SOURCE, [older]).statements == outcome(SOURCE, [XML]).statements


def test_every_row_is_a_place_of_one_record(outcome: Outcome) -> None:
    lines = sum(len(part.read_bytes().splitlines()) - 1 for part in PARTS)  # the last is the end mark
    places = outcome(SOURCE, PARTS).places
    assert (len(places), len(set(places))) == (lines, lines)


def test_the_xml_states_its_day_and_the_csv_does_not() -> None:
    described = loader(SOURCE).snapshot([XML])
    assert (described.date, described.basis, described.complete) == (dt.date(2025, 3, 28), "stated", True)
    assert (loader(SOURCE).snapshot(PARTS).date, loader(SOURCE).snapshot(PARTS).complete) == (None, True)


@pytest.mark.parametrize("lost", PARTS, ids=lambda path: path.name)
def test_a_file_without_its_end_mark_is_read_and_never_called_complete(
    lost: Path, outcome: Outcome, tmp_path: Path
) -> None:
    """Editors take away the end mark and blanks before it, so that a last cell ``-0- `` may have lost its end."""
    others = [part for part in PARTS if part != lost]
    whole = outcome(SOURCE, PARTS)
    bodies = [lost.read_bytes().removesuffix(END)]
    if bodies[0].endswith(b",-0- \r\n"):
        bodies += [bodies[0].removesuffix(b"- \r\n"), bodies[0].removesuffix(b"0- \r\n")]
    for body in bodies:
        copy = _changed(tmp_path, lost, lambda _, body=body: body)  # type: ignore[misc]
        found = outcome(SOURCE, [copy, *others])
        assert (found.statements, found.rejects, found.skipped) == (whole.statements, [], [])
        assert loader(SOURCE).snapshot([copy, *others]).complete is False


@pytest.mark.thorough
def test_a_cut_file_of_parties_gives_whole_rows_or_an_error(outcome: Outcome, tmp_path: Path) -> None:
    whole = SDN.read_bytes()
    ids = [statement.id for statement in outcome(SOURCE, [SDN]).statements]
    read = 0
    for length in range(len(whole)):
        copy = _changed(tmp_path, SDN, lambda text, length=length: text[:length])  # type: ignore[misc]
        try:
            found = outcome(SOURCE, [copy])
        except SourceError:
            continue
        read += 1
        assert not loader(SOURCE).snapshot([copy]).complete
        assert found.rejects == []
        assert [statement.id for statement in found.statements] == ids[: len(found.statements)]
        assert whole[len(whole[:length].rstrip()) :].lstrip(b'"-0 ').startswith((b"\r\n", b"\n"))
    assert read > len(whole.splitlines()) - 2


@pytest.mark.parametrize("part", PARTS[1:], ids=lambda path: path.name)
def test_a_part_with_an_entry_that_the_parties_lack_is_skipped_as_a_whole(
    part: Path, outcome: Outcome, tmp_path: Path
) -> None:
    newer = _changed(tmp_path, part, lambda text: text.replace(b"80000", b"90000", 1))
    rows = len(part.read_bytes().splitlines()) - 1
    found = outcome(SOURCE, [newer, *(other for other in PARTS if other != part)])
    ((reason, number),) = Counter(skipped.reason for skipped in found.skipped).items()
    assert number == rows == len({skipped.where for skipped in found.skipped})
    assert reason.startswith(f"{part.name} is of another date than sdn.csv: of its ")
    assert reason.endswith("1 are not there, 1 of them above 800007, the highest there")
    assert found.rejects == []
    without = outcome(SOURCE, [other for other in PARTS if other != part])
    assert found.statements == without.statements


def test_a_part_that_misses_only_an_older_entry_says_so(outcome: Outcome, tmp_path: Path) -> None:
    older = _changed(tmp_path, ALT, lambda text: text.replace(b"800001", b"700001", 1))
    reasons = {skipped.reason for skipped in outcome(SOURCE, [SDN, older]).skipped}
    assert reasons == {
        "alt.csv is of another date than sdn.csv: of its 5 numbers of entries, 1 are not there, "
        "0 of them above 800007, the highest there"
    }


def test_long_remarks_of_an_entry_whose_remarks_are_not_cut_are_of_another_date(
    outcome: Outcome, tmp_path: Path
) -> None:
    other = _changed(tmp_path, COMMENTS, lambda text: text.replace(b"800007", b"800006"))
    (skipped,) = outcome(SOURCE, [SDN, other]).skipped
    assert "it goes on with remarks that are not cut there, such as those of 800006" in skipped.reason


def test_a_party_that_cannot_be_read_does_not_cost_a_whole_part(outcome: Outcome, tmp_path: Path) -> None:
    broken = _changed(tmp_path, SDN, lambda text: text.replace(b'"Minister of Samples",', b"", 1))
    found = outcome(SOURCE, [broken, ALT, ADD, COMMENTS])
    assert found.skipped == []
    reasons = Counter(reject.reason for reject in found.rejects)
    assert reasons.pop("11 cells where this file has 12") == 1
    assert reasons == {"orphan: no party in sdn.csv has the number 800002": 2}


def test_the_fact_in_which_remarks_are_cut_is_left_out(outcome: Outcome) -> None:
    def linked(files: Sequence[Path]) -> Any:
        (society,) = [entity for entity in outcome(SOURCE, files).entities() if entity.id.endswith("/800007")]
        return society.properties.get("linked_to")

    assert linked(PARTS) == ["QUILL TRADING LLC", "STATE LANTERN LINES", "KITE AIR"]
    assert linked([SDN]) is None
    facts = facts_in("Linked To: KITE AIR; a.k.a. 'A; B; Linked To: QUI", loader(SOURCE).WORDING, cut=True)
    assert [fact.value for fact in facts] == ["KITE AIR"]


def test_what_is_of_a_person_s_life_is_private(outcome: Outcome) -> None:
    private = {own.name for own in schema().kind("Person").properties.values() if own.private}
    assert private == {"address", "birth_date", "birth_dates", "birth_places", "documents"}
    for person in (entity for entity in outcome(SOURCE, PARTS).entities() if entity.kind == "Person"):
        assert person.properties.keys() <= private | {
            "linked_to", "weak_names", "website", "nationality", "nationalities", "citizenships",
        }  # fmt: skip
        assert all(identifier.startswith("ofac:") for identifier in person.identifiers)


def test_a_listing_is_on_the_sdn_list_alone_and_has_no_day(outcome: Outcome) -> None:
    listings = outcome(SOURCE, PARTS).relations()
    assert {(listing.to_id, listing.start, listing.end) for listing in listings} == {
        ("list/us-ofac-sdn", None, None)
    }


@pytest.mark.parametrize(
    ("remarks", "expected"),
    [
        ("Minister of Samples", [("remark", "Minister of Samples", "")]),
        ("Commander of the 31st Brigade since 1999.", [("remark", "Commander of the 31st Brigade since 1999", "")]),
        ("Passport A12 (Turkey) issued 01 Aug 2012 expires 2017", [("document", "A12", "TR")]),
        ("Tarjeta Profesional 12 (Abogado) (Colombia)", [("document", "12 (Abogado)", "CO")]),
        ("Alt. POB: Sampletown", [("birth_place", "Sampletown", "")]),
        ("nationality Haiti;arrested 23 Apr 2002", [("nationality", "Haiti", ""), ("remark", "23 Apr 2002", "")]),
        ("C.U.R.P. # X1 (Mexico)", [("document", "X1", "MX")]),
        ("Cedula No. 7; alt. Cedula No. 8", [("document", "7", ""), ("document", "8", "")]),
    ],
)  # fmt: skip
def test_remarks_are_parted_into_facts(remarks: str, expected: list[tuple[str, str, str]]) -> None:
    facts = facts_in(remarks, loader(SOURCE).WORDING)
    assert [(fact.use, fact.value, fact.country) for fact in facts] == expected


@pytest.mark.parametrize("remark", ["Moon Number 7", "Mood: calm", "No. of moons 12"])
def test_what_may_be_a_new_label_is_not_taken_for_a_remark(remark: str) -> None:
    with pytest.raises(RecordError, match="begins with no label"):
        list(facts_in(remark, loader(SOURCE).WORDING))


def test_every_declared_use_is_one_that_the_loader_knows() -> None:
    module = loader(SOURCE)
    lookups = module.SOURCE.lookups
    uses = {use for kept in module.KEPT.values() for use in kept}
    remarked = {"risk", "listing", "remark", "weak_name"}
    assert set(lookups["fact"].values()) | set(lookups["remark"].values()) <= uses | remarked | {
        *module.UNSAID
    }
    identifying = {label for label, use in lookups["fact"].items() if use == "identifier"}
    assert identifying == set(lookups["identifier"])
    assert all("" in schemes for schemes in lookups["identifier"].values())
    assert set(lookups["programme"].values()) == {"list", "tag"}
    assert set(lookups["elsewhere"].values()) <= set(lookups["programme"])
    assert set(lookups["elsewhere"]) <= set(lookups["fact"])

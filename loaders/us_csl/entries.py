"""One row of the Consolidated Screening List in one form, whichever file it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.countries import country_code
from beholden.graph.dates import day_month_year, partial_date
from beholden.loaders import Record, RecordError, Source, web_address
from beholden.loaders.us_csl.cells import Fact, addresses, aliases, country, facts, parts, readable
from beholden.loaders.us_csl.names import named, split
from beholden.loaders.us_csl.rows import OWN_ID

OFAC_PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
EVERYWHERE = "everywhere"
"""The field that `read` adds: the cells with the addresses and the country of all rows of the party."""

_LINKED = "Linked To:"
# Known and not part of this graph: tonnage, owners as text, what is private of persons, ids of the row itself.
_LEFT = (
    OWN_ID, "id", "score", "country", "source_list_url", "places_of_birth", "gross_tonnage",
    "gross_registered_tonnage", "vessel_owner",
)  # fmt: skip


@dataclass(slots=True)
class ListEntry:
    """What a row says. Dates are ISO text or None, countries alpha-2 codes or None.

    `rule` is what [lookup.source] says of the list, `number` OFAC's or "", `published` the name as published.
    """

    word: str
    rule: Mapping[str, Any]
    number: str
    kind: str
    published: str
    name: str
    names: list[str]
    page: str | None
    programmes: list[str]
    addresses: list[str]
    country: str | None
    facts: list[Fact]
    start: str | None
    end: str | None
    legal_basis: str
    licence_policy: str
    linked: list[str] = field(default_factory=list)
    scope: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    birth_date: str | None = None
    nationality: str | None = None
    vessel: dict[str, str | None] = field(default_factory=dict)

    def values(self, use: str) -> list[str]:
        """The different values of the facts of one use, in the row's order."""
        return list(dict.fromkeys(fact.value for fact in self.facts if fact.use == use))

    def labelled(self, labels: Collection[str]) -> list[Fact]:
        """The facts with one of these labels, but for those that only point to where one can read on."""
        return [
            fact for fact in self.facts if fact.label in labels and not fact.value.startswith("For more ")
        ]


def entry_of(record: Record, source: Source) -> ListEntry:
    """Take a row out of a record; RecordError for a word, label or date that is not known."""
    word = _text(record, "source")
    rule = source.lookup("source", word)
    number = _text(record, "entity_number")
    if bool(number) != rule.get("ofac", False):
        raise RecordError(
            f'entity_number "{number}" on a row of {word}: the Treasury gives one, and only the Treasury'
        )
    published = str(record.take("name"))
    found = named(published)
    type_word = _text(record, "type")
    kind = source.lookup("type", type_word)
    others = aliases(record.take("alt_names", optional=True), rule.get("aliases") == "commas")
    where = _text(record, "source_information_url")
    entry = ListEntry(
        word=word,
        rule=rule,
        number=number,
        kind=kind,
        published=published,
        name=found.name,
        names=[*(name for text in others for name in split(text)), *found.others],
        page=OFAC_PAGE + number if number else web_address(where),
        programmes=parts(record.take("programs", optional=True)),
        addresses=addresses(record.take("addresses", optional=True)),
        country=_country(record.take(EVERYWHERE), rule.get("bare_states", False)),
        facts=[],
        start=_day(record, "start_date"),
        end=_day(record, "end_date"),
        legal_basis=_text(record, "federal_register_notice"),
        licence_policy=_text(record, "license_policy"),
    )
    requirement = _text(record, "license_requirement")
    entry.scope += [text for text in (requirement, found.scope) if text]
    if found.affiliate_of:
        entry.linked.append(found.affiliate_of)
    ids = record.take("ids", optional=True)
    if kind != "Person":
        entry.facts += facts(ids, source.lookups["fact"])
    _add_remarks(entry, record, source)
    _add_person_and_vessel(entry, record, type_word)
    record.leave(*_LEFT)
    return entry


def _add_remarks(entry: ListEntry, record: Record, source: Source) -> None:
    """Add title and remarks; of persons the title alone, since the remarks tell of kin and whereabouts."""
    for text in (_text(record, "title"), source.lookup("standard_order", _text(record, "standard_order"))):
        if text:
            entry.remarks.append(text)
    for piece in parts(record.take("remarks", optional=True)):
        text = piece.removeprefix("(") if piece.startswith(f"({_LINKED}") else piece
        use = next(
            (use for opening, use in source.lookups["remark"].items() if text.startswith(opening)), "remark"
        )
        if text.startswith(_LINKED):
            party = text.removeprefix(_LINKED).strip()
            entry.linked.append(party.removesuffix(")") if party.count(")") > party.count("(") else party)
        elif entry.kind != "Person" and use != "left":
            (entry.scope if use == "scope" else entry.remarks).append(text)


def _add_person_and_vessel(entry: ListEntry, record: Record, type_word: str | None) -> None:
    births = parts(record.take("dates_of_birth", optional=True))
    nationalities = [
        text for name in ("nationalities", "citizenships") for text in parts(record.take(name, optional=True))
    ]
    flag, call_sign, vessel = (_text(record, name) for name in ("vessel_flag", "call_sign", "vessel_type"))
    if entry.kind == "Person":
        entry.birth_date = _birth_date(births)
        entry.nationality = _only(country_code(text) for text in nationalities)
    elif births or nationalities:
        raise RecordError(f'date of birth or nationality of "{entry.name}", which is no person')
    if entry.kind == "Asset":
        entry.vessel = {
            "asset_type": (type_word or "").lower(),
            "vessel_type": vessel,
            "flag": country_code(flag),
            "call_sign": call_sign,
        }
    elif flag or call_sign or vessel:
        raise RecordError(f'flag, call sign or type of vessel of "{entry.name}", which is no vessel')


def _country(cells: Iterable[tuple[Any, Any]], bare_states: bool) -> str | None:
    """The country that all addresses of all rows of the party state, or None where one states none or another."""
    found: set[str | None] = set()
    for listed, stated in cells:
        found.update(country(address, bare_states) for address in addresses(listed or ""))
        if stated:
            found.add(country_code(str(stated)))
    return found.pop() if len(found) == 1 else None


def _birth_date(stated: Iterable[str]) -> str | None:
    """The date of birth, or None where several are possible or the one is only about right ("circa 1958")."""
    try:
        return _only(day(text) for text in stated)
    except RecordError:
        return None


def _only(values: Iterable[str | None]) -> str | None:
    """The one value of all, or None where there is none or more than one."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _day(record: Record, name: str) -> str | None:
    text = _text(record, name)
    return day(text) if text else None


def day(text: str) -> str:
    """ISO text of a day as OFAC writes it, ``2021-06-03`` or ``03 Jun 2021``; RecordError for any other."""
    try:
        return partial_date(text).text
    except SchemaError:
        try:
            return day_month_year(text)
        except ValueError as problem:
            raise RecordError(str(problem)) from problem


def _text(record: Record, name: str) -> str:
    return readable(str(record.take(name, optional=True)))

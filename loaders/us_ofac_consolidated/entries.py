"""One entry of an OFAC list, whichever file it comes from: its names, countries and the facts stated of it.

The CSV puts the facts into one text, ``Remarks``; the XML has a list of them. A fact has a label, which
[lookup.fact] of source.toml must know, and a value; a remark without a label must begin as [lookup.remark]
says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from beholden.graph.countries import country_code
from beholden.loaders import Record, RecordError, Source

VESSEL = ("Call_Sign", "Vess_type", "Tonnage", "GRT", "Vess_flag", "Vess_owner")

_LINKED = "Linked To:"
_POINTER = "For more information"
_SEMICOLON = re.compile(r";\s+")
_IN_BRACKETS = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_ABBREVIATED = re.compile(r"(?:\b(?:bros|co|corp|inc|ltd|mfg|no)|\.[a-z])\.\Z", re.IGNORECASE)
# Items of persons in the XML -> how the remarks of the CSV label the same fact.
_OF_PERSONS = {
    "dateOfBirthList": ("dateOfBirth", "DOB"),
    "placeOfBirthList": ("placeOfBirth", "POB"),
    "nationalityList": ("country", "nationality"),
    "citizenshipList": ("country", "citizen"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What an entry states. `use` is what the lookups say of the label, `country` an alpha-2 code or ""."""

    label: str
    use: str
    value: str
    country: str = ""

    @property
    def text(self) -> str:
        """Label and value, as published."""
        return self.value if self.value.startswith(self.label) else f"{self.label} {self.value}"


@dataclass(slots=True)
class ListEntry:
    """An entry in one form. `weak` names are those that OFAC calls too broad or generic to search by."""

    number: str
    name: str
    type: str
    title: str
    programmes: list[str]
    names: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def values(self, use: str) -> list[str]:
        """The different values of the facts of one use, in the file's order."""
        return list(dict.fromkeys(fact.value for fact in self.facts if fact.use == use))

    def labelled(self, labels: Collection[str]) -> list[Fact]:
        """The facts with one of these labels, but for those that only point to where one can read on."""
        return [fact for fact in self.facts if fact.label in labels and not fact.value.startswith(_POINTER)]


def entry_of(record: Record, source: Source) -> ListEntry:
    """Take an entry out of a record of either file; RecordError for a label or country that is not known."""
    return _from_csv(record, source) if "ent_num" in record.fields else _from_xml(record, source)


def _from_csv(record: Record, source: Source) -> ListEntry:
    entry = ListEntry(
        number=record.take("ent_num"),
        name=record.take("SDN_Name"),
        type=record.take("SDN_Type", optional=True) or "entity",
        title=record.take("Title", optional=True),
        programmes=record.take("Program").split("] ["),
    )
    record.leave(*(name for name in VESSEL if not record.fields[name]))
    for alias in _parts(record, "aliases"):
        alias.leave("ent_num", "alt_num")
        source.lookup("alias", alias.take("alt_type"))
        entry.names.append(alias.take("alt_name"))
    for address in _parts(record, "addresses"):
        address.leave("ent_num", "add_num")
        _add_address(entry, [address.take(name, optional=True) for name in ("address", "city", "country")])
    _add(entry, facts_in(record.take("Remarks", optional=True), source))
    return entry


def _from_xml(record: Record, source: Source) -> ListEntry:
    entry = ListEntry(
        number=record.take("uid"),
        name=_name(record),
        type=record.take("sdnType").lower(),
        title=_if_there(record, "title"),
        programmes=list(record.take("programList")),
    )
    for alias in _parts(record, "akaList"):
        alias.leave("uid")
        source.lookup("alias", alias.take("type"))
        weak = {"strong": False, "weak": True}.get(alias.take("category"))
        if weak is None:
            raise RecordError("the category of an alias is neither strong nor weak")
        (entry.weak if weak else entry.names).append(_name(alias))
    for address in _parts(record, "addressList"):
        address.leave("uid")
        lines = [_if_there(address, name) for name in ("address1", "address2", "address3")]
        place = _joined(_if_there(address, name) for name in ("city", "stateOrProvince"))
        place = f"{place} {_if_there(address, 'postalCode')}".strip()
        _add_address(entry, [*lines, place, _if_there(address, "country")])
    for list_, (item, label) in _OF_PERSONS.items():
        for part in _parts(record, list_):
            part.leave("uid", "mainEntry")
            entry.facts.append(Fact(label, source.lookup("fact", label), part.take(item)))
    for part in _parts(record, "idList"):
        part.leave("uid", "issueDate", "expirationDate")
        label = part.take("idType")
        issued_in = _if_there(part, "idCountry")
        use, value = source.lookup("fact", label), part.take("idNumber")
        entry.facts.append(Fact(label, use, value, country(issued_in) if issued_in else ""))
    _add(entry, facts_in(_if_there(record, "remarks"), source))
    return entry


def _add(entry: ListEntry, facts: Iterable[Fact]) -> None:
    """Add facts from remarks, where the CSV has the weak aliases as well."""
    for fact in facts:
        if fact.use == "weak_name":
            entry.weak.append(fact.value.removeprefix("'").removesuffix("'"))
        else:
            entry.facts.append(fact)


def facts_in(remarks: str, source: Source) -> Iterator[Fact]:
    """Yield the facts in remarks: parted by semicolons, with a full stop after the last.

    A semicolon within the quotation marks of an alias parts nothing.
    """
    text = remarks.strip()
    if text.endswith(".") and _ABBREVIATED.search(text) is None:
        text = text[:-1]
    pieces = _SEMICOLON.split(text) if text else []
    while pieces:
        fact = _fact(pieces.pop(0), source)
        while fact.use == "weak_name" and not fact.value.endswith("'"):
            if not pieces:
                raise RecordError(f"the quotation mark of the alias {fact.value} is never closed")
            fact = replace(fact, value=f"{fact.value}; {pieces.pop(0)}")
        yield fact


def _fact(piece: str, source: Source) -> Fact:
    text = piece.removeprefix("alt. ")
    if text.startswith(f"({_LINKED}"):
        text = text.removeprefix("(")
    labels = [label for label in source.lookups["fact"] if f"{text} ".startswith(f"{label} ")]
    label = max(labels, key=len, default="")
    if not label:
        return _unlabelled(text, source)
    use, value = source.lookup("fact", label), text.removeprefix(label).strip()
    if label == _LINKED and value.count(")") > value.count("("):  # the XML has brackets around the label
        value = value.removesuffix(")")
    if not value:
        raise RecordError(f'"{label}" stands in the remarks without a value')
    found = _IN_BRACKETS.fullmatch(value) if use == "identifier" else None
    code = country_code(found[2]) if found else None
    return Fact(label, use, found[1], code) if found and code else Fact(label, use, value)


def _unlabelled(text: str, source: Source) -> Fact:
    for opening, use in source.lookups["remark"].items():
        if text.startswith(opening):
            return Fact(opening, use, text)
    raise RecordError(
        f'the remark "{text[:80]}" begins with no label of [lookup.fact] and no words of [lookup.remark] '
        "in source.toml"
    )


def _parts(record: Record, name: str) -> Iterator[Record]:
    """Yield the items of a list in a record; RecordError for a filled field of an item that is not taken."""
    for item in record.fields.pop(name, ()):
        part = Record(item, record.where)
        yield part
        if left := [field for field, value in part.fields.items() if value]:
            raise RecordError(f"{name}: {', '.join(left)} neither taken nor left; OFAC may have added it")


def _name(record: Record) -> str:
    """The name of an entry or alias of the XML, as the CSV writes it: persons as SURNAME, Given Names."""
    first = _if_there(record, "firstName")
    last: str = record.take("lastName")
    return f"{last}, {first}" if first else last


def _if_there(record: Record, name: str) -> str:
    text: str = record.take(name, optional=True) if name in record.fields else ""
    return text


def _add_address(entry: ListEntry, parts: list[str]) -> None:
    """Add an address, whose last part is the country."""
    if parts[-1]:
        entry.countries.append(country(parts[-1]))
    if any(parts[:-1]):
        entry.addresses.append(_joined(parts))


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def country(name: str) -> str:
    """The alpha-2 code of a country named in a record; RecordError for a name that is not known."""
    code = country_code(name)
    if code is None:
        raise RecordError(f'country "{name}" is not known to beholden.graph.countries')
    return code

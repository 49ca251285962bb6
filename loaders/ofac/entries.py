"""One entry of an OFAC list, whichever file it comes from: its names, countries and the facts stated of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from beholden.loaders import Record, RecordError
from beholden.loaders.ofac.csv_files import CUT_AFTER
from beholden.loaders.ofac.facts import Fact, Wording, facts_in

_POINTER = "For more information"
# Column of the CSV and element of vesselInfo in the XML -> what both are called here.
_VESSEL_COLUMNS = {
    "Call_Sign": "call_sign",
    "Vess_type": "vessel_type",
    "Tonnage": "tonnage",
    "GRT": "gross_tonnage",
    "Vess_flag": "flag",
    "Vess_owner": "owner",
}
_VESSEL_ELEMENTS = {
    "callSign": "call_sign",
    "vesselType": "vessel_type",
    "tonnage": "tonnage",
    "grossRegisteredTonnage": "gross_tonnage",
    "vesselFlag": "flag",
    "vesselOwner": "owner",
}
# Items of persons in the XML -> how the remarks of the CSV label the same fact.
_OF_PERSONS = {
    "dateOfBirthList": ("dateOfBirth", "DOB"),
    "placeOfBirthList": ("placeOfBirth", "POB"),
    "nationalityList": ("country", "nationality"),
    "citizenshipList": ("country", "citizen"),
}


@dataclass(slots=True)
class ListEntry:
    """An entry in one form. `weak` names are those that OFAC calls too broad or generic to search by.

    `vessel` has what the columns for vessels say, only what is filled: call_sign, vessel_type, tonnage,
    gross_tonnage, flag, owner.
    """

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
    vessel: dict[str, str] = field(default_factory=dict)

    def values(self, use: str) -> list[str]:
        """The different values of the facts of one use, in the file's order."""
        return list(dict.fromkeys(fact.value for fact in self.facts if fact.use == use))

    def labelled(self, labels: Collection[str]) -> list[Fact]:
        """The facts with one of these labels, but for those that only point to where one can read on."""
        return [fact for fact in self.facts if fact.label in labels and not fact.value.startswith(_POINTER)]


def entry_of(record: Record, wording: Wording) -> ListEntry:
    """Take an entry out of a record of either file; RecordError for a label or country that is not known."""
    entry = _from_csv(record, wording) if "ent_num" in record.fields else _from_xml(record, wording)
    if entry.vessel and entry.type != "vessel":
        raise RecordError(f"{', '.join(entry.vessel)} of a vessel, on an entry of type {entry.type}")
    return entry


def _from_csv(record: Record, wording: Wording) -> ListEntry:
    cut = len(record.fields["Remarks"]) == CUT_AFTER  # with the rest behind them they are longer
    entry = ListEntry(
        number=record.take("ent_num"),
        name=record.take("SDN_Name"),
        type=record.take("SDN_Type", optional=True) or "entity",
        title=record.take("Title", optional=True),
        programmes=record.take("Program").split("] ["),
        vessel=_filled(record, _VESSEL_COLUMNS),
    )
    for alias in _parts(record, "aliases"):
        alias.leave("ent_num", "alt_num")
        wording.source.lookup("alias", alias.take("alt_type"))
        entry.names.append(alias.take("alt_name"))
    for address in _parts(record, "addresses"):
        address.leave("ent_num", "add_num")
        lines = [address.take(name, optional=True) for name in ("address", "city", "country")]
        _add_address(entry, lines, wording)
    _add(entry, facts_in(record.take("Remarks", optional=True), wording, cut))
    return entry


def _from_xml(record: Record, wording: Wording) -> ListEntry:
    entry = ListEntry(
        number=record.take("uid"),
        name=_name(record),
        type=record.take("sdnType").lower(),
        title=_if_there(record, "title"),
        programmes=list(record.take("programList")),
    )
    for alias in _parts(record, "akaList"):
        alias.leave("uid")
        wording.source.lookup("alias", alias.take("type"))
        weak = {"strong": False, "weak": True}.get(alias.take("category"))
        if weak is None:
            raise RecordError("the category of an alias is neither strong nor weak")
        (entry.weak if weak else entry.names).append(_name(alias))
    for address in _parts(record, "addressList"):
        address.leave("uid")
        lines = [_if_there(address, name) for name in ("address1", "address2", "address3")]
        place = _joined(_if_there(address, name) for name in ("city", "stateOrProvince"))
        place = f"{place} {_if_there(address, 'postalCode')}".strip()
        _add_address(entry, [*lines, place, _if_there(address, "country")], wording)
    for list_, (item, label) in _OF_PERSONS.items():
        for part in _parts(record, list_):
            part.leave("uid", "mainEntry")
            entry.facts.append(Fact(label, wording.source.lookup("fact", label), part.take(item)))
    for part in _parts(record, "idList"):
        part.leave("uid", "issueDate", "expirationDate")
        type_, issued_in = part.take("idType"), _if_there(part, "idCountry")
        label = wording.label(type_) or type_  # "Digital Currency Address - XBT" has its currency behind
        use = wording.source.lookup("fact", label)
        value = f"{type_.removeprefix(label)} {part.take('idNumber')}".strip()
        entry.facts.append(Fact(label, use, value, wording.country(issued_in) if issued_in else ""))
    if vessel := record.fields.pop("vesselInfo", None):
        part = Record(vessel, record.where, text="")
        entry.vessel.update(_filled(part, _VESSEL_ELEMENTS))
        _must_be_taken("vesselInfo", part)
    _add(entry, facts_in(_if_there(record, "remarks"), wording))
    return entry


def _add(entry: ListEntry, facts: Iterable[Fact]) -> None:
    """Add facts from remarks, where the CSV has the weak aliases as well."""
    for fact in facts:
        if fact.use == "weak_name":
            entry.weak.append(fact.value.removeprefix("'").removesuffix("'"))
        else:
            entry.facts.append(fact)


def _filled(record: Record, names: Mapping[str, str]) -> dict[str, str]:
    """What the fields of these names say, under our names, without those that are empty."""
    values = {ours: _if_there(record, name) for name, ours in names.items()}
    return {ours: value for ours, value in values.items() if value}


def _parts(record: Record, name: str) -> Iterator[Record]:
    """Yield the items of a list in a record; RecordError for a filled field of an item that is not taken."""
    for item in record.fields.pop(name, ()):
        part = Record(item, record.where, text="")
        yield part
        _must_be_taken(name, part)


def _must_be_taken(name: str, part: Record) -> None:
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


def _add_address(entry: ListEntry, parts: list[str], wording: Wording) -> None:
    """Add an address, whose last part is the country."""
    if parts[-1] and (code := wording.country(parts[-1])):
        entry.countries.append(code)
    if any(parts[:-1]):
        entry.addresses.append(_joined(parts))


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)

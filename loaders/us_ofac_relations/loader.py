"""OFAC's advanced data: each record is one party, or one relation of two parties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from beholden.errors import SourceError
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Skipped,
    Snapshot,
    Source,
    checked,
)
from beholden.loaders.elements import Element, elements, local, nested, place, source_text, text
from beholden.loaders.listed import Nested, parts
from beholden.loaders.listed import text as text_of

SOURCE = Source.beside(__file__)
PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
ROOT = "Sanctions"
SETS = ("PartyType", "PartySubType", "NamePartType", "RelationType")
PARTY, RELATION = "DistinctParty", "ProfileRelationship"
ELSEWHERE = {
    "SanctionsEntry": "a listing: the lists have sources of their own",
    "IDRegDocument": "a paper: the lists have sources of their own",
    "Location": "a place: the lists have sources of their own",
}
_LAST = ("Last Name", "Matronymic")


@dataclass(slots=True)
class Words:
    """The reference values: set -> id -> word; and of sub-types the type that each belongs to."""

    words: dict[str, dict[str, str]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def word(self, set_: str, id: str) -> str:
        """The word of an id; RecordError for one that the file does not explain."""
        try:
            return self.words[set_][id]
        except KeyError:
            raise RecordError(f'{set_} "{id}" is not among the reference values of the file') from None


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day on which the file says that it was issued."""
    days = {_issued(file) for file in files}
    day = days.pop() if len(days) == 1 else None
    return Snapshot(day, "stated", True) if day else Snapshot()


def _issued(file: Path) -> date | None:
    for element in elements(file, "OFAC's", (ROOT,), ("DateOfIssue", PARTY)):
        if local(element) == "DateOfIssue":
            found = {local(child): text(child) for child in element}
            try:
                return date(int(found["Year"]), int(found["Month"]), int(found["Day"]))
            except (KeyError, ValueError) as problem:
                raise SourceError(
                    f"{file.name}: DateOfIssue must have a Year, a Month and a Day ({problem})"
                ) from problem
        return None
    raise SourceError(f"{file.name}: there is no record in it")


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the parties and the relations of ownership or control; what else there is, is skipped."""
    for file in files:
        words, assets = Words(), set[str]()
        for element in elements(file, "OFAC's", (ROOT,), (*SETS, PARTY, RELATION, *ELSEWHERE)):
            name = local(element)
            if name in SETS:
                words.words.setdefault(name, {})[element.get("ID", "")] = text(element)
                if name == "PartySubType":
                    words.types[element.get("ID", "")] = element.get("PartyTypeID", "")
            elif name in ELSEWHERE:
                yield Skipped(place(file, element), ELSEWHERE[name])
            elif name == PARTY:
                party = nested(element)
                assets.update(_assets(party, words))
                yield Record({"party": party, "words": words}, place(file, element), source_text(element))
            else:
                yield _relation(file, element, words, assets)


def _relation(
    file: Path, element: Element, words: Words, assets: Collection[str]
) -> Record | Skipped | Rejected:
    where = place(file, element)
    try:
        word = words.word("RelationType", element.get("RelationTypeID", ""))
    except RecordError as problem:
        return Rejected(where, str(problem), source_text(element))
    if word not in SOURCE.lookups["relation"]:
        return Skipped(where, f"{word}: neither ownership nor control")
    if element.get("From-ProfileID") in assets:
        return Skipped(
            where, f"{word}, of a vessel or aircraft: no ownership is stated, and an asset is not controlled"
        )
    fields = {"relation": nested(element), "word": word}
    return Record(fields, where, source_text(element))


def _assets(party: Nested, words: Words) -> Iterator[str]:
    """Yield the ids of the profiles that are assets."""
    for profile in parts(party, "Profile"):
        type_ = words.types.get(text_of(profile, "@PartySubTypeID"), "")
        if SOURCE.lookups["party_type"].get(words.words.get("PartyType", {}).get(type_, "")) == "Asset":
            yield text_of(profile, "@ID")


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the party is, or which party is said to be owned or controlled by which."""
    if "party" in record.fields:
        party, words = record.take("party"), record.take("words")
        yield from _party(party, words)
        return
    relation, word = record.take("relation"), record.take("word")
    owned, owner = (text_of(relation, f"@{end}-ProfileID") for end in ("From", "To"))
    if not owned or not owner:
        raise RecordError("From-ProfileID or To-ProfileID is missing")
    if owned == owner:
        raise RecordError(f"{owned} is said to be {word} itself")
    former = text_of(relation, "@Former") == "true"
    yield SOURCE.relation(
        "CONTROLS",
        f"us_ofac_relations/{owner}",
        f"us_ofac_relations/{owned}",
        mechanism=SOURCE.lookup("relation", word),
        direct="not_stated",
        dispute="OFAC calls the relation former, without a date" if former else None,
        page=PAGE + owned,
        quote=word,
    )


def _party(party: Nested, words: Words) -> Iterator[Entity]:
    profiles = parts(party, "Profile")
    if not profiles:
        raise RecordError("the party has no Profile")
    for profile in profiles:
        id, sub_type = text_of(profile, "@ID"), text_of(profile, "@PartySubTypeID")
        if not id:
            raise RecordError("the profile has no ID")
        kind = SOURCE.lookup("party_type", words.word("PartyType", words.types.get(sub_type, "")))
        names, weak = _names(profile, words)
        if not kind or not names:
            raise RecordError("there is no name, or the profile is a place and no party")
        yield SOURCE.entity(
            kind,
            id=id,
            name=names[0],
            names=names[1:],
            weak_names=weak,
            identifiers=[checked("ofac", id)],
            kind_stated=kind != "Organization",
            page=PAGE + id,
            **({"asset_type": words.word("PartySubType", sub_type).lower()} if kind == "Asset" else {}),
        )


def _names(profile: Nested, words: Words) -> tuple[list[str], list[str]]:
    """The names, the primary one first, and the weak ones apart."""
    primary, others, weak = list[str](), list[str](), list[str]()
    for identity in parts(profile, "Identity"):
        types = {
            text_of(group, "@ID"): words.word("NamePartType", text_of(group, "@NamePartTypeID"))
            for group in parts(identity, "NamePartGroups", "MasterNamePartGroup", "NamePartGroup")
        }
        for alias in parts(identity, "Alias"):
            if text_of(alias, "@LowQuality") == "true":
                into = weak
            else:
                into = primary if text_of(alias, "@Primary") == "true" else others
            into += [
                name for documented in parts(alias, "DocumentedName") if (name := _name(documented, types))
            ]
    return list(dict.fromkeys([*primary, *others])), list(dict.fromkeys(weak))


def _name(documented: Nested, types: dict[str, str]) -> str:
    values = parts(documented, "DocumentedNamePart", "NamePartValue")
    found = [(types.get(text_of(one, "@NamePartGroupID"), ""), text_of(one, "#")) for one in values]
    return " ".join(value for _, value in sorted(found, key=lambda one: one[0] in _LAST) if value)

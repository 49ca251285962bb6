"""What the statements about entities and persons say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.loaders import Entity, RecordError, Source, checked, web_address
from beholden.loaders.bods.values import objects, part, text, texts

_NO_REASON = "unknown"


def entity(source: Source, id: str, details: Mapping[str, Any], said: Mapping[str, Any]) -> Entity:
    """The entity of a statement; one that is anonymous or unknown has the reason and joins nothing."""
    type_ = part(details, "entityType")
    word = text(type_, "type")
    kind = source.lookup("entity_type", word)
    unnamed = word in ("anonymousEntity", "unknownEntity")
    reason = _reason(source, part(details, "unspecifiedEntityDetails"), unnamed)
    jurisdiction = _jurisdiction(part(details, "jurisdiction"))
    name = text(details, "name")
    if not name and not reason:
        raise RecordError(f'there is no name of an entity of type "{word}"')
    properties: dict[str, Any] = {"legal_form": text(type_, "details") or text(type_, "subtype")}
    return source.entity(
        kind,
        id=id,
        name=name or f"Entity that is not named: {word}",
        names=texts(details, "alternateNames"),
        country=jurisdiction or _only(_countries(details)),
        identifiers=[] if reason else list(_identifiers(details)),
        kind_stated=kind != "Organization",
        jurisdiction=jurisdiction,
        founded_on=_day(details, "foundingDate"),
        website=web_address(text(details, "uri")) if text(details, "uri") else None,
        address=_addresses(details),
        unknown_reason=reason,
        **properties,
        **said,
    )


def person(source: Source, id: str, details: Mapping[str, Any], said: Mapping[str, Any]) -> Entity:
    """The person of a statement; one that is anonymous or unknown has the reason and joins nothing."""
    word = text(details, "personType")
    unnamed = source.lookup("person_type", word) == "unnamed"
    reason = _reason(source, part(details, "unspecifiedPersonDetails"), unnamed)
    names = [name for name in map(_full_name, _legal_first(objects(details, "names"))) if name]
    if not names and not reason:
        raise RecordError(f'there is no name of a person of type "{word}"')
    nationalities = [code for code in dict.fromkeys(_nationalities(details)) if code]
    place = part(details, "placeOfBirth") or part(details, "placeOfResidence")
    return source.entity(
        "Person",
        id=id,
        name=names[0] if names else f"Person who is not named: {word}",
        names=names[1:],
        birth_date=_day(details, "birthDate"),
        birth_places=[text(place, "address")] if text(place, "address") else [],
        nationality=nationalities[0] if len(nationalities) == 1 else None,
        nationalities=nationalities if len(nationalities) > 1 else [],
        documents=[
            " ".join(filter(None, (text(one, "schemeName") or text(one, "scheme"), text(one, "id"))))
            for one in objects(details, "identifiers")
            if text(one, "id")
        ],
        address=_addresses(details),
        unknown_reason=reason,
        **said,
    )


def unspecified(source: Source, id: str, value: Mapping[str, Any], said: Mapping[str, Any]) -> Entity:
    """A party that a relationship does not specify: one of its own, with the reason."""
    word = text(value, "reason")
    described = text(value, "description")
    return source.entity(
        "Organization",
        id=id,
        name=f"Party that is not specified: {described or word or 'no reason is stated'}",
        kind_stated=False,
        unknown_reason=source.lookup("reason", word) if word else _NO_REASON,
        **said,
    )


def _reason(source: Source, details: Mapping[str, Any], unnamed: bool) -> str | None:
    word = text(details, "reason")
    if word:
        found: str = source.lookup("reason", word)
        return found
    return _NO_REASON if unnamed else None


def _jurisdiction(value: Mapping[str, Any]) -> str | None:
    """The alpha-2 code of a jurisdiction; RecordError for one that is stated and not known."""
    stated = [word for word in (text(value, "code"), text(value, "name")) if word]
    found = next(
        (code for word in stated if (code := country_code(word.upper() if len(word) < 7 else word))), None
    )
    if stated and found is None:
        raise RecordError(f'jurisdiction "{stated[0]}" is not known to beholden.graph.countries')
    return found


def _countries(details: Mapping[str, Any]) -> Iterator[str | None]:
    for address in objects(details, "addresses"):
        country = address.get("country")
        words = (
            [country]
            if isinstance(country, str)
            else [text(part(address, "country"), key) for key in ("code", "name")]
        )
        if any(words):
            yield next((code for word in words if word and (code := country_code(word))), None)


def _nationalities(details: Mapping[str, Any]) -> Iterator[str | None]:
    for one in objects(details, "nationalities"):
        yield (
            country_code(text(one, "code").upper()) if text(one, "code") else country_code(text(one, "name"))
        )


def _identifiers(details: Mapping[str, Any]) -> Iterator[str | None]:
    for one in objects(details, "identifiers"):
        scheme, id = text(one, "scheme"), text(one, "id")
        if not id:
            continue
        if scheme in ("XI-LEI", "LEI"):
            yield checked("lei", id)
        elif scheme:
            yield checked("company_number", f"{scheme}:{id}")
        else:
            yield f"unchecked-number:{id}"


def _addresses(details: Mapping[str, Any]) -> list[str]:
    found = []
    for one in objects(details, "addresses"):
        country = one.get("country")
        named = country if isinstance(country, str) else text(part(one, "country"), "name")
        whole = text(one, "address")
        found.append(
            ", ".join(
                word
                for word in (whole, text(one, "postCode"), named)
                if word and (word == whole or word not in whole)
            )
        )
    return [address for address in dict.fromkeys(found) if address]


def _legal_first(names: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The names, with the legal one in front; a name without a type may be it."""
    return sorted(names, key=lambda name: text(name, "type") not in ("legal", "individual", ""))


def _full_name(name: Mapping[str, Any]) -> str:
    parts = (text(name, "givenName"), text(name, "patronymicName"), text(name, "familyName"))
    return text(name, "fullName") or " ".join(part for part in parts if part)


def _day(details: Mapping[str, Any], name: str) -> str | None:
    word = text(details, name)
    try:
        return partial_date(word[:10]).text if word else None
    except SchemaError as problem:
        raise RecordError(f"{name}: {problem}") from problem


def _only(values: Iterable[str | None]) -> str | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None

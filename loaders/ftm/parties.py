"""What an entity that is a party or an asset says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.loaders import Entity, RecordError, Source, checked, web_address
from beholden.loaders.listed import births, nationalities, only

_NAMES = ("alias", "previousName", "abbreviation")


def party(source: Source, kind: str, entity: Mapping[str, Any]) -> Entity:
    """The party or asset; RecordError where it has no name at all."""
    properties = entity["properties"]
    names = texts(properties, "name")
    caption = entity.get("caption")
    name = caption.strip() if isinstance(caption, str) and caption.strip() in names else next(iter(names), "")
    others = [text for own in ("name", *_NAMES) for text in texts(properties, own)]
    name = name or next(iter(others), "") or (caption.strip() if isinstance(caption, str) else "")
    if not name:
        raise RecordError(f"there is no name of this {entity['schema']}")
    numbers = [
        (scheme, value)
        for own, scheme in source.lookups["identifier"].items()
        for value in texts(properties, own)
    ]
    common: dict[str, Any] = {
        "id": entity["id"],
        "name": name,
        "names": others,
        "weak_names": texts(properties, "weakAlias"),
        **said_of(entity),
    }
    if kind == "Person":
        return source.entity(
            kind,
            country=_country(properties, "country"),
            identifiers=[checked(scheme, value) for scheme, value in numbers if scheme == "wikidata"],
            documents=[value for scheme, value in numbers if scheme not in ("wikidata", "website")],
            birth_places=texts(properties, "birthPlace"),
            address=texts(properties, "address"),
            **births(texts(properties, "birthDate")),
            **nationalities(country_code(code.upper()) for code in texts(properties, "nationality")),
            **common,
        )
    identifiers = [
        f"{scheme}:{value}" if scheme.startswith("unchecked-") else checked(scheme, value)
        for scheme, value in numbers
    ]
    if kind == "Asset":
        asset = str(entity["schema"]).lower()
        return source.entity(
            kind, identifiers=identifiers, asset_type=asset, flag=_country(properties, "flag"), **common
        )
    return source.entity(
        kind,
        country=_country(properties, "country") or _country(properties, "jurisdiction"),
        identifiers=identifiers,
        kind_stated=kind != "Organization",
        jurisdiction=_country(properties, "jurisdiction"),
        legal_form="; ".join(texts(properties, "legalForm")),
        sector="; ".join(texts(properties, "sector")),
        founded_on=only(_days(properties, "incorporationDate")),
        website=next(filter(None, map(web_address, texts(properties, "website"))), None),
        address=texts(properties, "address"),
        **common,
    )


def said_of(entity: Mapping[str, Any]) -> dict[str, Any]:
    """Who says it: the data sets that the entity names."""
    datasets = entity.get("datasets")
    named = [one for one in datasets if isinstance(one, str) and one] if isinstance(datasets, list) else []
    return {"stated_by": ", ".join(named) or None}


def texts(properties: Mapping[str, Any], name: str) -> list[str]:
    """The texts of a property, each once; RecordError where it is neither a list nor a text."""
    values = properties.get(name)
    if values is None:
        return []
    if isinstance(values, str):  # some write a single value without its list
        values = [values]
    if not isinstance(values, list):
        raise RecordError(f"the property {name} must be a list of texts")
    found = (" ".join(str(value).split()) for value in values if not isinstance(value, (dict, list)))
    return [text for text in dict.fromkeys(found) if text]


def day(stated: Sequence[str]) -> str | None:
    """The one date of these texts, without its time; None where there is none or several."""
    if len(stated) != 1:
        return None
    try:
        return partial_date(stated[0][:10]).text
    except SchemaError as problem:
        raise RecordError(str(problem)) from problem


def _days(properties: Mapping[str, Any], name: str) -> list[str | None]:
    return [day([text]) for text in texts(properties, name)]


def _country(properties: Mapping[str, Any], name: str) -> str | None:
    """The one country of a property; codes that ISO 3166 does not have name none."""
    return only(code for text in texts(properties, name) if (code := country_code(text.upper())))

"""What level 1 says of a legal entity."""

from __future__ import annotations

from beholden.graph.countries import country_code
from beholden.loaders import Entity, RecordError, Source, checked
from beholden.loaders.gleif.parts import Parts, day

NO_REGISTER = frozenset(("RA888888", "RA999999"))
"""Codes that say that there is no register, or that its number is not given."""

NO_FORM = frozenset(("8888", "9999"))
"""Codes that say that the legal form has none, or is not given."""


def party(source: Source, parts: Parts) -> Entity:
    """The legal entity of a record of level 1."""
    lei = parts.needed("lei")
    category = parts.one("category")
    kind = source.lookup("category", category) if category else "Organization"
    country = country_of(source, parts.one("country"))
    number, register = parts.one("number"), parts.one("register")
    private = category == "SOLE_PROPRIETOR"
    return source.entity(
        kind,
        id=lei,
        name=parts.needed("name"),
        names=parts.all("names"),
        country=country,
        identifiers=[checked("lei", lei), *numbers_of(register, number, country)],
        kind_stated=kind != "Organization",
        jurisdiction=country_of(source, parts.one("jurisdiction").split("-")[0]),
        legal_form=_form(parts),
        company_number=number,
        founded_on=day(parts.one("founded")) if parts.one("founded") else None,
        address=[] if private else _addresses(parts),
        page=f"https://search.gleif.org/#/record/{lei}",
        **_level(source, parts, kind),
    )


def _level(source: Source, parts: Parts, kind: str) -> dict[str, str]:
    if kind != "PublicBody":
        return {}
    sub_category = parts.one("sub_category")
    if parts.one("category") == "INTERNATIONAL_ORGANIZATION":
        return {"level": "international"}
    return {"level": source.lookup("level", sub_category) if sub_category else ""}


def country_of(source: Source, code: str) -> str | None:
    """The country of a code; RecordError for one that is not known."""
    if not code:
        return None
    found: str | None = source.lookups["country"].get(code)
    if found is None and (found := country_code(code)) is None:
        raise RecordError(f'country "{code}" is not known to beholden.graph.countries')
    return found or None


def numbers_of(register: str, number: str, country: str | None) -> list[str | None]:
    """The number in the register, and China's unified social credit code where the number is one."""
    if not number or register in NO_REGISTER:
        return []
    numbers = [
        checked("company_number", f"{register}:{number}") if register else f"unchecked-number:{number}"
    ]
    if country == "CN" and (code := checked("uscc", number)) and not code.startswith("unchecked-"):
        numbers.append(code)
    return numbers


def _form(parts: Parts) -> str | None:
    code = parts.one("form_code")
    return parts.one("form") or (None if code in NO_FORM else code) or None


def _addresses(parts: Parts) -> list[str]:
    legal = ", ".join([*parts.all("address"), *parts.all("country")])
    main = ", ".join([*parts.all("headquarters"), *parts.all("headquarters_country")])
    return [address for address in dict.fromkeys((legal, main)) if address]

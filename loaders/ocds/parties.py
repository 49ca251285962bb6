"""The organisations of a process: who each is, and what register knows it by which number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from beholden.graph.countries import country_code
from beholden.loaders import Entity, RecordError, Source, checked
from beholden.loaders.ocds.processes import Process
from beholden.loaders.ocds.values import Object, part, parts, text, words

BUYERS = ("buyer", "procuringEntity")

_PREFIX = re.compile(r"ocds-[0-9a-z]{6}(?=-)", re.IGNORECASE)
_REGISTER = re.compile(r"[A-Z]{2}-[A-Z0-9_-]+")
_ADDRESS = ("streetAddress", "locality", "region", "postalCode", "countryName")


class Parties:
    """The organisations that a process names, each stated once."""

    def __init__(self, process: Process, source: Source, said: dict[str, Any]) -> None:
        """Index the parties of OCDS 1.1, to which the rest of a release refers by id."""
        self._process, self._source, self._said = process, source, said
        self._listed: dict[str, Object] = {}
        self.stated: dict[str, Entity] = {}
        for party in parts(process.value, "parties"):
            id = text(party, "id")
            other = self._listed.setdefault(id, party)
            if self._key(other) != self._key(party):
                raise RecordError(f'two parties have the id "{id}"')

    def with_role(self, role: str) -> list[Object]:
        """The parties that have a role in the process, as references."""
        return [party for party in self._listed.values() if role in words(party, "roles")]

    def state(self, reference: Object, is_buyer: bool = False) -> Entity:
        """The organisation that is referred to, or that stands there whole, as OCDS 1.0 has it.

        Its kind is stated only where its register has nothing else in it.
        """
        id = text(reference, "id")
        party = self._listed.get(id, reference) if id else reference
        identifier = part(party, "identifier")
        register, number = text(identifier, "scheme"), text(identifier, "id")
        rule = self._rule(register) if number else {}
        name = text(party, "name") or text(reference, "name") or text(identifier, "legalName")
        if not name:
            raise RecordError(f"an organisation has no name (id {id!r}, identifier {number!r})")
        where = part(party, "address")
        kind = rule.get("kind")
        entity = self._source.entity(
            kind or "Organization",
            key=self._key(party, name),
            name=name,
            names=[text(identifier, "legalName"), text(reference, "name")],
            country=country_code(text(where, "countryName")),
            identifiers=self._identifiers(party),
            kind_stated=kind is not None,
            address=self._address(where, whole=is_buyer or kind is not None),
            jurisdiction=rule.get("country") if kind else None,
            company_number=number if kind == "Company" else None,
            **self._said,
        )
        return self._once(entity)

    def _once(self, entity: Entity) -> Entity:
        """The entity as stated; what a second mention adds is added, since one record says one thing of it."""
        known = self.stated.setdefault(entity.id, entity)
        if known is not entity:
            names = dict.fromkeys((*known.names, entity.name, *entity.names))
            known.names = [name for name in names if name != known.name]
            known.identifiers = list(dict.fromkeys((*known.identifiers, *entity.identifiers)))
            known.country = known.country or entity.country
            known.properties = {**entity.properties, **known.properties}
        return known

    def _key(self, party: Object, name: str = "") -> Sequence[str]:
        """What tells an organisation from others of the same publisher: identifier, else id and name, else name."""
        identifier = part(party, "identifier")
        if number := text(identifier, "id"):
            return (self._publisher, "identifier", text(identifier, "scheme"), number)
        if id := text(party, "id"):
            return (self._publisher, "party", id, name or text(party, "name"))
        return (self._publisher, "name", name or text(party, "name"))

    @property
    def _publisher(self) -> str:
        """Who gives the ids: the prefix that a publisher registers for its processes, else its name."""
        found = _PREFIX.match(self._process.ocid)
        return found[0] if found else self._process.package.publisher or self._process.ocid

    def _rule(self, register: str) -> Object:
        rule: Object = self._source.lookups["register"].get(register.upper(), {})
        return rule

    def _identifiers(self, party: Object) -> Iterator[str | None]:
        """Yield the identifiers. One of a register that is not known joins nothing; one of a person is left out."""
        for identifier in (part(party, "identifier"), *parts(party, "additionalIdentifiers")):
            register, number = text(identifier, "scheme"), text(identifier, "id")
            rule = self._rule(register)
            if not number or ("person" in rule and re.fullmatch(rule["person"], number)):
                continue
            scheme = rule.get("scheme")
            if scheme == "company_number":
                yield checked(scheme, f"{register}:{number}")
            elif scheme:
                yield checked(scheme, number)
            elif _REGISTER.fullmatch(register.upper()):
                yield f"unchecked-{register.lower()}:{number}"
            else:
                yield f"unchecked-ocds:{number}" + (f" ({register})" if register else "")

    @staticmethod
    def _address(where: Object, whole: bool) -> list[str]:
        """The address in one line; `whole` with the street, which may be a person's home."""
        names = _ADDRESS if whole else ("locality", "region", "countryName")
        line = ", ".join(filter(None, (text(where, name) for name in names)))
        return [line] if line else []

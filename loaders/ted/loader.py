"""Contract award notices of the European Union: each record is one notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.concerns import found_in
from beholden.graph.countries import country_code
from beholden.loaders import Entity, Record, RecordError, Relation, Skipped, Snapshot, Source, web_address
from beholden.loaders.elements import elements, local, nested, place, source_text
from beholden.loaders.listed import Nested
from beholden.loaders.ted import eforms, export
from beholden.loaders.ted.notice import Deal, Notice, Organisation, joined

SOURCE = Source.beside(__file__)
ROOTS = (eforms.ROOT, *eforms.OTHERS, export.ROOT)
PAGE = "https://ted.europa.eu/en/notice/-/detail/"


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The newest day on which one of the notices was published."""
    days = [day for day in _survey(_marks(files))[1] if day]
    try:
        return Snapshot(max(map(date.fromisoformat, days)), "inferred") if days else Snapshot()
    except ValueError:
        return Snapshot()


def read(files: Sequence[Path]) -> Iterator[Record | Skipped]:
    """Yield the notices that award something; the others are skipped, and those that a later one changes."""
    changed, _ = _survey(_marks(files))
    for file in files:
        for root, where, stated, published in _notices(file):
            if root in eforms.OTHERS:
                yield Skipped(where, f"a {root}, which awards nothing")
            elif root == eforms.ROOT and not changed.isdisjoint(eforms.own_ids(stated)):
                yield Skipped(where, "a later notice changes it")
            elif not (eforms if root == eforms.ROOT else export).awards(stated):
                yield Skipped(where, "a notice in which nothing is awarded")
            else:
                yield Record({"root": root, "notice": stated}, where, published)


def _notices(file: Path) -> Iterator[tuple[str, str, Nested, str]]:
    """Yield the notice of a file: its root, its place, what it states, and its text."""
    for element in elements(file, "TED's", ROOTS, ROOTS):
        if element.getparent() is None:
            yield local(element), place(file, element), nested(element), source_text(element)


def _marks(files: Sequence[Path]) -> tuple[tuple[Path, int, int], ...]:
    try:
        return tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    except OSError as problem:
        raise SourceError(f"{problem.filename}: cannot be read: {problem.strerror}") from problem


@lru_cache(maxsize=1)
def _survey(marks: tuple[tuple[Path, int, int], ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The ids of the notices that others change, and the days of publication as far as they can be read."""
    changed, days = set(), []
    for file, _, _ in marks:
        for root, _, stated, _ in _notices(file):
            try:
                if root == eforms.ROOT:
                    changed.add(eforms.changed_by(stated))
                    days.append(eforms.notice(stated).published)
                elif root == export.ROOT:
                    days.append(export.notice(stated).published)
            except RecordError:
                continue  # it will be rejected with its reason
    return frozenset(changed - {""}), tuple(days)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what was awarded, by whom and to whom."""
    form = eforms if record.take("root") == eforms.ROOT else export
    notice = form.notice(record.take("notice"))
    if not notice.id:
        raise RecordError("the notice has no number and no id")
    number = notice.id.lstrip("0")
    said: dict[str, Any] = {
        "page": PAGE + number if number.replace("-", "").isdecimal() else None,
        "stated_on": notice.published or None,
    }
    stated: dict[str, Entity] = {}
    buyers = [_organisation(one, said) for one in notice.buyers]
    for deal in notice.deals:
        contract = _contract(notice, deal, said)
        yield contract
        for buyer in buyers:
            yield from _once(stated, buyer)
            yield SOURCE.relation("AWARDED", buyer, contract, role="buyer", start=deal.signed, **said)
        roles: set[tuple[str, str]] = set()
        for supplier, role in deal.suppliers:
            party = _organisation(supplier, said)
            if (party.id, role) in roles:
                continue
            roles.add((party.id, role))
            yield from _once(stated, party)
            yield SOURCE.relation("SUPPLIES", party, contract, role=role, start=deal.signed, **said)


def _once(stated: dict[str, Entity], entity: Entity) -> Iterator[Entity]:
    """The entity, where this notice has not stated it already; who buys and wins is what it is as a buyer."""
    if entity.id not in stated:
        stated[entity.id] = entity
        yield entity


def _contract(notice: Notice, deal: Deal, said: dict[str, Any]) -> Entity:
    titles = list(deal.titles) or [f"{notice.id} {deal.id}"]
    found = [
        (concern, phrase, where)
        for where, words in (
            *((f"{deal.title_of} title", one) for one in deal.titles),
            ("award description", deal.description),
        )
        for concern, phrase, _ in found_in(words)
    ]
    concerns: dict[str, Any] = {
        "concerns": list(dict.fromkeys(concern for concern, _, _ in found)),
        "concern_words": list(dict.fromkeys(phrase for _, phrase, _ in found)),
        "concern_places": list(dict.fromkeys(f"{where}: {phrase}" for _, phrase, where in found)),
        "concern_basis": "found_in_text",
    } if found else {}  # fmt: skip
    amount = _amount(deal.amount)
    return SOURCE.entity(
        "Contract",
        id=f"{notice.id}/{deal.id}",
        name=titles[0],
        names=titles[1:],
        title_of=deal.title_of,
        description=deal.description,
        amount=amount,
        currency=deal.currency if amount is not None else None,
        place=deal.place,
        signed_on=deal.signed,
        **concerns,
        **said,
    )


def _organisation(one: Organisation, said: dict[str, Any]) -> Entity:
    country = country_code(one.country) if one.country else None
    if one.country and country is None:
        raise RecordError(f'country "{one.country}" is not known to beholden.graph.countries')
    public = SOURCE.lookups["public"].get(one.type) if not one.is_person else None
    kind = "Person" if one.is_person else "Organization" if public is None else "PublicBody"
    where = joined([one.town, country or ""])
    own: dict[str, Any] = {"level": public} if public else {}
    if kind != "Person":
        own["website"] = web_address(one.website) if one.website else None
        own["address"] = [where] if where else []
    return SOURCE.entity(
        kind,
        key=["organisation", one.number, one.country, one.name],
        name=one.name,
        names=one.names,
        country=country,
        identifiers=[f"unchecked-ted:{one.number}"] if one.number and not one.is_person else [],
        kind_stated=kind != "Organization",
        **own,
        **said,
    )


def _amount(text: str) -> float | None:
    try:
        amount = float(text.replace(" ", "")) if text else None
    except ValueError:
        raise RecordError(f'amount "{text}" is no number') from None
    if amount is not None and not 0 <= amount < 1e15:
        raise RecordError(f'amount "{text}" is no amount of money')
    return amount

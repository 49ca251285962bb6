"""Open Contracting data: each record is one contracting process, with its awards and the contracts under them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.claims import as_day
from beholden.graph.concerns import found_in
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped, Snapshot, Source
from beholden.loaders.ocds.deals import Deal, deals
from beholden.loaders.ocds.documents import documents
from beholden.loaders.ocds.parties import BUYERS, Parties
from beholden.loaders.ocds.processes import Package, Process, package_of, read_processes
from beholden.loaders.ocds.values import address, amount, currency, day, part

SOURCE = Source.beside(__file__)


def describe(files: Sequence[Path]) -> Source:
    """The source as the packages in these files state it: their publishers and licences."""
    packages = _packages(files)
    publishers = sorted({package.publisher for package in packages} - {""})
    licences = sorted({package.licence for package in packages} - {""})
    if not publishers:
        return SOURCE
    named = "; ".join(publishers)
    is_open = all(package.licence in SOURCE.lookups["open_licence"] for package in packages)
    return replace(
        SOURCE,
        title=f"{SOURCE.title} of {named}",
        publisher=named,
        licence="; ".join(licences) or SOURCE.licence,
        redistribute=is_open,
    )


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The newest day on which the packages say they were published; inferred where they are of several days.

    No package says that it is complete.
    """
    days = set()
    for package in _packages(files):
        try:
            days.add(as_day(day({"publishedDate": package.published}, "publishedDate")))
        except (RecordError, SchemaError):
            return Snapshot()
    return Snapshot(max(days), "stated" if len(days) == 1 else "inferred") if days else Snapshot()


def _packages(files: Sequence[Path]) -> list[Package]:
    return [package_of(document) for file in files for document in documents(file)]


def _different(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word]


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record a process with an award or contract; every release is in one, skipped or rejected."""
    yield from read_processes(files)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the buyers and suppliers of a process are, and what was awarded."""
    process: Process = record.take("process")
    package = process.package
    said: dict[str, Any] = {
        "stated_by": package.publisher or SOURCE.publisher,
        "grade": "official" if package.publisher else SOURCE.grade,
        "stated_on": day({"date": process.date}, "date") or None,
        "page": address(package.address),
    }
    parties = Parties(process, SOURCE, said)
    statements: list[Entity | Relation] = []
    for deal in deals(process.value, SOURCE):
        own = said | {"page": deal.notice or said["page"]}
        contract = _contract(process, deal, own)
        statements.append(contract)
        if deal.stands:
            statements.extend(_relations(process, deal, contract, parties, own))
    yield from parties.stated.values()
    yield from statements


def _contract(process: Process, deal: Deal, said: dict[str, Any]) -> Entity:
    titles = deal.words("title")
    title, title_of = next(((words, owner) for owner, words in titles), (None, "ids"))
    descriptions = [words for _, words in deal.words("description")]
    return SOURCE.entity(
        "Contract",
        key=[process.ocid, *deal.key],
        name=title or " ".join((process.ocid, *deal.key)),
        names=[words for _, words in titles],
        title_of=title_of,
        description=next(iter(descriptions), None),
        amount=amount(deal.value),
        currency=currency(deal.value),
        place="; ".join(deal.places()),
        signed_on=day(deal.contract, "dateSigned") or (day(deal.award, "date") if deal.stands else None),
        starts_on=day(deal.period, "startDate"),
        ends_on=day(deal.period, "endDate"),
        ocid=process.ocid,
        contract_status=deal.status,
        **_concerns(deal),
        **said,
    )


def _relations(
    process: Process, deal: Deal, contract: Entity, parties: Parties, said: dict[str, Any]
) -> Iterator[Relation]:
    """Yield who awarded it and who supplies it, each organisation once."""
    awarded, signed = day(deal.award, "date"), day(deal.contract, "dateSigned")
    roles: dict[str, list[str]] = {}
    references = [
        ("buyer", part(process.value, "buyer")),
        ("procuringEntity", part(part(process.value, "tender"), "procuringEntity")),
    ]
    if not any(reference for _, reference in references):
        references = [(role, party) for role in BUYERS for party in parties.with_role(role)]
    for role, reference in references:
        if reference:
            roles.setdefault(parties.state(reference, is_buyer=True).id, []).append(role)
    for buyer, names in roles.items():
        yield SOURCE.relation(
            "AWARDED", buyer, contract, key=[], start=awarded or signed, role=", ".join(names), **said
        )
    start, last = day(deal.period, "startDate") or signed or awarded, day(deal.period, "endDate")
    if start and last and last < start:
        raise RecordError(f"{contract.name}: its period ends on {last}, before it starts on {start}")
    suppliers = deal.suppliers or (parties.with_role("supplier") if deal.is_alone_without_award else [])
    for supplier in dict.fromkeys(parties.state(reference).id for reference in suppliers):
        yield SOURCE.relation(
            "SUPPLIES", supplier, contract, key=[], start=start, end=_day_after(last), role="supplier", **said
        )


def _day_after(last: str) -> str:
    """The first day after a last day; a month or year stays as it is, as an end in it.

    Nothing for the last day of the calendar, with which publishers say that there is no end.
    """
    if last == dt.date.max.isoformat():
        return ""
    if len(last) < len("2024-02-06"):
        return last
    return (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat()


def _concerns(deal: Deal) -> dict[str, Any]:
    """The concerns found in titles, descriptions and items, with the phrases and where they stand."""
    found = [
        (concern, phrase, f"{owner} {field}")
        for field in ("title", "description", "item")
        for owner, words in (deal.words(field) if field != "item" else deal.items())
        for concern, phrase, _ in found_in(words)
    ]
    if not found:
        return {}
    return {
        "concerns": _different(concern for concern, _, _ in found),
        "concern_words": _different(phrase for _, phrase, _ in found),
        "concern_places": _different(f"{place}: {phrase}" for _, phrase, place in found),
        "concern_basis": "found_in_text",
    }

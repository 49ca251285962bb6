"""People with significant control: each record is one entry of the register about one company."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.ahead import made_ahead
from beholden.graph.dates import partial_date
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Skipped,
    Snapshot,
    Source,
)
from beholden.loaders.columns import Chunk
from beholden.loaders.json_columns import Block, json_blocks
from beholden.loaders.json_items import json_items
from beholden.loaders.uk_psc.entries import SHAPE
from beholden.loaders.uk_psc.held import held
from beholden.loaders.uk_psc.natures import nature
from beholden.loaders.uk_psc.owners import LEFT, NAME, PAGE, PARTNERSHIP, UNNAMED, checked_number, day, owner

SOURCE = Source.beside(__file__)
TOTALS = "totals#persons-of-significant-control-snapshot"
_DATED = re.compile(r"snapshot-(\d{4})-(\d\d)-(\d\d)")


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day in the names that Companies House gives the files, where all have the same."""
    days = {found.groups() if (found := _DATED.search(file.name)) else None for file in files}
    day = days.pop() if len(days) == 1 else None
    try:
        return Snapshot(date(*map(int, day)), "inferred") if day else Snapshot()
    except ValueError:
        return Snapshot()


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the entries in file order; the totals at the end, and statements about no owner, are skipped."""
    for file in files:
        first = True
        for line, item in json_items(file):
            where = f"{file.name}:{line}"
            data = item.get("data") if isinstance(item, dict) else None
            if first and not isinstance(data, dict):
                raise SourceError(f"{where}: this is no entry of the snapshot: it has no object called data")
            first = False
            yield _entry(where, item)


def _entry(where: str, item: Any) -> Record | Rejected | Skipped:
    """An entry as a record, or why it is none."""
    data = item.get("data") if isinstance(item, dict) else None
    if not isinstance(data, dict):
        return Rejected(where, "this is no entry: it has no object called data", json.dumps(item))
    if data.get("kind") == TOTALS:
        return Skipped(where, "the totals of the snapshot")
    if _says_nothing_of_an_owner(data):
        return Skipped(where, f"statement without an owner: {data['statement']}")
    number = item.get("company_number")
    others = {key: value for key, value in item.items() if key not in ("company_number", "data")}
    text = json.dumps(item, ensure_ascii=False)
    return Record({"company_number": number, "data": data, **others}, where, text)


def columns(files: Sequence[Path]) -> Iterator[Chunk]:
    """The entries of a snapshot, those that are plain in columns."""
    for file in files:
        yield from made_ahead(_chunk, json_blocks(file))


def _chunk(block: Block) -> Chunk:
    lines = block.read(SHAPE)
    records, said, plain = held(SOURCE, lines)
    rest = lines.rest(~plain)
    if rest and lines.begins(rest[0][0]) and not isinstance(rest[0][1].get("data"), dict):
        raise SourceError(f"{block.file.name}: this is no snapshot")
    return Chunk(
        int(plain.sum()), records, said, [_entry(lines.place(number), item) for number, item in rest]
    )


def _says_nothing_of_an_owner(data: dict[str, Any]) -> bool:
    word = data.get("statement")
    return isinstance(word, str) and SOURCE.lookups["statement"].get(word.removesuffix(PARTNERSHIP)) == ""


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say which company it is about, who has which control, or why nobody is named."""
    number, data = record.take("company_number"), dict(record.take("data"))
    if not isinstance(number, str):
        raise RecordError("company_number must be a text")
    kind = SOURCE.lookup("kind", str(data.pop("kind", "")))
    link = _link(data.pop("links", None))
    page = PAGE.format(number=number)
    company = SOURCE.entity(
        "Company",
        id=number,
        name=NAME.format(number=number),
        identifiers=[checked_number(number)],
        company_number=number,
        name_stated=False,
        page=page,
    )
    yield company
    said: dict[str, Any] = {"page": page}
    if kind == "exemptions":
        yield from _exemptions(company, data.pop("exemptions", None), said)
    elif kind == "statement":
        yield from _statement(company, link, data, said)
    else:
        yield from _held(company, kind, link, data, said)
    for name in LEFT:
        data.pop(name, None)
    if data:
        raise RecordError(
            f"fields neither taken nor left: {', '.join(sorted(data))}; the register may have added them"
        )


def _held(
    company: Entity, kind: str, link: str, data: dict[str, Any], said: dict[str, Any]
) -> Iterator[Entity | Relation]:
    party = owner(SOURCE, kind, company.id.removeprefix("uk_psc/"), link, data, said)
    yield party
    start, end = _period(data)
    natures = data.pop("natures_of_control", None) or []
    if not isinstance(natures, list) or not all(isinstance(word, str) for word in natures):
        raise RecordError("natures_of_control must be a list of texts")
    for word in dict.fromkeys(natures):
        found = nature(word)
        yield SOURCE.relation(
            found.kind,
            party,
            company,
            key=[word],
            start=start,
            end=end,
            quote=word,
            **found.properties,
            **said,
        )
    if not natures:
        interest = "unpublishedInterest" if kind == "super_secure" else "unknown_interest"
        yield SOURCE.relation(
            "OWNS", party, company, key=[""], start=start, end=end, interest=interest, share_of="unknown",
            direct="not_stated", **said,
        )  # fmt: skip


def _statement(
    company: Entity, link: str, data: dict[str, Any], said: dict[str, Any]
) -> Iterator[Entity | Relation]:
    word = str(data.pop("statement", ""))
    reason = SOURCE.lookup("statement", word.removesuffix(PARTNERSHIP))
    start, end = _period(data)
    yield from _unnamed(company, link or f"statement/{word}/{start}", word, reason, (start, end), said)


def _exemptions(company: Entity, stated: Any, said: dict[str, Any]) -> Iterator[Entity | Relation]:
    if not isinstance(stated, dict) or not stated:
        raise RecordError("exemptions must be an object of exemptions")
    for one in stated.values():
        items = one.get("items") if isinstance(one, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise RecordError("an exemption must have a list of items")
        word = str(one.get("exemption_type", ""))
        reason = SOURCE.lookup("exemption", word)
        for item in items:
            start, end = day(item.get("exempt_from"), "exempt_from"), day(item.get("exempt_to"), "exempt_to")
            yield from _unnamed(company, f"exemption/{word}/{start}", word, reason, (start, end), said)


def _unnamed(
    company: Entity,
    own: str,
    word: str,
    reason: str,
    period: tuple[str | None, str | None],
    said: dict[str, Any],
) -> Iterator[Entity | Relation]:
    """An owner that is not named, with the reason, which joins nothing."""
    number = company.properties["company_number"]
    party = SOURCE.entity(
        "Organization",
        id=f"{number}/{own}",
        name=UNNAMED.format(number=number, word=word),
        kind_stated=False,
        unknown_reason=reason,
        **said,
    )
    yield party
    yield SOURCE.relation(
        "OWNS", party, company, key=[""], start=period[0], end=period[1], interest="unknown_interest",
        share_of="unknown", direct="not_stated", **said,
    )  # fmt: skip


def _period(data: dict[str, Any]) -> tuple[str | None, str | None]:
    start, end = (
        day(data.pop("notified_on", None), "notified_on"),
        day(data.pop("ceased_on", None), "ceased_on"),
    )
    if start and end and partial_date(end).latest < partial_date(start).earliest:
        raise RecordError(f"it ceased on {end}, before it was notified on {start}")
    return start, end


def _link(links: Any) -> str:
    """The last two parts of the entry's own address, which are its id in the register."""
    own = links.get("self") if isinstance(links, dict) else None
    return "/".join(own.strip("/").split("/")[-2:]) if isinstance(own, str) else ""

"""Ten largest holders: each record is what one holder has in one listed company at the day of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.graph.shares import as_float, parse_share
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Snapshot, Source, web_address
from beholden.loaders.tables import stream_table

SOURCE = Source.beside(__file__)
NEEDED = ("ts_code", "end_date", "holder_name", "hold_ratio")
LEFT = ("ann_date", "hold_amount", "holder_type", "hold_float_ratio", "hold_change")


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The newest day of a report in the tables."""
    days = []
    for file in files:
        for item in stream_table(file, columns=NEEDED):
            if not isinstance(item, Rejected):
                try:
                    days.append(date.fromisoformat(_iso(item[1]["end_date"].strip())))
                except ValueError:
                    continue  # its row is rejected when it is converted
    return Snapshot(max(days), "inferred") if days else Snapshot()


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield the rows of the tables."""
    for file in files:
        for item in stream_table(file, columns=NEEDED):
            if isinstance(item, Rejected):
                yield item
            else:
                place, row = item
                yield Record(row, place)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say which company it is, who the holder is, and what it holds."""
    code, holder_name = record.take("ts_code").upper(), record.take("holder_name")
    symbol, _, exchange = code.partition(".")
    country = SOURCE.lookup("exchange", exchange)
    stated = _day(record.take("end_date"))
    link = record.take("page", optional=True) if "page" in record.fields else ""
    name = record.take("company_name", optional=True) if "company_name" in record.fields else ""
    said: dict[str, Any] = {"stated_on": stated, "page": web_address(link) if link else None}
    company = SOURCE.entity(
        "Company",
        id=code,
        name=name or f"Company listed as {code}",
        identifiers=[f"unchecked-ticker:{symbol} {exchange}"],
        country=country if country == "CN" else None,
        **said,
    )
    yield company
    kind = SOURCE.lookups["state_holder"].get(holder_name, "Organization")
    holder = SOURCE.entity(
        kind, key=[holder_name], name=holder_name, kind_stated=kind != "Organization", **said
    )
    yield holder
    nominee = holder_name in SOURCE.lookups["nominee"]
    yield SOURCE.relation(
        "OWNS",
        holder,
        company,
        key=[stated],
        interest="nominee" if nominee else "shareholding",
        share_of=None if nominee else "capital",
        direct="direct",
        **_share(record.take("hold_ratio")),
        **said,
    )
    record.leave(*LEFT)


def _share(text: str) -> dict[str, Any]:
    try:
        share = parse_share(text.rstrip("%↑↓ "), unit="percent")
    except ValueError as problem:
        raise RecordError(f"hold_ratio: {problem}") from problem
    if share.exact:
        return {"share": as_float(share.min)}
    return {"share_min": as_float(share.min), "share_max": as_float(share.max)}


def _iso(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _day(text: str) -> str:
    try:
        return partial_date(_iso(text)).text
    except SchemaError as problem:
        raise RecordError(f"end_date: {problem}") from problem

"""The Offshore Leaks Database: each record is one node or one relationship of two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError, SourceError
from beholden.graph.countries import country_code
from beholden.graph.dates import day_month_year, partial_date
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Skipped, Source
from beholden.loaders.listed import only
from beholden.loaders.tables import stream_table

SOURCE = Source.beside(__file__)
PAGE = "https://offshoreleaks.icij.org/nodes/"
EDGE_ENDS = (
    ("node_id_start", "node_id_end", "rel_type"),
    ("START_ID", "END_ID", "TYPE"),
    ("node_1", "node_2", "rel_type"),
)
"""What the layouts call the two ends and the type of a relationship."""

SORTS = {
    "entit": "Company",
    "officer": "Organization",
    "intermediar": "Organization",
    "other": "Organization",
    "address": "",
}
"""A part of a file's name -> the kind of its nodes; "" for those that are no party."""

LEFT = (
    *("valid_until", "note", "internal_id", "status", "service_provider", "ibcRUC", "company_type", "type"),
    *(
        "inactivation_date",
        "struck_off_date",
        "dorm_date",
        "closed_date",
        "countries",
        "sourceID",
        "tax_stat_description",
    ),
    *(
        "jurisdiction_description",
        "jurisdiction",
        "labels(n)",
        "address",
        "icij_id",
        "link",
        "start_date",
        "end_date",
    ),
)
_NAMES = ("original_name", "former_name")
_YEAR = re.compile(r"through.*?((?:19|20)\d\d)")
_OF = re.compile(r"\s+of$")


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the nodes, then the relationships; addresses and links that are no ownership are skipped."""
    for file in files:
        empty = True
        for item in stream_table(file):
            empty = False
            if isinstance(item, Rejected):
                yield item
                continue
            place, row = item
            ends = next((ends for ends in EDGE_ENDS if set(ends) <= set(row)), None)
            if ends is not None:
                yield _edge(place, row, ends)
            elif "node_id" not in row:
                raise SourceError(
                    f"{place}: there is neither a column node_id nor the two ends of a relationship"
                )
            else:
                yield _node(file, place, row)
        if empty:
            raise SourceError(f"{file.name}: there is no record in it; is it a table?")


def _node(file: Path, place: str, row: dict[str, str]) -> Record | Skipped:
    kind = next((kind for part, kind in SORTS.items() if part in file.name.lower()), None)
    if kind is None:
        raise SourceError(
            f"{file.name}: the name does not say whether these are entities, officers, intermediaries or others"
        )
    if not kind:
        return Skipped(place, "an address, which is no party")
    return Record({"kind": kind, **row}, place)


def _edge(place: str, row: dict[str, str], ends: tuple[str, str, str]) -> Record | Skipped:
    type_, link = row[ends[2]].strip(), _role(row)
    guess = SOURCE.lookups["guess"].get(type_.lower())
    if guess is False:
        return Skipped(place, f"{type_}: a guess of ICIJ about addresses, which are no parties")
    if guess:
        fields = {name: value for name, value in row.items() if name not in ends}
        ids = {"from": row[ends[0]], "to": row[ends[1]]}
        return Record({"guess": type_, **ids, **fields}, place, _text(row))
    if type_.lower() not in ("officer_of", "officer of"):
        return Skipped(place, f"{type_}: no relation of this graph")
    if not any(link in SOURCE.lookups[table] for table in ("owner", "control", "role")):
        return Skipped(place, f"officer_of, {link or 'without a link'}: no ownership and no control")
    fields = {name: value for name, value in row.items() if name not in ends}
    return Record({"from": row[ends[0]], "to": row[ends[1]], "role": link, **fields}, place, _text(row))


def _role(row: Mapping[str, str]) -> str:
    return _OF.sub("", row.get("link", "").strip().lower()).strip()


def _text(row: Mapping[str, str]) -> str:
    return ",".join(row.values())


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the node is, who is said to own or control whom, or which two may be one."""
    said = _said(record)
    if "kind" in record.fields:
        yield _party(record, said)
    elif "guess" in record.fields:
        guess, nodes = record.take("guess"), [f"icij/{record.take(name)}" for name in ("from", "to")]
        yield SOURCE.relation("POSSIBLY_SAME", *sorted(nodes), key=[guess], quote=guess, **said)
    else:
        from_id, to_id, role = (record.take(name) for name in ("from", "to", "role"))
        start, end = (_day(record, name) for name in ("start_date", "end_date"))
        dispute = None
        if start and end and end < start:
            end, dispute = None, f"it is said to end on {end}, before it starts on {start}"
        common: dict[str, Any] = {
            "key": [role, start or "", end or ""], "start": start, "end": end, "dispute": dispute,
            "quote": str(record.fields.get("link", "")), **said,
        }  # fmt: skip
        ends = (f"icij/{from_id}", f"icij/{to_id}")
        if (interest := SOURCE.lookups["role"].get(role)) is not None:
            yield SOURCE.relation("HOLDS_POST", *ends, post=role, interest=interest, **common)
        elif (mechanism := SOURCE.lookups["control"].get(role)) is not None:
            yield SOURCE.relation("CONTROLS", *ends, mechanism=mechanism, direct="not_stated", **common)
        else:
            interest = SOURCE.lookup("owner", role)
            share_of = (
                "capital"
                if interest == "shareholding"
                else "unknown"
                if interest == "unknown_interest"
                else None
            )
            yield SOURCE.relation(
                "OWNS", *ends, interest=interest, share_of=share_of, direct="not_stated", **common
            )
    record.leave(*LEFT)


def _party(record: Record, said: Mapping[str, Any]) -> Entity:
    kind, id = record.take("kind"), record.take("node_id")
    codes = record.take("country_codes", optional=True) if "country_codes" in record.fields else ""
    is_company = kind == "Company"
    jurisdiction = str(record.fields.get("jurisdiction_description") or "").strip()
    address = str(record.fields.get("address") or "").strip()
    names = [record.take(name, optional=True) for name in _NAMES if name in record.fields]
    return SOURCE.entity(
        kind,
        id=id,
        name=record.take("name"),
        names=names,
        country=only(country_code(code.strip()) for code in codes.split(";") if code.strip()),
        kind_stated=is_company,
        jurisdiction=country_code(jurisdiction) if jurisdiction else None,
        founded_on=_day(record, "incorporation_date"),
        address=[address] if is_company and address else [],
        **{**said, "page": PAGE + id},
    )


def _said(record: Record) -> dict[str, Any]:
    """Which leak says it, and through which year that is current."""
    leak = str(record.fields.get("sourceID") or "").strip()
    found = _YEAR.search(str(record.fields.get("valid_until") or ""))
    return {
        "stated_by": f"{leak}, published by ICIJ" if leak else None,
        "stated_on": found[1] if found else None,
    }


def _day(record: Record, name: str) -> str | None:
    """A date such as 23-MAR-2006 or 2006-03-23, None for none; RecordError for any other."""
    if name not in record.fields:
        return None
    text = record.take(name, optional=True)
    try:
        if not text:
            return None
        return partial_date(text[:10]).text if text[:4].isdigit() else day_month_year(text)
    except (SchemaError, ValueError) as problem:
        raise RecordError(f"{name}: {problem}") from problem

"""State owners: each record is a state, a body that holds companies for it, or a company that it holds."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.countries import country_code
from beholden.graph.shares import as_float, parse_share
from beholden.loaders import Entity, Record, RecordError, Rejected, Relation, Snapshot, Source
from beholden.loaders.tables import read_text

SOURCE = Source.beside(__file__)
KINDS = ("State", "PublicBody", "Company")


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The day on which the file was written down, as it says."""
    days = {_document(file)["written"] for file in files}
    if len(days) > 1:
        raise SourceError(f"the files are of {', '.join(map(str, sorted(days)))}; give those of one day")
    return Snapshot(days.pop(), "stated")


def _document(file: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(read_text(file))
    except (ValueError, RecursionError) as problem:
        raise SourceError(f"{file.name}: {problem}") from problem
    written, owners = document.get("written"), document.get("owner")
    if (
        set(document) - {"written", "owner"}
        or not isinstance(written, date)
        or not isinstance(owners, list)
        or not owners
    ):
        raise SourceError(
            f"{file.name}: it must have the day on which it was written, and tables called owner"
        )
    return document


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield the owners of the files; an id that stands twice, or names no owner of these files, is rejected."""
    documents = [(file, _document(file)["owner"]) for file in files]
    ids = [owner.get("id") for _, owners in documents for owner in owners if isinstance(owner, dict)]
    for file, owners in documents:
        for number, owner in enumerate(owners, start=1):
            where = f"{file.name}:owner {number}"
            text = json.dumps(owner, ensure_ascii=False, default=str)
            named = [owner[name] for name in ("part_of", "owned_by") if name in owner]
            if ids.count(owner.get("id")) > 1:
                yield Rejected(where, f'the id "{owner.get("id")}" stands twice', text)
            elif missing := [id for id in named if id not in ids]:
                yield Rejected(where, f'no owner has the id "{missing[0]}"', text)
            else:
                yield Record(owner, where, text)


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what the owner is, of which state it is a part, and who holds it."""
    for field in ("id", "kind", "name", "page", "country", "part_of", "owned_by"):
        if not isinstance(record.fields.get(field, ""), str):
            raise RecordError(f"{field} must be a text in quotation marks")
    id, kind, name, page = (record.take(field) for field in ("id", "kind", "name", "page"))
    country = record.take("country")
    if kind not in KINDS:
        raise RecordError(f'kind "{kind}" is none of {", ".join(KINDS)}')
    if country_code(country) != country:
        raise RecordError(f'country "{country}" is no alpha-2 code in capitals')
    names = record.take("names") if "names" in record.fields else []
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise RecordError("names must be a list of texts")
    owner = SOURCE.entity(kind, id=id, name=name, names=names, country=country, page=page)
    yield owner
    if "part_of" in record.fields:
        yield SOURCE.relation("PART_OF", owner, f"state_owners/{record.take('part_of')}", key=[], page=page)
    if "owned_by" in record.fields:
        yield SOURCE.relation(
            "OWNS", f"state_owners/{record.take('owned_by')}", owner, key=[], interest="shareholding",
            share_of="capital", direct="not_stated", page=page, **_share(record),
        )  # fmt: skip


def _share(record: Record) -> dict[str, Any]:
    if "share" not in record.fields:
        return {}
    try:
        share = parse_share(str(record.take("share")), unit="percent")
    except ValueError as problem:
        raise RecordError(f"share: {problem}") from problem
    return (
        {"share": as_float(share.min)}
        if share.exact
        else {"share_min": as_float(share.min), "share_max": as_float(share.max)}
    )

"""Wikidata: each record is one item, with who owns it and what it owns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.graph.shares import as_float
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Skipped,
    Snapshot,
    Source,
    checked,
    web_address,
)
from beholden.loaders.json_items import json_items
from beholden.loaders.listed import births, only
from beholden.loaders.wikidata.claims import Claim, claims, items, proportion, qualifier_time, texts, time

SOURCE = Source.beside(__file__)
PAGE = "https://www.wikidata.org/wiki/"
OF_PARTIES = ("P127", "P749", "P355", "P1830", "P1278", "P463")
"""Owned by, parent organization, subsidiary, owner of, LEI, member of: an item that has one of them is a party."""


def snapshot(files: Sequence[Path]) -> Snapshot:
    """The newest day on which an item was modified."""
    newest = max(
        (str(item.get("modified") or "")[:10] for _, item in _items(files) if isinstance(item, dict)),
        default="",
    )
    try:
        return Snapshot(date.fromisoformat(newest), "inferred")
    except ValueError:
        return Snapshot()


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the items in file order; those that are no party are skipped."""
    for where, item in _items(files):
        published = json.dumps(item, ensure_ascii=False)
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            yield Rejected(where, "this is no item: it has no id", published)
        elif "missing" in item:
            yield Skipped(where, "an item that does not exist")
        elif _kind(item) is None:
            yield Skipped(where, "no party: neither its classes nor its statements say so")
        else:
            yield Record({"item": item}, where, published)


def _items(files: Sequence[Path]) -> Iterator[tuple[str, Any]]:
    for file in files:
        for line, value in json_items(file):
            if isinstance(value, dict) and isinstance(value.get("entities"), dict):
                for id, item in value["entities"].items():
                    yield f"{file.name}:{line}:{id}", item
            elif not isinstance(value, dict) or value.get("type") not in ("item", "property", "lexeme"):
                raise SourceError(
                    f"{file.name}:{line}: this is neither an item of Wikidata nor an answer with entities"
                )
            else:
                yield f"{file.name}:{line}", value


def _kind(item: Mapping[str, Any]) -> str | None:
    """The kind of an item, None where it is no party."""
    classes = [SOURCE.lookups["instance"].get(id) for id, _ in items(item, "P31")]
    kinds = {kind for kind in classes if kind}
    if len(kinds) == 1:
        return str(kinds.pop())
    stated = item.get("claims") or {}
    return "Organization" if kinds or any(name in stated for name in OF_PARTIES) else None


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say who the item is, who owns it, what it owns, and what it is a member of."""
    item = record.take("item")
    kind = _kind(item) or "Organization"
    party = _party(item, kind)
    yield party
    said: dict[str, Any] = {"page": PAGE + item["id"]}
    for property, interest, owns in (
        ("P127", "unknown_interest", False),
        ("P1830", "unknown_interest", True),
        ("P749", "parent_named", False),
        ("P355", "parent_named", True),
    ):
        for other, claim in items(item, property):
            from_id, to_id = (party.id, f"wikidata/{other}") if owns else (f"wikidata/{other}", party.id)
            yield SOURCE.relation(
                "OWNS", from_id, to_id, key=[property, claim.id], interest=interest, share_of="unknown",
                direct="not_stated", **_share(claim), **_period(claim), **said,
            )  # fmt: skip
    for other, claim in items(item, "P463"):
        yield SOURCE.relation(
            "MEMBER_OF",
            party,
            f"wikidata/{other}",
            key=[claim.id],
            status="unknown",
            **_period(claim),
            **said,
        )


def _party(item: Mapping[str, Any], kind: str) -> Entity:
    names = _names(item)
    if not names:
        raise RecordError("there is no label")
    isins = [checked("isin", text) for text in texts(item, "P946")]
    common: dict[str, Any] = {
        "id": item["id"],
        "name": names[0],
        "names": names[1:],
        "country": only(SOURCE.lookups["country"].get(id) for id, _ in items(item, "P17")),
        "page": PAGE + item["id"],
    }
    known = [
        checked("wikidata", item["id"]),
        *(checked("lei", text) for text in texts(item, "P1278")),
        *isins,
    ]
    if kind == "Person":
        born = [day for claim in claims(item, "P569") if (day := time(claim.value))]
        return SOURCE.entity(kind, identifiers=known[:1], **births(born), **common)
    sites = texts(item, "P856")
    return SOURCE.entity(
        kind,
        identifiers=[*known, *(checked("website", site) for site in sites)],
        kind_stated=kind != "Organization",
        founded_on=only(day for claim in claims(item, "P571") if (day := time(claim.value))),
        website=next(filter(None, map(web_address, sites)), None),
        **common,
    )


def _names(item: Mapping[str, Any]) -> list[str]:
    """The labels, English first, and the aliases, of all languages."""
    labels, aliases = item.get("labels") or {}, item.get("aliases") or {}
    if not isinstance(labels, dict) or not isinstance(aliases, dict):
        raise RecordError("labels and aliases must be objects")
    first = [labels[code] for code in ("en", "mul") if code in labels]
    several = [*first, *labels.values(), *(one for own in aliases.values() for one in own)]
    found = [str(one.get("value") or "").strip() for one in several if isinstance(one, dict)]
    return [name for name in dict.fromkeys(found) if name]


def _share(claim: Claim) -> dict[str, Any]:
    share = proportion(claim)
    if share is None:
        return {}
    if share.exact:
        return {"share": as_float(share.min)}
    return {"share_min": as_float(share.min), "share_max": as_float(share.max)}


def _period(claim: Claim) -> dict[str, Any]:
    start, end = qualifier_time(claim, "P580"), qualifier_time(claim, "P582")
    if start and end and end < start:
        raise RecordError(f"{claim.id} ends on {end}, before it starts on {start}")
    return {"start": start, "end": end}

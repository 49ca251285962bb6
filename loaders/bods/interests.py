"""What one party holds in another: each interest of a relationship is a relation of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.dates import partial_date
from beholden.graph.kinds import schema
from beholden.graph.shares import Share, as_float, parse_share
from beholden.loaders import RecordError, Relation, Source
from beholden.loaders.bods.values import only_known, part, text

INTEREST = frozenset(
    ("type", "directOrIndirect", "beneficialOwnershipOrControl", "details", "share", "startDate", "endDate")
)
SHARE = frozenset(("exact", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"))


@dataclass(frozen=True, slots=True)
class Ends:
    """Between whom a relationship is: the record's id, the ids of owner and owned, and whether the owner is a person.

    `closed_on` is the day of the statement that closed the record, else None.
    """

    record: str
    owner: str
    owned: str
    by_person: bool
    closed_on: str | None


def interests(
    source: Source, ends: Ends, stated: Sequence[Mapping[str, Any]], said: Mapping[str, Any]
) -> Iterator[Relation]:
    """Yield a relation an interest; a relationship without one is an interest of unknown kind."""
    for number, interest in enumerate(stated or [{}]):
        only_known(interest, INTEREST, "an interest")
        yield _relation(source, ends, number, interest, said)


def _relation(
    source: Source, ends: Ends, number: int, interest: Mapping[str, Any], said: Mapping[str, Any]
) -> Relation:
    word = text(interest, "type")
    level = text(interest, "directOrIndirect")
    start, end = _day(interest, "startDate"), _day(interest, "endDate")
    if start and end and end < start:
        raise RecordError(f"an interest ends on {end}, before it starts on {start}")
    common: dict[str, Any] = {"key": [ends.record, str(number)], "start": start, "end": end, **said}
    if end is None and ends.closed_on:
        common["end"] = ends.closed_on
        common["dispute"] = (
            f"the record was closed on {ends.closed_on}, which does not say when the interest ended"
        )
    direct = source.lookup("directness", level) if level else "not_stated"
    if (mechanism := source.lookups["control"].get(word)) is not None:
        return source.relation(
            "CONTROLS", ends.owner, ends.owned, mechanism=mechanism, direct=direct, interest=word, **common
        )
    if (kind := source.lookups["post"].get(word)) is not None:
        kind = kind if ends.by_person else "HOLDS_POST"  # only a person leads
        post = text(interest, "details") or word
        return source.relation(kind, ends.owner, ends.owned, post=post, interest=word, **common)
    if word and (wanted := schema().kind("OWNS").properties["interest"].fault(word)) is not None:
        raise RecordError(f'the type of interest "{word}" is not right: it must be {wanted}')
    return source.relation(
        "OWNS",
        ends.owner,
        ends.owned,
        interest=word or "unknown_interest",
        share_of=source.lookups["share_of"].get(word, "unknown" if not word else None),
        direct=direct,
        **_share(part(interest, "share")),
        **common,
    )


def _share(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The share as fractions, exact or as a band with what it excludes."""
    only_known(stated, SHARE, "a share")
    if stated.get("exact") is not None:
        exact = _percent(stated, "exact")
        if exact.exact:
            return {"share": as_float(exact.min)}
        return {"share_min": as_float(exact.min), "share_max": as_float(exact.max)}
    least, above = _bound(stated, "minimum", "exclusiveMinimum")
    most, below = _bound(stated, "maximum", "exclusiveMaximum")
    if least is None and most is None:
        return {}
    bounds = {
        "share_min": 0.0 if least is None else as_float(least.min),
        "share_max": 1.0 if most is None else as_float(most.max),
    }
    return {**bounds, "share_min_exclusive": above or None, "share_max_exclusive": below or None}


def _bound(stated: Mapping[str, Any], inclusive: str, exclusive: str) -> tuple[Share | None, bool]:
    """A bound and whether the share is beyond it; to 0.3 `exclusive` says so of the other, in 0.4 it is the bound."""
    flag = stated.get(exclusive)
    if flag is None or isinstance(flag, bool):
        return (None, False) if stated.get(inclusive) is None else (_percent(stated, inclusive), bool(flag))
    return _percent(stated, exclusive), True


def _percent(stated: Mapping[str, Any], name: str) -> Share:
    value = stated[name]
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise RecordError(f"the share's {name} must be a number")
    try:
        return parse_share(str(value), unit="percent")
    except ValueError as problem:
        raise RecordError(f"the share's {name}: {problem}") from problem


def _day(interest: Mapping[str, Any], name: str) -> str | None:
    word = text(interest, name)
    try:
        return partial_date(word[:10]).text if word else None
    except SchemaError as problem:
        raise RecordError(f"{name}: {problem}") from problem

"""USAspending: each record is one prime award, in the words of its latest transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Generator, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError
from beholden.graph.concerns import found_in
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.loaders import (
    Entity,
    Record,
    RecordError,
    Rejected,
    Relation,
    Skipped,
    Source,
    checked,
    web_address,
)
from beholden.loaders.tables import stream_table

SOURCE = Source.beside(__file__)
KEY, DATE = "contract_award_unique_key", "action_date"
NEEDED = (
    *(
        KEY,
        DATE,
        "award_id_piid",
        "current_total_value_of_award",
        "awarding_agency_name",
        "awarding_sub_agency_name",
    ),
    *("recipient_uei", "recipient_name", "recipient_parent_uei", "recipient_parent_name"),
    *("period_of_performance_start_date", "period_of_performance_current_end_date"),
    *("product_or_service_code", "product_or_service_code_description", "transaction_description"),
)


def read(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield the latest transaction of each award; the others are skipped."""
    latest = _latest(tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files))
    number = 0
    for file in files:
        for item in stream_table(file, columns=NEEDED):
            if isinstance(item, Rejected):
                yield item
                continue
            place, row = item
            number += 1
            if not row[KEY].strip():
                yield Rejected(place, f'field "{KEY}" is empty', json.dumps(row, ensure_ascii=False))
            elif latest[row[KEY]][1] != number:
                yield Skipped(place, "an earlier transaction of the award")
            else:
                stated = {name: cell for name, cell in row.items() if cell.strip()}
                yield Record(row, place, json.dumps(stated, ensure_ascii=False))


@lru_cache(maxsize=1)
def _latest(marks: tuple[tuple[Path, int, int], ...]) -> dict[str, tuple[str, int]]:
    """The number of the transaction that counts, by award."""
    found: dict[str, tuple[str, int]] = {}
    number = 0
    for file, _, _ in marks:
        for item in stream_table(file, columns=NEEDED):
            if not isinstance(item, Rejected):
                number += 1
                row = item[1]
                found[row[KEY]] = max(found.get(row[KEY], ("", 0)), (row[DATE], number))
    return found


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what was awarded, by which agency and to whom, and whom the recipient names as its parent."""
    key, piid = record.take(KEY), record.take("award_id_piid")
    start = _day(record, "period_of_performance_start_date")
    end = _day(record, "period_of_performance_current_end_date")
    acted = _day(record, DATE)
    signed = _signed(record, acted)
    if start and end and end < start:
        raise RecordError(f"the period of performance ends on {end}, before it starts on {start}")
    link = str(record.fields.get("usaspending_permalink") or "")
    said: dict[str, Any] = {"page": web_address(link) if link else None}
    title = _optional(record, "prime_award_base_transaction_description")
    words = record.take("transaction_description", optional=True)
    code = record.take("product_or_service_code", optional=True)
    bought = record.take("product_or_service_code_description", optional=True)
    contract = SOURCE.entity(
        "Contract",
        id=key,
        name=title or words or piid,
        title_of="award" if title or words else "ids",
        names=[words],
        description="; ".join(
            filter(None, (" ".join(filter(None, (code, bought))), _optional(record, "naics_description")))
        ),
        amount=_amount(record.take("current_total_value_of_award", optional=True)),
        currency="USD",
        place=_place(record),
        signed_on=signed,
        starts_on=start,
        ends_on=end,
        **_concerns({"award title": title, "award description": words, "award item": bought}),
        **said,
    )
    yield contract
    buyer = yield from _agencies(record, said)
    yield SOURCE.relation(
        "AWARDED", buyer, contract, key=[], start=start or signed or acted, role="awarding agency", **said
    )
    recipient = yield from _recipient(record, said)
    yield SOURCE.relation(
        "SUPPLIES",
        recipient,
        contract,
        key=[],
        start=start or signed or acted,
        end=_day_after(end),
        role="prime recipient",
        **said,
    )
    record.leave(*list(record.fields))


def _signed(record: Record, acted: str | None) -> str | None:
    """The day of the award's first transaction, as far as this one says it: its own day where it is no modification."""
    if based := _optional(record, "award_base_action_date"):
        record.fields["award_base_action_date"] = based
        return _day(record, "award_base_action_date")
    return acted if _optional(record, "modification_number") == "0" else None


def _agencies(record: Record, said: dict[str, Any]) -> Generator[Entity | Relation, None, Entity]:
    name, sub_name = (
        record.take("awarding_agency_name"),
        record.take("awarding_sub_agency_name", optional=True),
    )
    agency = SOURCE.entity(
        "PublicBody", key=["agency", name], name=name, country="US", level="national", **said
    )
    yield agency
    if not sub_name or sub_name == name:
        return agency
    body = SOURCE.entity(
        "PublicBody", key=["agency", name, sub_name], name=sub_name, country="US", level="national", **said
    )
    yield body
    yield SOURCE.relation("PART_OF", body, agency, key=[], **said)
    return body


def _recipient(record: Record, said: dict[str, Any]) -> Generator[Entity | Relation, None, Entity]:
    uei, duns = record.take("recipient_uei", optional=True), _optional(record, "recipient_duns")
    recipient = _organization(
        uei,
        record.take("recipient_name"),
        [_optional(record, "recipient_name_raw"), _optional(record, "recipient_doing_business_as_name")],
        duns,
        _optional(record, "recipient_country_code"),
        said,
    )
    yield recipient
    parent_uei = record.take("recipient_parent_uei", optional=True)
    parent_name = record.take("recipient_parent_name", optional=True)
    if parent_name:
        parent = _organization(parent_uei, parent_name, [], "", "", said)
        if parent.id != recipient.id and parent_name != recipient.name:
            yield parent
            yield SOURCE.relation(
                "OWNS",
                parent,
                recipient,
                key=[],
                interest="parent_named",
                share_of="unknown",
                direct="not_stated",
                **said,
            )
    return recipient


def _organization(
    uei: str, name: str, names: list[str], duns: str, country: str, said: dict[str, Any]
) -> Entity:
    own: dict[str, Any] = {"id": uei} if uei else {"key": ["recipient", name]}
    return SOURCE.entity(
        "Organization",
        name=name,
        names=names,
        country=country_code(country) if country else None,
        identifiers=[checked("uei", uei) if uei else None, checked("duns", duns) if duns else None],
        kind_stated=False,
        **own,
        **said,
    )


def _place(record: Record) -> str:
    names = ("city_name", "state_name", "country_name")
    return ", ".join(
        filter(None, (_optional(record, f"primary_place_of_performance_{name}") for name in names))
    )


def _concerns(texts: dict[str, str]) -> dict[str, Any]:
    """The concerns found in what is written of the award, with the phrases and where they stand."""
    found = [
        (concern, phrase, place) for place, text in texts.items() for concern, phrase, _ in found_in(text)
    ]
    if not found:
        return {}
    return {
        "concerns": list(dict.fromkeys(concern for concern, _, _ in found)),
        "concern_words": list(dict.fromkeys(phrase for _, phrase, _ in found)),
        "concern_places": list(dict.fromkeys(f"{place}: {phrase}" for _, phrase, place in found)),
        "concern_basis": "found_in_text",
    }


def _optional(record: Record, name: str) -> str:
    return record.take(name, optional=True) if name in record.fields else ""


def _amount(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        raise RecordError(f'current_total_value_of_award "{text}" is no number') from None


def _day(record: Record, name: str) -> str | None:
    text = record.take(name, optional=True)
    try:
        return partial_date(text[:10]).text if text else None
    except SchemaError as problem:
        raise RecordError(f"{name}: {problem}") from problem


def _day_after(last: str | None) -> str | None:
    return (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat() if last else None

"""Owners that are named, in columns: what `owners` and the loader say of the entries that are plain."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from beholden.graph.claim_files import short_hashes
from beholden.graph.claims import SEPARATOR
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.graph.identifiers import NO_NUMBERS
from beholden.loaders import RecordError, Source
from beholden.loaders.columns import mapped, whole_days
from beholden.loaders.json_columns import Lines
from beholden.loaders.uk_psc.natures import nature
from beholden.loaders.uk_psc.owners import ADDRESS, LEFT, NAME, NAMES, PAGE, born_on, numbers_of

_TEXTS = ("kind", "name", "nationality", "country_of_residence", "notified_on", "ceased_on")
_OBJECTS = ("address", "name_elements", "date_of_birth", "identification", "links")
_KNOWN = frozenset((*_TEXTS, *_OBJECTS, *LEFT, "natures_of_control"))
_IDENTIFICATION = ("country_registered", "legal_form", "registration_number", "place_registered")
_ENTRY = {"company_number", "data"}
_TEXT_TYPES = {str, type(None)}
_OBJECT_TYPES = {dict, type(None)}
_PART_TYPES = {int, type(None)}
_NONE: Mapping[str, Any] = {}

_BORN = ("born", "born_earliest", "born_latest")
_COLUMNS: dict[str, Any] = {
    **dict.fromkeys(
        ("place", "text", "number", *_TEXTS, *NAMES, *ADDRESS, *_IDENTIFICATION, "self"), pl.String
    ),
    "natures": pl.List(pl.String),
    "born": pl.String,
    "born_earliest": pl.Date,
    "born_latest": pl.Date,
}

_encode = json.JSONEncoder(ensure_ascii=False).encode


def held(
    source: Source, lines: Lines, values: Sequence[Any], places: Sequence[str]
) -> tuple[list[tuple[str, pl.DataFrame]], set[int]]:
    """What entries state, a frame a kind, and which of them are plain: their numbers among these lines.

    A plain entry names a person or body, has no value of another type than its fields have, no word that is not
    known, whole days, and an address of its own in the register.
    """
    rows, at = [], []
    escapes = lines.texts.str.contains("\\", literal=True)
    for number, (item, escaped) in enumerate(zip(values, escapes, strict=True)):
        row = None if escaped else _row(item)
        if row is not None:
            rows.append((places[number], _encode(item), *row))
            at.append(number)
    if not rows:
        return [], set()
    columns = zip(_COLUMNS.items(), zip(*rows, strict=True), strict=True)
    entries = pl.DataFrame([pl.Series(name, values, dtype=dtype) for (name, dtype), values in columns])
    entries = entries.with_columns(
        pl.col(pl.String).exclude("place", "text", "kind", "self").str.strip_chars()
    )
    plain, entries = _plain(source, entries)
    if not plain.any():
        return [], set()
    return _said(source, entries.filter(plain)), {at[index] for index in plain.arg_true()}


def _row(item: Any) -> tuple[Any, ...] | None:
    """The values of an entry in the order of the columns; None where one has another type than it should."""
    if type(item) is not dict or item.keys() != _ENTRY:
        return None
    data = item["data"]
    if type(data) is not dict or not _KNOWN.issuperset(data):
        return None
    get = data.get
    objects = [get(name) for name in _OBJECTS]
    if not _OBJECT_TYPES.issuperset(map(type, objects)):
        return None
    address, elements, born, identification, links = (value or _NONE for value in objects)
    texts = (
        item["company_number"],
        *map(get, _TEXTS),
        *map(elements.get, NAMES),
        *map(address.get, ADDRESS),
        *map(identification.get, _IDENTIFICATION),
        links.get("self"),
    )
    days = (born.get("year"), born.get("month"), born.get("day"))
    if not _TEXT_TYPES.issuperset(map(type, texts)) or not _PART_TYPES.issuperset(map(type, days)):
        return None
    when = _born(days)
    natures = get("natures_of_control") or ()
    if when is None or type(natures) not in (list, tuple) or not all(map(_is_nature, natures)):
        return None
    return (*texts, natures, *when)


@cache
def _born(
    days: tuple[int | None, int | None, int | None],
) -> tuple[str | None, date | None, date | None] | None:
    """The date of birth as published, and the first and last day that it can mean; None where it is no date."""
    try:
        text = born_on(dict(zip(("year", "month", "day"), days, strict=True)))
    except RecordError:
        return None
    if text is None:
        return (None, None, None)
    when = partial_date(text)
    return (when.text, when.earliest, when.latest)


def _is_nature(word: Any) -> bool:
    return type(word) is str and _nature(word) is not None


@cache
def _nature(word: str) -> dict[str, Any] | None:
    """What a nature of control gives, as columns; None for one that is not known."""
    try:
        found = nature(word)
    except RecordError:
        return None
    return {"word": word, "kind": found.kind, "quote": word, **found.properties}


_NO_NATURE = {
    **{"word": "", "kind": "OWNS", "quote": None},
    **{"interest": "unknown_interest", "share_of": "unknown", "direct": "not_stated"},
}
"""What an entry without a nature of control gives."""


def _plain(source: Source, entries: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Which entries are plain as a whole, and the entries with what was made of their values."""
    kinds, known_kind = mapped(entries["kind"], lambda word: source.lookup("kind", word))
    number, link = pl.col("number"), pl.col("link")
    day, end_day = pl.col("start_date"), pl.col("end_date")
    made = entries.with_columns(
        kind=kinds,
        link=pl.col("self").str.strip_chars("/").str.extract("([^/]*(?:/[^/]*)?)$"),
        own=pl.concat_str([_filled(name) for name in NAMES], separator=" ", ignore_nulls=True),
        address=pl.concat_str([_filled(name) for name in ADDRESS], separator=", ", ignore_nulls=True),
        name=pl.col("name").fill_null(""),
        start_text=_filled("notified_on").str.slice(0, 10),
        end_text=_filled("ceased_on").str.slice(0, 10),
    ).with_columns(start_date=whole_days(pl.col("start_text")), end_date=whole_days(pl.col("end_text")))
    plain = made.select(
        known_kind
        & pl.col("kind").is_in(("Person", "Company", "Organization"))
        & number.str.contains("^(?:[0-9]{2}|[A-Z]{2})[0-9]{6}$")
        & (number.str.strip_chars(number.str.head(1)) != "")
        & ~number.is_in(NO_NUMBERS)
        & (link != "")
        & ((pl.col("own") != "") | (pl.col("name") != ""))
        & (pl.col("start_text").is_null() | day.is_not_null())
        & (pl.col("end_text").is_null() | end_day.is_not_null())
        & ~(end_day < day).fill_null(False)
    ).to_series()
    return plain.fill_null(False), made


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


def _said(source: Source, entries: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    number = pl.col("number")
    before, after = PAGE.split("{number}")
    entries = entries.with_columns(
        page=pl.concat_str(pl.lit(before), number, pl.lit(after)),
        company=f"{source.id}/" + number,
        owner=pl.concat_str(pl.lit(f"{source.id}/"), number, pl.lit("/"), "link"),
    )
    before, after = NAME.split("{number}")
    companies = entries.select(
        "place",
        "text",
        "page",
        subject="company",
        name=pl.concat_str(pl.lit(before), number, pl.lit(after)),
        identifiers=pl.concat_list("company_number:gb-coh:" + number),
        company_number="number",
        name_stated=pl.lit(False),
    )
    said = [("Company", companies), *_owners(source, entries)]
    return [*said, *_relations(source, entries)]


def _owners(source: Source, entries: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    own, name = pl.col("own"), pl.col("name")
    address = pl.when(pl.col("address") != "").then(pl.concat_list("address"))
    persons = entries.filter(pl.col("kind") == "Person")
    bodies = entries.filter(pl.col("kind") != "Person")
    country, _ = mapped(persons["country_of_residence"], country_code)
    nationality, _ = mapped(persons["nationality"], country_code)
    common = ("place", "text", "page")
    said = [
        (
            "Person",
            persons.select(
                *common,
                subject="owner",
                name=pl.when(own != "").then(own).otherwise(name),
                names=pl.concat_list(
                    pl.when((name != "") & (own != "") & (name != own)).then(name)
                ).list.drop_nulls(),
                country=country,
                address=address,
                birth_date="born_latest",
                birth_date_earliest="born_earliest",
                birth_date_text="born",
                nationality=nationality,
            ),
        )
    ]
    registered, _ = mapped(bodies["country_registered"], country_code)
    identifications = bodies.select(_IDENTIFICATION).iter_rows(named=True)
    identifiers = [
        list(filter(None, numbers_of(source, own, own["country_registered"] or "")))
        for own in identifications
    ]
    of_bodies = bodies.select(
        *common,
        "kind",
        subject="owner",
        name=pl.when(name != "").then(name).otherwise(own),
        country=registered,
        identifiers=pl.Series(identifiers, dtype=pl.List(pl.String)),
        kind_stated=pl.col("kind") != "Organization",
        legal_form=_filled("legal_form"),
        company_number=_filled("registration_number"),
        address=address,
    )
    return [*said, *_by_kind(of_bodies)]


def _relations(source: Source, entries: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """A relation for each nature of control, or one of unknown interest where there is none."""
    words = pl.col("natures").list.unique(maintain_order=True)
    each = entries.select(
        "place", "text", "page", "start_date", "start_text", "end_date", "end_text", "owner", "company",
        word=pl.when(words.list.len() > 0).then(words).otherwise(pl.lit([""], dtype=pl.List(pl.String))),
    ).explode("word")  # fmt: skip
    given = [own for word in each["word"].unique().sort() if (own := _nature(word) if word else _NO_NATURE)]
    each = each.join(
        pl.DataFrame(given, infer_schema_length=None), on="word", how="left", maintain_order="left"
    )
    parts = each.select(pl.concat_str("kind", "owner", "company", "word", separator=SEPARATOR)).to_series()
    return _by_kind(
        each.with_columns(
            subject=f"{source.id}/r-" + pl.Series(short_hashes(parts), dtype=pl.String),
            from_stated="owner",
            to_stated="company",
            start_earliest="start_date",
            end_latest="end_date",
        ).drop("owner", "company", "word")
    )


def _by_kind(said: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    by_kind = said.partition_by("kind", as_dict=True, include_key=False, maintain_order=True)
    return [(str(kind), frame) for (kind,), frame in by_kind.items()]

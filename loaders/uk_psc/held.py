"""Owners, named or not, in columns: what `owners` and the loader say of the entries that are plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.graph.claim_files import short_hashes
from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.graph.identifiers import NO_NUMBERS
from beholden.graph.statements import SEPARATOR
from beholden.loaders import RecordError, Source
from beholden.loaders.columns import mapped, whole_days
from beholden.loaders.json_columns import Lines
from beholden.loaders.leaves import Flags, numbered
from beholden.loaders.uk_psc.entries import BORN, IDENTIFICATION, entries
from beholden.loaders.uk_psc.natures import nature
from beholden.loaders.uk_psc.owners import (
    ADDRESS,
    NAME,
    NAMES,
    PAGE,
    PARTNERSHIP,
    PROTECTED,
    UNNAMED,
    born_on,
    numbers_of,
)  # fmt: skip

_BORN = pl.Struct({"born": pl.String, "born_earliest": pl.Date, "born_latest": pl.Date})


def held(source: Source, lines: Lines) -> tuple[pl.Series, list[tuple[str, pl.DataFrame]], Flags]:
    """The texts of plain entries, what they state, a frame a kind, and which of the plain lines they are.

    A plain entry names a person or body, or says why it does not; it has no word that is not known, whole days, and an
    address of its own in the register. Exemptions are not plain.
    """
    found = entries(lines)
    if found.rows.is_empty():
        return pl.Series([], dtype=pl.String), [], np.zeros(0, np.bool_)
    natures = Natures.of(found.natures, len(found.rows))
    plain, rows = _plain(source, found.rows, natures)
    which = plain.to_numpy()
    if not which.all():
        rows, natures = rows.filter(plain), natures.of_rows(which)
    rows = rows.with_columns(record=pl.int_range(pl.len()))
    return rows["text"], (_said(source, rows, natures) if len(rows) else []), which


def _born(entries: pl.DataFrame) -> pl.DataFrame:
    """The dates of birth as published, and the first and last day that each can mean; `right` where it is a date."""
    stated = entries.select(pl.concat_str([pl.col(name).fill_null("") for name in BORN], separator=SEPARATOR))
    texts, number = numbered(stated.to_series())
    dates = [
        {name: int(part) if part else None for name, part in zip(BORN, text.split(SEPARATOR), strict=True)}
        for text in texts
    ]
    made = pl.DataFrame(list(map(_born_on, dates)), schema={"right": pl.Boolean, **dict(_BORN)}, orient="row")
    return made[number]


def _born_on(parts: Mapping[str, int | None]) -> tuple[bool, str | None, date | None, date | None]:
    try:
        text = born_on(parts)
    except RecordError:
        return (False, None, None, None)
    if text is None:
        return (True, None, None, None)
    when = partial_date(text)
    return (True, when.text, when.earliest, when.latest)


@cache
def _nature(word: str) -> dict[str, Any] | None:
    """What a nature of control gives, as columns; None for one that is not known."""
    try:
        found = nature(word)
    except RecordError:
        return None
    return {"word": word, "kind": found.kind, "quote": word, **found.properties}


_UNKNOWN = {
    **{"word": "", "kind": "OWNS", "quote": None},
    **{"interest": "unknown_interest", "share_of": "unknown", "direct": "not_stated"},
}
_PROTECTED = {**_UNKNOWN, "interest": "unpublishedInterest"}
"""What an entry without a nature of control gives, and one whose owner is protected."""


@dataclass(frozen=True, slots=True)
class Natures:
    """The natures of control of entries, each once an entry: the number of its entry, and that of its word."""

    words: list[str]
    row: NDArray[np.integer]
    word: NDArray[np.integer]
    rows: int

    @classmethod
    def of(cls, stated: pl.DataFrame, rows: int) -> Natures:
        """Those of so many entries, as `entries` gives them."""
        words, word = numbered(stated["word"])
        row = stated["row"].to_numpy().astype(np.int64)
        first = pl.Series(row * len(words) + word).is_first_distinct().to_numpy()
        return cls(words, row[first], word[first], rows)

    def of_rows(self, which: Flags) -> Natures:
        """Those of some of the entries."""
        own = which[self.row]
        number = np.cumsum(which) - 1
        return Natures(self.words, number[self.row[own]], self.word[own], int(which.sum()))

    def none(self) -> Flags:
        """Which entries have none."""
        none = np.ones(self.rows, np.bool_)
        none[self.row] = False
        return none

    def known(self) -> Flags:
        """Which entries have none that is not known."""
        unknown = np.array([_nature(word) is None for word in self.words], np.bool_)
        known = np.ones(self.rows, np.bool_)
        known[self.row[unknown[self.word]]] = False
        return known


NAMED = ("Person", "Company", "Organization")
"""The kinds of owners that are named."""


def _plain(source: Source, entries: pl.DataFrame, natures: Natures) -> tuple[pl.Series, pl.DataFrame]:
    """Which entries are plain as a whole, and the entries with what was made of their values."""
    kinds, known_kind = mapped(entries["kind"], lambda word: source.lookup("kind", word))
    born = _born(entries)
    reasons, known_statement = mapped(
        entries["statement"], lambda word: source.lookup("statement", word.removesuffix(PARTNERSHIP))
    )
    number, link = pl.col("number"), pl.col("link")
    day, end_day = pl.col("start_date"), pl.col("end_date")
    made = entries.with_columns(
        *(born[name] for name in ("born", "born_earliest", "born_latest")),
        kind=kinds,
        reason=reasons,
        link=pl.col("address_in_register").str.strip_chars("/").str.extract("([^/]*(?:/[^/]*)?)$"),
        own=pl.concat_str([_filled(name) for name in NAMES], separator=" ", ignore_nulls=True),
        address=pl.concat_str([_filled(name) for name in ADDRESS], separator=", ", ignore_nulls=True),
        name=pl.col("name").fill_null(""),
        start_text=_filled("notified_on").str.slice(0, 10),
        end_text=_filled("ceased_on").str.slice(0, 10),
    ).with_columns(start_date=whole_days(pl.col("start_text")), end_date=whole_days(pl.col("end_text")))
    kind = pl.col("kind")
    nobody = ~pl.col("named") & ~pl.col("described") & pl.Series(natures.none())
    named = born["right"] & ((pl.col("own") != "") | (pl.col("name") != ""))
    right = (
        pl.when(kind == "statement")
        .then(known_statement & (pl.col("reason") != "") & nobody)
        .when(pl.col("statement").is_not_null())
        .then(False)
        .when(kind == "super_secure")
        .then(~pl.col("described"))
        .otherwise(kind.is_in(NAMED) & named)
    )
    plain = made.select(
        known_kind
        & right
        & pl.Series(natures.known())
        & number.str.contains("^(?:[0-9]{2}|[A-Z]{2})[0-9]{6}$")
        & (number.str.strip_chars(number.str.head(1)) != "")
        & ~number.is_in(NO_NUMBERS)
        & (link != "")
        & (pl.col("start_text").is_null() | day.is_not_null())
        & (pl.col("end_text").is_null() | end_day.is_not_null())
        & ~(end_day < day).fill_null(False)
    ).to_series()
    return plain.fill_null(False), made


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


def _said(source: Source, entries: pl.DataFrame, natures: Natures) -> list[tuple[str, pl.DataFrame]]:
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
        "record",
        "page",
        subject="company",
        name=pl.concat_str(pl.lit(before), number, pl.lit(after)),
        identifiers=pl.concat_list("company_number:gb-coh:" + number),
        company_number="number",
        name_stated=pl.lit(False),
    )
    said = [("Company", companies), *_owners(source, entries)]
    return [*said, *_relations(source, entries, natures)]


def _owners(source: Source, entries: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    own, name = pl.col("own"), pl.col("name")
    address = pl.when(pl.col("address") != "").then(pl.concat_list("address"))
    persons = entries.filter(pl.col("kind") == "Person")
    bodies = entries.filter(pl.col("kind").is_in(("Company", "Organization")))
    country, _ = mapped(persons["country_of_residence"], country_code)
    nationality, _ = mapped(persons["nationality"], country_code)
    common = ("place", "record", "page")
    said = [
        (
            "Person",
            persons.select(
                *common,
                subject="owner",
                name=pl.when(own != "").then(own).otherwise(name),
                names=pl.when((name != "") & (own != "") & (name != own))
                .then(pl.concat_list("name"))
                .otherwise(pl.lit([], dtype=pl.List(pl.String))),
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
    identifications = bodies.select(IDENTIFICATION).iter_rows(named=True)
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
    return [*said, *_by_kind(of_bodies), *_unnamed(entries)]


def _unnamed(entries: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The owners whose details are protected, and those that are not named."""
    before, after = UNNAMED.split("{number}")
    after, _ = after.split("{word}")
    secure = entries.filter(pl.col("kind") == "super_secure").select(
        "place",
        "record",
        "page",
        subject="owner",
        name=pl.lit(PROTECTED),
        unknown_reason=pl.lit("owner_exempt"),
    )
    statements = entries.filter(pl.col("kind") == "statement").select(
        "place",
        "record",
        "page",
        subject="owner",
        name=pl.concat_str(pl.lit(before), "number", pl.lit(after), "statement"),
        kind_stated=pl.lit(False),
        unknown_reason="reason",
    )
    return [("Person", secure), ("Organization", statements)]


def _relations(source: Source, entries: pl.DataFrame, natures: Natures) -> list[tuple[str, pl.DataFrame]]:
    """A relation for each nature of control, or one of unknown interest where there is none."""
    none = np.flatnonzero(natures.none())
    secure = (entries["kind"] == "super_secure").gather(none).to_numpy()
    known = [_nature(word) or _UNKNOWN for word in natures.words]
    given = pl.DataFrame([_UNKNOWN, _PROTECTED, *known], infer_schema_length=None)
    row = np.concatenate([none, natures.row])
    word = np.concatenate([secure.astype(np.int64), natures.word + 2])
    stated = entries.select(
        "place",
        "record",
        "page",
        "start_date",
        "start_text",
        "end_date",
        "end_text",
        start_earliest="start_date",
        end_latest="end_date",
        from_stated="owner",
        to_stated="company",
    )
    said = []
    for kind in ("OWNS", "CONTROLS"):
        own = (given["kind"] == kind).to_numpy()[word]
        each = pl.concat([stated[row[own]], given.drop("kind")[word[own]]], how="horizontal")
        parts = pl.concat_str(pl.lit(kind), "from_stated", "to_stated", "word", separator=SEPARATOR)
        hashes = pl.Series(short_hashes(each.select(parts).to_series()), dtype=pl.String)
        said.append((kind, each.with_columns(subject=f"{source.id}/r-" + hashes).drop("word")))
    return said


def _by_kind(said: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    by_kind = said.partition_by("kind", as_dict=True, include_key=False, maintain_order=True)
    return [(str(kind), frame) for (kind,), frame in by_kind.items()]

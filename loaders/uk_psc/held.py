"""Owners, named or not, in columns: what `owners` and the loader say of the entries that are plain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beholden.graph.countries import country_code
from beholden.graph.dates import PartialDate, partial_date
from beholden.graph.identifiers import NO_NUMBERS
from beholden.graph.statements import digests
from beholden.loaders import RecordError, Source
from beholden.loaders.columns import mapped, whole_days
from beholden.loaders.eights import Flags
from beholden.loaders.json_columns import Lines
from beholden.loaders.leaves import Numbered, together
from beholden.loaders.uk_psc.entries import BORN, COUNTRIES, Entries, entries
from beholden.loaders.uk_psc.natures import nature
from beholden.loaders.uk_psc.owners import (
    NAME,
    PAGE,
    PARTNERSHIP,
    PROTECTED,
    UNNAMED,
    born_on,
    checked_number,
    is_registered_here,
)  # fmt: skip


def held(source: Source, lines: Lines) -> tuple[pl.DataFrame, list[tuple[str, pl.DataFrame]], Flags]:
    """The `text` and `place` of plain entries, what they state, a frame a kind, and which of the plain lines they are.

    A plain entry names a person or body, or says why it does not; it has no word that is not known, whole days, and an
    address of its own in the register. Exemptions are not plain.
    """
    found = entries(lines)
    if found.rows.is_empty():
        return found.rows.select("text", "place"), [], np.zeros(0, np.bool_)
    natures = Natures.of(found.natures)
    plain, rows = _plain(source, found, natures)
    if not plain.all():
        rows, natures = rows.filter(pl.Series(plain)), natures.of_rows(plain)
    rows = rows.with_columns(record=pl.int_range(pl.len()))
    return rows.select("text", "place"), (_said(source, rows, natures) if len(rows) else []), plain


BIRTH = ("born", "born_earliest", "born_latest")
"""A date of birth as published, and the first and last day that it can mean."""


def _born(parts: Numbered) -> tuple[Flags, dict[str, pl.Series]]:
    """Which dates of birth are such; and each as published, with the first and the last day that it can mean."""
    dates = [_born_on(*values) for values in parts.values]
    columns = {
        name: parts.made([getattr(date, part) if date else None for date in dates], dtype)
        for name, part, dtype in zip(
            BIRTH, ("text", "earliest", "latest"), (pl.String, pl.Date, pl.Date), strict=True
        )
    }
    return parts.flags(date is not False for date in dates), columns


@cache
def _born_on(year: str | None, month: str | None, day: str | None) -> PartialDate | Literal[False] | None:
    """The date of birth with these parts, or None; False for what is no date."""
    stated = dict(zip(BORN, (year, month, day), strict=True))
    try:
        text = born_on({name: int(part) for name, part in stated.items() if part is not None})
    except RecordError:
        return False
    return partial_date(text) if text else None


def _days(stated: Numbered) -> pl.DataFrame:
    """The days of texts: each `text` as far as it is a day's, the whole `day` or null, and the same of nothing."""
    texts = [*(text.strip()[:10] or None for text in stated.values), None]
    table = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    return table.with_columns(day=whole_days(pl.col("text")))[stated.index()]


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
    """The natures of control of entries: `lists` that differ, of each one once, and the `number` of each entry's.

    Behind the last stands the list of an entry that has none.
    """

    lists: list[list[str]]
    number: NDArray[np.integer]

    @classmethod
    def of(cls, stated: Numbered) -> Natures:
        """Those that entries state, as they stand in the brackets of a list."""
        lists = [list(dict.fromkeys(json.loads(f'["{texts}"]'))) for texts in stated.values]
        return cls([*lists, []], stated.number)

    def of_rows(self, which: Flags) -> Natures:
        """Those of some of the entries."""
        return Natures(self.lists, self.number[which])

    def none(self) -> Flags:
        """Which entries have none."""
        none: Flags = self.number == len(self.lists) - 1
        return none

    def known(self) -> Flags:
        """Which entries have none that is not known."""
        known: Flags = np.array([None not in map(_nature, words) for words in self.lists])[self.number]
        return known

    def given(self, kind: str, secure: Flags) -> tuple[NDArray[np.integer], pl.DataFrame]:
        """The relations of a kind that entries give: the row of each one's entry, and what its nature gives.

        `secure` says which entries have an owner that is protected.
        """
        words = dict.fromkeys(word for words in self.lists for word in words)
        gives = [_UNKNOWN, _PROTECTED, *filter(None, map(_nature, words))]
        place = {found["word"]: at for at, found in enumerate(gives) if found["kind"] == kind}
        lists = [[place[word] for word in words if word in place] for words in self.lists[:-1]]
        lists += [[0], [1]] if kind == _UNKNOWN["kind"] else [[], []]
        first = np.cumsum([0, *map(len, lists)])
        number = self.number + (self.none() & secure)
        count = np.diff(first)[number]
        row = np.repeat(np.arange(len(number)), count)
        within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        each = np.array([at for places in lists for at in places], np.int64)[first[number][row] + within]
        return row, pl.DataFrame(gives, infer_schema_length=None).drop("kind")[each]


_OWN_NUMBER = "company_number:gb-coh:"
"""How an identifier begins that is a number of Companies House."""

NAMED = ("Person", "Company", "Organization")
"""The kinds of owners that are named."""


def _plain(source: Source, found: Entries, natures: Natures) -> tuple[Flags, pl.DataFrame]:
    """Which entries are plain as a whole, and the entries with what was made of their values."""
    few, rows = found.of_few, found.rows
    statement = few["statement"]
    kinds = [source.lookups["kind"].get(word) for word in few["kind"].values]
    reasons = [source.lookups["statement"].get(word.removesuffix(PARTNERSHIP)) for word in statement.values]
    right_birth, born = _born(together([few[name] for name in BORN]))
    start, end = _days(few["notified_on"]), _days(few["ceased_on"])
    made = rows.with_columns(
        **born,
        **{name: _countries(few[name]) for name in COUNTRIES},
        kind=few["kind"].made(kinds),
        name=pl.col("name").fill_null(""),
        statement=statement.made(statement.values),
        reason=statement.made(reasons),
        start_text=start["text"],
        start_date=start["day"],
        end_text=end["text"],
        end_date=end["day"],
        here=_registered_here(source, few),
    )
    day, end_day = pl.col("start_date"), pl.col("end_date")
    right, named = made.select(
        right=_is_whole(pl.col("number")).fill_null(False)
        & (pl.col("link") != "").fill_null(False)
        & (pl.col("start_text").is_null() | day.is_not_null())
        & (pl.col("end_text").is_null() | end_day.is_not_null())
        & ~(end_day < day).fill_null(False),
        named=(pl.col("own") != "") | (pl.col("name") != "").fill_null(False),
    )
    of_kind = {
        kind: few["kind"].flags(own == kind for own in kinds) for kind in ("statement", "super_secure")
    }
    nobody = ~found.named & ~found.described & natures.none()
    known = natures.known() & right.to_numpy()
    alone = known & ~statement.there()
    return (
        (of_kind["statement"] & known & statement.flags(map(bool, reasons)) & nobody)
        | (of_kind["super_secure"] & alone & ~found.described)
        | (few["kind"].flags(own in NAMED for own in kinds) & alone & right_birth & named.to_numpy())
    ), made


def _countries(stated: Numbered) -> pl.Series:
    """The codes of countries, null where one is not known."""
    return stated.made([country_code(name.strip()) for name in stated.values])


def _registered_here(source: Source, few: Mapping[str, Numbered]) -> pl.Series:
    """Whether the number of a body is one of Companies House."""
    stated = together([few[name] for name in ("country_registered", "place_registered")])
    return pl.Series(
        stated.flags(
            is_registered_here(source, *((text or "").strip() for text in texts)) for texts in stated.values
        )
    )


_NO_NUMBERS = (*NO_NUMBERS, *(8 * figure for figure in "0123456789"))
"""What stands for no number, though it may have as many figures as one."""


def _is_whole(number: pl.Expr) -> pl.Expr:
    """Whether a number is one of Companies House with all its figures, and no placeholder."""
    return number.str.contains("^(?:[0-9]{2}|[A-Z]{2})[0-9]{6}$") & ~number.is_in(_NO_NUMBERS)


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


def _said(source: Source, entries: pl.DataFrame, natures: Natures) -> list[tuple[str, pl.DataFrame]]:
    number = pl.col("number")
    before, after = PAGE.split("{number}")
    entries = entries.with_columns(
        page=pl.concat_str(pl.lit(before), number, pl.lit(after)),
        company=f"{source.id}/" + number,
        owner=pl.concat_str(pl.lit(f"{source.id}/"), number, pl.lit("/"), "link"),
        own_number=_OWN_NUMBER + number,
    )
    before, after = NAME.split("{number}")
    companies = entries.select(
        "record",
        "page",
        subject="company",
        name=pl.concat_str(pl.lit(before), number, pl.lit(after)),
        identifiers=pl.concat_list("own_number"),
        company_number="number",
        name_stated=pl.lit(False),
    )
    said = [("Company", companies), *_owners(entries)]
    return [*said, *_relations(source, entries, natures)]


def _owners(entries: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The owners, a frame a kind."""
    kind = pl.col("kind")
    common = ("record", "page", "owner")
    common_named = (*common, "own", "name", "address", *COUNTRIES)
    persons = entries.select("kind", *common_named, *BIRTH).filter(kind == "Person")
    said = [("Person", _persons(persons))]
    for own in ("Company", "Organization"):
        numbered = ("here", "legal_form", "registration_number")
        bodies = entries.select("kind", *common_named, *numbered).filter(kind == own)
        if len(bodies):
            said.append((own, _bodies(bodies, stated=own != "Organization")))
    return [*said, *_unnamed(entries.select("kind", *common, "number", "statement", "reason"))]


_ADDRESS = pl.when(pl.col("address") != "").then(pl.concat_list("address"))


def _persons(entries: pl.DataFrame) -> pl.DataFrame:
    own, name = pl.col("own"), pl.col("name")
    return entries.select(
        "record",
        "page",
        subject="owner",
        name=pl.when(own != "").then(own).otherwise(name),
        names=pl.when((name != "") & (own != "") & (name != own))
        .then(pl.concat_list("name"))
        .otherwise(pl.lit([], dtype=pl.List(pl.String))),
        country="country_of_residence",
        address=_ADDRESS,
        birth_date="born_latest",
        birth_date_earliest="born_earliest",
        birth_date_text="born",
        nationality="nationality",
    )


def _bodies(entries: pl.DataFrame, stated: bool) -> pl.DataFrame:
    """Companies, whose kind is stated, or organizations."""
    name, number = pl.col("name"), pl.col("registration_number")
    odd = pl.col("here") & ~_is_whole(number)
    to_check = entries.select(pl.when(odd).then(number)).to_series()
    checked = mapped(to_check, checked_number)[0] if to_check.null_count() < len(to_check) else to_check
    identifier = (
        pl.when(odd)
        .then(checked)
        .when(number != "")
        .then(pl.when("here").then(_OWN_NUMBER + number).otherwise("unchecked-number:" + number))
    )
    return entries.with_columns(identifier=identifier).select(
        "record",
        "page",
        subject="owner",
        name=pl.when(name != "").then(name).otherwise("own"),
        country="country_registered",
        identifiers=pl.when(pl.col("identifier").is_not_null())
        .then(pl.concat_list("identifier"))
        .otherwise(pl.lit([], dtype=pl.List(pl.String))),
        kind_stated=pl.lit(stated),
        legal_form=_filled("legal_form"),
        company_number=_filled("registration_number"),
        address=_ADDRESS,
    )


def _unnamed(entries: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The owners whose details are protected, and those that are not named."""
    before, after = UNNAMED.split("{number}")
    after, _ = after.split("{word}")
    secure = entries.filter(pl.col("kind") == "super_secure").select(
        "record",
        "page",
        subject="owner",
        name=pl.lit(PROTECTED),
        unknown_reason=pl.lit("owner_exempt"),
    )
    statements = entries.filter(pl.col("kind") == "statement").select(
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
    secure = (entries["kind"] == "super_secure").to_numpy()
    stated = entries.select(
        "record",
        "page",
        "start_date",
        "start_text",
        "end_date",
        "end_text",
        from_stated="owner",
        to_stated="company",
    )
    said = []
    for kind in ("OWNS", "CONTROLS"):
        row, given = natures.given(kind, secure)
        each = pl.concat([stated[row], given], how="horizontal").with_columns(
            start_earliest="start_date", end_latest="end_date"
        )
        parts = (pl.col(name) for name in ("from_stated", "to_stated", "word"))
        subject = f"{source.id}/r-" + digests(pl.lit(kind), *parts)
        said.append((kind, each.with_columns(subject=subject).drop("word")))
    return said

"""Level 1 in columns: what `parties` says of the legal entities whose record is plain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from beholden.graph.identifiers import COMPANIES_HOUSE, NO_NUMBERS
from beholden.loaders import Source
from beholden.loaders.eights import Flags, Int32s, Int64s, words_of
from beholden.loaders.gleif import level1_kernel
from beholden.loaders.gleif.fields import OF_DAY, PAGE, REGISTER, Told, by_kind, looked_up, sorted_cells
from beholden.loaders.gleif.parties import NO_FORM, NO_REGISTER, country_of, numbers_of
from beholden.loaders.leaves import Numbered
from beholden.loaders.table_columns import Sorted, TableChunk
from beholden.loaders.text_cells import NO_DAY, PADDING, Texts, dates


def legal_entities(source: Source, table: TableChunk) -> tuple[Told, Flags]:
    """What these records state, and which of them are plain."""
    cells = sorted_cells("lei", table)
    texts, leis, names, founded = cells.texts, *map(cells.first, ("lei", "name", "founded"))
    category, sub_category, country, jurisdiction = map(
        cells.numbered, ("category", "sub_category", "country", "jurisdiction")
    )
    kinds, known_category = looked_up(category, lambda word: source.lookup("category", word))
    countries, known_country = looked_up(country, lambda code: country_of(source, code))
    jurisdictions, known_jurisdiction = looked_up(
        jurisdiction, lambda code: country_of(source, code.split("-")[0])
    )
    levels, known_level = looked_up(sub_category, lambda word: source.lookup("level", word))
    public = category.flags(kind == "PublicBody" for kind in kinds)
    international = category.flags(word == "INTERNATIONAL_ORGANIZATION" for word in category.values)
    days = cells.days("founded")
    plain = (
        ~cells.odd
        & cells.valid("lei")
        & (names >= 0)
        & ((founded < 0) | (days != NO_DAY))
        & known_category
        & known_country
        & known_jurisdiction
        & (~public | international | known_level)
    )
    rows = np.flatnonzero(plain)
    leis, names, founded, numbers = leis[rows], names[rows], founded[rows], cells.first("number")[rows]
    category, country = category.of(rows), country.of(rows)
    in_china = country.flags(code == "CN" for code in countries)
    register = cells.numbered("register").of(rows)
    day = dates(days[rows])
    levels = [*(level or None for level in levels), "international", None]
    level = np.where(public & international, len(levels) - 2, sub_category.number)
    level[~public | ~international & ~sub_category.there()] = len(levels) - 1
    own = table.rows[rows]
    stated = pl.DataFrame(
        {
            "record": pl.arange(len(rows), eager=True),
            "name": texts.column(names),
            "names": _other_names(cells, own, names),
            "country": country.made(countries),
            "jurisdiction": jurisdiction.of(rows).made(jurisdictions),
            "subject": texts.prefixed(f"{source.id}/", leis),
            "page": texts.prefixed(PAGE, leis),
            "kind_stated": pl.Series(public[rows]),
            "legal_form": texts.column(_forms(cells)[rows]),
            "company_number": texts.column(numbers),
            "address": _addresses(
                cells, own, category.flags(word == "SOLE_PROPRIETOR" for word in category.values)
            ),
            "level": Numbered(levels, level[rows]).made(levels),
            "founded_on": day,
            "founded_on_earliest": day,
            "founded_on_text": texts.column(founded, OF_DAY),
            "identifiers": _identifiers(texts, leis, numbers, register, country.made(countries), in_china),
        }
    )
    kind = public[rows].astype(np.int32)
    return Told(table.filled.objects(own), by_kind(("Organization", "PublicBody"), kind, stated)), plain


def _forms(cells: Sorted) -> Int32s:
    """The legal form of each, in words or else as a code."""
    form, code = cells.first("form"), cells.numbered("form_code")
    codes = np.where(code.flags(word in NO_FORM for word in code.values), -1, cells.first("form_code"))
    found: Int32s = np.where(form >= 0, form, codes)
    return found


def _other_names(cells: Sorted, rows: Int64s, names: Int32s) -> pl.Series:
    """The other names of these rows, each once, in the order of the record."""
    filled, texts, role = cells.filled, cells.texts, cells.number("names")
    found, ends = np.empty(cells.count("names"), np.int32), np.zeros(len(rows) + 1, np.int64)
    place = (filled.firsts, filled.number, texts.starts, texts.ends, cells.role)
    texts.run(level1_kernel.find_names, texts.data, *place, role, rows, names, found, ends)
    return texts.lists(found[: ends[-1]], ends)


def _addresses(cells: Sorted, rows: Int64s, private: Flags) -> pl.Series:
    """The legal address of these rows and that of the headquarters, where it is another; null for none."""
    filled, texts = cells.filled, cells.texts
    roles = (
        np.array([cells.number(role) for role in pair], np.int32)
        for pair in (("address", "headquarters"), ("country", "headquarters_country"))
    )
    size = len(texts.data) + 2 * len(filled.number)
    out, text_ends = np.empty(size + PADDING, np.uint8), np.zeros(2 * len(rows) + 1, np.int64)
    ends = np.zeros(len(rows) + 1, np.int64)
    place = (filled.firsts, filled.number, texts.starts, texts.ends, cells.role)
    written = (out, words_of(out), text_ends, ends)
    count = texts.run(
        level1_kernel.write_addresses, words_of(texts.data), *place, *roles, rows, private, *written
    )
    addresses = Texts.between(out, text_ends[: count + 1], texts.large)
    return addresses.lists(np.arange(count, dtype=np.int32), ends, ends[1:] > ends[:-1])


def _identifiers(
    texts: Texts, leis: Int32s, numbers: Int32s, register: Numbered, country: pl.Series, in_china: Flags
) -> pl.Series:
    """The LEI and the numbers of each: those that need no closer look by a loop, the others by `numbers_of`."""
    sorts, heads = _registers(register.values)
    placeholders = sorted(NO_NUMBERS)
    longest = int((texts.ends[numbers] - texts.starts[numbers]).max(initial=0))
    size = 24 * len(leis) + len(texts.data) + len(leis) * (max(map(len, heads), default=0) + 8)
    out, body = np.empty(size + PADDING, np.uint8), np.empty(longest + 1, np.uint8)
    text_ends, ends = np.zeros(2 * len(leis) + 1, np.int64), np.zeros(len(leis) + 1, np.int64)
    look = np.zeros(len(leis), np.bool_)
    count = texts.run(
        level1_kernel.write_identifiers,
        *(texts.data, words_of(texts.data), texts.starts, texts.ends, leis, numbers, register.number),
        *(sorts, in_china, *_laid_out(heads), *_laid_out(placeholders)),
        *(body, out, text_ends, ends, look),
    )
    written = Texts.between(out, text_ends[: count + 1], texts.large)
    usual = written.lists(np.arange(count, dtype=np.int32), ends)
    if not look.any():
        return usual
    which = np.flatnonzero(look)
    codes = register.of(which).made(register.values)
    asked = zip(
        texts.column(leis[which]), codes, texts.column(numbers[which]), country.gather(which), strict=True
    )
    answers = [
        list(dict.fromkeys((f"lei:{lei}", *filter(None, numbers_of(code or "", number, country)))))
        for lei, code, number, country in asked
    ]
    at = np.arange(len(leis))
    at[which] = len(leis) + np.arange(len(which))
    return usual.append(pl.Series(answers, dtype=pl.List(pl.String))).gather(at)


def _registers(codes: Sequence[str]) -> tuple[Int32s, list[str]]:
    """What sort each register is of, and what stands before a number of it in its one spelling."""
    sorts = [
        level1_kernel.NONE
        if code in NO_REGISTER
        else level1_kernel.LOOK
        if REGISTER.fullmatch(code) is None
        else level1_kernel.COMPANIES_HOUSE
        if code in COMPANIES_HOUSE
        else level1_kernel.ELSEWHERE
        for code in codes
    ]
    spelt = ("gb-coh" if code in COMPANIES_HOUSE else code.lower() for code in codes)
    return np.array(sorts, np.int32), [f"company_number:{code}:" for code in spelt]


def _laid_out(texts: Sequence[str]) -> tuple[np.typing.NDArray[np.uint8], Int32s]:
    """The bytes of texts one after the other, and where each starts."""
    parts = [text.encode() for text in texts]
    starts = np.cumsum([0, *map(len, parts)]).astype(np.int32)
    return np.frombuffer(b"".join(parts) + bytes(1), np.uint8), starts

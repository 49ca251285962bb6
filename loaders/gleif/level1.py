"""Level 1 in columns: what `parties` says of the legal entities whose record is plain."""

from __future__ import annotations

import numpy as np
import polars as pl

from beholden.graph.identifiers import COMPANIES_HOUSE, NO_NUMBERS
from beholden.graph.statements import SEPARATOR
from beholden.loaders import Source
from beholden.loaders.columns import mapped, split_texts, whole_days
from beholden.loaders.gleif.fields import LEI, NOTHING, PAGE, Fields, Told, by_kind
from beholden.loaders.gleif.parties import NO_FORM, NO_REGISTER, country_of, numbers_of
from beholden.loaders.table_columns import TableChunk


def legal_entities(source: Source, table: TableChunk, places: pl.Series) -> tuple[Told, pl.Series]:
    """What these records state, and which of them are plain.

    A cell that is empty is null, and `places` has where each record stands.
    """
    fields = Fields.of("lei", table)
    if fields is None:
        return NOTHING, pl.repeat(False, len(table.cells), dtype=pl.Boolean, eager=True)
    founded = fields.one("founded").str.slice(0, 10)
    found = fields.bare.lazy().select(
        *fields.ones(*_ONE),
        names=_names(fields.all("names"), fields.one("name")),
        legal=_joined([*fields.all("address"), *fields.all("country")]),
        main=_joined([*fields.all("headquarters"), *fields.all("headquarters_country")]),
        known=fields.known(),
        day=whole_days(founded),
    )
    said = found.collect().with_columns(fields.text, place=places, address=_addresses())
    category, known_category = mapped(said["category"], lambda word: source.lookup("category", word))
    country, known_country = mapped(said["country"], lambda code: country_of(source, code))
    before = said["jurisdiction"].str.split("-").list.first()
    jurisdiction, known_jurisdiction = mapped(before, lambda code: country_of(source, code))
    public = category.eq_missing("PublicBody")
    international = said["category"] == "INTERNATIONAL_ORGANIZATION"
    level, known_level = mapped(said["sub_category"], lambda word: source.lookup("level", word))
    plain = (
        said["known"]
        & said["name"].is_not_null()
        & said["text"].is_not_null()
        & _valid(said["lei"])
        & (said["founded"].is_null() | said["day"].is_not_null())
        & known_category
        & known_country
        & known_jurisdiction
        & (~public | international.fill_null(False) | known_level)
    )
    entities = (
        said.with_columns(
            country=country,
            jurisdiction=_filled(jurisdiction),
            level=_filled(level),
            kind=category.fill_null("Organization"),
            plain=plain,
        )
        .filter("plain")
        .with_columns(record=pl.int_range(pl.len()))
    )
    form_code = pl.when(~pl.col("form_code").is_in(NO_FORM)).then(pl.col("form_code"))
    private = pl.col("category").eq_missing("SOLE_PROPRIETOR")
    stated = entities.select(
        "kind",
        "place",
        "record",
        "name",
        "names",
        "country",
        "jurisdiction",
        subject=f"{source.id}/" + pl.col("lei"),
        page=PAGE + pl.col("lei"),
        kind_stated=pl.col("kind") != "Organization",
        legal_form=pl.coalesce("form", form_code),
        company_number="number",
        address=pl.when(~private).then(pl.col("address")),
        level=pl.when(pl.col("kind") == "PublicBody").then(
            pl.when(pl.col("category") == "INTERNATIONAL_ORGANIZATION")
            .then(pl.lit("international"))
            .otherwise(pl.col("level"))
        ),
        founded_on="day",
        founded_on_earliest="day",
        founded_on_text=pl.col("founded").str.slice(0, 10),
    ).with_columns(identifiers=_identifiers(entities))
    return Told(entities["text"], by_kind(stated)), plain


_ONE = (
    *("lei", "name", "country", "register", "number", "jurisdiction", "category", "sub_category"),
    *("form_code", "form", "founded"),
)


def _filled(series: pl.Series) -> pl.Expr:
    return pl.when(series != "").then(series)


def _names(paths: list[str], name: pl.Expr) -> pl.Expr:
    """The other names, each once, in the order of the record."""
    if not paths:
        return pl.lit([], dtype=pl.List(pl.String))
    others = []
    for number, path in enumerate(paths):
        before = (name, *map(pl.col, paths[:number]))
        others.append(
            pl.when(pl.all_horizontal(pl.col(path).ne_missing(other) for other in before)).then(path)
        )
    return split_texts(pl.concat_str(others, separator=SEPARATOR, ignore_nulls=True))


def _addresses() -> pl.Expr:
    """The legal address and that of the headquarters, where it is another; null for none."""
    legal, main = pl.col("legal"), pl.col("main")
    return (
        pl.when((main != "") & (main != legal) & (legal != ""))
        .then(pl.concat_list(legal, main))
        .when(legal != "")
        .then(pl.concat_list(legal))
        .when(main != "")
        .then(pl.concat_list(main))
    )


def _joined(paths: list[str]) -> pl.Expr:
    return pl.concat_str(paths, separator=", ", ignore_nulls=True) if paths else pl.lit("")


def _valid(leis: pl.Series) -> pl.Series:
    """Which LEIs have the shape and the check digits of ISO 17442; false for none."""
    shaped = leis.str.contains(LEI).fill_null(False)
    letters = (leis.filter(shaped).str.join("").item() or "").encode()
    digits = np.frombuffer(letters, dtype=np.uint8).reshape(-1, 20)
    values = np.where(digits >= ord("A"), digits - (ord("A") - 10), digits - ord("0"))
    rest = np.zeros(len(values), dtype=np.int64)
    for number, place in enumerate(values.T, start=1):
        rest = rest * np.where(place > 9, 100, 10) + place
        if number % 5 == 0:  # five places more, each of two digits at most, are no number too large
            rest %= 97
    check = values[:, 18].astype(np.int64) * 10 + values[:, 19]
    several = (values != values[:, :1]).any(axis=1)
    right = shaped.to_numpy(writable=True)
    right[right] = (rest == 1) & (check >= 2) & (check <= 98) & several
    return pl.Series(right)


def _identifiers(entities: pl.DataFrame) -> pl.Series:
    """The LEI and the numbers of each: those that need no closer look in columns, the others by `numbers_of`."""
    number, register = pl.col("number"), pl.col("register")
    code, body = pl.col("code"), pl.col("body")
    usual = (
        number.str.contains("^[0-9A-Za-z ./-]+$")
        & (body.str.len_bytes() >= 4)
        & (body.str.strip_chars(body.str.head(1)) != "")
        & ~body.str.to_lowercase().is_in(NO_NUMBERS)
        & register.str.contains("^RA[0-9]{6}$")
        & ~pl.col("country").eq_missing("CN")
    )
    of_companies_house = register.is_in(COMPANIES_HOUSE)
    digits, lettered = code.str.contains("^[0-9]{1,8}$"), code.str.contains("^[A-Z]{2}[0-9]{6}$")
    house = "company_number:gb-coh:" + pl.when(digits).then(code.str.zfill(8)).otherwise(code)
    elsewhere = "company_number:" + register.str.to_lowercase() + ":" + code
    none = number.is_null() | register.is_in(NO_REGISTER).fill_null(False)
    written = entities.with_columns(code=number.str.to_uppercase().str.replace_all(" ", "", literal=True))
    found = written.with_columns(body=code.str.replace_all("[./-]", "")).select(
        lei="lei:" + pl.col("lei"),
        number=pl.when(~none & usual).then(pl.when(of_companies_house).then(house).otherwise(elsewhere)),
        look=~none & ~(usual & (~of_companies_house | digits | lettered)).fill_null(False),
    )
    both = pl.concat_str("lei", "number", separator=SEPARATOR, ignore_nulls=True)
    joined = found.select(identifiers=both).to_series()
    asked = entities.filter(found["look"]).select("lei", "register", "number", "country")
    answers = (
        dict.fromkeys((f"lei:{lei}", *filter(None, numbers_of(register or "", number, country))))
        for lei, register, number, country in asked.iter_rows()
    )
    joined = joined.scatter(found["look"].arg_true(), [SEPARATOR.join(answer) for answer in answers])
    return joined.str.split(SEPARATOR)

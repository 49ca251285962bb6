"""Parties and assets in columns: what `parties` says of the entities that are plain."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from beholden.graph.countries import country_code
from beholden.graph.dates import partial_date
from beholden.loaders import Source, checked, web_address
from beholden.loaders.columns import mapped
from beholden.loaders.ftm.parties import day
from beholden.loaders.ftm.values import NAMES, Said, Values, bounds, joined

_NO_DOCUMENTS = ("wikidata", "website")
_NO_TEXTS = pl.lit([], dtype=pl.List(pl.String))


def parties(source: Source, entities: pl.DataFrame, values: Values) -> tuple[Said, pl.Series]:
    """What these entities state, a frame a kind; and the rows of those that are not plain.

    `entities` has the columns `row`, `id`, `schema` and `kind` of each, and those that all statements have.
    """
    entities = _named(entities, values)
    founded, no_day = values.only("incorporationDate", lambda text: day([text]))
    is_body = ~pl.col("kind").is_in(("Person", "Asset"))
    bad = entities.filter(pl.col("name").is_null() | (is_body & pl.col("row").is_in(no_day.implode())))["row"]
    entities = entities.filter(~pl.col("row").is_in(bad.implode()))
    said = [
        ("Person", _persons(source, entities.filter(pl.col("kind") == "Person"), values)),
        ("Asset", _assets(source, entities.filter(pl.col("kind") == "Asset"), values)),
    ]
    bodies = _bodies(source, entities.filter(is_body), values, founded)
    by_kind = bodies.partition_by("kind", as_dict=True, include_key=False)
    return [*said, *((str(kind), frame) for (kind,), frame in by_kind.items())], bad


def _named(entities: pl.DataFrame, values: Values) -> pl.DataFrame:
    """The entities with `name`, which is null where there is none, and the other `names`."""
    caption = values.raw.filter(pl.col("name") == "caption").select(
        "row", text=pl.col("text").str.strip_chars()
    )
    named = values.texts.filter(pl.col("name") == "name").join(caption, on=("row", "text"), how="semi")
    others = values.listed(*NAMES)
    entities = joined(entities, caption.filter(pl.col("text") != ""), "caption")
    entities = joined(entities, others, "others")
    first = pl.col("others").list.first()
    entities = entities.with_columns(
        name=pl.when(pl.col("row").is_in(named["row"].implode()))
        .then("caption")
        .otherwise(pl.coalesce(first, "caption"))
    )
    rest = (
        entities.select("row", "name", "others")
        .explode("others")
        .filter(pl.col("others") != pl.col("name"))
        .group_by("row", maintain_order=True)
        .agg("others")
    )
    entities = joined(entities.drop("caption", "others"), rest, "names")
    entities = joined(entities, values.listed("weakAlias"), "weak_names")
    entities = joined(entities, values.listed("address"), "address")
    return entities.with_columns(pl.coalesce("names", _NO_TEXTS))


def _persons(source: Source, persons: pl.DataFrame, values: Values) -> pl.DataFrame:
    texts = values.texts.join(persons.select("row"), on="row", how="semi", maintain_order="left")
    schemes = source.lookups["identifier"]
    documents = texts.filter(
        pl.col("name").is_in([name for name, scheme in schemes.items() if scheme not in _NO_DOCUMENTS])
    )
    born = values.listed("birthDate")
    one = born.filter(pl.col("texts").list.len() == 1).select("row", text=pl.col("texts").list.first())
    _, is_date = mapped(one["text"], lambda text: partial_date(text).text)
    dates = one.filter(is_date)
    nationality = texts.filter(pl.col("name") == "nationality")
    codes, _ = mapped(nationality["text"], lambda text: country_code(text.upper()))
    nationalities = (
        nationality.select("row", code=codes)
        .drop_nulls()
        .unique(maintain_order=True)
        .group_by("row", maintain_order=True)
        .agg("code")
    )
    for name, found in (
        ("country", values.only("country", lambda text: country_code(text.upper()))[0]),
        ("identifiers", _identifiers(texts, {"wikidataId": schemes["wikidataId"]})),
        ("documents", documents.sort("row", "name", maintain_order=True).group_by("row").agg("text")),
        ("birth_places", values.listed("birthPlace")),
        ("birth_date_text", dates),
        ("birth_dates", born.join(dates, on="row", how="anti")),
        ("nationalities", nationalities),
    ):
        persons = joined(persons, found, name)
    several = pl.col("nationalities").list.len() > 1
    return (
        persons.join(bounds(dates["text"]), left_on="birth_date_text", right_on="text", how="left")
        .with_columns(
            pl.coalesce("identifiers", _NO_TEXTS),
            nationality=pl.when(~several).then(pl.col("nationalities").list.first()),
            nationalities=pl.when(several).then("nationalities"),
        )
        .rename({"latest": "birth_date", "earliest": "birth_date_earliest"})
    )


def _assets(source: Source, assets: pl.DataFrame, values: Values) -> pl.DataFrame:
    texts = values.texts.join(assets.select("row"), on="row", how="semi", maintain_order="left")
    assets = joined(assets, _identifiers(texts, source.lookups["identifier"]), "identifiers")
    assets = joined(assets, values.only("flag", lambda text: country_code(text.upper()))[0], "flag")
    kinds, _ = mapped(assets["schema"], str.lower)
    return assets.drop("address").with_columns(pl.coalesce("identifiers", _NO_TEXTS), asset_type=kinds)


def _bodies(source: Source, bodies: pl.DataFrame, values: Values, founded: pl.DataFrame) -> pl.DataFrame:
    texts = values.texts.join(bodies.select("row"), on="row", how="semi", maintain_order="left")
    websites = texts.filter(pl.col("name") == "website")
    addresses, _ = mapped(websites["text"], web_address)
    website = (
        websites.select("row", address=addresses)
        .drop_nulls()
        .unique("row", keep="first", maintain_order=True)
    )
    for name, found in (
        ("country", values.only("country", lambda text: country_code(text.upper()))[0]),
        ("jurisdiction", values.only("jurisdiction", lambda text: country_code(text.upper()))[0]),
        ("identifiers", _identifiers(texts, source.lookups["identifier"])),
        ("legal_form", values.listed("legalForm")),
        ("sector", values.listed("sector")),
        ("website", website),
        ("founded_on_text", founded),
    ):
        bodies = joined(bodies, found, name)
    return (
        bodies.join(bounds(founded["one"]), left_on="founded_on_text", right_on="text", how="left")
        .with_columns(
            pl.coalesce("identifiers", _NO_TEXTS),
            pl.col("legal_form", "sector").list.join("; "),
            country=pl.coalesce("country", "jurisdiction"),
            kind_stated=pl.col("kind") != "Organization",
        )
        .rename({"latest": "founded_on", "earliest": "founded_on_earliest"})
    )


def _identifiers(texts: pl.DataFrame, schemes: Mapping[str, str]) -> pl.DataFrame:
    """The numbers among these texts that a standard checks, and the others as unchecked: `row` and `numbers`."""
    numbers = texts.filter(pl.col("name").is_in(list(schemes)))
    found = [pl.DataFrame(schema={"row": pl.Int64, "number": pl.String})]
    by_name = numbers.partition_by("name", as_dict=True)
    for name, scheme in schemes.items():
        if (own := by_name.get((name,))) is None:
            continue
        values = own["text"]
        if scheme.startswith("unchecked-"):
            values = f"{scheme}:" + values
        else:
            values = pl.Series([checked(scheme, value) for value in values], dtype=pl.String)
        found.append(own.select("row", number=values))
    return (
        pl.concat(found)
        .drop_nulls()
        .unique(maintain_order=True)
        .group_by("row", maintain_order=True)
        .agg(numbers="number")
    )

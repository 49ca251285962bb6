"""The table of participants in columns: what the loader says of the rows that are plain."""

from __future__ import annotations

import json

import polars as pl

from beholden.graph.countries import country_code
from beholden.graph.name_columns import one_name
from beholden.graph.names import variants
from beholden.graph.statements import SEPARATOR, digests, short_hash
from beholden.loaders import RecordError, Source
from beholden.loaders.columns import json_object, mapped, split_texts, whole_days

INITIATIVE = "initiative/un-global-compact"


def participants(
    source: Source, cells: pl.DataFrame, places: pl.Series
) -> tuple[pl.DataFrame, list[tuple[str, pl.DataFrame]], pl.Series]:
    """The `text` and `place` of the rows that are plain, what they state, a frame a kind, and which of all they are.

    A cell that is empty is null in `cells`, and `places` has where each row stands. A plain row has all cells, without
    blanks at their ends, words that are known, and a whole day in ISO form.
    """
    bare = pl.all().str.strip_chars()
    filled = pl.all_horizontal((bare != "").fill_null(False) & (bare == pl.all()))
    country, known_country = mapped(cells["Country"], _country)
    kind, known_type = mapped(cells["Type"], lambda word: source.lookup("type", word))
    sizes = source.lookups["size"]
    rows = cells.with_columns(
        country=country,
        kind=kind,
        size_class=pl.col("Type").replace_strict(
            list(sizes), list(sizes.values()), default=None, return_dtype=pl.String
        ),
        sector=pl.when(~pl.col("Sector").is_in(list(source.lookups["no_sector"]))).then("Sector"),
        day=whole_days(pl.col("Joined On")),
        text=json_object(cells, lambda name: json.dumps(name, ensure_ascii=False)),
        place=places,
        plain=cells.select(filled).to_series() & known_country & known_type,
    ).with_columns(plain=pl.col("plain") & pl.col("day").is_not_null())
    plain = rows["plain"]
    rows = rows.filter("plain").with_columns(record=pl.int_range(pl.len()))
    own = [short_hash(*parts) for parts in rows.select("Name", "Country").iter_rows()]
    subjects = f"{source.id}/" + pl.Series(own, dtype=pl.String)
    rows = rows.with_columns(subject=subjects, names=_names(rows["Name"]))
    stated = rows.select(
        *("kind", "subject", "record", "names", "country", "sector", "size_class"),
        name="Name",
        member_type="Type",
    )
    by_kind = stated.partition_by("kind", as_dict=True, include_key=False)
    ends = digests(pl.lit("MEMBER_OF"), pl.col("subject"), pl.lit(INITIATIVE))
    memberships = rows.select(
        "record",
        subject=f"{source.id}/r-" + ends,
        from_stated="subject",
        to_stated=pl.lit(INITIATIVE),
        start_date="day",
        start_earliest="day",
        start_text="Joined On",
        member_type="Type",
    )
    said = [(str(name), frame) for (name,), frame in by_kind.items()]
    return rows.select("text", "place"), [*said, ("MEMBER_OF", memberships)], plain


def _country(name: str) -> str:
    if (code := country_code(name)) is None:
        raise RecordError(name)
    return code


def _names(names: pl.Series) -> pl.Series:
    """The further names in each text; most have none, and are not looked at one by one."""
    look = ~one_name(names) | names.str.contains("  ", literal=True)
    joined = [
        SEPARATOR.join(other for other in variants(name) if other != name) if looked else ""
        for name, looked in zip(names, look, strict=True)
    ]
    found = pl.DataFrame({"names": joined}, schema={"names": pl.String})
    return found.select(split_texts(pl.col("names")).alias("names")).to_series()

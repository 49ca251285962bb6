"""The keys of many names at once, in columns, as far as they are plain; `name_keys` has the others one by one.

A name is plain where it is one name in ASCII with no run of initials, and at most two legal forms, at its end: nearly
all names of large registers are. Its key is what `names.normal` gives.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from beholden.graph.names import ALSO_MARKS, legal_forms

KEYS = dict.fromkeys(("name", "base", "form"), pl.String)
"""A row a key; one that is too weak to join on has neither base nor form."""

NOT_PLAIN = r"^$|[^\x20-\x7E]|[*\]) ]$|[A-Za-z]\.[A-Za-z]" + f"|(?i:successor|{ALSO_MARKS.pattern})"


def plain_keys(names: pl.Series) -> pl.DataFrame:
    """The keys of the plain ones of these names, in their order: the columns of `KEYS`."""
    folded = (
        pl.DataFrame({"name": names})
        .lazy()
        .filter(~pl.col("name").str.contains(NOT_PLAIN))
        .with_columns(words=_folded(pl.col("name")))
        .filter(~pl.col("words").str.contains(r"(?:^| )[a-z] [a-z](?: |$)"))
        .collect()
    )
    once = _without_form(folded["words"])
    twice = _without_form(once["base"])
    known = legal_forms()
    more = pl.Series([*known.first, *known.first_alone], dtype=pl.String).implode()
    ends = pl.Series(list(known.last), dtype=pl.String).implode()
    base, form = pl.col("base"), pl.col("form")
    longest = pl.when(form == "").then(5).otherwise(1)
    weak = base.str.contains("^[0-9 ]*$") | (
        ~base.str.contains(" ", literal=True) & (base.str.len_chars() <= longest)
    )
    keys = folded.select("name", base=twice["base"], form=_both(once["form"], twice["form"]))
    return (
        keys.lazy()
        .filter(~base.str.extract("([^ ]*)$").is_in(ends), ~base.str.extract("^([^ ]*)").is_in(more))
        .with_columns(
            pl.when(~weak).then(base).otherwise(pl.lit("")), pl.when(~weak).then(form).otherwise(pl.lit(""))
        )
        .collect()
    )


def _both(one: pl.Series, other: pl.Series) -> pl.Series:
    """The legal forms of a name from which two were taken, in the order of the alphabet, each once; "" is none."""
    first, second = pl.min_horizontal("one", "other"), pl.max_horizontal("one", "other")
    alone = (first == "") | (first == second)
    both = pl.when(alone).then(second).otherwise(pl.concat_str(first, second, separator=" "))
    return pl.DataFrame({"one": one, "other": other}).select(both).to_series()


def _folded(name: pl.Expr) -> pl.Expr:
    """The words of a plain name as `names.fold_words` has them, with single blanks between them."""
    words = name.str.replace_all("['`]", "").str.to_lowercase().str.replace_all("&", " and ", literal=True)
    return words.str.replace_all("[^a-z0-9]+", " ").str.strip_chars(" ")


def _without_form(words: pl.Series) -> pl.DataFrame:
    """`base` and `form` of each: the words before the longest legal form at their end, and that form, "" for none."""
    rows = pl.DataFrame({"words": words}).with_row_index("row")
    rows = rows.with_columns(last=pl.col("words").str.extract("([^ ]*)$"))
    rows = rows.with_columns(base=pl.col("words").str.strip_suffix(pl.col("last")).str.strip_chars_end(" "))
    two = pl.concat_str(pl.col("base").str.extract("([^ ]*)$"), "last", separator=" ")
    several = rows.select(two.is_in(_last_two().implode())).to_series()
    one = _ends()[1]
    found = rows.with_columns(
        form=pl.col("last").replace_strict(one["end"], one["form"], default=None, return_dtype=pl.String)
    ).with_columns(base=pl.when(pl.col("form").is_null()).then("words").otherwise("base"))
    longer = _without_form_of_words(rows.filter(several))
    taken = found.join(longer, on="row", how="left", maintain_order="left", suffix="_longer")
    return taken.select(
        base=pl.coalesce("base_longer", "base"), form=pl.coalesce("form_longer", "form", pl.lit(""))
    )


def _without_form_of_words(rows: pl.DataFrame) -> pl.DataFrame:
    """`base` and `form` of those of these `words` at whose end a legal form of several words stands, by `row`."""
    rest = rows.select("row", "last", split=pl.col("words").str.split(" "))
    found = [pl.DataFrame(schema={"row": pl.UInt32, "base": pl.String, "form": pl.String})]
    for size, ends in _ends().items():
        if size == 1:
            continue
        tails = (
            rest.lazy()
            .filter(pl.col("last").is_in(ends["last"].unique().implode()))
            .with_columns(end=pl.col("split").list.tail(size).list.join(" "))
            .join(ends.lazy().select("end", "form"), on="end")
            .select(
                "row",
                base=pl.col("split").list.head(pl.col("split").list.len() - size).list.join(" "),
                form="form",
            )
            .collect()
        )
        found.append(tails)
        rest = rest.join(tails, on="row", how="anti")
    return pl.concat(found)


@cache
def _last_two() -> pl.Series:
    """The last two words of each spelling of several words."""
    ends = [end.rsplit(" ", 2)[-2:] for size, known in _ends().items() if size > 1 for end in known["end"]]
    return pl.Series(sorted({" ".join(words) for words in ends}), dtype=pl.String)


@cache
def _ends() -> dict[int, pl.DataFrame]:
    """The spellings of legal forms by their number of words, most first: `end`, its `last` word, and the `form`."""
    listed = [own for same_word in legal_forms().last.values() for own in same_word]
    spellings = list(dict.fromkeys((tuple(words), form) for words, form in listed))
    sizes = sorted({len(words) for words, _ in spellings}, reverse=True)
    return {
        size: pl.DataFrame(
            [(" ".join(words), words[-1], form) for words, form in spellings if len(words) == size],
            schema={"end": pl.String, "last": pl.String, "form": pl.String},
            orient="row",
        )
        for size in sizes
    }

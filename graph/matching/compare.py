"""What two names have in common and what tells them apart, for many pairs at once, in columns."""

from __future__ import annotations

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from beholden.graph.matching.forms import PARTS as FORM_PARTS
from beholden.graph.matching.forms import compare_forms
from beholden.graph.matching.words import NUMBER, PLACE, NameTable, of_words

PARTS = (
    "shared", "letters", "info", "respelled", "spelled", "added", "exchanged", "number", "place", "group",
    "group_formed", *FORM_PARTS, "single", "ordinary", "initials", "original_other",
)  # fmt: skip
"""The parts that names give to a score, each from 0 to 1; see `compare`."""

_ALIKE = 0.86
"""From which likeness on two words may be spellings of one: Jaro-Winkler."""

_SOUND = 0.92
"""What two words of one sound are alike at least."""


_LEAST_LETTERS = 60
"""How alike, of 100, the letters of two names must be for the pair to be close."""

_RARE = 0.99
"""The weight from which on a word is rare."""


def close(pairs: pl.DataFrame, left: NameTable, right: NameTable) -> pl.DataFrame:
    """The pairs whose letters are alike, in any order of the words.

    What is not alike can't reach the zones, and this is the quickest to tell.
    """
    alike = np.zeros(pairs.height, dtype=bool)
    for column in ("joined", "ordered"):
        open_still = np.flatnonzero(~alike)
        rows = pairs[open_still]
        one, other = left.letters(rows["left"], column), right.letters(rows["right"], column)
        if column == "ordered":
            # Names of the same words in another order are about as long as each other.
            lengths = one.str.len_chars().cast(pl.Int32), other.str.len_chars().cast(pl.Int32)
            near = ((lengths[0] - lengths[1]).abs() <= 0.2 * (lengths[0] + lengths[1]) / 2).to_numpy()
            open_still, one, other = open_still[near], one.filter(near), other.filter(near)
        likeness = process.cpdist(
            one.to_list(),
            other.to_list(),
            scorer=fuzz.ratio,
            score_cutoff=_LEAST_LETTERS,
            dtype=np.float32,
            workers=-1,
        )
        alike[open_still[likeness > 0]] = True
    return pairs.filter(pl.Series(alike, dtype=pl.Boolean))


def compare(pairs: pl.DataFrame, left: NameTable, right: NameTable, vocabulary: pl.DataFrame) -> pl.DataFrame:
    """The pairs (`left`, `right`) in the same order, with the parts of a score beside them.

    - `shared`: of the weight of all words, the part that both names have, in any spelling and order;
    - `letters`: likeness of the two names without blanks;
    - `info`: the weight of what they share, 1 for one rare word;
    - `respelled`, `spelled`: how much of what they share is spelled differently, and how differently;
    - `added`, `exchanged`: 1 where one name alone has further words than a place at the start, where each has some;
    - `number`, `place`: 1 where they differ in a number, in a place (one that is the first word may be missing);
    - `group`, `group_formed`: 1 where one alone calls itself a group or holding, and if both have a legal form;
    - `form_lacks`, `form_near`, `form_translated`, `form_other`: 1 where one alone has a legal form, where one form is
      part of the other ("Ltd" and "Co., Ltd."), is put for it in translation (OOO and LLC), where they are different;
    - `single`: 1 where one word is all that they share and the names are not the same, form included;
    - `ordinary`: 1 where that word is not a rare one;
    - `initials`: 1 where one name is the initials of the other;
    - `original_other`: 1 where both are written in another script, and differ there.
    """
    numbered = pairs.select("left", "right").with_row_index("pair")
    ends = numbered.join(left.names.rename({"name": "left"}), on="left", maintain_order="left").join(
        right.names.rename({"name": "right"}), on="right", suffix="_right", maintain_order="left"
    )
    form, other = pl.col("form"), pl.col("form_right")
    blanks = (pl.col("joined") == pl.col("joined_right")) & (pl.col("joined") != "")
    frame = ends.join(_words(numbered, left, right, vocabulary), on="pair", how="left", maintain_order="left")
    frame = frame.join(compare_forms(frame), on=["form", "form_right"], how="left", maintain_order="left")
    short, short_right = (
        pl.when(pl.col(f"count{side}") == 1).then(f"joined{side}") for side in ("", "_right")
    )
    apart = {
        "exchanged": pl.col("mine").gt(0) & pl.col("theirs").gt(0),
        "added": (pl.col("mine").gt(0) ^ pl.col("theirs").gt(0)) & pl.col("told").gt(0),
        "number": pl.col("number"),
        "place": pl.col("place"),
        "respelled": pl.col("respelled"),
        "spelled": pl.col("spelled"),
    }
    frame = frame.with_columns(
        # Names that differ in blanks alone are the same words.
        *(
            pl.when(blanks).then(0.0).otherwise(part.cast(pl.Float32)).alias(name)
            for name, part in apart.items()
        ),
        shared=pl.when(blanks).then(1.0).otherwise("shared"),
        # A whole name with its legal form says more than the words it is made of.
        info=pl.when(blanks & (form == other) & (form != ""))
        .then(pl.max_horizontal("info", pl.lit(0.7)))
        .when(blanks & (pl.col("shared") == 0))
        .then(1.0)
        .otherwise("info"),
        letters=_likeness(frame["joined"], frame["joined_right"]),
        group=pl.col("group") ^ pl.col("group_right"),
        group_formed=(pl.col("group") ^ pl.col("group_right")) & (form != "") & (other != ""),
        initials=(_stands_for(short, "initials_right") | _stands_for(short_right, "initials")).fill_null(
            False
        ),
        original_other=(pl.col("original") != pl.col("original_right")).fill_null(False),
    )
    differ = pl.col("added").gt(0) | pl.col("respelled").gt(0) | pl.col("group") | (form != other)
    frame = frame.with_columns(single=(pl.min_horizontal("count", "count_right") == 1) & differ)
    frame = frame.with_columns(ordinary=pl.col("single") & (pl.col("info") < _RARE))
    return frame.select("left", "right", *(pl.col(part).cast(pl.Float32) for part in PARTS))


def _stands_for(short: pl.Expr, initials: str) -> pl.Expr:
    """Whether a word is the initials in a column, one more letter for the legal form allowed."""
    length = short.str.len_chars()
    without_form = (length > 3) & (short.str.head(-1) == pl.col(initials))
    return ((short == pl.col(initials)) | without_form) & (length > 2)


def _likeness(one: pl.Series, other: pl.Series) -> pl.Series:
    found = process.cpdist(one.to_list(), other.to_list(), scorer=fuzz.ratio, dtype=np.float32)
    return pl.Series(found) / 100


def _words(
    numbered: pl.DataFrame, left: NameTable, right: NameTable, vocabulary: pl.DataFrame
) -> pl.DataFrame:
    """What the words of each pair give; `mine` and `theirs` are the weights of what one name alone has."""
    mine, theirs = (
        numbered.select("pair", name=side).join(table.words, on="name").select("pair", "word").unique()
        for side, table in (("left", left), ("right", right))
    )
    both = mine.join(theirs, on=["pair", "word"])
    alone = mine.join(both, on=["pair", "word"], how="anti")
    other = theirs.join(both, on=["pair", "word"], how="anti")
    alike = _alike(alone, other, vocabulary)
    same = pl.concat(
        [
            of_words(both, vocabulary, "weight").select(
                "pair", "weight", likeness=pl.lit(1.0, dtype=pl.Float32)
            ),
            alike.select("pair", "weight", "likeness"),
        ]
    )
    respelled = pl.when(pl.col("likeness") < 1).then("weight").otherwise(0)
    shared = same.group_by("pair").agg(
        common=pl.col("weight").sum(),
        respelled=respelled.sum(),
        loss=(pl.col("weight") * (1 - pl.col("likeness"))).sum(),
    )
    alone = alone.join(alike, on=["pair", "word"], how="anti")
    other = other.join(alike.select("pair", word="word_right"), on=["pair", "word"], how="anti")
    alone, other = (of_words(rows, vocabulary, "weight", "role") for rows in (alone, other))
    frame = (
        numbered.join(shared, on="pair", how="left")
        .join(_left_over(alone, numbered, left, "left"), on="pair", how="left")
        .join(_left_over(other, numbered, right, "right"), on="pair", how="left", suffix="_right")
        .fill_null(0)
    )
    total = 2 * pl.col("common") + pl.col("weight") + pl.col("weight_right")
    common = pl.col("common") > 0
    return frame.select(
        "pair",
        shared=pl.when(total > 0).then(2 * pl.col("common") / total).otherwise(0),
        info=pl.col("common").clip(upper_bound=1),
        respelled=pl.when(common).then(pl.col("respelled") / pl.col("common")).otherwise(0),
        spelled=pl.when(common).then(pl.col("loss") / pl.col("common")).otherwise(0),
        mine="weight",
        theirs="weight_right",
        told=pl.max_horizontal("told", "told_right"),
        number=pl.max_horizontal("number", "number_right"),
        place=pl.max_horizontal("place", "place_right", pl.min_horizontal("places", "places_right")),
    )


def _left_over(frame: pl.DataFrame, numbered: pl.DataFrame, table: NameTable, side: str) -> pl.DataFrame:
    """The weight of the words that one name of a pair alone has, in all and without a place that stands first.

    Besides whether a number, a place that does not stand first, or any place is among them.
    """
    first = numbered.select("pair", name=side).join(table.names.select("name", "first"), on="name")
    rows = frame.join(first.select("pair", "first"), on="pair")
    # Chinese firms begin with their place, which their English names often leave out.
    place = pl.col("role") == PLACE
    leading = place & (pl.col("word") == pl.col("first"))
    return rows.group_by("pair").agg(
        pl.col("weight").sum(),
        told=pl.col("weight").filter(~leading).sum(),
        number=(pl.col("role") == NUMBER).any().cast(pl.UInt8),
        place=(place & ~leading).any().cast(pl.UInt8),
        places=place.any().cast(pl.UInt8),
    )


def _alike(alone: pl.DataFrame, other: pl.DataFrame, vocabulary: pl.DataFrame) -> pl.DataFrame:
    """Of the words that only one name of a pair has, those that may be spellings of one: each with its best."""
    crossed = alone.join(other, on="pair", suffix="_right")
    kinds = crossed.select("word", "word_right").unique()
    for side in ("", "_right"):
        columns = [
            vocabulary[name].gather(kinds[f"word{side}"]).alias(f"{name}{side}")
            for name in ("text", "skeleton", "weight", "role")
        ]
        spelled = (pl.col(f"role{side}") != NUMBER) & (pl.col(f"text{side}").str.len_chars() > 3)
        kinds = kinds.with_columns(columns).filter(spelled)
    found = process.cpdist(
        kinds["text"].to_list(),
        kinds["text_right"].to_list(),
        scorer=JaroWinkler.normalized_similarity,
        dtype=np.float32,
    )
    sound = (pl.col("skeleton") == pl.col("skeleton_right")) & (pl.col("skeleton").str.len_chars() > 2)
    kinds = kinds.with_columns(likeness=pl.Series(found, dtype=pl.Float32)).with_columns(
        likeness=pl.when(sound).then(pl.max_horizontal("likeness", _SOUND)).otherwise("likeness")
    )
    kinds = kinds.filter(pl.col("likeness") >= _ALIKE).select(
        "word",
        "word_right",
        pl.col("likeness").cast(pl.Float32),
        weight=pl.max_horizontal("weight", "weight_right"),
    )
    rows = crossed.join(kinds, on=["word", "word_right"]).sort(
        ["pair", "likeness", "word", "word_right"], descending=[False, True, False, False]
    )
    return rows.unique(["pair", "word"], keep="first", maintain_order=True).unique(
        ["pair", "word_right"], keep="first", maintain_order=True
    )

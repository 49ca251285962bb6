"""What two names have in common and what tells them apart, for many pairs at once, in columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz, process

from beholden.graph.matching.common_words import Bools, Floats, common_words
from beholden.graph.matching.forms import PARTS as FORM_PARTS
from beholden.graph.matching.forms import compare_forms
from beholden.graph.matching.words import Ints, NameTable

PARTS = (
    "shared", "letters", "info", "respelled", "spelled", "added", "exchanged", "number", "place", "group",
    "group_formed", *FORM_PARTS, "single", "ordinary", "initials", "original_other",
)  # fmt: skip
"""The parts that names give to a score, each from 0 to 1; see `compare`."""

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
    one, place = left.different(pairs["left"])
    other, place_right = right.different(pairs["right"])

    def both(column: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        return one.names[column].to_numpy()[place], other.names[column].to_numpy()[place_right]

    letters = _likeness(one.names["joined"], place, other.names["joined"], place_right)
    told = pl.DataFrame(
        {
            "blanks": (letters == 100) & (one.names["joined"] != "").to_numpy()[place],
            "letters": pl.Series(letters) / 100,
            "formed": (one.names["form"] != "").to_numpy()[place],
            "formed_right": (other.names["form"] != "").to_numpy()[place_right],
            "group": np.not_equal(*both("group")),
            "one_word": np.minimum(*both("count")) == 1,
            "initials": _initials(one, place, other, place_right) | _initials(other, place_right, one, place),
            "original_other": _other_original(one, place, other, place_right),
            **compare_forms((one.names["form"], place), (other.names["form"], place_right)),
            **common_words((one, place), (other, place_right), vocabulary),
        }
    )
    blanks, same_form = pl.col("blanks"), ~pl.any_horizontal(FORM_PARTS)
    common, total = pl.col("common"), 2 * pl.col("common") + pl.col("mine") + pl.col("theirs")
    frame = told.lazy().with_columns(
        shared=pl.when(total > 0).then(2 * common / total).otherwise(0),
        info=common.clip(upper_bound=1),
        respelled=pl.when(common > 0).then(pl.col("respelled") / common).otherwise(0),
        spelled=pl.when(common > 0).then(pl.col("loss") / common).otherwise(0),
        exchanged=pl.col("mine").gt(0) & pl.col("theirs").gt(0),
        added=(pl.col("mine").gt(0) ^ pl.col("theirs").gt(0)) & pl.col("told").gt(0),
    )
    apart = ("exchanged", "added", "number", "place", "respelled", "spelled")
    frame = frame.with_columns(
        # Names that differ in blanks alone are the same words.
        pl.when(blanks).then(0.0).otherwise(pl.col(*apart).cast(pl.Float32)).name.keep(),
        shared=pl.when(blanks).then(1.0).otherwise("shared"),
        # A whole name with its legal form says more than the words it is made of.
        info=pl.when(blanks & same_form & pl.col("formed"))
        .then(pl.max_horizontal("info", pl.lit(0.7)))
        .when(blanks & (pl.col("shared") == 0))
        .then(1.0)
        .otherwise("info"),
        group_formed=pl.col("group") & pl.col("formed") & pl.col("formed_right"),
    )
    differ = pl.col("added").gt(0) | pl.col("respelled").gt(0) | pl.col("group") | ~same_form
    frame = frame.with_columns(single=pl.col("one_word") & differ)
    frame = frame.with_columns(ordinary=pl.col("single") & (pl.col("info") < _RARE))
    parts = frame.select(pl.col(part).cast(pl.Float32) for part in PARTS).collect()
    return pairs.select("left", "right").hstack(parts)


def _likeness(one: pl.Series, place: Ints, other: pl.Series, place_right: Ints) -> Floats:
    """How alike, of 100, the letters of pairs of names are."""
    texts, texts_right = (np.array(names.to_list(), dtype=object) for names in (one, other))
    one_each, other_each = texts[place].tolist(), texts_right[place_right].tolist()
    return process.cpdist(one_each, other_each, scorer=fuzz.ratio, dtype=np.float32, workers=-1)


def _initials(one: NameTable, place: Ints, other: NameTable, place_right: Ints) -> Bools:
    """Whether the first name is the initials of the second, one more letter for the legal form allowed."""
    word = (one.names["count"] == 1) & (one.names["joined"].str.len_chars() > 2)
    found: Bools = word.to_numpy()[place] & (other.names["initials"] != "").to_numpy()[place_right]
    maybe = np.flatnonzero(found)
    short, initials = one.names["joined"][place[maybe]], other.names["initials"][place_right[maybe]]
    without_form = (short.str.len_chars() > 3) & (short.str.head(-1) == initials)
    found[maybe] = ((short == initials) | without_form).to_numpy()
    return found


def _other_original(one: NameTable, place: Ints, other: NameTable, place_right: Ints) -> Bools:
    """Whether both names are written in another script, and differ there."""
    originals = one.names["original"], other.names["original"]
    stated, stated_right = (names.is_not_null().to_numpy() for names in originals)
    found: Bools = stated[place] & stated_right[place_right]
    maybe = np.flatnonzero(found)
    found[maybe] = (originals[0][place[maybe]] != originals[1][place_right[maybe]]).to_numpy()
    return found

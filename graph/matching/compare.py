"""What two names have in common and what tells them apart, for many pairs at once, in columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from beholden.graph.matching.common_words import Bools, Floats, common_words
from beholden.graph.matching.forms import PARTS as FORM_PARTS
from beholden.graph.matching.forms import compare_forms
from beholden.graph.matching.letters import likeness
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
    one, place = _used(left, pairs["left"])
    other, place_right = _used(right, pairs["right"])
    alike = np.zeros(pairs.height, dtype=bool)
    for column in ("joined", "ordered"):
        open_still = np.flatnonzero(~alike)
        texts = one[column], other[column]
        places = place[open_still], place_right[open_still]
        if column == "ordered":
            # Names of the same words in another order are about as long as each other.
            sizes, sizes_right = (
                text.str.len_chars().to_numpy().astype(np.int64)[own]
                for text, own in zip(texts, places, strict=True)
            )
            near = np.abs(sizes - sizes_right) <= 0.2 * (sizes + sizes_right) / 2
            open_still, places = open_still[near], (places[0][near], places[1][near])
        found = likeness((texts[0], places[0]), (texts[1], places[1]), least=_LEAST_LETTERS)
        alike[open_still[found >= _LEAST_LETTERS]] = True
    return pairs.filter(pl.Series(alike, dtype=pl.Boolean))


def _used(table: NameTable, numbers: pl.Series) -> tuple[pl.DataFrame, Ints]:
    """The letters of the names of these numbers, each once, and the place of each number among them."""
    own = numbers.to_numpy().astype(np.int64) - (table.names["name"][0] if len(numbers) else 0)
    used = np.zeros(table.names.height, dtype=bool)
    used[own] = True
    return table.names.select("joined", "ordered").filter(pl.Series(used)), (np.cumsum(used) - 1)[own]


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

    letters = likeness((one.names["joined"], place), (other.names["joined"], place_right))
    forms = compare_forms((one.names["form"], place), (other.names["form"], place_right))
    words = common_words((one, place), (other, place_right), vocabulary)
    common, mine, theirs = words["common"], words["mine"], words["theirs"]
    total = 2 * common + mine + theirs
    # Names that differ in blanks alone are the same words.
    blanks = (letters == 100) & (one.names["joined"] != "").to_numpy()[place]
    info = np.minimum(common, np.float32(1))
    formed, formed_right = (
        (side.names["form"] != "").to_numpy()[own] for side, own in ((one, place), (other, place_right))
    )
    other_form = np.logical_or.reduce(list(forms.values()))
    # A whole name with its legal form says more than the words it is made of.
    whole = blanks & ~other_form & formed
    info = np.where(whole, np.maximum(info, np.float32(0.7)), info)
    info = np.where(blanks & ~whole & (common == 0), np.float32(1), info)
    respelled = _part(words["respelled"], common) * ~blanks
    added = ((mine > 0) ^ (theirs > 0)) & (words["told"] > 0) & ~blanks
    group = np.not_equal(*both("group"))
    single = (np.minimum(*both("count")) == 1) & (added | (respelled > 0) | group | other_form)
    parts: dict[str, npt.NDArray[Any]] = {
        "shared": np.where(blanks, np.float32(1), _part(2 * common, total)),
        "letters": (pl.Series(letters) / 100).to_numpy(),
        "info": info,
        "respelled": respelled,
        "spelled": _part(words["loss"], common) * ~blanks,
        "added": added,
        "exchanged": (mine > 0) & (theirs > 0) & ~blanks,
        "number": words["number"] & ~blanks,
        "place": words["place"] & ~blanks,
        "group": group,
        "group_formed": group & formed & formed_right,
        **forms,
        "single": single,
        "ordinary": single & (info < np.float32(_RARE)),
        "initials": _initials(one, place, other, place_right) | _initials(other, place_right, one, place),
        "original_other": _other_original(one, place, other, place_right),
    }
    found = pl.DataFrame({part: parts[part].astype(np.float32) for part in PARTS})
    return pairs.select("left", "right").hstack(found)


def _part(some: Floats, of: Floats) -> Floats:
    """What part some of these are of those, 0 of nothing."""
    return np.divide(some, of, out=np.zeros_like(some), where=of > 0)


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

"""The keys of many names at once, in columns, as far as they are plain; `name_keys` has the others one by one.

A name is plain where it is one name, of Latin or of Greek and Cyrillic letters, with at most two legal forms at its end
and one before it, and no initials that stand apart: nearly all names of large registers are. Its key is what
`names.normal` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from beholden.graph.names import ALSO_MARKS, GONE, LATIN, fold_words, legal_forms

KEYS = dict.fromkeys(("name", "base", "form"), pl.String)
"""A row a key; one that is too weak to join on has neither base nor form."""

NO_KEYS = pl.DataFrame(schema=KEYS)

FEW = 2_000
"""Up to so many different names are quicker read one by one than in columns."""

_LATIN_CODES = (*range(0xC0, 0x2B0), *range(0x1E00, 0x1F00))
_OTHER_CODES = range(0x370, 0x530)
"""Where the letters of plain names lie, beside those of ASCII: the Latin ones, and those of Greek and Cyrillic."""

_SIGNS = "«»“”„‚‹›–—‐‑·•"
_QUOTES = "'\"‘’‚“”„«»‹›"

_INSIDE = f"[^(){_QUOTES}]*"
_BRACKET = rf"\((?:{_INSIDE}(?:[a-z]|[^() ] +[^() ]){_INSIDE}| *[A-Z][A-Z0-9]? *)\)$"
"""A bracket at the end of a name that is neither an acronym of it nor another name."""

_INITIALS = r"(?:^| )\p{L} \p{L}(?: |$)"
_DOTTED = r"\b(\p{L})\.(\p{L})\b"
_MARK = "\x01"
_SEPARATOR = "\x1f"
_TAKEN = ("one", "other", "before", "alone")


def one_name(names: pl.Series) -> pl.Series:
    """Which of these texts are surely one name, of known letters: `names.variants` has no other name in them."""
    name = pl.col("name")
    usual = ~name.str.contains(_not_plain()) & (~name.str.ends_with(")") | name.str.contains(_BRACKET))
    return pl.DataFrame({"name": names}).select(usual).to_series()


def plain_keys(names: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """The keys of the plain ones of these names, in their order: the columns of `KEYS`; and the other names."""
    known, single = _forms(), one_name(names)
    one_by_one, plain = names.filter(~single), names.filter(single)
    base = pl.col("base")
    rows = plain.to_frame("name").lazy().with_columns(base=_folded(pl.col("name")))
    rows = _without(_without(rows, known.last, "one"), known.last, "other")
    rows = rows.with_columns(more=base.str.contains(known.last.shape))
    rows = _without(rows, known.first, "before")
    rows = _without(rows, known.first_alone, "alone", pl.concat_str(*_TAKEN[:3]) == "")
    done = ~(pl.col("more") | base.str.contains(known.first.shape) | base.str.contains(_INITIALS))
    found = rows.select(
        "name", "base", taken=pl.concat_str(*_TAKEN, separator=_SEPARATOR), done=done
    ).collect()
    keys = found.filter("done").select("name", "base", form=_joined(found.filter("done")["taken"]))
    return _without_weak(keys), pl.concat([one_by_one, plain.filter(~found["done"])])


def _without_weak(keys: pl.DataFrame) -> pl.DataFrame:
    """The keys with neither base nor form where they are too weak to join on."""
    base, form = pl.col("base"), pl.col("form")
    longest = pl.when(form == "").then(5).otherwise(1)
    weak = base.str.contains("^[0-9 ]*$") | (
        ~base.str.contains(" ", literal=True) & (base.str.len_chars() <= longest)
    )
    return keys.with_columns(pl.when(~weak).then(pl.col("base", "form")).otherwise(pl.lit("")))


@cache
def _folds() -> dict[str, str]:
    """What stands in a folded name for a character; one for which a blank stands need not be here."""
    letters = {chr(code): fold_words(chr(code)) for code in (*_LATIN_CODES, *_OTHER_CODES)}
    known = {letter: fold for letter, fold in letters.items() if letter.isalpha() and fold.isalpha()}
    return {"_": " ", "&": " and ", "№": "no", **dict.fromkeys(map(chr, GONE), ""), **known}


@cache
def _not_plain() -> str:
    """The expression of what no plain name has."""
    known = "".join(letter for letter in _folds() if not letter.isascii())
    other = f"\u02b0-\u02ff{chr(_OTHER_CODES[0])}-{chr(_OTHER_CODES[-1])}"
    return (
        rf"^$|[^\x20-\x7E{known}{_SIGNS}]|[*\] ]$|(?i:successor|{ALSO_MARKS.pattern})|^[^{LATIN}]*[ªº]"
        f"|[{LATIN}].*[{other}]|[{other}].*[{LATIN}]"
    )


def _folded(names: pl.Expr) -> pl.Expr:
    """The words of plain names as `names.fold_words` has them, with single blanks between them."""
    folds = _folds()
    words = names.str.replace_many(list(folds), list(folds.values())).str.to_lowercase()
    for _ in range(2):  # every other dot of a run of initials
        words = words.str.replace_all(_DOTTED, f"${{1}}{_MARK}${{2}}")
    words = words.str.replace_all(_MARK, "", literal=True)
    return words.str.replace_all(r"[^\p{L}0-9]{2,}|[^\p{L}0-9 ]", " ").str.strip_chars(" ")


def _joined(taken: pl.Series) -> pl.Series:
    """The legal forms of which these spellings were taken, in the order of the alphabet, each once; "" is none."""
    known = _forms()
    forms = known.last.forms, known.last.forms, known.first.forms, known.first_alone.forms
    every = taken.unique().to_list()
    found = (
        {form[one] for form, one in zip(forms, spellings.split(_SEPARATOR), strict=True) if one}
        for spellings in every
    )
    return taken.replace_strict(
        every, [" ".join(sorted(own - {""})) for own in found], return_dtype=pl.String
    )


@dataclass(frozen=True, slots=True)
class _Ends:
    """Spellings of legal forms at the end of names, or before them: the form of each, and an expression of them all."""

    forms: Mapping[str, str]
    shape: str
    last: bool


@dataclass(frozen=True, slots=True)
class _Forms:
    last: _Ends
    first: _Ends
    first_alone: _Ends


@cache
def _forms() -> _Forms:
    known = legal_forms()
    return _Forms(
        _ends(known.last.values(), last=True),
        _ends(known.first.values(), last=False),
        _ends(known.first_alone.values(), last=False),
    )


def _ends(listed: Iterable[list[tuple[list[str], str]]], *, last: bool) -> _Ends:
    spellings = [entry for same_word in listed for entry in same_word]
    spellings.sort(key=lambda entry: -len(entry[0]))
    forms = {" ".join(words): form for words, form in spellings}
    any_of = "|".join(forms)
    return _Ends(forms, f"(?:^| )(?:{any_of})$" if last else f"^(?:{any_of})(?: |$)", last)


def _without(rows: pl.LazyFrame, ends: _Ends, taken: str, where: pl.Expr | bool = True) -> pl.LazyFrame:
    """The rows with the longest of these spellings off their `base`; a column has what was taken, "" for none."""
    base, rest = pl.col("base"), pl.col("rest")
    own = base.str.strip_prefix(rest) if ends.last else base.str.strip_suffix(rest)
    rest_of = base.str.replace(ends.shape, "")
    rows = rows.with_columns(rest=rest_of if where is True else pl.when(where).then(rest_of).otherwise(base))
    return rows.with_columns(own.str.strip_chars(" ").alias(taken)).with_columns(base=rest)

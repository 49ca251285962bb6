"""What the legal forms of two names say of each other: the same, one within the other, a translation, or another."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import polars as pl

PARTS = ("form_lacks", "form_near", "form_translated", "form_other")
"""How two names can differ in their legal forms; names of one form have none of these."""

_GENERIC = frozenset(("co", "corp"))
"""Words that stand beside a form as well: "Kite Co. LLC" is an LLC."""


def compare_forms(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of forms (`form`, `form_right`), each once, with one of `PARTS` true where they differ.

    A form is its words, sorted, "" for none, as `graph.names.normal` gives them.
    """
    kinds = pairs.select("form", "form_right").unique()
    found = [difference(one, other) for one, other in kinds.iter_rows()]
    return kinds.with_columns(
        pl.Series(part, [one == part for one in found], dtype=pl.Boolean) for part in PARTS
    )


def difference(form: str, other: str) -> str | None:
    """Which of `PARTS` two legal forms make, None where they are one.

    >>> [difference("ag", "ag"), difference("ag", ""), difference("co ltd", "ltd")]
    [None, 'form_lacks', 'form_near']
    >>> [difference("llc", "ooo"), difference("co ooo", "llc"), difference("ag", "se")]
    ['form_translated', 'form_translated', 'form_other']
    """
    if form == other:
        return None
    if not form or not other:
        return "form_lacks"
    mine, theirs = frozenset(form.split()), frozenset(other.split())
    if mine <= theirs or theirs <= mine:
        return "form_near"
    ends = sorted(" ".join(sorted(words - _GENERIC)) or " ".join(sorted(words)) for words in (mine, theirs))
    return "form_translated" if (ends[0], ends[1]) in _translations() else "form_other"


@cache
def _translations() -> frozenset[tuple[str, str]]:
    """The pairs of forms of which one is put for the other, each sorted."""
    text = files("beholden.graph").joinpath("data", "legal_forms.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    known = {" ".join(sorted(form.split())) for form in (*data["forms"], *data["attached"])}
    pairs = {
        (min(word, other), max(word, other))
        for word, forms in data["translations"].items()
        for other in (" ".join(sorted(form.split())) for form in forms)
    }
    if unknown := {form for pair in pairs for form in pair} - known:
        raise ValueError(
            f"legal_forms.toml: [translations] has forms that are none: {', '.join(sorted(unknown))}"
        )
    return frozenset(pairs)

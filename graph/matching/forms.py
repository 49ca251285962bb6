"""What the legal forms of two names say of each other: the same, one within the other, a translation, or another."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import polars as pl

from beholden.graph.matching.words import Ints

PARTS = ("form_lacks", "form_near", "form_translated", "form_other")
"""How two names can differ in their legal forms; names of one form have none of these."""

_GENERIC = frozenset(("co", "corp"))
"""Words that stand beside a form as well: "Kite Co. LLC" is an LLC."""


def compare_forms(
    left: tuple[pl.Series, Ints], right: tuple[pl.Series, Ints]
) -> dict[str, npt.NDArray[np.bool_]]:
    """For each of `PARTS` whether pairs of names differ so; a side is forms, and which of them each pair has.

    A form is its words, sorted, "" for none, as `graph.names.normal` gives them.
    """
    known = pl.concat([left[0], right[0]]).unique(maintain_order=True).to_list()
    numbers = {form: number for number, form in enumerate(known)}
    mine, theirs = (
        np.array([numbers[form] for form in forms.to_list()], dtype=np.int64)[places]
        for forms, places in (left, right)
    )
    kinds = mine * len(known) + theirs
    parts = np.zeros(len(known) ** 2, dtype=np.uint8)
    parts[kinds] = 1
    for kind in np.flatnonzero(parts).tolist():
        part = difference(known[kind // len(known)], known[kind % len(known)])
        parts[kind] = 1 + PARTS.index(part) if part else 0
    found = parts[kinds]
    return {part: found == number for number, part in enumerate(PARTS, start=1)}


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

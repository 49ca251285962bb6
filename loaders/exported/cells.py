"""Cells of an exported claim, as texts, and the values that they stand for."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from beholden.graph.property_types import TEXTS, Dtype
from beholden.loaders import RecordError

Cell = list[str]
"""The texts that stand for a value: one, or as many as a list has."""

_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def value(column: str, cell: Cell, dtype: Dtype) -> Any:
    """The value of a column of this type; a date stays the text that it is. RecordError where it is none."""
    if dtype == TEXTS:
        return cell
    if len(cell) != 1:
        raise RecordError(f"{column} stands there {len(cell)} times: {', '.join(sorted(cell))}")
    text = cell[0]
    try:
        if dtype == pl.Boolean:
            return _TRUTHS[text]
        if dtype == pl.Int64:
            return int(text)
        if dtype == pl.Float64:
            number = float(text)
            if not math.isfinite(number):
                raise ValueError
            return number
    except (KeyError, ValueError):
        raise RecordError(f'{column} "{text}" can\'t be read') from None
    return text

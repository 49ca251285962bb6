"""Percentages of FollowTheMoney, which are text that anybody may have written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from beholden.graph.shares import Share, as_float, parse_share

_NUMBER = r"\d{1,3}(?:[.,]\d{1,9})?"
_RANGE = re.compile(rf"({_NUMBER})\s*%?\s*(?:-|–|to)\s*({_NUMBER})\s*%?")
_BOUND = re.compile(
    rf"(>=|<=|>|<|≥|≤|more than|at least|less than|up to|over)\s*({_NUMBER})\s*%?", re.IGNORECASE
)
_LEAST = frozenset((">", ">=", "≥", "more than", "at least", "over"))
_EXCLUSIVE = frozenset((">", "<", "more than", "less than", "over"))


def share(texts: Sequence[str]) -> dict[str, Any]:
    """The share that all of these texts allow for, or nothing where one of them can't be read.

    >>> share(["51"]), share(["25-50"]), share(["a lot"])
    ({'share': 0.51}, {'share_min': 0.25, 'share_max': 0.5}, {})
    """
    bounds = [_bounds(text.strip()) for text in texts]
    read = [bound for bound in bounds if bound is not None]
    if not read or len(read) < len(bounds):
        return {}
    least, above = min((low, not more) for low, more, _, _ in read)
    most, below = max((high, not less) for _, _, high, less in read)
    if least == most:
        return {"share": as_float(least)}
    found: dict[str, Any] = {"share_min": as_float(least), "share_max": as_float(most)}
    if not above:
        found["share_min_exclusive"] = True
    if not below:
        found["share_max_exclusive"] = True
    return found


def _bounds(text: str) -> tuple[int, bool, int, bool] | None:
    """Least share, whether it is more than that, greatest share, whether it is less; None for other words."""
    whole = parse_share("100%").max
    if found := _RANGE.fullmatch(text):
        low, high = _percent(found[1]), _percent(found[2])
        return (low.min, False, high.max, False) if low and high and low.min <= high.max else None
    if found := _BOUND.fullmatch(text):
        bound, word = _percent(found[2]), found[1].lower()
        if bound is None:
            return None
        exclusive = word in _EXCLUSIVE
        return (bound.min, exclusive, whole, False) if word in _LEAST else (0, False, bound.max, exclusive)
    exact = _percent(text.removesuffix("%").strip())
    return (exact.min, False, exact.max, False) if exact else None


def _percent(text: str) -> Share | None:
    try:
        return parse_share(f"{text}%")
    except ValueError:
        return None

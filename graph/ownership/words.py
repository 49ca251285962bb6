"""Shares, lists and copies in words, as verdicts print them."""

from __future__ import annotations

from typing import Any

from beholden.graph.reference_entities import reference
from beholden.graph.rules import percent
from beholden.graph.shares import WHOLE

STATE = {"old": "too old for this date", "later": "later than this date", "part": "not known to be whole"}
"""What is wrong with a copy that does not show who was not on a list."""


def share_words(least: int, most: int) -> str:
    """A share in words, such as "more than 25 % to 50 %"; a share of which nothing is known "a share not stated".

    >>> share_words(250_000_001, 500_000_000), share_words(500_000_000, 500_000_000)
    ('more than 25 % to 50 %', '50 %')
    """
    if least == most:
        return percent(least)
    if (least, most) == (0, WHOLE):
        return "a share not stated"
    low = f"more than {percent(least - 1)}" if least % 1_000_000 == 1 else percent(least)
    high = f"less than {percent(most + 1)}" if most % 1_000_000 == 999_999 else percent(most)
    return f"{low} to {high}"


def list_name(id: str) -> str:
    """The short name of a list."""
    properties = reference().get(id).properties
    return str(properties.get("short") or reference().get(id).name)


def listed(row: dict[str, Any]) -> str:
    """Since when a listing stands, as published, and when it was last stated."""
    since = f"listed on {row['start_text']}" if row["start_text"] else f"in the copy of {row['first_stated']}"
    end = f", delisted on {row['end_text']}" if row["end_text"] else ""
    return since + end + (", disputed" if row["disputed"] else "") + f", last stated on {row['last_stated']}"


def points(billionths: int) -> str:
    """A share as points of a hundred; what is one billionth more than a whole number of points is "more than" it."""
    if billionths % 1_000_000 == 1:
        return f"more than {percent(billionths - 1).removesuffix(' %')} points"
    return f"{percent(billionths).removesuffix(' %')} points"

"""Shares, lists and copies in words, as verdicts print them."""

from __future__ import annotations

from typing import Any

from beholden.graph.shares import WHOLE, percent

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


def listed(row: dict[str, Any]) -> str:
    """Since when a listing stands, as published, and when it was last stated."""
    since = f"listed on {row['start_text']}" if row["start_text"] else f"in the copy of {row['first_stated']}"
    end = f", delisted on {row['end_text']}" if row["end_text"] else ""
    return since + end + (", disputed" if row["disputed"] else "") + f", last stated on {row['last_stated']}"


def would_catch(billionths: int) -> str:
    """At which share, in points of a hundred, the rule would bite; one billionth above a whole number is "more than".

    >>> would_catch(70_000_000), would_catch(500_000_001)
    ('7 points or more would catch it', 'more than 50 points would catch it')
    """
    if billionths % 1_000_000 == 1:
        return f"more than {percent(billionths - 1).removesuffix(' %')} points would catch it"
    return f"{percent(billionths).removesuffix(' %')} points or more would catch it"

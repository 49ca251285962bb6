"""Intervals and tests for counts."""

from math import comb, sqrt


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, hits / of
    middle, width = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of), (middle + width) / (1 + z * z / of)


def share(hits: int, of: int, digits: int = 4) -> str:
    """A share with its 95 % interval, as text."""
    low, high = interval(hits, of)
    return f"{hits / of if of else 0:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p that as uneven a split of the cases where two methods differ is chance."""
    total = only_one + only_other
    tail = sum(comb(total, count) for count in range(min(only_one, only_other) + 1)) / 2**total
    return min(1.0, 2 * tail)


def row(*cells: object) -> str:
    """A row of a Markdown table; whole numbers with commas."""
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"


def table(*heads: str) -> list[str]:
    """The first two lines of a Markdown table."""
    return [row(*heads), "|---" * len(heads) + "|"]

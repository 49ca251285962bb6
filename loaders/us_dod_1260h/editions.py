"""Since when a company has stood on the list, from the editions that name it.

Every edition names a company again in a row of its own, so a listing dates from the first of an unbroken run
of editions. A run ends with the row that has an end date; a later row then begins another listing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """The listing that an edition belongs to.

    `first` is the edition that begins it (ISO day). `since_earliest` is an earlier day on which it may have
    begun, for the first edition after an interruption that is disputed. `next` is the next edition that names
    the company.
    """

    first: str
    since_earliest: str | None
    next: str | None


def runs(rows: Iterable[tuple[str, str]], withdrawn: Collection[str]) -> dict[str, Run]:
    """Edition → run, for the rows (edition, end date or "") of one company, in any order.

    `withdrawn` has the end dates that rest on an edition which was withdrawn.
    """
    ends: dict[str, str] = {}
    for edition, end in rows:
        ends[edition] = max(ends.get(edition, ""), end)
    editions = sorted(ends)
    found: dict[str, Run] = {}
    first = possible = None
    for number, edition in enumerate(editions):
        following = editions[number + 1] if number + 1 < len(editions) else None
        found[edition] = Run(first or edition, None if first else possible, following)
        first = first or edition
        if end := ends[edition]:
            possible = (possible or first) if end in withdrawn else None
            first = None
    return found

"""Parties that were joined from several records and look as if they were more than one: for a person to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from beholden.graph.clusters import strong
from beholden.graph.kinds import schema
from beholden.graph.matching.forms import difference
from beholden.graph.names import normal
from beholden.graph.release import Release

RECORDS, NAMES, COUNTRIES = 10, 8, 2
"""From how many records, cleaned names and countries on a party is worth a look."""


@dataclass(frozen=True, slots=True)
class Suspicious:
    """One party with the records it was joined from, and what speaks for a look at it."""

    id: str
    name: str
    kind: str
    members: tuple[str, ...]
    names: tuple[str, ...]
    countries: tuple[str, ...]
    reasons: tuple[str, ...]


def suspicious(release: Release) -> list[Suspicious]:
    """The parties of several records that have many records, names or countries, or facts that differ; worst first."""
    found = []
    for kind in release.kinds("entities"):
        if not schema().kind(kind).party:
            continue
        frame = release.frame("entities", kind).select(
            "id", "name", "members", "names", "countries", "identifiers"
        )
        for id, name, members, names, countries, identifiers in frame.iter_rows():
            if len(members) > 1 and (why := tuple(_reasons(members, names, countries, identifiers))):
                found.append(Suspicious(id, name, kind, tuple(members), tuple(names), tuple(countries), why))
    return sorted(found, key=lambda one: (-len(one.reasons), -len(one.members), one.id))


def _reasons(
    members: Sequence[str], names: Sequence[str], countries: Sequence[str], identifiers: Sequence[str]
) -> Iterator[str]:
    if len(members) >= RECORDS:
        yield f"{len(members)} records"
    keys = sorted({(key.base, key.form) for key in map(normal, names) if key.base})
    if len(keys) >= NAMES:
        yield f"{len(keys)} names"
    if len(set(countries)) >= COUNTRIES:
        yield f"{len(set(countries))} countries: {', '.join(sorted(set(countries)))}"
    forms = sorted({form for _, form in keys if form})
    apart = [pair for pair in combinations(forms, 2) if difference(*pair) == "form_other"]
    if apart:
        yield f"legal forms that differ: {'; '.join(f'{one} and {other}' for one, other in apart)}"
    original = sorted({base for base, _ in keys if not base.isascii()})
    if len(original) > 1:
        yield f"names that differ in their own script: {'; '.join(original)}"
    for scheme, values in sorted(strong(identifiers).items()):
        if len(values) > 1:
            yield f"{len(values)} of {scheme}: {', '.join(sorted(values))}"
